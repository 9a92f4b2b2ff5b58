"""Supply: capacity, inventory, suppliers and last month's performance."""

from __future__ import annotations

from sop_xl.errors import WorkbookError
from sop_xl.pack.company import CompanyBook, Extract, Line
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import (
    Compared,
    Pick,
    compared_series,
    headed,
    labels,
    largest,
    names_of,
    number_lines,
    pick_table,
    with_word,
)
from sop_xl.pack.formats import brief, brief_delta, plural, scale_of
from sop_xl.pack.model import (
    Bars,
    Columns,
    Figure,
    HeatMap,
    NothingToShowError,
    Page,
    Row,
    Rule,
    Sentence,
    Series,
    Table,
    Tile,
    Tiles,
    derived,
)

_WATCH, _FULL = 0.85, 1.0


# ---- capacity -------------------------------------------------------------------------------------------------


def capacity(book: CompanyBook) -> Page:
    """Utilisation of the work centres by month."""
    return assemble(book, "Capacity", _capacity_headline, [[_heat_map], [_peaks]])


def _utilisations(work_centre: Line) -> list[Figure]:
    return [figure for figure in work_centre.span(work_centre.extract.month_positions, "pct") if figure.is_number]


def _peak(extract: Extract, line: Line) -> tuple[Figure, Figure]:
    """Highest utilisation of a work centre and its month."""
    usable = [i for i in extract.month_positions if line.cells[i].is_number]
    if not usable:
        raise WorkbookError(f"{line.label} has no utilisation", argument=extract.workbook)
    at = max(usable, key=lambda i: line.cells[i].number)
    return line.cells[at].shown_as("pct"), extract.heads[at].shown_as("month")


def _capacity_headline(book: CompanyBook) -> Sentence:
    extract = book.extract("Pack_Capacity")
    every = [figure for line in extract.lines for figure in _utilisations(line)]
    over = [figure for figure in every if figure.number > _FULL]
    if not every:
        raise WorkbookError("Pack_Capacity holds no utilisation", argument=book.name)
    peaks = {line.label: _peak(extract, line) for line in extract.lines if _utilisations(line)}
    busiest = max(peaks, key=lambda label: peaks[label][0].number)
    utilisation, month = peaks[busiest]
    if not utilisation.number:
        return ("Nothing loads the work centres: the company gives no routing.",)
    peak: Sentence = (f"the peak is {busiest} with ", utilisation, " in ", month, ".")
    if not over:
        return ("No work centre is above its capacity; ", *peak)
    return (
        derived(Rule.COUNT, over, "units"),
        " of ",
        derived(Rule.COUNT, every, "units"),
        plural(len(over), " work-centre months is above capacity; ", " work-centre months are above capacity; "),
        *peak,
    )


def _heat_map(book: CompanyBook) -> HeatMap:
    extract = book.extract("Pack_Capacity")
    return HeatMap(
        title="Utilisation: load ÷ available hours",
        note=("Blue below 85 %, yellow to 100 %, orange and bold above. Rough-cut, from the sheet Capacity.",),
        kind="pct",
        categories=extract.months,
        labels=labels(extract.lines),
        lines=tuple(line.span(extract.month_positions, "pct") for line in extract.lines),
        watch=_WATCH,
        act=_FULL,
    )


def _peaks(book: CompanyBook) -> Table:
    extract = book.extract("Pack_Capacity")
    busy = [line for line in extract.lines if _utilisations(line)]
    ordered = sorted(busy, key=lambda line: -_peak(extract, line)[0].number)
    rows = []
    for line in ordered:
        over = [figure for figure in _utilisations(line) if figure.number > _FULL]
        near = [figure for figure in _utilisations(line) if _WATCH <= figure.number <= _FULL]
        rows.append(
            Row(
                (
                    Figure(line.label),
                    *_peak(extract, line),
                    _count_or_none(over),
                    _count_or_none(near),
                    Figure("act" if over else "watch" if near else "fine"),
                )
            )
        )
    columns = headed(
        ("Work centre", "label"),
        ("Peak", "number"),
        ("Month of the peak", "date"),
        ("Months above 100 %", "number"),
        ("Months from 85 % to 100 %", "number"),
        ("Signal", "signal"),
    )
    return Table(title="Work centres by their peak", columns=columns, rows=tuple(rows), rest=f"in {book.name}")


def _count_or_none(figures: list[Figure]) -> Figure:
    return derived(Rule.COUNT, figures, "units") if figures else Figure("none")


# ---- inventory ------------------------------------------------------------------------------------------------


def inventory(book: CompanyBook) -> Page:
    """Stock now and ahead, cover and excess."""
    bands: Bands = [[_stock_tiles], [_stock_bars, _excess_pareto], [_stock_table]]
    return assemble(book, "Inventory", _inventory_headline, bands)


def _inventory_headline(book: CompanyBook) -> Sentence:
    stock = book.extract("Pack_Stock")
    total, most = stock.total, largest(stock.parts, "Excess value")
    excess = total.figure("Excess value")
    if total.figure("Stock value").number == 0:
        return ("The company gives no stock; the plan starts from nothing.",)
    start: Sentence = (
        "Stock of ", brief(total.figure("Stock value")), " covers ", total.figure("Cover, days", "units"), " days",
    )  # fmt: skip
    if excess.number <= 0:
        return (*start, "; none of it is excess.")
    share = derived(Rule.SHARE, (most.figure("Excess value"), excess), "pct")
    return (
        *start, "; ", brief(excess), " of it (", total.figure("Share of excess", "pct"), ") is excess, ", share,
        f" of that in {most.label}.",
    )  # fmt: skip


