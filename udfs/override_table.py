"""The table of overrides, as the functions that take one read it."""

from __future__ import annotations

import numpy as np

from sop_xl.cells.coerce import block, labels
from sop_xl.errors import ShapeError, TypeMismatchError
from sop_xl.planning.demand.overrides import Override

_COLUMNS = 9
OVERRIDE_TABLE = "item, first, last, kind, value, reason, owner, assumption, expiry"


def read_overrides(grid: object) -> list[Override]:
    """Overrides of a range without header; empty rows are passed over."""
    assert isinstance(grid, list)
    found = []
    for number, row in enumerate(grid, start=1):
        if len(row) != _COLUMNS:
            raise ShapeError("needs nine columns", argument="overrides", got=len(row), expected=OVERRIDE_TABLE)
        if all(cell in (None, "") for cell in row):
            continue
        item, kind, reason, owner, assumption = (labels([[row[i]]], "overrides")[0].strip() for i in (0, 3, 5, 6, 7))
        first, last, value, expiry = block([[row[i] for i in (1, 2, 4, 8)]], f"override {number}")[0].tolist()
        if np.isnan([first, last, value]).any():
            raise TypeMismatchError("first, last and value must be given", argument=f"override {number}")
        until = None if np.isnan(expiry) else expiry
        found.append(Override(item, first, last, kind.lower(), value, reason, owner, assumption, until))
    return found
