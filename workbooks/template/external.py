"""Ordinary links to other workbooks, which the writer library cannot make.

Formulas say ``[1]Interface!D5``; this adds the parts that tell what ``[1]`` is. The cache of values starts empty:
the first recalculation fills it.
"""

from __future__ import annotations

from collections.abc import Sequence
from xml.sax.saxutils import quoteattr

from sop_xl.book.guard import CONTENT_TYPES
from sop_xl.book.package import Package

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.externalLink+xml"
_DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RELATIONS, _WORKBOOK = "xl/_rels/workbook.xml.rels", "xl/workbook.xml"


def with_external_books(data: bytes, books: Sequence[tuple[str, Sequence[str]]]) -> bytes:
    """The workbook with a link to each (file, sheets) in turn; relative files lie beside the workbook."""
    package = Package(data, "template")
    relations, types, references = "", "", ""
    changes: dict[str, bytes] = {}
    for index, (file, sheets) in enumerate(books, start=1):
        part = f"xl/externalLinks/externalLink{index}.xml"
        names = "".join(f"<sheetName val={quoteattr(sheet)}/>" for sheet in sheets)
        changes[part] = (
            f'{_DECLARATION}<externalLink xmlns="{_MAIN}"><externalBook xmlns:r="{_OFFICE}" r:id="rId1">'
            f"<sheetNames>{names}</sheetNames></externalBook></externalLink>"
        ).encode()
        changes[f"xl/externalLinks/_rels/externalLink{index}.xml.rels"] = (
            f'{_DECLARATION}<Relationships xmlns="{_PACKAGE}"><Relationship Id="rId1" '
            f'Type="{_OFFICE}/externalLinkPath" Target={quoteattr(file)} TargetMode="External"/></Relationships>'
        ).encode()
        target = f"externalLinks/externalLink{index}.xml"
        relations += f'<Relationship Id="rIdLink{index}" Type="{_OFFICE}/externalLink" Target="{target}"/>'
        types += f'<Override PartName="/{part}" ContentType="{_TYPE}"/>'
        references += f'<externalReference r:id="rIdLink{index}"/>'
    changes[_RELATIONS] = _before(package.read(_RELATIONS), b"</Relationships>", relations)
    changes[CONTENT_TYPES] = _before(package.read(CONTENT_TYPES), b"</Types>", types)
    list_of_books = f"<externalReferences>{references}</externalReferences>"
    changes[_WORKBOOK] = _before(package.read(_WORKBOOK), b"<definedNames", list_of_books)
    return package.with_parts(changes)


def _before(data: bytes, mark: bytes, addition: str) -> bytes:
    if mark not in data:
        raise RuntimeError(f"the template has no {mark.decode()}")
    return data.replace(mark, addition.encode() + mark, 1)
