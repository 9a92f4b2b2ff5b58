"""Entries read straight from memory are what ``zipfile`` reads, or refused."""

from __future__ import annotations

import io
import random
import zipfile
import zlib

import pytest

from sop_xl.book.zip_entries import beginning, blocks, contents

PARTS = {"small.xml": b"<a/>", "empty.xml": b"", "large.xml": bytes(range(256)) * 10_000}


def archive_of(method: int) -> tuple[bytes, zipfile.ZipFile]:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, data in PARTS.items():
            archive.writestr(name, data)
    return stream.getvalue(), zipfile.ZipFile(stream)


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_contents_and_their_beginning(method):
    data, archive = archive_of(method)
    for entry in archive.infolist():
        assert contents(data, entry) == b"".join(blocks(data, entry, 1000)) == PARTS[entry.filename]
        assert beginning(data, entry, 100) == PARTS[entry.filename][:100]


def test_one_that_is_longer_than_it_says_is_refused_before_it_fills_the_memory():
    data, archive = archive_of(zipfile.ZIP_DEFLATED)
    entry = archive.getinfo("large.xml")
    entry.file_size = 10
    with pytest.raises(zipfile.BadZipFile, match="longer than"):
        contents(data, entry)


@pytest.mark.parametrize(
    ("what", "value", "told"),
    [
        ("CRC", 1, "CRC"),
        ("flag_bits", 0x20, "encrypted or a patch"),
        ("flag_bits", 0x1, "encrypted or a patch"),
        ("compress_type", zipfile.ZIP_LZMA, "unknown way"),
        ("header_offset", 10**9, "not where"),
        ("header_offset", 1, "not where"),
        ("header_offset", -5, "not where"),
    ],
)
def test_one_that_is_not_as_it_has_to_be_is_refused(what, value, told):
    data, archive = archive_of(zipfile.ZIP_DEFLATED)
    entry = archive.getinfo("small.xml")
    setattr(entry, what, value)
    with pytest.raises(zipfile.BadZipFile, match=told):
        contents(data, entry)


@pytest.mark.parametrize("seed", range(20))
def test_a_damaged_one_is_never_another(seed):
    source = random.Random(seed)
    data, archive = archive_of(zipfile.ZIP_DEFLATED)
    for _ in range(50):
        damaged = bytearray(data)
        damaged[source.randrange(len(damaged))] ^= 1 << source.randrange(8)
        for entry in archive.infolist():
            try:
                found = contents(bytes(damaged), entry)
            except (zipfile.BadZipFile, zlib.error):
                continue
            assert found == PARTS[entry.filename]


def test_want_of_memory_is_no_damage(monkeypatch):
    class Starved:
        eof = False

        def decompress(self, *_):
            raise zlib.error("Error -4 while decompressing data")

    data, archive = archive_of(zipfile.ZIP_DEFLATED)
    monkeypatch.setattr(zlib, "decompressobj", lambda *_: Starved())
    with pytest.raises(MemoryError):
        contents(data, archive.getinfo("large.xml"))
