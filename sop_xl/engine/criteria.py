"""Criteria of SUMIFS, COUNTIF and their kin that ask for a text which is more than a text to Excel.

To Excel a criterion ``00123`` is met by 123, by the text 123 and by 123.0, and ``Jan 2020`` by every way to write that
day. The engine knows but some of that, and overlooks even the same text where it takes it for a date. And ``>b`` is met
by the texts behind it in Excel's order, which is not the engine's. Formulas in whose lists that makes a difference are
found once the values are there, and kept.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import Copies, Formulas
from sop_xl.engine.engine_copies import engine_copies
from sop_xl.engine.long_numbers import cells_of, is_plain_reference
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.number_texts import written
from sop_xl.engine.ordered_texts import may_be_text
from sop_xl.engine.parsing import UnreadableFormulaError, parse
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import mentions
from sop_xl.engine.text_meanings import Meaning, is_plain_number, meanings, number
from sop_xl.engine.text_order import is_order_in_doubt, is_order_odd

# Where the first of the pairs of a range and a criterion stands, and whether there may be more.
_PAIRS: Mapping[str, tuple[int, bool]] = {
    "AVERAGEIF": (0, False), "AVERAGEIFS": (1, True), "COUNTIF": (0, False), "COUNTIFS": (0, True),
    "MAXIFS": (1, True), "MINIFS": (1, True), "SUMIF": (0, False), "SUMIFS": (1, True),
}  # fmt: skip
_CALLS = re.compile(rf"(?<![\w.])(?:_XLFN\.)?({'|'.join(_PAIRS)})\(", re.IGNORECASE)
_SIGN = re.compile(r"<=|>=|<>|=|<|>")
_ORDERS = frozenset({"<", ">", "<=", ">="})
_PATTERN = re.compile(r"[*?~]")
_LITERAL = re.compile(r'"((?:[^"]|"")*)"')
# Numbers and dates that the engine takes for nothing but texts: 5%, 1 1/2, 2020-01, Jan-20, 12 May, 15.1.2020.
_AS_TEXTS = re.compile(
    r"[-+(]*\s*[$€£¥]?\s*[\d.,]+\s*%?\)?|\d+\s+\d+/\d+|\d+[-/]\d+|[a-z]{3}-\d+|\d+-[a-z]{3}"
    r"|\d+ [a-z]+(?: \d+)?|[a-z]{3} \d{1,2}|\d{4}/\d{1,2}/\d{1,2}|\d+\.\d+\.\d+",
    re.IGNORECASE,
)
_SPELLED = "a criterion that is a number or a date to Excel, in a list that holds it spelled otherwise"
_SORTED = "a criterion of order, in a list of texts with signs or letters that Excel sorts otherwise"

_MANY_ROWS = 100_000
_UNKNOWN, _UNKNOWN_ORDER = object(), object()

LastRow = Callable[[str], int]


class _List:
    """What is to be known of the cells that a criterion looks through."""

    def __init__(self, values: Iterable[Any]) -> None:
        self.numbers: set[Meaning] = set()
        self.texts: dict[Meaning, set[str]] = {}
        self.words: set[str] = set()  # texts that mean nothing else
        for value in values:
            if value.__class__ in (float, int):
                self.numbers.add(number(value))
            elif value.__class__ is str:
                means = meanings(value)
                for meaning in means:
                    self.texts.setdefault(meaning, set()).add(value.casefold())
                if not means:
                    self.words.add(value)

    @cached_property
    def odd_words(self) -> list[str]:
        """Texts whose place in Excel's order may be another one."""
        return [word for word in self.words if is_order_odd(word)]

    @cached_property
    def asks_for_an_order(self) -> bool:
        """Whether there is a text such as ``>b``, which asks for one if it is a criterion."""
        signs = filter(None, map(_SIGN.match, self.words))
        return any(sign[0] in _ORDERS and not is_plain_number(sign.string[sign.end() :]) for sign in signs)

    def is_order_doubtful(self, criterion: Any) -> bool:  # noqa: ANN401  # a cell of any kind
        """Tell whether Excel may find other texts by a criterion of order."""
        if criterion is _UNKNOWN_ORDER:
            return bool(self.odd_words)
        sign = _SIGN.match(criterion) if criterion.__class__ is str else None
        if sign is None or sign[0] not in _ORDERS or meanings(wanted := criterion[sign.end() :]):
            return False
        return any(
            is_order_in_doubt((wanted, word)) for word in (self.words if is_order_odd(wanted) else self.odd_words)
        )

    def is_doubtful(self, criterion: Any, *, date1904: bool) -> bool:  # noqa: ANN401  # a cell of any kind
        """Tell whether Excel may find by a criterion what the engine does not."""
        if criterion in (_UNKNOWN, _UNKNOWN_ORDER):
            return any(
                len(texts) > 1 or not all(is_plain_number(text) or _is_known_as_text(text) for text in texts)
                for texts in self.texts.values()
            )
        if criterion.__class__ in (float, int):
            found = self.texts.get(number(criterion), set())
            return any(not is_plain_number(text) for text in found)
        if criterion.__class__ is not str:
            return False
        sign = _SIGN.match(criterion)
        wanted = criterion[sign.end() :] if sign else criterion
        means = frozenset() if _PATTERN.search(wanted) else meanings(wanted)
        if not means:
            return False
        is_equality = sign is None or sign[0] in ("=", "<>")
        is_known_as_text = _is_known_as_text(wanted)
        spelled_otherwise = set().union(*(self.texts.get(meaning, ()) for meaning in means)) - {wanted.casefold()}
        overlooked = not is_known_as_text and any(wanted.casefold() in texts for texts in self.texts.values())
        if is_equality and (spelled_otherwise or overlooked):
            return True
        if is_plain_number(wanted) or not (is_known_as_text or date1904):
            return False
        return bool(self.numbers) if date1904 or not is_equality else not self.numbers.isdisjoint(means)


