"""The meetings of the cycle: agenda, calendar, roles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import pandas as pd

from sop_xl.cells.address import Area
from workbooks.template import style as st
from workbooks.template.kit import Column, Formula, TemplateBook
from workbooks.template.style import Style
from workbooks.template.tables import data_sheet

_CYCLES = 3


def roles(book: TemplateBook, data: pd.DataFrame, steps: Sequence[str]) -> None:
    """Who owns, attends and is informed of each step."""
    parts = ("owner", "required", "informed")
    columns = [
        Column("Role", "text", width=38),
        Column("Person", "text", width=20),
        Column("Delegate", "text", width=18),
        *[Column(step, "text", choices=parts, width=15) for step in steps],
    ]
    note = "Each step has one owner; required people or their delegates make the quorum. Cross-functional, but not crowded."
    sheet = data_sheet(book, "Roles", "Roles", data, columns, note=note, typed=True)
    area = Area(6, 5, 5 + len(data), 4 + len(steps))
    sheet.status_colours(area, good="required", watch="owner", bad="missing")
    row = 8 + len(data)
    sheet.section(row, 2, "Quorum by step")
    sheet.heads(row + 1, 2, ["Step", "Owner", "Required"], st.HEAD_LEFT, 18)
    for i, step in enumerate(steps, start=1):
        at = row + 1 + i
        sheet.put(at, 2, step, Style(bold=True))
        owner = f'INDEX(Roles[Person],MATCH("owner",Roles[{step}],0))'
        sheet.put(at, 3, Formula(f'=IFERROR(IF({owner}="","missing",{owner}),"missing")'))
        count = f'=COUNTIF(Roles[{step}],"required")+COUNTIF(Roles[{step}],"owner")'
        sheet.put(at, 4, Formula(count), Style(align="center"))
    book.define("StepNames", sheet.name, Area(row + 2, 2, row + 1 + len(steps), 2))
    book.define("StepOwners", sheet.name, Area(row + 2, 3, row + 1 + len(steps), 3))


def agenda(book: TemplateBook, data: pd.DataFrame, live: Mapping[str, str]) -> None:
    """Agenda of every step with start times, presenters and what the sheets say at this moment.

    ``live`` holds a formula for the exceptions of an agenda item, by its text.
    """
    steps = "Agenda[Step]"
    minutes = "Agenda[[#This Row],[Minutes]]"
    person = "INDEX(Roles[Person],MATCH(Agenda[[#This Row],[Presenter]],Roles[Role],0))"
    columns = [
        Column("Step", "text", width=16),
        Column("Item", "text", width=50, wrap=True),
        Column("Purpose", "text", width=12),
        Column("Minutes", "units", width=9),
        Column("Presenter", "text", width=34),
        Column("Person", "text", is_input=False, formula=f'=IFERROR(IF({person}="","",{person}),"")', width=18),
        Column("Sheet", "text", width=15),
        Column("Decision", "text", choices=("Yes", "No"), width=10),
        Column("Right now", "text", is_input=False, width=62, wrap=True),
    ]
    note = "Standing agenda of the six steps. The last column is live: it says what the item is about this month."
    sheet = data_sheet(book, "Agenda", "Agenda", data, columns, note=note, typed=True)
    for row, item in enumerate(data["Item"], start=6):
        text = live.get(str(item))
        sheet.put(row, 10, Formula(text) if text else None, Style(wrap=True, vertical="top"))
        sheet.writer.set_row(row - 1, 28)
    sheet.highlight(
        Area(6, 9, 5 + len(data), 9),
        {"type": "cell", "criteria": "==", "value": '"Yes"', "format": Style(fill=st.WATCH_FILL, bold=True)},
    )
    row = 8 + len(data)
    sheet.section(row, 2, "Length of the meetings")
    for i, step in enumerate(dict.fromkeys(data["Step"]), start=1):
        sheet.put(row + i, 2, step, Style(bold=True))
        sheet.put(
            row + i,
            3,
            Formula(
                f'=SUMIFS(Agenda[Minutes],{steps},B{row + i})&" minutes, "&COUNTIFS({steps},B{row + i},Agenda[Decision],"Yes")&" decisions"'
            ),
        )
    del minutes


def calendar(book: TemplateBook, data: pd.DataFrame, first_holidays: Sequence[object]) -> None:
    """Dates of this and the next cycles by working-day rule; holidays are a table of their own."""
    rows = [
        {"Cycle in": k, "Step": step, "Working day": day}
        for k in range(_CYCLES)
        for step, day in data[["Step", "Working day"]].itertuples(index=False)
    ]
    table = pd.DataFrame(rows)
    month = "EDATE(FirstPlanMonth,Calendar[[#This Row],[Cycle in]])"
    date = f"WORKDAY({month}-1,Calendar[[#This Row],[Working day]],Holidays[Date])"
    columns = [
        Column("Cycle in", "units", width=10),
        Column("Step", "text", width=18),
        Column("Working day", "units", width=12),
        Column("Date", "date", is_input=False, formula=f"={date}", width=14),
        Column("Weekday", "text", is_input=False, formula='=TEXT(Calendar[[#This Row],[Date]],"dddd")', width=13),
        Column("Owner", "text", is_input=False, width=22),
        Column("Held on", "date", width=14),
        Column("Status", "text", is_input=False, formula='=IF(Calendar[[#This Row],[Held on]]<>"","held",IF(Calendar[[#This Row],[Date]]<=AsOf,"late","planned"))', width=11),
    ]  # fmt: skip
    note = "The n-th working day of the month in which the cycle meets (0 = this cycle). Type the day on which a step was held."
    sheet = data_sheet(book, "Calendar", "Calendar", table, columns, note=note, typed=True)
    for row in range(6, 6 + len(table)):
        sheet.put(row, 7, Formula(f'=IFERROR(INDEX(StepOwners,MATCH($C{row},StepNames,0)),"missing")'))
    sheet.status_colours(Area(6, 9, 5 + len(table), 9), good="held", watch="planned", bad="late")
    holidays = pd.DataFrame(
        {
            "Date": list(first_holidays),
            "Holiday": ["Independence Day", "Labor Day", "Thanksgiving"][: len(first_holidays)],
        }
    )
    sheet.writer.set_column(10, 10, 3)
    sheet.table("Holidays", 5, 12, holidays, [Column("Date", "date", width=14), Column("Holiday", "text", width=20)])
    sheet.print_area(5 + len(table), repeat=5, right=13)
    book.define("Pack_Calendar", sheet.name, Area(5, 2, 5 + len(table), 9))
