"""What a cell and a formula may hold in a file, as far as Excel complains about it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from xml.etree import ElementTree as ET

ROWS, COLUMNS = 1_048_576, 16_384
LONGEST_TEXT, LONGEST_FORMULA = 32_767, 8_192
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ERRORS = {"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A", "#GETTING_DATA"}
_ESCAPE = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TEXT = re.compile(r"\"[^\"]*\"")
_QUOTED = re.compile(r"'(?:[^']|'')*'")
_BRACKETS = re.compile(r"\[(?:[^\[\]]|\[[^\[\]]*\])*\]")
_THIS_ROW = re.compile(r"\[@")
_CALL = re.compile(r"(?<![\w.])([A-Z][A-Z0-9.]*)\(", re.IGNORECASE)
_SHEET = re.compile(r"'((?:[^']|'')+)'!|(?<![\w.#\]'])([^\W\d][\w.]*(?::[\w.]+)?)!")
_STRUCTURED = re.compile(r"(?<![\w.!\]])([^\W\d][\w.]*)\[((?:'.|[^\[\]']|\[(?:'.|[^\[\]'])*\])*)\]")
_COLUMN = re.compile(r"\[((?:'.|[^\[\]'])*)\]")
_LOCAL_NAME = re.compile(r"_xlfn\.(?:LET|LAMBDA)\(\s*(?!_xlpm\.)[^\W\d]\w*\s*,")
_WORKSHEET_ONLY = re.compile(r"_xlfn\.(?:FILTER|SORT)\(")
_KEYWORDS = {"#all", "#data", "#headers", "#totals", "#this row"}
_NAMELESS = re.compile(r"(?<![\w.\]\[,])\[\[")
_UNBRACKETED = re.compile(r"\[#[\w ]+\],\s*[^\[\s]")
_AT = re.compile(r"@")
_SPILL = re.compile(r"[A-Z]+\$?\d+#|[\w.)]+#(?![A-Z/])")
_EXTERNAL = re.compile(r"(?<![\w\]])\[(\d+)\](?=[^\[\](),+*/^&=<>:;]*!)")


class Area(NamedTuple):
    """Rows and columns from first to last."""

    top: int
    left: int
    bottom: int
    right: int

    def meets(self, other: Area) -> bool:
        """Tell whether two areas share a cell."""
        return (
            self.top <= other.bottom
            and other.top <= self.bottom
            and self.left <= other.right
            and other.left <= self.right
        )

    def holds(self, row: int, column: int) -> bool:
        """Tell whether a cell lies in it."""
        return self.top <= row <= self.bottom and self.left <= column <= self.right


def position(text: str) -> tuple[int, int]:
    """Row and column of ``B7``; (0, 0) where it is no cell of a sheet."""
    match = _CELL.fullmatch(text)
    if match is None:
        return 0, 0
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - 64
    return (int(match[2]), column) if int(match[2]) <= ROWS and column <= COLUMNS else (0, 0)


def area(text: str) -> Area | None:
    """Area of ``B7:C9``; None where it is none."""
    first, _, last = text.partition(":")
    (top, left), (bottom, right) = position(first), position(last or first)
    return Area(top, left, bottom, right) if 0 < top <= bottom and 0 < left <= right else None


def length(text: str) -> int:
    """Length of a text as Excel counts it: in units of UTF-16."""
    return len(text) + sum(ord(c) > 0xFFFF for c in text)


def plain(text: str) -> str:
    """Text of a cell with Excel's escapes undone."""
    return _ESCAPE.sub(lambda m: chr(int(m[1], 16)), text)


@dataclass
class Cells:
    """What later rules ask of the cells of a sheet."""

    texts: dict[tuple[int, int], str] = field(default_factory=dict)
    filled: set[tuple[int, int]] = field(default_factory=set)
    formulas: dict[tuple[int, int], str] = field(default_factory=dict)
    arrays: dict[tuple[int, int], Area] = field(default_factory=dict)


