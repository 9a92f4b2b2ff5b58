"""Finance: variances and bridges."""
