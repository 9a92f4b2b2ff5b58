"""A folder of CSV files as rows of the data tables, with every fault by file, line and column."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.actions.data_files import Source
from sop_xl.actions.data_rules import RULES, faults_of
from sop_xl.actions.desk import Row
from sop_xl.errors import UsageError

_DOCS = "See docs/data-folder.md."


@dataclass(frozen=True)
class Fault:
    """What is wrong in a file."""

    file: str
    line: int
    column: str
    what: str
    value: object = None

    def refusal(self, others: int) -> UsageError:
        """The fault as a refusal of the whole folder."""
        where = f"{self.file}, line {self.line}, column {self.column}" if self.line else self.file
        more = f"; {others:,} more fault{'s' if others > 1 else ''} in the folder" if others else ""
        value = self.value.isoformat() if isinstance(self.value, dt.date) else self.value
        hint = "The option preview of import-data lists every fault and changes nothing."
        return UsageError(f"{self.what}{more}", argument=where, got=value, hint=hint)


@dataclass
class FileRows:
    """Rows of a file as its table takes them, the line of each, and what is wrong."""

    source: Source
    rows: list[Row] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: tuple[str, ...] = ()  # columns that the table does not have
    negative: int = 0  # values that are better not so; real systems have them all the same

    def note(self, line: int, column: str, what: str, value: object = None) -> None:
        """Add a fault."""
        self.faults.append(Fault(self.source.file, line, column, what, value))


def read_file(folder: Path, source: Source, unit: str) -> FileRows | None:
    """Rows of a file, of one unit where the file holds several; None where there is no file.

    Raises
    ------
    UsageError
        A file that is no CSV in UTF-8, or one that lacks a column.
    """
    path = folder / source.file
    if not path.is_file():
        return None
    found = FileRows(source)
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True, restkey="", restval=None)
            heads = [head.strip() for head in reader.fieldnames or []]
            reader.fieldnames = heads
            needed = [*source.columns, *(["unit"] if source.by_unit else [])]
            missing = [name for name in needed if name not in heads]
            if missing:
                raise UsageError(
                    f"lacks the column {missing[0]}", argument=source.file, expected=", ".join(needed), hint=_DOCS
                )
            twice = [name for name in needed if heads.count(name) > 1]
            if twice:
                raise UsageError(f"has the column {twice[0]} twice", argument=source.file)
            found.ignored = tuple(head for head in heads if head not in needed)
            for line in reader:
                if source.by_unit and (line["unit"] or "").strip() != unit:
                    continue
                if "" in line and any(cell.strip() for cell in line[""]):
                    found.note(reader.line_num, heads[-1], "more cells than the file has columns")
                row = {head: _value(line[name], name, found, reader.line_num) for name, head in source.columns.items()}
                found.rows.append(row)
                found.lines.append(reader.line_num)
            return found
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", argument=source.file, hint="Save it as CSV in UTF-8.") from error
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", argument=source.file) from error


def _value(raw: str | None, name: str, found: FileRows, line: int) -> object:
    typed = (raw or "").strip()
    if not typed:
        return None
    source = found.source
    if name in source.texts:
        return typed
    if name in source.dates:
        try:
            return dt.date.fromisoformat(typed[:10])
        except ValueError:
            found.note(line, name, "holds no date such as 2020-07-01", typed)
            return None
    try:
        number = float(typed)
    except ValueError:
        found.note(line, name, "holds no number such as 12.5", typed)
        return None
    if not math.isfinite(number):
        found.note(line, name, "holds no finite number", typed)
        return None
    return number


def judge(
    found: FileRows, items: Collection[str] | None, families: Collection[str] | None, last_month: dt.date | None
) -> None:
    """Note what the rules of the data tables find in the rows, and months that lie after the one to be closed next."""
    source = found.source
    column_of = {head: name for name, head in source.columns.items()}
    rule = next(rule for rule in RULES if rule.table == source.table)
    unread = {(fault.line, fault.column) for fault in found.faults}
    for r, head, what, value in faults_of(rule, list(column_of), found.rows, items, families):
        line, column = found.lines[r], column_of.get(head, head)
        if head in rule.not_negative and isinstance(value, float):
            found.negative += 1
        elif (line, column) not in unread:
            found.note(line, column, what, value)
    if last_month is not None:
        for row, line in zip(found.rows, found.lines, strict=True):
            month = row["Month"]
            if isinstance(month, dt.date) and month.replace(day=1) > last_month:
                found.note(line, "month", "lies after the month that is closed next", month)
    found.faults.sort(key=lambda fault: fault.line)
