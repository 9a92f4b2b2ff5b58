"""Product review: ABC-XYZ, lifecycle, best sellers and the tail."""

from __future__ import annotations

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.charts import style_chart
from workbooks.template.key_figures import CHART_HEIGHT, RIGHT_CHART
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.pieces import FIRST_SECTION, tiles
from workbooks.template.style import Style, number
from workbooks.template.unit.plan import WATCHED, UnitPlan, review_sheet


def product_review(book: TemplateBook, plan: UnitPlan) -> None:
    """ABC-XYZ, lifecycle, head and tail of the range."""
    sheet, demand = review_sheet(book, "Product review"), plan.demand
    launched = f"'Demand plan'!$F$8:$F${7 + demand.rows}"
    tiles(
        sheet,
        [
            ("Planned items", "=ROWS(ItemList)", "units", "on sale and sold within 12 months"),
            ("Class A items", f'=COUNTIF({demand.classes},"A*")', "units", "first 80 % of revenue"),
            ("Launched within 24 months", f'=COUNTIF({launched},">"&EDATE(FirstPlanMonth,-24))', "units", "by launch date"),
            ("Vitality", f'=SUMIFS({demand.revenue},{launched},">"&EDATE(FirstPlanMonth,-36))/SUM({demand.revenue})', "pct", "revenue, items under 3 years"),
            ("Tail: class C items", f'=COUNTIF({demand.classes},"C*")/ROWS(ItemList)', "pct", "of all items"),
            ("Revenue of the tail", f'=SUMIFS({demand.revenue},{demand.classes},"C*")/SUM({demand.revenue})', "pct", "of all revenue"),
        ],
    )  # fmt: skip
    row = FIRST_SECTION
    sheet.section(
        row,
        2,
        "ABC-XYZ: number of items, and their share of revenue",
        "A, B, C by share of revenue; X steady, Y varying, Z erratic",
    )
    sheet.heads(
        row + 2,
        2,
        ["Class", "X items", "Y items", "Z items", "All items", "X revenue", "Y revenue", "Z revenue", "All revenue"],
    )
    for i, abc in enumerate("ABC", start=1):
        at = row + 2 + i
        sheet.put(at, 2, abc, Style(bold=True))
        for j, xyz in enumerate("XYZ"):
            sheet.put(at, 3 + j, Formula(f'=COUNTIF({demand.classes},"{abc}{xyz}")'), number("units"))
            share = f'=SUMIFS({demand.revenue},{demand.classes},"{abc}{xyz}")/SUM({demand.revenue})'
            sheet.put(at, 7 + j, Formula(share), number("pct"))
        sheet.put(at, 6, Formula(f"=SUM(C{at}:E{at})"), Style(number="units", bold=True))
        sheet.put(at, 10, Formula(f"=SUM(G{at}:I{at})"), Style(number="pct", bold=True))
    total = row + 6
    sheet.put(total, 2, "All", Style(bold=True, fill=st.PALE, top_line=True))
    for column, letters in zip(range(3, 11), "CDEFGHIJ", strict=True):
        kind = "units" if column < 7 else "pct"
        text = f"=SUM({letters}{total - 3}:{letters}{total - 1})"
        sheet.put(total, column, Formula(text), Style(number=kind, bold=True, fill=st.PALE, top_line=True))
    for area in (Area(row + 3, 3, row + 5, 5), Area(row + 3, 7, row + 5, 9)):
        sheet.highlight(area, {"type": "2_color_scale", "min_color": "#FFFFFF", "max_color": st.SKY})
    row = total + 2
    lists = (("Best sellers", "{k}", row), ("Tail: candidates to delist", "ROWS(ItemList)+1-{k}", row + WATCHED + 4))
    for title, rank, left in lists:
        sheet.section(left, 2, title)
        _by_revenue(sheet, left + 1, rank, plan)
    chart = sheet.chart({"type": "column"}, FIRST_SECTION, RIGHT_CHART + 2, 544, CHART_HEIGHT)
    for letter, label, colour in (("F", "Share of items", st.GREY), ("J", "Share of revenue", st.NAVY)):
        values = f"='Product review'!${letter}${total - 3}:${letter}${total - 1}"
        if letter == "F":
            for i in range(3):
                sheet.put(total - 3 + i, 11, Formula(f"=F{total - 3 + i}/F${total}"), Style(number="pct", ink=st.MUTED))
            sheet.put(total - 4, 11, "Share of items", st.HEAD)
            values = f"='Product review'!$K${total - 3}:$K${total - 1}"
        chart.add_series({"name": label, "categories": f"='Product review'!$B${total - 3}:$B${total - 1}", "values": values, "fill": {"color": colour}, "gap": 70})  # fmt: skip
    style_chart(chart, "Few items make the revenue", y_format="0%")
    sheet.freeze(FIRST_SECTION, 3)
    sheet.print_area(row + 2 * WATCHED + 8)
    sheet.protect()


def _by_revenue(sheet: TemplateSheet, row: int, rank_of_line: str, plan: UnitPlan) -> None:
    """Items by their rank in revenue; ``{k}`` in the formula of the rank is the line of the list."""
    demand = plan.demand
    heads = [
        "Item",
        "Name",
        None,
        None,
        "Family",
        None,
        "Class",
        "Launch",
        "Revenue, 12 m",
        "Share",
        "Consensus, next 12",
    ]
    sheet.heads(row, 2, heads, st.HEAD_LEFT.but(wrap=True))
    for line in range(1, WATCHED + 1):
        at = row + line
        index = f"MATCH({rank_of_line.format(k=line)},{demand.rank},0)"
        sheet.put(at, 21, Formula(f'=IF(ROWS(ItemList)<{line},"",{index})'), Style(ink=st.WHITE, border=False))
        for column, text, kind in (
            (2, f"=INDEX({demand.items},$U{at})", "text"),
            (3, f"=INDEX(Items[Name],MATCH(B{at},Items[Item],0))", "text"),
            (6, f"=INDEX({demand.families},$U{at})", "text"),
            (8, f"=INDEX({demand.classes},$U{at})", "text"),
            (9, f"=INDEX(Items[Launch],MATCH(B{at},Items[Item],0))", "month"),
            (10, f"=INDEX({demand.revenue},$U{at})", "money"),
            (11, f"=J{at}/SUM({demand.revenue})", "pct"),
            (12, f"=SUM(INDEX({demand.consensus.ref(0, 12)},$U{at},0))", "units"),
        ):
            sheet.put(at, column, Formula(f'=IF($U{at}="","",{text[1:]})'), Style(number=kind, bold=column == 2))
        for column in (4, 5, 7):
            sheet.put(at, column, None)
