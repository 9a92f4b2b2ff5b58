"""What each step of the forecast process said of the last twelve months: naive, statistics, sales, consensus."""

from __future__ import annotations

from workbooks.template.item_grid import Attribute, ItemGrid, Months, item_grid
from workbooks.template.kit import TemplateBook
from workbooks.template.plans import ACCURACY_MONTHS, MONTH_ROW, DemandPlan

SHEET = "Forecast steps"
_YEARS = 24  # months shown, so that the seasonal naive forecast has a year to look back on


def forecast_steps(book: TemplateBook, demand: DemandPlan) -> ItemGrid:
    """One block per step, all as they stood one month before; statistics three months before as well."""

    def said(column: str) -> str:
        chosen = f"Snapshots[Item],$B{{r}},Snapshots[Month],{{c}}${MONTH_ROW}"
        return f'=IF(COUNTIFS({chosen},Snapshots[{column}],">=0")=0,"",SUMIFS(Snapshots[{column}],{chosen}))'

    def months(key: str, title: str, note: str, formula: str, *, is_array: bool = False) -> Months:
        return Months(key, title, note, ACCURACY_MONTHS, formula, "units1", -ACCURACY_MONTHS, is_array=is_array)

    past = demand.history.ref(-_YEARS, _YEARS)
    person = '=IFERROR(INDEX(Planners[Planner],MATCH($D{r},Planners[Family],0)),"nobody")'
    return item_grid(
        book,
        SHEET,
        "Forecast steps: what each step said one month before",
        demand,
        [Attribute("person", ("Planner",), "text", person, is_array=False, width=16)],
        [
            Months("naive", "Naive", "SOP_NAIVE_AT_LAG: the last month known", _YEARS, f"=SOP_NAIVE_AT_LAG({past},1,1)", "units1", -_YEARS),
            Months("seasonal", "Seasonal naive", "SOP_NAIVE_AT_LAG: the same month of the year before", _YEARS, f"=SOP_NAIVE_AT_LAG({past},1,SeasonLength)", "units1", -_YEARS),
            months("sales", "Sales view", "from the sheet Snapshots", said("Sales view")),
            months("consensus", "Consensus", "SOP_CONSENSUS of statistics and sales", f"=SOP_CONSENSUS({demand.lag_1.ref()},<sales>,,,StepWeights)", is_array=True),
            months("lag_3", "Statistics, lag 3", "three months before, from Snapshots", said("Lag 3")),
        ],
        note="The sheet Accuracy measures these steps. Statistics of lag 1 stand on the Demand plan.",
    )  # fmt: skip
