"""AdventureWorks as planning data at 30 June 2020.

Sales, stock, ledger, exchange rates, receipts, routings and resources are AdventureWorks' own. What the set does
not hold and a cycle needs is made here by a stated rule (see ``NOTES``, which the workbooks show).
"""

from __future__ import annotations

import datetime as dt

import numpy as np
import pandas as pd

from workbooks.adventureworks import registers
from workbooks.adventureworks.detail import detail, read_table
from workbooks.planning_data import PlanningData, Unit, add_months
from workbooks.snapshots import sales_views, snapshots

AS_OF = dt.date(2020, 6, 30)
UNITS = (
    Unit("North America", "north_america.xlsx"),
    Unit("Europe", "europe.xlsx"),
    Unit("Pacific", "pacific.xlsx"),
)
FAMILIES = ("Mountain Bikes", "Road Bikes", "Touring Bikes", "Components", "Clothing", "Accessories")
NOTES = (
    "Stock is kept for the whole company; each region holds the share of its sales of the last twelve months.",
    "AdventureWorks has no budget by product: AOP = actual year × a factor per family, in the monthly shape of sales.",
    "Snapshots of earlier cycles are forecasts made with the data known then.",
    "Only touring bikes have routings; the other bikes take their hours. Stations carry last year's sales at 95 %.",
    "Orders ship seven days after the order date: seven days of internet orders are backlog at each month end.",
    "What sales said in earlier cycles: the mean of the three months known then, plus 5 %.",
    "Customer orders: seven days of internet orders; of resellers 40 and 15 % of a month for the next two.",
    "Vendors price small parts by the case, carton or can and do not say how many are in it: counted as 100 pieces.",
    "AdventureWorks books no hours: hours and rates paid in Costing are examples on its own standard rates.",
    "Lot sizes, overrides, inputs, actions, decisions, launches, planners and scenarios are examples.",
)

_LOT_SIZES = {"Bikes": 5, "Components": 10, "Clothing": 25, "Accessories": 25}
# AOP of the year just closed and of the year ahead, as a multiple of the actual of the year just closed.
_AOP_FACTORS = {
    "Mountain Bikes": (0.97, 1.12),
    "Road Bikes": (1.04, 1.05),
    "Touring Bikes": (0.92, 1.25),
    "Components": (1.06, 1.04),
    "Clothing": (0.98, 1.08),
    "Accessories": (0.90, 1.20),
}
_LEDGER_LINES = {
    "Gross sales": (4200, 4500),
    "Returns and discounts": (4130, 4140),
    "Cost of sales": (5020, 5050),
    "Labour": (6000, 6020, 6040, 6100),
    "Travel": (6200, 6210, 6220, 6230, 6240),
    "Marketing": (6300, 6310),
    "Other operating expenses": (6400, 6500, 6610, 6620, 6700, 6920),
    "Depreciation": (6810, 6820, 6830, 6840, 6850, 6860),
    "Cash": (1110,),
    "Trade receivables": (1130,),
    "Inventory, all stages": (1162, 1164, 1166),
    "Accounts payable": (2230,),
}
_LEDGER_AOP_FACTORS = {"Gross sales": (0.98, 1.10), "Cost of sales": (0.96, 1.08)}
_OTHER_AOP_FACTOR = (1.02, 1.05)
_BALANCES = ("Cash", "Trade receivables", "Inventory, all stages", "Accounts payable")
_OPTIMISM = 0.05
_TARGET_UTILISATION = 0.95
_WEEKS_PER_MONTH = 365.25 / 7 / 12


def planning_data() -> PlanningData:
    """The whole company at the planning date."""
    items, sales = _items(), _sales()
    data = {"items": items, "sales": sales}
    routing = _routing(sales, items)
    names = [unit.name for unit in UNITS]
    said = snapshots(sales, items, names, AS_OF)
    said["sales_lag_1"] = sales_views(sales, said, _OPTIMISM)
    ledger, rates = _ledger(), _rates()
    return PlanningData(
        company="Adventure Works Cycles",
        as_of=AS_OF,
        fiscal_year_start=7,
        currency="USD",
        units=UNITS,
        families=FAMILIES,
        **data,
        stock=_stock(sales),
        budget=_budget(sales, items),
        snapshots=said,
        overrides=registers.overrides(sales, items, [unit.name for unit in UNITS]),
        inputs=registers.inputs(sales, items, [unit.name for unit in UNITS]),
        requests=registers.requests(),
        ledger=ledger,
        rates=rates,
        resources=_resources(sales, items, routing),
        routing=routing,
        receipts=_receipts(),
        cycle=registers.cycle(),
        notes=NOTES,
        accepted_difference=(_difference(sales, ledger, rates), "the two AdventureWorks sources never agreed"),
        detail=detail(items, sales, names, AS_OF),
    )


