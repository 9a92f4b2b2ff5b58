"""An action on workbook files: read, perform, write where it was asked for, keep the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.journal import from_json, to_json
from sop_xl.actions.perform import Performed, perform
from sop_xl.actions.registry import action
from sop_xl.book.publish import publish
from sop_xl.errors import UsageError


@dataclass(frozen=True)
class ActionRequest:
    """What is to be done with which file.

    Without ``output`` the workbook is not written; ``output`` may be the book itself only ``in_place``. A dry run
    writes nothing at all, drafts neither.
    """

    name: str
    book: Path
    output: Path | None
    today: dt.date
    given: Mapping[str, str] = field(default_factory=dict)
    in_place: bool = False
    dry_run: bool = False
    drafts: Path | None = None


@dataclass(frozen=True)
class ActionDone:
    """What came of it, and the files that were written."""

    request: ActionRequest
    performed: Performed
    written: tuple[Path, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the action changed the workbook beyond its report sheets."""
        return bool(self.performed.journal.steps) or self.request.name == "undo"


def undo_file(book: Path) -> Path:
    """Where the way back of a workbook is kept."""
    return book.with_name(f"{book.name}.undo.json")


def run_action(request: ActionRequest, say: Callable[[str], None]) -> ActionDone:
    """Perform an action on a file.

    Raises
    ------
    UsageError
        An output that is the input without ``in_place``, or one of another kind of file.
    SopError
        What the action refuses; nothing has been written then.
    """
    _refuse(request)
    way_back = undo_file(request.book)
    stack = from_json(way_back.read_text(encoding="utf-8")) if way_back.is_file() else []
    workbook = HeadlessWorkbook.open(request.book, say, stack)
    performed = perform(action(request.name), workbook, request.given, request.today)
    written: list[Path] = []
    if not request.dry_run:
        if request.output is not None:
            # The way back is written first: a workbook without it could not be taken back.
            keeping = to_json(workbook.undo_stack()).encode()
            publish(keeping, undo_file(request.output))
            publish(workbook.file(), request.output)
            written += [request.output, undo_file(request.output)]
        folder = request.drafts or (request.output or request.book).parent
        written += publish_drafts(performed.outcome.files, folder)
    return ActionDone(request, performed, tuple(written))


def publish_drafts(files: Mapping[str, bytes], folder: Path) -> list[Path]:
    """Write drafts into a folder; one that a person may have edited meanwhile is not replaced but numbered."""
    written = []
    for name, data in files.items():
        target = folder / name
        number = 2
        while target.exists() and target.read_bytes() != data:
            target = folder / f"{Path(name).stem} ({number}){Path(name).suffix}"
            number += 1
        publish(data, target)
        written.append(target)
    return written


def _refuse(request: ActionRequest) -> None:
    if request.output is None:
        return
    if request.output.resolve() == request.book.resolve() and not request.in_place:
        raise UsageError("would overwrite the input", got=str(request.output), hint="Give --in-place if that is meant.")
    if request.output.suffix.lower() != request.book.suffix.lower():
        raise UsageError(
            "another kind of file than the input",
            argument="output",
            got=request.output.name,
            expected=f"a name ending in {request.book.suffix}",
        )
