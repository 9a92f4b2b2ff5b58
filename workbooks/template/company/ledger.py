"""The general ledger and the profit and loss statement that finance reviews."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.key_figures import KeyFigures, variances
from workbooks.template.kit import Column, Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style
from workbooks.template.tables import data_sheet

# line of the statement, account type, lines of the ledger or (sign, line of the statement)
_STATEMENT: tuple[tuple[str, str, tuple[tuple[int, str], ...]], ...] = (
    ("Gross sales", "revenue", ()),
    ("Returns and discounts", "expense", ()),
    ("Net sales", "revenue", ((1, "Gross sales"), (-1, "Returns and discounts"))),
    ("Cost of sales", "expense", ()),
    ("Gross margin", "income", ((1, "Net sales"), (-1, "Cost of sales"))),
    ("Labour", "expense", ()),
    ("Travel", "expense", ()),
    ("Marketing", "expense", ()),
    ("Other operating expenses", "expense", ()),
    ("Depreciation", "expense", ()),
    (
        "Operating expenses",
        "expense",
        ((1, "Labour"), (1, "Travel"), (1, "Marketing"), (1, "Other operating expenses"), (1, "Depreciation")),
    ),
    ("Operating profit", "income", ((1, "Gross margin"), (-1, "Operating expenses"))),
)
FOLLOWS_PLAN = {"Gross sales": key.REVENUE, "Returns and discounts": key.REVENUE, "Cost of sales": key.COGS}
# accounts of the ledger that make the profit, with their types
ACCOUNTS = tuple((line, account_type) for line, account_type, parts in _STATEMENT if not parts)


def ledger_tables(book: TemplateBook, ledger: pd.DataFrame, rates: pd.DataFrame) -> None:
    """Ledger in local currency with its amounts in company currency, and the rates."""
    rate = "SUMIFS(Rates[Rate],Rates[Month],Ledger[[#This Row],[Month]],Rates[Currency],Ledger[[#This Row],[Currency]])"
    columns = [
        Column("Month", "month", width=10),
        Column("Line", "text", width=24),
        Column("Currency", "text", width=10),
        Column("Actual", "money2", width=15),
        Column("AOP", "money2", width=15),
        Column("Rate", "rate", is_input=False, formula=f"={rate}", width=9),
        Column("Company actual", "money", is_input=False, formula="=Ledger[[#This Row],[Actual]]*Ledger[[#This Row],[Rate]]", width=15),
        Column("Company AOP", "money", is_input=False, formula="=Ledger[[#This Row],[AOP]]*Ledger[[#This Row],[Rate]]", width=15),
    ]  # fmt: skip
    names = {"month": "Month", "line": "Line", "currency": "Currency", "actual": "Actual", "budget": "AOP"}
    note = "General ledger by month, line and currency; revenue and cost both positive. Month-average rates."
    data_sheet(book, "Ledger", "Ledger", ledger.rename(columns=names), columns, note=note)
    rate_columns = [
        Column("Month", "month", width=10),
        Column("Currency", "text", width=10),
        Column("Rate", "rate", width=11),
    ]
    renamed = rates.rename(columns={"month": "Month", "currency": "Currency", "rate": "Rate"})
    data_sheet(
        book,
        "Rates",
        "Rates",
        renamed,
        rate_columns,
        note="Company currency per unit of currency, month average; the last one is the plan rate.",
    )


def ledger_sum(line: str, column: str, first: int, last: int) -> str:
    """Amount of a ledger line over some months, without an equals sign."""
    return (
        f'SUMIFS(Ledger[Company {column}],Ledger[Line],{line},Ledger[Month],">="&EDATE(FirstPlanMonth,{first}),'
        f'Ledger[Month],"<="&EDATE(FirstPlanMonth,{last}))'
    )


def statement(sheet: TemplateSheet, row: int, keys: KeyFigures) -> Area:
    """Profit and loss: month, year, prior year and next twelve months against AOP."""
    heads = [
        "Month actual", "Month AOP", "Variance", "F or U", "Year actual", "Year AOP", "Variance", "Variance, %", "F or U",
        "Prior year", "On prior year", "Latest estimate, next 12", "AOP, next 12", "Gap to AOP", "Account type",
    ]  # fmt: skip
    sheet.put(row, 2, "Line", st.HEAD_LEFT)
    sheet.heads(row, 3, heads)
    rows = {line: row + i for i, (line, _, _) in enumerate(_STATEMENT, start=1)}
    for line, account_type, parts in _STATEMENT:
        at, total = rows[line], bool(parts)
        shown = Style(bold=total, top_line=total, fill=st.PALE if total else None)
        sheet.put(at, 2, line, shown)
        for column, letters, name, first, last in (
            (3, "C", "Actual", -1, -1),
            (4, "D", "AOP", -1, -1),
            (7, "G", "Actual", -12, -1),
            (8, "H", "AOP", -12, -1),
            (12, "L", "Actual", -24, -13),
            (14, "N", "estimate", 0, 11),
            (15, "O", "AOP", 0, 11),
        ):
            if total:
                signed = (f"{'+' if sign > 0 else '-'}{letters}{rows[part]}" for sign, part in parts)
                text = "=" + "".join(signed).lstrip("+")
            elif name == "estimate":
                text = _estimate(line, at, keys)
            else:
                text = f"={ledger_sum(f'$B{at}', name, first, last)}"
            sheet.put(at, column, Formula(text), shown.but(number="money"))
        for column, text, kind in (
            (13, f'=IF(L{at}=0,"n/a",G{at}/L{at}-1)', "pct_delta"),
            (16, f'=IF(O{at}=0,"n/a",N{at}-O{at})', "delta"),
        ):
            sheet.put(at, column, Formula(text), shown.but(number=kind))
        for column, kind in ((5, "delta"), (6, "text"), (9, "delta"), (10, "pct_delta"), (11, "text")):
            sheet.put(at, column, None, shown.but(number=kind, align="center" if kind == "text" else None))
        sheet.put(at, 17, account_type, shown.but(ink=st.MUTED, align="center", bold=False))
    area = Area(row, 2, row + len(_STATEMENT), 17)
    types = f"$Q{row + 1}:$Q{area.bottom}"
    spilled = ((5, "C", "D", "variance"), (6, "C", "D", "favourable"), (9, "G", "H", "variance"))
    variances(sheet, area, types, (*spilled, (10, "G", "H", "percent"), (11, "G", "H", "favourable")))
    return area


def _estimate(line: str, at: int, keys: KeyFigures) -> str:
    """Sales lines follow the plan of the units; other costs go on as in the last three months."""
    measure = FOLLOWS_PLAN.get(line)
    if measure is None:
        return f"={ledger_sum(f'$B{at}', 'Actual', -3, -1)}*4"
    return f"=G{at}*{keys.total(measure, 0, 11)}/{keys.total(measure, -12, -1)}"


def profit_bridge(area: Area) -> list[tuple[str, str]]:
    """Steps from the operating profit of the AOP to the actual one, by the lines of the statement."""
    rows = {line: area.top + i for i, (line, _, _) in enumerate(_STATEMENT, start=1)}
    profit = rows["Operating profit"]
    steps = [("AOP profit", f"=H{profit}")]
    for line, account_type, parts in _STATEMENT:
        if not parts:
            at = rows[line]
            difference = f"G{at}-H{at}" if account_type == "revenue" else f"H{at}-G{at}"
            steps.append((line, f"={difference}"))
    return [*steps, ("Actual profit", f"=G{profit}")]