@dataclass(frozen=True)
class Named:
    """What formulas may speak of: sheets, tables with their columns (all in small letters), links to workbooks."""

    sheets: frozenset[str]
    tables: Mapping[str, frozenset[str]]
    external: int


@dataclass(frozen=True)
class Limits:
    """How many of each the workbook has."""

    strings: list[str]
    styles: int
    cell_metadata: int
    value_metadata: int
    named: Named


def cell_faults(sheet: ET.Element, limits: Limits, cells: Cells) -> Iterator[str]:
    """Faults of rows, cells and formulas; fills ``cells``."""
    shared: dict[str, Area | None] = {}
    followers: list[tuple[str, str]] = []
    last_row = 0
    for row in sheet.iterfind("{*}sheetData/{*}row"):
        number = int(row.get("r", last_row + 1))
        if not last_row < number <= ROWS:
            yield f"row {number} after row {last_row}"
        last_row, last_column = number, 0
        if int(row.get("s", 0)) >= limits.styles:
            yield f"row {number}: style {row.get('s')}"
        if float(row.get("ht", 0)) > 409.5:
            yield f"row {number}: height {row.get('ht')}"
        for cell in row:
            if not cell.tag.endswith("}c"):
                continue
            where = cell.get("r", "")
            at = position(where)
            if at[0] != number or at[1] <= last_column:
                yield f"{where}: in row {number} after column {last_column}"
            last_column = at[1]
            yield from _value_faults(cell, at, limits, cells)
            formula = cell.find("{*}f")
            if formula is not None:
                yield from _formula_faults(cell, formula, at, limits, cells)
                group = formula.get("si")
                if formula.get("t") == "shared" and group is not None:
                    if formula.get("ref"):
                        if group in shared:
                            yield f"{where}: a second shared formula {group}"
                        shared[group] = area(formula.get("ref", ""))
                    else:
                        followers.append((where, group))
            elif cell.get("cm") is not None and cell.get("t") != "e":
                yield f"{where}: metadata of an array without an array"
    for where, group in followers:
        reach = shared.get(group)
        if reach is None or not reach.holds(*position(where)):
            yield f"{where}: its shared formula {group} is not there or does not reach it"
    yield from _array_faults(cells)


def _value_faults(cell: ET.Element, at: tuple[int, int], limits: Limits, cells: Cells) -> Iterator[str]:
    where, kind = cell.get("r", ""), cell.get("t", "n")
    if int(cell.get("s", 0)) >= limits.styles:
        yield f"{where}: style {cell.get('s')} of {limits.styles}"
    if int(cell.get("cm", 0)) > limits.cell_metadata or int(cell.get("vm", 0)) > limits.value_metadata:
        yield f"{where}: metadata {cell.get('cm')}, {cell.get('vm')} that the workbook does not have"
    element = cell.find("{*}v")
    raw = element.text or "" if element is not None else None
    if kind == "inlineStr":
        inside = cell.find("{*}is")
        text = "".join(inside.itertext()) if inside is not None else ""
        cells.texts[at] = plain(text)
        if inside is None or length(text) > LONGEST_TEXT:
            yield f"{where}: inline text of {length(text)} characters"
    if raw is None:
        if kind == "inlineStr":
            cells.filled.add(at)
        return
    cells.filled.add(at)
    if kind == "s":
        if not raw.isdigit() or int(raw) >= len(limits.strings):
            yield f"{where}: shared string {raw} of {len(limits.strings)}"
        else:
            cells.texts[at] = plain(limits.strings[int(raw)])
    elif kind == "str":
        cells.texts[at] = plain(raw)
        if length(plain(raw)) > LONGEST_TEXT:
            yield f"{where}: text of {length(raw)} characters"
    elif kind == "n":
        try:
            number = float(raw) if raw.strip() else 0.0
        except ValueError:
            number = math.nan
        if not math.isfinite(number) or "_" in raw:
            yield f"{where}: {raw!r} is no number"
    elif kind == "b":
        if raw not in ("0", "1"):
            yield f"{where}: {raw!r} is no truth value"
    elif kind == "e":
        if raw not in _ERRORS:
            yield f"{where}: {raw!r} is no error of a file"
    elif kind not in ("d", "inlineStr"):
        yield f"{where}: type {kind!r}"


