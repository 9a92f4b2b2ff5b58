"""Which CSV file fills which table of the workbooks; docs/data-folder.md describes the files to users."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum


class Kind(Enum):
    """What the rows of a table are, and so what a file of them replaces."""

    HISTORY = "months"  # grows by months: the roll takes the months of a file and keeps the others
    MASTER = "master data"  # the file is all there is; one without rows is a mistake
    OPEN = "what is open now"  # the file is all there is, and may hold nothing
    REGISTER = "typed by people"  # only import-data replaces it, and never by nothing


@dataclass(frozen=True)
class Source:
    """A CSV file and the table that it fills: column of the file → column of the table.

    Parameters
    ----------
    texts, dates : frozenset of str
        Columns of the file that are none of numbers.
    key : tuple of str
        Columns of the table that tell rows apart.
    by_unit : bool
        The file holds all units; a planning workbook takes the rows of its own.
    with_family : bool
        The table shows the family of the item beside it.
    planned_ahead : str
        Column that holds a plan from before: a file of actuals leaves it as it is where it says nothing.
    keeps_others : bool
        Rows of keys whose first column the file does not name stay.
    company_only : bool
        The table of that name in the planning workbooks is another one.
    otherwise : mapping
        What a new row has in columns that the file does not have.
    """

    file: str
    table: str
    kind: Kind
    columns: Mapping[str, str]
    key: tuple[str, ...]
    texts: frozenset[str]
    dates: frozenset[str] = frozenset()
    by_unit: bool = False
    with_family: bool = False
    planned_ahead: str = ""
    keeps_others: bool = False
    company_only: bool = False
    otherwise: Mapping[str, float] = field(default_factory=dict)


def _source(  # the definitions below read as a table
    name: str,
    table: str,
    kind: Kind,
    columns: str,
    *,
    key: str = "",
    texts: str = "",
    dates: str = "",
    unit: bool = False,
    family: bool = False,
    ahead: str = "",
    others: bool = False,
    company: bool = False,
    otherwise: Mapping[str, float] | None = None,
) -> Source:
    pairs = (pair.partition("=") for pair in columns.split(","))
    heads = {column: (head or column).replace("_", " ") for column, _, head in pairs}
    return Source(
        f"{name}.csv", table, kind, heads, tuple(heads[column] for column in _names(key)),
        frozenset(_names(texts)), frozenset(_names(dates)), unit, family, ahead, others, company,
        otherwise or {},
    )  # fmt: skip


def _names(text: str) -> list[str]:
    return text.split(",") if text else []


_MONTHS_OF_CYCLE = ",".join(f"m{k}=Month_{k}" for k in range(1, 13))

SOURCES = (
    _source(
        "items", "Items", Kind.MASTER,
        "item=Item,name=Name,family=Family,subfamily=Subfamily,source=Source,lead_time=Lead_time,lot_size=Lot_size,"
        "unit_cost=Unit_cost,launch=Launch,phase_out=Phase-out",
        key="item", texts="item,name,family,subfamily,source", dates="launch,phase_out",
    ),
    _source(
        "sales", "Sales", Kind.HISTORY,
        "month=Month,item=Item,channel=Channel,units=Units,revenue=Revenue,cogs=COGS",
        key="month,item,channel", texts="item,channel", dates="month", unit=True, family=True,
    ),
    _source(
        "stock", "Stock", Kind.HISTORY, "month=Month,item=Item,units=Units",
        key="month,item", texts="item", dates="month", unit=True, family=True,
    ),
    _source(
        "open_orders", "OpenOrders", Kind.OPEN, "month=Month,item=Item,units=Units",
        key="month,item", texts="item", dates="month", unit=True,
    ),
    _source(
        "customer_orders", "CustomerOrders", Kind.OPEN, "month=Month,item=Item,units=Units",
        key="month,item", texts="item", dates="month", unit=True,
    ),
    _source(
        "prices", "Prices", Kind.MASTER,
        "item=Item,valid_from=Valid_from,list_price=List_price,unit_cost=Standard_cost",
        key="item,valid_from", texts="item", dates="valid_from", others=True,
    ),
    _source(
        "budget", "AOP", Kind.HISTORY, "month=Month,family=Family,units=Units,revenue=Revenue,cogs=COGS",
        key="month,family", texts="family", dates="month", unit=True,
    ),
    _source(
        "snapshots", "Snapshots", Kind.REGISTER,
        "month=Month,item=Item,lag_1=Lag_1,lag_3=Lag_3,last_plan=Last_plan,sales_lag_1=Sales_view",
        key="month,item", texts="item", dates="month", unit=True, family=True,
    ),
    _source(
        "cycles", "CycleLog", Kind.REGISTER, f"cycle=Cycle,family=Family,{_MONTHS_OF_CYCLE}",
        key="cycle,family", texts="family", dates="cycle", unit=True,
    ),
    _source(
        "overrides", "Overrides", Kind.REGISTER,
        "item=Item,first=First_month,last=Last_month,kind=Kind,value=Value,reason=Reason,owner=Owner,"
        "assumption=Assumption,expires=Expires",
        texts="item,kind,reason,owner,assumption", dates="first,last,expires", unit=True,
    ),
    _source(
        "inputs", "SalesInputs", Kind.REGISTER, "item=Item,month=Month,source=Source,units=Units",
        key="month,item,source", texts="item,source", dates="month", unit=True,
    ),
    _source("successions", "Successions", Kind.REGISTER, "item=Item,successor=Successor",
            key="item", texts="item,successor"),
    _source("planners", "Planners", Kind.REGISTER, "family=Family,planner=Planner",
            key="family", texts="family,planner"),
    _source(
        "ledger", "Ledger", Kind.HISTORY, "month=Month,line=Line,currency=Currency,actual=Actual,budget=AOP",
        key="month,line,currency", texts="line,currency", dates="month", ahead="AOP",
    ),
    _source("rates", "Rates", Kind.HISTORY, "month=Month,currency=Currency,rate=Rate",
            key="month,currency", texts="currency", dates="month"),
    _source(
        "resources", "Resources", Kind.MASTER, "resource=Resource,hours_per_week=Hours_per_week,stations=Stations",
        key="resource", texts="resource",
    ),
    _source(
        "routing", "Routing", Kind.MASTER,
        "family=Family,resource=Resource,run_hours=Run_hours,setup_hours=Set-up_hours,lot_size=Lot_size",
        key="family,resource", texts="family,resource", otherwise={"Offset": 0.0},
    ),
    _source(
        "receipts", "Receipts", Kind.HISTORY,
        "month=Month,lines=Lines,in_full=In_full,on_time_in_full=On_time_in_full", key="month", dates="month",
    ),
    _source(
        "bom", "Bom", Kind.MASTER,
        "parent=Parent,component=Component,quantity=Quantity,valid_from=From,valid_to=To",
        key="parent,component,valid_from", texts="parent,component", dates="valid_from,valid_to",
    ),
    _source(
        "parts", "Parts", Kind.MASTER,
        "item=Item,name=Name,source=Source,lead_time=Lead_time,lot_size=Lot_size,on_hand=On_hand,"
        "safety_stock=Safety_stock,unit_cost=Unit_cost",
        key="item", texts="item,name,source", others=True,  # the table holds the items sold, too
    ),
    _source(
        "purchases", "PurchaseOrders", Kind.MASTER,
        "supplier=Supplier,item=Item,ordered=Ordered,due=Due,received=Received,ordered_quantity=Quantity_ordered,"
        "received_quantity=Quantity_received,price=Price,standard_price=Standard_price",
        texts="supplier,item", dates="ordered,due,received",
    ),
    _source(
        "stock_moves", "StockMoves", Kind.HISTORY,
        "month=Month,item=Item,units_in=In,units_out=Out,closing=Closing",
        key="month,item", texts="item", dates="month",
    ),
    _source(
        "scenarios", "ScenarioChanges", Kind.REGISTER,
        "scenario=Scenario,driver=Driver,item=Family,first=From,last=To,change=Change,value=Value",
        texts="scenario,driver,item,change", dates="first,last",
    ),
    _source(
        "promotions", "Promotions", Kind.REGISTER,
        "scenario=Scenario,decided_on=Decided_on,decided_by=Decided_by,reason=Reason",
        key="scenario", texts="scenario,decided_by,reason", dates="decided_on",
    ),
    _source(
        "actions", "Actions", Kind.REGISTER, "Id,Raised,Raised in,Action,Owner,Due,Status,Closed on,Evidence",
        key="Id",
        texts="Id,Raised in,Action,Owner,Status,Evidence", dates="Raised,Due,Closed on", company=True,
    ),
    _source(
        "decisions", "Decisions", Kind.REGISTER,
        "Id,Cycle,Issue,Options,Recommendation,Value,Owner,Needed by,Status",
        key="Id",
        texts="Id,Cycle,Issue,Options,Recommendation,Owner,Status", dates="Needed by", company=True,
    ),
    _source(
        "launches", "Launches", Kind.REGISTER,
        "Project,Kind,Family,Date,Next milestone,Milestone due,Status,Owner",
        key="Project",
        texts="Project,Kind,Family,Next milestone,Status,Owner", dates="Date,Milestone due", company=True,
    ),
)  # fmt: skip
