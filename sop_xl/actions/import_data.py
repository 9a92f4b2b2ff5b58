"""Bringing a folder of CSV files into the data tables: the whole of them, or the months that a folder holds."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from sop_xl.actions.data_changes import changes, combined
from sop_xl.actions.data_files import SOURCES, Kind, Source
from sop_xl.actions.data_folder import Fault, FileRows, judge, read_file
from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, Row, cell, text
from sop_xl.actions.port import WorkbookPort
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue
from sop_xl.cycle.calendar import month_start
from sop_xl.errors import UsageError

_SHEET, _PREVIEW = "Import report", "Import preview"
_MOST = 500  # changes or faults that a preview lists; more are counted
_PLANNED_ONLY = ("Stock", "Snapshots", "Prices", "CustomerOrders")  # hold the items that the unit plans


@dataclass(frozen=True)
class Ready:
    """A file that is read and judged, and the rows that its table will have."""

    source: Source
    before: list[Row]
    after: list[Row]
    note: str = ""


def import_data(port: WorkbookPort, options: Options) -> Outcome:
    """Each file of the folder replaces the table of its name; a preview tells what would change, and every fault."""
    desk = Desk(port)
    folder = Path(options.text("data"))
    preview = options.flag("preview")
    files = read_folder(desk, folder, _chosen(options.text("only")), whole=True)
    faults = [fault for found in files for fault in found.faults]
    if faults and not preview:
        raise faults[0].refusal(len(faults) - 1)
    if faults:
        return _told_faults(faults)
    ready = [_ready(desk, found, files, whole=not options.flag("merge")) for found in files]
    lines = tuple(_line(one) for one in ready)
    heads = ("File", "Table", "Rows before", "Rows now", "Added", "Changed", "Gone", "Note")
    formats = ("text", "text", "units", "units", "units", "units", "units", "text")
    report = Report("What an import would do" if preview else "Data imported", heads, lines, formats, _SHEET)
    rows = sum(len(one.after) for one in ready)
    if preview:
        return Outcome(
            f"{_count(len(ready), 'table')} would be filled with {rows:,} rows. Nothing is changed.",
            (report, _preview(ready)),
        )
    for one in ready:
        _write(desk, one)
    desk.set_setting("LastRefresh", to_serial(options.today))
    said = f"{_count(len(lines), 'table')} filled with {rows:,} rows. Validate looks for faults in them."
    return Outcome(said, (report,))


def bring_in(desk: Desk, folder: Path) -> list[tuple[CellValue, ...]]:
    """The months of a folder, for the roll: files of months replace the same months, files of open orders the table.

    All files are read and checked before the first cell changes; a line comes back for each.

    Raises
    ------
    UsageError
        No folder, no file of the data folder in it, or a fault in one of them.
    """
    files = read_folder(desk, folder, (), whole=False)
    faults = [fault for found in files for fault in found.faults]
    if faults:
        raise faults[0].refusal(len(faults) - 1)
    ready = [_ready(desk, found, files, whole=False) for found in files]
    for one in ready:
        _write(desk, one)
    return [_line(one) for one in ready]


def read_folder(desk: Desk, folder: Path, only: Collection[str], *, whole: bool) -> list[FileRows]:
    """Files of the folder that have a table in the workbook, read and judged.

    Raises
    ------
    UsageError
        No folder, or no file that fits; for the roll a folder that fits another workbook of the cycle is enough.
    """
    if not folder.is_dir():
        raise UsageError("no such folder", argument="data", got=str(folder), hint="See docs/data-folder.md.")
    fitting = [
        source
        for source in SOURCES
        if desk.has_table(source.table)
        and (whole or source.kind is not Kind.REGISTER)
        and not (source.company_only and not desk.has_table("Calendar"))
        and (not only or source.file in only)
    ]
    unit = unit_name(desk)
    files = [found for source in fitting if (found := read_file(folder, source, unit)) is not None]
    if not files and (whole or not any((folder / source.file).is_file() for source in SOURCES)):
        names = ", ".join(source.file for source in fitting) or "no file of that name"
        raise UsageError("holds no file that this workbook takes", argument=str(folder), expected=f"one of {names}")
    items, families = _known(desk, files)
    for found in files:
        desk.port.progress(f"Checking {found.source.file}: {len(found.rows):,} rows")
        months = found.source.table in ("Sales", "Stock")
        judge(found, items, families, month_start(desk.as_of, 1) if months else None)
        if not found.rows and not found.faults and found.source.kind in (Kind.HISTORY, Kind.MASTER):
            what = f"holds no row of this unit, {unit}" if found.source.by_unit else "holds no row"
            found.faults.append(Fault(found.source.file, 0, "", what))
    return files


def unit_name(desk: Desk) -> str:
    """Unit of a planning workbook: its name stands behind the company's."""
    return desk.unit.rpartition(", ")[2]


