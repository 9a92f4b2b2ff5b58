"""Formulas that ask for what is not in the workbook as it is read here; they keep their saved value."""

from __future__ import annotations

import re
from collections.abc import Sequence, Set

from sop_xl.book.links import has_open_link, link_indices
from sop_xl.book.names import Names
from sop_xl.cells.calls_in_text import split_arguments
from sop_xl.cells.coerce import Kind
from sop_xl.cells.formula import function_names
from sop_xl.functions.registry import Registry

_DATES = re.compile(r"\bdates?\b", re.IGNORECASE)

_INDIRECT = re.compile(r"\bINDIRECT\(", re.IGNORECASE)
_SWALLOWED = re.compile(r"\b(?:IFERROR|IFNA|ISERROR|ISERR|ISNA|ISREF|AGGREGATE)\(", re.IGNORECASE)


class Outside:
    """Judges the formulas of one workbook."""

    def __init__(self, registry: Registry, stale: Set[int], names: Names | None, *, date1904: bool) -> None:
        """Take what is special about the workbook.

        ``stale`` are the indices of the linked workbooks whose fresh values are not at hand; ``names`` those that
        the engine is not to read by itself, None where it reads workbooks as Excel does.
        """
        self._names = names
        self._stale = stale
        self._dated = _functions_of_dates(registry) if date1904 else frozenset()
        self._registry = registry

    def __call__(self, text: str, sheet: str) -> str | None:
        """Why a formula on a sheet cannot be calculated from this workbook, or None."""
        if self._names is not None:
            text = self._names.of_links.resolve(text)
        through_names = self._names.links(text, sheet) if self._names is not None else []
        if self._stale and any(link_indices(one) & self._stale for one in (text, *through_names)):
            return "reads a workbook that is not part of this run"
        if self._dated:
            called = {self._registry[name].name for name in function_names(text) if name in self._registry}
            if called & self._dated:
                return f"{min(called & self._dated)} counts dates from 1900, this workbook from 1904"
        return None if self._names is None else self._unreadable(text, sheet, self._names, through_names)

    def _unreadable(self, text: str, sheet: str, names: Names, through_names: Sequence[str]) -> str | None:
        if any("[" in one and has_open_link(one) for one in (text, *through_names)):
            return "reads whole rows or columns, or a name, of another workbook"
        name = names.unreadable(text, sheet)
        if name is not None:
            return f"the name {name} stands for other cells in every cell"
        if (indirect := _INDIRECT.search(text)) is not None:
            arguments = split_arguments(text, indirect.end())
            if arguments is None or len(arguments[0]) > 1:
                return "an INDIRECT in the other notation"
            if _SWALLOWED.search(text):
                return "an INDIRECT whose error would not show"
        return None


def _functions_of_dates(registry: Registry) -> frozenset[str]:
    """SOP functions that take or give dates."""
    return frozenset(
        definition.name
        for definition in registry
        if _DATES.search(definition.result.text)
        or any(a.kind is Kind.DATE or _DATES.search(a.text) for a in definition.arguments)
    )