def _difference(sales: pd.DataFrame, ledger: pd.DataFrame, rates: pd.DataFrame) -> float:
    """Sales less gross sales of the general ledger over the year closed."""
    first = add_months(AS_OF.replace(day=1), -11)
    booked = ledger[(ledger["line"] == "Gross sales") & (ledger["month"] >= first)].merge(
        rates, on=["month", "currency"]
    )
    sold = sales.loc[sales["month"] >= first, "revenue"].sum()
    return round(float(sold - (booked["actual"].fillna(0.0) * booked["rate"]).sum()), 2)


def _items() -> pd.DataFrame:
    raw = read_table("items")
    bikes = raw["Category"] == "Bikes"
    made = raw["MakeFlag"] == 1
    return pd.DataFrame(
        {
            "item": raw["ProductNumber"],
            "name": raw["Name"],
            "family": raw["Subcategory"].where(bikes, raw["Category"]),
            "subfamily": raw["Subcategory"],
            "source": np.where(made, "make", "buy"),
            "lead_time": raw["DaysToManufacture"].where(made, raw["VendorLeadTime"]).fillna(14).astype(float),
            "lot_size": raw["Category"].map(_LOT_SIZES),
            "unit_cost": raw["StandardCost"],
            "launch": pd.to_datetime(raw["SellStartDate"]).dt.date,
            "phase_out": pd.to_datetime(raw["SellEndDate"]).dt.date,
        }
    ).sort_values("item", ignore_index=True)


def _sales() -> pd.DataFrame:
    raw = read_table("sales")
    names = {"Group": "unit", "Channel": "channel", "ProductNumber": "item", "Qty": "units"}
    sales = raw.rename(columns={**names, "Revenue": "revenue", "COGS": "cogs"})
    columns = ["unit", "month", "item", "channel", "units", "revenue", "cogs"]
    return sales[columns].sort_values(["unit", "month", "item", "channel"], ignore_index=True)


def _stock(sales: pd.DataFrame) -> pd.DataFrame:
    """Company stock at month end, split over the units by their share of recent sales, to the piece."""
    raw = read_table("stock")
    recent = sales[sales["month"] >= add_months(AS_OF.replace(day=1), -11)]
    shares = recent.pivot_table(index="item", columns="unit", values="units", aggfunc="sum", fill_value=0)
    shares = shares[[unit.name for unit in UNITS]]
    rows = []
    raw = raw[raw["month"] >= add_months(AS_OF.replace(day=1), -13)]
    for month, item, total in raw[["month", "ProductNumber", "EndBalance"]].itertuples(index=False):
        if item in shares.index:
            for unit, pieces in zip(shares.columns, _split(total, shares.loc[item].to_numpy(dtype=float))):
                rows.append((unit, month, item, pieces))
    stock = pd.DataFrame(rows, columns=["unit", "month", "item", "units"])
    return stock.sort_values(["unit", "month", "item"], ignore_index=True)


def _split(total: int, weights: np.ndarray) -> list[int]:
    """Whole pieces in proportion to weights that add up to the total (largest remainder)."""
    exact = total * weights / weights.sum()
    pieces = np.floor(exact).astype(int)
    order = np.argsort(-(exact - pieces), kind="stable")
    pieces[order[: total - pieces.sum()]] += 1
    return [int(piece) for piece in pieces]


def _year(offset: int) -> list[dt.date]:
    """Months of the fiscal year just closed (0), the one before (−1) or the one ahead (1)."""
    first = add_months(AS_OF.replace(day=1), -11 + 12 * offset)
    return [add_months(first, i) for i in range(12)]


