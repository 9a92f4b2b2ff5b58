"""The planning units side by side."""

from __future__ import annotations

from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import Compared, Pick, compared_series, labels, number_lines, pick_table
from sop_xl.pack.formats import brief_delta, listing, plural, scale_of
from sop_xl.pack.model import (
    Bars,
    Page,
    Sentence,
    Series,
    Table,
    Tone,
)


def regions(book: CompanyBook) -> Page:
    """The planning units side by side."""
    bands: Bands = [[_region_bars, _region_gaps], [_region_year], [_region_table]]
    return assemble(book, "Regions", _regions_headline, bands)


def _regions_headline(book: CompanyBook) -> Sentence:
    lines = number_lines(book.extract("Pack_Regions").parts, "Gap to AOP")
    below = [line for line in lines if line.figure("Gap to AOP").number < 0]
    above = [line for line in lines if line not in below]
    parts = [
        (
            *listing([(line.label, " (", brief_delta(line.figure("Gap to AOP")), ")") for line in side]),
            plural(len(side), f" is {where}", f" are {where}"),
        )
        for side, where in ((below, "below"), (above, "above"))
        if side
    ]
    return (*listing([tuple(part) for part in parts]), " the AOP of the next twelve months.")


def _region_bars(book: CompanyBook) -> Bars:
    lines = book.extract("Pack_Regions").parts
    scale = scale_of(line.figure("Estimate, next 12") for line in lines)
    return Bars(
        title="Revenue: year closed, estimate and AOP of the next twelve months",
        kind=scale,
        categories=labels(lines),
        series=compared_series(
            lines,
            scale,
            [
                Compared("Year closed", "Revenue, year", "past"),
                Compared("Latest estimate", "Estimate, next 12"),
                Compared("AOP", "AOP, next 12", "target"),
            ],
        ),
        width=1.5,
    )


def _region_gaps(book: CompanyBook) -> Bars:
    lines = number_lines(book.extract("Pack_Regions").parts, "Gap to AOP")
    gaps = [line.figure("Gap to AOP") for line in lines]
    tones: list[Tone] = ["good" if gap.number >= 0 else "bad" for gap in gaps]
    return Bars(
        title="Gap to AOP, next twelve months",
        kind=scale_of(gaps),
        categories=labels(lines),
        series=(Series("Gap to AOP", tuple(brief_delta(gap) for gap in gaps)),),
        tones=tuple(tones),
    )


def _region_year(book: CompanyBook) -> Table:
    picks = [
        Pick("Region"),
        Pick("Revenue, year", "amount"),
        Pick("AOP, year", "amount"),
        Pick("On AOP", "pct_delta"),
        Pick("Prior year", "amount", past=True),
        Pick("On prior year", "pct_delta"),
        Pick("Margin, year", "amount"),
        Pick("Estimate, next 12", "amount"),
        Pick("AOP, next 12", "amount"),
        Pick("Gap to AOP", "amount_delta"),
    ]
    return pick_table(book.extract("Pack_Regions"), picks, total=True, title="Revenue and margin")


def _region_table(book: CompanyBook) -> Table:
    picks = [
        Pick("Region"),
        Pick("WAPE, lag 1", "pct"),
        Pick("Stock value", "amount"),
        Pick("Excess stock", "amount"),
        Pick("Items short", "units"),
        Pick("Planning date", "date"),
        Pick("Checks", "signal"),
    ]
    return pick_table(
        book.extract("Pack_Regions"), picks, total=True, title="Forecast, stock and state of the workbooks"
    )
