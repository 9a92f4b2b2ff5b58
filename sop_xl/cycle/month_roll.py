"""The roll of the month on rows: snapshots of the plan, what is carried, what is archived."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_xl.cycle.calendar import month_start

Row = dict[str, object]
_LAG = 3  # the longer of the two lags that snapshots keep


@dataclass(frozen=True)
class Plan:
    """The plan as it stands when the month closes: items × months from the first plan month."""

    first_month: dt.date
    items: Sequence[str]
    families: Sequence[str]
    statistical: Sequence[Sequence[float | None]]
    final: Sequence[Sequence[float | None]]
    sales_view: Mapping[str, float]  # what sales said of the first plan month, by item


def rolled_snapshots(rows: Sequence[Mapping[str, object]], plan: Plan, keep_from: dt.date) -> list[Row]:
    """Snapshots with what the closing plan says.

    The statistical forecast of the first plan month becomes its lag 1 and that of the third its lag 3; the final plan
    of every month becomes the last plan, and the last plan of the cycle before is dropped. Rows of months before
    ``keep_from`` go.
    """
    known: dict[tuple[dt.date, str], Row] = {}
    for row in rows:
        month, item = row.get("Month"), row.get("Item")
        if isinstance(month, dt.date) and isinstance(item, str) and month >= keep_from:
            known[month, item] = {**row, "Last plan": None}
    for i, item in enumerate(plan.items):
        for k, planned in enumerate(plan.final[i]):
            month = month_start(plan.first_month, k)
            entry = known.setdefault((month, item), {"Month": month, "Item": item, "Family": plan.families[i]})
            entry["Last plan"] = planned
            if k == 0:
                entry["Lag 1"] = plan.statistical[i][k]
                entry["Sales view"] = plan.sales_view.get(item)
            if k == _LAG - 1:
                entry["Lag 3"] = plan.statistical[i][k]
    return [known[key] for key in sorted(known)]


def cycle_rows(plan: Plan, months: int) -> list[Row]:
    """What the closing cycle says of each family, month by month, for the log of cycles."""
    totals: dict[str, list[float]] = {}
    for i, family in enumerate(plan.families):
        sums = totals.setdefault(family, [0.0] * months)
        for k, planned in enumerate(plan.final[i][:months]):
            sums[k] += planned or 0.0
    heads = [f"Month {k}" for k in range(1, months + 1)]
    return [
        {"Cycle": plan.first_month, "Family": f, **dict(zip(heads, sums, strict=True))} for f, sums in totals.items()
    ]


def split_actions(rows: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """Actions that are carried (open) and those that are archived (closed or dropped)."""
    carried = [row for row in rows if str(row.get("Status") or "open") == "open"]
    return carried, [row for row in rows if row not in carried]


def split_overrides(rows: Sequence[Row], first_plan_month: dt.date) -> tuple[list[Row], list[Row]]:
    """Overrides that still reach into the plan, and those whose last month is over."""
    kept = [row for row in rows if not _before(row.get("Last month"), first_plan_month)]
    return kept, [row for row in rows if row not in kept]


def split_months(rows: Sequence[Row], first_month: dt.date, column: str = "Month") -> tuple[list[Row], list[Row]]:
    """Rows from a month on, and those before it."""
    kept = [row for row in rows if not _before(row.get(column), first_month)]
    return kept, [row for row in rows if row not in kept]


def _before(value: object, day: dt.date) -> bool:
    return isinstance(value, dt.date) and value < day
