"""Money: profit and loss, price-volume-mix, risks and opportunities."""

from __future__ import annotations

from dataclasses import replace

from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import (
    Compared,
    Pick,
    Step,
    bridge,
    compared_series,
    gap_tones,
    labels,
    names_of,
    number_lines,
    pick_table,
    with_word,
)
from sop_xl.pack.formats import brief, brief_delta, listing, plural, scale_of, signed
from sop_xl.pack.model import (
    Bars,
    Figure,
    NothingToShowError,
    Page,
    Ranges,
    Rule,
    Sentence,
    Series,
    Table,
    Waterfall,
    derived,
)

RANGE = "Pack_Range"
_BIGGEST_EFFECTS = 3
_JUDGED = {"F": ", favourable", "U": ", unfavourable"}


# ---- profit and loss ------------------------------------------------------------------------------------------


def profit_and_loss(book: CompanyBook) -> Page:
    """Actual against AOP and prior year, and why profit differs."""
    return assemble(book, "Profit and loss", _profit_headline, [[_profit_table], [_profit_bridge]])


def _has_ledger(book: CompanyBook) -> bool:
    """Tell whether any line of the statement is other than 0; a cell that shows an error is."""
    lines = book.extract("Pack_PnL").lines
    heads = ("Year actual", "Year AOP", "Prior year")
    return any(line.figure(head).value not in (0, None) for line in lines for head in heads)


def _profit_headline(book: CompanyBook) -> Sentence:
    if not _has_ledger(book):
        return ("The company gives no general ledger; there is no profit and loss to show.",)
    profit = book.extract("Pack_PnL").total
    variance = profit.figure("Variance", nth=2)
    judged = _JUDGED.get(profit.figure("F or U", nth=2).word, "")
    on_aop: Sentence = (
        (
            brief_delta(variance),
            " (",
            profit.figure("Variance, %", "pct_delta"),
            f") on AOP{judged}",
        )
        if variance.is_number
        else ("no AOP to compare with",)
    )
    growth = profit.figure("On prior year", "pct_delta")
    on_prior: Sentence = (", and ", growth, " on prior year.") if growth.is_number else (", and no prior year.",)
    return (
        f"{profit.label} of the year closed is ",
        brief(profit.figure("Year actual")),
        ": ",
        *on_aop,
        *on_prior,
    )


def _profit_table(book: CompanyBook) -> Table:
    statement = book.extract("Pack_PnL")
    if not _has_ledger(book):
        raise NothingToShowError("the company gives no general ledger", argument="Profit and loss")
    picks = [
        Pick("Line"),
        Pick("Month actual", "amount"),
        Pick("Month AOP", "amount"),
        Pick("Variance", "amount_delta"),
        Pick("F or U", "signal"),
        Pick("Year actual", "amount"),
        Pick("Year AOP", "amount"),
        Pick("Variance", "amount_delta", nth=2),
        Pick("Variance, %", "pct_delta"),
        Pick("F or U", "signal", nth=2),
        Pick("Prior year", "amount", past=True),
        Pick("On prior year", "pct_delta"),
        Pick("Latest estimate, next 12", "amount"),
        Pick("AOP, next 12", "amount"),
        Pick("Gap to AOP", "amount_delta"),
    ]
    note: Sentence = (
        "F favourable, U unfavourable. From the general ledger; margins by family are at standard cost.",
        *_accepted_difference(book),
    )
    table = pick_table(statement, picks, title="Actual against AOP and prior year", note=note)
    income = [line.figure("Account type").word == "income" for line in statement.lines]
    rows = tuple(replace(row, total=is_income) for row, is_income in zip(table.rows, income, strict=True))
    return replace(table, rows=rows)


def _accepted_difference(book: CompanyBook) -> Sentence:
    """What finance accepts between the two ledgers, from the tie-out, with the reason given there."""
    if not book.has("AcceptedDifference"):
        return ()
    amount = book.value("AcceptedDifference")
    side = "more" if amount.number >= 0 else "less"
    return (
        " Revenue of the sales ledger less gross sales of the general ledger: ",
        brief_delta(amount),
        f", {side} than booked, accepted (",
        book.value("AcceptedReason"),
        ").",
    )


