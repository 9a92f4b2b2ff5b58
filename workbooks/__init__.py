"""The template workbooks, the code that builds them, and the worked example."""
