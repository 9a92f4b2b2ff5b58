"""Many workbooks without Excel: plan the jobs, recalculate each in its own process, publish, and say what happened."""
