"""Native functions of Excel that the embedded engine lacks or gets wrong: numbers in, numbers out, no workbook."""
