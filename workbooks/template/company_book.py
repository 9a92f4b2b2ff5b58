"""The company workbook for finance and executives, linked to the planning workbooks of the units."""

from __future__ import annotations

import datetime as dt

import pandas as pd

from workbooks.planning_data import PlanningData
from workbooks.template import interface as key
from workbooks.template import settings, tables
from workbooks.template.company.accounts import accounts
from workbooks.template.company.capacity import capacity, resource_tables
from workbooks.template.company.capacity_options import capacity_options
from workbooks.template.company.cash import cash
from workbooks.template.company.costing import costing
from workbooks.template.company.currency import currency
from workbooks.template.company.executive import executive
from workbooks.template.company.family_pages import family_pages
from workbooks.template.company.kpi import kpi
from workbooks.template.company.ledger import ledger_tables
from workbooks.template.company.links import LINKED_SHEETS, company_plan, pvm_of_units, regions
from workbooks.template.company.materials import bill, bill_tables, longest_bill, material_rows, materials
from workbooks.template.company.meetings import agenda, calendar, roles
from workbooks.template.company.pages import PAGES, left_out
from workbooks.template.company.pre_sop import pre_sop
from workbooks.template.company.reviews import (
    CompanyPlan,
    demand_review,
    finance_review,
    last_month,
    product_review,
    supply_review,
)
from workbooks.template.company.scenarios import promotions, scenario_changes, scenarios
from workbooks.template.company.segments import segments, stock_moves
from workbooks.template.company.suppliers import purchase_orders, suppliers
from workbooks.template.external import with_external_books
from workbooks.template.interface import InterfaceLayout
from workbooks.template.item_year import item_year, of_company
from workbooks.template.key_figures import KeyFigures
from workbooks.template.kit import Column, TemplateBook
from workbooks.template.planning_book import UNIT_CELLS, channel_pairs, company_items
from workbooks.template.pvm import pvm
from workbooks.template.settings import Setting
from workbooks.template.shared_sheets import CheckLine, Start, checks, functions, home, rows_in_rows_out
from workbooks.template.unit.pre_sop import REQUESTS, request_row

FILE = "company.xlsx"


def company_workbook(data: PlanningData) -> bytes:
    """The workbook as a file; its values come with the first recalculation."""
    book = TemplateBook(title=f"{data.company}: S&OP", company=data.company, created=data.as_of)
    home(
        book,
        f"{data.company}  ·  Sales & Operations Planning",
        [page for page in PAGES if page.sheet not in left_out(data)],
        Start(
            (
                ("Settings", "Planning date, currency, materiality"),
                ("Roles", "Who owns each step; then Calendar and Actions"),
                ("Regions", "Do all planning workbooks stand at this month?"),
                ("Executive", "Dashboard; then the reviews, one by one"),
                ("Decisions", "What the executive meeting must decide"),
                ("Checks", "Every line OK? The run makes the pack"),
            ),
            (
                ("Cycle", "=CycleMonth", "text"),
                ("Planning date", "=AsOf", "date"),
                ("Plan", "=PlanName", "text"),
                ("Data refreshed", "=LastRefresh", "date"),
                ("Checks", '=IF(COUNTIF(Checks[Status],"FAIL")>0,"FAIL",IF(COUNTIF(Checks[Status],"WARN")>0,"WARN","OK"))', "text"),
                ("Decisions wanted", '=COUNTIF(Decisions[Status],"wanted")', "units"),
                ("Late actions", '=COUNTIF(Actions[Signal],"late")', "units"),
                ("Next meeting", '=INDEX(Calendar[Step],MATCH("planned",Calendar[Status],0))', "text"),
                ("on", '=INDEX(Calendar[Date],MATCH("planned",Calendar[Status],0))', "date"),
            ),
            data.is_sample,
        ),
    )  # fmt: skip
    layout = company_plan(book, data.families, data.units)
    keys = KeyFigures(data.families, layout)
    region_lines = regions(book, data.units, InterfaceLayout(data.families), UNIT_CELLS)
    routed = set(data.routing["family"])
    made = next((i for i, family in enumerate(data.families) if family not in routed), len(data.families))
    hours = capacity(book, keys, list(data.resources["resource"]), made)
    plan = CompanyPlan(keys, hours, region_lines, data.accepted_difference if len(data.ledger) else None)
    executive(book, plan, data.cycle.targets)
    product_review(book, plan)
    demand_review(book, plan)
    supply_review(book, plan)
    finance_review(book, plan)
    pre_sop(book, plan, list(data.units), request_row(data.families), REQUESTS)
    family_pages(book, plan)
    kpi(book, plan, data.cycle.targets)
    last_month(book, plan)
    pvm(
        book,
        channel_pairs(data),
        pvm_of_units(data.units),
        title="Price, volume and mix of the company by item and channel",
        role="link",
    )
    _detailed_sheets(book, data, plan, routed)
    agenda(book, data.cycle.agenda, live_notes(plan))
    calendar(
        book,
        data.cycle.calendar,
        [dt.date(data.as_of.year, 7, 3), dt.date(data.as_of.year, 9, 7), dt.date(data.as_of.year, 11, 26)],
    )
    roles(book, data.cycle.roles, list(data.cycle.calendar["Step"]))
    tables.actions(book, data.cycle.actions)
    tables.decisions(book, data.cycle.decisions)
    tables.launches(book, data.cycle.launches)
    ledger_tables(book, data.ledger, data.rates)
    resource_tables(book, data.resources, data.routing)
    _receipts(book, data.receipts)
    settings.add_settings(
        book,
        [
            *settings.common(data.company, data.as_of, data.fiscal_year_start, data.currency),
            Setting("MaterialPercent", "Materiality, share", 0.05, "pct", "Share of the budget"),
            Setting("MaterialAmount", "Materiality, amount", 25_000, "money", "Amount; both limits must be reached"),
            Setting("ShipLagDays", "Days from order to shipment", 7, "units", "Of orders shipped from stock"),
        ],
        data.notes,
    )
    checks(book, [*check_lines(plan, len(data.units)), *detail_checks(data), *rows_in_rows_out(book)])
    functions(book)
    book.order([name for name in ("Home", *(page.sheet for page in PAGES)) if name in book.sheets])
    return with_external_books(book.close(), [(unit.file, LINKED_SHEETS) for unit in data.units])


