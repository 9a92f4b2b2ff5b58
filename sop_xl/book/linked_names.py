"""Names of other workbooks in formulas, ``[1]!Rate``, as the cells that they stand for there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from sop_xl.book.workbook import MAIN, DefinedName, ExternalBook, Workbook
from sop_xl.cells.address import quote_sheet, split_sheet
from sop_xl.errors import SopError

_TEXT = re.compile(r'("[^"]*")')
_NAME = re.compile(r"(?<![\w\]'])(?:\[(\d+)\]|'\[(\d+)\]')!([A-Za-z_\\][\w.\\]*)(?![\w.(!\[])")
_AREA = re.compile(r"\$[A-Z]{1,3}\$\d+(?::\$[A-Z]{1,3}\$\d+)?")


class LinkedNames:
    """What the names of the linked workbooks stand for, by index of the link and name."""

    def __init__(self, meanings: Mapping[tuple[int, str], str] | None = None) -> None:
        self._meanings = dict(meanings or {})

    def add(self, workbook: Workbook, book: ExternalBook, names: Iterable[DefinedName]) -> None:
        """Note the names of a linked workbook that are cells now, and were the same cells when the link was saved."""
        saved = dict(_saved_names(workbook, book))
        for name in names:
            place = _place(name.text)
            before = saved.get(name.name.lower())
            if name.sheet is None and place is not None and place[0] in book.sheets and before in (None, place):
                sheet = quote_sheet(f"[{book.index}]{place[0]}")
                self._meanings[book.index, name.name.lower()] = f"{sheet}!{place[1]}"

    def defined(self, names: Iterable[DefinedName]) -> list[DefinedName]:
        """Names of this workbook with those of others in them replaced."""
        return [replace(name, text=self.resolve(name.text)) for name in names]

    def resolve(self, formula: str) -> str:
        """The formula with the names replaced that are known."""
        if "]!" not in formula and "]'!" not in formula:
            return formula
        pieces = _TEXT.split(formula)
        pieces[::2] = [_NAME.sub(self._meaning, piece) for piece in pieces[::2]]
        return "".join(pieces)

    def _meaning(self, match: re.Match[str]) -> str:
        return self._meanings.get((int(match[1] or match[2]), match[3].lower()), match[0])


def _saved_names(workbook: Workbook, book: ExternalBook) -> Iterable[tuple[str, tuple[str, str] | None]]:
    for element in workbook.xml(book.part).iterfind(f"{MAIN}externalBook/{MAIN}definedNames/{MAIN}definedName"):
        if element.get("sheetId") is None:
            yield element.get("name", "").lower(), _place(element.get("refersTo", "").removeprefix("="))


def _place(text: str) -> tuple[str, str] | None:
    """Sheet and area of what a name stands for; None where that is something else."""
    try:
        sheet, address = split_sheet(text)
    except SopError:
        return None
    return (sheet, address) if _AREA.fullmatch(address) else None
