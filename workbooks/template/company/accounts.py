"""Accounts: the ledger by month in company currency, performance over every span, and commentary."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.cells.address import Area, column_letters
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.company.ledger import ACCOUNTS, FOLLOWS_PLAN
from workbooks.template.company.reviews import CompanyPlan
from workbooks.template.kit import Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style, number

SHEET = "Accounts"
_BACK, _AHEAD = 24, 12
_MONTHS = _BACK + _AHEAD
_LEFT = 16  # column of the first month
_SPANS = (
    ("month", "Month closed"),
    ("ytd", "Fiscal year to date"),
    ("full_year", "Full fiscal year"),
    ("rolling_12", "Rolling twelve months"),
)
_WORDS = Style(number="text", border=False)
_HEADS = ("Actual to date", "Latest estimate", "AOP", "Prior year", "Variance", "Share", "F or U", "Material?")


def accounts(book: TemplateBook, plan: CompanyPlan, currencies: Sequence[str]) -> None:
    """Performance on the left, the months it is made of on the right."""
    widths: list[float] = [2, 27, 9, *[12] * 10, 5, 26, *[10] * _MONTHS]
    sheet = book.sheet(SHEET, tab=st.BLUE, widths=widths, title="Accounts: actual, latest estimate, AOP and prior year")
    sheet.put(
        4,
        2,
        "Amounts in company currency; costs are positive. Material: both limits of Settings reached. Right: the ledger by currency and month.",
        st.NOTE,
    )
    count = len(ACCOUNTS)
    local, converted = 8, 8 + count * len(currencies) + 4
    rates = converted + count * len(currencies) + 4
    blocks = [rates + len(currencies) + 4 + i * (count + 4) for i in range(4)]  # actual, AOP, plan, latest estimate
    _ledger_blocks(sheet, currencies, (local, converted, rates), blocks, plan)
    right = column_letters(_LEFT + _MONTHS - 1)

    def span(top: int) -> str:
        return f"$P${top}:${right}${top + count - 1}"

    months = f"$P${local - 1}:${right}${local - 1}"
    given = ",".join(span(block) for block in blocks[:3])
    row, in_words = 6, ""
    for i, (word, title) in enumerate(_SPANS):
        top = row + 2
        sheet.section(row, 2, title)
        sheet.put(row + 1, 2, "Account", st.HEAD_LEFT)
        sheet.heads(row + 1, 3, ["Type", *_HEADS], height=18)
        for j, (line, account_type) in enumerate(ACCOUNTS):
            sheet.put(top + j, 2, line, Style(bold=True))
            sheet.put(top + j, 3, account_type, Style(ink=st.MUTED, align="center"))
        area = Area(top, 4, top + count - 1, 7)
        sheet.spill(
            area,
            f'=SOP_PERFORMANCE({given},{months},AsOf,"{word}",FiscalYearStart)',
            number("money"),
            check=f"Accounts, {title.lower()}",
        )
        actual, aop, types = (f"${letters}${top}:${letters}${top + count - 1}" for letters in "DFC")
        judged = f"{actual},{aop},{types}"
        for column, output, kind in (
            (8, "variance", "delta"),
            (9, "percent", "pct_delta"),
            (10, "favourable", "text"),
            (11, "material", "text"),
        ):
            text = f'=SOP_VARIANCE({judged},"{output}",MaterialAmount,MaterialPercent)'
            sheet.spill(
                Area(top, column, top + count - 1, column),
                text,
                Style(number=kind, align="center" if kind == "text" else None),
            )
        material = Style(fill=st.BAD_FILL, bold=True)
        sheet.highlight(
            Area(top, 11, top + count - 1, 11), {"type": "cell", "criteria": "==", "value": "TRUE", "format": material}
        )
        if i == 1:
            names = f"$B${top}:$B${top + count - 1}"
            in_words = f"=SOP_COMMENTARY({names},{judged},,,Currency)"
        profit = top + count
        sheet.put(profit, 2, "Operating profit", Style(bold=True, fill=st.PALE, top_line=True))
        sheet.put(profit, 3, "income", Style(ink=st.MUTED, align="center", fill=st.PALE, top_line=True))
        for column in range(4, 8):
            letters = column_letters(column)
            signs = f'SUMIF({types},"revenue",{letters}{top}:{letters}{profit - 1})-SUMIF({types},"expense",{letters}{top}:{letters}{profit - 1})'
            sheet.put(
                profit, column, Formula(f"={signs}"), Style(number="money", bold=True, fill=st.PALE, top_line=True)
            )
        sheet.put(
            profit, 8, Formula(f"=D{profit}-F{profit}"), Style(number="delta", bold=True, fill=st.PALE, top_line=True)
        )
        row = profit + 2
    sheet.section(row, 2, "In words: fiscal year to date against the AOP (SOP_COMMENTARY)")
    words = Area(row + 1, 2, row + count, 2)
    sheet.spill(words, in_words, _WORDS, check="Accounts, commentary")
    book.define("Pack_Commentary", SHEET, words)
    bottom = _by_family(sheet, words.bottom + 2, plan)
    sheet.freeze(6, 3)
    sheet.writer.print_area(0, 0, bottom, 12)
    sheet.protect()


def _ledger_blocks(
    sheet: TemplateSheet,
    currencies: Sequence[str],
    tops: tuple[int, int, int],
    blocks: Sequence[int],
    plan: CompanyPlan,
) -> None:
    local, converted, rates = tops
    count, right = len(ACCOUNTS), column_letters(_LEFT + _MONTHS - 1)
    names = _LEFT - 1

    def head(top: int, title: str) -> None:
        sheet.put(top - 2, names, title, st.SECTION)
        sheet.put(top - 1, names, "Account", st.HEAD_LEFT)
        sheet.months(top - 1, _LEFT, -_BACK, _BACK, history=True)
        sheet.months(top - 1, _LEFT + _BACK, 0, _AHEAD)

    head(local, "Ledger in local currency")
    head(converted, "In company currency (SOP_CONVERT_CURRENCY, month-average rates)")
    rows = [(line, currency) for line, _ in ACCOUNTS for currency in currencies]
    for i, (line, currency) in enumerate(rows):
        for top in (local, converted):
            sheet.put(top + i, names, f"{line} · {currency}", Style(bold=False))
            sheet.put(top + i, names - 1, currency, Style(ink=st.WHITE, border=False))
        text = f'=SUMIFS(Ledger[Actual],Ledger[Line],"{line}",Ledger[Currency],"{currency}",Ledger[Month],{{c}}${local - 1})'
        sheet.fill(Area(local + i, _LEFT, local + i, _LEFT + _BACK - 1), number("money", role="history"), text)
        sheet.fill(Area(local + i, _LEFT + _BACK, local + i, _LEFT + _MONTHS - 1), number("money"), "=0")
    head(rates, "Rates")
    for i, currency in enumerate(currencies):
        sheet.put(rates + i, names, currency, Style(bold=True))
        text = f'=SUMIFS(Rates[Rate],Rates[Currency],"{currency}",Rates[Month],{{c}}${rates - 1})'
        sheet.fill(Area(rates + i, _LEFT, rates + i, _LEFT + _MONTHS - 1), number("rate"), text)
    given = f"$P${local}:${right}${local + len(rows) - 1},$N${local}:$N${local + len(rows) - 1}"
    known = f"$O${rates}:$O${rates + len(currencies) - 1},$P${rates}:${right}${rates + len(currencies) - 1}"
    whole = Area(converted, _LEFT, converted + len(rows) - 1, _LEFT + _MONTHS - 1)
    sheet.spill(whole, f"=SOP_CONVERT_CURRENCY({given},{known})", number("money"), check="Accounts, company currency")
    titles = ("Actual", "AOP", "Plan from here on", "Latest estimate (SOP_LATEST_ESTIMATE)")
    for top, title in zip(blocks, titles, strict=True):
        head(top, title)
        for i, (line, _) in enumerate(ACCOUNTS):
            sheet.put(top + i, names, line, Style(bold=True))
    width = len(currencies)
    for i, (line, _) in enumerate(ACCOUNTS):
        first, last = converted + i * width, converted + i * width + width - 1
        sheet.fill(
            Area(blocks[0] + i, _LEFT, blocks[0] + i, _LEFT + _BACK - 1),
            number("money", role="history"),
            f"=SUM({{c}}{first}:{{c}}{last})",
        )
        sheet.fill(Area(blocks[0] + i, _LEFT + _BACK, blocks[0] + i, _LEFT + _MONTHS - 1), number("money"), "=0")
        text = f'=SUMIFS(Ledger[Company AOP],Ledger[Line],"{line}",Ledger[Month],{{c}}${local - 1})'
        sheet.fill(Area(blocks[1] + i, _LEFT, blocks[1] + i, _LEFT + _MONTHS - 1), number("money"), text)
        year = [column_letters(_LEFT + _BACK + k) for k in (-12, -3, -1)]
        at = blocks[0] + i
        sheet.fill(
            Area(blocks[2] + i, _LEFT, blocks[2] + i, _LEFT + _BACK - 1), number("money", role="history"), f"={{c}}{at}"
        )
        for k in range(_AHEAD):
            measure = FOLLOWS_PLAN.get(line)
            text = f"=AVERAGE(${year[1]}{at}:${year[2]}{at})"
            if measure is not None:
                ratio = f"{plan.keys.total(measure, k, k)}/{plan.keys.total(measure, -12, -1)}"
                text = f"=SUM(${year[0]}{at}:${year[2]}{at})*{ratio}"
            sheet.put(blocks[2] + i, _LEFT + _BACK + k, Formula(text), number("money"))
    actual, ahead = (f"$P${top}:${right}${top + count - 1}" for top in (blocks[0], blocks[2]))
    months = f"$P${local - 1}:${right}${local - 1}"
    area = Area(blocks[3], _LEFT, blocks[3] + count - 1, _LEFT + _MONTHS - 1)
    sheet.spill(
        area,
        f"=SOP_LATEST_ESTIMATE({actual},{ahead},{months},AsOf)",
        number("money"),
        check="Accounts, latest estimate",
    )
    sheet.book.define("AccountsMonths", SHEET, Area(local - 1, _LEFT, local - 1, _LEFT + _BACK - 1))
    sheet.book.define("AccountsActual", SHEET, Area(blocks[0], _LEFT, blocks[0] + count - 1, _LEFT + _BACK - 1))


def _by_family(sheet: TemplateSheet, row: int, plan: CompanyPlan) -> int:
    """Revenue of the year against the AOP by family, with its causes in words. Returns the last row."""
    keys = plan.keys
    count = len(keys.families)
    sheet.section(row, 2, "Revenue of the year against the AOP, with its causes")
    sheet.put(row + 1, 2, "Family", st.HEAD_LEFT)
    sheet.heads(
        row + 1,
        3,
        ["", "AOP, units", "AOP, revenue", "Units", "Revenue", "Volume", "Mix", "Price", "New", "Lost", "Total"],
        height=18,
    )
    top = row + 2
    for i, family in enumerate(keys.families):
        sheet.put(top + i, 2, family, Style(bold=True))
        sheet.put(top + i, 3, None)
        for column, measure in ((4, key.AOP_UNITS), (5, key.AOP_REVENUE), (6, key.UNITS), (7, key.REVENUE)):
            text = f"=SUM({keys.layout.span(measure, family, -12, -1)})"
            sheet.put(top + i, column, Formula(text), number("units"))
    cells = {letters: f"${letters}${top}:${letters}${top + count - 1}" for letters in "BDEFG"}
    words = f'=SOP_COMMENTARY({cells["B"]},{cells["G"]},{cells["E"]},"revenue",$H${top}:$L${top + count - 1},$H${row + 1}:$L${row + 1},Currency)'
    parts = f"=SOP_PVM({cells['D']},{cells['E']},{cells['F']},{cells['G']})"
    sheet.spill(Area(top, 8, top + count - 1, 13), parts, number("delta"), check="Accounts, causes by family")
    at = top + count + 1
    sheet.section(at, 2, "In words: revenue of the families against the AOP (SOP_COMMENTARY)")
    area = Area(at + 1, 2, at + count, 2)
    sheet.spill(area, words, _WORDS, check="Accounts, commentary by family")
    sheet.book.define("Pack_FamilyCommentary", SHEET, area)
    return area.bottom
