"""The sheets of the company workbook, for finance and executives."""
