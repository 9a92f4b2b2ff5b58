"""Actions of the demand review: forecast, backtest, overrides, consensus."""

from __future__ import annotations

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, amount, cell, compute, text
from sop_xl.actions.plan_sheet import PlanSheet, total
from sop_xl.actions.port import Block, FormulaText, WorkbookPort
from sop_xl.cells.address import Area, column_letters
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError, CellValue, Grid
from sop_xl.cycle.calendar import month_start
from sop_xl.errors import WorkbookError

_YEAR = 12
OVERRIDE_COLUMNS = (
    "Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires",
)  # fmt: skip


def forecast(port: WorkbookPort, options: Options) -> Outcome:
    """Forecast every item: history in one block, baseline in one block."""
    port.calculate()
    desk = Desk(port)
    place, history = desk.place("Baseline"), desk.place("History")
    method = options.text("method") or text(desk.setting("ForecastMethod"))
    months = place.area.columns
    if options.flag("live"):
        formula = f"=SOP_FORECAST({_absolute(history.area)},{months},SeasonLength,ForecastMethod)"
        block: Block = [
            [FormulaText(formula, place.area) if (r, c) == (0, 0) else None for c in range(months)]
            for r in range(place.area.rows)
        ]
        port.write(place, block)
        return Outcome(f"The baseline is live again: {formula}")
    items = [text(row[0]) for row in desk.block("ItemList")]
    before = port.read(place)
    port.progress(f"Forecasting {len(items)} items")
    after = compute("SOP_FORECAST", port.read(history), months, desk.setting("SeasonLength"), method)
    port.write(place, after)
    refused = sum(any(isinstance(value, CellError) for value in row) for row in after)
    rows = tuple(
        (item, total(old[:_YEAR]), total(new[:_YEAR]), total(new[:_YEAR]) - total(old[:_YEAR]), _share(new, old))
        for item, old, new in zip(items, before, after, strict=True)
    )
    report = Report(
        f"Forecast by {method}: next twelve months",
        ("Item", "Baseline before", "Baseline now", "Change", "Change, %"),
        rows,
        ("text", "units", "units", "units", "share"),
        "Forecast report",
    )
    said = f"{len(items)} items forecast for {months} months by {method}"
    said += f"; {refused} could not be: their cells say why." if refused else "."
    return Outcome(
        f"{said} The formula is kept: Undo or the option live brings it back.", (report,), attention=refused > 0
    )


def _absolute(area: Area) -> str:
    left, right = column_letters(area.left), column_letters(area.right)
    return f"${left}${area.top}:${right}${area.bottom}"


def _share(new: list[CellValue], old: list[CellValue]) -> CellValue:
    before = total(old[:_YEAR])
    return total(new[:_YEAR]) / before - 1.0 if before else None


def backtest(port: WorkbookPort, options: Options) -> Outcome:
    """League table of the methods over past months."""
    port.calculate()
    desk = Desk(port)
    history = desk.block("History")
    port.progress(f"Forecasting the past of {len(history)} items")
    table = compute("SOP_BACKTEST", history, 3, options.number("origins"), desk.setting("SeasonLength"))
    heads, rows = [text(value) for value in table[0]], table[1:]
    formats = tuple(
        "text" if any(isinstance(row[i], str) for row in rows) else "number" for i in range(len(heads))
    )  # fmt: skip
    report = Report("Backtest: methods, the best first", tuple(heads), _tuples(rows), formats, "Backtest report")
    return Outcome(f"{len(rows)} methods compared on {len(history)} items; best: {text(rows[0][0])}.", (report,))


def _tuples(rows: Grid) -> tuple[tuple[CellValue, ...], ...]:
    return tuple(tuple(row) for row in rows)


