"""Policy by class: a short table of rules gives every item the parameters of its ABC-XYZ class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import InsufficientDataError, ShapeError, SopError
from sop_xl.planning.arrays import BoolArray, FloatArray, as_block

ANY_CLASS = "*"


@dataclass(frozen=True)
class PolicyByClass:
    """Parameters of each item, and which rule gave them.

    Attributes
    ----------
    values : (items, parameters)
        Values of the rule; NaN where no rule fits.
    rule : (items,)
        Number of the rule from 1; 0 where none fits.
    problems : (items,)
        Refusal of each item that no rule fits, otherwise None.
    """

    values: FloatArray
    rule: FloatArray
    problems: tuple[SopError | None, ...]


def policy_by_class(
    abc: Sequence[str], xyz: Sequence[str], rule_abc: Sequence[str], rule_xyz: Sequence[str], rule_values: ArrayLike
) -> PolicyByClass:
    """Give every item the values of the first rule that fits its classes.

    Parameters
    ----------
    abc, xyz : (items,)
        Classes of each item; letter case does not matter.
    rule_abc, rule_xyz : (rules,)
        Classes that each rule is for; ``*`` or blank for any.
    rule_values : (rules, parameters)
        Parameters, such as service level, review period, safety stock cover.

    Returns
    -------
    PolicyByClass
        Values, rule number and refusals.

    Raises
    ------
    ShapeError
        Classes or rules whose columns differ in length (``#VALUE!``).

    Notes
    -----
    Source: Silver, Pyke & Thomas, *Inventory and Production Management in Supply Chains*, 4e, ch. 2 (A-B-C
    classification as the basis of policy).

    Examples
    --------
    >>> policy_by_class(["A", "B"], ["X", "Z"], ["A", "*"], ["X", "*"], [[0.98], [0.90]]).values
    array([[0.98],
           [0.9 ]])
    """
    values = as_block(rule_values, "rule_values")
    if len(abc) != len(xyz):
        raise ShapeError("one class per item in both columns", argument="xyz", got=len(xyz), expected=len(abc))
    if not len(rule_abc) == len(rule_xyz) == len(values):
        raise ShapeError("one row per rule", argument="rule_values", got=values.shape, expected=f"{len(rule_abc)} rows")
    fits = _fits(abc, rule_abc) & _fits(xyz, rule_xyz)
    found: BoolArray = np.asarray(fits.any(axis=1))
    first = np.argmax(fits, axis=1)
    problems = tuple(
        None
        if ok
        else InsufficientDataError(
            "no rule for this class",
            argument="rule_abc",
            got=f"{a}{x}",
            hint=f"Add a last rule {ANY_CLASS}, {ANY_CLASS}.",
        )
        for ok, a, x in zip(found.tolist(), abc, xyz, strict=True)
    )
    return PolicyByClass(
        np.where(found[:, np.newaxis], values[first], np.nan), np.where(found, first + 1.0, 0.0), problems
    )


def _fits(classes: Sequence[str], rules: Sequence[str]) -> BoolArray:
    item = np.char.upper(np.char.strip(np.array(classes, dtype=str)))[:, np.newaxis]
    rule = np.char.upper(np.char.strip(np.array(rules, dtype=str)))[np.newaxis, :]
    return np.asarray((item == rule) | (rule == ANY_CLASS) | (rule == ""), dtype=np.bool_)
