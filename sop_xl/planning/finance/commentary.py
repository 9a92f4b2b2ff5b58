"""One drafted sentence per variance, saying its size and its causes from the numbers and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import FloatArray, as_block, own_column
from sop_xl.planning.finance.variance import variance

# Causes are named, largest first, until they make up this share of what goes with the variance …
_ENOUGH = 0.8
# … and what is smaller than this share of the variance is left unsaid, or is the rounding of the causes.
_MINOR, _ROUNDING = 0.1, 0.005

_MILLION, _THOUSAND, _LAST_IN_FULL = 1e6, 1e3, 1e4


@dataclass(frozen=True)
class Commentary:
    """A sentence per row, the empty text where the row is blank, and why a row has none."""

    sentences: tuple[str, ...]
    problems: tuple[SopError | None, ...]


def commentary(
    names: Sequence[str],
    actual: ArrayLike,
    budget: ArrayLike,
    account_types: Sequence[str],
    parts: ArrayLike | None = None,
    part_names: Sequence[str] = (),
    currency: str = "",
) -> Commentary:
    """Draft a sentence on every variance: actual and budget, size, share and flag, then the causes.

    The causes that go with the variance are named first, the largest in front, until they make up four fifths of it;
    the largest that goes against it follows. What the causes leave open is said to be unexplained.

    Parameters
    ----------
    names : one per row
        What the row is about.
    actual, budget : (rows,) currency
        Amounts compared; a row blank (NaN) in both gets no sentence.
    account_types : one word, or one per row
        As for ``variance``.
    parts : (rows, causes) currency, optional
        Contribution of each cause to actual − budget, such as the parts of a bridge.
    part_names : one per cause
        What the causes are called.
    currency : str, optional
        Written before the actual amount.

    Returns
    -------
    Commentary
        A row with only one of the amounts, or an unmapped account, has a problem instead of a sentence.

    Raises
    ------
    ShapeError
        Columns of different lengths, or not one name per cause (``#VALUE!``).

    Notes
    -----
    Source: the convention of management reports: size, share, direction, cause.

    Examples
    --------
    >>> drafted = commentary(["Bikes"], [5_250_000], [5e6], ["revenue"], [[3e5, -5e4]], ["volume", "price"])
    >>> drafted.sentences[0]
    'Bikes: 5.25 M against a budget of 5.00 M, 250.0 k (5.0%) above, favourable; mainly volume +300.0 k, partly offset \
by price -50.0 k.'
    """
    rows = len(names)
    booked, planned = own_column(actual, rows, "actual"), own_column(budget, rows, "budget")
    found = variance(booked[:, np.newaxis], planned[:, np.newaxis], account_types)
    causes = np.zeros((rows, 0)) if parts is None else np.nan_to_num(as_block(parts, "parts"))
    if causes.shape != (rows, len(part_names)):
        raise ShapeError(
            "one row per name and one column per cause",
            argument="parts",
            got=causes.shape,
            expected=(rows, len(part_names)),
        )
    sentences, problems = [], []
    for row, name in enumerate(names):
        blank = np.isnan(booked[row]), np.isnan(planned[row])
        amount, share = float(found.amount[row, 0]), float(found.fraction[row, 0])
        if any(blank):
            problems.append(None if all(blank) else _missing("actual" if blank[0] else "budget"))
            sentences.append("")
            continue
        problems.append(found.problems[row])
        head = _head(name, float(booked[row]), float(planned[row]), currency)
        size = _size(amount, share, float(found.effect[row, 0]))
        sentences.append(f"{head}{size}{_causes(amount, causes[row], part_names)}.")
    return Commentary(tuple(sentences), tuple(problems))


def _missing(argument: str) -> SopError:
    return InsufficientDataError("a blank", argument=argument, hint="Type 0 if nothing is meant.")


def _head(name: str, actual: float, budget: float, currency: str) -> str:
    unit = f"{currency} " if currency else ""
    plan = f"against a budget of {money(budget)}" if budget else "with nothing budgeted"
    return f"{name}: {unit}{money(actual)} {plan}"


def _size(amount: float, share: float, effect: float) -> str:
    if amount == 0:
        return ", on budget"
    flag = "" if effect == 0 else ", favourable" if effect > 0 else ", unfavourable"
    if np.isnan(share):
        return flag
    return f", {money(abs(amount))} ({abs(share):.1%}) {'above' if amount > 0 else 'below'}{flag}"


def _causes(amount: float, parts: FloatArray, names: Sequence[str]) -> str:
    """Say what drives the variance, what works against it, and what remains unexplained."""
    if not parts.size:
        return ""
    direction = np.sign(amount) or 1.0
    order = np.argsort(-np.abs(parts), kind="stable")
    drivers = [i for i in order if parts[i] * direction > 0]
    offsets = [i for i in order if parts[i] * direction < 0 and abs(parts[i]) >= _MINOR * abs(amount)]
    total = sum(abs(parts[i]) for i in drivers)
    text, said = "", 0.0
    for i in drivers:
        if said >= _ENOUGH * total:
            break
        text += f"{' and ' if text else '; mainly ' if amount else '; '}{names[i]} {_signed(parts[i])}"
        said += abs(parts[i])
    if offsets:
        against = f"{names[offsets[0]]} {_signed(parts[offsets[0]])}"
        text += f", {'partly ' if amount else ''}offset by {against}" if text else f"; despite {against}"
    rest = amount - float(parts.sum())
    if abs(rest) > _ROUNDING * max(abs(amount), float(np.abs(parts).max())):
        text += f"; {_signed(rest)} unexplained"
    return text


def money(amount: float) -> str:
    """Amount in the unit that reads best.

    Examples
    --------
    >>> [money(amount) for amount in (1_234_567, -45_678, 1_234.5, 12)]
    ['1.23 M', '-45.7 k', '1,234.50', '12']
    """
    size = abs(amount)
    if round(size / _MILLION, 2) >= 1:
        return f"{amount / _MILLION:,.2f} M"
    if size >= _LAST_IN_FULL:
        return f"{amount / _THOUSAND:,.1f} k"
    return f"{amount:,.2f}".removesuffix(".00")


def _signed(amount: float) -> str:
    return f"+{money(amount)}" if amount > 0 else money(amount)
