"""Results in which what is not known is a blank cell and not an error."""

from __future__ import annotations

import numpy as np

from sop_xl.planning.arrays import FloatArray


def with_blanks(values: FloatArray) -> list[list[float | None]]:
    """Rows of numbers with a blank where there is none (NaN)."""
    return [[None if np.isnan(value) else value for value in row] for row in np.atleast_2d(values).tolist()]
