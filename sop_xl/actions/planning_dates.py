"""The planning date that all workbooks of a cycle share."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

from sop_xl.actions.definition import Options
from sop_xl.actions.desk import day, text
from sop_xl.actions.port import WorkbookPort
from sop_xl.cycle.calendar import is_month_end
from sop_xl.errors import UsageError, WorkbookError


def planning_date(port: WorkbookPort) -> dt.date:
    """Planning date of a workbook, in one read.

    Raises
    ------
    WorkbookError
        It names none, or what it names is no date.
    """
    place = port.place("AsOf")
    if place is None:
        hint = "The action works on workbooks made by sop-xl new."
        raise WorkbookError("names no planning date", argument=port.file_name, hint=hint)
    value = port.read(place)[0][0]
    found = day(value)
    if found is None:
        raise WorkbookError("is not a date", argument=f"{port.file_name}, AsOf", got=text(value))
    return found


def require_one_date(ports: Sequence[WorkbookPort], options: Options) -> None:  # noqa: ARG001  # every check takes both
    """Refuse workbooks that plan at different dates.

    Raises
    ------
    UsageError
        They differ.
    """
    if len(ports) == 1:
        return
    dates = {port.file_name: planning_date(port) for port in ports}
    if len(set(dates.values())) > 1:
        latest = max(dates.values())
        behind = [book for book, date in dates.items() if date < latest]
        raise UsageError(
            "the workbooks plan at different dates",
            got=", ".join(f"{book} at {date.isoformat()}" for book, date in dates.items()),
            hint=f"Roll {', '.join(behind)} forward first, without the others; then take them together.",
        )


def require_one_month_end(ports: Sequence[WorkbookPort], options: Options) -> None:
    """Refuse workbooks whose planning dates differ, or are not the last day of a month."""
    require_one_date(ports, options)
    date = planning_date(ports[0])
    if not is_month_end(date):
        raise UsageError("is not the last day of a month", argument=f"{ports[0].file_name}, AsOf", got=date.isoformat())
