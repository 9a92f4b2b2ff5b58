"""Faults in the data tables, each with its cell."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, day, text
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import CellAddress
from sop_xl.cells.values import CellError, CellValue
from sop_xl.cycle.calendar import month_start, short_month


@dataclass(frozen=True)
class Rule:
    """What a table must hold: its key, its numbers, and what a number may not be below."""

    table: str
    key: tuple[str, ...]
    numbers: tuple[str, ...]
    not_negative: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    by_month: bool = True
    of_items: bool = False
    of_families: bool = False


_VOLUMES = ("Units", "Revenue", "COGS")
_LAGS = ("Lag 1", "Lag 3", "Last plan")
_COSTS = ("Lot size", "Unit cost")
_HOURS = ("Hours per week", "Stations")
_RUN = ("Run hours", "Set-up hours")
_LINES = ("Lines", "In full", "On time in full")
RULES = (
    Rule("Items", ("Item",), ("Lead time", *_COSTS), ("Lead time",), _COSTS, by_month=False),
    Rule("Sales", ("Month", "Item", "Channel"), _VOLUMES, ("Units",), of_items=True, of_families=True),
    Rule("Stock", ("Month", "Item"), ("Units",), ("Units",), of_items=True),
    Rule("OpenOrders", ("Month", "Item"), ("Units",), ("Units",), of_items=True),
    Rule("CustomerOrders", ("Month", "Item"), ("Units",), ("Units",), of_items=True),
    Rule("Snapshots", ("Month", "Item"), _LAGS, _LAGS, of_items=True),
    Rule("AOP", ("Month", "Family"), _VOLUMES, ("Units",), of_families=True),
    Rule("SalesInputs", ("Month", "Item", "Source"), ("Units",), ("Units",), of_items=True),
    Rule("Ledger", ("Month", "Line", "Currency"), ("Actual", "AOP")),
    Rule("Rates", ("Month", "Currency"), ("Rate",), positive=("Rate",)),
    Rule("Resources", ("Resource",), _HOURS, _HOURS, by_month=False),
    Rule("Routing", ("Family", "Resource"), (*_RUN, "Lot size"), _RUN, by_month=False),
    Rule("Receipts", ("Month",), _LINES, _LINES),
)
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
    keys: Counter[tuple[str, ...]] = Counter()
    key_columns = [column for column in rule.key if column in table.columns]
    for r, values in enumerate(grid):
        row: Row = dict(zip(table.columns, values, strict=True))
        if all(row[column] is None for column in key_columns):
            continue

        def at(column: str, r: int = r) -> CellAddress:
            return CellAddress(table.sheet, table.data.top + r, table.area.left + table.columns.index(column))

        for column in key_columns:
            if row[column] is None:
                yield at(column), f"{column} is blank", None
        if rule.by_month and row["Month"] is not None:
            month = day(row["Month"])
            if month is None or month.day != 1:
                yield at("Month"), "not the first day of a month", _shown(row["Month"])
        if rule.of_items and items is not None and text(row["Item"]) not in items:
            yield at("Item"), "an item that the item table does not have", _shown(row["Item"])
        if rule.of_families and families is not None and text(row["Family"]) not in families:
            yield at("Family"), "a family that no item has", _shown(row["Family"])
        for column in rule.numbers:
            if column in table.columns:
                fault = _number_fault(rule, column, row[column])
                if fault:
                    yield at(column), fault, _shown(row[column])
        key = tuple(text(row[column]) for column in key_columns)
        keys[key] += 1
        if keys[key] == 2:
            yield (
                at(key_columns[0]),
                f"{', '.join(key_columns)} occur twice: {', '.join(key)}",
                _shown(row[key_columns[0]]),
            )


def _number_fault(rule: Rule, column: str, value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, CellError):
        return f"{column} holds an error"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{column} is not a number"
    if column in rule.not_negative and value < 0:
        return f"{column} is negative"
    if column in rule.positive and value <= 0:
        return f"{column} is not above zero"
    return ""


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
