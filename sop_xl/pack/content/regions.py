"""The planning units side by side."""

from __future__ import annotations

from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.frame import Bands, assemble
from sop_xl.pack.content.pieces import Compared, Pick, compared_series, labels, number_lines, pick_table
from sop_xl.pack.formats import brief_delta, listing, plural, scale_of
from sop_xl.pack.model import (
    Bars,
    NothingToShowError,
    Page,
    Ranges,
    Sentence,
    Table,
)


def regions(book: CompanyBook) -> Page:
    """The planning units side by side."""
    bands: Bands = [[_region_ranges, _region_stock], [_region_year], [_region_table]]
    return assemble(book, "Regions", _regions_headline, bands)


def _regions_headline(book: CompanyBook) -> Sentence:
    every = book.extract("Pack_Regions").parts
    lines = number_lines(every, "Gap to AOP")
    if every and all(line.figure("Gap to AOP").is_unknown for line in every):
        return ("No region has an AOP for the next twelve months to compare with.",)
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


def _region_ranges(book: CompanyBook) -> Ranges:
    every = book.extract("Pack_Regions").parts
    lines = number_lines(every, "Gap to AOP")
    if every and all(line.figure("Gap to AOP").is_unknown for line in every):
        raise NothingToShowError("there is no AOP to compare with", argument="Gap to AOP by region")
    scale = scale_of(line.figure("Estimate, next 12") for line in lines)
    return Ranges(
        title="Revenue by region, and the gap of the estimate to the AOP",
        kind=scale,
        categories=labels(lines),
        marks=compared_series(
            lines,
            scale,
            [
                Compared("Prior year", "Prior year", "past"),
                Compared("Year closed", "Revenue, year"),
                Compared("Estimate, next 12", "Estimate, next 12", "good"),
                Compared("AOP, next 12", "AOP, next 12", "target"),
            ],
        ),
        gaps=tuple(brief_delta(line.figure("Gap to AOP")) for line in lines),
        width=1.3,
    )


def _region_stock(book: CompanyBook) -> Bars:
    every = book.extract("Pack_Regions").parts
    lines = [line for line in every if not line.figure("Stock value").is_unknown]
    if every and not lines:
        raise NothingToShowError("the company gives no data for this", argument="Stock by region")
    scale = scale_of(line.figure("Stock value") for line in lines)
    compared = [Compared("Stock value", "Stock value"), Compared("Of it excess", "Excess stock", "bad")]
    return Bars(
        title="Stock and excess by region",
        kind=scale,
        categories=labels(lines),
        series=compared_series(lines, scale, compared),
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
