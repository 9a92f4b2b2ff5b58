"""Entries of a zip file in memory: where they stand, and what they hold.

A workbook has dozens of small parts, for each of which ``zipfile`` would build a file object.
"""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator

LOCAL_HEADER = struct.Struct("<4s5H3I2H")
_MAGIC = b"PK\3\4"
_ENCRYPTED_OR_PATCHED = 0x1 | 0x20 | 0x40
_BLOCK = 2**20
_NO_MEMORY = "Error -4 "  # how the library's messages begin for want of memory; it gives no number of its own


def located(data: bytes, entry: zipfile.ZipInfo) -> tuple[bytes, bytes, bytes]:
    """Name, local extra field and compressed bytes of an entry as they stand in the file."""
    start = entry.header_offset + LOCAL_HEADER.size
    if (
        entry.header_offset < 0
        or len(data) < start
        or data[entry.header_offset : entry.header_offset + len(_MAGIC)] != _MAGIC
    ):
        raise zipfile.BadZipFile(f"{entry.filename} is not where the directory says")
    name_length, extra_length = LOCAL_HEADER.unpack_from(data, entry.header_offset)[-2:]
    extra = start + name_length
    begin = extra + extra_length
    return data[start:extra], data[extra:begin], data[begin : begin + entry.compress_size]


def contents(data: bytes, entry: zipfile.ZipInfo) -> bytes:
    """What an entry holds.

    Raises
    ------
    zipfile.BadZipFile, zlib.error
        It is damaged, or longer than the directory says.
    """
    return b"".join(blocks(data, entry, entry.file_size + 1))


def beginning(data: bytes, entry: zipfile.ZipInfo, size: int) -> bytes:
    """The first bytes of an entry; what follows is not looked at."""
    return next(blocks(data, entry, size), b"")


def blocks(data: bytes, entry: zipfile.ZipInfo, size: int = _BLOCK) -> Iterator[bytes]:
    """What an entry holds, piece by piece, as ``contents`` gives it."""
    if entry.flag_bits & _ENCRYPTED_OR_PATCHED:
        raise zipfile.BadZipFile(f"{entry.filename} is encrypted or a patch")
    raw = located(data, entry)[2]
    crc = length = 0
    for block in _stored(raw, size) if entry.compress_type == zipfile.ZIP_STORED else _inflated(raw, entry, size):
        length += len(block)
        if length > entry.file_size:
            raise zipfile.BadZipFile(f"{entry.filename} is longer than the directory says")
        crc = zlib.crc32(block, crc)
        yield block
    if crc != entry.CRC:
        raise zipfile.BadZipFile(f"Bad CRC-32 for {entry.filename}")


def _stored(raw: bytes, size: int) -> Iterator[bytes]:
    return (raw[at : at + size] for at in range(0, len(raw), size))


def _inflated(raw: bytes, entry: zipfile.ZipInfo, size: int) -> Iterator[bytes]:
    if entry.compress_type != zipfile.ZIP_DEFLATED:
        raise zipfile.BadZipFile(f"{entry.filename} is compressed in an unknown way")
    stream = zlib.decompressobj(-zlib.MAX_WBITS)
    while not stream.eof:
        try:
            block = stream.decompress(raw, size)
        except zlib.error as error:
            if str(error).startswith(_NO_MEMORY):
                raise MemoryError from error
            raise
        raw = stream.unconsumed_tail
        if not block and not raw:
            break
        yield block
