"""Old or new, never a part; locks are respected; nothing is left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_xl.book import publish as publishing
from sop_xl.book.publish import publish
from sop_xl.errors import LockedFileError, PublishError


def test_a_file_is_made_with_its_folders(tmp_path):
    publish(b"new", tmp_path / "a" / "b" / "book.xlsx")
    assert (tmp_path / "a" / "b" / "book.xlsx").read_bytes() == b"new"
    assert [path.name for path in (tmp_path / "a" / "b").iterdir()] == ["book.xlsx"]


def test_a_file_is_replaced_and_keeps_its_rights(tmp_path):
    target = tmp_path / "book.xlsx"
    target.write_bytes(b"old")
    target.chmod(0o640)
    publish(b"new", target)
    assert target.read_bytes() == b"new"
    assert target.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("lock", ["~$book.xlsx", ".~lock.book.xlsx#"])
def test_an_open_target_is_not_touched(tmp_path, lock):
    target = tmp_path / "book.xlsx"
    target.write_bytes(b"old")
    (tmp_path / lock).write_bytes(b"")
    with pytest.raises(LockedFileError, match="open in another program"):
        publish(b"new", target)
    assert target.read_bytes() == b"old"


def operations():
    return ["mkstemp", "fdopen", "fsync", "chmod", "replace"]


@pytest.mark.parametrize("operation", operations())
@pytest.mark.parametrize("failure", [OSError(28, "No space left on device"), PermissionError(13, "Permission denied")])
def test_a_failure_of_any_step_leaves_the_old_file_whole(tmp_path, monkeypatch, operation, failure):
    target = tmp_path / "book.xlsx"
    target.write_bytes(b"old")

    def fails(*_args, **_keywords):
        raise failure

    places = {
        "mkstemp": (publishing.tempfile, "mkstemp"),
        "fdopen": (publishing.os, "fdopen"),
        "fsync": (publishing.os, "fsync"),
        "chmod": (Path, "chmod"),
        "replace": (Path, "replace"),
    }
    monkeypatch.setattr(*places[operation], fails)
    with pytest.raises((PublishError, LockedFileError)) as caught:
        publish(b"new", target)
    monkeypatch.undo()
    assert caught.value.hint
    assert target.read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["book.xlsx"], "no temporary file is left"