def _detailed_sheets(book: TemplateBook, data: PlanningData, plan: CompanyPlan, routed: set[str]) -> None:
    """The sheets that each answer one question of the reviews; without their data they are left out."""
    out, detail, items = left_out(data), data.detail, company_items(data)
    item_year(
        book,
        items,
        of_company(len(data.units)),
        title="Item year: the sum of the units, item by item",
        note="The sum of the same cell in each planning workbook.",
        role="link",
    )
    segments(book, len(items))
    capacity_options(book, plan, busiest_resource(data))
    material = None
    if "Materials" not in out:
        bill_tables(book, data)
        rows = material_rows(data, [item for item, _ in items])
        material = materials(book, rows, len(items))
        bill(book, material, rows, len(items), longest_bill(data, rows))
    if "Suppliers" not in out:
        purchase_orders(book, detail.purchases)
        suppliers(book, detail.purchases["supplier"].nunique())
    if "Stock moves" not in out:
        stock_moves(book, detail.stock_moves)
    if "Scenarios" not in out:
        scenario_changes(book, detail.scenarios)
        if len(detail.promotions):
            promotions(book, detail.promotions)
        scenarios(book, plan, list(dict.fromkeys(detail.scenarios["scenario"])), len(detail.promotions))
    if "Accounts" not in out:
        currencies = sorted(set(data.ledger["currency"]))
        accounts(book, plan, currencies)
        cash(book, plan, material, [family for family in data.families if family not in routed])
        if "Currency" not in out:
            currency(book, plan, data.units, InterfaceLayout(data.families), currencies)
    if "Costing" not in out:
        costing(book, plan, detail.production, detail.labour, bought="Suppliers" not in out)


def busiest_resource(data: PlanningData) -> str:
    """Work centre that the sales of the year closed load most."""
    recent = data.sales[data.sales["month"] >= data.month(-12)].merge(data.items[["item", "family"]], on="item")
    sold = recent.groupby("family")["units"].sum()
    hours = (data.routing["run_hours"] * data.routing["family"].map(sold).fillna(0.0)).groupby(data.routing["resource"])
    centres = data.resources.set_index("resource")
    share = hours.sum() / (centres["hours_per_week"] * centres["stations"])
    return str(share.fillna(0.0).idxmax())


