"""The executive pack as a PDF."""
