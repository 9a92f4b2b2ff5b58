"""Old or new, never a part; locks are respected; nothing is left behind, whatever fails and whenever."""

from __future__ import annotations

import errno
import itertools
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sop_xl.book import publish as publishing
from sop_xl.book.processes import mark
from sop_xl.book.publish import publish
from sop_xl.errors import LockedFileError, PublishError


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_file_is_made_with_its_folders(tmp_path):
    publish(b"new", tmp_path / "a" / "b" / "book.xlsx")
    assert (tmp_path / "a" / "b" / "book.xlsx").read_bytes() == b"new"
    assert names(tmp_path / "a" / "b") == ["book.xlsx"]


def test_a_file_is_replaced_and_keeps_its_rights(tmp_path):
    target = tmp_path / "book.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    publish(b"new", target)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


def test_a_new_file_has_the_rights_of_new_files(tmp_path):
    before = os.umask(0o027)
    try:
        publish(b"new", tmp_path / "book.xlsx")
    finally:
        os.umask(before)
    assert (tmp_path / "book.xlsx").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_an_open_target_is_not_touched(tmp_path, lock):
    target = tmp_path / "book.xlsx"
    target.write_bytes(b"old")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(LockedFileError, match="open in another program"):
        publish(b"new", target)
    assert target.read_bytes() == b"old"


def test_a_lock_that_is_a_dangling_link_counts(tmp_path):
    (tmp_path / ".~lock.book.xlsx#").symlink_to(tmp_path / "gone")
    with pytest.raises(LockedFileError):
        publish(b"new", tmp_path / "book.xlsx")


class FaultyOs:
    """The module ``os`` whose nth file operation fails."""

    TOUCHING = frozenset(
        {"makedirs", "listdir", "open", "write", "fsync", "close", "chmod", "replace", "stat", "unlink"}
    )

    def __init__(self, nth: int, failure: OSError) -> None:
        self._nth, self._failure = nth, failure
        self.calls: list[str] = []

    def __getattr__(self, name: str) -> object:
        real = getattr(os, name)
        return self._counted(name, real) if name in self.TOUCHING else real

    def _counted(self, name: str, real: Callable[..., object]) -> Callable[..., object]:
        def call(*args: object, **keywords: object) -> object:
            self.calls.append(name)
            if len(self.calls) == self._nth:
                if name == "close":
                    real(*args, **keywords)  # the handle is gone even where closing fails
                raise self._failure
            return real(*args, **keywords)

        return call


FAILURES = [
    OSError(errno.ENOSPC, "No space left on device"),
    OSError(errno.EIO, "Input/output error"),
    OSError(errno.EROFS, "Read-only file system"),
    PermissionError(errno.EACCES, "Permission denied"),
]


@pytest.mark.parametrize("failure", FAILURES, ids=lambda f: errno.errorcode[f.errno])
@pytest.mark.parametrize("old", [b"old", None], ids=["replacing", "new"])
def test_a_failure_of_any_file_operation_leaves_the_old_or_the_new_file_whole(tmp_path, monkeypatch, failure, old):
    failed = []
    for nth in itertools.count(1):
        folder = tmp_path / str(nth)
        folder.mkdir()
        target = folder / "book.xlsx"
        if old is not None:
            target.write_bytes(old)
        faulty = FaultyOs(nth, failure)
        monkeypatch.setattr(publishing, "os", faulty)
        error = None
        try:
            publish(b"new", target)
        except PublishError as caught:
            error = caught
        monkeypatch.undo()
        there = target.read_bytes() if target.exists() else None
        if error is None:
            assert there == b"new"
        else:
            assert there == old
            assert error.hint
            failed.append(faulty.calls[nth - 1])
        assert names(folder) == ([] if there is None else ["book.xlsx"]), "no temporary file is left"
        if len(faulty.calls) < nth:
            break
    assert {"makedirs", "open", "write", "fsync", "close", "chmod", "replace"} <= set(failed)


def test_short_writes_are_carried_on(tmp_path, monkeypatch):
    class Slow(FaultyOs):
        @staticmethod
        def write(handle: int, data: memoryview) -> int:
            return os.write(handle, data[:1])

    monkeypatch.setattr(publishing, "os", Slow(0, OSError()))
    publish(b"new contents", tmp_path / "book.xlsx")
    assert (tmp_path / "book.xlsx").read_bytes() == b"new contents"


def test_a_full_disk_leaves_the_old_file(tmp_path):
    """A real refusal of the system: no file may grow beyond 4 KiB."""
    (tmp_path / "book.xlsx").write_bytes(b"old")
    code = (
        "import resource, sys; from pathlib import Path\n"
        "from sop_xl.book.publish import publish\nfrom sop_xl.errors import PublishError\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))\n"
        "try: publish(b'x' * 100_000, Path(sys.argv[1]))\n"
        "except PublishError as error: print(error.message)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, tmp_path / "book.xlsx"], capture_output=True, text=True, check=True
    )
    assert "cannot be written: File too large" in done.stdout
    assert (tmp_path / "book.xlsx").read_bytes() == b"old"
    assert names(tmp_path) == ["book.xlsx"]


def test_what_a_killed_process_left_is_swept_and_what_a_live_one_writes_is_not(tmp_path):
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait()
    here = publishing._HERE
    other = mark().replace("-", "-1")  # this number, given out again
    left = [
        f".book.xlsx.{here}-{os.getppid()}-0.part",  # being written
        f".book.xlsx.{here}-{mark()}-77.part",
        f".book.xlsx.00000000-{dead.pid}-0.part",  # by another machine on the same share
        f".other.xlsx.{here}-{dead.pid}-0.part",  # of another target
    ]
    zombie = subprocess.Popen([sys.executable, "-c", ""])
    os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)  # it has ended, and stays until somebody asks for it
    gone = [f".book.xlsx.{here}-{of}-0.part" for of in (dead.pid, other, zombie.pid)]
    for name in (*gone, *left):
        (tmp_path / name).write_bytes(b"half")
    publish(b"new", tmp_path / "book.xlsx")
    zombie.wait()
    assert names(tmp_path) == sorted([*left, "book.xlsx"])


def test_the_longest_name_that_the_system_allows(tmp_path):
    target = tmp_path / ("ä" * 120 + ".xlsx")
    publish(b"new", target)
    assert target.read_bytes() == b"new"
    with pytest.raises(PublishError, match="cannot be written"):
        publish(b"new", tmp_path / ("a" * 300 + ".xlsx"))


def test_a_folder_in_place_of_the_target_is_refused(tmp_path):
    (tmp_path / "book.xlsx").mkdir()
    with pytest.raises(PublishError):
        publish(b"new", tmp_path / "book.xlsx")
    assert names(tmp_path) == ["book.xlsx"]
