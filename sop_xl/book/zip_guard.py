"""Is a zip container built the way that spreadsheet programs build it? Looked at without inflating anything.

The directory at the end of a zip file and the header before each entry tell the same things twice; readers that trust
different copies see different files. What is contradictory, overlapping or out of proportion is refused.
"""

from __future__ import annotations

import unicodedata
import zipfile
from dataclasses import dataclass
from typing import BinaryIO

from sop_xl.book.zip_entries import LOCAL_HEADER
from sop_xl.errors import CorruptWorkbookError, EncryptedWorkbookError, OversizedWorkbookError, SuspiciousWorkbookError

_END_MAGIC, _END64_MAGIC = b"PK\5\6", b"PK\6\6"
_END_SIZE, _END64_SIZE = 22, 56
_LONGEST_COMMENT = 65_535
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8_NAME = 0x800
_UNIX_LINK = 0o120000
_UNIX_KIND = 0o170000
_LONGEST_NAME = 255
_DIRECTORY_BYTES_PER_ENTRY = 1024  # header of 46 bytes, name, extra field


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be."""

    file_bytes: int = 256 * 2**20
    entries: int = 10_000
    part_bytes: int = 1 * 2**30
    tree_bytes: int = 64 * 2**20  # of a part that is held as a tree: workbook, relations, tables, link caches
    inflated_bytes: int = 3 * 2**30
    ratio: float = 400.0  # of a part beyond a mebibyte; ordinary sheets reach about 30
    ratio_floor: int = 2**20


def admit_directory(data: bytes, name: str, limits: Limits) -> None:
    """Refuse a directory that alone would fill the memory, before it is read."""
    tail = data[-(_LONGEST_COMMENT + _END_SIZE + _END64_SIZE + 20) :]
    end = tail.rfind(_END_MAGIC)
    if end < 0 or len(tail) < end + _END_SIZE:
        raise CorruptWorkbookError("is cut off: the end of the package is missing", argument=name)
    length = int.from_bytes(tail[end + 12 : end + 16], "little")
    end64 = tail.rfind(_END64_MAGIC, 0, end)
    if end64 >= 0 and len(tail) >= end64 + _END64_SIZE:
        length = max(length % 0xFFFFFFFF, int.from_bytes(tail[end64 + 40 : end64 + 48], "little"))
    if length > limits.entries * _DIRECTORY_BYTES_PER_ENTRY:
        raise OversizedWorkbookError("the package has too many parts", argument=name)


def admit_entries(archive: zipfile.ZipFile, file: BinaryIO, name: str, limits: Limits) -> None:
    """Let the entries pass, or refuse the package."""
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise OversizedWorkbookError(
            "the package has too many parts", argument=name, got=len(entries), expected=f"at most {limits.entries}"
        )
    seen: set[str] = set()
    inflated = 0
    for entry in entries:
        _admit_entry(entry, name, limits)
        plain = unicodedata.normalize("NFKC", entry.filename).casefold()
        if plain in seen:
            raise SuspiciousWorkbookError("holds two parts of one name", argument=name, got=entry.filename)
        seen.add(plain)
        inflated += entry.file_size
        if inflated > limits.inflated_bytes:
            raise _swollen(name, entry)
    _admit_layout(entries, file, name, archive.start_dir)


def _admit_entry(entry: zipfile.ZipInfo, name: str, limits: Limits) -> None:
    if entry.flag_bits & _ENCRYPTED:
        raise EncryptedWorkbookError("holds encrypted parts", argument=name, got=entry.filename)
    if _is_odd(entry.orig_filename) or (entry.external_attr >> 16) & _UNIX_KIND == _UNIX_LINK:
        raise SuspiciousWorkbookError("holds a part with an odd name", argument=name, got=entry.orig_filename[:80])
    if entry.compress_type not in _STORED_OR_DEFLATED:
        raise SuspiciousWorkbookError("holds a part in an unknown compression", argument=name, got=entry.filename)
    swollen = entry.file_size > limits.ratio_floor and entry.file_size > limits.ratio * entry.compress_size
    if entry.file_size > limits.part_bytes or swollen:
        raise _swollen(name, entry)


def _swollen(name: str, entry: zipfile.ZipInfo) -> OversizedWorkbookError:
    return OversizedWorkbookError(
        "would inflate beyond the limits",
        argument=name,
        got=f"{entry.filename}: {entry.file_size / 2**20:.0f} MiB from {entry.compress_size / 2**20:.2f} MiB",
    )


def _is_odd(part: str) -> bool:
    steps = part.removesuffix("/").split("/")
    return (
        len(part) > _LONGEST_NAME
        or "\\" in part
        or ":" in steps[0]
        or not part.isprintable()
        or any(step in ("", ".", "..") for step in steps)
    )


def _admit_layout(entries: list[zipfile.ZipInfo], file: BinaryIO, name: str, directory: int) -> None:
    """Every entry stands where the directory says, says the same, and shares no byte with another."""
    free_from = 0
    for entry in sorted(entries, key=lambda e: e.header_offset):
        file.seek(max(0, entry.header_offset))
        raw = file.read(LOCAL_HEADER.size)
        if len(raw) < LOCAL_HEADER.size or raw[:4] != b"PK\3\4":
            raise CorruptWorkbookError(f"the part {entry.filename} is not where the package says", argument=name)
        header = LOCAL_HEADER.unpack(raw)
        flags, method, name_length, extra_length = header[2], header[3], header[9], header[10]
        local_name = file.read(name_length).decode("utf-8" if flags & _UTF8_NAME else "cp437", "replace")
        if local_name != entry.orig_filename or method != entry.compress_type or (flags ^ entry.flag_bits) & _ENCRYPTED:
            raise SuspiciousWorkbookError("contradicts itself about a part", argument=name, got=entry.filename)
        end = entry.header_offset + LOCAL_HEADER.size + name_length + extra_length + entry.compress_size
        if entry.header_offset < free_from:
            raise SuspiciousWorkbookError("holds parts that overlap", argument=name, got=entry.filename)
        if end > directory:
            raise CorruptWorkbookError(f"the part {entry.filename} is cut off", argument=name)
        free_from = end
