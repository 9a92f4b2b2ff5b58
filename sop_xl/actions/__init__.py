"""What the ribbon and ``sop-xl action`` do: one function per action, written against a small workbook port."""
