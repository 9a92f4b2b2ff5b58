"""The gate that every file passes before any parser sees it.

A workbook is untrusted input: what is not a plain, moderate Open XML package is refused here with its reason and
its remedy, at a cost of a few milliseconds.
"""

from __future__ import annotations

import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from sop_xl.errors import (
    CorruptWorkbookError,
    EncryptedWorkbookError,
    LegacyWorkbookError,
    NotAWorkbookError,
    OversizedWorkbookError,
    StrictWorkbookError,
    SuspiciousWorkbookError,
)

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"
_DTD = re.compile(rb"<!(?:DOCTYPE|ENTITY)", re.IGNORECASE)
_PROLOGUE = 4096  # a document type stands before the root element
_STORED_OR_DEFLATED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED_ENTRY = 0x1
CONTENT_TYPES = "[Content_Types].xml"


@dataclass(frozen=True)
class Limits:
    """How large a workbook may be."""

    file_bytes: int = 256 * 2**20
    entries: int = 10_000
    part_bytes: int = 1 * 2**30
    inflated_bytes: int = 3 * 2**30
    ratio: float = 400.0  # of a part beyond a mebibyte; ordinary sheets reach about 30
    ratio_floor: int = 2**20


def admit(path: Path, limits: Limits | None = None) -> None:
    """Let a workbook pass, or raise the ``WorkbookError`` that says why not and what to do."""
    limits = limits or Limits()
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            head = file.read(64 * 1024)
    except OSError as error:
        raise NotAWorkbookError(
            f"cannot be read: {error.strerror}", argument=name, hint="Check the path and your rights."
        ) from error
    if size > limits.file_bytes:
        raise OversizedWorkbookError(
            "the file is too large",
            argument=name,
            got=f"{size / 2**20:.0f} MiB",
            expected=f"at most {limits.file_bytes / 2**20:.0f} MiB",
            hint="Split it, or raise the limit.",
        )
    if head.startswith(_OLE_MAGIC):
        _refuse_ole(path, name)
    if not head.startswith(b"PK"):
        raise NotAWorkbookError(
            "is not an Excel workbook" if size else "is empty",
            argument=name,
            expected="an .xlsx or .xlsm file",
            hint="Open it in Excel and save it as an Excel workbook.",
        )
    try:
        with zipfile.ZipFile(path) as archive:
            _admit_entries(archive, name, limits)
            _admit_parts(archive, name)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        raise corrupt(name, f"the package cannot be opened: {error}") from error


def corrupt(name: str, what: str) -> CorruptWorkbookError:
    """The refusal of a damaged file."""
    return CorruptWorkbookError(
        what, argument=name, hint="Open it in Excel with Open and Repair, or take the last good copy."
    )


def _refuse_ole(path: Path, name: str) -> None:
    with path.open("rb") as file:
        encrypted = _ENCRYPTED_STREAM in file.read()
    if encrypted:
        raise EncryptedWorkbookError(
            "is protected by a password", argument=name, hint="Remove the opening password in Excel and save."
        )
    raise LegacyWorkbookError(
        "is in the old binary format (.xls)", argument=name, hint="Save it as .xlsx or .xlsm in Excel."
    )


def _admit_entries(archive: zipfile.ZipFile, name: str, limits: Limits) -> None:
    entries = archive.infolist()
    if len(entries) > limits.entries:
        raise OversizedWorkbookError(
            "the package has too many parts", argument=name, got=len(entries), expected=f"at most {limits.entries}"
        )
    seen: set[str] = set()
    inflated = 0
    for entry in entries:
        part = entry.filename
        if entry.flag_bits & _ENCRYPTED_ENTRY:
            raise EncryptedWorkbookError("holds encrypted parts", argument=name, hint="Remove the password and save.")
        if _is_odd(part):
            raise SuspiciousWorkbookError("holds a part with an odd name", argument=name, got=part)
        if part.lower() in seen:
            raise SuspiciousWorkbookError("holds two parts of one name", argument=name, got=part)
        if entry.compress_type not in _STORED_OR_DEFLATED:
            raise SuspiciousWorkbookError("holds a part in an unknown compression", argument=name, got=part)
        seen.add(part.lower())
        inflated += entry.file_size
        swollen = entry.file_size > limits.ratio_floor and entry.file_size > limits.ratio * entry.compress_size
        if entry.file_size > limits.part_bytes or inflated > limits.inflated_bytes or swollen:
            raise OversizedWorkbookError(
                "would inflate beyond the limits",
                argument=name,
                got=f"{part}: {entry.file_size / 2**20:.0f} MiB from {entry.compress_size / 2**20:.2f} MiB",
                hint="If the file is genuine, open and save it in Excel, or raise the limits.",
            )


def _is_odd(part: str) -> bool:
    steps = part.split("/")
    return part.startswith("/") or "\\" in part or "\0" in part or ":" in steps[0] or ".." in steps or not part


def _admit_parts(archive: zipfile.ZipFile, name: str) -> None:
    parts = set(archive.namelist())
    if CONTENT_TYPES not in parts or "_rels/.rels" not in parts:
        hint = "Save it as an Excel workbook (.xlsx)."
        raise NotAWorkbookError("is a zip file but not an Excel workbook", argument=name, hint=hint)
    types = archive.read(CONTENT_TYPES)
    if b"sheet.binary" in types:
        raise LegacyWorkbookError("is a binary workbook (.xlsb)", argument=name, hint="Save it as .xlsx or .xlsm.")
    if b"spreadsheetml" not in types:
        raise NotAWorkbookError("is an Office file but not a workbook", argument=name, hint="Save it as .xlsx.")
    for part in sorted(parts):
        if not part.lower().endswith((".xml", ".rels", ".vml")):
            continue
        with archive.open(part) as stream:
            head = stream.read(_PROLOGUE)
        if head.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in head[:8]:
            raise SuspiciousWorkbookError("holds a part that is not UTF-8", argument=name, got=part)
        if _DTD.search(head):
            raise SuspiciousWorkbookError("holds a document type definition", argument=name, got=part)
        if part.endswith("workbook.xml") and _STRICT_NAMESPACE in head:
            raise StrictWorkbookError(
                "is a strict Open XML workbook", argument=name, hint="Save it as plain Excel workbook (.xlsx)."
            )
