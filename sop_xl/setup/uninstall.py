"""Taking away again what was installed for Excel, and nothing else."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.errors import UsageError
from sop_xl.setup.install import refuse_while_excel_runs
from sop_xl.setup.machine import LOG, SETTINGS, UNDO, Machine
from sop_xl.setup.record import InstallRecord


@dataclass(frozen=True)
class Remove:
    """A file or folder of ours that is removed."""

    path: Path
    what: str

    def __str__(self) -> str:
        """What it does, for the user."""
        return f"remove {self.what}: {self.path}"


def uninstall_plan(machine: Machine) -> list[Remove]:
    """Steps that take away what was installed; a file that was changed since stays."""
    record = InstallRecord.read(machine)
    if record is None:
        return []
    places = [
        *((Path(name), "what was written for Excel") for name in record.files),
        (machine.environment, "the Python environment"),
        (machine.data_folder / UNDO, "old values that Undo kept"),
        (machine.data_folder / LOG, "the log"),
    ]
    steps = [Remove(path, what) for path, what in places if path.exists() and not _is_changed(record, path)]
    return [*steps, Remove(InstallRecord.place(machine), "the record of the installation")]


def _is_changed(record: InstallRecord, path: Path) -> bool:
    return str(path) in record.files and record.is_changed(path)


def left_behind(machine: Machine) -> list[str]:
    """What stays after the plan, a line each: files that the user changed, drafts, copies of what was replaced."""
    record = InstallRecord.read(machine)
    changed = [Path(name) for name in record.files] if record is not None else []
    lines = [
        f"{path}: it was changed since" for path in changed if path.is_file() and record and record.is_changed(path)
    ]
    for name, what in (("drafts", "your drafts"), ("replaced", "copies of what the installation replaced")):
        if (machine.data_folder / name).is_dir():
            lines.append(f"{machine.data_folder / name}: {what}")
    return lines


def take_away(steps: Sequence[Remove], machine: Machine, say: Callable[[str], None]) -> None:
    """Remove in order; folders of ours that are empty then go too.

    Raises
    ------
    UsageError
        Excel is open, the running Python is the one to be removed, or a folder outside of what sop_xl owns is named.
    """
    refuse_while_excel_runs(machine)
    if machine.runs_inside:
        raise UsageError(
            "cannot remove the Python that it runs in",
            argument=str(machine.executable),
            hint="Run it from the Python in which you installed sop-xl: py -m sop_xl uninstall",
        )
    for step in steps:
        say(str(step))
        _remove(step.path, machine)
    for folder in (machine.data_folder, machine.home / f".{SETTINGS}"):
        with contextlib.suppress(OSError):  # something else lies in it
            folder.rmdir()


def _remove(path: Path, machine: Machine) -> None:
    try:
        if path.is_dir() and not path.is_symlink():
            if path not in (machine.environment, machine.data_folder / UNDO):
                raise UsageError("is not a folder of sop_xl", argument=str(path))
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError as error:
        raise UsageError(
            f"cannot be removed: {error.strerror}",
            argument=str(error.filename or path),
            hint="Close Excel and every window that uses it, and run this again: the rest is taken away then.",
        ) from error
