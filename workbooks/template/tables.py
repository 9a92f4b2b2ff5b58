"""The data sheets: one Excel table each, with the columns that imports fill and users edit."""

from __future__ import annotations

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.planning_data import HISTORY_MONTHS
from workbooks.template import style as st
from workbooks.template.kit import Column, Formula, TemplateBook, TemplateSheet
from workbooks.template.style import Style

_DATA_TAB, _INPUT_TAB = st.GREY, st.ORANGE
OVERRIDE_KINDS = ("percent", "units", "replace")
REASONS = ("Promotion", "Price change", "Customer order", "New outlet", "Lost customer", "Launch", "Phase-out", "Other")
READY_OVERRIDES = 40  # as many as a cycle takes
_OVERRIDE_STATE = (
    '=IF(Overrides[[#This Row],[Item]]="","",IF(COUNTIF(ItemList,Overrides[[#This Row],[Item]])=0,"unknown item",'
    'IF(OR(Overrides[[#This Row],[First month]]="",Overrides[[#This Row],[Last month]]="",Overrides[[#This Row],[Kind]]="",'
    'Overrides[[#This Row],[Value]]="",Overrides[[#This Row],[Reason]]="",Overrides[[#This Row],[Owner]]="",'
    'Overrides[[#This Row],[Assumption]]=""),"incomplete",IF(Overrides[[#This Row],[Expires]]="","active",'
    'IF(Overrides[[#This Row],[Expires]]<AsOf,"expired","active")))))'
)
_OVERRIDE_NUMBER = (
    '=IF(OR(Overrides[[#This Row],[State]]="active",Overrides[[#This Row],[State]]="expired"),'
    'COUNTIFS(Overrides[State],"active",Overrides[Row],"<="&Overrides[[#This Row],[Row]])'
    '+COUNTIFS(Overrides[State],"expired",Overrides[Row],"<="&Overrides[[#This Row],[Row]]),0)'
)
_OVERRIDE_EFFECT = '=SOP_OVERRIDE(IFERROR(AgreedPlan,""),ItemList,PlanMonths,OverridesReady,AsOf,"state")'
_NOT_PLANNED = (  # units of the history that the demand plan leaves out
    "=IF(COUNTIF(ItemList,Items[[#This Row],[Item]])>0,0,SUMIFS(Sales[Units],Sales[Item],Items[[#This Row],[Item]],"
    f'Sales[Month],">="&EDATE(FirstPlanMonth,-{HISTORY_MONTHS})))'
)
ACTION_STATUSES = ("open", "closed", "dropped")
DECISION_STATUSES = ("wanted", "decided", "deferred")


def data_sheet(
    book: TemplateBook,
    name: str,
    table: str,
    data: pd.DataFrame,
    columns: list[Column],
    *,
    note: str,
    typed: bool = False,
) -> TemplateSheet:
    """A sheet with one table under its header band and a remark on where the rows come from."""
    widths = [2.0] + [column.width or 13.0 for column in columns]
    sheet = book.sheet(name, tab=_INPUT_TAB if typed else _DATA_TAB, widths=widths)
    sheet.put(4, 2, note, st.NOTE)
    area = sheet.table(table, 5, 2, data, columns)
    sheet.freeze(6, 3)
    sheet.print_area(area.bottom, repeat=5)
    return sheet


def items(book: TemplateBook, data: pd.DataFrame) -> None:
    """Item master."""
    columns = [
        Column("Item", "text", width=14),
        Column("Name", "text", width=30),
        Column("Family", "text", width=16),
        Column("Subfamily", "text", width=16),
        Column("Source", "text", choices=("make", "buy"), width=9),
        Column("Lead time", "days", width=10),
        Column("Lot size", "units", width=9),
        Column("Unit cost", "money2", width=11),
        Column("Launch", "date", width=12),
        Column("Phase-out", "date", width=12),
        Column("Not planned", "units", is_input=False, width=12, formula=_NOT_PLANNED),
    ]
    renamed = data.rename(
        columns={
            "item": "Item",
            "name": "Name",
            "family": "Family",
            "subfamily": "Subfamily",
            "source": "Source",
            "lead_time": "Lead time",
            "lot_size": "Lot size",
            "unit_cost": "Unit cost",
            "launch": "Launch",
            "phase_out": "Phase-out",
        }
    )
    data_sheet(book, "Items", "Items", renamed, columns, note="Item master, from the ERP. Lead time in days.")


def sales(book: TemplateBook, data: pd.DataFrame) -> None:
    """Sales ledger by month, item and channel."""
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("Family", "text", width=16),
        Column("Channel", "text", width=12),
        Column("Units", "units", width=10),
        Column("Revenue", "money2", width=13),
        Column("COGS", "money2", width=13),
    ]
    names = {"month": "Month", "item": "Item", "family": "Family", "channel": "Channel", "units": "Units"}
    renamed = data.rename(columns={**names, "revenue": "Revenue", "cogs": "COGS"})
    data_sheet(book, "Sales", "Sales", renamed, columns, note="Sales ledger by month, item and channel, from the ERP.")


