"""Results of which some rows have a problem, on their way to the cells."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import numpy as np

from sop_xl.cells.dates import from_serial
from sop_xl.errors import DomainError, SopError
from sop_xl.planning.arrays import FloatArray


def mark_rows(values: FloatArray, problems: Sequence[SopError | None], cells: np.ndarray | None = None) -> np.ndarray:
    """Cells in which every value that does not exist (NaN) is the problem of its row.

    The cells are the values themselves, or what is shown in their place.
    """
    shown = values if cells is None else cells
    if not any(problems):
        return shown
    marked = shown.astype(object)
    for row, problem in enumerate(problems):
        if problem is not None:
            marked[row, np.isnan(values[row])] = problem
    return marked


def dates(serials: FloatArray, argument: str) -> list[dt.date]:
    """Dates of a row or column of serial numbers."""
    found = []
    for serial in serials.tolist():
        date = from_serial(serial)
        if date is None:
            raise DomainError("not a date", argument=argument, got=serial, expected="dates such as 30 June 2020")
        found.append(date)
    return found
