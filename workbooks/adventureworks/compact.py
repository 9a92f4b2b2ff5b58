"""Make the compact copy in ``data/`` from the tidy AdventureWorks tables.

Kept in the project as the record of how the copy came about; run it only when the source changes::

    python -m workbooks.adventureworks.compact FOLDER_WITH_THE_TIDY_TABLES
"""

from __future__ import annotations

import argparse
import gzip
from pathlib import Path

import pandas as pd

DATA = Path(__file__).parent / "data"
PLANNING_MONTH = "2020-06"
_CURRENCIES = ("USD", "CAD", "EUR", "AUD")
_FINISHED = "FinishedGoodsFlag"


def main() -> None:
    """Read the tidy tables, keep what the example needs, write it compressed and byte-reproducible."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("source", type=Path)
    source: Path = parser.parse_args().source
    DATA.mkdir(exist_ok=True)
    tables = {
        "sales": _sales(source),
        "items": _items(source),
        "stock": _stock(source),
        "ledger": _ledger(source),
        "rates": _rates(source),
        "resources": pd.read_csv(source / "resources.csv"),
        "routing": pd.read_csv(source / "routing.csv"),
        "bom": _bom(source),
        "parts": _parts(source),
        "prices": _prices(source),
        "purchases": _purchases(source),
        "production": _production(source),
        "receipts": _receipts(source),
    }
    for name, table in tables.items():
        text = table.to_csv(index=False, lineterminator="\n")
        with (DATA / f"{name}.csv.gz").open("wb") as file, gzip.GzipFile("", "wb", 9, file, mtime=0) as packed:
            packed.write(text.encode())


def _sales(source: Path) -> pd.DataFrame:
    """Units, revenue and cost by month, channel, territory group and product, to the end of the planning month."""
    sales = pd.read_csv(source / "sales_monthly.csv")
    territory = pd.read_csv(source / "territory.csv", keep_default_na=False)
    sales["Group"] = sales["Region"].map(dict(zip(territory.SalesTerritoryRegion, territory.SalesTerritoryGroup)))
    sales = sales[sales["Month"] <= PLANNING_MONTH]
    keys = ["Month", "Group", "Channel", "ProductNumber"]
    return sales.groupby(keys, as_index=False)[["Qty", "Revenue", "COGS"]].sum().round(2)


def _items(source: Path) -> pd.DataFrame:
    """Finished goods that were ever sold, with the average lead time of their vendors."""
    items = pd.read_csv(source / "item_master.csv")
    sold = pd.read_csv(source / "sales_monthly.csv")["ProductNumber"].unique()
    lead_time = pd.read_csv(source / "product_vendor.csv").groupby("ProductID")["AverageLeadTime"].mean().round(0)
    items["VendorLeadTime"] = items["ProductID"].map(lead_time)
    columns = [
        "ProductID", "ProductNumber", "Name", "Category", "Subcategory", "ProductModelID", "MakeFlag",
        "DaysToManufacture", "VendorLeadTime", "SafetyStockLevel", "StandardCost", "ListPrice",
        "SellStartDate", "SellEndDate",
    ]  # fmt: skip
    return items.loc[(items[_FINISHED] == 1) & items["ProductNumber"].isin(sold), columns]


def _stock(source: Path) -> pd.DataFrame:
    """Month-end stock of the finished goods over the last 25 months."""
    stock = pd.read_csv(source / "inventory_month_end.csv")
    finished = _items(source)["ProductNumber"]
    inside = stock["Month"].between("2018-06", PLANNING_MONTH) & stock["ProductNumber"].isin(finished)
    return stock.loc[inside, ["Month", "ProductNumber", "UnitsIn", "UnitsOut", "EndBalance"]]


def _ledger(source: Path) -> pd.DataFrame:
    """General ledger by month, scenario, currency and account."""
    ledger = pd.read_csv(source / "finance_gl.csv")
    ledger["Month"] = ledger["Date"].str[:7]
    keys = ["Month", "ScenarioName", "CurrencyAlternateKey", "AccountCodeAlternateKey", "AccountDescription"]
    keys += ["AccountType", "Operator"]
    return ledger.groupby(keys, as_index=False)["Amount"].sum().round(2)


def _rates(source: Path) -> pd.DataFrame:
    """Month-average rates to the dollar of the ledger's currencies."""
    rates = pd.read_csv(source / "currency_rates.csv")
    rates = rates[rates["Currency"].isin(_CURRENCIES)]
    rates["Month"] = rates["Date"].str[:7]
    monthly = rates.groupby(["Month", "Currency"], as_index=False)["AverageRate"].mean().round(6)
    return monthly[monthly["Month"] <= PLANNING_MONTH]


def _numbers(source: Path) -> pd.Series:
    """Product number of each product id."""
    numbers: pd.Series = pd.read_csv(source / "item_master.csv").set_index("ProductID")["ProductNumber"]
    return numbers


