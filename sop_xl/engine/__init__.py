"""Headless recalculation: one port, an embedded engine, and LibreOffice as the second opinion."""
