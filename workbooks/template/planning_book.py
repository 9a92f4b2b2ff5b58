"""The planning workbook of one unit, sheet by sheet in the order of the cycle."""

from __future__ import annotations

import math
from collections.abc import Callable

import pandas as pd

from workbooks.planning_data import HISTORY_MONTHS, PLAN_MONTHS, PlanningData, Unit
from workbooks.template import detail_tables, settings, tables
from workbooks.template import interface as key
from workbooks.template.demand_plan import demand_plan
from workbooks.template.interface import interface
from workbooks.template.item_year import item_year, of_unit
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import TemplateBook
from workbooks.template.money_plan import money_plan
from workbooks.template.pvm import of_ledger, pvm
from workbooks.template.shared_sheets import CheckLine, Page, Start, checks, functions, home, rows_in_rows_out
from workbooks.template.supply_plan import supply_plan
from workbooks.template.unit.accuracy import accuracy
from workbooks.template.unit.backtest import backtest
from workbooks.template.unit.cleansing import cleansing
from workbooks.template.unit.constrained import allocation, constrained, identity_gap
from workbooks.template.unit.demand_review import demand_review
from workbooks.template.unit.drivers import drivers
from workbooks.template.unit.finance_review import finance_review
from workbooks.template.unit.kpi import kpi
from workbooks.template.unit.last_month import last_month
from workbooks.template.unit.levels import levels
from workbooks.template.unit.master_schedule import master_schedule
from workbooks.template.unit.new_items import new_items
from workbooks.template.unit.order_sizes import order_sizes
from workbooks.template.unit.override_value import override_value
from workbooks.template.unit.plan import UnitPlan
from workbooks.template.unit.policy import policy
from workbooks.template.unit.pre_sop import pre_sop
from workbooks.template.unit.product_review import product_review
from workbooks.template.unit.risk import risk, stock_risk
from workbooks.template.unit.segments import segments
from workbooks.template.unit.steps import forecast_steps
from workbooks.template.unit.stock_health import shelf_life, stock_health
from workbooks.template.unit.supply_review import supply_review

PAGES = (
    Page("Product review", "ABC-XYZ, lifecycle, best sellers and the tail", "REVIEW"),
    Page("Demand review", "Accuracy, family totals, one item in detail, largest errors", "REVIEW"),
    Page("Supply review", "Stock, cover, projected balance, items at risk", "REVIEW"),
    Page("Finance review", "Units in money, AOP and prior year, price-volume-mix", "REVIEW"),
    Page("Pre-S&OP", "Gaps to close and what we ask of the company meeting", "REVIEW"),
    Page("LastMonth", "Plan against actual of the month just closed", "REVIEW"),
    Page("KPI", "Targets, trend and signals of the unit", "REVIEW"),
    Page("Segments", "Class of every item, and what has moved", "DEMAND"),
    Page("Cleansing", "Outliers, stock-outs, promotions: what was changed", "DEMAND"),
    Page("Accuracy", "Measures at a lag, value added, waterfall", "DEMAND"),
    Page("Backtest", "Which method for whom", "DEMAND"),
    Page("Levels", "Totals that agree, a total that spreads down", "DEMAND"),
    Page("New items", "Launch, hand-over, succession", "DEMAND"),
    Page("Drivers", "What price and working days do", "DEMAND"),
    Page("Policy", "Safety stock, reorder point, order quantities", "SUPPLY"),
    Page("Order sizes", "One item through every rule; what service costs", "SUPPLY"),
    Page("Stock health", "Active, excess, slow, obsolete; age; turns", "SUPPLY"),
    Page("Shelf life", "What expires before it is sold", "SUPPLY"),
    Page("Master schedule", "Customer orders, schedule, available to promise", "SUPPLY"),
    Page("Constrained plan", "What can ship, what is late", "SUPPLY"),
    Page("Allocation", "Who gets a short supply", "SUPPLY"),
    Page("Risk", "Range of stock and margin, items most at risk", "SUPPLY"),
    Page("Actions", "Who does what by when", "INPUT"),
    Page("Overrides", "Changes to the baseline, each with reason and owner", "INPUT"),
    Page("Sales inputs", "What sales, marketing and customers expect", "INPUT"),
    Page("Policy rules", "Service level, review and cover by class", "INPUT"),
    Page("Planners", "Who answers for which family", "INPUT"),
    Page("Successions", "Which item took the place of another", "INPUT"),
    Page("Settings", "Planning date, weights, limits", "INPUT"),
    Page("Demand plan", "Every item by month: history, baseline, consensus", "PLAN"),
    Page("Supply plan", "Every item by month: receipts, balance, cover", "PLAN"),
    Page("Money plan", "Every item by month: prices, costs, revenue, stock value", "PLAN"),
    Page("PVM", "Price, volume and mix by item and channel", "PLAN"),
    Page("Forecast steps", "What each step of the forecast said", "PLAN"),
    Page("Stock risk", "Chance of a stock-out by item and month", "PLAN"),
    Page("Item year", "What the company workbook reads, by item", "PLAN"),
    Page("Interface", "What the company workbook reads", "PLAN"),
    Page("Items", "Item master", "DATA"),
    Page("Sales", "Sales ledger", "DATA"),
    Page("Stock", "Stock at month end", "DATA"),
    Page("Open orders", "Supply orders not yet received", "DATA"),
    Page("Customer orders", "Orders not yet shipped", "DATA"),
    Page("Prices", "List prices and standard costs by date", "DATA"),
    Page("Snapshots", "What earlier cycles said of each item", "DATA"),
    Page("Cycle log", "What earlier cycles said of each family", "DATA"),
    Page("AOP", "Annual operating plan", "DATA"),
    Page("Checks", "What must hold before the pack goes out", "CONTROL"),
    Page("Functions", "What can be typed in a cell", "CONTROL"),
)