def stock(book: TemplateBook, data: pd.DataFrame) -> None:
    """Stock at month end."""
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("Family", "text", width=16),
        Column("Units", "units", width=10),
        Column("Unit cost", "money2", is_input=False, width=11, formula='=IF(Stock[[#This Row],[Item]]="",0,INDEX(Items[Unit cost],MATCH(Stock[[#This Row],[Item]],Items[Item],0)))'),
        Column("Value", "money", is_input=False, width=12, formula="=Stock[[#This Row],[Units]]*Stock[[#This Row],[Unit cost]]"),
    ]  # fmt: skip
    renamed = data.rename(columns={"month": "Month", "item": "Item", "family": "Family", "units": "Units"})
    data_sheet(
        book, "Stock", "Stock", renamed, columns, note="Stock at month end, from the ERP; value at standard cost."
    )


def open_orders(book: TemplateBook, data: pd.DataFrame) -> None:
    """Supply orders placed and not yet received."""
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("Units", "units", width=10),
    ]
    renamed = data.rename(columns={"month": "Month", "item": "Item", "units": "Units"})
    note = "Open supply orders by month of receipt (scheduled receipts), from the ERP."
    data_sheet(book, "Open orders", "OpenOrders", renamed, columns, note=note)


def snapshots(book: TemplateBook, data: pd.DataFrame) -> None:
    """What earlier cycles said."""
    columns = [
        Column("Month", "month", width=10),
        Column("Item", "text", width=14),
        Column("Family", "text", width=16),
        Column("Lag 1", "units", width=10),
        Column("Lag 3", "units", width=10),
        Column("Last plan", "units", width=10),
        Column("Sales view", "units", width=15),
    ]
    names = {"month": "Month", "item": "Item", "family": "Family", "lag_1": "Lag 1", "lag_3": "Lag 3"}
    renamed = data.rename(columns={**names, "last_plan": "Last plan", "sales_lag_1": "Sales view"})
    note = "Statistical forecast one and three months before each month, what sales said one month before, and the plan of the last cycle."
    data_sheet(book, "Snapshots", "Snapshots", renamed, columns, note=note)


def budget(book: TemplateBook, data: pd.DataFrame) -> None:
    """Annual operating plan."""
    columns = [
        Column("Month", "month", width=10),
        Column("Family", "text", width=16),
        Column("Units", "units", width=11),
        Column("Revenue", "money", width=13),
        Column("COGS", "money", width=13),
    ]
    names = {"month": "Month", "family": "Family", "units": "Units", "revenue": "Revenue", "cogs": "COGS"}
    note = "Annual operating plan (AOP), as approved."
    data_sheet(book, "AOP", "AOP", data.rename(columns=names), columns, note=note)


def overrides(book: TemplateBook, data: pd.DataFrame) -> None:
    """Planner's overrides with reason, owner, assumption and expiry."""
    columns = [
        Column("Item", "text", choices="=ItemList", width=14),
        Column("First month", "month", width=11),
        Column("Last month", "month", width=11),
        Column("Kind", "text", choices=OVERRIDE_KINDS, width=10),
        Column("Value", "general", width=9),
        Column("Reason", "text", choices=REASONS, width=16),
        Column("Owner", "text", width=16),
        Column("Assumption", "text", width=34),
        Column("Expires", "date", width=12),
        Column("State", "text", is_input=False, width=12, formula=_OVERRIDE_STATE),
        Column("Row", "units", is_input=False, width=6, formula="=ROW()"),
        Column("No.", "units", is_input=False, width=6, formula=_OVERRIDE_NUMBER),
    ]  # fmt: skip
    names = {"item": "Item", "first": "First month", "last": "Last month", "kind": "Kind", "value": "Value"}
    names |= {"reason": "Reason", "owner": "Owner", "assumption": "Assumption", "expires": "Expires"}
    note = "percent: 0.10 = +10 % · units: added per month · replace: instead of the forecast. Only active ones count; a reason and an owner are required."
    sheet = data_sheet(book, "Overrides", "Overrides", data.rename(columns=names), columns, note=note, typed=True)
    sheet.status_colours(Area(6, 11, 6 + max(len(data), 1) + 40, 11), good="active", watch="expired", bad="incomplete")
    _ready_overrides(sheet)


def _ready_overrides(sheet: TemplateSheet) -> None:
    """The complete overrides one below the other, as the plan takes them, with their state and effect."""
    left, heads = 15, ["Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires"]
    sheet.put(4, left, "What the plan takes: complete rows only; state and effect by SOP_OVERRIDE.", st.NOTE)
    sheet.heads(5, left, [*heads, "State", "Effect, units"], st.HEAD_LEFT, 15)
    for row in range(6, 6 + READY_OVERRIDES):
        number_of_row = row - 5
        for column, head in enumerate(heads, start=left):
            kind = {"First month": "month", "Last month": "month", "Value": "ratio", "Expires": "date"}.get(
                head, "text"
            )
            value = f"INDEX(Overrides[{head}],MATCH({number_of_row},Overrides[No.],0))"
            if head == "Expires":  # without one an override lasts; INDEX would make 0 of the blank, a day long past
                value = f'IF({value}="","",{value})'
            text = f'=IF(MAX(Overrides[No.])<{number_of_row},"",{value})'
            sheet.put(row, column, Formula(text), Style(number=kind, ink=st.MUTED))
    sheet.writer.set_column(left - 2, left - 2, 3)
    for at, width in enumerate((13, 11, 11, 10, 9, 16, 16, 34, 12, 12, 12), start=left - 1):
        sheet.writer.set_column(at, at, width)
    bottom = 5 + READY_OVERRIDES
    sheet.book.define("OverridesReady", sheet.name, Area(6, left, bottom, left + 8))
    sheet.spill(Area(6, left + 9, 6, left + 10), _OVERRIDE_EFFECT, Style(number="units1"))
    sheet.book.define("OverrideStates", sheet.name, Area(6, left + 9, bottom, left + 10))