def _formula_faults(
    cell: ET.Element, formula: ET.Element, at: tuple[int, int], limits: Limits, cells: Cells
) -> Iterator[str]:
    where, text, kind = cell.get("r", ""), formula.text or "", formula.get("t", "normal")
    cells.formulas[at] = text
    if kind == "array":
        reach = area(formula.get("ref", ""))
        if reach is None or (reach.top, reach.left) != at:
            yield f"{where}: an array over {formula.get('ref')}"
        else:
            cells.arrays[at] = reach
    elif cell.get("cm") is not None and cell.get("t") != "e":
        yield f"{where}: metadata of an array without an array"
    if not text and kind not in ("shared", "dataTable"):
        yield f"{where}: an empty formula"
    if text:
        yield from (f"{where}: {fault}" for fault in formula_faults(text, limits.named))


def formula_faults(text: str, named: Named) -> Iterator[str]:
    """Faults of the text of a formula, as a file holds it."""
    if length(text) > LONGEST_FORMULA:
        yield f"a formula of {length(text)} characters"
    if text.startswith("="):
        yield "the formula begins with ="
    without_texts = _TEXT.sub('""', text)
    bare = _QUOTED.sub("''", without_texts)
    if _THIS_ROW.search(bare):
        yield "[@…] is [#This Row] in a file"
    outside = _BRACKETS.sub("[]", bare)
    if _AT.search(outside):
        yield "@ is _xlfn.SINGLE in a file"
    if _SPILL.search(outside.replace("#REF!", "").replace("#N/A", "")):
        yield "# behind a cell is _xlfn.ANCHORARRAY in a file"
    if outside.count("(") != outside.count(")"):
        yield "brackets do not match"
    if _LOCAL_NAME.search(outside):
        yield "a name of LET or LAMBDA lacks its _xlpm."
    if _WORKSHEET_ONLY.search(outside):
        yield "FILTER and SORT are _xlfn._xlws.FILTER and _xlfn._xlws.SORT in a file"
    if "!" in without_texts or "[" in without_texts:
        yield from _reference_faults(without_texts, bare, named)
    young = next((name for name in _CALL.findall(outside) if name.upper() in _FUTURE), None)
    if young is not None:
        yield f"{young} lacks its _xlfn."


def _reference_faults(text: str, bare: str, named: Named) -> Iterator[str]:
    """Links, sheets, tables and columns that are not there."""
    for number in _EXTERNAL.findall(text):
        if int(number) > named.external:
            yield f"the link [{number}] is not there"
    for quoted, plain_name in _SHEET.findall(text):
        for name in (quoted.replace("''", "'") or plain_name).split(":"):
            if "[" not in quoted and name.casefold() not in named.sheets:
                yield f"the sheet {name!r} is not there"
    for name, inside in _STRUCTURED.findall(bare):
        columns = named.tables.get(name.casefold())
        if columns is None:
            yield f"the table {name!r} is not there"
            continue
        for word in _COLUMN.findall(inside) if "[" in inside else [inside]:
            column = re.sub("'(.)", r"\1", word).casefold()
            if word.startswith("#") and column not in _KEYWORDS:
                yield f"{word} is no part of a table"
            if column and not word.startswith("#") and column not in columns:
                yield f"the table {name!r} has no column {column!r}"
    if _NAMELESS.search(bare):
        yield "a structured reference names its table in a file"
    if _UNBRACKETED.search(bare):
        yield "a column beside a keyword stands in brackets in a file"


