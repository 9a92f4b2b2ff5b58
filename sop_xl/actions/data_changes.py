"""What a file does to the rows of its table: the new rows, and how they differ from the old ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from sop_xl.actions.data_files import Kind, Source
from sop_xl.actions.desk import Row, text

Key = tuple[object, ...]


@dataclass(frozen=True)
class Change:
    """A row, or a value in it, that becomes another one."""

    row: str
    column: str
    before: object
    now: object


def combined(source: Source, old: Sequence[Row], new: Sequence[Row], *, whole: bool) -> list[Row]:
    """Rows of the table once the file is in.

    With ``whole`` the file replaces the table; else a file of months replaces the same months and leaves the others.
    What the file has no column for, such as a column that planners fill, stays with its row. Rows that were there
    keep their order.
    """
    before = {_key(source, row): row for row in old} if source.key else {}
    fresh = [_filled(source, row, before.get(_key(source, row)), whole=whole) for row in new]
    if source.keeps_others:
        first = source.key[0]
        named = {row[first] for row in new}
        return [*fresh, *(row for row in old if row[first] not in named)]
    if whole or source.kind is not Kind.HISTORY:
        return fresh
    months = {row["Month"] for row in new}
    by_key = {_key(source, row): row for row in fresh}
    kept: list[Row] = []
    for row in old:
        if row["Month"] not in months:
            kept.append(row)
        elif (key := _key(source, row)) in by_key:
            kept.append(by_key.pop(key))
        elif source.planned_ahead and row[source.planned_ahead] is not None:
            actual = {head: None for head in source.columns.values() if head not in (*source.key, source.planned_ahead)}
            kept.append({**row, **actual})
    return [*kept, *by_key.values()]


def _key(source: Source, row: Row) -> Key:
    return tuple(row.get(head) for head in source.key)


def _filled(source: Source, row: Row, old: Row | None, *, whole: bool) -> Row:
    if old is None:
        return {**source.otherwise, **row}
    filled = {**old, **row}
    if source.planned_ahead and not whole and row[source.planned_ahead] is None:
        filled[source.planned_ahead] = old[source.planned_ahead]
    return filled


def changes(source: Source, old: Sequence[Row], new: Sequence[Row]) -> Iterator[Change]:
    """Rows that come and go, and values that differ; tables without a key are compared row by row."""
    columns = list(source.columns.values())
    before = {_named(source, row, n): row for n, row in enumerate(old, 1)}
    after = {_named(source, row, n): row for n, row in enumerate(new, 1)}
    for name, row in after.items():
        if name not in before:
            yield Change(name, "row", None, _short(row, columns))
            continue
        for column in columns:
            if before[name].get(column) != row.get(column):
                yield Change(name, column, before[name].get(column), row.get(column))
    for name, row in before.items():
        if name not in after:
            yield Change(name, "row", _short(row, columns), None)


def _named(source: Source, row: Row, number: int) -> str:
    return " · ".join(_shown(row.get(head)) for head in source.key) if source.key else f"row {number}"


def _short(row: Row, columns: Sequence[str]) -> str:
    return ", ".join(_shown(row.get(column)) for column in columns if row.get(column) is not None)


def _shown(value: object) -> str:
    return text(value) if value is None or isinstance(value, (str, int, float)) else str(value)
