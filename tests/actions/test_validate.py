"""Faults in the data tables, each with its cell."""

from __future__ import annotations

from sop_xl.actions.port import Place
from sop_xl.cells.address import Area


def test_validation_finds_what_was_planted(unit, run_quick):
    assert run_quick("validate", unit).outcome.reports[0].rows == ()
    sales = unit.tables()["Sales"]
    top, left = sales.data.top, sales.area.left
    first = unit.read(Place("Sales", Area(top, left, top + 1, sales.area.right)))
    units = sales.columns.index("Units")
    bad = [list(first[0]), list(first[0])]
    bad[0][0], bad[1][1], bad[1][units] = first[0][0] + 3, "GHOST", "12"
    unit.write(Place("Sales", Area(top, left, top + 1, sales.area.right)), bad)
    unit.write(Place("Sales", Area(top + 2, left + units, top + 2, left + units)), [[-5.0]])
    stock = unit.tables()["Stock"]
    twice = unit.read(Place("Stock", Area(stock.data.top, stock.area.left, stock.data.top, stock.area.left + 3)))
    unit.write(
        Place("Stock", Area(stock.data.top + 1, stock.area.left, stock.data.top + 1, stock.area.left + 3)), twice
    )
    faults = [(row[0], row[1].partition(":")[0]) for row in run_quick("validate", unit).outcome.reports[0].rows]
    assert faults == [
        (f"Sales!B{top}", "not the first day of a month"),
        (f"Sales!C{top + 1}", "an item that the item table does not have"),
        (f"Sales!F{top + 1}", "Units is not a number"),
        (f"Sales!F{top + 2}", "Units is negative"),
        (f"Stock!B{stock.data.top + 1}", "Month, Item occur twice"),
    ]
