"""Last month: plan against actual, and the misses with their reasons."""

from __future__ import annotations

from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.comparisons import difference_in_words, known, ratio
from workbooks.template.key_figures import month_table
from workbooks.template.kit import TemplateBook
from workbooks.template.pieces import FIRST_SECTION, Listed, ranked, tiles
from workbooks.template.style import Style
from workbooks.template.unit.plan import WATCHED, UnitPlan, review_sheet


def last_month(book: TemplateBook, plan: UnitPlan) -> None:
    """Plan against actual of the month just closed, and the misses with their reasons."""
    sheet = review_sheet(book, "LastMonth", "Last month: plan against actual")
    demand, keys = plan.demand, plan.keys
    actual, said = keys.total(key.UNITS, -1, -1), keys.total(key.LAG_1, -1, -1)
    judged = keys.total(key.JUDGED, -1, -1)
    error = keys.total(key.ABSOLUTE_ERROR, -1, -1)
    stock = keys.total(key.STOCK_VALUE, -1, -1)
    tiles(
        sheet,
        [
            ("Units sold", f"={actual}", "units", f'="forecast "&TEXT({said},"#,##0")'),
            ("Accuracy, lag 1", "=" + ratio(f"MAX(0,{judged}-{error})", judged), "pct", "1 − WAPE by item"),
            ("Bias, lag 1", "=" + ratio(said, judged, "-1"), "pct_delta", "positive = over-forecast"),
            ("Revenue", f"={keys.total(key.REVENUE, -1, -1)}", "money", f'=IF({keys.total(key.AOP_REVENUE, -1, -1)}=0,"no AOP","AOP "&TEXT({keys.total(key.AOP_REVENUE, -1, -1)},"#,##0"))'),
            ("Receipts, units", f'=IF({stock}=0,"n/a",{keys.total(key.RECEIPTS, -1, -1)})', "units", "stock change + units sold"),
            ("Stock value", f"={known(stock)}", "money", difference_in_words(stock, keys.total(key.STOCK_VALUE, -2, -2), "the month before")),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(row, 2, "By family")
    table = month_table(sheet, row + 1, keys)
    row = table.bottom + 2
    sheet.section(
        row,
        2,
        "Largest misses of the month, valued at plan price",
        "Type the reason in the yellow cells: it goes into the minutes.",
    )
    listed = ranked(
        sheet,
        row + 2,
        WATCHED,
        demand.miss,
        demand.items,
        [
            Listed("Name", f"=INDEX(Items[Name],MATCH(INDEX({demand.items},{{i}}),Items[Item],0))", span=3),
            Listed("Family", f"=INDEX({demand.families},{{i}})", span=2),
            Listed("Forecast, lag 1", f"=INDEX({demand.lag_1.month(-1)},{{i}})", "units"),
            Listed("Actual", f"=INDEX({demand.history.month(-1)},{{i}})", "units"),
            Listed("Error", f"=INDEX({demand.error.month(-1)},{{i}})", "delta"),
            Listed("Value", f"=INDEX({demand.miss},{{i}})", "money"),
        ],
    )
    sheet.put(listed.top, 12, "Reason", st.HEAD_LEFT)
    for extra in range(13, 18):
        sheet.put(listed.top, extra, None, st.HEAD_LEFT)
    for at in range(listed.top + 1, listed.bottom + 1):
        sheet.writer.merge_range(at - 1, 11, at - 1, 16, "", sheet.book.format(Style(role="input")))
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(listed.bottom + 1)
    sheet.protect()
