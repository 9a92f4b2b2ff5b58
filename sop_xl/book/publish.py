"""Putting a file in its place so that readers see the old one or the new one, never a part of it."""

from __future__ import annotations

import contextlib
import itertools
import os
import platform
import re
import zlib
from collections.abc import Iterable
from pathlib import Path

from sop_xl.book.processes import MARK, is_running, mark
from sop_xl.errors import LockedFileError, PublishError

_PART = ".part"
_LEFT = re.compile(MARK + r"-\d+" + re.escape(_PART))  # behind the name of the target and the machine
_HERE = f"{zlib.crc32(platform.node().encode()):08x}"  # this machine: the process numbers of another say nothing here
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
_LONGEST_STEM = 180  # bytes of the target's name kept in that of the temporary file; systems allow 255 in all


def publish(data: bytes | Iterable[bytes], target: Path) -> None:
    """Write bytes, whole or block by block, to a temporary file beside the target, force it to disk, swap it in.

    Raises
    ------
    LockedFileError
        Excel or LibreOffice holds the target open, or the system refuses to replace it for that reason.
    PublishError
        The folder cannot be written or the disk is full. What was there before is untouched.
    """
    refuse_if_open(target)
    temporary: Path | None = None
    try:
        os.makedirs(target.parent, exist_ok=True)  # noqa: PTH103  # every call goes through os, where tests let it fail
        _sweep(target)
        temporary = _write([data] if isinstance(data, bytes) else data, target)
        os.replace(temporary, target)  # noqa: PTH105
        temporary = None
        _sync_folder(target.parent)
    except PermissionError as error:
        if os.name == "nt":  # Windows refuses to replace what is open; elsewhere it is a matter of rights
            raise LockedFileError(
                "cannot be replaced: it is open elsewhere or protected",
                argument=str(target),
                hint="Close it in Excel, or check your rights, and run again.",
            ) from error
        raise PublishError(
            f"cannot be written: {error.strerror}",
            argument=str(target),
            hint="The folder is read-only for you: check your rights, or choose another folder.",
        ) from error
    except IsADirectoryError as error:
        raise PublishError(
            "cannot be written: a folder has its name",
            argument=str(target),
            hint="Move that folder away, or choose another one for the results.",
        ) from error
    except OSError as error:
        raise PublishError(
            f"cannot be written: {error.strerror}",
            argument=str(target),
            hint="Free some space or choose another folder.",
        ) from error
    finally:
        if temporary is not None:
            _remove(temporary)


def refuse_if_open(target: Path) -> None:
    """Refuse a target that Excel (``~$name``) or LibreOffice (``.~lock.name#``) has open."""
    for lock in (target.with_name(f"~${target.name}"), target.with_name(f".~lock.{target.name}#")):
        if os.path.lexists(lock):
            raise LockedFileError(
                "is open in another program",
                argument=str(target),
                hint=f"Close it, or delete {lock.name} if nobody has.",
            )


def _write(blocks: Iterable[bytes], target: Path) -> Path:
    """The temporary file with the new contents, safe on disk."""
    mode = _mode(target)
    temporary, handle = _create(target)
    try:
        try:
            for block in blocks:
                rest = memoryview(block)
                while rest:
                    rest = rest[os.write(handle, rest) :]
            os.fsync(handle)
        finally:
            os.close(handle)
        os.chmod(temporary, mode)  # noqa: PTH101
    except BaseException:
        _remove(temporary)
        raise
    return temporary


def _create(target: Path) -> tuple[Path, int]:
    """A new file beside the target; its name tells the machine and the process that write it."""
    for number in itertools.count():
        name = f".{_stem(target)}.{_HERE}-{mark()}-{number}{_PART}"
        with contextlib.suppress(FileExistsError):
            return target.with_name(name), os.open(target.with_name(name), _NEW_FILE, 0o600)
    raise AssertionError("counting has no end")


def _stem(target: Path) -> str:
    return os.fsdecode(os.fsencode(target.name)[:_LONGEST_STEM])


def _sweep(target: Path) -> None:
    """Remove what killed processes of this machine left half-written beside the target."""
    beginning = f".{_stem(target)}.{_HERE}-"
    with contextlib.suppress(OSError):
        for name in os.listdir(target.parent):  # noqa: PTH208
            found = _LEFT.fullmatch(name, len(beginning)) if name.startswith(beginning) else None
            if found and not is_running(found[1]):
                _remove(target.with_name(name))


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        os.unlink(path)  # noqa: PTH108


def _mode(target: Path) -> int:
    """Rights of the file that is replaced, or those of a new file."""
    with contextlib.suppress(FileNotFoundError):
        return os.stat(target).st_mode & 0o777  # noqa: PTH116
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _sync_folder(folder: Path) -> None:
    """Force the new name to disk, where the system can; the file itself is safe already."""
    if os.name == "posix":  # Windows has no handle for a folder
        with contextlib.suppress(OSError):
            handle = os.open(folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
