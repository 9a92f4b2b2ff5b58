"""Putting a file in its place so that readers see the old one or the new one, never a part of it."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from sop_xl.errors import LockedFileError, PublishError


def publish(data: bytes, target: Path) -> None:
    """Put bytes in the place of a file, as ``replacement`` does."""
    with replacement(target) as file:
        file.write(data)


@contextlib.contextmanager
def replacement(target: Path) -> Iterator[BinaryIO]:
    """Temporary file beside the target to write to; at the end it is forced to disk and swapped in.

    Raises
    ------
    LockedFileError
        Excel or LibreOffice holds the target open, or the system refuses to replace it for that reason.
    PublishError
        The folder cannot be written or the disk is full. What was there before is untouched.
    """
    refuse_if_open(target)
    temporary: str | None = None
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".part", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        Path(temporary).chmod(_mode(target))
        Path(temporary).replace(target)
        temporary = None
        _sync_folder(target.parent)
    except PermissionError as error:
        raise LockedFileError(
            "cannot be replaced: it is open elsewhere or protected",
            argument=str(target),
            hint="Close it in Excel, or check your rights, and run again.",
        ) from error
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror}",
            argument=str(target),
            hint="Free some space or choose another folder.",
        ) from error
    finally:
        if temporary is not None:
            with contextlib.suppress(OSError):
                Path(temporary).unlink()


def refuse_if_open(target: Path) -> None:
    """Refuse a target that Excel (``~$name``) or LibreOffice (``.~lock.name#``) has open."""
    for lock in (target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")):
        if lock.exists():
            raise LockedFileError(
                "is open in another program",
                argument=str(target),
                hint=f"Close it, or delete {lock.name} if nobody has.",
            )


def _mode(target: Path) -> int:
    """Rights of the file that is replaced, or those of a new file."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    if os.name == "posix":  # Windows has no handle for a folder
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
