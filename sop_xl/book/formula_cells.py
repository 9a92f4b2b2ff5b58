"""The formula cells of a sheet, found in its XML without an object for each.

A sheet of half a million formulas holds perhaps a hundred different ones, copied along rows and columns. What is to
be known of a formula is asked of one copy; cells are only looked at one by one where that one is of interest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from sop_xl.book.guard import corrupt
from sop_xl.book.sheet_xml import SheetXml, attributes, plain_text
from sop_xl.cells.address import Area, column_number, parse_area
from sop_xl.cells.formula import Formula, FormulaKind, Spread, Wanted, covering
from sop_xl.errors import SopError

_DIGITS_ALIKE = bytes.maketrans(b"23456789", b"1" * 8)  # 0 stays: INDEX(…,0) is another thing than INDEX(…,1)
# There a digit is part of a name: ATAN2(…), LOG10(…), Table1[…], [1]Sheet1!A1.
_EXACT = re.compile(rb"[A-Za-z_.][\w.]*\d[\w.]*\(|\[")
_BETWEEN = b"\n\n"

_Kind = tuple[Spread, bytes]
_Outline = tuple[bytes, bytes, bytes, bytes, bytes, bytes]  # before r, column, row, after r, attributes of <f>, text
_Texts = dict[Spread, list[bytes]]


@dataclass
class _Block:
    """Some rows of the sheet, with the kinds of formulas and the shared groups that occur in them."""

    start: int
    end: int
    kinds: set[_Kind] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    textless: bool = False


class FormulaCells:
    """Formula cells of one sheet.

    With ``exact``, two formulas are alike only if their texts are equal; needed where there are names such as Rate1.
    """

    def __init__(self, sheet: SheetXml, *, exact: bool = False) -> None:
        self._sheet = sheet
        self._exact = exact
        self._counts: Counter[_Kind] = Counter()
        self._examples: dict[_Kind, str] = {}
        self._leaders: dict[int, str] = {}
        self._followers: Counter[int] = Counter()
        self._textless = 0
        self._blocks: list[_Block] = []
        self.arrays: list[Formula] = []
        self.areas: list[Area] = []
        for start, end in sheet.blocks():
            self._survey(start, end)

    def __len__(self) -> int:
        """Number of formula cells."""
        return self._counts.total() + self._followers.total() + self._textless

    def __iter__(self) -> Iterator[Formula]:
        """Every formula cell, followers of shared formulas with their leader's text."""
        for block in self._blocks:
            yield from self._in(block)

    def kinds(self) -> Iterable[FormulaKind]:
        """What formulas there are."""
        for kind, count in self._counts.items():
            yield FormulaKind(self._examples[kind], kind[0], count)
        for group, count in self._followers.items():
            yield FormulaKind(self._leaders.get(group), Spread.CELL, count)
        if self._textless:
            yield FormulaKind(None, Spread.CELL, self._textless)

    def select(self, wanted: Wanted) -> Iterator[Formula]:
        """Formula cells whose text and spread are wanted; the answer must not hang on the digits of a text."""
        kinds = {kind for kind, text in self._examples.items() if wanted(text, kind[0])}
        groups = {group for group in self._followers if wanted(self._leaders.get(group), Spread.CELL)}
        textless = self._textless > 0 and wanted(None, Spread.CELL)
        for block in self._blocks:
            if block.kinds & kinds or block.groups & groups or (textless and block.textless):
                yield from (formula for formula in self._in(block) if wanted(formula.text, formula.spread))

    def _in(self, block: _Block) -> Iterator[Formula]:
        for formula in self._sheet.formulas_between(block.start, block.end):
            follows = formula.text is None and formula.shared is not None
            yield formula._replace(text=self._leaders.get(formula.shared or 0)) if follows else formula

    def _survey(self, start: int, end: int) -> None:
        sheet = self._sheet
        found = sheet.patterns.formula_outline.findall(sheet.data, start, end)
        if len(found) != len(sheet.patterns.formula_start.findall(sheet.data, start, end)):
            raise corrupt(sheet.book, f"a formula cell in {sheet.part} is damaged")
        if not found:
            return
        block = _Block(start, end)
        self._blocks.append(block)
        texts: _Texts = {spread: [] for spread in Spread}
        plain, dynamic = texts[Spread.CELL], texts[Spread.DYNAMIC]
        all_texts = [outline[5] for outline in found]
        is_ordinary = all(all_texts) and not any(outline[4] for outline in found)
        if is_ordinary:
            plain += all_texts
        for outline in () if is_ordinary else found:
            _, column, row, after, marks, text = outline
            if not marks and text:
                plain.append(text)
            elif text and b' cm="1"' in after and marks == b' t="array" ref="%b%b"' % (column, row):
                dynamic.append(text)  # by far the most frequent array: one that fills its own cell only
            else:
                try:
                    self._marked(block, texts, outline)
                except (KeyError, ValueError, SopError) as error:
                    raise corrupt(sheet.book, f"a formula cell in {sheet.part} is damaged") from error
        self.areas += _extent(found)
        for spread, ones in texts.items():
            if ones:
                self._count(block, spread, ones)

    def _marked(self, block: _Block, texts: _Texts, outline: _Outline) -> None:
        """Note a formula that is shared, an array, a data table, or has no text."""
        before, column, row, after, marks, text = outline
        said = attributes(marks)
        kind = said.get("t", "normal")
        if kind == "array":
            area = parse_area(said.get("ref", (column + row).decode()))
            is_dynamic = attributes(before + after).get("cm", "0") != "0"
            spread = Spread.DYNAMIC if is_dynamic else Spread.FIXED
            texts[spread].append(text)
            if area.rows * area.columns > 1:
                at = int(row), column_number(column.decode())
                self.arrays.append(Formula(*at, plain_text(text) or None, spread, area))
        elif kind == "shared":
            group = int(said["si"])
            block.groups.add(group)
            if text:
                self._leaders[group] = plain_text(text)
                texts[Spread.CELL].append(text)
            else:
                self._followers[group] += 1
        elif text and kind == "normal":
            texts[Spread.CELL].append(text)
        else:
            self._textless += 1
            block.textless = True

    def _count(self, block: _Block, spread: Spread, texts: list[bytes]) -> None:
        kinds = texts
        if not self._exact:
            kinds = _BETWEEN.join(texts).translate(_DIGITS_ALIKE).split(_BETWEEN)
            if len(kinds) != len(texts):  # a text with an empty line in it
                kinds = [text.translate(_DIGITS_ALIKE) for text in texts]
        if not self._exact:
            kinds = [text if _EXACT.search(kind) else kind for kind, text in zip(kinds, texts, strict=True)]
        examples = dict(zip(kinds, texts, strict=True))
        for one, number in Counter(kinds).items():
            self._counts[spread, one] += number
        for one, text in examples.items():
            self._examples.setdefault((spread, one), plain_text(text))
            block.kinds.add((spread, one))


def _extent(found: list[_Outline]) -> list[Area]:
    columns = {letters: column_number(letters.decode()) for letters in {outline[1] for outline in found}}
    rows = {digits: int(digits) for digits in {outline[2] for outline in found}}
    whole = Area(min(rows.values()), min(columns.values()), max(rows.values()), max(columns.values()))
    if whole.rows * whole.columns <= 4 * len(found):
        return [whole]
    return covering((rows[outline[2]], columns[outline[1]]) for outline in found)
