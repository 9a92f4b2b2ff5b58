"""Price-volume-mix by item and channel, in the unit from its sales ledger and in the company from the units."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style, number

SHEET = "PVM"
FIRST_ROW = 7
_STEPS = ("Volume", "Mix", "Price", "New items", "Lost items", "Total")
_NAMES = ("PVM_Volume", "PVM_Mix", "PVM_Price", "PVM_New", "PVM_Lost")
_MARGIN_STEPS = (
    "Volume", "Mix", "Price", "Purchase price", "Usage", "Other cost", "New items", "Lost items", "Total",
)  # fmt: skip
_COSTS, _BRIDGE = 17, 20  # first columns of the costs and of the margin bridge


def pvm(
    book: TemplateBook,
    pairs: Sequence[tuple[str, str, str]],
    base: Callable[[str, int], str],
    *,
    title: str,
    role: str = "calculation",
) -> TemplateSheet:
    """Write the sheet: one row per item and channel, contributions of ``SOP_PVM``, totals on top.

    ``base`` gives the formula of a cell from the column (units_0, revenue_0, units_1, revenue_1) and the row.
    """
    sheet = book.sheet(
        SHEET, tab=st.SKY, widths=[2, 14, 17, 12, 11, 14, 11, 14, 3, *[13] * 6, 3, 14, 14, 3, *[13] * 9], title=title
    )
    bottom = FIRST_ROW + len(pairs) - 1
    sheet.put(
        4,
        2,
        "Year closed against the year before, at the level of item and channel: mix depends on that level.",
        st.NOTE,
    )
    sheet.heads(
        5, 2, ["Item", "Family", "Channel", "Units, prior year", "Revenue, prior year", "Units, year", "Revenue, year"]
    )
    sheet.heads(5, 10, _STEPS)
    sheet.put(6, 2, "Total", Style(bold=True, fill=st.PALE))
    for column in (3, 4):
        sheet.put(6, column, None, Style(fill=st.PALE))
    for column, letters in zip((5, 6, 7, 8, 10, 11, 12, 13, 14, 15), "EFGHJKLMNO", strict=True):
        kind = "units" if column in (5, 7) else "money2"
        total = f"=SUM({letters}{FIRST_ROW}:{letters}{bottom})"
        sheet.put(6, column, Formula(total), Style(number=kind, bold=True, fill=st.PALE))
    for row, (item, family, channel) in enumerate(pairs, start=FIRST_ROW):
        sheet.put(row, 2, item, Style(bold=True))
        sheet.put(row, 3, family)
        sheet.put(row, 4, channel)
        for column, figure in enumerate(("units_0", "revenue_0", "units_1", "revenue_1"), start=5):
            kind = "units" if figure.startswith("units") else "money2"
            sheet.put(row, column, Formula(base(figure, row)), Style(number=kind, role=role))
    ranges = ",".join(f"${letters}${FIRST_ROW}:${letters}${bottom}" for letters in "EFGH")
    sheet.spill(Area(FIRST_ROW, 10, bottom, 15), f"=SOP_PVM({ranges})", number("money2"), check="PVM, price-volume-mix")
    _margin_bridge(sheet, pairs, base, bottom, role)
    book.define("PVM_Base", SHEET, Area(6, 6, 6, 6))
    book.define("PVM_Actual", SHEET, Area(6, 8, 6, 8))
    for name, column in zip(_NAMES, range(10, 15), strict=True):
        book.define(name, SHEET, Area(6, column, 6, column))
    book.define("PVM_Total", SHEET, Area(6, 15, 6, 15))
    sheet.freeze(FIRST_ROW, 5)
    sheet.print_area(bottom, repeat=5)
    sheet.protect()
    return sheet


def _margin_bridge(
    sheet: TemplateSheet,
    pairs: Sequence[tuple[str, str, str]],
    base: Callable[[str, int], str],
    bottom: int,
    role: str,
) -> None:
    """Costs of both years, and why the gross margin changed."""
    sheet.heads(5, _COSTS, ["Cost, prior year", "Cost, year"])
    sheet.heads(5, _BRIDGE, _MARGIN_STEPS)
    sheet.put(4, _BRIDGE, "Gross margin: SOP_MARGIN_BRIDGE, by item and channel; positive = more margin.", st.NOTE)
    for row in range(FIRST_ROW, FIRST_ROW + len(pairs)):
        for column, figure in enumerate(("cogs_0", "cogs_1"), start=_COSTS):
            sheet.put(row, column, Formula(base(figure, row)), Style(number="money2", role=role))
    for column in (*range(_COSTS, _COSTS + 2), *range(_BRIDGE, _BRIDGE + len(_MARGIN_STEPS))):
        letters = column_letters(column)
        text = f"=SUM({letters}{FIRST_ROW}:{letters}{bottom})"
        sheet.put(6, column, Formula(text), Style(number="money2", bold=True, fill=st.PALE))
    ranges = ",".join(f"${letters}${FIRST_ROW}:${letters}${bottom}" for letters in "EFQGHR")
    area = Area(FIRST_ROW, _BRIDGE, bottom, _BRIDGE + len(_MARGIN_STEPS) - 1)
    sheet.spill(area, f"=SOP_MARGIN_BRIDGE({ranges})", number("money2"), check="PVM, margin bridge")
    sheet.book.define("MarginSteps", SHEET, Area(6, _BRIDGE, 6, _BRIDGE + len(_MARGIN_STEPS) - 1))
    sheet.book.define("MarginCosts", SHEET, Area(6, _COSTS, 6, _COSTS + 1))


def margin_steps() -> list[tuple[str, str]]:
    """Steps from the gross margin of the prior year to that of the year, as formulas."""
    steps = [("Prior year", "=PVM_Base-INDEX(MarginCosts,1,1)")]
    steps += [
        (label, f"=INDEX(MarginSteps,1,{i})")
        for i, label in enumerate(_MARGIN_STEPS[:-1], start=1)
        if label not in ("Purchase price", "Usage")  # both stand on the sheet Costing
    ]
    return [*steps, ("Year closed", "=PVM_Actual-INDEX(MarginCosts,1,2)")]


def of_ledger(figure: str, row: int) -> str:
    """Formula from the sales ledger of a unit."""
    column = {"units": "Units", "revenue": "Revenue", "cogs": "COGS"}[figure.split("_")[0]]
    span = '">="&YearStart' if figure.endswith("1") else '">="&EDATE(YearStart,-12),Sales[Month],"<"&YearStart'
    return f"=SUMIFS(Sales[{column}],Sales[Item],$B{row},Sales[Channel],$D{row},Sales[Month],{span})"
