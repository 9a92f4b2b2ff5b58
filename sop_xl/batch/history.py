"""What earlier runs into a folder did: which workbooks need no second calculation, and where a killed run stood.

``run.json`` tells of the last run that came to its end. While a run goes on, ``run.journal.jsonl`` gets a line per
finished workbook, so that a run that was killed can be resumed. A record counts only if its fingerprint is that of
the workbook as it is now, and if what was published is still there, byte for byte.
"""

from __future__ import annotations

import contextlib
import dataclasses
import hashlib
import importlib.metadata
import json
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from sop_xl import __version__
from sop_xl.batch.hashing import file_sha256
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.engine.libreoffice import find_libreoffice

MANIFEST = "run.json"
JOURNAL = "run.journal.jsonl"

# Not through a link, which in a folder that is shared may lead to a file of somebody else.
_APPENDING = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)


def fingerprint(settings: Iterable[object], source: str | None, linked: Mapping[str, str | None]) -> str:
    """Hash of all that a result depends on: settings of the run, contents of the workbook and of those it links to."""
    seed = [[str(item) for item in settings], source, sorted(linked.items())]
    return hashlib.sha256(json.dumps(seed).encode()).hexdigest()


def versions(engine: str) -> tuple[str, ...]:
    """Versions of the programs that a result depends on."""
    if engine == "libreoffice":
        return (__version__, engine, str(find_libreoffice()))
    return (__version__, engine, importlib.metadata.version("formualizer"))


class History:
    """Records of earlier runs into a folder, and the journal of the run that goes on."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._records = {record.path: record for record in self._read()}

    def _read(self) -> Iterator[WorkbookReport]:
        with contextlib.suppress(OSError, ValueError, KeyError, TypeError):
            yield from _reports(json.loads(_text(self._folder / MANIFEST))["workbooks"])
        with contextlib.suppress(OSError, UnicodeDecodeError):
            for line in _text(self._folder / JOURNAL).splitlines():
                with contextlib.suppress(ValueError):  # the line that was being written when the run was killed
                    yield from _reports([json.loads(line)])

    def __contains__(self, label: str) -> bool:
        """Whether there is a record of a workbook."""
        return label in self._records

    def published(self, label: str, fingerprint: str, target: Path) -> WorkbookReport | None:
        """The record of a workbook whose result is there and still right."""
        record = self._records.get(label)
        if record is None or not record.is_published or record.fingerprint != fingerprint:
            return None
        return record if record.output_sha256 == file_sha256(target) else None

    def note(self, report: WorkbookReport) -> None:
        """Add a finished workbook to the journal, in one write; a journal that cannot be written costs nothing else."""
        line = json.dumps(dataclasses.asdict(report)) + "\n"
        with contextlib.suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            handle = os.open(self._folder / JOURNAL, _APPENDING, 0o666)
            try:
                os.write(handle, line.encode())
            finally:
                os.close(handle)

    def close(self) -> None:
        """Remove the journal: the manifest has it all."""
        with contextlib.suppress(OSError):
            (self._folder / JOURNAL).unlink()


def _text(path: Path) -> str:
    """Contents of a file; a pipe in its place would have us wait for ever."""
    if not path.is_file():
        raise FileNotFoundError(path)
    return path.read_text(encoding="utf-8")


def _reports(items: Iterable[Mapping[str, object]]) -> Iterator[WorkbookReport]:
    for item in items:
        with contextlib.suppress(KeyError, TypeError, ValueError, AttributeError):  # of another schema: as if unknown
            yield WorkbookReport.of(item)
