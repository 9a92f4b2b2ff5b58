"""Subtotals that leave hidden rows out, which the engine does not see."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import quote_sheet
from sop_xl.cells.calls_in_text import split_arguments

_HIDDEN_ROW = re.compile(rb"<(?:[\w.-]+:)?row\b[^>]*\shidden\s*=\s*[\"'](?:1|true)[\"']")
_FILTER = re.compile(rb"<(?:[\w.-]+:)?filterColumn\b")
_SUBTOTAL = re.compile(r"(?<![\w.])(?:_xlfn\.)?(SUBTOTAL|AGGREGATE)\(", re.IGNORECASE)
_WITH_HIDDEN = frozenset(map(str, range(1, 12)))  # kinds of SUBTOTAL that leave out only what a filter hides


class HiddenRows:
    """The sheets of a workbook on which rows are hidden, and by what."""

    def __init__(self, workbook: Workbook, sheets: Mapping[str, SheetXml]) -> None:
        suspected = {name: sheet.data for name, sheet in sheets.items() if b"hidden" in sheet.data}
        self._sheets = {name for name, data in suspected.items() if _HIDDEN_ROW.search(data)}
        self._filtered = {
            name
            for name in self._sheets
            if _FILTER.search(sheets[name].data)
            or any(
                _FILTER.search(workbook.package.read(relation.target))
                for relation in workbook.relations(workbook.sheets[name].part)
                if relation.kind == "table"
            )
        }

    def left_out_by(self, text: str, sheet: str) -> bool:
        """Tell whether a formula, its references plain, may leave out hidden rows."""
        if not self._sheets:
            return False
        for match in _SUBTOTAL.finditer(text):
            arguments, _ = split_arguments(text, match.end()) or ([], 0)
            if arguments and self._are_hidden(match[1].upper(), arguments, sheet):
                return True
        return False

    def _are_hidden(self, name: str, arguments: list[str], sheet: str) -> bool:
        if name == "AGGREGATE":
            where = set() if arguments[1:2] == ["0"] else self._sheets  # other options only differ in a digit
            ranges = arguments[2:]
        else:
            where = self._filtered if arguments[0] in _WITH_HIDDEN else self._sheets
            ranges = arguments[1:]
        return any(
            sheet in where if "!" not in one else any(f"{quote_sheet(other)}!" in one for other in where)
            for one in ranges
        )
