"""What a workbook consists of: sheets, tables, defined names, links to other workbooks, calculation settings."""

from __future__ import annotations

import io
import posixpath
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import unquote
from xml.etree import ElementTree as ET

from sop_xl.book.guard import Limits, corrupt, malformed
from sop_xl.book.package import Package
from sop_xl.cells.address import Area, parse_area
from sop_xl.errors import OversizedWorkbookError, SopError

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_ADDINS = (".xlam", ".xla")
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"


@dataclass(frozen=True)
class Relation:
    """A relationship of a part: kind (last word of its type), target part or address, and whether outside."""

    id: str
    kind: str
    target: str
    external: bool


@dataclass(frozen=True)
class Sheet:
    """A worksheet and the part that holds it."""

    name: str
    part: str
    hidden: bool
    id: str = ""  # number that the calculation chain calls it by


@dataclass(frozen=True)
class Table:
    """An Excel table: the whole area with its header and totals rows, and its column names."""

    name: str
    sheet: str
    area: Area
    columns: tuple[str, ...]
    header_rows: int
    totals_rows: int

    @property
    def data(self) -> Area:
        """Area without header and totals."""
        return Area(
            self.area.top + self.header_rows, self.area.left, self.area.bottom - self.totals_rows, self.area.right
        )


@dataclass(frozen=True)
class DefinedName:
    """A defined name; ``sheet`` is None for the whole workbook."""

    name: str
    text: str
    sheet: str | None


@dataclass(frozen=True)
class ExternalBook:
    """A link to another workbook: formulas call it ``[index]``."""

    index: int
    part: str
    target: str
    sheets: tuple[str, ...]

    @property
    def file_name(self) -> str:
        """Name of the linked file without folders."""
        return posixpath.basename(unquote(self.target).replace("\\", "/"))


@dataclass(frozen=True)
class Calculation:
    """Calculation settings that change results."""

    date1904: bool
    iterate: bool
    iterations: int
    max_change: float
    full_precision: bool


