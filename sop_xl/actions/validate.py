"""Faults in the data tables, each with its cell."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sop_xl.actions.data_rules import RULES, Rule, faults_of
from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, day, text
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import CellAddress
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import month_start, short_month

_MOST = 500  # faults that are listed; more are counted

Fault = tuple[CellAddress, str, CellValue]


def validate(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """List every fault with its cell; changes nothing."""
    desk = Desk(port)
    faults: list[Fault] = []
    looked_at = 0
    items = _known(desk, "Item")
    families = _known(desk, "Family")
    for rule in RULES:
        if desk.has_table(rule.table):
            port.progress(f"Looking at {rule.table}")
            looked_at += 1
            faults += _table_faults(desk, rule, items, families)
    faults += _gaps(desk)
    lines: tuple[tuple[CellValue, ...], ...] = tuple(
        (str(address), fault, value) for address, fault, value in faults[:_MOST]
    )
    report = Report(
        "Faults in the data", ("Cell", "Fault", "Value"), lines, ("text", "text", "text"), "Validation report"
    )
    more = f" The first {_MOST} are listed." if len(faults) > _MOST else ""
    said = f"{looked_at} data tables looked at, {len(faults):,} faults.{more}"
    return Outcome(said, (report,), attention=bool(faults))


def _known(desk: Desk, column: str) -> set[str] | None:
    if not desk.has_table("Items"):
        return None
    return {text(row[column]) for row in desk.rows("Items")}


def _table_faults(desk: Desk, rule: Rule, items: set[str] | None, families: set[str] | None) -> Iterator[Fault]:
    table = desk.table(rule.table)
    grid = desk.port.read(Place(table.sheet, table.data))
    rows: list[Row] = [dict(zip(table.columns, values, strict=True)) for values in grid]
    for r, column, what, value in faults_of(rule, table.columns, rows, items, families):
        place = table.data.top + r, table.area.left + table.columns.index(column)
        yield CellAddress(table.sheet, *place), what, _shown(value)


def _shown(value: object) -> CellValue:
    found = day(value) if not isinstance(value, (str, bool)) else None
    if isinstance(value, (int, float)) and not isinstance(value, bool) and (found is None or value < _OLDEST_DATE):
        return float(value)
    return found.isoformat() if found is not None else text(value)


_OLDEST_DATE = 20_000  # smaller numbers are amounts, not days since 1900


def _gaps(desk: Desk) -> Iterator[Fault]:
    """Months without any sales between the first and the last, and stock that is missing at the planning date."""
    if desk.has_table("Sales"):
        table = desk.table("Sales")
        months = {m for row in desk.rows("Sales") if (m := day(row["Month"])) is not None}
        at = CellAddress(table.sheet, table.area.top, table.area.left)
        for month in _between(months):
            if month not in months:
                yield at, f"no sales at all in {short_month(month)}", None
        if months and max(months) < month_start(desk.as_of):
            yield at, f"no sales of the month that the planning date closes, {short_month(desk.as_of)}", None
    if desk.has_table("Stock"):
        table = desk.table("Stock")
        closing = month_start(desk.as_of)
        there = {text(row["Item"]) for row in desk.rows("Stock") if day(row["Month"]) == closing}
        at = CellAddress(table.sheet, table.area.top, table.area.left)
        for row in desk.block("ItemList"):
            if text(row[0]) not in there:
                yield at, f"{text(row[0])} has no stock at the end of {short_month(closing)}", None


def _between(months: set[dt.date]) -> Iterator[dt.date]:
    month = min(months, default=None)
    while month is not None and month < max(months):
        month = month_start(month, 1)
        yield month
