"""Demand: cleansing, segmentation, forecasting, accuracy."""