# Cells of a planning workbook that the company links to by address: its planning date and the state of its checks.
UNIT_CELLS = {"as_of": "Settings!$C$7", "checks": "Home!$F$10"}


def channel_pairs(data: PlanningData) -> list[tuple[str, str, str]]:
    """Item, family and channel of everything sold in the year closed or the year before, the same in all workbooks."""
    recent = data.sales[data.sales["month"] >= data.month(-24)]
    pairs = recent[["item", "channel"]].drop_duplicates().merge(data.items[["item", "family"]], on="item")
    order = {family: i for i, family in enumerate(data.families)}
    pairs = pairs.sort_values(["item", "channel"])
    pairs = pairs.iloc[pairs["family"].map(order).argsort(kind="stable")]
    return [(str(i), str(f), str(c)) for i, f, c in pairs[["item", "family", "channel"]].itertuples(index=False)]


def planning_workbook(data: PlanningData, unit: Unit) -> bytes:
    """The workbook as a file; its values are those of an empty calculation until it is recalculated."""
    book = TemplateBook(title=f"{unit.name}: S&OP planning", company=data.company, created=data.as_of)
    family_of = data.items.set_index("item")["family"]

    def own(table: pd.DataFrame) -> pd.DataFrame:
        found = table[table["unit"] == unit.name].copy()
        if "family" not in found and "item" in found:
            found["family"] = found["item"].map(family_of)
        return found

    items = data.active_items(unit.name)
    home(
        book,
        f"{data.company}  ·  {unit.name}",
        PAGES,
        Start(
            (
                ("Items", "Your items; then Sales, Stock, Open orders, Prices, AOP"),
                ("Settings", "Planning date, currency, weights"),
                ("Demand review", "Watch list; type changes on Overrides"),
                ("Supply review", "Items at risk, excess, next orders"),
                ("Finance review", "Units in money against AOP and prior year"),
                ("Checks", "Every line OK? Save, and the run publishes"),
            ),
            (
                ("Cycle", "=CycleMonth", "text"),
                ("Planning date", "=AsOf", "date"),
                ("Plan", "=PlanName", "text"),
                ("Data refreshed", "=LastRefresh", "date"),
                ("Checks", '=IF(COUNTIF(Checks[Status],"FAIL")>0,"FAIL",IF(COUNTIF(Checks[Status],"WARN")>0,"WARN","OK"))', "text"),
                ("Open actions", '=COUNTIF(Actions[Status],"open")', "units"),
                ("Late actions", '=COUNTIF(Actions[Signal],"late")', "units"),
            ),
            data.is_sample,
        ),
    )  # fmt: skip
    # Later sheets are written first where reviews refer to them; the tabs are put in order at the end.
    demand = demand_plan(book, items)
    supply = supply_plan(book, items, demand)
    money = money_plan(book, demand)
    layout = interface(book, data.families, demand, supply, money)
    plan = UnitPlan(demand, supply, money, KeyFigures(data.families, layout))
    product_review(book, plan)
    demand_review(book, plan)
    supply_review(book, plan)
    finance_review(book, plan)
    detailed = _detailed_sheets(book, plan, data, unit)
    requests = own(data.requests)[["request", "reason", "value", "needed_by"]]
    pre_sop(book, plan, requests)
    last_month(book, plan)
    kpi(book, plan)
    pvm(book, channel_pairs(data), of_ledger, title="Price, volume and mix by item and channel")
    tables.actions(book, data.cycle.actions)
    tables.overrides(book, own(data.overrides))
    override_value(book, plan.demand)
    tables.sales_inputs(book, own(data.inputs))
    settings.add_settings(
        book,
        [
            *settings.common(f"{data.company}, {unit.name}", data.as_of, data.fiscal_year_start, data.currency),
            *settings.planning(),
        ],
        data.notes,
    )
    sold = own(data.sales)
    snapshots = own(data.snapshots)
    tables.items(book, data.items[data.items["item"].isin(sold["item"])])
    tables.sales(book, sold)
    planned = set(items["item"])
    stock = own(data.stock)
    tables.stock(book, stock[stock["item"].isin(planned)])
    tables.open_orders(book, open_orders(snapshots, items, data))
    tables.snapshots(book, snapshots[snapshots["item"].isin(planned)])
    tables.budget(book, own(data.budget))
    _detail_tables(book, data, own, planned)
    checks(book, [*check_lines(plan), *detailed, *rows_in_rows_out(book)])
    functions(book)
    book.order([page.sheet for page in (Page("Home", "", ""), *PAGES)])
    return book.close()


