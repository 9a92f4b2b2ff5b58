"""Bringing data into the data tables: the whole of them, or the months that a folder holds."""

from __future__ import annotations

from pathlib import Path

from sop_xl.actions.data_folder import SOURCES, Source, add_families, merged, read_source
from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, text
from sop_xl.actions.port import WorkbookPort
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.errors import UsageError

_HEADS = ("File", "Table", "Rows before", "Rows now")
_FORMATS = ("text", "text", "units", "units")


def import_data(port: WorkbookPort, options: Options) -> Outcome:
    """Each file of the folder replaces the table of its name."""
    desk = Desk(port)
    lines = bring_in(desk, Path(options.text("data")), whole=True)
    desk.set_setting("LastRefresh", to_serial(options.today))
    report = Report("Data imported", _HEADS, tuple(lines), _FORMATS, "Import report")
    rows = sum(int(line[3]) for line in lines if isinstance(line[3], (int, float)))
    return Outcome(f"{len(lines)} tables filled with {rows:,} rows. Validate looks for faults in them.", (report,))


def bring_in(desk: Desk, folder: Path, *, whole: bool) -> list[tuple[CellValue, ...]]:
    """Read every file that has a table in the workbook, then write; returns a line for each.

    All files are read and checked before the first cell changes. With ``whole`` a file replaces its table; otherwise
    its months replace the same months.

    Raises
    ------
    UsageError
        No folder, no file that fits, or a fault in one of them.
    """
    if not folder.is_dir():
        raise UsageError("no such folder", argument="data", got=str(folder), hint="See docs/data-folder.md.")
    unit = unit_name(desk)
    found: list[tuple[Source, list[Row]]] = []
    for source in SOURCES:
        if desk.has_table(source.table):
            rows = read_source(folder, source, unit)
            if rows is not None:
                found.append((source, rows))
    if not found:
        names = ", ".join(source.file for source in SOURCES if desk.has_table(source.table))
        raise UsageError("holds no file that this workbook takes", argument=str(folder), expected=f"one of {names}")
    families = _families(desk, found)
    ready = [(source, _prepared(desk, source, rows, families)) for source, rows in found]
    lines: list[tuple[CellValue, ...]] = []
    for source, rows in ready:
        before = desk.rows(source.table)
        after = rows if whole else merged(before, rows)
        desk.port.progress(f"Writing {source.table}: {len(after):,} rows")
        desk.write_rows(source.table, after)
        lines.append((source.file, source.table, len(before), len(after)))
    return lines


def unit_name(desk: Desk) -> str:
    """Unit of a planning workbook: its name stands behind the company's."""
    return desk.unit.rpartition(", ")[2]


def _families(desk: Desk, found: list[tuple[Source, list[Row]]]) -> dict[str, object]:
    rows = next((rows for source, rows in found if source.table == "Items"), None)
    if rows is None:
        rows = desk.rows("Items") if desk.has_table("Items") else []
    return {text(row["Item"]): row["Family"] for row in rows}


def _prepared(desk: Desk, source: Source, rows: list[Row], families: dict[str, object]) -> list[Row]:
    if source.by_unit and not rows:
        raise UsageError(
            "holds no row of this unit",
            argument=source.file,
            expected=f"rows with unit = {unit_name(desk)}",
            hint="The unit's name stands in Settings, behind the company's.",
        )
    rows = add_families(source, rows, families)
    if source.table == "Stock" and desk.has("ItemList"):
        planned = {text(row[0]) for row in desk.block("ItemList")}
        rows = [row for row in rows if text(row["Item"]) in planned]
    return rows