def _budget(sales: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    actual = sales[sales["month"].isin(_year(0))].merge(items[["item", "family"]], on="item")
    annual = actual.groupby(["unit", "family"])[["units", "revenue", "cogs"]].sum()
    shape = actual.groupby("month")["revenue"].sum() / actual["revenue"].sum()
    rows = []
    for (unit, family), total in annual.iterrows():
        for offset, factor in enumerate(_AOP_FACTORS[str(family)]):
            for month, closed in zip(_year(offset), _year(0)):
                part = factor * shape[closed]
                units, revenue, cogs = (round(float(total[c]) * part) for c in ("units", "revenue", "cogs"))
                rows.append((unit, family, month, units, revenue, cogs))
    budget = pd.DataFrame(rows, columns=["unit", "family", "month", "units", "revenue", "cogs"])
    return budget.sort_values(["unit", "family", "month"], ignore_index=True)


def _ledger() -> pd.DataFrame:
    """Ledger lines by month and currency over two fiscal years, with an AOP for the year closed and the year ahead."""
    raw = read_table("ledger")
    line_of = {account: line for line, accounts in _LEDGER_LINES.items() for account in accounts}
    raw["line"] = raw["AccountCodeAlternateKey"].map(line_of)
    raw = raw[(raw["ScenarioName"] == "Actual") & raw["line"].notna()]
    keys = ["line", "CurrencyAlternateKey", "month"]
    actual = raw.groupby(keys)["Amount"].sum()
    sales_shape = raw[raw["line"] == "Gross sales"].groupby("month")["Amount"].sum().loc[_year(0)]
    sales_shape = sales_shape / sales_shape.sum()
    rows = []
    for line in _LEDGER_LINES:
        for currency in sorted(actual.loc[line].index.get_level_values(0).unique()):
            amounts = actual.loc[line, currency]
            closed = amounts.reindex(_year(0)).fillna(0.0).sum()
            for offset in (-1, 0, 1):
                for month, twin in zip(_year(offset), _year(0)):
                    budget = None
                    if line not in _BALANCES and offset >= 0:
                        factor = _LEDGER_AOP_FACTORS.get(line, _OTHER_AOP_FACTOR)[offset]
                        follows_sales = line in ("Gross sales", "Returns and discounts", "Cost of sales")
                        budget = float(round(closed * factor * (sales_shape[twin] if follows_sales else 1 / 12)))
                    booked = float(amounts.get(month, 0.0)) if offset <= 0 else None
                    if booked or budget:
                        rows.append((month, line, currency, booked, budget))
    return pd.DataFrame(rows, columns=["month", "line", "currency", "actual", "budget"])


def _rates() -> pd.DataFrame:
    """Month-average rates, and the last one as plan rate for the year ahead."""
    rates = read_table("rates")
    table = rates.pivot_table(index="month", columns="Currency", values="AverageRate").sort_index()
    table["USD"] = 1.0
    ahead = pd.DataFrame([table.iloc[-1]] * 12, index=pd.Index(_year(1), name="month"))
    both = pd.concat([table.loc[_year(-1) + _year(0)], ahead])
    tall = both.rename_axis(index="month", columns="currency").stack().rename("rate").reset_index()
    return tall.sort_values(["month", "currency"], ignore_index=True)


def _routing(sales: pd.DataFrame, items: pd.DataFrame) -> pd.DataFrame:
    """Hours per unit of a family at each work centre.

    A touring bike is the sum of its parts that have a routing (frame, handlebars, wheels, pedals, saddle); a
    component takes the hours of a frame in proportion to the frames sold.
    """
    steps = read_table("routing")
    steps = steps[steps["LocationID"] >= 10]  # the others are stores, not work centres
    steps["run"] = steps["LaborHours"].fillna(steps["MachineHours"]) / steps["LotSize"]
    steps["setup"] = steps["SetupHours"].fillna(0.0)
    frame = steps["Model"].str.contains("Frame")
    one_bike = steps[steps["Model"].str.match("HL|Touring")]
    bike = one_bike.groupby("LocationID")[["run", "setup"]].sum()
    part = steps[frame].groupby("LocationID")[["run", "setup"]].sum() / steps[frame]["Model"].nunique()
    own_lot = steps.groupby("LocationID")["LotSize"].max()
    recent = sales[sales["month"].isin(_year(0))].merge(items[["item", "family", "subfamily"]], on="item")
    components = recent[recent["family"] == "Components"]
    is_frame = components["subfamily"].str.contains("Frames")
    frames_sold = components.loc[is_frame, "units"].sum() / components["units"].sum()
    names = read_table("resources").set_index("LocationID")["Name"]
    rows = []
    for family in FAMILIES[:4]:
        hours = bike if family.endswith("Bikes") else part * frames_sold
        lot = float(_LOT_SIZES["Bikes" if family.endswith("Bikes") else "Components"])
        for location, (run, setup) in hours.iterrows():
            share = lot / max(lot, own_lot[location])  # of a set-up that serves a larger lot than the planned one
            rows.append((family, names[location], round(run, 4), round(setup * share, 4), lot))
    return pd.DataFrame(rows, columns=["family", "resource", "run_hours", "setup_hours", "lot_size"])


def _resources(sales: pd.DataFrame, items: pd.DataFrame, routing: pd.DataFrame) -> pd.DataFrame:
    """Work centres with as many stations as carried last year's sales at the target utilisation."""
    centres = read_table("resources")
    centres = centres[centres["AvailabilityHours"] > 0]
    recent = sales[sales["month"].isin(_year(0))].merge(items[["item", "family"]], on="item")
    monthly = recent.groupby("family")["units"].sum() / 12
    hours = routing["run_hours"] + routing["setup_hours"] / routing["lot_size"]
    load = (hours * routing["family"].map(monthly)).groupby(routing["resource"]).sum()
    one_station = centres.set_index("Name")["AvailabilityHours"] * _WEEKS_PER_MONTH
    used = [name for name in centres["Name"] if name in load.index]
    stations = [int(np.ceil(load[name] / one_station[name] / _TARGET_UTILISATION)) for name in used]
    hours_per_week = [float(centres.set_index("Name")["AvailabilityHours"][name]) for name in used]
    return pd.DataFrame({"resource": used, "hours_per_week": hours_per_week, "stations": stations})


def _receipts() -> pd.DataFrame:
    raw = read_table("receipts")
    raw = raw[raw["month"] >= add_months(AS_OF.replace(day=1), -12)]
    names = {"Lines": "lines", "InFull": "in_full", "OnTimeInFull": "on_time_in_full"}
    return raw.rename(columns=names)[["month", *names.values()]].reset_index(drop=True)
