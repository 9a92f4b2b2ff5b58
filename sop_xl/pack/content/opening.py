"""What the meeting opens with: cover, dashboard, and what changed since the last cycle."""

from __future__ import annotations

from sop_xl.cells.values import is_blank
from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook, Line
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import (
    Compared,
    Pick,
    Step,
    bridge,
    compared_series,
    count_of,
    labels,
    largest,
    month_picks,
    names_of,
    pick_table,
    series_by_line,
    with_word,
)
from sop_xl.pack.formats import brief
from sop_xl.pack.model import (
    Bars,
    Columns,
    Kind,
    Page,
    Sentence,
    Series,
    Table,
    Tile,
    Tiles,
    Waterfall,
)

_LARGEST_SHARE = 10.0  # a target beyond it is an amount, as on the sheet Executive
_TILES_ACROSS = 5


# ---- cover ----------------------------------------------------------------------------------------------------


def checks(book: CompanyBook) -> Table:
    """What the workbook says of itself, first what is not in order."""
    picks = [Pick("Check"), Pick("Status", "signal"), Pick("Detail")]
    table = book.table("Checks")
    lines = sorted(table.lines, key=lambda line: line.figure("Status").word == "OK")
    return pick_table(table, picks, lines=lines, title="Checks of the company workbook")


def agenda(book: CompanyBook) -> Table:
    """Agenda of the executive meeting, which is the last step of the cycle."""
    table = book.table("Agenda")
    step = table.total.figure("Step").word
    lines = [line for line in table.lines if line.figure("Step").word == step]
    picks = [Pick("Item"), Pick("Minutes", "units"), Pick("Person"), Pick("Right now")]
    return pick_table(table, picks, lines=lines, title=f"Agenda: {step}")


# ---- dashboard ------------------------------------------------------------------------------------------------


def dashboard(book: CompanyBook) -> Page:
    """Key figures against target, and revenue of the next twelve months."""
    bands: Bands = [[_tiles], [_revenue_by_family, _revenue_by_month], [_rolling]]
    return assemble(book, "Dashboard", _dashboard_headline, bands)


def _dashboard_headline(book: CompanyBook) -> Sentence:
    lines = [line for line in book.extract("Pack_KPI").lines if not line.figure("Actual").is_unknown]
    met, off = with_word(lines, "Signal", "on target"), with_word(lines, "Signal", "off target")
    start: Sentence = (
        (count_of(met, "Signal"), " of ", count_of(lines, "KPI"), " key figures on target")
        if met
        else ("No key figure on target",)
    )  # fmt: skip
    if not lines:
        return ("The company gives no data for any key figure.",)
    if not off:
        return (*start, "; none is off target.")
    return (*start, "; off target: ", *names_of(off), ".")


def _kpi_kind(line: Line) -> Kind:
    figures = [f for f in (line.figure("Target"), line.figure("Actual")) if f.is_number]
    largest_size = max(figures, key=lambda f: abs(f.number), default=None)
    if largest_size is None or abs(largest_size.number) <= _LARGEST_SHARE:
        return "pct"
    return brief(largest_size).kind


def _tiles(book: CompanyBook) -> Tiles:
    tiles = []
    for line in book.extract("Pack_KPI").lines:
        kind = _kpi_kind(line)
        before = line.figure("Month before", kind)
        target = ("target ", line.figure("Sense"), " ", line.figure("Target", kind))
        trend: Sentence = (
            ("new this month",)
            if is_blank(before.value) or before.is_unknown
            else ("before ", before, " · ", line.figure("Trend"))
        )
        tiles.append(Tile(line.label, line.figure("Actual", kind), (target, trend), line.figure("Signal")))
    if not tiles:
        raise WorkbookError("Pack_KPI has no rows", argument=book.name, hint="List the key figures on the sheet KPI.")
    return Tiles(tiles=tuple(tiles), columns=_TILES_ACROSS)


def _revenue_by_family(book: CompanyBook) -> Columns:
    plan = book.extract("Pack_Plan12Revenue")
    return Columns(
        title="Revenue by family, next twelve months",
        kind="millions",
        categories=plan.months,
        columns=series_by_line(plan.parts, plan.month_positions, "millions"),
    )


