"""The data with which an empty template opens: six sample items, so that every formula shows a number.

All figures are made by plain rules (level × trend × season), for any planning date and any units.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from workbooks import cycle_tables
from workbooks.data_checks import check_units
from workbooks.folder import file_name
from workbooks.planning_data import HISTORY_MONTHS, CycleTables, PlanningData, Unit, add_months
from workbooks.snapshots import sales_views, snapshots
from workbooks.starter_detail import detail

_SEASON = (0.85, 0.88, 0.98, 1.02, 1.08, 1.12, 1.05, 1.00, 0.97, 1.03, 1.10, 0.92)
# item, name, family, source, lead time, lot, cost, price, monthly level
_ITEMS = (
    ("ITEM-001", "Sample item 1", "Family A", "make", 5, 10, 60.0, 100.0, 120),
    ("ITEM-002", "Sample item 2", "Family A", "make", 5, 10, 45.0, 80.0, 80),
    ("ITEM-003", "Sample item 3", "Family A", "buy", 40, 25, 20.0, 40.0, 60),
    ("ITEM-004", "Sample item 4", "Family B", "make", 10, 5, 110.0, 190.0, 30),
    ("ITEM-005", "Sample item 5", "Family B", "buy", 45, 50, 6.0, 12.0, 300),
    ("ITEM-006", "Sample item 6", "Family B", "buy", 30, 50, 3.0, 7.0, 150),
)
_FAMILIES = ("Family A", "Family B")
_YEARLY_GROWTH = 0.05


def starter_data(company: str, units: Sequence[str], as_of: dt.date) -> PlanningData:
    """Sample data of a company with the given units at a planning date, the last day of a month."""
    names = tuple(Unit(unit, f"{file_name(unit)}.xlsx") for unit in units)
    check_units(units, [unit.file for unit in names])
    last = as_of.replace(day=1)
    months = [add_months(last, i - HISTORY_MONTHS + 1) for i in range(HISTORY_MONTHS)]
    items = pd.DataFrame(
        [
            (item, name, family, family, source, float(days), lot, cost, months[0], None)
            for item, name, family, source, days, lot, cost, _, _ in _ITEMS
        ],
        columns=["item", "name", "family", "subfamily", "source", "lead_time", "lot_size", "unit_cost", "launch", "phase_out"],
    )  # fmt: skip
    sales = _sales(units, months)
    said = snapshots(sales, items, units, as_of)
    said["sales_lag_1"] = sales_views(sales, said, _YEARLY_GROWTH)
    stock = _stock(units, months[-14:])
    return PlanningData(
        company=company,
        as_of=as_of,
        fiscal_year_start=add_months(last, 1).month,
        currency="USD",
        units=names,
        families=_FAMILIES,
        items=items,
        sales=sales,
        stock=stock,
        budget=_budget(sales, items, months[-12:]),
        snapshots=said,
        overrides=pd.DataFrame(columns=["unit", "item", "first", "last", "kind", "value", "reason", "owner", "assumption", "expires"]),
        inputs=pd.DataFrame(columns=["unit", "item", "month", "source", "units"]),
        requests=pd.DataFrame(columns=["unit", "request", "reason", "value", "needed_by"]),
        ledger=_ledger(sales, months[-24:]),
        rates=pd.DataFrame([(add_months(last, k), "USD", 1.0) for k in range(-23, 13)], columns=["month", "currency", "rate"]),
        resources=pd.DataFrame([("Line 1", 40.0, 2 * len(units)), ("Packing", 40.0, len(units))], columns=["resource", "hours_per_week", "stations"]),
        routing=pd.DataFrame(
            [("Family A", "Line 1", 0.5, 2.0, 20.0), ("Family A", "Packing", 0.1, 0.0, 20.0), ("Family B", "Line 1", 0.3, 1.0, 20.0), ("Family B", "Packing", 0.1, 0.0, 20.0)],
            columns=["family", "resource", "run_hours", "setup_hours", "lot_size"],
        ),
        receipts=pd.DataFrame([(add_months(last, k), 40, 39, 38) for k in range(-12, 1)], columns=["month", "lines", "in_full", "on_time_in_full"]),
        cycle=_registers(as_of),
        is_sample=True,
        notes=("All items and figures are samples: replace them by your own with sop-xl new --from FOLDER.",),
        detail=detail(items, sales, stock, units, as_of),
    )  # fmt: skip


def _sales(units: Sequence[str], months: Sequence[dt.date]) -> pd.DataFrame:
    rows = []
    for u, unit in enumerate(units):
        for k, month in enumerate(months):
            for i, (item, *_, cost, price, level) in enumerate(_ITEMS):
                wave = 1 + 0.06 * ((3 * k + 5 * i + 2 * u) % 7 - 3) / 3  # a fixed ripple, so that forecasts have errors
                growth = (1 + _YEARLY_GROWTH) ** (k / 12)
                sold = round(level * growth * wave * _SEASON[month.month - 1] / (1 + 0.3 * u))
                rows.append((unit, month, item, "Direct", sold, round(sold * price, 2), round(sold * cost, 2)))
    return pd.DataFrame(rows, columns=["unit", "month", "item", "channel", "units", "revenue", "cogs"])


def _stock(units: Sequence[str], months: Sequence[dt.date]) -> pd.DataFrame:
    rows = [
        (unit, month, item, round(level * (1.1 + 0.1 * ((k + i) % 4)) / (1 + 0.3 * u)))
        for u, unit in enumerate(units)
        for k, month in enumerate(months)
        for i, (item, *_, level) in enumerate(_ITEMS)
    ]
    return pd.DataFrame(rows, columns=["unit", "month", "item", "units"])


def _budget(sales: pd.DataFrame, items: pd.DataFrame, year: Sequence[dt.date]) -> pd.DataFrame:
    """AOP: the year closed as it was, rounded, and the year ahead with the usual growth."""
    closed = sales[sales["month"].isin(year)].merge(items[["item", "family"]], on="item")
    total = closed.groupby(["unit", "family", "month"], as_index=False)[["units", "revenue", "cogs"]].sum()
    ahead = total.assign(month=[add_months(month, 12) for month in total["month"]])
    figures = ["units", "revenue", "cogs"]
    ahead[figures] = ahead[figures] * (1 + _YEARLY_GROWTH)
    both = pd.concat([total, ahead])
    both[figures] = both[figures].astype(float).round(-1)
    return both.sort_values(["unit", "family", "month"], ignore_index=True)


def _ledger(sales: pd.DataFrame, months: Sequence[dt.date]) -> pd.DataFrame:
    """Sales and cost as in the sales ledger, other lines as shares of sales; AOP for the year closed and ahead."""
    revenue = sales.groupby("month")["revenue"].sum()
    cogs = sales.groupby("month")["cogs"].sum()
    shares = {
        "Returns and discounts": 0.01,
        "Labour": 0.12,
        "Travel": 0.005,
        "Marketing": 0.03,
        "Other operating expenses": 0.05,
        "Depreciation": 0.02,
        "Cash": 0.5,
        "Trade receivables": 1.2,
        "Inventory, all stages": 0.9,
        "Accounts payable": 0.7,
    }
    balances = ("Cash", "Trade receivables", "Inventory, all stages", "Accounts payable")
    rows: list[tuple[dt.date, str, str, float | None, float | None]] = []
    for k, month in enumerate(months):
        is_closed_year = k >= 12
        lines = {"Gross sales": revenue[month], "Cost of sales": cogs[month]}
        lines |= {line: share * revenue[month] for line, share in shares.items()}
        for line, amount in lines.items():
            budget = round(float(amount), -2) if is_closed_year and line not in balances else None
            rows.append((month, line, "USD", round(float(amount), 2), budget))
            if budget is not None:
                rows.append((add_months(month, 12), line, "USD", None, round(budget * (1 + _YEARLY_GROWTH), -2)))
    return pd.DataFrame(rows, columns=["month", "line", "currency", "actual", "budget"])


def _registers(as_of: dt.date) -> CycleTables:
    first = add_months(as_of.replace(day=1), 1)
    due = first.replace(day=20)
    return CycleTables(
        roles=cycle_tables.roles(cycle_tables.sample_people()),
        agenda=cycle_tables.agenda(),
        calendar=cycle_tables.calendar(),
        actions=pd.DataFrame(
            [("A-1", as_of, cycle_tables.STEPS[1], "Replace the sample items by your own", "", due, "open", None, "")],
            columns=["Id", "Raised", "Raised in", "Action", "Owner", "Due", "Status", "Closed on", "Evidence"],
        ),
        decisions=pd.DataFrame(
            [("D-1", first.strftime("%Y-%m"), "Sample: who owns each step of the cycle?", "Name owners · wait", "Name owners", 0, "", due, "wanted")],
            columns=["Id", "Cycle", "Issue", "Options", "Recommendation", "Value", "Owner", "Needed by", "Status"],
        ),
        launches=pd.DataFrame(
            [("Sample launch", "launch", "Family A", add_months(first, 5), "Business case", due, "on track", "")],
            columns=["Project", "Kind", "Family", "Date", "Next milestone", "Milestone due", "Status", "Owner"],
        ),
        targets=cycle_tables.targets({"Gross margin": 0.40, "Stock value": 100_000.0, "Days of inventory": 60.0, "Cash": 20_000.0}),
    )  # fmt: skip
