"""The gate that every file passes before any parser sees it.

A workbook is untrusted input: what is not a plain, moderate Open XML package is refused here with its reason and
its remedy, at a cost of a few milliseconds. ``contents_guard`` then looks at what the parts hold.
"""

from __future__ import annotations

import errno
import io
import re
import zipfile
import zlib
from pathlib import Path
from xml.parsers import expat

from sop_xl.book.zip_entries import beginning, contents
from sop_xl.book.zip_guard import Limits, admit_directory, admit_entries
from sop_xl.errors import (
    CorruptWorkbookError,
    EncryptedWorkbookError,
    LegacyWorkbookError,
    NotAWorkbookError,
    OversizedWorkbookError,
    StrictWorkbookError,
    SuspiciousWorkbookError,
)

__all__ = ["CONTENT_TYPES", "Limits", "admit", "admitted", "corrupt", "malformed"]

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
_OLE_DIRECTORY_BYTES = 4 * 2**20  # of the file that is searched for the name of the encrypted stream
_STRICT_NAMESPACE = b"http://purl.oclc.org/ooxml/"
_PROLOGUE = 4096  # a document type stands before the root element
_BEFORE_ROOT = re.compile(rb"(?:\xef\xbb\xbf)?(?:\s+|<\?.*?\?>|<!--.*?-->)*", re.DOTALL)
_FOREIGN_ENCODINGS = (b"\xff\xfe", b"\xfe\xff", b"\0", b"<\0")
_WORKBOOK_TYPE = re.compile(
    rb"(?:spreadsheetml|ms-excel)\.(?:sheet|template|addin)(?:\.macroEnabled)?\.main\+xml", re.IGNORECASE
)
_DECLARED_ENCODING = re.compile(rb"<\?xml\b[^>]*?\bencoding\s*=\s*[\"']([^\"']*)[\"']")
# What is declared as one of the latter two must turn out to be plain ASCII; see contents_guard.
_ENCODINGS = frozenset({b"utf-8", b"utf8", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252"})
_NOT_PARSED = ("customxml/", "docprops/", "customui/", "xl/media/", "xl/embeddings/", "xl/printersettings/")
_OTHER_FORMATS = {
    b"%PDF": "a PDF",
    b"{\\rtf": "a rich-text document",
    b"<htm": "a web page",
    b"<!DO": "a web page",
    b"<?xm": "an XML file",
    b"\x1f\x8b": "a gzip archive",
    b"Rar!": "a RAR archive",
    b"7z\xbc\xaf": "a 7-Zip archive",
}
CONTENT_TYPES = "[Content_Types].xml"
_NO_MEMORY = expat.errors.codes[expat.errors.XML_ERROR_NO_MEMORY]


def admit(path: Path, limits: Limits | None = None) -> bytes:
    """The bytes of a workbook that is let pass; else raises the ``WorkbookError`` that says why not and what to do."""
    return admitted(path, limits)[0]


def admitted(path: Path, limits: Limits | None = None) -> tuple[bytes, zipfile.ZipFile]:
    """The same, and the package in them. What is judged is what is returned, whoever writes to the file meanwhile."""
    limits = limits or Limits()
    name = path.name
    try:
        size = path.stat().st_size
        with path.open("rb") as start:
            head = start.read(8)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise NotAWorkbookError(
            f"cannot be read: {reason}", argument=name, hint="Check the path and your rights."
        ) from error
    if size > limits.file_bytes:
        raise OversizedWorkbookError(
            "the file is too large",
            argument=name,
            got=f"{size / 2**20:.0f} MiB",
            expected=f"at most {limits.file_bytes / 2**20:.0f} MiB",
        )
    if head.startswith(_OLE_MAGIC):
        _refuse_ole(path, name)
    if not head.startswith(b"PK"):
        known = next((what for magic, what in _OTHER_FORMATS.items() if head.startswith(magic)), None)
        is_what = f"is {known}, not an Excel workbook" if known else "is not an Excel workbook" if size else "is empty"
        raise NotAWorkbookError(is_what, argument=name, expected="an .xlsx or .xlsm file")
    try:
        data = path.read_bytes()
        admit_directory(data, name, limits)
        file = io.BytesIO(data)
        archive = zipfile.ZipFile(file)
        admit_entries(archive, file, name, limits)
        _admit_parts(archive, data, name, limits)
    except (zipfile.BadZipFile, EOFError, OSError, ValueError, NotImplementedError, zlib.error) as error:
        if isinstance(error, OSError) and error.errno == errno.ENOMEM:
            raise MemoryError from error
        raise corrupt(name, f"the package cannot be opened: {error}") from error
    return data, archive


def corrupt(name: str, what: str) -> CorruptWorkbookError:
    """The refusal of a damaged file."""
    return CorruptWorkbookError(what, argument=name)


def malformed(name: str, part: str, error: Exception) -> CorruptWorkbookError:
    """The refusal of a part that is no XML.

    Raises
    ------
    MemoryError
        The part may well be XML: the parser had no memory left, which it tells by an error of the same kind.
    """
    if getattr(error, "code", None) == _NO_MEMORY:
        raise MemoryError from error
    return corrupt(name, f"the part {part} is not well-formed: {error}")


def _refuse_ole(path: Path, name: str) -> None:
    with path.open("rb") as file:
        start = file.read(_OLE_DIRECTORY_BYTES)
        file.seek(max(0, path.stat().st_size - _OLE_DIRECTORY_BYTES))
        encrypted = _ENCRYPTED_STREAM in start or _ENCRYPTED_STREAM in file.read()
    if encrypted:
        raise EncryptedWorkbookError("is protected by a password", argument=name)
    raise LegacyWorkbookError("is in the old binary format (.xls)", argument=name)


def _admit_parts(archive: zipfile.ZipFile, data: bytes, name: str, limits: Limits) -> None:
    parts = set(archive.namelist())
    if CONTENT_TYPES not in parts or "_rels/.rels" not in parts:
        what = "is an OpenDocument file" if "mimetype" in parts else "is a zip file"
        raise NotAWorkbookError(f"{what}, not an Excel workbook", argument=name)
    if archive.getinfo(CONTENT_TYPES).file_size > limits.tree_bytes:
        raise OversizedWorkbookError("has a list of content types that is too large", argument=name)
    types = contents(data, archive.getinfo(CONTENT_TYPES))
    if b"sheet.binary" in types:
        raise LegacyWorkbookError("is a binary workbook (.xlsb)", argument=name)
    if not _WORKBOOK_TYPE.search(types):
        raise NotAWorkbookError("is a package without a workbook", argument=name)
    for part in sorted(parts):
        if part.lower().endswith((".xml", ".rels", ".vml")):
            _admit_prologue(beginning(data, archive.getinfo(part), _PROLOGUE), name, part)


def _admit_prologue(head: bytes, name: str, part: str) -> None:
    """Refuse document types, and encodings that the parsers of the program do not read."""
    declared = _DECLARED_ENCODING.match(head.removeprefix(b"\xef\xbb\xbf"))
    if head.startswith(_FOREIGN_ENCODINGS) or (declared and declared[1].lower() not in _ENCODINGS):
        if not part.lower().startswith(_NOT_PARSED):
            raise SuspiciousWorkbookError("holds a part that is not UTF-8", argument=name, got=part)
        head = head.replace(b"\0", b"").lstrip(b"\xff\xfe")
    before = _BEFORE_ROOT.match(head)
    rest = head[before.end() :] if before else head
    if rest.startswith(b"<!") or (len(head) == _PROLOGUE and not rest):
        raise SuspiciousWorkbookError("holds a document type definition", argument=name, got=part)
    if part.endswith("workbook.xml") and _STRICT_NAMESPACE in head:
        raise StrictWorkbookError("is a strict Open XML workbook", argument=name)