def detail_checks(data: PlanningData) -> list[CheckLine]:
    """What must hold in the detailed sheets that are there."""
    lines = {
        "Stock moves": CheckLine(
            "Stock identity in every row: opening + in − out = closing",
            '=IF(COUNTIF(StockMoves[Gap],"<>0")=0,"OK","FAIL")',
            '=ROWS(StockMoves[Gap])&" rows, "&COUNTIF(StockMoves[Gap],"<>0")&" with a gap; "&COUNTIF(StockMoves[Closing],"<0")&" closings below zero"',
        ),
        "Suppliers": CheckLine(
            "Every order line belongs to a supplier: lines in = lines out",
            '=IF(SUM(SupplierLines)=ROWS(PurchaseOrders[Supplier]),"OK","FAIL")',
            '=SUM(SupplierLines)&" of "&ROWS(PurchaseOrders[Supplier])&" lines"',
        ),
        "Costing": CheckLine(
            "Purchase price variance is the same by supplier and in Costing",
            '=IF(ABS(SupplierVariance-CostingPurchasePrice)<0.01,"OK","FAIL")',
            '="by supplier "&TEXT(SupplierVariance,"#,##0.00")&", in Costing "&TEXT(CostingPurchasePrice,"#,##0.00")',
        ),
        "Currency": CheckLine(
            "Exchange rates, volume, mix and price add up to the change of revenue",
            '=IF(ABS(CurrencyGap)<0.01,"OK","FAIL")',
            '="difference "&TEXT(CurrencyGap,"0.00")',
        ),
        "Cash": CheckLine(
            "Purchases and payments: what comes in is paid or still open",
            '=IF(ABS(CashGap)<0.01,"OK","FAIL")',
            '="difference "&TEXT(CashGap,"0.00")',
        ),
    }
    out = left_out(data)
    if "Suppliers" in out:
        out = {*out, "Costing"}
    return [line for sheet, line in lines.items() if sheet not in out]


def _receipts(book: TemplateBook, receipts: pd.DataFrame) -> None:
    columns = [
        Column("Month", "month", width=10),
        Column("Lines", "units", width=10),
        Column("In full", "units", width=10),
        Column("On time in full", "units", width=15),
    ]
    names = {"month": "Month", "lines": "Lines", "in_full": "In full", "on_time_in_full": "On time in full"}
    note = "Purchase order lines by month of their due date, from the ERP."
    tables.data_sheet(book, "Receipts", "Receipts", receipts.rename(columns=names), columns, note=note)


def live_notes(plan: CompanyPlan) -> dict[str, str]:
    """What the sheets say about an agenda item at this moment, by the text of the item."""
    total, capacity_layout = plan.keys.total, plan.capacity
    busy = capacity_layout.all(capacity_layout.utilisation, 0, 11)
    return {
        "Launches and phase-outs: are we on track?": '=COUNTIF(Launches[Status],"late")&" of "&COUNTIF(Launches[Status],"?*")&" projects late"',
        "Portfolio tail and stock of discontinued items": f'="excess stock "&TEXT({total(key.EXCESS_VALUE, -1, -1)},"#,##0")',
        "Last month: accuracy, bias, what we missed and why": f'=IF({total(key.JUDGED, -1, -1)}=0,"no forecast to judge","accuracy "&TEXT(1-{total(key.ABSOLUTE_ERROR, -1, -1)}/{total(key.JUDGED, -1, -1)},"0%")&", bias "&TEXT({total(key.LAG_1, -1, -1)}/{total(key.JUDGED, -1, -1)}-1,"+0%;-0%"))',
        "Baseline, inputs of sales and marketing, overrides": f'="inputs and overrides "&TEXT({total(key.UNITS, 0, 11)}-{total(key.BASELINE, 0, 11)},"+#,##0;-#,##0")&" units in 12 months"',
        "Assumptions, risks and opportunities": f'=IF({total(key.LAST_PLAN, 0, 11)}=0,"no last plan","plan "&TEXT({total(key.UNITS, 0, 11)}-{total(key.LAST_PLAN, 0, 11)},"+#,##0;-#,##0")&" units since last cycle")',
        "Stock, cover and safety stock exceptions": f'={total(key.ITEMS_SHORT, 0, 0)}&" items short within three months"',
        "Capacity against load, levers and their cost": f'=COUNTIF({busy},">1")&" work-centre months above 100 %, peak "&TEXT(MAX({busy}),"0%")',
        "Units in money: latest estimate against AOP and prior year": f'=IF({total(key.AOP_REVENUE, 0, 11)}=0,"no AOP","gap to AOP "&TEXT({total(key.REVENUE, 0, 11)}-{total(key.AOP_REVENUE, 0, 11)},"+#,##0;-#,##0"))',
        "Price, volume and mix; tie-out of the sheets": '="price "&TEXT(PVM_Price,"+#,##0;-#,##0")&", volume "&TEXT(PVM_Volume,"+#,##0;-#,##0")&", mix "&TEXT(PVM_Mix,"+#,##0;-#,##0")&"; "&COUNTIF(TieOut,"open")&" open differences"',
        "Gaps between demand, supply and AOP; options to close them": '=COUNTIF(INDEX(Pack_Gaps,0,15),"act")&" families to act on"',
        "Recommendations and the decisions wanted": '=COUNTIF(Decisions[Status],"wanted")&" decisions wanted"',
        "Decisions needed today and status of the last ones": '=COUNTIF(Decisions[Status],"wanted")&" wanted, "&COUNTIF(Decisions[Status],"decided")&" in the log"',
        "Dashboard and what changed since last cycle": '=COUNTIF(INDEX(Pack_KPI,0,7),"off target")&" KPI off target"',
        "Latest estimate, rolling twelve months by family": f'="next 12 months "&TEXT({total(key.REVENUE, 0, 11)},"#,##0")',
        "Restate actions, owners and dates; next cycle": '=COUNTIF(Actions[Status],"open")&" actions open, "&COUNTIF(Actions[Signal],"late")&" late"',
    }  # fmt: skip


