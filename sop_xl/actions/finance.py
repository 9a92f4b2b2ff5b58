"""Actions of the finance review: variances, price-volume-mix."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, amount, compute, text
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import month_start, short_month
from sop_xl.errors import WorkbookError

_EXPENSE_WORDS = (
    "cost",
    "expense",
    "salar",
    "freight",
    "rent",
    "tax",
    "depreciation",
    "discount",
    "return",
    "interest",
)
_INCOME_WORDS = ("sales", "revenue", "income", "profit", "margin")
_AMOUNT, _PERCENT = 25_000.0, 0.05  # materiality where the settings name none


def variances(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """Actual against AOP: by family in a planning workbook, by line of the ledger in the company's."""
    if "Ledger" in port.tables():
        port.calculate()  # amounts in company currency are formulas
    desk = Desk(port)
    if desk.has_table("AOP"):
        lines = _of_families(desk)
    elif desk.has_table("Ledger"):
        lines = _of_ledger(desk)
    else:
        raise WorkbookError(
            "has neither AOP nor ledger", argument=port.file_name, hint="Use a workbook of the template."
        )
    if not lines:
        return Outcome("No month has both actual and AOP.", attention=True)
    percent = amount(desk.settings.get("MaterialPercent")) or _PERCENT
    least = amount(desk.settings.get("MaterialAmount")) or _AMOUNT
    actual, budget = [[line[2]] for line in lines], [[line[3]] for line in lines]
    kinds = [[line[4]] for line in lines]
    every = compute("SOP_VARIANCE", actual, budget, kinds, "all")
    material = compute("SOP_VARIANCE", actual, budget, kinds, "material", least, percent)
    rows = tuple(
        (span, name, a, b, found[0], found[1], found[2], _mark(m[0]))
        for (span, name, a, b, _), found, m in zip(lines, every, material, strict=True)
    )
    report = Report(
        f"Actual against AOP; material from {least:,.0f} and {percent:.0%} on",
        ("Span", "Line", "Actual", "AOP", "Variance", "Variance, %", "F or U", "Material"),
        rows,
        ("text", "text", "money", "money", "money", "share", "text", "text"),
        "Variance report",
    )
    bad = sum(row[7] == "material" and row[6] == "U" for row in rows)
    good = sum(row[7] == "material" and row[6] == "F" for row in rows)
    return Outcome(f"{bad} unfavourable and {good} favourable variances are material.", (report,), attention=bad > 0)


def _mark(value: CellValue) -> str:
    return "material" if value in (True, 1, 1.0, "material", "M") else ""


Line = tuple[str, str, float, float, str]


def _spans(desk: Desk) -> list[tuple[str, Callable[[dt.date], bool]]]:
    """The month just closed, and the fiscal year to date."""
    last = month_start(desk.as_of)
    start_month = int(amount(desk.settings.get("FiscalYearStart")) or 1)
    year = month_start(last, -((last.month - start_month) % 12))
    return [
        (short_month(last), lambda month: month == last),
        ("Year to date", lambda month: year <= month <= last),
    ]


def _of_families(desk: Desk) -> list[Line]:
    sales, plan = desk.rows("Sales"), desk.rows("AOP")
    families = list(dict.fromkeys(text(row["Family"]) for row in plan))
    lines: list[Line] = []
    for span, inside in _spans(desk):
        for measure, kind in (("Revenue", "revenue"), ("COGS", "expense")):
            for family in families:
                actual = _sum(sales, measure, inside, "Family", family)
                budget = _sum(plan, measure, inside, "Family", family)
                if actual or budget:
                    lines.append(
                        (span, f"{family}, {measure.lower() if measure != 'COGS' else measure}", actual, budget, kind)
                    )
    return lines


def _of_ledger(desk: Desk) -> list[Line]:
    ledger = [row for row in desk.rows("Ledger") if row["AOP"] is not None]
    lines: list[Line] = []
    for span, inside in _spans(desk):
        for name in dict.fromkeys(text(row["Line"]) for row in ledger):
            actual = _sum(ledger, "Company actual", inside, "Line", name)
            budget = _sum(ledger, "Company AOP", inside, "Line", name)
            kind = account_type(name)
            if actual or budget:
                lines.append((span, name, actual, budget, kind))
    return lines


def account_type(line: str) -> str:
    """Type of a line of the ledger by its words: sales, revenue and income are good when high, all else costs."""
    words = line.lower()
    is_income = any(word in words for word in _INCOME_WORDS) and not words.startswith("cost")
    return "revenue" if is_income else "expense"


def _sum(rows: Sequence[Row], measure: str, inside: Callable[[dt.date], bool], column: str, name: str) -> float:
    chosen = (r for r in rows if isinstance(r["Month"], dt.date) and inside(r["Month"]) and text(r[column]) == name)
    return sum(amount(row[measure]) for row in chosen)


def price_volume_mix(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001
    """Volume, mix, price, new and lost by family; the parts add up to the change of revenue."""
    port.calculate()
    desk = Desk(port)
    if "PVM" not in desk.sheets:
        raise WorkbookError("has no sheet PVM", argument=port.file_name, hint="Use a workbook of the template.")
    used = port.used("PVM")
    grid = port.read(Place("PVM", Area(1, 1, used.bottom, used.right)))
    rows = [row for row in grid[_PVM_FIRST_ROW - 1 :] if isinstance(row[1], str)]
    parts = compute("SOP_PVM", *([[row[c]] for row in rows] for c in range(4, 8)))
    families: dict[str, list[float]] = {}
    for row, part in zip(rows, parts, strict=True):
        sums = families.setdefault(text(row[2]), [0.0] * 8)
        for k, value in enumerate((row[5], row[7], *part)):
            sums[k] += amount(value)
    lines: list[tuple[CellValue, ...]] = [(family, *sums) for family, sums in families.items()]
    lines.append(("All", *(sum(sums[k] for sums in families.values()) for k in range(8))))
    total = lines[-1]
    residual = amount(total[8]) - (amount(total[2]) - amount(total[1]))
    report = Report(
        "Why revenue changed: year closed against the year before",
        ("Family", "Revenue before", "Revenue", "Volume", "Mix", "Price", "New items", "Lost items", "Change"),
        tuple(lines),
        ("text", *["money"] * 8),
        "PVM report",
    )
    ties = abs(residual) < _CENT
    said = f"Revenue changed by {amount(total[8]):,.0f}: " + ", ".join(
        f"{name} {amount(total[k]):+,.0f}"
        for name, k in (("volume", 3), ("mix", 4), ("price", 5), ("new", 6), ("lost", 7))
    )
    said += "; the parts add up." if ties else f"; {residual:,.2f} is not explained."
    return Outcome(said, (report,), attention=not ties)


_PVM_FIRST_ROW = 7
_CENT = 0.01
