"""Distributions of which Excel cuts degrees of freedom to whole numbers and knows small probabilities exactly.

The engine takes 4.9 degrees for what they are and loses the digits of a small tail. Only functions that a workbook
calls are put in the place of the engine's.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.formula import Formulas
from sop_xl.cells.values import CellError
from sop_xl.engine.engine_errors import error_value
from sop_xl.engine.given_numbers import given_numbers
from sop_xl.engine.own_functions import register

_CALL = re.compile(
    r"(?<![\w.])(?:_XLFN\.)?"
    r"(T\.DIST(?:\.2T|\.RT)?|T\.INV(?:\.2T)?|F\.DIST(?:\.RT)?|F\.INV(?:\.RT)?|CHISQ\.DIST(?:\.RT)?|CHISQ\.INV(?:\.RT)?|"
    r"CHIDIST|CHIINV|POISSON(?:\.DIST)?)\(",
    re.IGNORECASE,
)
_MOST_DEGREES = 1e10


class _Distribution(NamedTuple):
    """What a function computes, which of its arguments are whole numbers, and whether a flag follows them."""

    computed: Callable[..., float]
    whole: tuple[int, ...]
    arguments: int
    has_flag: bool = False


def register_distributions(workbook: fz.Workbook, formulas: Iterable[Formulas]) -> None:
    """Put our distributions in the place of the engine's where the workbook calls them."""
    texts = (kind.text for cells in formulas for kind in cells.kinds() if kind.text)
    called = {name.upper() for text in texts for name in _CALL.findall(text)}
    known = _distributions() if called else {}
    for name in sorted(called):
        one = known[name]
        count = one.arguments + one.has_flag
        for full in (name, f"_XLFN.{name}"):
            register(workbook, full, partial(_value, one), (count, count), replaces=True)


def _value(one: _Distribution, *parts: Any) -> Any:  # noqa: ANN401  # cells of any kind
    numbers = given_numbers(parts)
    if isinstance(numbers, CellError):
        return error_value(numbers)
    for position in one.whole:
        numbers[position] = float(math.floor(numbers[position]))  # of any size, which a whole number of NumPy is not
    result = one.computed(*numbers)
    return result if math.isfinite(result) else error_value(CellError.NUM)


def _distributions() -> Mapping[str, _Distribution]:
    from scipy import special, stats

    def when(fits: bool, result: Callable[[], Any]) -> float:  # noqa: FBT001  # a condition, and a number of NumPy
        return float(result()) if fits else math.nan

    def degrees(*given: float) -> bool:
        return all(1 <= one <= _MOST_DEGREES for one in given)

    def t_dist(x: float, n: float, cumulative: float) -> float:
        return when(degrees(n), lambda: special.stdtr(n, x) if cumulative else stats.t.pdf(x, n))

    def f_dist(x: float, m: float, n: float, cumulative: float) -> float:
        return when(x >= 0 and degrees(m, n), lambda: special.fdtr(m, n, x) if cumulative else stats.f.pdf(x, m, n))

    def chi_dist(x: float, n: float, cumulative: float) -> float:
        return when(x >= 0 and degrees(n), lambda: special.chdtr(n, x) if cumulative else stats.chi2.pdf(x, n))

    def poisson(k: float, mean: float, cumulative: float) -> float:
        return when(k >= 0 and mean >= 0, lambda: special.pdtr(k, mean) if cumulative else stats.poisson.pmf(k, mean))

    def chi_right(x: float, n: float) -> float:
        return when(x >= 0 and degrees(n), lambda: special.chdtrc(n, x))

    def chi_right_inverse(p: float, n: float) -> float:
        return when(0 < p <= 1 and degrees(n), lambda: special.chdtri(n, p))

    right, right_inverse = _Distribution(chi_right, (1,), 2), _Distribution(chi_right_inverse, (1,), 2)
    pois = _Distribution(poisson, (0,), 2, has_flag=True)
    return {
        "T.DIST": _Distribution(t_dist, (1,), 2, has_flag=True),
        "T.DIST.2T": _Distribution(lambda x, n: when(x >= 0 and degrees(n), lambda: 2 * special.stdtr(n, -x)), (1,), 2),
        "T.DIST.RT": _Distribution(lambda x, n: when(degrees(n), lambda: special.stdtr(n, -x)), (1,), 2),
        "T.INV": _Distribution(lambda p, n: when(0 < p < 1 and degrees(n), lambda: special.stdtrit(n, p)), (1,), 2),
        "T.INV.2T": _Distribution(
            lambda p, n: when(0 < p <= 1 and degrees(n), lambda: -special.stdtrit(n, p / 2)), (1,), 2
        ),
        "F.DIST": _Distribution(f_dist, (1, 2), 3, has_flag=True),
        "F.DIST.RT": _Distribution(
            lambda x, m, n: when(x >= 0 and degrees(m, n), lambda: special.fdtrc(m, n, x)), (1, 2), 3
        ),
        "F.INV": _Distribution(
            lambda p, m, n: when(0 <= p < 1 and degrees(m, n), lambda: special.fdtri(m, n, p)), (1, 2), 3
        ),
        "F.INV.RT": _Distribution(
            lambda p, m, n: when(0 < p <= 1 and degrees(m, n), lambda: stats.f.isf(p, m, n)), (1, 2), 3
        ),
        "CHISQ.DIST": _Distribution(chi_dist, (1,), 2, has_flag=True),
        "CHISQ.DIST.RT": right,
        "CHIDIST": right,
        "CHISQ.INV": _Distribution(lambda p, n: when(0 <= p < 1 and degrees(n), lambda: stats.chi2.ppf(p, n)), (1,), 2),
        "CHISQ.INV.RT": right_inverse,
        "CHIINV": right_inverse,
        "POISSON": pois,
        "POISSON.DIST": pois,
    }
