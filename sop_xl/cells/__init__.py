"""What may cross the border between a worksheet and the planning maths.

A cell holds nothing, a number, a text, a boolean or an error; a grid is a list of rows of cells. This package
turns grids into arguments (``coerce``) and results into grids (``encode``), and knows addresses and dates.
"""
