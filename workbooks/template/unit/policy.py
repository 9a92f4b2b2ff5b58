"""Stock policy of every item: safety stock by every rule, reorder point, economic quantities, service reached."""

from __future__ import annotations

from workbooks.template.item_grid import Attribute, ItemGrid, item_grid
from workbooks.template.kit import TemplateBook
from workbooks.template.unit.plan import UnitPlan

SHEET = "Policy"


def policy(book: TemplateBook, plan: UnitPlan) -> ItemGrid:
    """One row per item; costs and limits from Settings and Policy rules."""
    demand, supply = plan.demand, plan.supply
    mean, std, lead = "<mean>", "<std>", "<lead>"
    review, service = supply.review, supply.service
    first, last = demand.consensus.column(0), demand.consensus.column(11)
    past = demand.history.ref(-12, 12)

    def column(key: str, head: str, kind: str, formula: str, *, array: bool = True, **more: object) -> Attribute:
        check = f"Policy, {head.lower()}" if array and "IFERROR" not in formula else None
        return Attribute(key, (head,), kind, formula, is_array=array, check=check, **more)  # type: ignore[arg-type]

    attributes = [
        column("mean", "Demand, mean per month", "units1", f"=MAX(0.1,AVERAGE('Demand plan'!{first}{{r}}:{last}{{r}}))", array=False),
        column("std", "σ of demand", "units1", "=MAX(0.1,'Supply plan'!J{r})", array=False),
        column("lead", "Lead time, months", "units1", "='Supply plan'!G{r}", array=False),
        column("unit", "Unit cost", "money2", "='Demand plan'!H{r}", array=False),
        column("hold", "Holding cost, unit and month", "money2", "=MAX(0.0001,<unit@>*HoldingRate/12)", array=False),
        column("short", "Cost of a unit short", "money2", "=MAX(<unit@>*0.1,'Demand plan'!G{r}-<unit@>)", array=False),
        column("normal", "Safety stock, cycle service", "units", "='Supply plan'!P{r}", array=False, total=True),
        column("fill", "Safety stock, fill rate", "units", f"=SOP_SAFETY_STOCK_FILL_RATE({service},<lot>,{std},{lead},,,{review})", total=True),
        column("error", "Safety stock, forecast error", "units", f'=IFERROR(SOP_SAFETY_STOCK_FROM_ERROR({past},{demand.lag_1.ref()},{service},{lead},{review}),"no record")', total=True),
        column("lot", "Economic order quantity", "units", f"=SOP_EOQ({mean},OrderCost,<hold>)"),
        column("poq", "Covers months", "units", f"=SOP_POQ({mean},OrderCost,<hold>)"),
        column("rop", "Reorder point", "units", f"=SOP_REORDER_POINT({mean},{lead},<normal>)", total=True),
        column("alpha", "Cycle service reached", "pct", f"=SOP_CYCLE_SERVICE_LEVEL(<normal>,{std},{lead},,,{review})"),
        column("beta", "Fill rate reached", "pct", f"=SOP_FILL_RATE(<normal>,<lot>,{std},{lead},,,{review})"),
        column("shortage", "Units short per cycle", "units1", f"=SOP_EXPECTED_SHORTAGE(<normal>,{std},{lead},,,{review})", total=True),
        Attribute("minmax", ("Min (s)", "Max (S)"), "units", f"=SOP_MIN_MAX_POLICY({mean},{std},{lead},OrderCost,<hold>,<short>)", check="Policy, min and max"),
        Attribute("rq", ("R: reorder at", "Q: order"), "units", f'=IFERROR(SOP_RQ_POLICY({mean},{std},{lead},OrderCost,<hold>,<short>),"no optimum")'),
        column("upto", "Order up to, intermittent", "units", f"=SOP_ORDER_UP_TO_LEVEL(IF({past}<0,0,{past}),MAX(2,ROUND(AVERAGE({supply.lead_time}),0)+1),0.95)"),
        column("now", "On hand", "units", "='Supply plan'!I{r}", array=False, total=True),
        column("signal", "Order now?", "text", '=IF(<now@><<rop@>,"below reorder point","enough")', array=False, width=18),
    ]  # fmt: skip
    grid = item_grid(
        book,
        SHEET,
        "Policy: how much safety, when to order, how much",
        demand,
        attributes,
        [],
        note="Safety stock by three rules side by side; quantities by cost of ordering, holding and being short (Settings). Service and review by class (Policy rules).",
    )
    grid.sheet.status_colours(grid.area("signal"), good="enough", watch="-", bad="below reorder point")
    return grid
