"""Which workbooks a run takes, and in which order: a workbook comes after those that it links to."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlparse

from sop_xl.batch.trouble import record_bug
from sop_xl.book.workbook import Workbook
from sop_xl.errors import CircularLinkError, UsageError, WorkbookError

_SUFFIXES = (".xlsx", ".xlsm")
_REFUSED_SUFFIXES = (".xls", ".xlsb")  # taken in, so that they are reported and not silently left out
_SHOWN = 12  # workbooks of a circle
_TEMPORARY = ("~$", ".~lock", ".")


@dataclass
class Job:
    """One workbook of a run.

    ``label`` is its path below the folder that was given, with forward slashes: the same on every machine.
    ``links`` maps the link targets that the file names to the jobs that they mean.
    """

    source: Path
    label: str
    links: dict[str, Job] = field(default_factory=dict)
    error: WorkbookError | None = None

    def __hash__(self) -> int:
        """Jobs are equal only to themselves."""
        return id(self)


def find_workbooks(paths: Sequence[Path], output: Path | None = None) -> list[Job]:
    """Workbooks among files and folders, each once, in the order of their labels.

    Where results lie below a folder that is given, they are no inputs.

    Raises
    ------
    UsageError
        A path that does not exist, or two files that would have the same output.
    """
    found: dict[Path, Job] = {}
    results = output.resolve() if output is not None else None
    for path in paths:
        if path.is_dir():
            inside = (p for p in path.rglob("*") if p.suffix.lower() in (*_SUFFIXES, *_REFUSED_SUFFIXES))
            pairs = [(p, p.relative_to(path).as_posix()) for p in inside if p.is_file()]
        elif path.is_file():
            pairs = [(path, path.name)]
        else:
            raise UsageError("no such file or folder", got=str(path))
        for source, label in pairs:
            if results in source.resolve().parents and results not in (path.resolve(), *path.resolve().parents):
                continue
            if not any(step.startswith(_TEMPORARY) for step in PurePosixPath(label).parts):
                found.setdefault(source.resolve(), Job(source, label))
    jobs = sorted(found.values(), key=lambda job: job.label)
    for before, after in pairwise(jobs):
        if before.label == after.label:
            raise UsageError(
                "two workbooks would have the same output",
                got=f"{before.source} and {after.source}",
                hint="Give the folder above both, so that their paths differ.",
            )
    return jobs


def link_jobs(jobs: Sequence[Job]) -> None:
    """Read the links of every workbook and point them to the jobs they mean.

    A link is followed by its path where that leads to a workbook of the run, else by its file name if only one
    workbook of the run has it. A file that cannot be read keeps its error and fails when its turn comes.
    """
    by_path = {job.source.resolve(): job for job in jobs}
    by_name: dict[str, list[Job]] = {}
    for job in jobs:
        by_name.setdefault(job.source.name.lower(), []).append(job)
    for job in jobs:
        try:
            books = Workbook.open(job.source).external_books.values()
        except WorkbookError as error:
            job.error = error
            continue
        except Exception as error:  # noqa: BLE001  # one workbook must not stop the plan of the others
            bug, _ = record_bug(error)
            job.error = WorkbookError(f"cannot be read; a bug in sop_xl, id {bug}", argument=job.label)
            continue
        for book in books:
            target = _resolve(job.source, book.target)
            meant = by_path.get(target) if target else None
            same_name = by_name.get(book.file_name.lower(), [])
            if meant is None and len(same_name) == 1:
                meant = same_name[0]
            if meant is not None:
                job.links[book.target] = meant


def _resolve(source: Path, target: str) -> Path | None:
    """Absolute path of a link target; nothing is opened, and addresses of other machines are not followed."""
    if "\0" in target:
        return None
    if "://" in target:
        parts = urlparse(target)
        if parts.scheme.lower() != "file":
            return None
        target = parts.path
    try:
        return (source.parent / unquote(target).replace("\\", "/")).resolve()
    except (OSError, ValueError):
        return None


def in_order(jobs: Iterable[Job]) -> list[Job]:
    """Jobs such that each comes after those it links to; otherwise by label.

    A workbook that is part of a circle, or links to one, keeps the error that names the circle.
    """
    ordered: list[Job] = []
    done: set[Job] = set()
    under_way: set[Job] = set()
    for start in sorted(jobs, key=lambda job: job.label):
        path: list[Job] = []  # the job that is looked at, and those before it that led to it
        to_see = [iter((start,))]  # jobs still to be looked at on each level: chains may be longer than calls can nest
        while to_see:
            job = next(to_see[-1], None)
            if job is None:
                to_see.pop()
                if path:
                    ordered.append(path[-1])
                    under_way.remove(path[-1])
                    done.add(path.pop())
            elif job in under_way:
                _refuse_circle([*path[path.index(job) :], job])
            elif job not in done:
                path.append(job)
                under_way.add(job)
                to_see.append(iter(sorted(set(job.links.values()), key=lambda other: other.label)))
    return ordered


def _refuse_circle(circle: Sequence[Job]) -> None:
    labels = [member.label for member in circle]
    names = " → ".join(labels if len(labels) <= _SHOWN else [*labels[: _SHOWN - 1], "…", labels[-1]])
    for member in circle:
        member.error = member.error or CircularLinkError(
            "the workbooks link to each other in a circle",
            argument=member.label,
            got=names,
            hint="Break one of these links: replace it by values, or move the cells to a third workbook.",
        )
