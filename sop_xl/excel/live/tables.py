"""Tables of a workbook that is open in Excel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sop_xl.book.workbook import Table
from sop_xl.cells.address import parse_area
from sop_xl.excel.live.values import rows_of


class LiveTables(Mapping[str, Table]):
    """Tables of the workbook; area and heads of one are read when it is asked for, and then kept."""

    def __init__(self, live: dict[str, tuple[str, Any]], known: dict[str, Table]) -> None:
        self._live, self._known = live, known

    def __getitem__(self, name: str) -> Table:
        if name not in self._known:
            sheet, table = self._live[name]
            heads = tuple(str(head) for head in rows_of(table.header_row_range.raw_value)[0])
            area = parse_area(str(table.range.address))
            self._known[name] = Table(name, sheet, area, heads, 1, int(bool(table.show_totals)))
        return self._known[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._live)

    def __len__(self) -> int:
        return len(self._live)
