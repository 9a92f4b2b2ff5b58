"""Hashes of files, by which a run knows what it has seen before."""

from __future__ import annotations

import hashlib
from pathlib import Path

from sop_xl.book.guard import Limits


def file_sha256(path: Path) -> str | None:
    """Hash of a file's contents, read in blocks; None where it cannot be read or is too large to be a workbook."""
    try:
        if not path.is_file() or path.stat().st_size > Limits().file_bytes:  # a pipe would have us wait for ever
            return None
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return None
