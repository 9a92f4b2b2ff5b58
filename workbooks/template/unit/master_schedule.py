"""Master schedule and available to promise: what is ordered, what is left of the forecast, what can be promised."""

from __future__ import annotations

from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.kit import TemplateBook
from workbooks.template.plans import MONTH_ROW
from workbooks.template.unit.plan import UnitPlan

SHEET = "Master schedule"
_MONTHS = 12


def master_schedule(book: TemplateBook, plan: UnitPlan) -> ItemGrid:
    """Blocks of twelve months; a quantity asked for is promised for the first month that has it."""
    demand, supply = plan.demand, plan.supply
    forecast, open_orders = demand.consensus.ref(0, _MONTHS), supply.open_orders.ref(0, _MONTHS)
    schedule = f"<now>,{forecast},<orders>,{open_orders},{supply.lot_rule},{supply.safety_stock},DemandFence,{supply.whole_lead_time}"
    ordered = f"=SUMIFS(CustomerOrders[Units],CustomerOrders[Item],$B{{r}},CustomerOrders[Month],{{c}}${MONTH_ROW})"

    last = f"=SUMIFS(Snapshots[Last plan],Snapshots[Item],$B{{r}},Snapshots[Month],{{c}}${MONTH_ROW})"

    def months(key: str, title: str, note: str, formula: str, *, is_array: bool = True) -> Months:
        check = f"Master schedule, {title.lower()}" if is_array else None
        return Months(key, title, note, _MONTHS, formula, "units", is_array=is_array, check=check)

    return item_grid(
        book,
        SHEET,
        "Master schedule: what is ordered, what can be promised",
        demand,
        [
            Attribute("now", ("On hand",), "units", "='Supply plan'!I{r}", is_array=False, total=True),
            Attribute("asked", ("Units asked for",), "units", f"=ROUND({demand.consensus.cell(0)},0)", is_array=False, total=True),
            Attribute("fence", ("Planning fence, months",), "units", "=MAX(DemandFence,'Supply plan'!W{r})", is_array=False),
            Attribute("month", ("Promised for month no.",), "text", '=IFERROR(SOP_PROMISE_PERIOD(<cumulative>,<asked>),"not in 12")', width=12),
        ],
        [
            months("orders", "Customer orders", "from the sheet Customer orders", ordered, is_array=False),
            months("net", "Forecast left", "SOP_CONSUME_FORECAST: after the orders have consumed it", f"=SOP_CONSUME_FORECAST({forecast},<orders>,ConsumeBack,ConsumeAhead)"),
            months("wanted", "Demand to serve", "SOP_FENCED_DEMAND: orders within the fence, then the larger of both", f"=SOP_FENCED_DEMAND({forecast},<orders>,DemandFence)"),
            months("schedule", "Master schedule", "SOP_MASTER_SCHEDULE: receipts added to the open orders", f"=SOP_MASTER_SCHEDULE({schedule})"),
            months("balance", "Balance", "of the master schedule", f'=SOP_MASTER_SCHEDULE({schedule},"balance")'),
            months("discrete", "Available to promise", "SOP_ATP, per receipt", "=SOP_ATP(<now>,<schedule>,<orders>)"),
            months("cumulative", "Available to promise, in all", "SOP_ATP with look-ahead", '=SOP_ATP(<now>,<schedule>,<orders>,"cumulative")'),
            months("last", "Last plan", "of the cycle before, from Snapshots", last, is_array=False),
            Months("fenced", "Changed inside the fences", "SOP_FENCE_CHECK: frozen before the demand fence, slushy within the lead time", _MONTHS, f"=SOP_FENCE_CHECK({forecast},<last>,DemandFence,<fence>,1)", "text", total=False),
        ],
        note="Fences and reach of orders: Settings. The lead time is the planning fence: nothing new can come within it. A month of the consensus is asked for as a test of what can be promised.",
    )  # fmt: skip
