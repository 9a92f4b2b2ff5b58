"""What the pages say: each module builds a group of pages from the company workbook."""