def _chosen(typed: str) -> list[str]:
    names = [name.strip().removesuffix(".csv") + ".csv" for name in typed.split(",") if name.strip()]
    known = [source.file for source in SOURCES]
    for name in names:
        if name not in known:
            raise UsageError("no file of the data folder", argument="only", got=name, expected=", ".join(known))
    return names


def _known(desk: Desk, files: Sequence[FileRows]) -> tuple[Collection[str] | None, Collection[str] | None]:
    """Items and families of the item table as it will be; None in a workbook without one."""
    families = _families(desk, files)
    return (None, None) if families is None else (set(families), {text(family) for family in families.values()})


def _families(desk: Desk, files: Sequence[FileRows]) -> dict[str, object] | None:
    """Family of each item."""
    rows = next((found.rows for found in files if found.source.table == "Items"), None)
    if rows is None:
        if not desk.has_table("Items"):
            return None
        rows = desk.rows("Items")
    return {text(row["Item"]): row["Family"] for row in rows}


def _ready(desk: Desk, found: FileRows, files: Sequence[FileRows], *, whole: bool) -> Ready:
    source, rows = found.source, found.rows
    before = desk.rows(source.table)
    notes = [f"columns not taken: {', '.join(found.ignored)}"] if found.ignored else []
    notes += [f"{_count(found.negative, 'negative value')}: see Validate"] if found.negative else []
    if not rows and source.kind is Kind.REGISTER:
        return Ready(source, before, before, "no rows: left as it is")
    if source.with_family:
        families = _families(desk, files) or {}
        rows = [{**row, "Family": families.get(text(row["Item"]))} for row in rows]
    if source.table in _PLANNED_ONLY and desk.has("ItemList"):
        planned = {text(row[0]) for row in desk.block("ItemList")}
        rows = [row for row in rows if text(row["Item"]) in planned]
    after = combined(source, before, rows, whole=whole)
    if source.kind is Kind.HISTORY:
        gone = len({row["Month"] for row in before} - {row["Month"] for row in after})
        notes += [f"{_count(gone, 'month')} gone: the option merge keeps them"] if gone else []
    return Ready(source, before, after, "; ".join(notes))


def _write(desk: Desk, one: Ready) -> None:
    if one.after != one.before:
        desk.port.progress(f"Writing {one.source.table}: {len(one.after):,} rows")
        desk.write_rows(one.source.table, one.after)


# ---- what is told ----------------------------------------------------------------------------------------


def _line(one: Ready) -> tuple[CellValue, ...]:
    found = list(changes(one.source, one.before, one.after))
    added = sum(change.column == "row" and change.before is None for change in found)
    gone = sum(change.column == "row" and change.now is None for change in found)
    changed = len({change.row for change in found if change.column != "row"})
    sizes = len(one.before), len(one.after)
    return (one.source.file, one.source.table, *sizes, added, changed, gone, one.note or None)


def _preview(ready: Sequence[Ready]) -> Report:
    every = [(one.source.table, change) for one in ready for change in changes(one.source, one.before, one.after)]
    rows = tuple((table, c.row, c.column, _told(c.before), _told(c.now)) for table, c in islice(every, _MOST))
    more = f", the first {_MOST} listed" if len(every) > _MOST else ""
    heads = ("Table", "Row", "Column", "Before", "Then")
    return Report(f"{_count(len(every), 'change')}{more}", heads, rows, (), _PREVIEW)


def _told_faults(faults: Sequence[Fault]) -> Outcome:
    rows = tuple((f.file, f.line or None, f.column, f.what, _told(f.value)) for f in faults[:_MOST])
    more = f", the first {_MOST} listed" if len(faults) > _MOST else ""
    formats = ("text", "units", "text", "text", "text")
    heads = ("File", "Line", "Column", "Fault", "Value")
    report = Report(f"{_count(len(faults), 'fault')} in the folder{more}", heads, rows, formats, _PREVIEW)
    files = len({fault.file for fault in faults})
    said = f"{_count(len(faults), 'fault')} in {_count(files, 'file')}: nothing can be imported before they are mended."
    return Outcome(said, (report,), attention=True)


def _count(number: int, thing: str) -> str:
    return f"{number:,} {thing}" + ("" if number == 1 else "s")


def _told(value: object) -> CellValue:
    if isinstance(value, dt.date):
        return value.isoformat()
    found = cell(value)
    return found if found is None or isinstance(found, (bool, int, float)) else str(found)
