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
                '&"   ·   plan "&PlanName&"   ·   data of "&TEXT(LastRefresh,"d mmm yyyy")&"   ·   amounts in "&Currency'
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
        Setting(
            "ConsensusRule",
            "Consensus by",
            "weights",
            "text",
            "weights, or priority: customer before marketing, sales and statistics",
        ),
        Setting("WeightStatistics", "Weight of the baseline", 1, "units1", "Inputs that say nothing have no vote"),
        Setting("WeightSales", "Weight of sales", 1, "units1", ""),
        Setting("WeightMarketing", "Weight of marketing", 1, "units1", ""),
        Setting("WeightCustomer", "Weight of customers", 1, "units1", ""),
        Setting("DeadZone", "Dead zone of value added", 0.01, "pct", "Difference in WAPE that counts as none"),
        Setting("OutlierLimit", "Outliers beyond", 3.5, "units1", "Robust standard deviations"),
        Setting("ReconcileMethod", "Levels agree by", "mint", "text", "mint, bottom_up, top_down or middle_out"),
        Setting("ConsumeBack", "Orders reach back", 1, "units", "Months whose forecast a customer order may consume"),
        Setting("ConsumeAhead", "Orders reach ahead", 1, "units", "Months"),
        Setting("DemandFence", "Demand time fence", 1, "units", "First months in which only customer orders count"),
        Setting("OrderCost", "Cost of an order or set-up", 150, "money", "For economic quantities"),
        Setting("HoldingRate", "Holding cost", 0.2, "pct", "Of the unit cost, per year"),
        Setting("SlowCoverMonths", "Slow-moving beyond", 12, "units", "Months of cover"),
        Setting("ObsoleteMonths", "Obsolete without demand in", 6, "units", "Months"),
        Setting("SimulationSeed", "Seed of the simulation", 2020, "general", "The same seed gives the same numbers"),
        Setting("SimulationRuns", "Runs of the simulation", 500, "units", "100 to 10,000"),
        Setting("TransferDays", "Transfer time to the unit", 14, "days", "Added to the lead time of every item"),
        Setting("LongestCover", "Longest cover shown", 999, "days", "Also for stock without demand"),
        Setting("MaterialPercent", "Materiality, share", 0.05, "pct", "Share of the budget"),
        Setting("MaterialAmount", "Materiality, amount", 25_000, "money", "Amount; both limits must be reached"),
    ]


def add_settings(book: TemplateBook, settings: Sequence[Setting], notes: Sequence[str]) -> None:
    """Write the sheet and define the names."""
    sheet = book.sheet("Settings", tab=st.ORANGE, widths=[2, 30, 32, 20, 60])
    sheet.heads(5, 2, ["Parameter", "Value", "Name in formulas", "Meaning"], st.HEAD_LEFT, 18)
    for row, setting in enumerate(settings, start=6):
        is_input = not isinstance(setting.value, Formula)
        value_style = Style(
            number=setting.number,
            role="input" if is_input else "calculation",
            align="left",
            wrap=setting.number == "text",
        )
        sheet.put(row, 2, setting.label)
        sheet.put(row, 3, setting.value, value_style)
        sheet.put(row, 4, setting.name, Style(ink=st.MUTED))
        sheet.put(row, 5, setting.note, Style(ink=st.MUTED))
        book.define(setting.name, sheet.name, Area(row, 3, row, 3))
    names = [setting.name for setting in settings]
    if "WeightStatistics" in names:
        row = 6 + names.index("WeightStatistics")
        book.define("ConsensusWeights", sheet.name, Area(row, 3, row + 3, 3))
        book.define("StepWeights", sheet.name, Area(row, 3, row + 1, 3))
    at = 8 + len(settings)
    if notes:
        sheet.section(at, 2, "About the data")
        for offset, note in enumerate(notes, start=1):
            sheet.put(at + offset, 2, f"• {note}", Style(border=False))
    sheet.freeze(6, 3)
    sheet.print_area(at + len(notes) + 1)
