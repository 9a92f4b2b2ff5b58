"""What runs while Excel is open: the server of worksheet functions, the macros of the ribbon, the live workbook."""
