"""Sample rows of the detailed tables, so that every sheet of an empty template shows numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from workbooks.planning_data import DetailTables, add_months
from workbooks.snapshots import cycle_log

_SUPPLIERS = ("Sample supplier A", "Sample supplier B")


def detail(
    items: pd.DataFrame, sales: pd.DataFrame, stock: pd.DataFrame, units: Sequence[str], as_of: dt.date
) -> DetailTables:
    """Every detailed table with rows made by plain rules."""
    last = as_of.replace(day=1)
    names = items["item"].tolist()
    families = list(dict.fromkeys(items["family"]))
    prices = sales.groupby("item")["revenue"].sum() / sales.groupby("item")["units"].sum()
    return DetailTables(
        prices=pd.DataFrame(
            [
                (item, add_months(last, -35), round(float(prices[item]), 2), cost)
                for item, cost in items[["item", "unit_cost"]].itertuples(index=False)
            ],
            columns=["item", "valid_from", "list_price", "unit_cost"],
        ),
        customer_orders=pd.DataFrame(
            [(unit, add_months(last, 1), item, 10 + 5 * i) for unit in sorted(units) for i, item in enumerate(names)],
            columns=["unit", "month", "item", "units"],
        ),
        cycles=cycle_log(sales, items, units, as_of),
        successions=pd.DataFrame([(names[0], names[1])], columns=["item", "successor"]),
        planners=pd.DataFrame(
            [(family, f"Planner {family[-1]}") for family in families], columns=["family", "planner"]
        ),
        bom=pd.DataFrame(
            [
                (names[0], "PART-01", 2.0, None, None),
                (names[0], "PART-02", 1.0, None, None),
                (names[1], "PART-01", 4.0, None, None),
                (names[3], "PART-02", 2.0, None, None),
                ("PART-02", "PART-03", 3.0, None, None),
            ],
            columns=["parent", "component", "quantity", "valid_from", "valid_to"],
        ),
        parts=pd.DataFrame(
            [
                ("PART-01", "Sample part 1", "buy", 20.0, 100.0, 500, 100, 2.0),
                ("PART-02", "Sample part 2", "make", 5.0, 50.0, 150, 50, 8.0),
                ("PART-03", "Sample part 3", "buy", 30.0, 200.0, 900, 200, 1.0),
            ],
            columns=["item", "name", "source", "lead_time", "lot_size", "on_hand", "safety_stock", "unit_cost"],
        ),
        purchases=_purchases(last),
        production=pd.DataFrame(
            [(family, 5000, 4950, 50, 40.0) for family in families],
            columns=["group", "started", "good", "scrapped", "unit_cost"],
        ),
        stock_moves=_stock_moves(sales, stock, last),
        scenarios=pd.DataFrame(
            [
                ("Campaign", "demand", families[0], add_months(last, 2), add_months(last, 4), "percent", 0.15),
                ("Supplier loss", "supply", families[-1], add_months(last, 2), add_months(last, 4), "percent", -0.5),
            ],
            columns=["scenario", "driver", "item", "first", "last", "change", "value"],
        ),
        promotions=pd.DataFrame(
            [("Campaign", as_of, "Sample", "Sample decision")],
            columns=["scenario", "decided_on", "decided_by", "reason"],
        ),
        labour=pd.DataFrame(
            [("Line 1", 31.0, 0.97, 30.0), ("Packing", 22.0, 1.01, 22.0)],
            columns=["resource", "rate_paid", "efficiency", "standard_rate"],
        ),
    )


def _purchases(last: dt.date) -> pd.DataFrame:
    rows = []
    for k in range(-11, 1):
        for i, supplier in enumerate(_SUPPLIERS):
            ordered = add_months(last, k)
            due = ordered + dt.timedelta(days=20)
            received = due + dt.timedelta(days=(k + i) % 4 - 2)
            short = 5 if (k + i) % 5 == 0 else 0
            rows.append((supplier, f"PART-0{1 + 2 * i}", ordered, due, received, 500, 500 - short, 2.04 - i, 2.0 - i))
    columns = ["supplier", "item", "ordered", "due", "received", "ordered_quantity", "received_quantity", "price"]
    return pd.DataFrame(rows, columns=[*columns, "standard_price"])


def _stock_moves(sales: pd.DataFrame, stock: pd.DataFrame, last: dt.date) -> pd.DataFrame:
    """Closing stock of all units; receipts are what makes the months add up."""
    closing = stock.groupby(["item", "month"])["units"].sum()
    sold = sales.groupby(["item", "month"])["units"].sum()
    rows = []
    for k in range(-12, 1):
        month, before = add_months(last, k), add_months(last, k - 1)
        for item in sorted(stock["item"].unique()):
            issued, end = int(sold[item, month]), int(closing[item, month])
            rows.append((month, item, end - int(closing[item, before]) + issued, issued, end))
    return pd.DataFrame(rows, columns=["month", "item", "units_in", "units_out", "closing"])
