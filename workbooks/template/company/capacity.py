"""Rough-cut capacity: hours that the planned receipts ask of each work centre."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from sop_xl.cells.address import Area, column_letters
from workbooks.planning_data import PLAN_MONTHS
from workbooks.template import interface as key
from workbooks.template import style as st
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Column, Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style, number
from workbooks.template.tables import data_sheet

SHEET = "Capacity"


@dataclass(frozen=True)
class CapacityLayout:
    """Where utilisation and gap stand: one row per resource, one column per month."""

    resources: tuple[str, ...]
    load: int
    available: int
    utilisation: int
    gap: int
    profile: int
    hours_per_unit: int

    def cell(self, block: int, resource: str, offset: int) -> str:
        """Reference to a resource in a month."""
        return f"{SHEET}!{column_letters(3 + offset)}{block + 1 + self.resources.index(resource)}"

    def months(self, block: int, resource: str, first: int, last: int) -> str:
        """Reference to a resource over some months."""
        row = block + 1 + self.resources.index(resource)
        return f"{SHEET}!${column_letters(3 + first)}${row}:${column_letters(3 + last)}${row}"

    def all(self, block: int, first: int, last: int) -> str:
        """Reference to all resources over some months."""
        left, right = column_letters(3 + first), column_letters(3 + last)
        return f"{SHEET}!${left}${block + 1}:${right}${block + len(self.resources)}"


def resource_tables(book: TemplateBook, resources: pd.DataFrame, routing: pd.DataFrame) -> None:
    """Work centres and hours per unit."""
    columns = [
        Column("Resource", "text", width=22),
        Column("Hours per week", "units", width=15),
        Column("Stations", "units", width=10),
    ]
    names = {"resource": "Resource", "hours_per_week": "Hours per week", "stations": "Stations"}
    note = "Work centres: hours per week of one station, and the number of stations."
    data_sheet(book, "Resources", "Resources", resources.rename(columns=names), columns, note=note)
    routing_columns = [
        Column("Family", "text", width=18),
        Column("Resource", "text", width=22),
        Column("Run hours", "rate", width=12),
        Column("Set-up hours", "rate", width=12),
        Column("Lot size", "units", width=10),
        Column("Offset", "units", width=10),
    ]
    names = {"family": "Family", "resource": "Resource", "run_hours": "Run hours", "setup_hours": "Set-up hours"}
    renamed = routing.assign(Offset=0).rename(columns={**names, "lot_size": "Lot size"})
    note = "Bill of resources: run hours per unit, set-up hours per lot, and months by which the work comes before the finished unit."
    data_sheet(book, "Routing", "Routing", renamed, routing_columns, note=note)


def capacity(book: TemplateBook, keys: KeyFigures, resources: list[str], keys_made: int) -> CapacityLayout:
    """Hours per unit, load by ``SOP_CAPACITY_LOAD``, available hours, utilisation and gap."""
    count = len(resources)
    sheet = book.sheet(SHEET, tab=st.SKY, widths=[2, 24, *[10.5] * PLAN_MONTHS], title="Rough-cut capacity")
    run, setup = 7, 7 + len(keys.families) + 3
    _matrix(sheet, run, "Run hours per unit", "Run hours", keys, resources)
    _matrix(sheet, setup, "Set-up hours per lot; lot size in the last column", "Set-up hours", keys, resources)
    lot = 3 + count
    sheet.put(setup, lot, "Lot size", st.HEAD)
    for row in range(setup + 1, setup + 1 + len(keys.families)):
        sheet.put(
            row, lot, Formula(f"=IFERROR(AVERAGEIFS(Routing[Lot size],Routing[Family],$B{row}),0)"), number("units")
        )
    first = setup + len(keys.families) + 3
    blocks = [first + i * (count + 3) for i in range(5)]
    of_load, of_hours, of_use, of_gap, of_profile = blocks
    layout = CapacityLayout(tuple(resources), of_load, of_hours, of_use, of_gap, of_profile, run)
    plan = keys.layout.total(key.RECEIPTS, 0, PLAN_MONTHS - 1)
    hours, setups, lots = (
        _range(row + 1, row + len(keys.families), left, right)
        for row, left, right in ((run, 3, 2 + count), (setup, 3, 2 + count), (setup, lot, lot))
    )
    for title, block in zip(
        (
            "Load, hours",
            "Available, hours",
            "Utilisation",
            "Gap, hours: available − load",
            "Load, hours, by resource profile: one set-up per month, offsets of the sheet Routing",
        ),
        blocks,
        strict=True,
    ):
        sheet.section(block - 1, 2, title)
        sheet.put(block, 2, "Resource", st.HEAD_LEFT)
        sheet.months(block, 3, 0, PLAN_MONTHS)
        for i, resource in enumerate(resources, start=1):
            sheet.put(block + i, 2, resource, Style(bold=True))
    whole = [Area(block + 1, 3, block + count, 2 + PLAN_MONTHS) for block in blocks]
    sheet.spill(
        whole[0], f"=SOP_CAPACITY_LOAD({plan},{hours},{setups},{lots})", number("units"), check="Capacity, load"
    )
    per_week = "SUMIFS(Resources[Hours per week],Resources[Resource],$B{r})*SUMIFS(Resources[Stations],Resources[Resource],$B{r})"
    sheet.fill(whole[1], number("units"), f"={per_week}*(EDATE({{c}}${blocks[1]},1)-{{c}}${blocks[1]})/7")
    load, available = (sheet.ref(area).split("!")[1] for area in whole[:2])
    sheet.spill(whole[2], f"=SOP_UTILISATION({load},{available})", number("pct"), check="Capacity, utilisation")
    sheet.spill(whole[3], f"=SOP_CAPACITY_GAP({load},{available})", number("delta"), check="Capacity, gap")
    routed = "Routing[Family],Routing[Resource],Routing[Run hours],Routing[Offset],Routing[Set-up hours]"
    # Families that are bought have no operations and no place in the resource profile.
    made = f"$B${run + 1}:$B${run + keys_made}"
    profile = keys.layout.total(key.RECEIPTS, 0, PLAN_MONTHS - 1, families=keys_made)
    names = f"$B${blocks[0] + 1}:$B${blocks[0] + count}"
    text = f"=SOP_ROUTING_LOAD({profile},{made},{names},{routed})"
    sheet.spill(whole[4], text, number("units"), check="Capacity, resource profile")
    heat(sheet, whole[2])
    sheet.freeze(6, 3)
    sheet.print_area(blocks[4] + count)
    sheet.protect()
    book.define("Pack_Capacity", SHEET, Area(blocks[2], 2, blocks[2] + count, 2 + PLAN_MONTHS))
    return layout


def heat(sheet: TemplateSheet, area: Area) -> None:
    """Colour utilisation: blue below 85 %, pale to 100 %, orange above."""
    for low, high, fill in ((0.0, 0.85, st.GOOD_FILL), (0.85, 1.0, st.WATCH_FILL)):
        rule = {"type": "cell", "criteria": "between", "minimum": low, "maximum": high, "format": Style(fill=fill)}
        sheet.highlight(area, rule)
    sheet.highlight(area, {"type": "cell", "criteria": ">", "value": 1, "format": Style(fill=st.BAD_FILL, bold=True)})


def _matrix(sheet: TemplateSheet, row: int, title: str, column: str, keys: KeyFigures, resources: list[str]) -> None:
    sheet.section(row - 1, 2, title)
    sheet.put(row, 2, "Family", st.HEAD_LEFT)
    sheet.heads(row, 3, resources)
    for i, family in enumerate(keys.families, start=1):
        sheet.put(row + i, 2, family, Style(bold=True))
    area = Area(row + 1, 3, row + len(keys.families), 2 + len(resources))
    sheet.fill(
        area, number("rate"), f"=SUMIFS(Routing[{column}],Routing[Family],$B{{r}},Routing[Resource],{{c}}${row})"
    )


def _range(top: int, bottom: int, left: int, right: int) -> str:
    return f"${column_letters(left)}${top}:${column_letters(right)}${bottom}"
