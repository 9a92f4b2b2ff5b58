"""The detailed data sheets of a planning workbook: rules, prices, customer orders, log of cycles, successions."""

from __future__ import annotations

import pandas as pd

from workbooks.planning_data import CYCLE_MONTHS
from workbooks.template.kit import Column, TemplateBook
from workbooks.template.tables import data_sheet

_RULES = (
    ("A", "X", 0.97, 1.0, 2.0),
    ("A", "*", 0.97, 1.0, 3.0),
    ("B", "Z", 0.93, 1.0, 4.0),
    ("B", "*", 0.95, 1.0, 3.0),
    ("C", "Z", 0.85, 1.0, 6.0),
    ("*", "*", 0.90, 1.0, 4.0),
)


def policy_rules(book: TemplateBook) -> None:
    """Service level, review period and cover by class."""
    columns = [
        Column("ABC", "text", choices=("A", "B", "C", "*"), width=10),
        Column("XYZ", "text", choices=("X", "Y", "Z", "*"), width=10),
        Column("Service level", "pct", width=14),
        Column("Review", "units1", width=14),
        Column("Cover wanted", "units1", width=14),
    ]
    data = pd.DataFrame(list(_RULES), columns=[column.header for column in columns])
    note = (
        "The first rule that fits an item decides; * fits any class. Cycle service level; review and cover in months."
    )
    data_sheet(book, "Policy rules", "PolicyRules", data, columns, note=note, typed=True)


def prices(book: TemplateBook, data: pd.DataFrame) -> None:
    """List prices and standard costs from the day they are in effect."""
    lookup = "MATCH(Prices[[#This Row],[Item]],ItemList,0)"
    columns = [
        Column("Item", "text", width=14),
        Column("Valid from", "date", width=12),
        Column("List price", "money2", width=12),
        Column("Standard cost", "money2", width=13),
        Column("Realised", "pct", is_input=False, width=10, formula=f"=INDEX(RealisedShare,{lookup})"),
        Column("Net price", "money2", is_input=False, width=12, formula="=Prices[[#This Row],[List price]]*Prices[[#This Row],[Realised]]"),
    ]  # fmt: skip
    names = {"item": "Item", "valid_from": "Valid from", "list_price": "List price", "unit_cost": "Standard cost"}
    note = "From the ERP. Net price = list price × the share of the list price that was realised lately (sheet Money plan)."
    data_sheet(book, "Prices", "Prices", data.rename(columns=names), columns, note=note)


def customer_orders(book: TemplateBook, data: pd.DataFrame) -> None:
    """Customer orders that are not shipped yet."""
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("Units", "units", width=10),
    ]
    renamed = data.rename(columns={"month": "Month", "item": "Item", "units": "Units"})
    note = "Customer orders not yet shipped, by month of the wanted delivery, from the ERP."
    data_sheet(book, "Customer orders", "CustomerOrders", renamed, columns, note=note)


def cycle_log(book: TemplateBook, data: pd.DataFrame) -> None:
    """What each past cycle said of every family."""
    months = [Column(f"Month {k}", "units", width=9) for k in range(1, CYCLE_MONTHS + 1)]
    columns = [Column("Cycle", "month", width=10), Column("Family", "text", width=16), *months]
    names = {"cycle": "Cycle", "family": "Family"} | {f"m{k}": f"Month {k}" for k in range(1, CYCLE_MONTHS + 1)}
    note = "Forecast of each family by the cycles of the last year; month 1 is the month of the cycle. Kept by the month roll."
    data_sheet(book, "Cycle log", "CycleLog", data.rename(columns=names), columns, note=note)


def successions(book: TemplateBook, data: pd.DataFrame) -> None:
    """Which item took the place of another."""
    columns = [Column("Item", "text", width=16), Column("Successor", "text", width=16)]
    note = "An item and the item that took its place: its history moves to the successor (sheet New items)."
    renamed = data.rename(columns={"item": "Item", "successor": "Successor"})
    data_sheet(book, "Successions", "Successions", renamed, columns, note=note, typed=True)


def planners(book: TemplateBook, data: pd.DataFrame) -> None:
    """Who answers for the forecast of a family."""
    columns = [Column("Family", "text", width=20), Column("Planner", "text", width=22)]
    note = "Who answers for the forecast of a family: value added is measured for each person (sheet Accuracy)."
    renamed = data.rename(columns={"family": "Family", "planner": "Planner"})
    data_sheet(book, "Planners", "Planners", renamed, columns, note=note, typed=True)
