"""Structured references such as ``Sales[[#This Row],[Units]]`` as plain A1 references.

Calculation engines know cells, not tables. The workbook itself keeps its formulas; only the copy that an engine
reads is rewritten.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area, column_letters, quote_sheet

_SPECIAL = {"#all", "#data", "#headers", "#totals", "#this row"}
_MOST_TEMPLATES = 20_000
_OPENING = re.compile(r"\"[^\"]*\"|'[^']*'|([\w.\\]*)\[")
_SIMPLE_GROUP = re.compile(r"\[(?:[^\[\]']|\[[^\[\]']*\])*\]")
_REF_ERROR, _VALUE_ERROR = "#REF!", "#VALUE!"
ROW = "\0"  # where the row of a formula goes; nothing that XML can hold
_UNKNOWN = "\ufffd"  # what stands for a character that cannot be


class Place(NamedTuple):
    """All that references hang on in a formula but its row: the table it stands in, those that it stands beside."""

    home: str | None
    beside: frozenset[str]


class StructuredReferences:
    """The tables of a workbook, ready to resolve the references of its formulas."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._tables = {name.lower(): table for name, table in tables.items()}
        areas = [area for table in tables.values() for area in (table.area, table.data)]
        self._bounds = sorted({row for area in areas for row in (area.top, area.bottom + 1)})
        self._places: dict[tuple[str | None, int | None, int], Place] = {}  # rows between two bounds have one
        self._templates: dict[tuple[str, Place], str] = {}
        self._resolved: dict[tuple[str, str], str] = {}  # by table and specifier

    def resolve(self, formula: str, sheet: str | None = None, row: int | None = 0, column: int = 0) -> str:
        """The formula with every structured reference replaced; all else stays as it is.

        ``sheet``, ``row`` and ``column`` say where the formula stands, for ``[@…]`` and for references that leave
        out the table. The row of a this-row reference is left relative, so that a shared formula still moves. With
        ``row`` None it is the first row of the table, for a formula that is judged and not calculated.
        """
        place = self.place(sheet, row, column)
        key = formula, place
        template = self._templates.get(key)
        if template is None:
            if len(self._templates) >= _MOST_TEMPLATES:
                self._templates.clear()
            template = self._templates[key] = self.template(formula, place)
        if row is None and place.home is not None:
            row = self._tables[place.home].data.top
        return template.replace(ROW, str(row or 1))

    def place(self, sheet: str | None, row: int | None, column: int) -> Place:
        """The place of a cell among the tables; a row of None is in all of them."""
        at = sheet, None if row is None else bisect(self._bounds, row), column
        place = self._places.get(at)
        if place is None:
            tables = self._tables.items()
            beside = frozenset(key for key, t in tables if row is None or t.data.top <= row <= t.data.bottom)
            here = (k for k, t in tables if t.sheet == sheet and (row is None or t.area.contains(row, column)))
            place = self._places[at] = Place(next(here, None), beside)
        return place

    def template(self, formula: str, place: Place) -> str:
        """The formula with every structured reference replaced and ``ROW`` for the row of the formula."""
        formula = formula.replace(ROW, _UNKNOWN)
        out: list[str] = []
        at = 0
        for start, name_end, end in _bracketed(formula):
            name = formula[start:name_end].lower() or place.home or ""
            table = self._tables.get(name)
            if table is None or (start == name_end and _is_external(formula, end)):
                continue
            key = name, formula[name_end + 1 : end - 1]
            resolved = self._resolved.get(key)
            if resolved is None:
                resolved = self._resolved[key] = _resolve(table, key[1])
            is_elsewhere = ROW in resolved and name not in place.beside
            out += (formula[at:start], _VALUE_ERROR if is_elsewhere else resolved)
            at = end
        return "".join((*out, formula[at:]))


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
        first_cell, last_cell = (f"${column_letters(column)}{ROW}" for column in (left, right))
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
