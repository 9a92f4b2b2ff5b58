"""The planning date that a workbook of the template names."""

from __future__ import annotations

import datetime as dt

from sop_xl.book.reading import BookReader
from sop_xl.cells.address import CellAddress
from sop_xl.cells.dates import from_serial
from sop_xl.errors import SopError, UsageError

NAME = "AsOf"  # that the template gives to its planning date


def planning_date(reader: BookReader) -> dt.date:
    """The date in the cell of that name.

    Raises
    ------
    UsageError
        The workbook has no such name, or what it names is no date.
    """
    try:
        sheet, area = reader.named_area(NAME)
    except SopError as error:
        raise UsageError("the workbook names no planning date", hint="Give one with --as-of YYYY-MM-DD.") from error
    value = reader.value(CellAddress(sheet, area.top, area.left))
    found = from_serial(value) if isinstance(value, float) else None
    if found is None:
        raise UsageError("the planning date of the workbook is no date", got=str(value), hint="Give one with --as-of.")
    return found


def is_of_another_date(reader: BookReader, as_of: dt.date) -> bool:
    """Whether a workbook plans at another date than a run; one that names none does not."""
    try:
        return planning_date(reader) != as_of
    except UsageError:
        return False
