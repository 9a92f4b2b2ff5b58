"""Finding the row that an error is about: a slow second reading, done only when there is something to report."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterator, Sequence
from pathlib import Path

from sop_xl.errors import HistoryError
from sop_xl.panel.source import COLUMNS, DEMAND, delimiter_of, is_parquet, open_text, read

_FIRST_ROW = 2  # the header is row 1


def first_bad_row(path: Path, delimiter: str, gaps: Sequence[str]) -> HistoryError | None:
    """Error that names the first row of a CSV file that cannot be read, or None."""
    with open_text(path) as file:
        lines = csv.reader(file, delimiter=delimiter)
        header = next(lines)
        demand = header.index(DEMAND)
        for cells in lines:
            if not cells:
                continue
            if len(cells) != len(header):
                return HistoryError(
                    "has another number of cells than the header",
                    argument=f"{path}, row {lines.line_num}",
                    got=len(cells),
                    expected=len(header),
                )
            text = cells[demand].strip()
            if text not in gaps and not _is_number(text):
                return HistoryError(
                    "is not a number",
                    argument=f"{path}, row {lines.line_num}, column {DEMAND}",
                    got=cells[demand],
                    expected="a number with a decimal point, or nothing for a gap",
                )
    return None


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return "_" not in text


def rows_where(path: Path, *, series: str | None = None, period: str | None = None, infinite: bool = False) -> str:
    """First rows, as words, with a given id, a given period, or an infinite demand.

    Returns
    -------
    str
        ``row 7`` or ``rows 7 and 12``.
    """
    found = []
    for row, (one_series, one_period, demand) in _cells(path):
        if series is not None and one_series != series:
            continue
        if period is not None and one_period != period:
            continue
        if infinite and not math.isinf(_number(demand)):
            continue
        found.append(row)
        if len(found) == 2:
            return f"rows {found[0]} and {found[1]}"
    return f"row {found[0]}" if found else "a row"


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def _cells(path: Path) -> Iterator[tuple[int, tuple[str, str, str]]]:
    """Row number, id, period and demand of every row."""
    if is_parquet(path):
        row = _FIRST_ROW
        for batch in read(path):
            for i, j, value in zip(batch.id_of_row.tolist(), batch.period_of_row.tolist(), batch.demand.tolist()):
                yield row, (batch.ids[i], batch.periods[j], str(value))
                row += 1
        return
    delimiter = delimiter_of(path)
    with open_text(path) as file:
        lines = csv.reader(file, delimiter=delimiter)
        header = next(lines)
        places = [header.index(column) for column in COLUMNS]
        for cells in lines:
            if cells:
                series, period, demand = (cells[place] for place in places)
                yield lines.line_num, (series, period, demand)
