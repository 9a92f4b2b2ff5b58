"""The executive pack: pages built from the recalculated company workbook, written by several writers."""