def _detailed_sheets(book: TemplateBook, plan: UnitPlan, data: PlanningData, unit: Unit) -> list[CheckLine]:
    """The sheets that each answer one question of the reviews, and what must hold in them."""
    items = data.active_items(unit.name)
    sold = data.sales[data.sales["unit"] == unit.name].merge(data.items[["item", "family"]], on="item")
    pairs = sorted(set(sold[["family", "channel"]].itertuples(index=False, name=None)))
    channels = [(family, channel) for family in data.families for of, channel in pairs if of == family]
    planners = data.detail.planners["planner"].nunique()
    ranked_channels = sold.groupby("channel")["revenue"].sum().sort_values(ascending=False).index.tolist()
    classes = segments(book, plan.demand)
    cleansing(book, plan)
    accuracy(book, plan, forecast_steps(book, plan.demand), max(planners, 1))
    backtest(book, plan, classes)
    levels(book, plan, channels, int(items["family"].value_counts().max()))
    new_items(book, plan, items, classes, data.detail.successions)
    drivers(book, plan)
    order_sizes(book, plan, policy(book, plan))
    shelf_life(book, plan, stock_health(book, plan))
    master_schedule(book, plan)
    served = constrained(book, plan)
    allocation(book, plan, ranked_channels)
    risk(book, plan, stock_risk(book, plan))
    item_year(
        book,
        company_items(data),
        of_unit(plan.supply),
        title="Item year: what the company workbook reads item by item",
        note="The company workbook links here: do not move cells.",
    )
    lines = [
        CheckLine(
            "Levels agree: the total is the sum of the lowest level",
            '=IF(ABS(LevelsGap)<0.01,"OK","FAIL")',
            '="difference "&TEXT(LevelsGap,"0.00")&" units over the plan"',
        ),
        CheckLine(
            "A total that is spread comes back exactly",
            '=IF(COUNTIF(SpreadAddsUp,"NO")=0,"OK","FAIL")',
            '=COUNTIF(SpreadAddsUp,"yes")&" of "&COLUMNS(SpreadAddsUp)&" months"',
        ),
        CheckLine(
            "Demand that waits = opening backlog + bookings − shipments",
            f'=IF({identity_gap(served)}<0.01,"OK","FAIL")',
            f'="difference "&TEXT({identity_gap(served)},"0.00")&" units"',
        ),
        CheckLine(
            "Every complete override reaches the plan",
            f'=IF(MAX(Overrides[No.])<={tables.READY_OVERRIDES},"OK","FAIL")',
            f'=MAX(Overrides[No.])&" complete overrides, room for {tables.READY_OVERRIDES}"',
        ),
    ]
    if len(data.detail.successions):
        lines.append(
            CheckLine(
                "Succession loses no history",
                '=IF(ABS(SuccessionGap)<0.01,"OK","FAIL")',
                '="difference "&TEXT(SuccessionGap,"0.00")&" units"',
            )
        )
    return lines