_FUTURE = frozenset(
    """
    ACOT ACOTH AGGREGATE ANCHORARRAY ARABIC ARRAYTOTEXT BASE BETA.DIST BETA.INV BINOM.DIST BINOM.DIST.RANGE BINOM.INV
    BITAND BITLSHIFT BITOR BITRSHIFT BITXOR BYCOL BYROW CEILING.MATH CEILING.PRECISE CHISQ.DIST CHISQ.DIST.RT CHISQ.INV
    CHISQ.INV.RT CHISQ.TEST CHOOSECOLS CHOOSEROWS COMBINA CONCAT CONFIDENCE.NORM CONFIDENCE.T COT COTH COVARIANCE.P
    COVARIANCE.S CSC CSCH DAYS DECIMAL DROP ERF.PRECISE ERFC.PRECISE EXPAND EXPON.DIST F.DIST F.DIST.RT F.INV F.INV.RT
    F.TEST FIELDVALUE FILTERXML FLOOR.MATH FLOOR.PRECISE FORECAST.ETS FORECAST.ETS.CONFINT FORECAST.ETS.SEASONALITY
    FORECAST.ETS.STAT FORECAST.LINEAR FORMULATEXT GAMMA GAMMA.DIST GAMMA.INV GAMMALN.PRECISE GAUSS GROUPBY HSTACK
    HYPGEOM.DIST IFNA IFS IMCOSH IMCOT IMCSC IMCSCH IMSEC IMSECH IMSINH IMTAN ISFORMULA ISOMITTED ISOWEEKNUM LAMBDA LET
    LOGNORM.DIST LOGNORM.INV MAKEARRAY MAP MAXIFS MINIFS MODE.MULT MODE.SNGL MUNIT NEGBINOM.DIST NORM.DIST NORM.INV
    NORM.S.DIST NORM.S.INV NUMBERVALUE PDURATION PERCENTILE.EXC PERCENTILE.INC PERCENTRANK.EXC PERCENTRANK.INC PERMUTATIONA
    PHI PIVOTBY POISSON.DIST QUARTILE.EXC QUARTILE.INC QUERYSTRING RANDARRAY RANK.AVG RANK.EQ REDUCE REGEXEXTRACT
    REGEXREPLACE REGEXTEST RRI SCAN SEC SECH SEQUENCE SHEET SHEETS SINGLE SKEW.P SORTBY STDEV.P STDEV.S SWITCH T.DIST
    T.DIST.2T T.DIST.RT T.INV T.INV.2T T.TEST TAKE TEXTAFTER TEXTBEFORE TEXTJOIN TEXTSPLIT TOCOL TOROW UNICHAR UNICODE
    UNIQUE VALUETOTEXT VAR.P VAR.S VSTACK WEBSERVICE WEIBULL.DIST WRAPCOLS WRAPROWS XLOOKUP XMATCH XOR Z.TEST FILTER SORT
    """.split()
)  # functions younger than the file format: in a file they bear _xlfn.


def _array_faults(cells: Cells) -> Iterator[str]:
    taken: dict[tuple[int, int], tuple[int, int]] = {}
    for anchor, reach in cells.arrays.items():
        for row in range(reach.top, reach.bottom + 1):
            for column in range(reach.left, reach.right + 1):
                other = taken.setdefault((row, column), anchor)
                if other != anchor:
                    yield f"arrays at {anchor} and {other} overlap"
                    return
                if (row, column) != anchor and (row, column) in cells.formulas:
                    yield f"the array at {anchor} covers the formula at {(row, column)}"


def overlaps(areas: Mapping[str, Area]) -> Iterator[tuple[str, str]]:
    """Pairs of areas that share a cell."""
    items = sorted(areas.items(), key=lambda item: item[1])
    for i, (name, one) in enumerate(items):
        for other_name, other in items[i + 1 :]:
            if other.top > one.bottom:
                break
            if one.meets(other):
                yield name, other_name