def sales_inputs(book: TemplateBook, data: pd.DataFrame) -> None:
    """What sales, marketing and customers expect."""
    columns = [
        Column("Item", "text", choices="=ItemList", width=14),
        Column("Month", "month", width=11),
        Column("Source", "text", choices=("Sales", "Marketing", "Customer"), width=12),
        Column("Units", "units", width=10),
    ]
    names = {"item": "Item", "month": "Month", "source": "Source", "units": "Units"}
    note = "Units expected by sales, marketing or a customer; the consensus weighs them as Settings say."
    renamed = data.rename(columns=names)
    data_sheet(book, "Sales inputs", "SalesInputs", renamed, columns, note=note, typed=True)


def actions(book: TemplateBook, data: pd.DataFrame) -> None:
    """Action register."""
    columns = [
        Column("Id", "text", width=8),
        Column("Raised", "date", width=12),
        Column("Raised in", "text", width=16),
        Column("Action", "text", width=46, wrap=True),
        Column("Owner", "text", width=18),
        Column("Due", "date", width=12),
        Column("Status", "text", choices=ACTION_STATUSES, width=10),
        Column("Closed on", "date", width=12),
        Column("Evidence", "text", width=20),
        Column("Age", "days", is_input=False, width=9, formula='=IF(AND(Actions[[#This Row],[Status]]="open",ISNUMBER(Actions[[#This Row],[Raised]])),AsOf-Actions[[#This Row],[Raised]],0)'),
        Column("Signal", "text", is_input=False, width=10, formula='=IF(Actions[[#This Row],[Status]]="","",IF(Actions[[#This Row],[Status]]<>"open","done",IF(AND(ISNUMBER(Actions[[#This Row],[Due]]),Actions[[#This Row],[Due]]<AsOf),"late","open")))'),
    ]  # fmt: skip
    note = "Actions of all meetings. Open ones are carried to the next cycle; closing needs a date and evidence."
    sheet = data_sheet(book, "Actions", "Actions", data, columns, note=note, typed=True)
    sheet.status_colours(Area(6, 12, 6 + len(data) + 40, 12), good="done", watch="open", bad="late")


def decisions(book: TemplateBook, data: pd.DataFrame) -> None:
    """Decisions wanted and taken."""
    columns = [
        Column("Id", "text", width=8),
        Column("Cycle", "text", width=10),
        Column("Issue", "text", width=36, wrap=True),
        Column("Options", "text", width=34, wrap=True),
        Column("Recommendation", "text", width=38, wrap=True),
        Column("Value", "delta", width=12),
        Column("Owner", "text", width=16),
        Column("Needed by", "date", width=12),
        Column("Status", "text", choices=DECISION_STATUSES, width=10),
        Column("Wanted", "units", is_input=False, width=8),
    ]
    note = "Decisions wanted of the executive meeting and the log of those taken. Value: effect on profit or cash."
    sheet = data_sheet(book, "Decisions", "Decisions", data, columns, note=note, typed=True)
    for row in range(6, 6 + len(data)):  # numbers the decisions wanted, so that the dashboard can list them
        sheet.put(row, 11, Formula(f'=IF(J{row}="wanted",COUNTIF(J$6:J{row},"wanted"),0)'), Style(number="units"))


def launches(book: TemplateBook, data: pd.DataFrame) -> None:
    """Launches and phase-outs."""
    columns = [
        Column("Project", "text", width=30),
        Column("Kind", "text", choices=("launch", "phase-out"), width=11),
        Column("Family", "text", width=16),
        Column("Date", "date", width=12),
        Column("Next milestone", "text", width=20),
        Column("Milestone due", "date", width=13),
        Column("Status", "text", choices=("on track", "late", "done"), width=11),
        Column("Owner", "text", width=18),
        Column("Months to go", "units1", is_input=False, width=12, formula='=IF(ISNUMBER(Launches[[#This Row],[Date]]),(Launches[[#This Row],[Date]]-AsOf)/DaysPerMonth,"")'),
    ]  # fmt: skip
    note = "Launches and phase-outs with their next milestone."
    sheet = data_sheet(book, "Launches", "Launches", data, columns, note=note, typed=True)
    sheet.status_colours(Area(6, 8, 6 + len(data) + 20, 8), good="on track", watch="done", bad="late")