class Search(NamedTuple):
    """Formulas with criteria, and the areas that hold all cells they look for or look through; None if unknown.

    ``ordered`` are those of criteria of order, such as ``">"&A1``.
    """

    sheet: str
    positions: list[tuple[int, int]]
    areas: list[tuple[str, Area]] | None
    ordered: list[tuple[str, Area]] | None


def find_criteria(formulas: Mapping[str, Formulas]) -> list[Search]:
    """Formulas with criteria; this asks no engine."""
    found = []
    for sheet, cells in formulas.items():
        for copies in cells.copies(lambda text, _: mentions(text, _PAIRS)):
            if "[" in copies.example:
                found.append(Search(sheet, copies.positions, None, None))
            else:
                found.append(_search(sheet, copies))
    return found


def _search(sheet: str, copies: Copies) -> Search:
    pairs = _pairs(copies.example)
    parts, ordered = _parts(pairs), _parts(pair for pair in pairs if _is_of_texts_in_order(pair[1]))
    areas, ordered_areas = (None if part is None else cells_of(sheet, copies, part) for part in (parts, ordered))
    return Search(sheet, copies.positions, areas, ordered_areas)


class Criteria:
    """The criteria in the formulas of one calculated workbook."""

    def __init__(self, workbook: fz.Workbook, last_row: LastRow, *, date1904: bool) -> None:
        self._workbook = workbook
        self._last_row = last_row
        self._date1904 = date1904
        self._sheets = set(workbook.sheet_names)
        self._names: dict[str, dict[str, tuple[str, Area]]] = {}
        self._lists: dict[tuple[str, Area], _List] = {}

    def to_keep_for(self, searches: Iterable[Search], left_out: Iterable[CellAddress]) -> dict[CellAddress, str]:
        """Formulas whose criteria the engine may take otherwise than Excel, with the reason."""
        skipped, found = set(left_out), {}
        for sheet, positions, areas, ordered in self._known(searches):
            addresses = (CellAddress(sheet, *position) for position in positions)
            for address in () if self._are_tame(areas) and self._are_in_order(areas, ordered) else addresses:
                text = self._workbook.get_formula(*address) or "" if address not in skipped else ""
                reason = next(self._doubts(text, sheet), None)
                if reason is not None:
                    found[address] = reason
        return found

    def _known(self, searches: Iterable[Search]) -> Iterator[Search]:
        """Formulas with their areas; where the file does not tell those, as the engine has them."""
        unknown: dict[str, list[tuple[int, int]]] = {}
        for search in searches:
            if search.areas is not None:
                yield search
            else:
                unknown.setdefault(search.sheet, []).extend(search.positions)
        for sheet, positions in unknown.items():
            for copies in engine_copies(self._workbook, sheet, positions):
                yield _search(sheet, copies)

    def _are_tame(self, areas: Iterable[tuple[str, Area]] | None) -> bool:
        """Tell whether no text that formulas look for, or look through, means what another one does."""
        if areas is None:
            return False
        lists = [self._list(area) for area in areas if area[0] in self._sheets]
        spelled: dict[Meaning, set[str]] = {}
        for one in lists:
            for meaning, texts in one.texts.items():
                spelled.setdefault(meaning, set()).update(texts)
        are_texts = not any(one.numbers for one in lists)
        return all(
            len(texts) == 1 and all(is_plain_number(text) or (are_texts and _is_known_as_text(text)) for text in texts)
            for texts in spelled.values()
        )

    def _are_in_order(
        self, areas: Iterable[tuple[str, Area]] | None, ordered: Iterable[tuple[str, Area]] | None
    ) -> bool:
        """Tell whether no text that formulas compare by order has another place in Excel's."""
        if areas is None or ordered is None:
            return False
        lists, compared = ([self._list(area) for area in some if area[0] in self._sheets] for some in (areas, ordered))
        return not any(one.asks_for_an_order for one in lists) and not any(one.odd_words for one in compared)

    def _doubts(self, text: str, sheet: str) -> Iterator[str]:
        for cells, criterion in _pairs(text):
            where = self._area(cells, sheet)
            if where is not None:
                wanted, looked_through = self._value(criterion, sheet), self._list(where)
                if looked_through.is_doubtful(wanted, date1904=self._date1904):
                    yield _SPELLED
                if looked_through.is_order_doubtful(wanted):
                    yield _SORTED

    def _area(self, text: str, sheet: str) -> tuple[str, Area] | None:
        if sheet not in self._names:
            self._names[sheet] = named_areas(self._workbook, sheet)
        where = area_of(text, sheet) or self._names[sheet].get(text.lower())
        return where if where is not None and where[0] in self._sheets else None

    def _list(self, where: tuple[str, Area]) -> _List:
        if where not in self._lists:
            sheet, area = where
            bottom = area.bottom
            if area.rows > _MANY_ROWS:  # most of which there are not
                bottom = min(bottom, max(area.top, self._last_row(sheet)))
            rows = self._workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, *area._replace(bottom=bottom)))
            self._lists[where] = _List({value for row in rows for value in row if value.__class__ in (str, float, int)})
        return self._lists[where]

    def _value(self, text: str, sheet: str) -> Any:  # noqa: ANN401
        """Value of a criterion: a text, a number, a cell, or a sign before one of these; others are unknown."""
        sign, joint, rest = text.partition("&")
        if joint and (literal := _LITERAL.fullmatch(sign.strip())):
            value = self._value(rest, sheet)
            if value is _UNKNOWN and _is_of_texts_in_order(text.strip()):
                return _UNKNOWN_ORDER
            return value if value is _UNKNOWN else f"{literal[1]}{_as_text(value)}"
        text = text.strip()
        if literal := _LITERAL.fullmatch(text):
            return literal[1].replace('""', '"')
        if is_plain_number(text):
            return float(text)
        where = self._area(text, sheet)
        if where is None or where[1].rows * where[1].columns > 1:
            return _UNKNOWN
        return self._workbook.get_value(where[0], where[1].top, where[1].left)


