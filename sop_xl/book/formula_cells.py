"""The formula cells of a sheet, found in its XML without an object for each.

A sheet of half a million formulas holds perhaps a hundred different ones, copied along rows and columns. What is to
be known of a formula is asked of one copy; cells are only looked at one by one where that one is of interest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from sop_xl.book.array_areas import ArrayAreas
from sop_xl.book.guard import corrupt
from sop_xl.book.sheet_xml import SheetXml, attributes, plain_text
from sop_xl.cells.address import Area, column_letters, column_number, parse_area
from sop_xl.cells.formula import Copies, Formula, FormulaKind, Spread, Wanted, covering
from sop_xl.errors import SopError

_DIGITS_ALIKE = bytes.maketrans(b"23456789", b"1" * 8)  # 0 stays: INDEX(…,0) is another thing than INDEX(…,1)
# There a digit is part of a name: ATAN2(…), LOG10(…), Table1[…], [1]Sheet1!A1.
_EXACT = re.compile(rb"(?<![\w.])[A-Za-z_.](?=[\w.]*\d)[\w.]*\(|\[")
# A cell with its row apart; what stands in brackets or quotes is passed over.
_CELL_REFERENCE = re.compile(
    rb"\[[^\[\]]*\]|'[^']*'|\"[^\"]*\"|(?<![\w.$])(\$?[A-Z]{1,3}\$?)[1-9][0-9]{0,5}(?![\w(.\[!])"
)
_MOST_ALIKE = 1_000
_BETWEEN = b"\n\n"

_Kind = tuple[Spread, bytes]
_Outline = tuple[bytes, bytes, bytes, bytes, bytes, bytes]  # before r, column, row, after r, attributes of <f>, text
_COLUMN, _ROW, _MARKS, _TEXT = 1, 2, 4, 5
_Texts = dict[Spread, list[bytes]]


@dataclass
class _Block:
    """Some rows of the sheet, with the kinds of formulas and the shared groups that occur in them."""

    start: int
    end: int
    kinds: set[_Kind] = field(default_factory=set)
    groups: set[int] = field(default_factory=set)
    rows: range = range(0)
    textless: bool = False
    outlines: list[_Outline] | None = None  # where they are remembered
    alike: list[bytes] | None = None


class FormulaCells:
    """Formula cells of one sheet.

    With ``exact``, formulas are alike only if they differ in nothing but rows of cells; needed where there are names
    such as Rate1. One that ``remembers`` finds them once and not each time, and takes hundreds of bytes for each.
    """

    def __init__(self, sheet: SheetXml, *, exact: bool = False, remembers: bool = False) -> None:
        self.sheet = sheet
        self._exact, self._remembers = exact, remembers
        self._counts: Counter[_Kind] = Counter()
        self._examples: dict[_Kind, str] = {}
        self._leaders: dict[int, Formula] = {}
        self._followers: Counter[int] = Counter()
        self._textless = 0
        self._blocks: list[_Block] = []
        self.arrays: list[Formula] = []
        self.areas: list[Area] = []
        for start, end in sheet.blocks():
            self._survey(start, end)
        self._refuse_meeting_arrays()

    def __len__(self) -> int:
        """Number of formula cells."""
        return self._counts.total() + self._followers.total() + self._textless

    def __iter__(self) -> Iterator[Formula]:
        """Every formula cell, followers of shared formulas with their leader's text."""
        for block in self._blocks:
            yield from map(self._formula, self._outlines(block))

    def kinds(self) -> Iterable[FormulaKind]:
        """What formulas there are."""
        for kind, count in self._counts.items():
            yield FormulaKind(self._examples[kind], kind[0], count)
        for group, count in self._followers.items():
            yield FormulaKind(self._text_of(group), Spread.CELL, count)
        if self._textless:
            yield FormulaKind(None, Spread.CELL, self._textless)

    def select(self, wanted: Wanted) -> Iterator[Formula]:
        """Formula cells whose text and spread are wanted; the answer must not hang on the digits of a text."""
        kinds, groups = self._wanted(wanted)
        textless = self._textless > 0 and wanted(None, Spread.CELL)
        for block in self._blocks:
            if block.kinds & kinds or block.groups & groups or (textless and block.textless):
                for formula in map(self._formula, self._outlines(block)):
                    if wanted(formula.text, formula.spread):
                        yield formula

    def copies(self, wanted: Wanted) -> Iterator[Copies]:
        """The same cells many at a time, those of one kind together as far as they are at hand."""
        kinds, groups = self._wanted(wanted)
        of_cells = {text for spread, text in kinds if spread is Spread.CELL}
        for block in self._blocks:
            if not (block.kinds & kinds or block.groups & groups):
                continue
            found = self._outlines(block)
            texts = [outline[_TEXT] for outline in found]
            kinds_of = block.alike or self._alike(texts)
            if block.outlines is not None:
                block.alike = kinds_of
            alike: dict[bytes | _Kind, list[int]] = {}
            followers: dict[int, list[tuple[int, int]]] = {}
            for at, (outline, text) in enumerate(zip(found, kinds_of, strict=True)):
                if not outline[_MARKS]:
                    if text in of_cells:
                        alike.setdefault(text, []).append(at)
                    continue
                marked = self._formula(outline)
                if text and (marked.spread, text) in kinds:
                    alike.setdefault(text if marked.spread is Spread.CELL else (marked.spread, text), []).append(at)
                elif not text and marked.shared in groups:
                    followers.setdefault(marked.shared, []).append((marked.row, marked.column))
            for kind, places in alike.items():
                spread = Spread.CELL if isinstance(kind, bytes) else kind[0]
                own = [texts[at] for at in places]
                positions = [self._position(found[at]) for at in places]
                yield Copies(plain_text(own[0]), spread, positions, None if len(set(own)) == 1 else _plain(own))
            for group, positions in followers.items():
                leader = self._leaders[group]
                yield Copies(leader.text or "", Spread.CELL, positions, leader=(leader.row, leader.column))

    def _wanted(self, wanted: Wanted) -> tuple[set[_Kind], set[int]]:
        kinds = {kind for kind, text in self._examples.items() if wanted(text, kind[0])}
        return kinds, {group for group in self._followers if wanted(self._text_of(group), Spread.CELL)}

    def _text_of(self, group: int) -> str | None:
        return self._leaders[group].text if group in self._leaders else None

    def _outlines(self, block: _Block) -> list[_Outline]:
        if block.outlines is not None:
            return block.outlines
        found: list[_Outline] = self.sheet.patterns.formula_outline.findall(self.sheet.data, block.start, block.end)
        return found

    def _formula(self, outline: _Outline) -> Formula:
        before, _, _, after, marks, text = outline
        position = self._position(outline)
        if not marks:
            return Formula(*position, plain_text(text) or None)
        said = attributes(marks)
        kind = said.get("t")
        if kind == "array":
            is_dynamic = attributes(before + after).get("cm", "0") != "0"
            area = parse_area(said["ref"]) if "ref" in said else Area(*position, *position)
            return Formula(*position, plain_text(text) or None, Spread.DYNAMIC if is_dynamic else Spread.FIXED, area)
        if kind == "shared":
            group = int(said["si"])
            return Formula(*position, plain_text(text) or self._text_of(group), shared=group)
        return Formula(*position, plain_text(text) or None)

    @staticmethod
    def _position(outline: _Outline) -> tuple[int, int]:
        return int(outline[_ROW]), column_number(outline[_COLUMN].decode())

    def _survey(self, start: int, end: int) -> None:
        sheet = self.sheet
        block = _Block(start, end)
        found = self._outlines(block)
        if len(found) != len(sheet.patterns.formula_start.findall(sheet.data, start, end)):
            raise corrupt(sheet.book, f"a formula cell in {sheet.part} is damaged")
        if not found:
            return
        self._blocks.append(block)
        if self._remembers:
            block.outlines = found
        texts: _Texts = {spread: [] for spread in Spread}
        plain, dynamic = texts[Spread.CELL], texts[Spread.DYNAMIC]
        _, all_columns, all_rows, _, all_marks, all_texts = zip(*found, strict=True)
        is_ordinary = all(all_texts) and not any(all_marks)
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
        areas = _extent(all_rows, all_columns)
        block.rows = range(min(area.top for area in areas), max(area.bottom for area in areas) + 1)
        self.areas += areas
        for spread, ones in texts.items():
            if ones:
                self._count(block, spread, ones)

    def _marked(self, block: _Block, texts: _Texts, outline: _Outline) -> None:
        """Note a formula that is shared, an array, a data table, or has no text."""
        formula, text = self._formula(outline), outline[_TEXT]
        kind = attributes(outline[_MARKS]).get("t", "normal")
        if formula.area is not None:
            if (formula.area.top, formula.area.left) != (formula.row, formula.column):
                raise ValueError
            texts[formula.spread].append(text)
            if formula.area.rows * formula.area.columns > 1:
                self.arrays.append(formula)
        elif formula.shared is not None:
            block.groups.add(formula.shared)
            if text:
                self._leaders[formula.shared] = formula
                texts[Spread.CELL].append(text)
            else:
                self._followers[formula.shared] += 1
        elif text and kind == "normal":
            texts[Spread.CELL].append(text)
        else:
            self._textless += 1
            block.textless = True

    def _refuse_meeting_arrays(self) -> None:
        fixed = ArrayAreas(formula for formula in self.arrays if formula.spread is Spread.FIXED)
        letters = {column_letters(column).encode() for column in fixed.columns}
        near = (block for block in self._blocks if fixed.reach(block.rows)) if letters else ()
        found = (outline for block in near for outline in self._outlines(block) if outline[_COLUMN] in letters)
        if fixed.overlap() or any(fixed.holds(*self._position(outline)) for outline in found):
            raise corrupt(self.sheet.book, f"another formula stands in an array in {self.sheet.part}")

    def _count(self, block: _Block, spread: Spread, texts: list[bytes]) -> None:
        kinds = self._alike(texts)
        counts = {(spread, one): number for one, number in Counter(kinds).items()}
        self._counts.update(counts)
        block.kinds |= counts.keys()
        if new := counts.keys() - self._examples.keys():
            examples = dict(zip(kinds, texts, strict=True))
            self._examples |= {kind: plain_text(examples[kind[1]]) for kind in counts if kind in new}

    def _alike(self, texts: list[bytes]) -> list[bytes]:
        """Texts that are equal for formulas of one kind."""
        if self._exact:
            return list(map(lru_cache(_MOST_ALIKE)(_without_rows), texts))
        kinds = _BETWEEN.join(texts).translate(_DIGITS_ALIKE).split(_BETWEEN)
        if len(kinds) != len(texts):  # a text with an empty line in it
            kinds = [text.translate(_DIGITS_ALIKE) for text in texts]
        exact = {kind for kind in set(kinds) if _EXACT.search(kind)}
        if not exact:
            return kinds
        without_rows = lru_cache(_MOST_ALIKE)(_without_rows)  # columns of tables hold one text in all rows
        return [without_rows(text) if kind in exact else kind for kind, text in zip(kinds, texts, strict=True)]


def _without_rows(text: bytes) -> bytes:
    """A formula in which a digit may be part of a name, with the rows of its cell references alike."""
    return _CELL_REFERENCE.sub(lambda match: match[1] + b"1" if match[1] else match[0], text)


def _plain(texts: list[bytes]) -> list[str]:
    plain = plain_text(_BETWEEN.join(texts)).split(_BETWEEN.decode())
    return plain if len(plain) == len(texts) else [plain_text(text) for text in texts]


def _extent(all_rows: Sequence[bytes], all_columns: Sequence[bytes]) -> list[Area]:
    columns = {letters: column_number(letters.decode()) for letters in set(all_columns)}
    rows = {digits: int(digits) for digits in set(all_rows)}
    whole = Area(min(rows.values()), min(columns.values()), max(rows.values()), max(columns.values()))
    if whole.rows * whole.columns <= 4 * len(all_rows):
        return [whole]
    return covering((rows[row], columns[column]) for row, column in zip(all_rows, all_columns, strict=True))
