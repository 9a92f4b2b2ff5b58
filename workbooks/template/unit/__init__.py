"""The review sheets of a planning workbook, one module each."""
