"""Sales & Operations Planning that lives in the workbook."""

__version__ = "0.1.0"
