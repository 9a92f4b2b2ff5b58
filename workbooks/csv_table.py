"""One CSV file of the data folder: its texts as they stand, its numbers and dates checked."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Sequence
from pathlib import Path

import pandas as pd

from sop_xl.cells.values import LONGEST_TEXT, text_length
from sop_xl.errors import UsageError

_DOCS = "See docs/data-folder.md."


def read_table(path: Path, columns: Sequence[str], dates: Collection[str], numbers: Collection[str]) -> pd.DataFrame:
    """Columns of a file; a blank is None in a text or date, and NaN in a number.

    Raises
    ------
    UsageError
        A file that is no CSV in UTF-8, a missing column, a value that is no date or no number, or a text that no cell
        holds, with its row.
    """
    try:
        # Everything as text: pandas would make 123 of the item 00123, and nothing of the item NA.
        table = pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        hint = "Save it as CSV UTF-8."
        raise UsageError("is not in UTF-8", argument=path.name, hint=hint) from error
    except (pd.errors.ParserError, pd.errors.EmptyDataError) as error:
        raise UsageError(f"is not a table: {error}", argument=path.name, hint=_DOCS) from error
    missing = [column for column in columns if column not in table]
    if missing:
        raise UsageError(f"lacks the column {missing[0]}", argument=path.name, expected=", ".join(columns))
    table = table[list(columns)].copy()
    for column in columns:
        values = [value.strip() for value in table[column]]
        if column in dates:
            table[column] = [_date(value, path.name, column, row) for row, value in enumerate(values, 2)]
        elif column in numbers:
            found = [_number(value, path.name, column, row) for row, value in enumerate(values, 2)]
            whole = found and all(number.is_integer() for number in found)
            table[column] = [int(number) for number in found] if whole else found
        else:
            found_texts = [_text(value, path.name, column, row) for row, value in enumerate(values, 2)]
            table[column] = pd.Series(found_texts, dtype=object)
    return table


def _text(text: str, file: str, column: str, row: int) -> str | None:
    if text_length(text) > LONGEST_TEXT:
        raise UsageError(
            "is longer than a cell holds",
            argument=f"{file}, row {row}, {column}",
            got=f"{text_length(text):,} characters",
            expected=f"at most {LONGEST_TEXT:,}",
        )
    return text or None


def _date(text: str, file: str, column: str, row: int) -> dt.date | None:
    if not text:
        return None
    try:
        return dt.date.fromisoformat(text[:10])
    except ValueError as error:
        where = f"{file}, row {row}, {column}"
        raise UsageError("not a date", argument=where, got=text, expected="YYYY-MM-DD") from error


def _number(text: str, file: str, column: str, row: int) -> float:
    if not text:
        return math.nan
    try:
        number = float(text)
    except ValueError:
        number = math.inf
    if not math.isfinite(number):
        where, form = f"{file}, row {row}, {column}", "digits, with a point before decimals and nothing else"
        raise UsageError("not a number", argument=where, got=text, expected=form)
    return number