def _stock_tiles(book: CompanyBook) -> Tiles:
    total = book.extract("Pack_Stock").total
    if total.figure("Stock value").number == 0:
        raise NothingToShowError("the company gives no data for this", argument="Stock of the month just closed")
    value, later = total.figure("Stock value"), total.figure("Stock value in 12 months")
    return Tiles(
        columns=5,
        tiles=(
            Tile("Stock value", brief(value), (("at standard cost, month just closed",),)),
            Tile("In 12 months", brief(later), ((brief_delta(total.figure("Change")), " on today"),)),
            Tile("Cover", total.figure("Cover, days", "days"), (("at the demand of the next 3 months",),)),
            Tile(
                "Excess", brief(total.figure("Excess value")),
                ((total.figure("Share of excess", "pct"), " of the stock value"),),
            ),
            Tile("Items short", total.figure("Items short in 3 months", "units"), (("within three months",),)),
        ),
    )  # fmt: skip


def _stock_bars(book: CompanyBook) -> Bars:
    lines = book.extract("Pack_Stock").parts
    scale = scale_of(line.figure("Stock value") for line in lines)
    return Bars(
        title="Stock value by family: now and in twelve months",
        kind=scale,
        categories=labels(lines),
        series=compared_series(
            lines,
            scale,
            [Compared("Now", "Stock value"), Compared("In 12 months", "Stock value in 12 months", "ahead")],
        ),
    )


def _excess_pareto(book: CompanyBook) -> Columns:
    stock = book.extract("Pack_Stock")
    lines = [line for line in number_lines(stock.parts, "Excess value") if line.figure("Excess value").number > 0]
    lines.sort(key=lambda line: -line.figure("Excess value").number)
    excess = [line.figure("Excess value") for line in lines]
    total = stock.total.figure("Excess value")
    scale = scale_of(excess)
    running = tuple(derived(Rule.SHARE, (*excess[:count], total), "pct") for count in range(1, len(excess) + 1))
    return Columns(
        title="Excess stock by family, largest first, with its running share",
        kind=scale,
        categories=labels(lines),
        columns=(Series("Excess value", tuple(figure.shown_as(scale) for figure in excess)),),
        lines=(Series("Running share", running, "target"),),
        line_kind="pct",
    )


def _stock_table(book: CompanyBook) -> Table:
    picks = [
        Pick("Family"),
        Pick("On hand, units", "units"),
        Pick("Safety stock", "units"),
        Pick("Demand, next 3", "units"),
        Pick("Receipts, next 3", "units"),
        Pick("Stock in 3 months", "units"),
        Pick("Cover, days", "units"),
        Pick("Items short in 3 months", "units", "Items short"),
        Pick("Stock value", "amount"),
        Pick("Stock value in 12 months", "amount", "In 12 months"),
        Pick("Change", "amount_delta"),
        Pick("Excess value", "amount"),
        Pick("Share of excess", "pct"),
    ]
    return pick_table(book.extract("Pack_Stock"), picks, total=True, title="Stock by family")


# ---- suppliers and last month ---------------------------------------------------------------------------------


def service(book: CompanyBook) -> Page:
    """Suppliers' deliveries, and plan against actual of last month by department."""
    bands: Bands = [[_supplier_chart, _supplier_table], [_last_month]]
    return assemble(book, "Suppliers and last month", _service_headline, bands)


def _service_headline(book: CompanyBook) -> Sentence:
    suppliers = book.extract("Pack_Suppliers").lines
    worse = with_word(book.extract("Pack_LastMonth").lines, "Signal", "worse")
    missed: Sentence = ("worse than plan: ", *names_of(worse), ".")
    months = missed if worse else ("no department was more than 2 % worse than its plan.",)
    if not suppliers:
        return ("No supplier deliveries were given; last month ", *months)
    last = suppliers[-1]
    return (
        last.figure("Share", "pct"),
        " of ",
        last.figure("Lines", "units"),
        " supplier lines came on time and in full in ",
        last.figure("Month", "month"),
        "; last month ",
        *months,
    )


def _supplier_chart(book: CompanyBook) -> Columns:
    months = book.extract("Pack_Suppliers")
    if not months.lines:
        raise NothingToShowError("the company gives no data for this", argument="Supplier deliveries")
    return Columns(
        title="Supplier lines due, and the share that came on time and in full",
        kind="units",
        categories=months.column("Month", "month"),
        columns=(Series("Lines due", months.column("Lines", "units"), "ahead"),),
        lines=(Series("On time and in full", months.column("Share", "pct"), "main"),),
        line_kind="pct",
        width=1.6,
    )


def _supplier_table(book: CompanyBook) -> Table:
    picks = [
        Pick("Month", "month"),
        Pick("Lines", "units"),
        Pick("In full", "units"),
        Pick("On time and in full", "units"),
        Pick("Share", "pct"),
    ]
    return pick_table(book.extract("Pack_Suppliers"), picks, title="Supplier deliveries")


def _last_month(book: CompanyBook) -> Table:
    picks = [
        Pick("What"),
        Pick("Department"),
        Pick("Plan", "money"),
        Pick("Actual", "money"),
        Pick("Difference", "delta"),
        Pick("Difference, %", "pct_delta"),
        Pick("Signal", "signal"),
    ]
    return pick_table(book.extract("Pack_LastMonth"), picks, title="Last month: plan against actual by department")