def _pairs(text: str) -> list[tuple[str, str]]:
    """Lists and criteria of the calls in a formula."""
    found: list[tuple[str, str]] = []

    def note(name: str, arguments: Sequence[str]) -> None:
        first, many = _PAIRS[name]
        pairs = list(zip(arguments[first::2], arguments[first + 1 :: 2], strict=False))
        found.extend(pairs if many else pairs[:1])

    replace_calls(text, _CALLS, note)
    return found


def _parts(pairs: Iterable[tuple[str, str]]) -> set[str] | None:
    """Cells of lists and criteria; None where there is something else, or a constant that is more than a text.

    Criteria that are computed are in no doubt where the lists leave none.
    """
    found = set()
    for cells, criterion in pairs:
        sign, joint, rest = criterion.partition("&")
        wanted = rest.strip() if joint and _LITERAL.fullmatch(sign.strip()) else criterion
        is_constant = wanted.startswith("{") or _LITERAL.fullmatch(wanted)
        if not is_plain_reference(cells) or (is_constant and not all(map(_is_tame, _LITERAL.findall(wanted)))):
            return None
        found |= {cells, wanted} if is_plain_reference(wanted) else {cells}
    return found


def _is_tame(criterion: str) -> bool:
    """Tell whether a constant is found as Excel does it whatever a list holds: an ordinary text, or ``>0``."""
    sign = _SIGN.match(criterion)
    wanted = criterion[sign.end() :] if sign else criterion
    is_relation = sign is not None and sign[0] not in ("=", "<>")
    return is_plain_number(wanted) if is_relation else not meanings(wanted)


def _is_of_texts_in_order(criterion: str) -> bool:
    """Tell whether a criterion such as ``">"&A1`` may ask for texts behind or before another one."""
    sign, joint, rest = criterion.partition("&")
    literal = _LITERAL.fullmatch(sign.strip())
    if not joint or literal is None or literal[1] not in _ORDERS:
        return False
    try:
        return may_be_text(parse(rest))
    except UnreadableFormulaError:
        return True


def _is_known_as_text(text: str) -> bool:
    """Tell whether the engine takes a text for nothing else."""
    return _AS_TEXTS.fullmatch(text.strip()) is not None


def _as_text(value: Any) -> str:  # noqa: ANN401
    return written(value) if value.__class__ in (float, int) else "" if value is None else str(value)
