"""A package as Excel takes it apart: entries, content types, relationships, and the XML of its parts.

Nothing of sop_xl is used here: what judges the files must not share the faults of what wrote them.
"""

from __future__ import annotations

import io
import posixpath
import zipfile
from collections import Counter
from collections.abc import Iterator
from functools import cached_property
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree as ET

TYPES = "[Content_Types].xml"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_MAIN_TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    ".xlsm": "application/vnd.ms-excel.sheet.macroEnabled.main+xml",
    ".xlam": "application/vnd.ms-excel.addin.macroEnabled.main+xml",
}
_VBA_TYPE = "application/vnd.ms-office.vbaProject"
_SPREADSHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml."
_OF_KIND = {  # the content type of what a link of a kind leads to
    **{kind: f"{_SPREADSHEET}{kind}+xml" for kind in (
        "worksheet", "chartsheet", "styles", "sharedStrings", "table", "comments", "calcChain", "sheetMetadata",
        "externalLink", "pivotTable", "pivotCacheDefinition", "pivotCacheRecords",
    )},
    "vmlDrawing": "application/vnd.openxmlformats-officedocument.vmlDrawing",
    "drawing": "application/vnd.openxmlformats-officedocument.drawing+xml",
    "chart": "application/vnd.openxmlformats-officedocument.drawingml.chart+xml",
    "theme": "application/vnd.openxmlformats-officedocument.theme+xml",
}  # fmt: skip
_WANTED = {  # what an element with a relationship id leads to
    "tablePart": "table",
    "drawing": "drawing",
    "legacyDrawing": "vmlDrawing",
    "externalReference": "externalLink",
    "pivotCache": "pivotCacheDefinition",
    "chart": "chart",
    "externalBook": "externalLinkPath",
}


class Link(NamedTuple):
    """A relationship: last word of its type, the part or address it leads to, and whether that is outside."""

    kind: str
    target: str
    outside: bool


def local(element: ET.Element) -> str:
    """Name of an element without its namespace."""
    return element.tag.rpartition("}")[2]


class Package:
    """Entries and links of a file."""

    def __init__(self, data: bytes, suffix: str = ".xlsx") -> None:
        self.suffix = suffix
        self.zip = zipfile.ZipFile(io.BytesIO(data))
        self.names = [info.filename for info in self.zip.infolist() if not info.is_dir()]
        self._roots: dict[str, ET.Element] = {}

    def root(self, part: str) -> ET.Element:
        """XML of a part."""
        if part not in self._roots:
            self._roots[part] = ET.fromstring(self.zip.read(part))
        return self._roots[part]

    @cached_property
    def types(self) -> tuple[dict[str, str], dict[str, str]]:
        """Content types by extension and by part, in lower case."""
        root = self.root(TYPES)
        defaults = {e.get("Extension", "").lower(): e.get("ContentType", "") for e in root.iterfind("{*}Default")}
        return defaults, {e.get("PartName", "").lower(): e.get("ContentType", "") for e in root.iterfind("{*}Override")}

    def type_of(self, part: str) -> str | None:
        """Content type of a part."""
        defaults, overrides = self.types
        return overrides.get(f"/{part}".lower()) or defaults.get(part.rpartition(".")[2].lower())

    def links(self, part: str) -> dict[str, Link]:
        """Relationships of a part by their id; the empty name is the package."""
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        return {e.get("Id", ""): link for e, link in self._links(rels, folder)} if rels in self.names else {}

    def _links(self, rels: str, folder: str) -> Iterator[tuple[ET.Element, Link]]:
        for e in self.root(rels):
            target, outside = e.get("Target", ""), e.get("TargetMode") == "External"
            if not outside:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target.partition("#")[0])))[1:]
            yield e, Link(e.get("Type", "").rpartition("/")[2], target, outside)

    @cached_property
    def main(self) -> str:
        """The workbook part."""
        return next(link.target for link in self.links("").values() if link.kind == "officeDocument")

    def one(self, kind: str, part: str | None = None) -> str | None:
        """Part that a part (the workbook, if none is said) leads to by a link of a kind."""
        owner = self.main if part is None else part
        return next((link.target for link in self.links(owner).values() if link.kind == kind), None)

    def all(self, kind: str, part: str) -> list[str]:
        """Parts that a part leads to by links of a kind."""
        return [link.target for link in self.links(part).values() if link.kind == kind]


