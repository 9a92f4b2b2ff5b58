"""Structured references such as ``Sales[[#This Row],[Units]]`` as plain A1 references.

Calculation engines know cells, not tables. The workbook itself keeps its formulas; only the copy that an engine
reads is rewritten.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area, column_letters, quote_sheet

_SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}
_MOST_PLANS = 20_000
_OPENING = re.compile(r"\"[^\"]*\"|'[^']*'|([\w.\\]*)\[")
_SIMPLE_GROUP = re.compile(r"\[(?:[^\[\]']|\[[^\[\]']*\])*\]")
_REF_ERROR, _VALUE_ERROR, _ROW = "#REF!", "#VALUE!", "{row}"

_Plan = list[str | tuple[Table, str]]


class StructuredReferences:
    """The tables of a workbook, ready to resolve the references of its formulas."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = {name.lower(): table for name, table in tables.items()}
        self._plans: dict[tuple[str, str], _Plan] = {}  # by formula and the table it stands in
        self._resolved: dict[tuple[str, str], str] = {}  # by table and specifier; "{row}" stands for a this-row

    def resolve(self, formula: str, sheet: str | None = None, row: int | None = 0, column: int = 0) -> str:
        """The formula with every structured reference replaced; all else stays as it is.

        ``sheet``, ``row`` and ``column`` say where the formula stands, for ``[@…]`` and for references that leave
        out the table. The row of a this-row reference is left relative, so that a shared formula still moves. With
        ``row`` None it is any row of the table, for a formula that is judged and not calculated.
        """
        home = self._table_at(sheet, row, column)
        key = formula, home.name if home else ""
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _MOST_PLANS:
                self._plans.clear()
            plan = self._plans[key] = self._plan(formula, home)
        return "".join([piece if isinstance(piece, str) else _at_row(*piece, row) for piece in plan])

    def _plan(self, formula: str, home: Table | None) -> _Plan:
        """The formula in pieces: texts, and references to be finished with the row."""
        out: _Plan = []
        at = 0
        for start, name_end, end in _bracketed(formula):
            name = formula[start:name_end]
            table = self._tables.get(name.lower()) if name else home
            if table is None or (not name and _is_external(formula, end)):
                continue
            key = table.name, formula[name_end + 1 : end - 1]
            if key not in self._resolved:
                self._resolved[key] = _resolve(table, key[1])
            out += (formula[at:start], (table, self._resolved[key]))
            at = end
        return [*out, formula[at:]]

    def _table_at(self, sheet: str | None, row: int | None, column: int) -> Table | None:
        for table in self._tables.values():
            if table.sheet == sheet and (row is None or table.area.contains(row, column)):
                return table
        return None


def _bracketed(formula: str) -> Iterator[tuple[int, int, int]]:
    """Start of the name, end of the name and end of every ``name[…]`` outside of texts and quoted sheets."""
    at = 0
    while (match := _OPENING.search(formula, at)) is not None:
        at = match.end()
        if match[1] is not None:
            at = _closing(formula, match.end() - 1)
            yield match.start(), match.end() - 1, at


def _is_external(formula: str, end: int) -> bool:
    """Tell whether ``[1]`` is followed by a sheet or a name, as in ``[1]Sheet!A1`` and ``[1]!Rate``."""
    return end < len(formula) and (formula[end].isalnum() or formula[end] in "_!'.")


def _closing(formula: str, at: int) -> int:
    """Position after the bracket that closes the one at ``at``; an apostrophe escapes the next character."""
    simple = _SIMPLE_GROUP.match(formula, at)
    if simple:
        return simple.end()
    depth = 0
    while at < len(formula):
        character = formula[at]
        if character == "'":
            at += 1
        elif character == "[":
            depth += 1
        elif character == "]":
            depth -= 1
            if not depth:
                return at + 1
        at += 1
    return len(formula)


def _at_row(table: Table, resolved: str, row: int | None) -> str:
    if _ROW not in resolved:
        return resolved
    data = table.data
    row = data.top if row is None else row
    return resolved.replace(_ROW, str(row)) if data.top <= row <= data.bottom else _VALUE_ERROR


def _resolve(table: Table, specifier: str) -> str:
    items, first, last = _parse(specifier)
    left, right = table.area.left, table.area.right
    if first is not None:
        names = [name.lower() for name in table.columns]
        try:
            left = table.area.left + names.index(first.lower())
            right = table.area.left + names.index((last or first).lower())
        except ValueError:
            return _REF_ERROR
    sheet = quote_sheet(table.sheet)
    if "#this row" in items:
        first_cell, last_cell = (f"${column_letters(column)}{_ROW}" for column in (left, right))
        return f"{sheet}!{first_cell}" if left == right else f"{sheet}!{first_cell}:{last_cell}"
    top, bottom = _rows(table, items)
    if bottom < top:
        return _REF_ERROR
    return f"{sheet}!{_absolute(Area(top, left, bottom, right))}"


def _rows(table: Table, items: set[str]) -> tuple[int, int]:
    data, area = table.data, table.area
    if "#all" in items:
        return area.top, area.bottom
    spans = []
    if "#headers" in items:
        spans.append((area.top, data.top - 1))
    if "#totals" in items:
        spans.append((data.bottom + 1, area.bottom))
    if "#data" in items or not items:
        spans.append((data.top, data.bottom))
    return min(top for top, _ in spans), max(bottom for _, bottom in spans)


def _absolute(area: Area) -> str:
    first = f"${column_letters(area.left)}${area.top}"
    last = f"${column_letters(area.right)}${area.bottom}"
    return first if first == last else f"{first}:{last}"


def _parse(specifier: str) -> tuple[set[str], str | None, str | None]:
    """Special items, first column and last column of what stands between the outer brackets."""
    text = specifier.strip()
    items: set[str] = set()
    if text.startswith("@"):
        items.add("#this row")
        text = text[1:].strip()
    if not text.startswith("["):
        if text.lower() in _SPECIAL:
            items.add(text.lower())
            text = ""
        return items, _unescape(text) or None, None
    columns: list[str] = []
    for group in _groups(text):
        if group.lower() in _SPECIAL:
            items.add(group.lower())
        else:
            columns.append(_unescape(group))
    return items, columns[0] if columns else None, columns[-1] if len(columns) > 1 else None


def _groups(text: str) -> Iterator[str]:
    """What stands in ``[…]``, or bare, between the commas and colons of a specifier."""
    at = 0
    while at < len(text):
        if text[at] in ",: ":
            at += 1
            continue
        if text[at] == "[":
            end = _closing(text, at)
            yield text[at + 1 : end - 1].strip()
        else:
            end = min((i for i in (text.find(mark, at) for mark in ",:") if i > 0), default=len(text))
            yield text[at:end].strip()
        at = end


def _unescape(column: str) -> str:
    out, at = "", 0
    while at < len(column):
        if column[at] == "'" and at + 1 < len(column):
            at += 1
        out += column[at]
        at += 1
    return out
