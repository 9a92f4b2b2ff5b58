"""Examples for what AdventureWorks does not hold: people's parts, overrides, inputs, actions, decisions, launches.

The people carry the names of AdventureWorks' own employee table.
"""

from __future__ import annotations

import datetime as dt

import pandas as pd

from workbooks import cycle_tables
from workbooks.cycle_tables import DEMAND, EXECUTIVE, FINANCE, MARKETING, OPERATIONS, SALES, STEPS, SUPPLY
from workbooks.planning_data import CycleTables

PEOPLE = {
    EXECUTIVE: "Ken Sánchez",
    DEMAND: "Mary Gibson",
    OPERATIONS: "James Hamilton",
    SUPPLY: "Peter Krebs",
    MARKETING: "Brian Welcker",
    SALES: "Stephen Jiang",
    FINANCE: "Laura Norman",
    f"{DEMAND}/delegate": "David Bradley",
    f"{OPERATIONS}/delegate": "Jo Brown",
    f"{SUPPLY}/delegate": "Sheela Word",
    f"{FINANCE}/delegate": "David Liu",
}
_RECENT = dt.date(2020, 4, 1)


def _best_sellers(sales: pd.DataFrame, items: pd.DataFrame, unit: str, family: str) -> list[str]:
    own = sales[(sales["unit"] == unit) & (sales["month"] >= _RECENT)].merge(items[["item", "family"]], on="item")
    revenue = own[own["family"] == family].groupby("item")["revenue"].sum()
    return [str(item) for item in revenue.sort_values(ascending=False, kind="stable").index]


# family, rank in it, first month, last month, kind, value, reason, owner, assumption, expires
_OVERRIDES = (
    ("Touring Bikes", 0, (2020, 9), (2020, 11), "percent", 0.10, "Promotion", MARKETING, "Autumn touring campaign", (2020, 11)),
    ("Mountain Bikes", 1, (2020, 8), (2020, 8), "units", 20.0, "Customer order", SALES, "Dealer event in August", (2020, 8)),
    ("Road Bikes", 2, (2020, 10), (2020, 12), "percent", -0.05, "Price change", FINANCE, "List price up 3 % in October", (2020, 12)),
    ("Accessories", 0, (2020, 7), (2020, 9), "percent", 0.15, "New outlet", SALES, "Web shop bundle with every bike", (2020, 12)),
    ("Clothing", 0, (2020, 12), (2020, 12), "replace", 260.0, "Promotion", MARKETING, "Holiday offer at last year's level", (2020, 12)),
    ("Components", 0, (2020, 5), (2020, 6), "percent", 0.20, "Customer order", SALES, "Frame set tender, lost in May", (2020, 6)),
)  # fmt: skip


def overrides(sales: pd.DataFrame, items: pd.DataFrame, units: list[str]) -> pd.DataFrame:
    """Planner's overrides with reason, owner, assumption and expiry; the last one of each unit has expired."""
    rows = []
    for unit in units:
        for family, rank, first, last, kind, value, reason, owner, assumption, expires in _OVERRIDES:
            item = _best_sellers(sales, items, unit, family)[rank]
            last_day = dt.date(*expires, 28)
            dates = dt.date(*first, 1), dt.date(*last, 1)
            rows.append((unit, item, *dates, kind, value, reason, PEOPLE[owner], assumption, last_day))
    columns = ["unit", "item", "first", "last", "kind", "value", "reason", "owner", "assumption", "expires"]
    return pd.DataFrame(rows, columns=columns)


def inputs(sales: pd.DataFrame, items: pd.DataFrame, units: list[str]) -> pd.DataFrame:
    """What the sales team expects of the best-selling bikes in the next three months."""
    rows = []
    for unit in units:
        for family in ("Mountain Bikes", "Road Bikes", "Touring Bikes"):
            item = _best_sellers(sales, items, unit, family)[0]
            own = sales[(sales["unit"] == unit) & (sales["item"] == item) & (sales["month"] >= _RECENT)]
            monthly = own["units"].sum() / 3
            for i, factor in enumerate((1.05, 1.15, 1.10)):
                rows.append((unit, item, dt.date(2020, 7 + i, 1), "Sales", float(round(monthly * factor))))
    return pd.DataFrame(rows, columns=["unit", "item", "month", "source", "units"])


