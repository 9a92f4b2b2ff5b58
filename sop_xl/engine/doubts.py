"""Errors that the engine gives by itself where Excel might give a value: they are no results, but reasons to keep.

Where the file shows an error in the same cell, there is nothing to doubt.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Set
from typing import Any

import formualizer as fz

from sop_xl.cells.address import Area, CellAddress
from sop_xl.cells.calls_in_text import replace_calls
from sop_xl.cells.formula import function_names
from sop_xl.cells.values import CellError
from sop_xl.engine.array_sizes import joins_arrays_of_different_sizes
from sop_xl.engine.named_areas import named_areas
from sop_xl.engine.native.securities import SECURITIES
from sop_xl.engine.references import area_of
from sop_xl.engine.sop_text import EACH, OWN, is_sop, mentions

DATE_FUNCTIONS = (
    "YEAR", "MONTH", "DAY", "DAYS", "DAYS360", "EDATE", "EOMONTH", "WEEKDAY", "WEEKNUM", "ISOWEEKNUM", "NETWORKDAYS",
    "WORKDAY", "DATEDIF", "DATEVALUE", "TIMEVALUE", "YEARFRAC", "HOUR", "MINUTE", "SECOND", *SECURITIES,
)  # fmt: skip
UNEQUAL = "joins arrays of different sizes, where Excel fills up with #N/A"
_DATE_TEXT = "a function of dates that may have been given a text"
_NUMBER_TEXT = "may read a text that is a number to Excel"
WHOLE = re.compile(r"\$?\b[A-Z]{1,3}:\$?[A-Z]{1,3}\b|(?<![A-Z\d])\$?\d+:\$?\d+", re.IGNORECASE)
SPILLED = re.compile(r"(?<![\w.])\$?[A-Z]{1,3}\$?\d+#|\bANCHORARRAY\(", re.IGNORECASE)  # A1#
_LITERAL = re.compile(r'"[^"]*"')
_LIKE_A_NUMBER = re.compile(r"\d|\b(?:TRUE|FALSE)\b", re.IGNORECASE)
_MATRICES = ("MMULT", "MINVERSE", "MUNIT")
_APPROACHED = {"IRR", "RATE", "XIRR"}  # by trial; Excel may start from elsewhere, and go on for longer
_BILLS = {"TBILLEQ", "TBILLPRICE", "TBILLYIELD"}  # of up to a year, which has 365 days to the engine
_BAND = 256  # rows
_NEGATIVE = re.compile(r"-\s*\d+")
_TYPE = re.compile(r"(?<![\w.])(TYPE)\(", re.IGNORECASE)
_INDEX = re.compile(r"(?<![\w.])(INDEX)\(", re.IGNORECASE)
_MOST_CELLS = 100_000  # of an argument that are looked through for such a text


def doubted(
    workbook: fz.Workbook,
    errors: Mapping[CellAddress, CellError],
    shown: Set[CellAddress],
    is_own: Callable[[CellAddress], bool],
) -> dict[CellAddress, str]:
    """Error cells that Excel may not share, with the reason.

    Parameters
    ----------
    workbook : Workbook
        After the calculation.
    errors : mapping
        Formula cells that hold an error now.
    shown : set
        Cells that the file shows as errors.
    is_own : callable
        Whether an error comes from no other cell.
    """
    found: dict[CellAddress, str] = {}
    for address, error in errors.items():
        text = None if address in shown else workbook.get_formula(*address)
        if not text:
            continue
        reason = _reason(workbook, address, error, text)
        if reason is not None and is_own(address):
            found[address] = reason
        elif _names_an_error(workbook, address.sheet, text):
            found[address] = "a TYPE of an error, which the engine passes on"
    return found


def given_up(workbook: fz.Workbook, address: CellAddress) -> str:
    """Why a formula, or one that it reads, gives neither a value nor an error of Excel."""
    names = (name.removeprefix(EACH) for name in function_names(workbook.get_formula(*address) or ""))
    called = {name for name in names if not name.startswith(OWN)}  # those that the planner wrote
    used = f"calls {', '.join(sorted(called))}" if called else "joins cells and ranges"
    return (
        f"{used} in a way that only Excel calculates, or reads a formula that does; open it there, or write it plainer"
    )


def spilled_over(spills: Mapping[CellAddress, Area], obstacles: Mapping[str, Sequence[Area]]) -> dict[CellAddress, str]:
    """Arrays over tables or merged cells, of which the engine knows nothing: in Excel they do not spill."""
    bands = {sheet: _in_bands(areas) for sheet, areas in obstacles.items()}
    return {
        home: "its array would lie over a table or merged cells"
        for home, area in spills.items()
        if area != home.area and any(area.meets(other) for other in _near(area, bands.get(home.sheet, {})))
    }


def _in_bands(areas: Iterable[Area]) -> dict[int, list[Area]]:
    """Areas by the stretches of rows that they touch."""
    found: dict[int, list[Area]] = {}
    for area in areas:
        for band in range(area.top // _BAND, area.bottom // _BAND + 1):
            found.setdefault(band, []).append(area)
    return found


def _near(area: Area, bands: Mapping[int, Sequence[Area]]) -> Iterator[Area]:
    for band in range(area.top // _BAND, area.bottom // _BAND + 1):
        yield from bands.get(band, ())


def _reason(workbook: fz.Workbook, address: CellAddress, error: CellError, text: str) -> str | None:
    if error is CellError.VALUE and joins_arrays_of_different_sizes(text, named_areas(workbook, address.sheet)):
        return UNEQUAL
    if error is CellError.VALUE and mentions(text, DATE_FUNCTIONS):
        return _DATE_TEXT
    if is_sop(text):
        return None
    if error is CellError.VALUE and (mentions(text, ("TEXT",)) or _reads_a_number_as_text(workbook, address, text)):
        return _NUMBER_TEXT
    if error is CellError.REF and SPILLED.search(text):
        return "what an array spills over, of which the engine loses sight where it is large"
    if error is CellError.REF and mentions(text, ("OFFSET",)):
        return "an OFFSET that the engine does not follow"
    if error is CellError.REF and mentions(text, ("INDEX",)) and WHOLE.search(text):
        return "an INDEX beyond the cells that are filled"
    if error is CellError.REF and _looks_before_the_first(workbook, address.sheet, text):
        return "an INDEX of a negative number, which is another error in Excel"
    if error is CellError.REF and mentions(text, ("INDEX",)) and mentions(text, _MATRICES):
        return "an INDEX of an array that is an error, which Excel passes on"
    if error is CellError.NUM and function_names(text) & _APPROACHED:
        return "a rate that the engine does not find"
    if error is CellError.NUM and function_names(text) & _BILLS:
        return "a bill of a year, which the engine takes for longer where it has 366 days"
    if error is CellError.NUM and mentions(text, ("GAMMA",)):
        return "a GAMMA of a negative number"
    if error is CellError.NUM and mentions(text, ("SEQUENCE",)):
        return "a SEQUENCE larger than the engine makes"
    return "a name that the engine does not find" if error is CellError.NAME else None


def _names_an_error(workbook: fz.Workbook, sheet: str, text: str) -> bool:
    """Tell whether TYPE is asked of an error."""
    asked = (argument for arguments in _calls(text, _TYPE) for argument in arguments[:1])
    return any(isinstance(_value(workbook, sheet, argument), dict) for argument in asked)


def _looks_before_the_first(workbook: fz.Workbook, sheet: str, text: str) -> bool:
    """Tell whether a row or column that INDEX is given is a negative number."""
    numbers = (_value(workbook, sheet, argument) for arguments in _calls(text, _INDEX) for argument in arguments[1:])
    return any(number.__class__ in (float, int) and number < 0 for number in numbers)


def _calls(text: str, name: re.Pattern[str]) -> list[Sequence[str]]:
    """Arguments of the calls of a function."""
    found: list[Sequence[str]] = []

    def note(_: str, arguments: Sequence[str]) -> None:
        found.append(arguments)

    replace_calls(text.removeprefix("="), name, note)
    return found


def _value(workbook: fz.Workbook, sheet: str, argument: str) -> Any:  # noqa: ANN401  # a cell of any kind
    """Value of an argument that is a cell or a negative number; None for others."""
    if _NEGATIVE.fullmatch(argument):
        return float(argument.replace(" ", ""))
    where = area_of(argument, sheet)
    if where is None or where[0] not in workbook.sheet_names or where[1].rows * where[1].columns > 1:
        return None
    return workbook.get_value(where[0], where[1].top, where[1].left)


def _reads_a_number_as_text(workbook: fz.Workbook, address: CellAddress, text: str) -> bool:
    if any(_LIKE_A_NUMBER.search(literal) for literal in _LITERAL.findall(text)):
        return True
    for precedent in workbook.precedents(str(address)).precedents:
        where = area_of(precedent.reference.resolved or precedent.reference.address or "", address.sheet)
        if where is None or where[1].rows * where[1].columns > _MOST_CELLS:
            continue
        rows = workbook.sheet(where[0]).get_values(fz.RangeAddress(where[0], *where[1]))
        if any(value.__class__ is str and _LIKE_A_NUMBER.search(value) for row in rows for value in row):
            return True
    return False
