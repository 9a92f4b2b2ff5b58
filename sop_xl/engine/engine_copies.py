"""Formulas as the engine has them, in which tables and names are cells, together with those of their kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

import formualizer as fz

from sop_xl.cells.formula import Copies, Spread
from sop_xl.engine.parsing import UnreadableFormulaError, parse

# A name with digits, in which they tell one name from another, or digits elsewhere.
_DIGITS = re.compile(r"(?<![\w.\\$'])(?![A-Za-z]{1,3}\d+(?![\w.\\]))([A-Za-z_\\](?=[\w.\\]*\d)[\w.\\]*+)(?![(!'])|\d+")


def engine_copies(workbook: fz.Workbook, sheet: str, positions: Sequence[tuple[int, int]]) -> Iterator[Copies]:
    """The formulas of some cells, those that differ in digits only together.

    What is a constant in the engine, or what it writes but cannot read, is left out.
    """
    alike: dict[str, tuple[list[tuple[int, int]], list[str]]] = {}
    for position in positions:
        text = (workbook.get_formula(sheet, *position) or "").removeprefix("=")
        if text:
            places, texts = alike.setdefault(_DIGITS.sub(_without_digits, text), ([], []))
            places.append(position)
            texts.append(text)
    for places, texts in alike.values():
        if _is_readable(texts[0]):
            yield Copies(texts[0], Spread.CELL, places, texts)


def _without_digits(match: re.Match[str]) -> str:
    return match[1] or "1"


def _is_readable(text: str) -> bool:
    try:
        parse(text)
    except UnreadableFormulaError:
        return False
    return True
