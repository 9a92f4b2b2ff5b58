"""Segments: ABC-XYZ and Syntetos–Boylan class of every item, and what has moved since the last cycle."""

from __future__ import annotations

from workbooks.template.item_grid import Attribute, ItemGrid, item_grid
from workbooks.template.kit import TemplateBook
from workbooks.template.plans import DemandPlan

SHEET = "Segments"


def segments(book: TemplateBook, demand: DemandPlan) -> ItemGrid:
    """Class now and a month ago, demand class, and age of every planned item."""
    now, before = demand.history.ref(-12, 12), demand.history.ref(-13, 12)
    earlier = (
        '=ROUND(SUMIFS(Sales[Revenue],Sales[Item],$B{r},Sales[Month],">="&EDATE(YearStart,-1),'
        'Sales[Month],"<"&EDATE(FirstPlanMonth,-1)),2)'
    )
    return item_grid(
        book,
        SHEET,
        "Segments: what sells, how steadily, and what has moved",
        demand,
        [
            Attribute("revenue", ("Revenue, 12 m",), "money", "='Demand plan'!I{r}", is_array=False, total=True, width=12),
            Attribute(
                "all",
                ("Class now", "Share before the item, with it", "Variation (CV)", "Demand class", "Months per demand (ADI)", "CV² of sizes"),
                "text",
                f'=_xlfn.IFNA(SOP_SEGMENT(<revenue>,{now},"all"),"n/a")',  # without demand an item has no class
                numbers=("text", "pct", "ratio", "text", "ratio", "ratio"),
                width=11,
            ),
            Attribute("earlier", ("Revenue, to last cycle",), "money", earlier, is_array=False, total=True, width=12),
            Attribute("before", ("Class, last cycle",), "text", f'=_xlfn.IFNA(SOP_SEGMENT(<earlier>,{before}),"")', width=10),
            Attribute("moved", ("Movement",), "text", f"=SOP_CLASS_MOVEMENT(<before>,{demand.classes})", width=12, check="Segments, movement"),
            Attribute("age", ("Age, years",), "units1", "=IF('Demand plan'!F{r}=\"\",99,(AsOf-'Demand plan'!F{r})/365.25)", is_array=False),
        ],
        [],
        note="ABC by the cumulative share of revenue, XYZ by the variation of monthly demand, demand class by Syntetos and Boylan.",
    )  # fmt: skip
