"""Formulas that ask for what is not in the workbook as it is read here; they keep their saved value."""

from __future__ import annotations

import re
from collections.abc import Set

from sop_xl.book.links import link_indices
from sop_xl.cells.coerce import Kind
from sop_xl.cells.formula import function_names
from sop_xl.functions.registry import Registry

_DATES = re.compile(r"\bdates?\b", re.IGNORECASE)


class Outside:
    """Judges the formulas of one workbook."""

    def __init__(self, registry: Registry, stale: Set[int], *, date1904: bool) -> None:
        """``stale`` are the indices of the linked workbooks whose fresh values are not at hand."""
        self._stale = stale
        self._dated = _functions_of_dates(registry) if date1904 else frozenset()
        self._registry = registry

    def __call__(self, text: str) -> str | None:
        """Why a formula cannot be calculated from this workbook, or None."""
        if self._stale and link_indices(text) & self._stale:
            return "reads a workbook that is not part of this run"
        if self._dated:
            called = {self._registry[name].name for name in function_names(text) if name in self._registry}
            if called & self._dated:
                return f"{min(called & self._dated)} counts dates from 1900, this workbook from 1904"
        return None


def _functions_of_dates(registry: Registry) -> frozenset[str]:
    """SOP functions that take or give dates."""
    return frozenset(
        definition.name
        for definition in registry
        if _DATES.search(definition.result.text)
        or any(a.kind is Kind.DATE or _DATES.search(a.text) for a in definition.arguments)
    )