def _bom(source: Path) -> pd.DataFrame:
    """Every line of the bill of material with its dates; lines without a parent are the finished items themselves."""
    bom, numbers = pd.read_csv(source / "bom.csv"), _numbers(source)
    bom["Parent"], bom["Component"] = bom["ProductAssemblyID"].map(numbers), bom["ComponentID"].map(numbers)
    return bom[["Parent", "Component", "PerAssemblyQty", "StartDate", "EndDate"]].sort_values(
        ["Parent", "Component", "StartDate"]
    )


def _parts(source: Path) -> pd.DataFrame:
    """Items of the bill that are not sold: source, lead time, stock, safety stock, price of their vendors."""
    items = pd.read_csv(source / "item_master.csv")
    bom = _bom(source)
    used = set(bom["Parent"].dropna()) | set(bom["Component"])
    parts = items[items["ProductNumber"].isin(used - set(_items(source)["ProductNumber"]))].copy()
    vendors = pd.read_csv(source / "product_vendor.csv").groupby("ProductID")
    stock = pd.read_csv(source / "inventory_onhand.csv").groupby("ProductID")["Quantity"].sum()
    parts["VendorLeadTime"] = parts["ProductID"].map(vendors["AverageLeadTime"].mean().round(0))
    parts["VendorPrice"] = parts["ProductID"].map(vendors["StandardPrice"].mean().round(4))
    parts["Pack"] = parts["ProductID"].map(vendors["UnitMeasureCode"].agg(lambda codes: sorted(codes)[0]))
    parts["OnHand"] = parts["ProductID"].map(stock).fillna(0).astype(int)
    columns = ["ProductNumber", "Name", "MakeFlag", "DaysToManufacture", "VendorLeadTime", "SafetyStockLevel"]
    return parts[[*columns, "OnHand", "StandardCost", "VendorPrice", "Pack"]].sort_values("ProductNumber")


def _prices(source: Path) -> pd.DataFrame:
    """List price and standard cost of the finished goods from the day they came into effect."""
    prices, costs = (pd.read_csv(source / f"{name}_history.csv") for name in ("price", "cost"))
    both = prices.merge(costs, on=["ProductID", "StartDate"])
    both["ProductNumber"] = both["ProductID"].map(_numbers(source))
    both = both[both["ProductNumber"].isin(_items(source)["ProductNumber"])]
    return both[["ProductNumber", "StartDate", "ListPrice", "StandardCost"]].sort_values(["ProductNumber", "StartDate"])


def _purchases(source: Path) -> pd.DataFrame:
    """Purchase order lines that fell due in the fiscal year closed, with the vendor's standard price."""
    orders = pd.read_csv(source / "purchase_orders.csv")
    orders = orders[orders["DueDate"].between("2019-07-01", "2020-06-30")]
    orders["Vendor"] = orders["VendorID"].map(pd.read_csv(source / "vendor.csv").set_index("VendorID")["Name"])
    orders["ProductNumber"] = orders["ProductID"].map(_numbers(source))
    standard = pd.read_csv(source / "product_vendor.csv")[["ProductID", "VendorID", "StandardPrice"]]
    orders = orders.merge(standard, on=["ProductID", "VendorID"], how="left")
    columns = ["Vendor", "ProductNumber", "OrderDate", "DueDate", "ShipDate", "OrderQty", "ReceivedQty", "RejectedQty"]
    return orders[[*columns, "UnitPrice", "StandardPrice"]].sort_values(["DueDate", "Vendor", "ProductNumber"])


def _production(source: Path) -> pd.DataFrame:
    """Work orders that ended in the fiscal year closed, by subcategory: pieces started, good and scrapped."""
    orders = pd.read_csv(source / "work_orders.csv")
    items = pd.read_csv(source / "item_master.csv").set_index("ProductID")
    orders = orders[orders["EndDate"].between("2019-07-01", "2020-06-30")].join(items, on="ProductID")
    orders["Value"] = orders["StockedQty"] * orders["StandardCost"]
    sums = orders.groupby("Subcategory", as_index=False)[["OrderQty", "StockedQty", "ScrappedQty", "Value"]].sum()
    sums["UnitCost"] = (sums["Value"] / sums["StockedQty"]).round(4)
    return sums[sums["UnitCost"] > 0].drop(columns="Value")


def _receipts(source: Path) -> pd.DataFrame:
    """Purchase order lines by month of their due date: lines, lines received in full, pieces rejected."""
    orders = pd.read_csv(source / "purchase_orders.csv")
    orders["Month"] = orders["DueDate"].str[:7]
    orders["InFull"] = (orders["ReceivedQty"] >= orders["OrderQty"]).astype(int)
    orders["OnTime"] = (orders["ShipDate"] <= orders["DueDate"]).astype(int)
    orders["OnTimeInFull"] = orders["InFull"] * orders["OnTime"]
    columns = ["InFull", "OnTime", "OnTimeInFull", "OrderQty", "ReceivedQty", "RejectedQty"]
    monthly = orders.groupby("Month").agg(Lines=("InFull", "size"), **{c: (c, "sum") for c in columns}).reset_index()
    return monthly[monthly["Month"] <= PLANNING_MONTH]


if __name__ == "__main__":
    main()
