"""The workbook files of a call: those of a folder, opened, each after those that it links to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.journal import from_json
from sop_xl.batch.plan import Job, in_order, link_jobs
from sop_xl.book.guard import admit
from sop_xl.errors import UsageError

_ENDINGS = (".xlsx", ".xlsm")
_PLANNING_DATE = "AsOf"  # what names it is a workbook of the cycle


@dataclass(frozen=True)
class OpenBook:
    """A workbook file and what stood in it when it was read."""

    path: Path
    read: bytes
    workbook: HeadlessWorkbook


def undo_file(book: Path) -> Path:
    """Where the way back of a workbook is kept."""
    return book.with_name(f"{book.name}.undo.json")


def open_books(paths: Sequence[Path], say: Callable[[str], None]) -> list[OpenBook]:
    """Workbooks among files and folders, each after those that it links to, with their undo stacks.

    Of a folder those are taken that lie in it, not below it, and name a planning date: packs and copies of other
    kinds are none of the cycle. A file that is named is taken as it is.

    Raises
    ------
    UsageError
        No workbook in a folder, two of the same name, or workbooks that link to each other in a circle.
    """
    jobs: dict[Path, Job] = {}
    opened: dict[Path, OpenBook] = {}
    for path in paths:
        found = [_opened(path, say)] if path.is_file() else _of_folder(path, say)
        for book in found:
            key = book.path.resolve()
            jobs[key], opened[key] = Job(book.path, book.path.name), book
    names = [job.label.lower() for job in jobs.values()]
    for name in names:
        if names.count(name) > 1:
            raise UsageError("two workbooks of the same name", got=name, hint="Give the workbooks of one folder.")
    if len(jobs) == 1:
        return list(opened.values())
    link_jobs(list(jobs.values()))
    ordered = in_order(jobs.values())
    for job in ordered:
        if job.error is not None:
            raise job.error
        book = opened[job.source.resolve()]
        book.workbook.linked = {target: opened[meant.source.resolve()].workbook for target, meant in job.links.items()}
    return [opened[job.source.resolve()] for job in ordered]


def _opened(path: Path, say: Callable[[str], None]) -> OpenBook:
    data, way_back = admit(path), undo_file(path)
    stack = from_json(way_back.read_text(encoding="utf-8")) if way_back.is_file() else []
    return OpenBook(path, data, HeadlessWorkbook(data, path.name, say, stack))


def _of_folder(folder: Path, say: Callable[[str], None]) -> list[OpenBook]:
    inside = sorted(path for path in folder.iterdir() if path.suffix.lower() in _ENDINGS and path.is_file())
    books = [_opened(path, say) for path in inside if not path.name.startswith((".", "~$"))]
    found = [book for book in books if book.workbook.place(_PLANNING_DATE) is not None]
    if not found:
        raise UsageError(
            "the folder has no workbook of the cycle", got=str(folder), hint="Make some with: sop-xl new FOLDER"
        )
    return found
