"""Which forecasting method suits which segment and item: a backtest from earlier origins."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.item_grid import ItemGrid
from workbooks.template.kit import Formula, TemplateBook
from workbooks.template.pieces import Parameter, free_table, parameters
from workbooks.template.plans import FIRST_ROW
from workbooks.template.style import Style
from workbooks.template.unit.plan import UnitPlan

SHEET = "Backtest"
_METHODS = ("naive", "seasonal_naive", "moving_average", "ses", "theta", "sba", "auto")
_SEGMENTS = 5  # all items and four demand classes
_TOP = 11


def backtest(book: TemplateBook, plan: UnitPlan, segments: ItemGrid) -> None:
    """League table by demand class, and the best method of each item."""
    widths = [2, 20, 18, 9, 9, 9, 9, 11, 3, 13, 30, 9, 16, 10, 3]
    sheet = book.sheet(SHEET, tab=st.BLUE, widths=widths, title="Backtest: which method for whom")
    demand = plan.demand
    sheet.put(
        4,
        2,
        "Each method forecasts from earlier months what is known today. auto combines several: best on the whole, seldom first in one row.",
        st.NOTE,
    )
    parameters(
        sheet,
        5,
        [
            Parameter("Months forecast", 3, "units", "", "BacktestHorizon"),
            Parameter("Earlier origins", 4, "units", "a month apart", "BacktestOrigins"),
        ],
    )
    methods = "{" + ",".join(f'"{method}"' for method in _METHODS) + "}"
    asked = f"History,BacktestHorizon,BacktestOrigins,SeasonLength,{methods},{segments.ref('all', 4)}"
    sheet.section(_TOP - 2, 2, "League table by demand class, least WAPE first")
    sheet.put(_TOP - 1, 2, "Columns: segment, method, items, WAPE, bias, MASE, share of items won.", st.NOTE)
    league = Area(_TOP, 2, _TOP + _SEGMENTS * len(_METHODS), 8)
    free_table(sheet, league, ("text", "text", "units", "pct", "pct_delta", "ratio", "units"))
    sheet.spill(league._replace(bottom=_TOP), f'=_xlfn.IFNA(SOP_BACKTEST({asked}),"n/a")', Style(bold=True))
    head = {"type": "no_errors", "format": Style(fill=st.HEAD_FILL, bold=True)}
    sheet.highlight(league._replace(bottom=_TOP), head)
    own = Area(_TOP + 1, 2, league.bottom, 8)
    rule = {"type": "formula", "criteria": f'=$C{_TOP + 1}="auto"', "format": Style(fill=st.GOOD_FILL, bold=True)}
    sheet.highlight(own, rule)
    sheet.section(_TOP - 2, 10, "Best method of each item")
    sheet.row(_TOP, 10, ["Item", "Name", "Class", "Best method", "WAPE"], st.HEAD_LEFT)
    for i in range(demand.rows):
        for column, letters in ((10, "B"), (11, "C"), (12, "E")):
            text = f"='Demand plan'!{letters}{FIRST_ROW + i}"
            sheet.put(_TOP + 1 + i, column, Formula(text), Style(bold=column == 10))
    items = Area(_TOP + 1, 13, _TOP + demand.rows, 14)
    free_table(sheet, items, ("text", "pct"), bold_first=False)
    sheet.spill(items._replace(bottom=items.top), f'=_xlfn.IFNA(SOP_BACKTEST({asked},"items"),"too short")', st.TEXT)
    sheet.put(items.top, 14, None, Style(number="pct"))
    sheet.freeze(_TOP + 1, 3)
    sheet.print_area(items.bottom, repeat=_TOP)
    sheet.protect()