def _revenue_by_month(book: CompanyBook) -> Columns:
    months = book.extract("Pack_RevenueMonths")
    return Columns(
        title="Revenue against AOP and the year before",
        kind="millions",
        categories=months.column("Month", "month"),
        columns=(Series("Latest estimate", months.column("Latest estimate", "millions")),),
        lines=(
            Series("AOP", months.column("AOP", "millions"), "target"),
            Series("Year before", months.column("Year before", "millions"), "past"),
        ),
    )


def _rolling(book: CompanyBook) -> Table:
    plan = book.extract("Pack_Plan12Revenue")
    picks = [
        Pick("Family"),
        *month_picks(plan, "amount"),
        Pick("Next 12", "amount"),
        Pick("AOP", "amount"),
        Pick("Gap to AOP", "amount_delta"),
        Pick("Margin %", "pct"),
    ]
    return pick_table(plan, picks, total=True, title="Rolling twelve months by family: revenue, latest estimate")


# ---- what changed ---------------------------------------------------------------------------------------------


def changes(book: CompanyBook) -> Page:
    """What changed in the plan since the last cycle, by family."""
    bands: Bands = [[_plan_bridge, _change_bars], [_change_table]]
    return assemble(book, "What changed since last cycle", _changes_headline, bands)


def _changes_headline(book: CompanyBook) -> Sentence:
    demand = book.extract("Pack_Demand")
    change = demand.total.figure("Since last cycle", "delta")
    most = largest(demand.parts, "Since last cycle", by_size=True)
    gap = demand.total.figure("Gap to AOP", "delta")
    against: Sentence = (
        ("; there is no AOP to compare it with.",) if gap.is_unknown else ("; gap to AOP ", gap, " units.")
    )
    total = demand.total.figure("Consensus, next 12", "units")
    plan: Sentence = ("The plan of the next twelve months is unchanged at ", total, " units")
    if abs(change.number) >= 1:
        verb = "rose" if change.number > 0 else "fell"
        moved = most.figure("Since last cycle", "delta")
        plan = (
            f"The plan of the next twelve months {verb} by ",
            change,
            " units, most in ",
            most.label,
            " (",
            moved,
            ")",
        )
    return (*plan, *against)


def _plan_bridge(book: CompanyBook) -> Waterfall:
    demand = book.extract("Pack_Demand")
    return bridge(
        Step("Last plan", demand.total.figure("Last plan, next 12")),
        [Step(line.label, line.figure("Since last cycle")) for line in demand.parts],
        Step("This plan", demand.total.figure("Consensus, next 12")),
        "units",
        title="Units of the next twelve months: from last plan to this plan",
        width=1.5,
    )


def _change_bars(book: CompanyBook) -> Bars:
    demand = book.extract("Pack_Demand")
    return Bars(
        title="Units by family: last 12 months, this plan, AOP",
        kind="units",
        categories=labels(demand.parts),
        series=compared_series(
            demand.parts,
            "units",
            [
                Compared("Last 12 months", "Last 12 months", "past"),
                Compared("This plan", "Consensus, next 12"),
                Compared("AOP", "AOP, next 12", "target"),
            ],
        ),
    )


def _change_table(book: CompanyBook) -> Table:
    demand = book.extract("Pack_Demand")
    picks = [
        Pick("Family"),
        Pick("Last 12 months", "units", past=True),
        Pick("Baseline, next 12", "units"),
        Pick("Inputs, overrides", "delta"),
        Pick("Consensus, next 12", "units"),
        Pick("Change on last 12", "pct_delta"),
        Pick("Last plan, next 12", "units"),
        Pick("Since last cycle", "delta"),
        Pick("AOP, next 12", "units"),
        Pick("Gap to AOP", "delta"),
        Pick("WAPE, lag 1", "pct"),
        Pick("Bias, lag 1", "pct_delta"),
    ]
    note = ("Units. Baseline + inputs and overrides = consensus. Bias: positive = over-forecast.",)
    return pick_table(demand, picks, total=True, title="Assumptions by family", note=note)
