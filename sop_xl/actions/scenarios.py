"""Scenarios: the inputs of the plan kept under a name, with the figures that they gave.

A kept scenario is rows of the sheet ``Kept scenarios``: scenario, part, row, field, value. The parts are the settings
that a user types, the overrides and sales inputs, and the key figures.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, amount, cell, day, text
from sop_xl.actions.plan_sheet import PlanSheet, total
from sop_xl.actions.port import Content, Place, WorkbookPort
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.errors import UsageError, WorkbookError

SHEET = "Kept scenarios"
_HEADS = ("Scenario", "Part", "Row", "Field", "Value")
_SETTINGS, _FIGURES, _NOTE = "Settings", "Figures", "Note"
_TABLES = ("Overrides", "SalesInputs")
_NOT_SCENARIO = frozenset({"UnitName", "AsOf", "PlanName", "LastRefresh", "Currency", "FiscalYearStart"})
_YEAR = 12


@dataclass
class Scenario:
    """The inputs of a plan and what they gave."""

    note: str = ""
    settings: dict[str, CellValue] = field(default_factory=dict)
    tables: dict[str, list[Row]] = field(default_factory=dict)
    figures: dict[str, float] = field(default_factory=dict)


def scenario_new(port: WorkbookPort, options: Options) -> Outcome:
    """Keep the present inputs and figures under a name."""
    name = options.text("name")
    port.calculate()
    desk = Desk(port)
    kept = _read(desk)
    if name.lower() in (known.lower() for known in kept):
        raise UsageError(
            "a scenario of that name is kept already", argument="name", got=name, hint="Choose another name."
        )
    kept[name] = _present(desk, options.text("note"))
    _write(desk, kept)
    return Outcome(f"Scenario {name} kept with {_size(kept[name])}.", (_side_by_side(desk, kept),))


def scenario_compare(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """Figures of every kept scenario and of the present plan."""
    port.calculate()
    desk = Desk(port)
    kept = _read(desk)
    if not kept:
        raise UsageError("no scenario is kept", argument=port.file_name, hint="Keep one first: Scenarios, New.")
    return Outcome(f"{len(kept)} scenarios beside the present plan.", (_side_by_side(desk, kept),))


def scenario_promote(port: WorkbookPort, options: Options) -> Outcome:
    """Write the inputs of a scenario into the plan, and who decided it and why into the log of decisions."""
    desk = Desk(port)
    kept = _read(desk)
    wanted = options.text("name").lower()
    name = next((known for known in kept if known.lower() == wanted), None)
    if name is None:
        raise UsageError(
            "no scenario of that name", argument="name", got=options.text("name"), expected=", ".join(kept) or "none"
        )
    scenario = kept[name]
    present = _present(desk, "")
    for setting, value in scenario.settings.items():
        if setting in present.settings and present.settings[setting] != value:
            desk.set_setting(setting, value)
    for table in _TABLES:
        if desk.has_table(table):
            desk.write_rows(table, scenario.tables.get(table, []))
    if "PlanName" in desk.settings:
        desk.set_setting("PlanName", name)
    _record_decision(desk, name, options)
    return Outcome(
        f"{name} is the plan now: {_size(scenario)} written. {options.text('owner')}: {options.text('why')}.",
        (_side_by_side(desk, {name: scenario}),),
    )


def _present(desk: Desk, note: str) -> Scenario:
    """Inputs and figures of the workbook as it stands."""
    typed = {name: value for name, value in desk.typed_settings().items() if name not in _NOT_SCENARIO}
    tables = {table: desk.rows(table) for table in _TABLES if desk.has_table(table)}
    inputs = {table: [_typed(desk, table, row) for row in found] for table, found in tables.items()}
    return Scenario(note, typed, inputs, _figures(desk))


def _typed(desk: Desk, table: str, row: Row) -> Row:
    return {column: row.get(column) for column in desk.input_columns(table)}


def _figures(desk: Desk) -> dict[str, float]:
    """Key figures of the next twelve months."""
    if not desk.has("Consensus"):
        raise WorkbookError(
            "has no demand plan", argument=desk.port.file_name, hint="Scenarios are kept in the planning workbooks."
        )
    plan, consensus = PlanSheet.read(desk, "Demand plan"), desk.block("Consensus")
    balance, supply = desk.block("Balance"), PlanSheet.read(desk, "Supply plan")
    price, cost = plan.numbers("Plan price"), plan.numbers("Unit cost")
    units = [total(row[:_YEAR]) for row in consensus]
    revenue = sum(u * p for u, p in zip(units, price, strict=True))
    cogs = sum(u * c for u, c in zip(units, cost, strict=True))
    end = [max(0.0, amount(row[_YEAR - 1])) for row in balance]
    short = [sum(amount(value) < 0 for value in row[:_YEAR]) for row in balance]
    receipts = [total(row[:_YEAR]) for row in supply.block("Planned receipts")]
    return {
        "Units": sum(units),
        "Revenue": revenue,
        "Gross margin": revenue - cogs,
        "Stock value in 12 months": sum(e * c for e, c in zip(end, cost, strict=True)),
        "Planned receipts at cost": sum(r * c for r, c in zip(receipts, cost, strict=True)),
        "Items short": float(sum(months > 0 for months in short)),
        "Item-months short": float(sum(short)),
    }


def _side_by_side(desk: Desk, kept: Mapping[str, Scenario]) -> Report:
    now = _figures(desk)
    rows: list[tuple[CellValue, ...]] = [
        (figure, value, *(scenario.figures.get(figure) for scenario in kept.values())) for figure, value in now.items()
    ]
    rows.append(("Note", "as the sheets show it", *(scenario.note or None for scenario in kept.values())))
    return Report(
        "Scenarios side by side, next twelve months",
        ("Figure", "Present plan", *kept),
        tuple(rows),
        ("text", *["units"] * (len(kept) + 1)),
        "Scenario report",
    )


def _size(scenario: Scenario) -> str:
    rows = ", ".join(f"{len(found)} rows of {table}" for table, found in scenario.tables.items())
    return f"{len(scenario.settings)} settings" + (f", {rows}" if rows else "")


def _record_decision(desk: Desk, name: str, options: Options) -> None:
    """Who made a scenario the plan, when and why: in the log of decisions, or on a sheet of its own."""
    issue, owner, why = f"Scenario {name} made the plan", options.text("owner"), options.text("why")
    if desk.has_table("Decisions"):
        number = len(desk.rows("Decisions")) + 1
        record: Row = {
            "Id": f"D-{number}", "Cycle": f"{desk.first_plan_month:%Y-%m}", "Issue": issue, "Options": None,
            "Recommendation": why, "Value": None, "Owner": owner, "Needed by": options.today, "Status": "decided",
        }  # fmt: skip
        desk.append_rows("Decisions", [record])
        return
    sheet = "Decision log"
    heads = ["Date", "Cycle", "Decision", "Owner", "Why"]
    if sheet not in desk.port.sheets():
        desk.port.add_sheet(sheet)
        bottom = 0
    else:
        bottom = desk.port.used(sheet).bottom
    line = [options.today.isoformat(), f"{desk.first_plan_month:%Y-%m}", issue, owner, why]
    block: list[list[Content]] = [list(line)] if bottom else [list(heads), list(line)]
    desk.port.write(Place(sheet, Area(bottom + 1, 1, bottom + len(block), len(heads))), block)


# ---- the sheet -------------------------------------------------------------------------------------------


def _read(desk: Desk) -> dict[str, Scenario]:
    if SHEET not in desk.port.sheets():
        return {}
    used = desk.port.used(SHEET)
    grid = desk.port.read(Place(SHEET, Area(1, 1, max(2, used.bottom), len(_HEADS))))
    kept: dict[str, Scenario] = {}
    for name, part, row, column, value in grid[1:]:
        if name is None:
            continue
        scenario = kept.setdefault(text(name), Scenario())
        if part == _NOTE:
            scenario.note = text(value)
        elif part == _SETTINGS:
            scenario.settings[text(column)] = value
        elif part == _FIGURES:
            scenario.figures[text(column)] = amount(value)
        else:
            rows = scenario.tables.setdefault(text(part), [])
            while len(rows) < int(amount(row)):
                rows.append({})
            if column is not None:
                rows[-1][text(column)] = _date_or(value, text(column))
    return kept


def _date_or(value: CellValue, column: str) -> object:
    return day(value) if column in ("First month", "Last month", "Expires", "Month") else value


def _write(desk: Desk, kept: Mapping[str, Scenario]) -> None:
    rows: list[list[Content]] = [list(_HEADS)]
    for name, scenario in kept.items():
        rows.append([name, _NOTE, None, None, scenario.note])
        rows += [[name, _SETTINGS, None, setting, value] for setting, value in scenario.settings.items()]
        for table, found in scenario.tables.items():
            rows += _table_rows(name, table, found)
        rows += [[name, _FIGURES, None, figure, value] for figure, value in scenario.figures.items()]
    if SHEET not in desk.port.sheets():
        desk.port.add_sheet(SHEET)
    desk.port.write(Place(SHEET, Area(1, 1, len(rows), len(_HEADS))), rows)


def _table_rows(name: str, table: str, found: Sequence[Row]) -> list[list[Content]]:
    lines: list[list[Content]] = [[name, table, 0.0, None, None]]
    for number, row in enumerate(found, start=1):
        for column, value in row.items():
            shown = to_serial(value) if isinstance(value, dt.date) else value
            lines.append([name, table, float(number), column, cell(shown)])
    return lines
