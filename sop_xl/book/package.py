"""The zip package: parts are read on demand, and written back so that an untouched part keeps its bytes."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sop_xl.book.guard import Limits, admitted, corrupt
from sop_xl.book.zip_entries import LOCAL_HEADER, blocks, contents, located

_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END = struct.Struct("<4s4H2IH")
_DATA_DESCRIPTOR = 0x8
_UTF8_NAME = 0x800
_DEFLATE_VERSION = 20
_DOS_EPOCH = 0x21  # 1 January 1980: new parts carry no clock
_LEVEL = 1  # of changed parts: the size differs by a few per cent, the time by a factor of five


class Deflated(NamedTuple):
    """Contents of a part as they stand in a package."""

    raw: bytes
    crc: int
    size: int


Contents = bytes | Deflated


def deflated(blocks: Iterable[bytes], level: int = _LEVEL, *, is_last: bool = True) -> Deflated:
    """Contents that come block by block, so that they need not be in memory as a whole.

    Contents that are not the last of a part can only be joined with others.
    """
    deflate = zlib.compressobj(level, zlib.DEFLATED, -zlib.MAX_WBITS)
    raw, crc, size = bytearray(), 0, 0
    for block in blocks:
        raw += deflate.compress(block)
        crc, size = zlib.crc32(block, crc), size + len(block)
    raw += deflate.flush(zlib.Z_FINISH if is_last else zlib.Z_FULL_FLUSH)
    return Deflated(bytes(raw), crc, size)


def joined(contents: Sequence[Deflated]) -> Deflated:
    """Contents that follow one another as those of one part."""
    crc = size = 0
    for one in contents:
        # Check sums are linear: that of A and B is that of A and zeros, but for what B differs from zeros.
        zeros = bytes(one.size)
        crc = zlib.crc32(zeros, crc) ^ zlib.crc32(zeros) ^ one.crc
        size += one.size
    return Deflated(b"".join(one.raw for one in contents), crc, size)


class Package:
    """A workbook's parts by name."""

    def __init__(self, data: bytes, name: str, archive: zipfile.ZipFile | None = None) -> None:
        self.name = name
        self._data = data
        try:
            self._archive = archive or zipfile.ZipFile(io.BytesIO(data))
        except (zipfile.BadZipFile, ValueError, EOFError) as error:
            raise corrupt(name, f"the package cannot be opened: {error}") from error
        self._cache: dict[str, bytes] = {}

    @classmethod
    def open(cls, path: Path, limits: Limits | None = None) -> Package:
        """Read a file into memory through the guard."""
        data, archive = admitted(path, limits)
        return cls(data, path.name, archive)

    @property
    def data(self) -> bytes:
        """The file itself."""
        return self._data

    @property
    def parts(self) -> Mapping[str, zipfile.ZipInfo]:
        """Entries by part name, in the order of the file."""
        return MappingProxyType(self._archive.NameToInfo)

    def __contains__(self, part: str) -> bool:
        """Tell whether the package has a part."""
        return part in self._archive.NameToInfo

    def read(self, part: str) -> bytes:
        """Contents of a part.

        Raises
        ------
        CorruptWorkbookError
            The part is missing or damaged.
        """
        if part not in self._cache:
            try:
                self._cache[part] = contents(self._data, self._archive.NameToInfo[part])
            except KeyError as error:
                raise corrupt(self.name, f"the part {part} is missing") from error
            except (zipfile.BadZipFile, zlib.error) as error:
                raise corrupt(self.name, f"the part {part} is damaged: {error}") from error
        return self._cache[part]

    def verify(self, part: str) -> None:
        """Inflate a part without keeping it, and compare its check sum.

        Raises
        ------
        CorruptWorkbookError
            The part is damaged.
        """
        try:
            for _ in blocks(self._data, self._archive.NameToInfo[part]):
                pass
        except (zipfile.BadZipFile, zlib.error) as error:
            raise corrupt(self.name, f"the part {part} is damaged: {error}") from error

    def with_parts(
        self,
        changes: Mapping[str, bytes] | Mapping[str, Contents] | Mapping[str, bytes | None],
        *,
        stored: bool = False,
    ) -> bytes:
        """The package with some parts replaced, added or (None) dropped.

        Order, names, dates and compressed bytes of all other parts stay as they were. With ``stored``, new contents
        are not compressed, for a copy that is read at once and thrown away.
        """
        level = 0 if stored else _LEVEL
        out = bytearray()
        directory = bytearray()
        count = 0
        for info in self._archive.infolist():
            new = changes.get(info.filename)
            if new is None and info.filename in changes:
                continue
            raw_name, extra, raw = located(self._data, info)
            flags = info.flag_bits & ~_DATA_DESCRIPTOR
            date, time = _dos_stamp(info.date_time)
            if new is None:
                entry = _Entry(
                    raw_name,
                    _without_zip64(extra),
                    flags,
                    info.compress_type,
                    time,
                    date,
                    info.CRC,
                    info.file_size,
                    raw,
                )
            else:
                entry = _Entry.new(raw_name, flags, time, date, new, level)
            entry.write(out, directory, info.external_attr, info.create_version | info.create_system << 8)
            count += 1
        for part, new in changes.items():
            if part not in self and new is not None:
                entry = _Entry.new(part.encode(), _UTF8_NAME, 0, _DOS_EPOCH, new, level)
                entry.write(out, directory, 0, _DEFLATE_VERSION)
                count += 1
        comment = self._archive.comment
        end = _END.pack(b"PK\5\6", 0, 0, count, count, len(directory), len(out), len(comment))
        return bytes(out + directory) + end + comment


class _Entry:
    """One entry on its way into the new file."""

    def __init__(
        self, name: bytes, extra: bytes, flags: int, method: int, time: int, date: int, crc: int, size: int, raw: bytes
    ) -> None:
        self.name, self.extra, self.flags, self.method = name, extra, flags, method
        self.time, self.date, self.crc, self.size, self.raw = time, date, crc, size, raw

    @classmethod
    def new(cls, name: bytes, flags: int, time: int, date: int, contents: Contents, level: int) -> _Entry:
        """An entry with new contents."""
        raw, crc, size = contents if isinstance(contents, Deflated) else deflated([contents], level)
        return cls(name, b"", flags, zipfile.ZIP_DEFLATED, time, date, crc, size, raw)

    def write(self, out: bytearray, directory: bytearray, attributes: int, version: int) -> None:
        """Append the entry and its line in the directory."""
        offset = len(out)
        shared = (self.flags, self.method, self.time, self.date, self.crc, len(self.raw), self.size, len(self.name))
        out += LOCAL_HEADER.pack(b"PK\3\4", _DEFLATE_VERSION, *shared, len(self.extra))
        out += self.name
        out += self.extra
        out += self.raw
        directory += _CENTRAL.pack(b"PK\1\2", version, _DEFLATE_VERSION, *shared, 0, 0, 0, 0, attributes, offset)
        directory += self.name


def _dos_stamp(stamp: tuple[int, int, int, int, int, int]) -> tuple[int, int]:
    year, month, day, hour, minute, second = stamp
    return (year - 1980) << 9 | month << 5 | day, hour << 11 | minute << 5 | second // 2


def _without_zip64(extra: bytes) -> bytes:
    """Drop the 64-bit sizes of an extra field: the header that we write holds the sizes itself."""
    kept, at = b"", 0
    while at + 4 <= len(extra):
        kind, length = struct.unpack_from("<HH", extra, at)
        if kind != 1:
            kept += extra[at : at + 4 + length]
        at += 4 + length
    return kept
