"""The gate for untrusted files, and the zip writer that leaves other parts alone."""

from __future__ import annotations

import contextlib
import errno
import io
import random
import zipfile
from pathlib import Path
from xml.parsers import expat

import pytest
import xlsxwriter

from sop_xl.book.guard import Limits, admit, malformed
from sop_xl.book.package import Package
from sop_xl.errors import (
    CorruptWorkbookError,
    EncryptedWorkbookError,
    LegacyWorkbookError,
    NotAWorkbookError,
    OversizedWorkbookError,
    StrictWorkbookError,
    SuspiciousWorkbookError,
    WorkbookError,
)


def workbook_bytes() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    sheet = book.add_worksheet("Data")
    sheet.write("A1", 1)
    sheet.write_formula("A2", "=A1*2", value=2)
    sheet.add_table("C1:D3", {"name": "T", "columns": [{"header": "a"}, {"header": "b"}], "data": [["x", 1], ["y", 2]]})
    book.close()
    return stream.getvalue()


def rezipped(change=None, extra=()) -> bytes:
    """The workbook with parts changed or added, zipped anew."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook_bytes())) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            data = old.read(info)
            new.writestr(info.filename, change(info.filename, data) if change else data)
        for name, data in extra:
            new.writestr(name, data)
    return out.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
BOMB = b"0" * (3 * 2**20)

REFUSED = {
    "empty": (b"", NotAWorkbookError),
    "text": (b"hello", NotAWorkbookError),
    "old .xls": (OLE, LegacyWorkbookError),
    "encrypted": (OLE + "EncryptedPackage".encode("utf-16-le"), EncryptedWorkbookError),
    "cut off": (workbook_bytes()[:-200], CorruptWorkbookError),
    "zip header only": (b"PK\x03\x04", CorruptWorkbookError),
    "zip of something else": (rezipped(lambda n, d: b"x" if n == "[Content_Types].xml" else d), NotAWorkbookError),
    "binary workbook": (
        rezipped(lambda n, d: d.replace(b"sheet.main+xml", b"sheet.binary.macroEnabled.main") if n == "[Content_Types].xml" else d),
        LegacyWorkbookError,
    ),
    "strict": (
        rezipped(lambda n, d: d.replace(b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main") if n == "xl/workbook.xml" else d),
        StrictWorkbookError,
    ),
    "document type": (rezipped(lambda n, d: d.replace(b"<worksheet", b"<!DOCTYPE x><worksheet") if "sheet1" in n else d), SuspiciousWorkbookError),
    "entity": (rezipped(lambda n, d: d.replace(b"<sst", b'<!DOCTYPE x [<!ENTITY a "b">]><sst') if "sharedStrings" in n else d), SuspiciousWorkbookError),
    "UTF-16 part": (rezipped(lambda n, d: d.decode().encode("utf-16") if n == "xl/workbook.xml" else d), SuspiciousWorkbookError),
    "path out": (rezipped(extra=[("../evil.xml", b"<a/>")]), SuspiciousWorkbookError),
    "absolute path": (rezipped(extra=[("/etc/passwd", b"x")]), SuspiciousWorkbookError),
    "backslash": (rezipped(extra=[("xl\\evil.xml", b"<a/>")]), SuspiciousWorkbookError),
    "drive": (rezipped(extra=[("C:/evil.xml", b"<a/>")]), SuspiciousWorkbookError),
    "two of one name": (rezipped(extra=[("XL/workbook.xml", b"<a/>")]), SuspiciousWorkbookError),
    "bomb": (rezipped(extra=[("xl/media/a.bin", BOMB)]), OversizedWorkbookError),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refused_with_its_reason(name, tmp_path):
    data, error = REFUSED[name]
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    with pytest.raises(error) as caught:
        admit(path)
    assert caught.value.argument == "book.xlsx"


def test_a_good_workbook_is_admitted(tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes())
    admit(path)


@pytest.mark.parametrize(
    "limits", [Limits(file_bytes=100), Limits(entries=3), Limits(part_bytes=100), Limits(inflated_bytes=1000)]
)
def test_limits_are_kept(limits, tmp_path):
    path = tmp_path / "book.xlsx"
    path.write_bytes(workbook_bytes())
    with pytest.raises(OversizedWorkbookError):
        admit(path, limits)


def test_a_missing_file_is_no_traceback(tmp_path):
    with pytest.raises(NotAWorkbookError, match="cannot be read"):
        admit(tmp_path / "nothing.xlsx")


def test_untouched_parts_keep_their_compressed_bytes_and_order():
    data = workbook_bytes()
    package = Package(data, "b")
    new = Package(package.with_parts({"xl/workbook.xml": b"<changed/>", "xl/added.xml": b"<a/>"}), "b")
    assert list(new.parts) == [*package.parts, "xl/added.xml"]
    for name, info in package.parts.items():
        if name != "xl/workbook.xml":
            assert new.read(name) == package.read(name)
            assert new.parts[name].compress_size == info.compress_size
            assert new.parts[name].date_time == info.date_time
            assert new.parts[name].CRC == info.CRC
    assert new.read("xl/workbook.xml") == b"<changed/>"
    assert new.read("xl/added.xml") == b"<a/>"
    assert zipfile.ZipFile(io.BytesIO(package.with_parts({}))).testzip() is None


def test_rewriting_is_reproducible():
    package = Package(workbook_bytes(), "b")
    changes = {"xl/workbook.xml": b"<changed/>", "xl/new.xml": b"<a/>"}
    assert package.with_parts(changes) == package.with_parts(changes)


def test_a_file_with_data_descriptors_is_rewritten_sound(tmp_path):
    class Pipe(io.RawIOBase):
        def __init__(self, file):
            self.file = file

        def writable(self):
            return True

        def write(self, data):
            return self.file.write(data)

    path = tmp_path / "streamed.xlsx"
    old = zipfile.ZipFile(io.BytesIO(workbook_bytes()))
    with path.open("wb") as file, zipfile.ZipFile(Pipe(file), "w", zipfile.ZIP_DEFLATED) as new:
        for info in old.infolist():
            new.writestr(info.filename, old.read(info))
    assert any(i.flag_bits & 8 for i in zipfile.ZipFile(path).infolist())
    again = Package.open(path).with_parts({})
    assert zipfile.ZipFile(io.BytesIO(again)).testzip() is None
    assert Package(again, "b").read("xl/workbook.xml") == Package.open(path).read("xl/workbook.xml")


def test_mutants_end_in_a_typed_error_or_read_sound(tmp_path):
    """A thousand seeded mutants: a byte flipped, a stretch cut or doubled."""
    good = workbook_bytes()
    path = tmp_path / "mutant.xlsx"
    for seed in range(1000):
        chance = random.Random(seed)
        data = bytearray(good)
        for _ in range(chance.randint(1, 4)):
            at = chance.randrange(len(data))
            kind = chance.randrange(3)
            if kind == 0:
                data[at] = chance.randrange(256)
            elif kind == 1:
                del data[at : at + chance.randint(1, 50)]
            else:
                data[at:at] = data[at : at + chance.randint(1, 50)]
        path.write_bytes(bytes(data))
        with contextlib.suppress(WorkbookError):  # anything else fails the test
            package = Package.open(path)
            for part in package.parts:
                package.read(part)


def test_a_parser_without_memory_does_not_call_the_file_damaged():
    """Parsers tell the want of memory by an error of the same kind as that of a part which is no XML."""
    starved, real = expat.ExpatError("out of memory"), expat.ExpatError("no element found")
    starved.code, real.code = 1, 3
    with pytest.raises(MemoryError):
        malformed("a.xlsx", "xl/workbook.xml", starved)
    assert isinstance(malformed("a.xlsx", "xl/workbook.xml", real), CorruptWorkbookError)


def test_a_file_that_memory_does_not_hold_is_not_damaged(tmp_path, monkeypatch):
    (tmp_path / "a.xlsx").write_bytes(workbook_bytes())

    def starved(_: Path) -> bytes:
        raise OSError(errno.ENOMEM, "Cannot allocate memory")

    monkeypatch.setattr(Path, "read_bytes", starved)
    with pytest.raises(MemoryError):
        admit(tmp_path / "a.xlsx")
