"""Names in formulas, and what those of a workbook stand for in the engine."""

from __future__ import annotations

import re

import formualizer as fz

from sop_xl.cells.address import Area
from sop_xl.cells.formula import references

_TEXT = re.compile(r'"[^"]*"')
# A word that is neither a cell nor a function; in most formulas there is none.
_PERHAPS = re.compile(r"(?<![\w.\\$'])(?![A-Za-z]{1,3}\$?\d+(?![\w.\\]))[A-Za-z_\\][\w.\\]*+(?![(!'$])")
_WORD = re.compile(r"[A-Za-z_\\][\w.\\]*(?![\w.(!])")


def named_areas(workbook: fz.Workbook, sheet: str) -> dict[str, tuple[str, Area]]:
    """What the names, in small letters, stand for that a sheet's formulas can use; those of the sheet go first."""
    found = sorted(workbook.get_named_ranges(sheet), key=lambda name: name["scope"] == "sheet")
    return {
        name["name"].lower(): (
            name["sheet"],
            Area(name["start_row"], name["start_col"], name["end_row"], name["end_col"]),
        )
        for name in found
        if name["kind"] in ("cell", "range")
    }


def names_in(part: str) -> list[str]:
    """Names in a part of a formula whose cells are not told by its text."""
    if not _PERHAPS.search(part):
        return []
    bare = _TEXT.sub("", part)
    for reference in references(bare, frozenset()):
        bare = bare.replace(reference, "")
    return [word for word in _WORD.findall(bare) if word.upper() not in ("TRUE", "FALSE")]