def package_faults(package: Package) -> Iterator[str]:
    """Entries, types and links that make Excel refuse or repair a file."""
    known = {name.lower() for name in package.names}
    for name, count in Counter(name.lower() for name in package.names).items():
        if count > 1:
            yield f"{name}: {count} entries of that name"
    for name in package.names:
        if "\\" in name or name.startswith("/") or ".." in name.split("/"):
            yield f"{name}: not a name of a part"
        if name != TYPES and package.type_of(name) is None:
            yield f"{name}: no content type"
    yield from _type_faults(package, known)
    for name in package.names:
        if name == TYPES or name.endswith((".xml", ".rels", ".vml")):
            try:
                package.root(name)
            except ET.ParseError as error:
                yield f"{name}: not well-formed: {error}"
                return
        if name.endswith(".rels"):
            yield from _link_faults(package, name, known)
    for name in package.names:
        if name.endswith(".xml") and name != TYPES:
            yield from _id_faults(package, name)


def _type_faults(package: Package, known: set[str]) -> Iterator[str]:
    said = Counter((e.get("PartName") or e.get("Extension") or "").lower() for e in package.root(TYPES))
    yield from (f"{TYPES}: {name} {count} times" for name, count in said.items() if count > 1)
    yield from (f"{TYPES}: {name} is no part" for name in package.types[1] if name[1:] not in known)
    mains = [link for link in package.links("").values() if link.kind == "officeDocument"]
    if len(mains) != 1:
        yield f"_rels/.rels: {len(mains)} workbooks"
        return
    wanted = _MAIN_TYPES[package.suffix]
    if package.type_of(package.main) != wanted:
        yield f"{package.main}: type {package.type_of(package.main)} in a file {package.suffix}"
    project = package.one("vbaProject")
    if (project is None) != (package.suffix == ".xlsx"):
        yield f"{package.main}: VBA project {project} in a file {package.suffix}"
    if project is not None and package.type_of(project) != _VBA_TYPE:
        yield f"{project}: type {package.type_of(project)}"


def _link_faults(package: Package, rels: str, known: set[str]) -> Iterator[str]:
    folder, base = posixpath.split(rels)
    owner = posixpath.join(posixpath.dirname(folder), base.removesuffix(".rels"))
    if owner and owner.lower() not in known:
        yield f"{rels}: relationships of a part that is not there"
    seen: Counter[str] = Counter()
    for element, link in package._links(rels, posixpath.dirname(owner)):
        seen[element.get("Id", "")] += 1
        if not link.outside and link.target.lower() not in known:
            yield f"{rels}: {element.get('Id')} leads to {link.target}, which is not there"
        wanted = None if link.outside else _OF_KIND.get(link.kind)
        if wanted is not None and package.type_of(link.target) != wanted:
            yield f"{link.target}: has the type {package.type_of(link.target)}"
    yield from (f"{rels}: id {name} {count} times" for name, count in seen.items() if count > 1)


def _id_faults(package: Package, part: str) -> Iterator[str]:
    """Relationship ids that an XML part uses and its relationships lack, or that lead to something else."""
    links = package.links(part)
    if f"{OFFICE}".encode() not in package.zip.read(part):
        return
    for element in package.root(part).iter():
        for name, value in element.items():
            if not name.startswith(f"{{{OFFICE}}}") or not value:
                continue
            wanted = _WANTED.get(local(element))
            if value not in links:
                yield f"{part}: {local(element)} uses the relationship {value}, which is not there"
            elif wanted is not None and not links[value].kind.endswith(wanted):
                yield f"{part}: {local(element)} leads by {value} to a {links[value].kind}"
