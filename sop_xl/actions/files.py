"""An action on workbook files: read, perform, write where it was asked for, keep the way back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from sop_xl.actions.books import OpenBook, open_books, undo_file
from sop_xl.actions.journal import to_json
from sop_xl.actions.perform import Performed, perform_together
from sop_xl.actions.registry import action
from sop_xl.book.publish import publish, refuse_if_open
from sop_xl.errors import LockedFileError, UsageError


@dataclass(frozen=True)
class ActionRequest:
    """What is to be done with which files, in all of them or in none.

    Parameters
    ----------
    books : sequence of Path
        A workbook, several, or a folder of them.
    output : Path, optional
        Where the result goes: a file for one workbook, a folder for several. Without it no workbook is written.
    in_place : bool
        Write the workbooks back; ``output`` may be an input only then.
    dry_run : bool
        Write nothing at all, drafts neither.
    """

    name: str
    books: Sequence[Path]
    output: Path | None
    today: dt.date
    given: Mapping[str, str] = field(default_factory=dict)
    in_place: bool = False
    dry_run: bool = False
    drafts: Path | None = None

    @property
    def writes(self) -> bool:
        """Tell whether the workbooks are written."""
        return not self.dry_run and (self.in_place or self.output is not None)


@dataclass(frozen=True)
class ActionDone:
    """What came of it in each workbook, in the order in which they were done, and the files that were written."""

    request: ActionRequest
    performed: Mapping[str, Performed]
    written: tuple[Path, ...]

    @property
    def attention(self) -> bool:
        """Tell whether something needs a look."""
        return any(done.outcome.attention for done in self.performed.values())


def run_action(request: ActionRequest, say: Callable[[str], None]) -> ActionDone:
    """Perform an action on files.

    Raises
    ------
    UsageError
        An output that is an input without ``in_place``, or one of another kind of file.
    SopError
        What the action refuses, or a file that cannot be written; every file is then as it was.
    """
    wanted = action(request.name)
    books = open_books(request.books, say)
    targets = _targets(request, books)
    for target in targets:
        refuse_if_open(target)
    performed = perform_together(wanted, [book.workbook for book in books], request.given, request.today)
    written: list[Path] = []
    if request.writes:
        _refuse_changed(books)
        results: dict[Path, bytes] = {}
        for book, target in zip(books, targets, strict=True):
            # The way back is written first: a workbook without it could not be taken back.
            results[undo_file(target)] = to_json(book.workbook.undo_stack()).encode()
            results[target] = book.workbook.file()
        publish_all(results)
        written += [path for target in targets for path in (target, undo_file(target))]
    if not request.dry_run:
        for book, done in zip(books, performed, strict=True):
            beside = request.output or book.path
            folder = request.drafts or (beside if beside.is_dir() else beside.parent)
            written += publish_drafts(done.outcome.files, folder)
    return ActionDone(
        request, {b.path.name: done for b, done in zip(books, performed, strict=True)}, tuple(written)
    )  # fmt: skip


def _targets(request: ActionRequest, books: Sequence[OpenBook]) -> list[Path]:
    """Where each workbook is written to; none where nothing is."""
    if not request.writes:
        return []
    output = request.output
    if output is None:
        return [book.path for book in books]
    if len(books) > 1 or request.books[0].is_dir():
        if output.is_file() or output.suffix.lower() in (".xlsx", ".xlsm"):
            raise UsageError("not a folder", argument="output", got=str(output), expected="a folder for the workbooks")
        targets = [output / book.path.name for book in books]
    else:
        targets = [output]
    inputs = {book.path.resolve() for book in books}
    for book, target in zip(books, targets, strict=True):
        if target.resolve() in inputs and not request.in_place:
            raise UsageError("would overwrite the input", got=str(target), hint="Give --in-place if that is meant.")
        if target.suffix.lower() != book.path.suffix.lower():
            expected = f"a name ending in {book.path.suffix}"
            raise UsageError(
                "another kind of file than the input", argument="output", got=target.name, expected=expected
            )
    return targets


def _refuse_changed(books: Sequence[OpenBook]) -> None:
    """Refuse to go on where a workbook was saved by somebody else meanwhile."""
    for book in books:
        if not book.path.is_file() or book.path.read_bytes() != book.read:
            raise LockedFileError(
                "has been changed by another program meanwhile", argument=str(book.path), hint="Run the action again."
            )


def publish_all(files: Mapping[Path, bytes]) -> None:
    """Publish every file, or none: what was there comes back where one of them cannot be written."""
    before = {path: path.read_bytes() if path.is_file() else None for path in files}
    begun: list[Path] = []
    try:
        for path, data in files.items():
            begun.append(path)
            publish(data, path)
    except BaseException:
        for path in reversed(begun):
            old = before[path]
            if old is None and path.is_file():
                path.unlink()
            elif old is not None and path.read_bytes() != old:
                publish(old, path)
        raise


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
