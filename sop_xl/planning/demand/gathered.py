"""Many separate forecasts computed as few tables: one workbook has thousands of them, a cell each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import SopError
from sop_xl.planning.arrays import FloatArray, as_block
from sop_xl.planning.demand.forecast import AUTO, GAP, Forecast, forecast

# What has to be the same for two histories to share a table: horizon, season, method, level, meaning of a gap.
_Terms = tuple[int, int, str, float, str]


@dataclass(frozen=True)
class Request:
    """One call of ``forecast``: its arguments, in its order and with its defaults."""

    history: ArrayLike
    horizon: int
    season_length: int = 12
    method: str = AUTO
    level: float = 0.8
    missing: str = GAP


def forecast_gathered(requests: Sequence[Request]) -> list[Forecast | SopError]:
    """Answer every request as ``forecast`` would, those with the same terms together, equal histories once.

    Histories are stacked with their last periods in one column; what is before the start of a shorter one is a
    leading gap, and a leading gap means that the item did not exist yet.

    Returns
    -------
    list of Forecast or SopError
        One answer per request, in order: its forecast, or the error that ``forecast`` would raise. Numbers agree
        with those of separate calls within 1e-12 of their size: sums over another number of rows round differently.

    Examples
    --------
    >>> found = forecast_gathered([Request([5, 7, 6], 2, method="naive"), Request([[1, 2, 4, 3]], 2, method="naive")])
    >>> [answer.mean.tolist() for answer in found]
    [[[6.0, 6.0]], [[3.0, 3.0]]]
    """
    answers: dict[int, Forecast | SopError] = {}
    together: defaultdict[_Terms, list[tuple[int, FloatArray]]] = defaultdict(list)
    for number, request in enumerate(requests):
        try:
            block = as_block(request.history, "history")
        except SopError as error:
            answers[number] = error
            continue
        terms = request.horizon, request.season_length, request.method, request.level, request.missing
        together[terms].append((number, block))
    for terms, members in together.items():
        try:
            found, places = _table(terms, members)
        except SopError as error:
            answers |= {number: error for number, _ in members}
        else:
            answers |= {number: _part(found, rows) for (number, _), rows in zip(members, places)}
    return [answers[number] for number in range(len(requests))]


def _table(terms: _Terms, members: list[tuple[int, FloatArray]]) -> tuple[Forecast, list[list[int]]]:
    """Forecast of all different rows, and for each member where its rows are in it."""
    rows: dict[bytes, int] = {}
    distinct: list[FloatArray] = []
    places: list[list[int]] = []
    for _, block in members:
        place = []
        for row in block:
            key = row.tobytes()
            if key not in rows:
                rows[key] = len(distinct)
                distinct.append(row)
            place.append(rows[key])
        places.append(place)
    width = max(row.size for row in distinct) if distinct else 0
    table = np.full((len(distinct), width), np.nan)
    for line, row in zip(table, distinct):
        line[width - row.size :] = row
    return forecast(table, *terms), places


def _part(whole: Forecast, rows: list[int]) -> Forecast:
    return Forecast(
        whole.mean[rows],
        whole.lower[rows],
        whole.upper[rows],
        tuple(whole.method[row] for row in rows),
        tuple(whole.problems[row] for row in rows),
    )
