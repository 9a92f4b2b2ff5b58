"""The executive pack as a workbook of values and native charts."""
