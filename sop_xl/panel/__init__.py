"""Forecasts of whole panels: history files of any number of series in, forecast files out."""
