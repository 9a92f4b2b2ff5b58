"""The sheets of the company workbook in their order, and the tables without which one is left out."""

from __future__ import annotations

import pandas as pd

from workbooks.planning_data import PlanningData
from workbooks.template.company.links import COMPANY_PLAN
from workbooks.template.shared_sheets import Page

PAGES = (
    Page("Executive", "Dashboard, rolling twelve months by family, decisions wanted", "REVIEW"),
    Page("Product review", "Launches, phase-outs, what the families contribute", "REVIEW"),
    Page("Demand review", "Demand by family and region", "REVIEW"),
    Page("Supply review", "Stock, capacity heat map, overloads", "REVIEW"),
    Page("Finance review", "Actual, AOP, prior year, price-volume-mix, tie-out", "REVIEW"),
    Page("Pre-S&OP", "Gaps, closers, requests of the regions", "REVIEW"),
    Page("Scenarios", "What if, what matters most, range of the year", "REVIEW"),
    Page("Family pages", "Bookings, shipments, backlog, supply, inventory", "REVIEW"),
    Page("LastMonth", "Plan against actual by department", "REVIEW"),
    Page("KPI", "Targets, trend and signals", "REVIEW"),
    Page("Segments", "Class of every item over all regions", "DETAIL"),
    Page("Capacity options", "Levers, promises, aggregate plan", "DETAIL"),
    Page("Materials", "Requirements of every component", "DETAIL"),
    Page("Bill", "What goes into one unit, which materials cost most", "DETAIL"),
    Page("Suppliers", "Deliveries and prices by supplier", "DETAIL"),
    Page("Accounts", "Actual, estimate, AOP, prior year; commentary", "DETAIL"),
    Page("Costing", "Material, labour, overhead against standard", "DETAIL"),
    Page("Cash", "Cash conversion, purchase cash plan", "DETAIL"),
    Page("Currency", "What exchange rates did", "DETAIL"),
    Page("Agenda", "The six steps with live exceptions", "MEETING"),
    Page("Calendar", "Dates of this and the next cycles", "MEETING"),
    Page("Actions", "Who does what by when", "MEETING"),
    Page("Decisions", "Decisions wanted and taken", "MEETING"),
    Page("Roles", "Who owns, attends, is informed", "MEETING"),
    Page("Launches", "Launches and phase-outs", "MEETING"),
    Page("Regions", "The planning workbooks side by side (links)", "PLAN"),
    Page(COMPANY_PLAN, "Sum of the units, cell by cell (links)", "PLAN"),
    Page("Item year", "Sum of the units, item by item (links)", "PLAN"),
    Page("PVM", "Price, volume, mix and margin of the company", "PLAN"),
    Page("Capacity", "Hours per unit, load, utilisation", "PLAN"),
    Page("Ledger", "General ledger", "DATA"),
    Page("Rates", "Exchange rates", "DATA"),
    Page("Resources", "Work centres", "DATA"),
    Page("Routing", "Bill of resources", "DATA"),
    Page("Receipts", "Supplier deliveries by month", "DATA"),
    Page("Purchase orders", "Purchase order lines", "DATA"),
    Page("Stock moves", "Receipts, issues, closing stock", "DATA"),
    Page("BOM", "Bill of material", "DATA"),
    Page("Parts", "Parts and items of the bill", "DATA"),
    Page("Promotions", "Scenarios decided to be the plan", "INPUT"),
    Page("Scenario changes", "The changes that make the scenarios", "INPUT"),
    Page("Settings", "Planning date and parameters", "CONTROL"),
    Page("Checks", "What must hold before the pack goes out", "CONTROL"),
    Page("Functions", "What can be typed in a cell", "CONTROL"),
)

_NEEDS = {
    "Stock moves": ("stock_moves",),
    "Materials": ("bom", "parts"),
    "Bill": ("bom", "parts"),
    "BOM": ("bom", "parts"),
    "Parts": ("bom", "parts"),
    "Suppliers": ("purchases",),
    "Purchase orders": ("purchases",),
    "Scenarios": ("scenarios",),
    "Scenario changes": ("scenarios",),
    "Promotions": ("scenarios", "promotions"),
    "Costing": ("production",),
    "Accounts": ("ledger",),
    "Cash": ("ledger",),
    "Currency": ("ledger", "rates"),
}


def left_out(data: PlanningData) -> set[str]:
    """Sheets whose tables are empty."""

    def is_empty(table: str) -> bool:
        found: pd.DataFrame = getattr(data if hasattr(data, table) else data.detail, table)
        return len(found) == 0

    return {sheet for sheet, tables in _NEEDS.items() if any(is_empty(table) for table in tables)}