def company_items(data: PlanningData) -> list[tuple[str, str]]:
    """Item and family of everything sold in the year closed or planned anywhere, the same in all workbooks."""
    sold = set(data.sales.loc[data.sales["month"] >= data.month(-12), "item"])
    order = {family: i for i, family in enumerate(data.families)}
    rows = [(str(i), str(f)) for i, f in data.items[["item", "family"]].itertuples(index=False) if i in sold]
    return sorted(rows, key=lambda row: (order[row[1]], row[0]))


def _detail_tables(
    book: TemplateBook, data: PlanningData, own: Callable[[pd.DataFrame], pd.DataFrame], planned: set[str]
) -> None:
    """The data sheets that the detailed sheets read."""
    detail = data.detail
    detail_tables.policy_rules(book)
    detail_tables.prices(book, detail.prices[detail.prices["item"].isin(planned)])
    orders = own(detail.customer_orders)
    detail_tables.customer_orders(book, orders[orders["item"].isin(planned)])
    detail_tables.cycle_log(book, own(detail.cycles))
    detail_tables.successions(book, detail.successions)
    detail_tables.planners(book, detail.planners)


def open_orders(
    snapshots: pd.DataFrame, items: pd.DataFrame, data: PlanningData, transfer_days: float = 14
) -> pd.DataFrame:
    """Orders that the last cycle placed: its plan for the months within the lead time, in whole lots."""
    lead_months = {
        item: (days + transfer_days) / (365.25 / 12)
        for item, days in items[["item", "lead_time"]].itertuples(index=False)
    }
    lots = dict(items[["item", "lot_size"]].itertuples(index=False))
    rows = []
    for k in range(PLAN_MONTHS):
        month = data.month(k)
        planned = snapshots[(snapshots["month"] == month) & snapshots["last_plan"].notna()]
        for item, units in planned[["item", "last_plan"]].itertuples(index=False):
            if item in lots and k + 1 <= lead_months[item] and units > 0:
                rows.append((month, item, math.ceil(units / lots[item]) * lots[item]))
    return pd.DataFrame(rows, columns=["month", "item", "units"])


