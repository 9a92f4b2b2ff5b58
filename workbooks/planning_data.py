"""What the builder needs to know of a company: neutral tables, whatever system they came from."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, field

import pandas as pd

from workbooks import data_checks as checks

HISTORY_MONTHS = 36
PLAN_MONTHS = 18
CYCLE_MONTHS = 12  # months of a plan that the log of cycles keeps
_CYCLE_MONTHS = " ".join(f"m{i}" for i in range(1, CYCLE_MONTHS + 1))


@dataclass(frozen=True)
class Unit:
    """A planning unit with a workbook of its own."""

    name: str
    file: str


@dataclass(frozen=True)
class CycleTables:
    """The rows of the cycle's registers, each a table of texts, dates and numbers as the sheet shows them."""

    roles: pd.DataFrame
    agenda: pd.DataFrame
    calendar: pd.DataFrame
    actions: pd.DataFrame
    decisions: pd.DataFrame
    launches: pd.DataFrame
    targets: pd.DataFrame


def _empty(columns: str) -> pd.DataFrame:
    return pd.DataFrame({column: pd.Series(dtype=object) for column in columns.split()})


@dataclass(frozen=True)
class DetailTables:
    """Tables that single sheets need; a sheet whose table is empty is left out of the workbooks.

    Attributes
    ----------
    prices : list price and standard cost of an item from a day on (if empty, what was realised lately)
    customer_orders : orders not yet shipped, by month of the wanted delivery
    cycles : one forecast per past cycle and family: month 1 is the first month of its plan
    successions : item and the item that replaced it
    planners : who answers for the forecast of a family
    bom : units of a component in one parent, with the days of validity
    parts : items of the bill that are not sold
    purchases : purchase order lines
    production : pieces started, good and scrapped of a product group over the year closed, at standard cost
    stock_moves : receipts, issues and closing stock of an item over all units
    scenarios : changes that scenarios make to the plan; item is a family, or blank for all
    promotions : scenarios that were decided to be the plan
    labour : rate paid and efficiency of a work centre in the month closed; standard hours follow from the routing
    """

    prices: pd.DataFrame = field(default_factory=lambda: _empty("item valid_from list_price unit_cost"))
    customer_orders: pd.DataFrame = field(default_factory=lambda: _empty("unit month item units"))
    cycles: pd.DataFrame = field(default_factory=lambda: _empty(f"unit family cycle {_CYCLE_MONTHS}"))
    successions: pd.DataFrame = field(default_factory=lambda: _empty("item successor"))
    planners: pd.DataFrame = field(default_factory=lambda: _empty("family planner"))
    bom: pd.DataFrame = field(default_factory=lambda: _empty("parent component quantity valid_from valid_to"))
    parts: pd.DataFrame = field(
        default_factory=lambda: _empty("item name source lead_time lot_size on_hand safety_stock unit_cost")
    )
    purchases: pd.DataFrame = field(
        default_factory=lambda: _empty(
            "supplier item ordered due received ordered_quantity received_quantity price standard_price"
        )
    )
    production: pd.DataFrame = field(default_factory=lambda: _empty("group started good scrapped unit_cost"))
    stock_moves: pd.DataFrame = field(default_factory=lambda: _empty("month item units_in units_out closing"))
    scenarios: pd.DataFrame = field(default_factory=lambda: _empty("scenario driver item first last change value"))
    promotions: pd.DataFrame = field(default_factory=lambda: _empty("scenario decided_on decided_by reason"))
    labour: pd.DataFrame = field(default_factory=lambda: _empty("resource rate_paid efficiency standard_rate"))


@dataclass(frozen=True)
class PlanningData:
    """One company at one planning date.

    Months are first days of the month. All tables are sorted, so that the same data builds the same bytes.

    Attributes
    ----------
    items : item, name, family, subfamily, source, lead_time (days), lot_size, unit_cost, launch, phase_out
    sales : unit, month, item, channel, units, revenue, cogs
    stock : unit, month, item, units (at the end of the month)
    budget : unit, family, month, units, revenue, cogs
    snapshots : unit, month, item, lag_1, lag_3 (forecast for the month, made one and three months before), last_plan,
        sales_lag_1 (what sales expected one month before; blank = nothing)
    overrides : unit, item, first, last, kind, value, reason, owner, assumption, expires
    inputs : unit, item, month, source, units
    requests : unit, request, reason, value, needed_by
    ledger : month, line, currency, actual, budget (sign as booked: revenue and cost both positive)
    rates : month, currency, rate (company currency per unit of currency)
    resources : resource, hours_per_week, stations
    routing : family, resource, run_hours, setup_hours, lot_size
    receipts : month, lines, in_full, on_time_in_full
    accepted_difference : sales less general ledger of the last twelve months that finance accepts, with its reason
    """

    company: str
    as_of: dt.date
    fiscal_year_start: int
    currency: str
    units: tuple[Unit, ...]
    families: tuple[str, ...]
    items: pd.DataFrame
    sales: pd.DataFrame
    stock: pd.DataFrame
    budget: pd.DataFrame
    snapshots: pd.DataFrame
    overrides: pd.DataFrame
    inputs: pd.DataFrame
    requests: pd.DataFrame
    ledger: pd.DataFrame
    rates: pd.DataFrame
    resources: pd.DataFrame
    routing: pd.DataFrame
    receipts: pd.DataFrame
    cycle: CycleTables
    notes: tuple[str, ...] = field(default=())
    is_sample: bool = False  # made up, to be replaced by data of the company
    accepted_difference: tuple[float, str] = (0.0, "")
    detail: DetailTables = field(default_factory=DetailTables)

    def __post_init__(self) -> None:
        """Refuse data that would build a workbook with wrong numbers."""
        names = [unit.name for unit in self.units]
        checks.check_fiscal_year_start(self.fiscal_year_start)
        checks.check_units(names, [unit.file for unit in self.units])
        checks.check_items(self.items, self.families)
        checks.check_sales(self.sales, names, self.items["item"], self.as_of)
        for table in ("stock", "budget", "snapshots", "overrides", "inputs", "requests"):
            checks.check_rows(table, getattr(self, table), names, self.items["item"], self.families)
        checks.check_ledger(self.ledger)

    @property
    def first_plan_month(self) -> dt.date:
        """First month of the plan: the month after the planning date."""
        return add_months(self.as_of.replace(day=1), 1)

    def month(self, offset: int) -> dt.date:
        """Month by its distance from the first plan month; −1 is the month just closed."""
        return add_months(self.first_plan_month, offset)

    def active_items(self, unit: str) -> pd.DataFrame:
        """Items that a unit plans: on sale, and sold there within the last twelve months; best sellers first."""
        recent = self.sales[(self.sales["unit"] == unit) & (self.sales["month"] >= self.month(-12))]
        revenue = recent.groupby("item")["revenue"].sum()
        phase_out = self.items["phase_out"]
        on_sale = phase_out.isna() | (phase_out > self.as_of)
        planned = self.items[on_sale & self.items["item"].isin(revenue.index)].copy()
        planned["order"] = planned["family"].map({family: i for i, family in enumerate(self.families)})
        planned["revenue"] = planned["item"].map(revenue)
        return planned.sort_values(["order", "revenue", "item"], ascending=[True, False, True])


def add_months(month: dt.date, count: int) -> dt.date:
    """First day of the month that lies ``count`` months after a month."""
    years, index = divmod(month.month - 1 + count, 12)
    return dt.date(month.year + years, index + 1, 1)
