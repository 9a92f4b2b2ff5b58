"""Actions of the supply review: projection of stock, proposed orders."""

from __future__ import annotations

import datetime as dt

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, amount, compute
from sop_xl.actions.plan_sheet import PlanSheet
from sop_xl.actions.port import WorkbookPort
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import month_start

_YEAR = 12
_TOLERANCE = 0.5


def project(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """Balance of every item; those that run short first, by the revenue at risk."""
    port.calculate()
    desk = Desk(port)
    sheet = PlanSheet.read(desk, "Supply plan")
    demand = desk.block("Consensus")
    items, names = sheet.texts("Item"), sheet.texts("Name")
    on_hand, safety, risk = sheet.numbers("On hand"), sheet.numbers("Safety stock"), sheet.numbers("Revenue at risk")
    coming = sheet.block("Open orders"), sheet.block("Planned receipts")
    balance = compute("SOP_PROJECT_INVENTORY", [[v] for v in on_hand], demand, *coming)
    first = desk.first_plan_month
    lines: list[tuple[CellValue, ...]] = []
    for i, row in enumerate(balance):
        months = [amount(value) for value in row[:_YEAR]]
        short = next((k for k, value in enumerate(months) if value < 0), None)
        below = sum(value < safety[i] - _TOLERANCE for value in months)
        if short is None and not below:
            continue
        when = to_serial(month_start(first, short)) if short is not None else None
        stock = on_hand[i], safety[i], min(months)
        lines.append((items[i], names[i], *stock, when, below, _money(risk[i])))
    lines.sort(key=lambda line: (-amount(line[7]), str(line[0])))
    difference = _difference(desk, balance)
    report = Report(
        "Items that run short or below safety stock, next twelve months",
        ("Item", "Name", "On hand", "Safety stock", "Lowest balance", "Short from", "Months below", "Revenue at risk"),
        tuple(lines),
        ("text", "text", "units", "units", "units", "month", "units", "money"),
        "Projection report",
    )
    short_items = sum(line[5] is not None for line in lines)
    said = (
        f"{len(balance)} items projected: {short_items} run short, {len(lines) - short_items} fall below safety stock."
    )
    if abs(difference) >= _TOLERANCE:
        said += f" The sheet's balance differs by {difference:,.1f} units."
    return Outcome(said, (report,), attention=short_items > 0 or abs(difference) >= _TOLERANCE)


def _money(value: float) -> float:
    """Revenue at risk without the millionths by which the sheet tells equal scores apart."""
    return float(round(value))


def _difference(desk: Desk, balance: list[list[CellValue]]) -> float:
    shown = desk.block("Balance")
    pairs = zip(balance, shown, strict=True)
    return max((abs(amount(a) - amount(b)) for x, y in pairs for a, b in zip(x, y, strict=True)), default=0.0)


def plan_orders(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001
    """Orders that keep safety stock: lot-sized, with the months of release and receipt."""
    port.calculate()
    desk = Desk(port)
    sheet = PlanSheet.read(desk, "Supply plan")
    lots = sheet.numbers("Lot size")
    lead = [int(value) for value in sheet.numbers("Lead time, months")]
    receipts = compute(
        "SOP_PLANNED_ORDERS",
        [[v] for v in sheet.numbers("On hand")],
        desk.block("Consensus"),
        sheet.block("Open orders"),
        [[v] for v in sheet.numbers("Safety stock")],
        [[v] for v in lead],
        [[lot, lot] for lot in lots],
        [[v] for v in lead],  # nothing new can come within the lead time
    )
    cost = dict(zip(sheet.texts("Item"), PlanSheet.read(desk, "Demand plan").numbers("Unit cost"), strict=True))
    first: dt.date = desk.first_plan_month
    lines: list[tuple[CellValue, ...]] = []
    names, sources = sheet.texts("Name"), sheet.texts("Source")
    for i, item in enumerate(sheet.texts("Item")):
        for k, value in enumerate(receipts[i]):
            units = amount(value)
            if units > 0:
                release, receipt = month_start(first, k - lead[i]), month_start(first, k)
                head = (to_serial(release), to_serial(receipt), item, names[i], sources[i])
                lines.append((*head, units, units * cost[item]))
    lines.sort(key=lambda line: (amount(line[0]), str(line[2])))
    now = [line for line in lines if amount(line[0]) <= to_serial(first)]
    report = Report(
        "Proposed orders by month of release",
        ("Release in", "Receive in", "Item", "Name", "Source", "Units", "Value at cost"),
        tuple(lines),
        ("month", "month", "text", "text", "text", "units", "money"),
        "Order proposals",
    )
    value = sum(amount(line[6]) for line in now)
    return Outcome(f"{len(lines)} orders proposed; {len(now)} to be released now, {value:,.0f} at cost.", (report,))
