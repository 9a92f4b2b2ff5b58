"""Where each step of a waterfall begins and ends, and where its axis may start."""

from __future__ import annotations

from sop_xl.pack.model import Waterfall

_CUT_FROM = 0.75


def levels(chart: Waterfall) -> list[tuple[float, float]]:
    """Level before and after each step; totals start at zero, and a step without a number changes nothing."""
    found: list[tuple[float, float]] = []
    level = 0.0
    for position, figure in enumerate(chart.steps):
        amount = figure.number if figure.is_number else 0.0
        if position in chart.totals:
            level = amount if figure.is_number else level
            found.append((0.0, level))
        else:
            found.append((level, level + amount))
            level += amount
    return found


def starts_above_zero(chart: Waterfall) -> bool:
    """Tell whether all levels lie so high that an axis from zero would hide the steps."""
    ends = [after for _, after in levels(chart)]
    return bool(ends) and min(ends) > _CUT_FROM * max(ends) > 0
