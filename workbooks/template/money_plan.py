"""The plan in money: effective prices and costs, revenue, cost of goods sold and stock value of every item."""

from __future__ import annotations

from workbooks.planning_data import PLAN_MONTHS
from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.kit import TemplateBook
from workbooks.template.plans import DemandPlan

SHEET = "Money plan"
_LIST = "Prices[Item],Prices[Valid from]"


def money_plan(book: TemplateBook, demand: DemandPlan) -> ItemGrid:
    """Units times the price and standard cost that are in effect in each month."""
    grid = item_grid(
        book,
        SHEET,
        "Money plan: the consensus at the prices and costs in effect",
        demand,
        [
            Attribute("list", ("List price now",), "money2", f"=SOP_EFFECTIVE_PRICE(ItemList,AsOf,{_LIST},Prices[List price])", check="Money plan, list price"),
            Attribute("plan", ("Price realised, 3 months",), "money2", "='Demand plan'!G{r}", is_array=False),
            Attribute("share", ("Realised share",), "pct", "=IF(<list@>=0,1,<plan@>/<list@>)", is_array=False),
        ],
        [
            Months("price", "Net price", "SOP_EFFECTIVE_PRICE on the list, times the realised share", PLAN_MONTHS, f"=SOP_EFFECTIVE_PRICE(ItemList,PlanMonths,{_LIST},Prices[Net price])", "money2", total=False, check="Money plan, price"),
            Months("cost", "Standard cost", "SOP_EFFECTIVE_PRICE", PLAN_MONTHS, f"=SOP_EFFECTIVE_PRICE(ItemList,PlanMonths,{_LIST},Prices[Standard cost])", "money2", total=False, check="Money plan, cost"),
            Months("revenue", "Revenue", "SOP_PLAN_VALUE at net prices", PLAN_MONTHS, f"=SOP_PLAN_VALUE(ItemList,Consensus,PlanMonths,{_LIST},Prices[Net price])", "money", check="Money plan, revenue"),
            Months("cogs", "Cost of goods sold", "SOP_PLAN_VALUE at standard costs", PLAN_MONTHS, f"=SOP_PLAN_VALUE(ItemList,Consensus,PlanMonths,{_LIST},Prices[Standard cost])", "money", check="Money plan, cost of goods sold"),
            Months("stock", "Stock value", "SOP_INVENTORY_VALUE of the projected balance; a backlog is worth nothing", PLAN_MONTHS, f"=SOP_INVENTORY_VALUE(ItemList,Balance,PlanMonths,{_LIST},Prices[Standard cost])", "money", check="Money plan, stock value"),
        ],
        note="Prices and costs by the day they come into effect (sheet Prices), times the consensus and the projected balance.",
    )  # fmt: skip
    book.define("RealisedShare", SHEET, grid.area("share"))
    return grid
