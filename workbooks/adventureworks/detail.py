"""The detailed tables of AdventureWorks: prices, bill of material, purchases, production, stock moves."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import pandas as pd

from workbooks.adventureworks import registers
from workbooks.planning_data import DetailTables, add_months
from workbooks.snapshots import cycle_log

_DATA = Path(__file__).parent / "data"
_RESELLER_ORDERS = (0.40, 0.15)  # share of an average month that is ordered for the next month and the one after
_INTERNET_DAYS = 7  # from order to shipment
_DAYS_TO_MAKE = 1.0
_PIECES = {"EA": 1.0, "DZ": 12.0}  # in what a vendor's price is for
_PIECES_OF_A_PACK = 100.0  # of a case, carton or can the data does not say
_BOUGHT_LOT, _MADE_LOT = 50.0, 10.0
# Old item and the one that took its place, by name.
_SUCCESSIONS = (
    *((f"Mountain-300 Black, {old}", f"Mountain-500 Black, {new}") for old, new in ((38, 40), (40, 42), (44, 44))),
    *((f"Road-650 Black, {size}", f"Road-750 Black, {size}") for size in (44, 48, 52)),
    *((f"Road-250 Red, {size}", f"Road-250 Black, {size}") for size in (44, 48, 52)),
)


def read_table(name: str) -> pd.DataFrame:
    """One of the compact tables, with the first day of its month where it has one."""
    table = pd.read_csv(_DATA / f"{name}.csv.gz", keep_default_na=name != "sales")
    if "Month" in table:
        table["month"] = [dt.date(int(month[:4]), int(month[5:7]), 1) for month in table["Month"]]
    return table


def detail(items: pd.DataFrame, sales: pd.DataFrame, units: Sequence[str], as_of: dt.date) -> DetailTables:
    """Every detailed table at the planning date."""
    return DetailTables(
        prices=_prices(items),
        customer_orders=_customer_orders(sales, items, as_of),
        cycles=cycle_log(sales, items, units, as_of),
        successions=_successions(items),
        planners=registers.planners(),
        bom=_bom(),
        parts=_parts(),
        purchases=_purchases(),
        production=_production(),
        stock_moves=_stock_moves(as_of),
        scenarios=registers.scenarios(),
        promotions=registers.promotions(),
        labour=registers.labour(dict(read_table("resources")[["Name", "CostRate"]].itertuples(index=False))),
    )


def _dates(values: pd.Series) -> pd.Series:
    return pd.to_datetime(values).dt.date.where(values.notna(), None)


def _prices(items: pd.DataFrame) -> pd.DataFrame:
    """Price list with its history, and the increase of road bikes that was decided for October."""
    raw = read_table("prices")
    names = {"ProductNumber": "item", "StartDate": "valid_from", "ListPrice": "list_price", "StandardCost": "unit_cost"}
    prices = raw.rename(columns=names).assign(valid_from=_dates(raw["StartDate"]))
    prices = prices[prices["item"].isin(items["item"])]
    now = prices.sort_values("valid_from").groupby("item").tail(1)
    on_sale = items[(items["family"] == "Road Bikes") & items["phase_out"].isna()]["item"]
    raised = now[now["item"].isin(on_sale)].copy()
    raised["valid_from"] = registers.PRICE_INCREASE[0]
    raised["list_price"] = (raised["list_price"] * (1 + registers.PRICE_INCREASE[1])).round(2)
    both = pd.concat([prices, raised])[["item", "valid_from", "list_price", "unit_cost"]]
    return both.sort_values(["item", "valid_from"], ignore_index=True)


def _customer_orders(sales: pd.DataFrame, items: pd.DataFrame, as_of: dt.date) -> pd.DataFrame:
    """Orders not yet shipped: a week of internet orders, and what resellers order ahead."""
    last = as_of.replace(day=1)
    on_sale = items.loc[items["phase_out"].isna() | (items["phase_out"] > as_of), "item"]
    recent = sales[(sales["month"] >= add_months(last, -2)) & sales["item"].isin(on_sale)]
    keys = ["unit", "item"]
    internet = recent[(recent["channel"] == "Internet") & (recent["month"] == last)].groupby(keys)["units"].sum()
    reseller = recent[recent["channel"] == "Reseller"].groupby(keys)["units"].sum() / 3
    parts = []
    for ahead, share in enumerate(_RESELLER_ORDERS, start=1):
        ordered = reseller * share
        if ahead == 1:
            ordered = ordered.add(internet * _INTERNET_DAYS / as_of.day, fill_value=0.0)
        parts.append(ordered.round().rename("units").reset_index().assign(month=add_months(last, ahead)))
    both = pd.concat(parts)[["unit", "month", "item", "units"]]
    return both[both["units"] > 0].sort_values(["unit", "month", "item"], ignore_index=True)


def _successions(items: pd.DataFrame) -> pd.DataFrame:
    number = dict(items[["name", "item"]].itertuples(index=False))
    pairs = [(number[old], number[new]) for old, new in _SUCCESSIONS if old in number and new in number]
    return pd.DataFrame(pairs, columns=["item", "successor"])


def _bom() -> pd.DataFrame:
    raw = read_table("bom")
    return pd.DataFrame(
        {
            "parent": raw["Parent"].where(raw["Parent"].notna(), None),
            "component": raw["Component"],
            "quantity": raw["PerAssemblyQty"],
            "valid_from": _dates(raw["StartDate"]),
            "valid_to": _dates(raw["EndDate"]),
        }
    )


def _parts() -> pd.DataFrame:
    raw = read_table("parts")
    made = raw["MakeFlag"] == 1
    days = raw["DaysToManufacture"].where(made, raw["VendorLeadTime"]).fillna(_DAYS_TO_MAKE).astype(float)
    piece = raw["VendorPrice"] / raw["Pack"].map(_PIECES).fillna(_PIECES_OF_A_PACK)
    cost = raw["StandardCost"].where(raw["StandardCost"] > 0, piece.round(4)).fillna(0.0)
    return pd.DataFrame(
        {
            "item": raw["ProductNumber"],
            "name": raw["Name"],
            "source": made.map({True: "make", False: "buy"}),
            "lead_time": days.clip(lower=_DAYS_TO_MAKE),
            "lot_size": made.map({True: _MADE_LOT, False: _BOUGHT_LOT}),
            "on_hand": raw["OnHand"],
            "safety_stock": raw["SafetyStockLevel"],
            "unit_cost": cost,
        }
    )


def _purchases() -> pd.DataFrame:
    raw = read_table("purchases")
    return pd.DataFrame(
        {
            "supplier": raw["Vendor"],
            "item": raw["ProductNumber"],
            "ordered": _dates(raw["OrderDate"]),
            "due": _dates(raw["DueDate"]),
            "received": _dates(raw["ShipDate"]),
            "ordered_quantity": raw["OrderQty"],
            "received_quantity": raw["ReceivedQty"],
            "price": raw["UnitPrice"],
            "standard_price": raw["StandardPrice"],
        }
    )


def _production() -> pd.DataFrame:
    names = {"Subcategory": "group", "OrderQty": "started", "StockedQty": "good", "ScrappedQty": "scrapped"}
    return read_table("production").rename(columns={**names, "UnitCost": "unit_cost"})


def _stock_moves(as_of: dt.date) -> pd.DataFrame:
    raw = read_table("stock")
    raw = raw[raw["month"] >= add_months(as_of.replace(day=1), -12)]
    names = {"ProductNumber": "item", "UnitsIn": "units_in", "UnitsOut": "units_out", "EndBalance": "closing"}
    columns = ["month", *names.values()]
    return raw.rename(columns=names)[columns].sort_values(["month", "item"], ignore_index=True)
