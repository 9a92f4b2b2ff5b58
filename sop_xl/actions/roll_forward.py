"""The roll of the month: snapshot, actuals, planning date, registers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, amount, cell, day, text
from sop_xl.actions.import_data import bring_in
from sop_xl.actions.plan_sheet import PlanSheet
from sop_xl.actions.port import Content, Place, WorkbookPort
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue, Grid
from sop_xl.cycle.calendar import long_date, month_end, month_start, short_month
from sop_xl.cycle.month_roll import Plan, cycle_rows, rolled_snapshots, split_actions, split_months, split_overrides
from sop_xl.errors import UsageError

_KEPT_MONTHS = 24  # of snapshots
_LOGGED_CYCLES = 12
_PLANNED_MONTHS = 12  # of the accounts in company currency


def roll_forward(port: WorkbookPort, options: Options) -> Outcome:
    """Close the month: keep what the plan said, take the actuals in, move on by one period."""
    if "Snapshots" in port.tables():
        port.calculate()  # what is kept of the plan must be the plan
    desk = Desk(port)
    after = month_end(desk.as_of, 1)
    port.progress(f"Closing {short_month(after)} in {port.file_name}")
    is_plan = desk.has_table("Snapshots")
    plan = _closing_plan(desk) if is_plan else None
    lines: list[tuple[CellValue, ...]] = []
    if options.text("data"):
        brought = bring_in(desk, Path(options.text("data")))
        lines += [("Actuals", line[1], line[3]) for line in brought] or [("Actuals", "no file of this workbook", 0)]
        desk.set_setting("LastRefresh", to_serial(options.today))
    if is_plan:
        _require_actuals(desk, month_start(after))
    if plan is not None:
        lines += _keep_plan(desk, plan)
        lines += _close_inputs(desk, month_start(after, 1))
    carried, closed = split_actions(desk.rows("Actions"))
    if closed:
        _archive(desk, "Actions archive", desk.table("Actions").columns[:9], closed)
        desk.write_rows("Actions", carried)
    lines += [("Actions", "carried", len(carried)), ("Actions", "archived", len(closed))]
    desk.set_setting("AsOf", to_serial(after))
    if desk.has_table("Rates"):
        lines += _carry_rates(desk, month_start(after, _PLANNED_MONTHS))
    booked = _is_booked(desk, month_start(after))
    if not booked:
        lines.append(("Ledger", f"no actuals of {short_month(after)}: import them", 0))
    without = _without_stock(desk, month_start(after)) if is_plan else 0
    if without:
        lines.append(("Stock", f"items that have none of {short_month(after)} count as empty", without))
    overdue = _overdue_orders(desk, month_start(after, 1))
    if overdue:
        lines.append(("Open orders", "due before the plan begins: ask for new dates", overdue))
    report = Report(
        f"Month closed: {short_month(after)}", ("What", "Which", "Rows"), tuple(lines), ("text", "text", "units"),
        "Roll report",
    )  # fmt: skip
    said = f"{short_month(after)} is closed: planning date {long_date(after)}, "
    said += f"plan from {short_month(month_start(after, 1))} on; "
    said += f"{len(carried)} actions carried, {len(closed)} archived."
    return Outcome(said, (report,), attention=bool(overdue or without or not booked))


def _closing_plan(desk: Desk) -> Plan:
    sheet = PlanSheet.read(desk, "Demand plan")
    items = sheet.texts("Item")
    first = desk.first_plan_month
    view: dict[str, list[float]] = {}
    for row in desk.rows("SalesInputs"):
        if day(row["Month"]) == first:
            view.setdefault(text(row["Item"]), []).append(amount(row["Units"]))
    said = {item: sum(values) / len(values) for item, values in view.items()}
    statistical, final = _numbers(desk.block("Baseline")), _numbers(desk.block("Consensus"))
    return Plan(first, items, sheet.texts("Family"), statistical, final, said)


def _numbers(grid: Grid) -> list[list[float | None]]:
    return [
        [float(v) if isinstance(v, (int, float)) and not isinstance(v, bool) else None for v in row] for row in grid
    ]  # fmt: skip


def _require_actuals(desk: Desk, month: dt.date) -> None:
    for table in ("Sales", "Stock"):
        if not any(row["Month"] == month for row in desk.rows(table)):
            raise UsageError(
                f"the table {table} has no rows of {short_month(month)}",
                argument=desk.port.file_name,
                hint="Give the folder with the new actuals (data), or import it first.",
            )


def _keep_plan(desk: Desk, plan: Plan) -> list[tuple[CellValue, ...]]:
    rows = rolled_snapshots(desk.rows("Snapshots"), plan, month_start(plan.first_month, -_KEPT_MONTHS))
    desk.write_rows("Snapshots", rows)
    lines: list[tuple[CellValue, ...]] = [("Snapshots", f"plan of {short_month(plan.first_month)} kept", len(rows))]
    if desk.has_table("CycleLog"):
        months = sum(column.startswith("Month ") for column in desk.table("CycleLog").columns)
        log = [*desk.rows("CycleLog"), *cycle_rows(plan, months)]
        cycles = sorted({row["Cycle"] for row in log}, key=str)[-_LOGGED_CYCLES:]
        kept = [row for row in log if row["Cycle"] in cycles]
        desk.write_rows("CycleLog", kept)
        lines.append(("Log of cycles", short_month(plan.first_month), len(kept)))
    return lines


def _close_inputs(desk: Desk, month: dt.date) -> list[tuple[CellValue, ...]]:
    lines: list[tuple[CellValue, ...]] = []
    kept, over = split_overrides(desk.rows("Overrides"), month)
    if over:
        _archive(desk, "Overrides archive", desk.table("Overrides").columns[:9], over)
        desk.write_rows("Overrides", kept)
    lines.append(("Overrides", "archived: their months are over", len(over)))
    coming, past = split_months(desk.rows("SalesInputs"), month)
    if past:
        desk.write_rows("SalesInputs", coming)
    lines.append(("Sales inputs", "dropped: of closed months", len(past)))
    return lines


def _overdue_orders(desk: Desk, month: dt.date) -> int:
    if not desk.has_table("OpenOrders"):
        return 0
    _, past = split_months(desk.rows("OpenOrders"), month)
    return len(past)


def _without_stock(desk: Desk, month: dt.date) -> int:
    there = {text(row["Item"]) for row in desk.rows("Stock") if row["Month"] == month}
    return sum(text(row[0]) not in there for row in desk.block("ItemList"))


def _carry_rates(desk: Desk, last: dt.date) -> list[tuple[CellValue, ...]]:
    """Plan rates of the months that come into view: the latest one of each currency, until finance gives others."""
    rows = desk.rows("Rates")
    latest: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: str(row["Month"])):
        if isinstance(row["Month"], dt.date) and row["Rate"] is not None:
            latest[text(row["Currency"])] = row
    added: list[Row] = []
    for row in latest.values():
        month = row["Month"]
        while isinstance(month, dt.date) and month < last:
            month = month_start(month, 1)
            added.append({**row, "Month": month})
    if not added:
        return []
    desk.append_rows("Rates", added)
    return [("Rates", f"latest rate carried on to {short_month(last)} as plan rate", len(added))]


def _is_booked(desk: Desk, month: dt.date) -> bool:
    """Whether the general ledger holds actuals of a month; a workbook without one has nothing to book."""
    if not desk.has_table("Ledger"):
        return True
    return any(row["Month"] == month and row["Actual"] is not None for row in desk.rows("Ledger"))


def _archive(desk: Desk, sheet: str, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Append rows to an archive sheet of the workbook, made where it is missing."""
    if sheet not in desk.port.sheets():
        desk.port.add_sheet(sheet)
        bottom = 0
    else:
        bottom = desk.port.used(sheet).bottom
    block: list[list[Content]] = [] if bottom else [list(columns)]
    block += [[_logged(row.get(column)) for column in columns] for row in rows]
    desk.port.write(Place(sheet, Area(bottom + 1, 1, bottom + len(block), len(columns))), block)


def _logged(value: object) -> Content:
    """A value as archives keep it: dates in words that need no format."""
    return value.isoformat() if isinstance(value, dt.date) else cell(value)