def requests() -> pd.DataFrame:
    """What the regions ask of the company meeting."""
    rows = [
        ("North America", "Build 300 touring bikes ahead, July to September", "Subassembly is above capacity from February", 180_000.0, dt.date(2020, 7, 21)),
        ("North America", "Rebate on components beyond 12 months of cover", "Excess stock ties up cash", -300_000.0, dt.date(2020, 7, 21)),
        ("Europe", "Second vendor for hydration packs and racks", "Vendors deliver in eight weeks", 60_000.0, dt.date(2020, 7, 21)),
        ("Pacific", "Air freight for touring bikes in September", "Campaign starts before the ship arrives", 35_000.0, dt.date(2020, 7, 21)),
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["unit", "request", "reason", "value", "needed_by"])


def cycle() -> CycleTables:
    """Registers of the July 2020 cycle."""
    return CycleTables(
        roles=cycle_tables.roles(PEOPLE),
        agenda=cycle_tables.agenda(),
        calendar=cycle_tables.calendar(),
        actions=_actions(),
        decisions=_decisions(),
        launches=_launches(),
        targets=cycle_tables.targets({"Stock value": 20_000_000.0, "Days of inventory": 150.0}),
    )


def _actions() -> pd.DataFrame:
    day = dt.date
    rows = [
        ("A-101", day(2020, 4, 21), STEPS[4], "Confirm second vendor for touring wheels", "Sheela Word", day(2020, 6, 15), "open", None, ""),
        ("A-104", day(2020, 5, 6), STEPS[1], "Like-item profiles for the July 2019 range", "Mary Gibson", day(2020, 6, 30), "open", None, ""),
        ("A-105", day(2020, 5, 11), STEPS[2], "Overtime agreement for subassembly, from February", "James Hamilton", day(2020, 7, 10), "open", None, ""),
        ("A-108", day(2020, 5, 14), STEPS[3], "Explain margin of clothing below standard cost", "Laura Norman", day(2020, 6, 20), "closed", day(2020, 6, 18), "Memo of 18 June"),
        ("A-110", day(2020, 6, 5), STEPS[1], "Dealer sell-out data for mountain bikes, monthly", "Brian Welcker", day(2020, 7, 31), "open", None, ""),
        ("A-111", day(2020, 6, 10), STEPS[2], "Sell down components beyond 12 months of cover", "Peter Krebs", day(2020, 8, 31), "open", None, ""),
        ("A-112", day(2020, 6, 16), STEPS[5], "Price increase paper for road bikes", "Brian Welcker", day(2020, 7, 15), "open", None, ""),
        ("A-113", day(2020, 6, 16), STEPS[5], "Cash forecast from the purchase plan", "David Liu", day(2020, 7, 12), "open", None, ""),
    ]  # fmt: skip
    columns = ["Id", "Raised", "Raised in", "Action", "Owner", "Due", "Status", "Closed on", "Evidence"]
    return pd.DataFrame(rows, columns=columns)


def _decisions() -> pd.DataFrame:
    day = dt.date
    rows = [
        ("D-31", "2020-07", "Subassembly is overloaded from February 2021 on", "Overtime · build ahead in summer · subcontract", "Build 300 touring bikes ahead in Jul–Sep, overtime 5 % from February", 180_000, "James Hamilton", day(2020, 7, 21), "wanted"),
        ("D-32", "2020-07", "Accessories sell faster than vendors deliver", "Raise safety stock · second vendor · limit web offers", "Raise class A service to 98 %, order 8 weeks ahead", 95_000, "Peter Krebs", day(2020, 7, 21), "wanted"),
        ("D-33", "2020-07", "Component stock beyond 12 months of cover", "Hold · rebate to dealers · scrap", "Rebate of 15 % to dealers, review in October", -420_000, "Laura Norman", day(2020, 7, 21), "wanted"),
        ("D-28", "2020-06", "Touring range launch in Pacific", "July · October", "July, with stock from North America", 260_000, "Brian Welcker", day(2020, 6, 16), "decided"),
        ("D-29", "2020-06", "Road bike price", "Hold · +3 % in October", "+3 % in October", 310_000, "Brian Welcker", day(2020, 6, 16), "decided"),
    ]  # fmt: skip
    columns = ["Id", "Cycle", "Issue", "Options", "Recommendation", "Value", "Owner", "Needed by", "Status"]
    return pd.DataFrame(rows, columns=columns)