def check_lines(plan: UnitPlan) -> list[CheckLine]:
    """What must hold in a planning workbook."""
    demand, supply = plan.demand, plan.supply
    first_baseline = f"'Demand plan'!{demand.baseline.column(0)}8"
    # Summed over the whole ledger, not item by item as the history is.
    ledger = f'SUMIFS(Sales[Units],Sales[Month],">="&EDATE(FirstPlanMonth,-{HISTORY_MONTHS}))'
    months = "((YEAR(FirstPlanMonth)-YEAR(MIN(Sales[Month])))*12+MONTH(FirstPlanMonth)-MONTH(MIN(Sales[Month])))"
    counted = "COUNTIFS(Stock[Month],EDATE(FirstPlanMonth,-1))"
    return [
        CheckLine(
            "Every item has a baseline: rows in = rows out",
            f'=IF(COUNT({demand.consensus.ref()})<ROWS(ItemList)*{PLAN_MONTHS},"FAIL",IF(COUNT({demand.baseline.ref()})<ROWS(ItemList)*{PLAN_MONTHS},"WARN","OK"))',
            f'=COUNT({demand.baseline.ref()})&" numbers for "&ROWS(ItemList)&" items × {PLAN_MONTHS} months; with overrides "&COUNT({demand.consensus.ref()})&". "&IF(ISERROR({first_baseline}),SOP_WHY({first_baseline}),"")',
        ),
        CheckLine(
            "History of the planned items ties to the sales ledger",
            f'=IF(ABS(SUM({demand.history.ref()})+SUM(Items[Not planned])-{ledger})<0.5,"OK","FAIL")',
            f'="history "&TEXT(SUM({demand.history.ref()}),"#,##0")&" + items that are not planned "&TEXT(SUM(Items[Not planned]),"#,##0")&", ledger "&TEXT({ledger},"#,##0")',
        ),
        CheckLine(
            "Families add up to the sales ledger, year closed",
            f'=IF(ABS({plan.keys.total(key.REVENUE, -12, -1)}-SUMIFS(Sales[Revenue],Sales[Month],">="&YearStart))<0.01,"OK","FAIL")',
            f'="families "&TEXT({plan.keys.total(key.REVENUE, -12, -1)},"#,##0.00")',
        ),
        CheckLine(
            "Stock identity: opening + receipts − demand = closing",
            f'=IF(ABS({_closing(plan)}-SUM({supply.balance.ref(PLAN_MONTHS - 1, 1)}))<0.5,"OK","FAIL")',
            f'="closing "&TEXT(ROUND(SUM({supply.balance.ref(PLAN_MONTHS - 1, 1)}),6),"#,##0")&", identity "&TEXT(ROUND({_closing(plan)},6),"#,##0")',
        ),
        CheckLine(
            "Every item has a price and a cost",
            f'=IF(COUNT({demand.price},{demand.cost})<2*ROWS(ItemList),"FAIL",IF(COUNTIF({demand.price},">0")+COUNTIF({demand.cost},">0")=2*ROWS(ItemList),"OK","WARN"))',
            f'=COUNTIF({demand.price},">0")&" prices, "&COUNTIF({demand.cost},">0")&" costs for "&ROWS(ItemList)&" items; an item without a price brings no revenue"',
        ),
        CheckLine(
            "Price, volume and mix add up to the change of revenue",
            '=IF(ABS(PVM_Total-(PVM_Actual-PVM_Base))<0.01,"OK","FAIL")',
            '="difference "&TEXT(PVM_Total-(PVM_Actual-PVM_Base),"0.00")',
        ),
        CheckLine(
            "Overrides name a planned item, a reason and an owner",
            '=IF(COUNTIF(Overrides[State],"incomplete")+COUNTIF(Overrides[State],"unknown item")=0,"OK","FAIL")',
            '=COUNTIF(Overrides[State],"active")&" active, "&COUNTIF(Overrides[State],"expired")&" expired, "&COUNTIF(Overrides[State],"incomplete")&" incomplete, "&COUNTIF(Overrides[State],"unknown item")&" unknown items"',
        ),
        CheckLine(
            "The sales ledger holds at least 12 months",
            f'=IF({months}<12,"WARN","OK")',
            f'=MIN(12,{months})&" of 12 months of history; season and comparisons with the prior year need 24"',
        ),
        CheckLine(
            "The stock at the planning date is known",
            f'=IF({counted}>0,"OK","WARN")',
            f'={counted}&" items with a stock for "&TEXT(AsOf,"mmm yyyy")&IF({counted}=0,": the supply plan starts from nothing","")',
        ),
        CheckLine(
            "No negative stock in the data",
            '=IF(COUNTIFS(Stock[Month],EDATE(FirstPlanMonth,-1),Stock[Units],"<0")=0,"OK","WARN")',
            '=COUNTIFS(Stock[Month],EDATE(FirstPlanMonth,-1),Stock[Units],"<0")&" items with negative stock: ask the warehouse for a count"',
        ),
    ]  # fmt: skip


def _closing(plan: UnitPlan) -> str:
    demand, supply = plan.demand, plan.supply
    receipts = f"SUM({supply.open_orders.ref()})+SUM({supply.receipts.ref()})"
    return f"(SUM({supply.on_hand})+{receipts}-SUM({demand.consensus.ref()}))"