class Workbook:
    """A guarded package with its structure read on demand."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.name = package.name
        self._relations: dict[str, list[Relation]] = {}

    @classmethod
    def open(cls, path: Path, limits: Limits | None = None) -> Workbook:
        """Open a workbook file through the guard."""
        return cls(Package.open(path, limits))

    def xml(self, part: str) -> ET.Element:
        """Root element of an XML part."""
        if part in self.package and self.package.parts[part].file_size > Limits().tree_bytes:
            raise OversizedWorkbookError("has a part that is too large", argument=self.name, got=part)
        try:
            return ET.fromstring(self.package.read(part))  # noqa: S314  # the guard refuses document types
        except ET.ParseError as error:
            raise malformed(self.name, part, error) from error

    def relations(self, part: str) -> list[Relation]:
        """Relationships of a part, in the order of the file."""
        if part not in self._relations:
            self._relations[part] = self._read_relations(part)
        return self._relations[part]

    def _read_relations(self, part: str) -> list[Relation]:
        folder, base = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self.package:
            return []
        found = []
        for element in self.xml(rels).iter(f"{_RELATIONS}Relationship"):
            target, external = element.get("Target", ""), element.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external))
        return found

    @cached_property
    def part(self) -> str:
        """Name of the main part, usually ``xl/workbook.xml``."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument":
                return relation.target
        raise corrupt(self.name, "the package names no workbook part")

    @cached_property
    def _root(self) -> ET.Element:
        return self.xml(self.part)

    @cached_property
    def _targets(self) -> dict[str, Relation]:
        return {relation.id: relation for relation in self.relations(self.part)}

    @cached_property
    def sheets(self) -> dict[str, Sheet]:
        """Worksheets by name, in the order of the tabs; chart, dialog and macro sheets hold no cells."""
        found = {}
        for element in self._root.iterfind(f"{MAIN}sheets/{MAIN}sheet"):
            name, relation = element.get("name", ""), self._targets.get(element.get(f"{_R}id", ""))
            if not element.get(f"{_R}id"):
                continue  # a sheet of macros from before 1997: it has no part
            if relation is None or (relation.kind == "worksheet" and relation.target not in self.package):
                raise corrupt(self.name, f"the sheet {name!r} has no part")
            if relation.kind == "worksheet":
                found[name] = Sheet(
                    name, relation.target, element.get("state", "visible") != "visible", element.get("sheetId", "")
                )
        if not found:
            raise corrupt(self.name, "the workbook has no worksheet")
        return found

    @cached_property
    def calc_chain_part(self) -> str | None:
        """Part with the calculation chain, where there is one."""
        found = next((r.target for r in self._targets.values() if r.kind == "calcChain"), None)
        return found if found is not None and found in self.package else None

    @property
    def is_signed(self) -> bool:
        """Whether the package carries a digital signature, which no change of a value survives."""
        return any(part.startswith("_xmlsignatures/") for part in self.package.parts)

    @cached_property
    def shared_strings_part(self) -> str | None:
        """Part with the shared strings."""
        return next((r.target for r in self._targets.values() if r.kind == "sharedStrings"), None)

    @cached_property
    def tables(self) -> dict[str, Table]:
        """Tables by name."""
        found = {}
        for sheet in self.sheets.values():
            for relation in self.relations(sheet.part):
                if relation.kind == "table":
                    table = self._table(sheet.name, relation.target)
                    if table.name in found:
                        raise corrupt(self.name, f"there are two tables called {table.name}")
                    found[table.name] = table
        return found

    def _table(self, sheet: str, part: str) -> Table:
        root = self.xml(part)
        try:
            return Table(
                name=root.get("displayName") or root.attrib["name"],
                sheet=sheet,
                area=parse_area(root.attrib["ref"]),
                columns=tuple(c.attrib["name"] for c in root.iterfind(f"{MAIN}tableColumns/{MAIN}tableColumn")),
                header_rows=int(root.get("headerRowCount", "1")),
                totals_rows=int(root.get("totalsRowCount", "0")),
            )
        except (KeyError, ValueError, SopError) as error:
            raise corrupt(self.name, f"the table in {part} is damaged") from error

    @cached_property
    def names(self) -> list[DefinedName]:
        """Defined names in the order of the file."""
        tabs = [e.get("name", "") for e in self._root.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        found = []
        for element in self._root.iterfind(f"{MAIN}definedNames/{MAIN}definedName"):
            local = element.get("localSheetId")
            sheet = tabs[int(local)] if local and local.isdecimal() and int(local) < len(tabs) else None
            found.append(DefinedName(element.get("name", ""), element.text or "", sheet))
        return found

    @cached_property
    def external_books(self) -> dict[int, ExternalBook]:
        """Linked workbooks by the index that formulas use; an add-in, which only lends its functions, is none."""
        found = {}
        references = self._root.iterfind(f"{MAIN}externalReferences/{MAIN}externalReference")
        for index, element in enumerate(references, start=1):
            relation = self._targets.get(element.get(f"{_R}id", ""))
            if relation is None or relation.target not in self.package:
                raise corrupt(self.name, f"the link [{index}] has no part")
            book, sheets = self._linked_sheets(relation.target)
            if book is None:
                continue  # a DDE or OLE link: never followed
            inner = {r.id: r for r in self.relations(relation.target)}
            target = inner.get(book)
            file = target.target if target else ""
            if not file.lower().endswith(_ADDINS):
                found[index] = ExternalBook(index, relation.target, file, sheets)
        return found

    def _linked_sheets(self, part: str) -> tuple[str | None, tuple[str, ...]]:
        """Relation and sheet names of a link, read no further than to the cells that it remembers."""
        book: str | None = None
        sheets: list[str] = []
        try:
            for _, element in ET.iterparse(io.BytesIO(self.package.read(part)), events=("start",)):  # noqa: S314
                if element.tag == f"{MAIN}externalBook":
                    book = element.get(f"{_R}id", "")
                elif element.tag == f"{MAIN}sheetName":
                    sheets.append(element.get("val", ""))
                elif element.tag == f"{MAIN}sheetData":
                    break
        except ET.ParseError as error:
            raise malformed(self.name, part, error) from error
        return book, tuple(sheets)

    @cached_property
    def calculation(self) -> Calculation:
        """Date system, iteration and precision."""
        properties, calc = self._root.find(f"{MAIN}workbookPr"), self._root.find(f"{MAIN}calcPr")
        date1904 = properties is not None and _flag(properties.get("date1904"), default=False)
        settings = calc.attrib if calc is not None else {}
        try:
            return Calculation(
                date1904=date1904,
                iterate=_flag(settings.get("iterate"), default=False),
                iterations=int(settings.get("iterateCount", "100")),
                max_change=float(settings.get("iterateDelta", "0.001")),
                full_precision=_flag(settings.get("fullPrecision"), default=True),
            )
        except ValueError as error:
            raise corrupt(self.name, "the calculation settings are damaged") from error


def _flag(text: str | None, *, default: bool) -> bool:
    return default if text is None else text in ("1", "true", "on")