def _launches() -> pd.DataFrame:
    day = dt.date
    rows = [
        ("Touring-4000 range", "launch", "Touring Bikes", day(2020, 10, 1), "Samples approved", day(2020, 7, 17), "on track", "Brian Welcker"),
        ("Mountain-600", "launch", "Mountain Bikes", day(2021, 3, 1), "Business case", day(2020, 8, 14), "on track", "Brian Welcker"),
        ("Winter clothing", "launch", "Clothing", day(2020, 11, 2), "Vendor contract", day(2020, 6, 26), "late", "Sheela Word"),
        ("HL road frames, 2018 colours", "phase-out", "Components", day(2020, 12, 31), "Last buy", day(2020, 8, 31), "on track", "Peter Krebs"),
        ("Long-finger gloves", "phase-out", "Clothing", day(2020, 9, 30), "Sell-down plan", day(2020, 7, 10), "on track", "David Bradley"),
    ]  # fmt: skip
    columns = ["Project", "Kind", "Family", "Date", "Next milestone", "Milestone due", "Status", "Owner"]
    return pd.DataFrame(rows, columns=columns)


PRICE_INCREASE = (dt.date(2020, 10, 1), 0.03)  # of road bikes, decision D-29
_PLANNERS = {
    "Mountain Bikes": "Mary Gibson",
    "Road Bikes": "Mary Gibson",
    "Touring Bikes": "David Bradley",
    "Components": "David Bradley",
    "Clothing": "Stephen Jiang",
    "Accessories": "Stephen Jiang",
}


def planners() -> pd.DataFrame:
    """Who answers for the forecast of a family."""
    return pd.DataFrame(list(_PLANNERS.items()), columns=["family", "planner"])


def scenarios() -> pd.DataFrame:
    """Three scenarios as changes to the plan."""
    day = dt.date
    rows = [
        ("Autumn campaign", "demand", "Touring Bikes", day(2020, 9, 1), day(2020, 11, 1), "percent", 0.20),
        ("Autumn campaign", "price", "Touring Bikes", day(2020, 9, 1), day(2020, 11, 1), "percent", -0.05),
        ("Supplier loss", "supply", "Accessories", day(2020, 8, 1), day(2020, 10, 1), "percent", -0.50),
        ("Supplier loss", "cost", "Accessories", day(2020, 11, 1), day(2021, 6, 1), "percent", 0.08),
        ("Weak dollar", "cost", "Components", day(2020, 7, 1), day(2021, 12, 1), "percent", 0.06),
        ("Weak dollar", "fx", None, day(2020, 7, 1), day(2021, 12, 1), "percent", 0.02),
    ]
    return pd.DataFrame(rows, columns=["scenario", "driver", "item", "first", "last", "change", "value"])


def promotions() -> pd.DataFrame:
    """Scenarios that were decided to be the plan."""
    rows = [
        ("Autumn campaign", dt.date(2020, 6, 16), PEOPLE[EXECUTIVE], "Touring range sells in autumn; agreed in June")
    ]
    return pd.DataFrame(rows, columns=["scenario", "decided_on", "decided_by", "reason"])


def labour(standard_rates: dict[str, float]) -> pd.DataFrame:
    """Rates paid and efficiency of the work centres in the month closed: examples on AdventureWorks' own standard rates."""
    efficiency = {"Frame Forming": 0.98, "Frame Welding": 0.96, "Paint": 1.02, "Final Assembly": 0.94}
    rows = [
        (name, round(rate * 1.02, 2), efficiency.get(name, 1.0), rate)
        for name, rate in standard_rates.items()
        if rate > 0
    ]
    return pd.DataFrame(rows, columns=["resource", "rate_paid", "efficiency", "standard_rate"])
