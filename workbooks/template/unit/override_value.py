"""What each person's overrides added to the forecasts of the months that are closed."""

from __future__ import annotations

from sop_xl.cells.address import Area, column_letters
from workbooks.template import style as st
from workbooks.template.kit import TemplateBook
from workbooks.template.pieces import free_table
from workbooks.template.plans import ACCURACY_MONTHS, MONTH_ROW, DemandPlan
from workbooks.template.style import Style

_LEFT = 27  # right of what the plan takes, on the sheet Overrides
_PEOPLE = 12
_KINDS = ("text", "units", "units", "pct", "pct", "pct_delta", "text")


def override_value(book: TemplateBook, demand: DemandPlan) -> None:
    """Value added by owner, beside the overrides: the statistical forecast of lag 1 with and without them."""
    sheet = book.sheets["Overrides"]
    sheet.put(
        4, _LEFT, "Value added by owner in the twelve months closed (SOP_OVERRIDE_VALUE); positive = better.", st.NOTE
    )
    area = Area(5, _LEFT, 5 + _PEOPLE, _LEFT + len(_KINDS) - 1)
    free_table(sheet, area, _KINDS)
    lag, back = demand.lag_1, -ACCURACY_MONTHS
    first, last = column_letters(lag.left), column_letters(lag.left + ACCURACY_MONTHS - 1)
    months = f"'{lag.sheet}'!${first}${MONTH_ROW}:${last}${MONTH_ROW}"
    asked = f"{demand.history.ref(back, ACCURACY_MONTHS)},{lag.ref()},ItemList,{months},OverridesReady,DeadZone"
    text = f'=IFERROR(SOP_OVERRIDE_VALUE({asked}),"no override in the months closed")'
    sheet.spill(area._replace(bottom=area.top), text, Style(bold=True, fill=st.HEAD_FILL))
    sheet.writer.set_column(_LEFT - 1, _LEFT + len(_KINDS) - 2, 14)
    verdicts = Area(area.top + 1, area.right, area.bottom, area.right)
    sheet.status_colours(verdicts, good="adds value", watch="no difference", bad="destroys value")