def _steps(book: CompanyBook, name: str) -> list[Step]:
    steps = [Step(line.label, line.figure("Amount")) for line in book.extract(name).lines]
    if len(steps) < 2:
        raise WorkbookError(f"{name} has no steps", argument=book.name)
    return steps


def _profit_bridge(book: CompanyBook) -> Waterfall:
    start, *effects, end = _steps(book, "Pack_ProfitBridge")
    if start.amount.number == 0:
        raise NothingToShowError("there is no AOP to compare with", argument="Operating profit")
    return bridge(start, effects, end, title="Operating profit: from AOP to actual, effect on profit")


# ---- price, volume, mix ---------------------------------------------------------------------------------------


def price_volume_mix(book: CompanyBook) -> Page:
    """Why revenue changed, and what the families earn."""
    bands: Bands = [[_revenue_bridge, _margin_bars], [_margin_table]]
    return assemble(book, "Price, volume, mix and margin", _revenue_headline, bands)


def _revenue_headline(book: CompanyBook) -> Sentence:
    start, *effects, end = _steps(book, "Pack_Bridge")
    verb = "rose" if end.amount.number >= start.amount.number else "fell"
    biggest = sorted((step for step in effects if step.amount.number), key=lambda step: -abs(step.amount.number))
    parts = [(f"{step.label.lower()} ", brief_delta(step.amount)) for step in biggest[:_BIGGEST_EFFECTS]]
    why: Sentence = (": ", *listing(parts)) if parts else ()
    return (f"Revenue {verb} from ", brief(start.amount), " to ", brief(end.amount), *why, ".")


def _revenue_bridge(book: CompanyBook) -> Waterfall:
    start, *effects, end = _steps(book, "Pack_Bridge")
    title = "Revenue: from prior year to the year closed"
    return bridge(start, effects, end, title=title, width=1.4)


def _margin_bars(book: CompanyBook) -> Bars:
    margin = book.extract("Pack_Margin")
    return Bars(
        title="Gross margin by family, % of revenue",
        kind="pct",
        categories=labels(margin.parts),
        series=compared_series(
            margin.parts,
            "pct",
            [
                Compared("Prior year", "Margin %", "past"),
                Compared("Year closed", "Margin %", nth=2),
                Compared("Next 12 months", "Margin %", "ahead", nth=3),
            ],
        ),
    )


def _margin_table(book: CompanyBook) -> Table:
    picks = [
        Pick("Family"),
        Pick("Revenue, prior year", "amount", past=True),
        Pick("Margin, prior year", "amount", past=True),
        Pick("Margin %", "pct", past=True),
        Pick("Revenue, year", "amount"),
        Pick("Margin, year", "amount"),
        Pick("Margin %", "pct", nth=2),
        Pick("AOP margin, year", "amount"),
        Pick("Margin − AOP", "amount_delta"),
        Pick("Revenue, next 12", "amount"),
        Pick("Margin, next 12", "amount"),
        Pick("Margin %", "pct", nth=3),
    ]
    return pick_table(book.extract("Pack_Margin"), picks, total=True, title="Gross margin by family at standard cost")


# ---- risks and opportunities ----------------------------------------------------------------------------------


def risks(book: CompanyBook) -> Page:
    """Gap to the AOP, what would close it, and which families need action."""
    shown = [[_year_range]] if book.has(RANGE) else []
    bands: Bands = [[_gap_bridge, _gap_bars], *shown, [_gap_table]]
    return assemble(book, "Risks and opportunities", _risks_headline, bands)


def _risks_headline(book: CompanyBook) -> Sentence:
    gaps = book.extract("Pack_Gaps")
    revenue, margin = gaps.total.figure("Gap, revenue"), gaps.total.figure("Gap, margin")
    act = with_word(gaps.parts, "Signal", "act")
    needs: Sentence = (
        (*names_of(act), plural(len(act), " needs action", " need action")) if act else ("no family needs action",)
    )
    if revenue.is_unknown:
        return ("There is no AOP for the next twelve months to compare with; ", *needs, ".")
    return (
        "Against the AOP of the next twelve months revenue is ",
        brief_delta(revenue),
        " and margin ",
        brief_delta(margin),
        "; ",
        *needs,
        ".",
    )


