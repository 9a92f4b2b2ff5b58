"""Building blocks of hostile files: a small sound workbook as parts, and zip files that lie."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Mapping

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml."

Parts = dict[str, bytes]


def sheet(cells: str = "", *, before: str = "", after: str = "") -> bytes:
    """A worksheet with a formula in A2 and other rows after it."""
    rows = f'<row r="1"><c r="A1"><v>21</v></c></row><row r="2"><c r="A2"><f>A1*2</f><v>0</v></c></row>{cells}'
    return f'{HEAD}<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheetData>{rows}</sheetData>{after}</worksheet>'.encode()


def relations(*items: tuple[str, str, str]) -> bytes:
    """A relationships part of id, kind and target; a target with a scheme or a leading ``!`` is external."""
    lines = []
    for ident, kind, target in items:
        outside = ' TargetMode="External"' if target.startswith("!") else ""
        lines.append(
            f'<Relationship Id="{ident}" Type="{OFFICE}/{kind}" Target="{target.removeprefix("!")}"{outside}/>'
        )
    return f'{HEAD}<Relationships xmlns="{RELATIONS}">{"".join(lines)}</Relationships>'.encode()


def workbook(inside: str = "", sheets: str = '<sheet name="S" sheetId="1" r:id="rId1"/>', before: str = "") -> bytes:
    """The main part."""
    text = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">{before}<sheets>{sheets}</sheets>{inside}</workbook>'
    return (HEAD + text).encode()


def content_types(main: str = f"{TYPES}sheet.main+xml") -> bytes:
    """The list of content types."""
    return (
        f'{HEAD}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{main}"/>'
        f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPES}worksheet+xml"/></Types>'
    ).encode()


def good() -> Parts:
    """The parts of a small sound workbook."""
    return {
        "[Content_Types].xml": content_types(),
        "_rels/.rels": relations(("rId1", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": workbook(),
        "xl/_rels/workbook.xml.rels": relations(("rId1", "worksheet", "worksheets/sheet1.xml")),
        "xl/worksheets/sheet1.xml": sheet(),
    }


def zipped(parts: Mapping[str, bytes], extra: tuple[tuple[str, bytes], ...] = (), **entry: object) -> bytes:
    """Parts as a zip file; ``entry`` sets attributes of the extra entries."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(_info(name), data)
        for name, data in extra:
            info = _info(name)
            for attribute, value in entry.items():
                setattr(info, attribute, value)
            archive.writestr(info, data)
    return out.getvalue()


def _info(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    info.compress_type = zipfile.ZIP_DEFLATED
    return info


def with_part(name: str, data: bytes | Callable[[bytes], bytes]) -> bytes:
    """The sound workbook with one part replaced or changed."""
    parts = good()
    parts[name] = data(parts[name]) if callable(data) else data
    return zipped(parts)


def with_sheet(cells: str = "", **around: str) -> bytes:
    """The sound workbook with more in its sheet."""
    return with_part("xl/worksheets/sheet1.xml", sheet(cells, **around))


def without(name: str) -> bytes:
    """The sound workbook without one part."""
    return zipped({part: data for part, data in good().items() if part != name})


# ---- lies about the container ------------------------------------------------------------------------------


def patched(data: bytes, magic: bytes, nth: int, offset: int, form: str, value: int) -> bytes:
    """A zip file with one field of its nth header of a kind overwritten."""
    at = -1
    for _ in range(nth + 1):
        at = data.index(magic, at + 1)
    new = bytearray(data)
    struct.pack_into(form, new, at + offset, value)
    return bytes(new)


LOCAL, CENTRAL, END = b"PK\3\4", b"PK\1\2", b"PK\5\6"


def renamed_in_header(old: bytes, new: bytes) -> bytes:
    """An entry whose local header bears another name than the directory."""
    data = zipped(good())
    return data.replace(old, new, 1)
