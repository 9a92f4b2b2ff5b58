"""What an action has changed: the list that a user reads, and the way back."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from sop_xl.actions.port import Block, Content, FormulaText, Place, Report, WorkbookPort
from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area, a1, parse_area
from sop_xl.cells.values import CellError, Grid
from sop_xl.errors import UsageError

_VERSION = 1


@dataclass(frozen=True)
class CellsChanged:
    """A block that was written."""

    place: Place
    before: list[list[Content]]
    after: list[list[Content]]


@dataclass(frozen=True)
class RowsChanged:
    """A table that got another number of rows."""

    table: str
    before: int
    after: int


@dataclass(frozen=True)
class SheetAdded:
    """A sheet that was not there."""

    name: str


Step = CellsChanged | RowsChanged | SheetAdded


@dataclass
class Journal:
    """Steps of one action in the order in which they were taken.

    ``together`` names the other workbooks in which the action was done at the same time: it is taken back in all.
    """

    action: str
    steps: list[Step] = field(default_factory=list)
    together: tuple[str, ...] = ()

    def cells(self) -> Iterator[tuple[str, str, Content, Content]]:
        """Sheet, cell, old and new contents of every cell that differs."""
        for step in self.steps:
            if isinstance(step, CellsChanged):
                area = step.place.area
                for r, (old_row, new_row) in enumerate(zip(step.before, step.after, strict=True)):
                    for c, (old, new) in enumerate(zip(old_row, new_row, strict=True)):
                        if old != new:
                            yield step.place.sheet, a1(area.top + r, area.left + c), old, new


class Recorder:
    """A port that notes what is changed through it; what is written as it was is not written at all."""

    def __init__(self, port: WorkbookPort, action: str, together: tuple[str, ...] = ()) -> None:
        self._port = port
        self.journal = Journal(action, together=together)

    @property
    def unrecorded(self) -> WorkbookPort:
        """The port itself."""
        return self._port

    def roll_back(self) -> None:
        """Put everything back that was changed so far."""
        take_back(self._port, self.journal, force=True)

    @property
    def file_name(self) -> str:
        """Name of the file."""
        return self._port.file_name

    def sheets(self) -> tuple[str, ...]:
        """Names of the worksheets."""
        return self._port.sheets()

    def place(self, name: str) -> Place | None:
        """Range of a defined name."""
        return self._port.place(name)

    def tables(self) -> Mapping[str, Table]:
        """Tables by name."""
        return self._port.tables()

    def used(self, sheet: str) -> Area:
        """Used area of a sheet."""
        return self._port.used(sheet)

    def links(self) -> Mapping[str, str]:
        """Other workbooks that formulas refer to."""
        return self._port.links()

    def file(self) -> bytes:
        """The workbook as a file."""
        return self._port.file()

    def undo_stack(self) -> list[Journal]:
        """Journals that can be taken back."""
        return self._port.undo_stack()

    def keep_undo_stack(self, journals: list[Journal]) -> None:
        """Keep those journals."""
        self._port.keep_undo_stack(journals)

    def read(self, place: Place) -> Grid:
        """Values of a block."""
        return self._port.read(place)

    def contents(self, place: Place) -> list[list[Content]]:
        """Constants and formulas of a block."""
        return self._port.contents(place)

    def formulas(self, place: Place) -> list[list[str | None]]:
        """Texts of the formulas of a block."""
        return self._port.formulas(place)

    def write(self, place: Place, block: Block) -> None:
        """Write a block where it differs, and keep what stood there."""
        before = self._port.contents(place)
        after = [[None if content == "" else content for content in row] for row in block]
        if before != after:
            self._port.write(place, after)
            self.journal.steps.append(CellsChanged(place, before, after))

    def resize(self, table: str, rows: int) -> None:
        """Resize a table; contents of the rows that leave are kept."""
        data = self._port.tables()[table]
        was = data.data
        if rows == was.rows:
            return
        if rows < was.rows:
            place = Place(data.sheet, Area(was.top + rows, was.left, was.bottom, was.right))
            before = self._port.contents(place)
            self.journal.steps.append(CellsChanged(place, before, [[None] * len(row) for row in before]))
        self._port.resize(table, rows)
        self.journal.steps.append(RowsChanged(table, was.rows, rows))

    def add_sheet(self, name: str) -> None:
        """Add a sheet."""
        self._port.add_sheet(name)
        self.journal.steps.append(SheetAdded(name))

    def drop_sheet(self, name: str) -> None:
        """Refused: only undo removes sheets, and what undo does is not recorded."""
        raise UsageError("an action cannot remove a sheet", got=name)

    def calculate(self) -> None:
        """Bring every formula up to date."""
        self._port.calculate()

    def show(self, report: Report) -> None:
        """Reports are results, not plan: they are replaced by the next and not taken back."""
        self._port.show(report)

    def progress(self, text: str) -> None:
        """Say what is being done."""
        self._port.progress(text)


def take_back(port: WorkbookPort, journal: Journal, *, force: bool) -> int:
    """Undo a journal, last step first; returns the number of cells that were put back.

    Raises
    ------
    UsageError
        A cell no longer holds what the action wrote; nothing has been changed then.
    """
    if not force:
        refuse_later_edits(port, journal)
    count = sum(1 for _ in journal.cells())
    for step in reversed(journal.steps):
        match step:
            case CellsChanged(place, before, _):
                port.write(place, before)
            case RowsChanged(table, before, _):
                port.resize(table, before)
            case SheetAdded(name):
                port.drop_sheet(name)
    return count


def refuse_later_edits(port: WorkbookPort, journal: Journal) -> None:
    """Refuse to take back an action whose cells have been changed since."""
    last: dict[tuple[str, int, int], Content] = {}
    for step in journal.steps:
        if isinstance(step, CellsChanged):
            area = step.place.area
            for r, row in enumerate(step.after):
                for c, content in enumerate(row):
                    last[step.place.sheet, area.top + r, area.left + c] = content
    for step in journal.steps:
        if not isinstance(step, CellsChanged):
            continue
        area = step.place.area
        for r, row in enumerate(port.contents(step.place)):
            for c, now in enumerate(row):
                wrote = last[step.place.sheet, area.top + r, area.left + c]
                if now != wrote and not (
                    isinstance(now, FormulaText) and (wrote is None or isinstance(wrote, FormulaText))
                ):
                    raise UsageError(
                        f"has been changed since {journal.action}",
                        argument=f"{step.place.sheet}!{a1(area.top + r, area.left + c)}",
                        got=shown(now),
                        expected=shown(wrote),
                        hint="Undo with the option force takes it back all the same.",
                    )


def shown(content: Content) -> str:
    """Contents of a cell as a user reads them."""
    if content is None:
        return "blank"
    if isinstance(content, FormulaText):
        return content.text
    if isinstance(content, bool):
        return str(content).upper()
    return f"{content:.10g}" if isinstance(content, (int, float)) else str(content)


# ---- as text ---------------------------------------------------------------------------------------------


def to_json(journals: list[Journal]) -> str:
    """Journals, the oldest first, as the text of an undo file."""
    return json.dumps({"version": _VERSION, "journals": [_journal_out(journal) for journal in journals]}, indent=None)


def from_json(text: str) -> list[Journal]:
    """Journals of an undo file.

    Raises
    ------
    UsageError
        The file is damaged or of another version.
    """
    try:
        found = json.loads(text)
        if found["version"] != _VERSION:
            raise UsageError("undo file of another version", got=found["version"], expected=_VERSION)
        return [_journal_in(entry) for entry in found["journals"]]
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("the undo file is damaged", hint="Restore the workbook from its backup instead.") from error


def _journal_out(journal: Journal) -> dict[str, object]:
    steps = [_step_out(step) for step in journal.steps]
    return {"action": journal.action, "together": list(journal.together), "steps": steps}


def _journal_in(entry: dict[str, list[dict[str, object]]]) -> Journal:
    together = tuple(str(name) for name in entry.get("together", ()))  # older files have none
    return Journal(str(entry["action"]), [_step_in(step) for step in entry["steps"]], together)


def _step_out(step: Step) -> dict[str, object]:
    match step:
        case CellsChanged(place, before, after):
            return {
                "sheet": place.sheet,
                "area": str(place.area),
                "before": [[_out(content) for content in row] for row in before],
                "after": [[_out(content) for content in row] for row in after],
            }
        case RowsChanged(table, before, after):
            return {"table": table, "before": before, "after": after}
        case SheetAdded(name):
            return {"added": name}


def _step_in(raw: dict[str, object]) -> Step:
    data: dict[str, object] = raw
    if "added" in data:
        return SheetAdded(str(data["added"]))
    if "table" in data:
        return RowsChanged(str(data["table"]), int(str(data["before"])), int(str(data["after"])))
    place = Place(str(data["sheet"]), parse_area(str(data["area"])))
    return CellsChanged(place, _block_in(data["before"]), _block_in(data["after"]))


def _out(content: Content) -> object:
    if isinstance(content, FormulaText):
        return {"formula": content.text, "spill": str(content.spill) if content.spill else None}
    return {"error": content.value} if isinstance(content, CellError) else content


def _block_in(rows: object) -> list[list[Content]]:
    assert isinstance(rows, list)
    return [[_in(content) for content in row] for row in rows]


def _in(raw: object) -> Content:
    if isinstance(raw, dict):
        if "error" in raw:
            return CellError(raw["error"])
        return FormulaText(raw["formula"], parse_area(raw["spill"]) if raw["spill"] else None)
    assert raw is None or isinstance(raw, (bool, int, float, str))
    return raw
