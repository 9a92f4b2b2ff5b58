"""Names in formulas as what they stand for, where an engine knows cells and constants only.

Bare table names (``SUM(Orders)``) become the table's data; names that stand for a calculation (``OFFSET(…)``,
``A1:INDEX(…)``, an array) are replaced by it, those of LET by their values, references through several sheets by one to
each. A name whose references move with the cell is left alone, and told.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sop_xl.book.let_names import mentions_let, without_let
from sop_xl.book.linked_names import LinkedNames
from sop_xl.book.sheet_ranges import SheetRanges
from sop_xl.book.structured import StructuredReferences
from sop_xl.book.workbook import DefinedName, Table
from sop_xl.cells.values import LONGEST_FORMULA

_COLUMN = r"\$?(?:[A-Z]{1,2}|[A-W][A-Z]{2}|X[A-E][A-Z]|XF[A-D])"
# What holds no name: texts, sheets, brackets with the table before them, whole columns.
_QUOTED = re.compile(
    rf"(\"[^\"]*\"|'[^']*'|[\w.\\]*\[[^\[\]]*\]|(?<![\w.:\\$]){_COLUMN}:{_COLUMN}(?![\w.(!\[\\]))", re.IGNORECASE
)
_PLAIN = re.compile(
    r"(?:'[^']*'|[\w.]+)!\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?|-?[\d.]+(?:E[+-]?\d+)?|\"[^\"]*\"",
    re.IGNORECASE,
)
_CELL = re.compile(r"(?<![\w.])(\$?)[A-Z]{1,3}(\$?)\d{1,7}(?![\w.(!])", re.IGNORECASE)
_MOST_LEVELS = 8  # of names that stand for names
_LIKE_A_CELL = re.compile(r"[a-z]{1,3}\d+")
_LONGEST = 8 * LONGEST_FORMULA

_Scope = str | None


class Names:
    """The names of a workbook that engines do not know by themselves."""

    def __init__(
        self,
        names: Sequence[DefinedName],
        tables: Mapping[str, Table],
        linked: LinkedNames | None = None,
        sheets: Sequence[str] = (),
    ) -> None:
        self.of_links = linked or LinkedNames()
        self.through_sheets = SheetRanges(sheets)
        references = StructuredReferences(tables)
        self._meanings: dict[tuple[_Scope, str], str] = {
            (None, name.lower()): references.resolve(f"{name}[]") for name in tables
        }
        self._linked: dict[tuple[_Scope, str], str] = {}
        self._moving: set[tuple[_Scope, str]] = set()
        for name in self.of_links.defined(names):
            key = name.sheet, name.name.lower()
            text = references.resolve(name.text)
            if _PLAIN.fullmatch(text) or not text or name.name.lower().startswith("_xl"):
                continue
            if _moves(text):
                self._moving.add(key)
            elif "[" in text:
                self._linked[key] = text
            else:
                self._meanings[key] = f"({text})"
        words = {word for _, word in (*self._meanings, *self._linked, *self._moving)}
        alternatives = "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))
        self._pattern = re.compile(rf"(?<![\w.!\\$])({alternatives})(?![\w.!(\[\\$])", re.IGNORECASE) if words else None
        self.are_like_cells = any(map(_LIKE_A_CELL.fullmatch, words))  # YTD2020, for instance

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return self._pattern is not None

    def mentioned(self, formula: str) -> bool:
        """Tell whether a formula mentions one, calls LET, or refers through several sheets."""
        if mentions_let(formula) or self.through_sheets.mentioned(formula):
            return True
        return self._pattern is not None and any(map(self._pattern.search, _QUOTED.split(formula)[::2]))

    def resolve(self, formula: str, sheet: str) -> str:
        """The formula on a sheet with its names, those of LET and references through several sheets replaced."""
        formula = self._written_out(self.of_links.resolve(formula))
        if self._pattern is None or not self._pattern.search(formula):
            return formula
        for _ in range(_MOST_LEVELS):
            pieces = _QUOTED.split(formula)
            pieces[::2] = [self._pattern.sub(lambda m: self._meaning(m[1], sheet) or m[1], p) for p in pieces[::2]]
            new = "".join(pieces)
            if new == formula or len(new) > _LONGEST:  # names that multiply would otherwise fill the memory
                break
            formula = new
        return self._written_out(formula)  # names may stand for such

    def _written_out(self, formula: str) -> str:
        return self.through_sheets.resolve(without_let(formula))

    def unreadable(self, formula: str, sheet: str) -> str | None:
        """A name of a formula that stands for other cells in every cell, or None."""
        if self._pattern is None:
            return None
        for piece in _QUOTED.split(self.resolve(formula, sheet))[::2]:
            for match in self._pattern.finditer(piece):
                word = match[1].lower()
                if (sheet, word) in self._moving or (None, word) in self._moving:
                    return match[1]
        return None

    def links(self, formula: str, sheet: str) -> list[str]:
        """What the names of a formula stand for that lead to other workbooks."""
        if not self._linked or self._pattern is None:
            return []
        words = (m[1].lower() for piece in _QUOTED.split(formula)[::2] for m in self._pattern.finditer(piece))
        return [self._linked[key] for word in words for key in ((sheet, word), (None, word)) if key in self._linked]

    def _meaning(self, name: str, sheet: str) -> str | None:
        local = self._meanings.get((sheet, name.lower()))
        if local is not None or (sheet, name.lower()) in self._moving:
            return local
        return self._meanings.get((None, name.lower()))


def _moves(text: str) -> bool:
    bare = "".join(piece for piece in _QUOTED.split(text)[::2])
    return any(not (match[1] and match[2]) for match in _CELL.finditer(bare))