def check_lines(plan: CompanyPlan, units: int) -> list[CheckLine]:
    """What must hold in the company workbook."""
    total, region = plan.keys.total, plan.regions
    aop = "+".join(plan.keys.layout.span(key.AOP_REVENUE, family, -12, 11) for family in plan.keys.families)
    dates = f"Regions!P{region.top + 1}:P{region.bottom - 1}"
    states = f"Regions!Q{region.top + 1}:Q{region.bottom - 1}"
    capacity_layout = plan.capacity
    return [
        CheckLine(
            "All planning workbooks stand at the same planning date",
            f'=IF(COUNTIF({dates},AsOf)={units},"OK","FAIL")',
            f'=COUNTIF({dates},AsOf)&" of {units} at "&TEXT(AsOf,"d mmm yyyy")',
        ),
        CheckLine(
            "No check fails in a planning workbook",
            f'=IF(COUNTIF({states},"FAIL")>0,"FAIL",IF(COUNTIF({states},"WARN")>0,"WARN","OK"))',
            f'=COUNTIF({states},"OK")&" OK, "&COUNTIF({states},"WARN")&" with warnings, "&COUNTIF({states},"FAIL")&" failed"',
        ),
        CheckLine(
            "The regions add up to the company",
            f'=IF(ABS({total(key.REVENUE, -12, -1)}-Regions!C{region.bottom})<0.01,"OK","FAIL")',
            f'="difference "&TEXT({total(key.REVENUE, -12, -1)}-Regions!C{region.bottom},"0.00")',
        ),
        CheckLine(
            "Price, volume and mix add up to the change of revenue",
            '=IF(ABS(PVM_Total-(PVM_Actual-PVM_Base))<0.01,"OK","FAIL")',
            '="difference "&TEXT(PVM_Total-(PVM_Actual-PVM_Base),"0.00")',
        ),
        CheckLine(
            "Price-volume-mix covers all revenue of both years",
            f'=IF(ABS(PVM_Actual-{total(key.REVENUE, -12, -1)})+ABS(PVM_Base-{total(key.REVENUE, -24, -13)})<0.01,"OK","FAIL")',
            f'="differences "&TEXT(PVM_Actual-{total(key.REVENUE, -12, -1)},"0.00")&" and "&TEXT(PVM_Base-{total(key.REVENUE, -24, -13)},"0.00")',
        ),
        CheckLine(
            "The sheets tie out (Finance review)",
            '=IF(COUNTIF(TieOut,"open")=0,"OK","FAIL")',
            '=COUNTIF(TieOut,"ties")&" of "&ROWS(TieOut)&" lines tie"',
        ),
        CheckLine(
            "Every ledger line has an exchange rate",
            '=IF(SUMPRODUCT((Ledger[Line]<>"")*(Ledger[Rate]=0))=0,"OK","FAIL")',
            '=SUMPRODUCT((Ledger[Line]<>"")*(Ledger[Rate]>0))&" of "&SUMPRODUCT(--(Ledger[Line]<>""))&" lines with a rate"',
        ),
        CheckLine(
            "The AOP covers the months that are compared with it",
            f'=IF(SUMPRODUCT(--({aop}=0))=0,"OK","WARN")',
            f'=SUMPRODUCT(--({aop}<>0))&" of 24 months with an AOP: the last 12 and the next 12"',
        ),
        CheckLine(
            "Every work centre has hours",
            f'=IF(COUNTIF({capacity_layout.all(capacity_layout.available, 0, 17)},">0")={18 * len(capacity_layout.resources)},"OK","FAIL")',
            '=ROWS(Resources[Resource])&" work centres"',
        ),
        CheckLine(
            "Every step of the cycle has an owner",
            '=IF(COUNTIF(Calendar[Owner],"missing")=0,"OK","WARN")',
            '=ROWS(Calendar[Owner])-COUNTIF(Calendar[Owner],"missing")&" of "&ROWS(Calendar[Owner])&" meetings with an owner"',
        ),
    ]  # fmt: skip
