"""Parameters of a workbook, each with a name that formulas use."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.style import Style


@dataclass(frozen=True)
class Setting:
    """One parameter: name in formulas, label, value or formula, number format, what it does."""

    name: str
    label: str
    value: object
    number: str
    note: str


def common(unit: str, as_of: dt.date, fiscal_year_start: int, currency: str) -> list[Setting]:
    """Parameters that every workbook has."""
    return [
        Setting("UnitName", "Unit", unit, "text", "Shown in every header"),
        Setting("AsOf", "Planning date", as_of, "date", "Last day of the month just closed"),
        Setting("PlanName", "Plan", "Consensus", "text", "Version of the plan that the sheets show"),
        Setting("LastRefresh", "Data refreshed", as_of, "date", "Day of the last import"),
        Setting("FirstPlanMonth", "First plan month", Formula("=EOMONTH(AsOf,0)+1"), "date", "Month after the planning date"),
        Setting("CycleMonth", "Cycle", Formula('=TEXT(FirstPlanMonth,"mmm yyyy")'), "text", "The cycle meets in the first plan month"),
        Setting("FiscalYearStart", "Fiscal year starts in month", fiscal_year_start, "units", "1 = January"),
        Setting("Currency", "Currency", currency, "text", "Of every amount, unless a sheet says otherwise"),
        Setting("DaysPerMonth", "Days per month", 365.25 / 12, "units1", "Turns months of cover into days"),
        Setting(
            "YearStart",
            "First month of the closed year",
            Formula("=EDATE(FirstPlanMonth,-12)"),
            "date",
            "The twelve months up to the planning date",
        ),
        Setting(
            "HeaderLine",
            "Header line",
            Formula(
                '=UnitName&"   ·   cycle "&CycleMonth&"   ·   planning date "&TEXT(AsOf,"d mmm yyyy")'
                '&"   ·   plan "&PlanName&"   ·   data of "&TEXT(LastRefresh,"d mmm yyyy")'
            ),
            "text",
            "Second line of every sheet",
        ),
    ]  # fmt: skip


def planning() -> list[Setting]:
    """Parameters of a planning workbook."""
    return [
        Setting("ForecastMethod", "Forecast method", "auto", "text", "auto, or the name of one method (see Functions)"),
        Setting("SeasonLength", "Season length", 12, "units", "Months"),
        Setting("IntervalLevel", "Prediction interval", 0.8, "pct", "80 % shows P10 and P90"),
        Setting("SalesWeight", "Weight of sales inputs", 0.5, "pct", "0 % ignores them, 100 % takes them as they are"),
        Setting("ServiceA", "Service level, class A", 0.97, "pct", "Cycle service level: no stock-out in a cycle"),
        Setting("ServiceB", "Service level, class B", 0.95, "pct", "Cycle service level"),
        Setting("ServiceC", "Service level, class C", 0.90, "pct", "Cycle service level"),
        Setting("ReviewMonths", "Review period", 1, "units1", "Months between two plans"),
        Setting("TransferDays", "Transfer time to the unit", 14, "days", "Added to the lead time of every item"),
        Setting("TargetCoverMonths", "Target cover", 3, "units1", "Months; stock beyond it is excess"),
        Setting("LongestCover", "Longest cover shown", 999, "days", "Also for stock without demand"),
        Setting("MaterialPercent", "Materiality", 0.05, "pct", "Share of the budget"),
        Setting("MaterialAmount", "Materiality", 25_000, "money", "Amount; both limits must be reached"),
    ]


def add_settings(book: TemplateBook, settings: Sequence[Setting], notes: Sequence[str]) -> None:
    """Write the sheet and define the names."""
    sheet = book.sheet("Settings", tab=st.ORANGE, widths=[2, 30, 24, 20, 60])
    sheet.heads(5, 2, ["Parameter", "Value", "Name in formulas", "Meaning"], st.HEAD_LEFT, 18)
    for row, setting in enumerate(settings, start=6):
        is_input = not isinstance(setting.value, Formula)
        value_style = Style(number=setting.number, role="input" if is_input else "calculation", align="left")
        sheet.put(row, 2, setting.label)
        sheet.put(row, 3, setting.value, value_style)
        sheet.put(row, 4, setting.name, Style(ink=st.MUTED))
        sheet.put(row, 5, setting.note, Style(ink=st.MUTED))
        book.define(setting.name, sheet.name, Area(row, 3, row, 3))
    at = 8 + len(settings)
    if notes:
        sheet.section(at, 2, "About the data")
        for offset, note in enumerate(notes, start=1):
            sheet.put(at + offset, 2, f"• {note}", Style(border=False))
    sheet.freeze(6, 3)
    sheet.print_area(at + len(notes) + 1)