def _gap_bridge(book: CompanyBook) -> Waterfall:
    if book.extract("Pack_Gaps").total.figure("Gap, margin").is_unknown:
        raise NothingToShowError("there is no AOP to compare with", argument="Margin of the next twelve months")
    gaps, closers = book.extract("Pack_Gaps"), book.extract("Pack_Closers", heads=("Step", "Amount"))
    estimate, gain, cost = (
        closers.line(label).figure("Amount")
        for label in ("Estimate, margin", "Closers on the table", "Cost of the decisions")
    )
    families = [Step(line.label, line.figure("Gap, margin")) for line in gaps.parts]
    to_estimate = bridge(Step("AOP", gaps.total.figure("AOP, margin")), families, Step("Latest estimate", estimate))
    scale = to_estimate.kind
    decided = (
        gain.shown_as(signed(scale)),
        cost.shown_as(signed(scale)),
        derived(Rule.SUM, (estimate, gain, cost), scale),
    )
    count = len(to_estimate.steps)
    return replace(
        to_estimate,
        title="Margin of the next twelve months: from AOP to estimate, and with the decisions wanted",
        categories=(*to_estimate.categories, Figure("Closers"), Figure("Their cost"), Figure("If decided")),
        steps=(*to_estimate.steps, *decided),
        totals=frozenset({0, count - 1, count + 2}),
        width=1.7,
    )


def _year_range(book: CompanyBook) -> Ranges:
    """What the errors of past forecasts mean for the year: P10 to P90 beside estimate and AOP."""
    lines = number_lines(book.extract(RANGE).lines, "P50")
    scale = scale_of(line.figure("P50") for line in lines)
    marks = [
        Compared("P10", "P10", "bad"),
        Compared("P50", "P50"),
        Compared("P90", "P90", "good"),
        Compared("Latest estimate", "Latest estimate", "ahead"),
        Compared("AOP", "AOP", "target"),
    ]
    return Ranges(
        title="Range of the next twelve months by past forecast errors, and the gap of the estimate to AOP",
        kind=scale,
        categories=labels(lines),
        marks=compared_series(lines, scale, marks),
        gaps=tuple(brief_delta(line.figure("Estimate − AOP")) for line in lines),
    )


def _gap_bars(book: CompanyBook) -> Bars:
    gaps_table = book.extract("Pack_Gaps")
    if gaps_table.total.figure("Gap, revenue").is_unknown:
        raise NothingToShowError("there is no AOP to compare with", argument="Gap to AOP in revenue")
    lines = number_lines(gaps_table.parts, "Gap, revenue")
    gaps = [brief_delta(line.figure("Gap, revenue")) for line in lines]
    return Bars(
        title="Gap to AOP in revenue, next twelve months",
        kind=scale_of(gaps),
        categories=labels(lines),
        series=(Series("Gap, revenue", tuple(gaps)),),
        tones=gap_tones(gaps),
        words=tuple(line.figure("Signal").word for line in lines),
    )


def _gap_table(book: CompanyBook) -> Table:
    picks = [
        Pick("Family"),
        Pick("Gap, units", "delta"),
        Pick("Estimate, revenue", "amount"),
        Pick("AOP, revenue", "amount"),
        Pick("Gap, revenue", "amount_delta"),
        Pick("Gap, %", "pct_delta"),
        Pick("Estimate, margin", "amount"),
        Pick("AOP, margin", "amount"),
        Pick("Gap, margin", "amount_delta"),
        Pick("Backlog in 3 months", "units"),
        Pick("Items short", "units"),
        Pick("Excess stock", "amount"),
        Pick("Signal", "signal"),
    ]
    return pick_table(book.extract("Pack_Gaps"), picks, total=True, title="Gaps by family, next twelve months")