def overrides(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """What each override does; incomplete and unknown ones are listed, expired ones taken out."""
    port.calculate()
    desk = Desk(port)
    rows = desk.rows("Overrides")
    if not rows:
        return Outcome("There is no override.")
    items = [text(row[0]) for row in desk.block("ItemList")]
    faults = [_fault(row, set(items)) for row in rows]
    sound = [row for row, fault in zip(rows, faults, strict=True) if not fault]
    states = _states(desk, items, sound) if sound else []
    told = iter(states)
    lines: list[tuple[CellValue, ...]] = []
    expired: list[Row] = []
    price = dict(zip(items, PlanSheet.read(desk, "Demand plan").numbers("Plan price"), strict=True))
    for row, fault in zip(rows, faults, strict=True):
        state, effect = (fault, 0.0) if fault else next(told)
        if state == "expired":
            expired.append(row)
        money = effect * price.get(text(row["Item"]), 0.0)
        lines.append((*(_shown(row.get(column)) for column in OVERRIDE_COLUMNS), state, effect, money))
    if expired:
        desk.write_rows("Overrides", [row for row in rows if row not in expired])
    formats = ("text", "month", "month", "text", "number", "text", "text", "text", "date", "text", "units1", "money")
    heads = (*OVERRIDE_COLUMNS, "State", "Effect, units", "Effect, money")
    report = Report("Overrides: state and effect", heads, tuple(lines), formats, "Override report")
    bad = sum(bool(fault) for fault in faults)
    active = len(rows) - bad - len(expired)
    said = f"{active} active, {len(expired)} expired and taken out, {bad} to be completed."
    return Outcome(said, (report,), attention=bad > 0)


def _fault(row: Row, items: set[str]) -> str:
    """Why the plan cannot take an override, or nothing."""
    if text(row.get("Item")) not in items:
        return "unknown item"
    lacking = [c for c in OVERRIDE_COLUMNS if c != "Expires" and row.get(c) is None]
    return f"lacks {', '.join(lacking)}" if lacking else ""


def _states(desk: Desk, items: list[str], rows: list[Row]) -> list[tuple[str, float]]:
    """State and effect of sound overrides on the plan before them."""
    base = "AgreedPlan" if desk.has("AgreedPlan") else "Baseline"
    plan = desk.block(base)
    months = [to_serial(month_start(desk.as_of, k + 1)) for k in range(len(plan[0]))]
    table = [[cell(row.get(column)) for column in OVERRIDE_COLUMNS] for row in rows]
    found = compute(
        "SOP_OVERRIDE", plan, [[item] for item in items], [months], table, to_serial(desk.as_of), "state"
    )  # fmt: skip
    return [(text(state), amount(effect)) for state, effect in found]


def _shown(value: object) -> CellValue:
    found = cell(value)
    assert not isinstance(found, FormulaText)
    return found


def consensus(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001
    """Baseline, what people expect and what overrides change, item by item, tied to the demand plan."""
    port.calculate()
    desk = Desk(port)
    sheet = PlanSheet.read(desk, "Demand plan")
    baseline, final = desk.block("Baseline"), desk.block("Consensus")
    agreed = desk.block("AgreedPlan") if desk.has("AgreedPlan") else baseline
    price = sheet.numbers("Plan price")
    lines: list[tuple[CellValue, ...]] = []
    for i, item in enumerate(sheet.texts("Item")):
        statistical, before, after = (total(block[i][:_YEAR]) for block in (baseline, agreed, final))
        lines.append(
            (item, sheet.texts("Name")[i], statistical, before - statistical, after - before, after, after * price[i])
        )  # fmt: skip
    sums = [sum(amount(line[k]) for line in lines) for k in range(2, 7)]
    lines.append(("Total", "", *sums))
    difference = _check_overrides(desk, sheet, agreed, final)
    report = Report(
        "Consensus: next twelve months",
        (
            "Item",
            "Name",
            "Baseline, units",
            "Inputs, units",
            "Overrides, units",
            "Consensus, units",
            "Consensus, money",
        ),
        tuple(lines),
        ("text", "text", "units", "units", "units", "units", "money"),
        "Consensus report",
    )
    ties = abs(difference) < _TOLERANCE
    tie = "ties to the overrides" if ties else f"differs from the overrides by {difference:,.1f} units"
    said = f"Consensus of {sums[3]:,.0f} units ({sums[4]:,.0f} in money), baseline {sums[0]:,.0f}; {tie}."
    return Outcome(said, (report,), attention=not ties)


_TOLERANCE = 0.5


def _check_overrides(desk: Desk, sheet: PlanSheet, agreed: Grid, final: Grid) -> float:
    """Units by which the consensus of the sheet differs from the plan before overrides with the sound ones applied."""
    items = sheet.texts("Item")
    rows = [row for row in desk.rows("Overrides") if not _fault(row, set(items))]
    if not desk.has("AgreedPlan"):
        return 0.0
    if not rows:
        expected = agreed
    else:
        months = [to_serial(month_start(desk.as_of, k + 1)) for k in range(len(agreed[0]))]
        table = [[cell(row.get(column)) for column in OVERRIDE_COLUMNS] for row in rows]
        expected = compute("SOP_OVERRIDE", agreed, [[i] for i in items], [months], table, to_serial(desk.as_of))
    if len(expected) != len(final):
        raise WorkbookError("has blocks of different height", argument=sheet.name)
    return sum(total(row) for row in final) - sum(total(row) for row in expected)
