"""What Excel says "We found a problem with some content" about: one check of a whole file.

``faults(data, suffix)`` lists what is wrong; an empty list is a file that Excel should open without a word. The
schema is judged by the validator of Microsoft's Open XML SDK (``sdk.py``); here stands what no schema says.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cell_rules import (
    LONGEST_FORMULA,
    LONGEST_TEXT,
    Area,
    Cells,
    Limits,
    Named,
    area,
    cell_faults,
    formula_faults,
    length,
    overlaps,
    plain,
    position,
)
from opc import OFFICE, Package, local, package_faults
from sheet_rules import sheet_faults

_FORBIDDEN = re.compile(r"[\[\]:*?/\\]|^'|'$|[\x00-\x1f]")
_NAME = re.compile(r"[^\W\d][\w.?\\]*|\\[\w.?\\]*|_xlnm\.[A-Za-z_]+|_xl\w*\.[\w.]+")
_LIKE_A_CELL = re.compile(r"[A-Za-z]{1,3}\d+|[Rr]\d*|[Cc]\d*|[Rr]\d*[Cc]\d*")
_MOST_STYLES, _LONGEST_SHEET_NAME, _LONGEST_NAME = 65_490, 31, 255


def faults(data: bytes, suffix: str = ".xlsx") -> list[str]:
    """Everything in a file that Excel would complain about."""
    package = Package(data, suffix)
    found = list(package_faults(package))
    if found:
        return found  # what follows needs a whole package
    return list(_book_faults(package))


def _book_faults(package: Package) -> Iterator[str]:
    book = package.root(package.main)
    limits = _limits(package, book)
    yield from _string_faults(limits)
    yield from _style_faults(package)
    yield from _tab_faults(book)
    yield from _name_faults(package, book, limits.named)
    sheets: dict[str, Cells] = {}
    links = package.links(package.main)
    for tab in book.iterfind("{*}sheets/{*}sheet"):
        link = links[tab.get(f"{{{OFFICE}}}id", "")]
        if link.kind != "worksheet":
            continue
        cells = sheets[tab.get("sheetId", "")] = Cells()
        root = package.root(link.target)
        around = sheet_faults(package, link.target, cells, _formats(package), limits.named)
        inside = [*cell_faults(root, limits, cells), *around]
        yield from (f"{tab.get('name')}: {fault}" for fault in inside)
    yield from _chain_faults(package, sheets)
    yield from _external_faults(package)
    yield from _pivot_faults(package, book)


def _limits(package: Package, book: ET.Element) -> Limits:
    strings = package.one("sharedStrings")
    metadata = package.one("sheetMetadata")
    root = package.root(metadata) if metadata else None
    counts = [len(root.findall(f"{{*}}{kind}/{{*}}bk")) if root is not None else 0 for kind in _METADATA]
    return Limits(
        ["".join(t.text or "" for t in _shown(e)) for e in package.root(strings)] if strings else [],
        len(_style_root(package, "cellXfs")) or 1,
        *counts,
        named=_named(package, book),
    )


def _named(package: Package, book: ET.Element) -> Named:
    tables = {
        table.get("displayName", "").casefold(): frozenset(
            plain(column.get("name", "")).casefold() for column in table.iterfind("{*}tableColumns/{*}tableColumn")
        )
        for table in _tables(package, book)
    }
    sheets = frozenset(tab.get("name", "").casefold() for tab in book.iterfind("{*}sheets/{*}sheet"))
    return Named(sheets, tables, len(book.findall("{*}externalReferences/{*}externalReference")))


_METADATA = ("cellMetadata", "valueMetadata")


def _shown(item: ET.Element) -> Iterator[ET.Element]:
    """Texts of a shared string, without its phonetic hints."""
    for child in item:
        if local(child) == "t":
            yield child
        elif local(child) == "r":
            yield from child.iterfind("{*}t")


def _string_faults(limits: Limits) -> Iterator[str]:
    for i, text in enumerate(limits.strings):
        if length(text) > LONGEST_TEXT and "_x" not in text:
            yield f"shared string {i}: {length(text)} characters"


def _style_root(package: Package, collection: str) -> list[ET.Element]:
    part = package.one("styles")
    return list(package.root(part).iterfind(f"{{*}}{collection}/*")) if part else []


def _formats(package: Package) -> int:
    return len(_style_root(package, "dxfs"))


def _style_faults(package: Package) -> Iterator[str]:
    sizes = {
        "fontId": len(_style_root(package, "fonts")),
        "fillId": len(_style_root(package, "fills")),
        "borderId": len(_style_root(package, "borders")),
        "xfId": len(_style_root(package, "cellStyleXfs")),
    }
    if len(_style_root(package, "cellXfs")) > _MOST_STYLES:
        yield "styles: too many"
    names = Counter(e.get("name", "").casefold() for e in _style_root(package, "cellStyles"))
    yield from (f"styles: cell style {name!r} {k} times" for name, k in names.items() if k > 1)
    own = [int(e.get("numFmtId", "0")) for e in _style_root(package, "numFmts")]
    yield from (f"styles: number format {n} {k} times" for n, k in Counter(own).items() if k > 1)
    for e in _style_root(package, "numFmts"):
        if not 0 < length(e.get("formatCode", "")) <= 255:
            yield f"styles: number format {e.get('numFmtId')} of {length(e.get('formatCode', ''))} characters"
    for i, xf in enumerate(_style_root(package, "cellXfs")):
        if int(xf.get("numFmtId", "0")) >= 164 and int(xf.get("numFmtId", "0")) not in own:
            yield f"styles: style {i} has number format {xf.get('numFmtId')}, which is not there"
        for name, size in sizes.items():
            if xf.get(name) is not None and int(xf.get(name, "0")) >= size:
                yield f"styles: style {i} has {name} {xf.get(name)} of {size}"


def _tab_faults(book: ET.Element) -> Iterator[str]:
    tabs = book.findall("{*}sheets/{*}sheet")
    names = [tab.get("name", "") for tab in tabs]
    for name in names:
        if not 0 < length(name) <= _LONGEST_SHEET_NAME or _FORBIDDEN.search(name) or name.casefold() == "history":
            yield f"{name!r} is no name for a sheet"
    for what, values in (
        ("sheet", [name.casefold() for name in names]),
        ("sheetId", [tab.get("sheetId", "") for tab in tabs]),
        ("relationship", [tab.get(f"{{{OFFICE}}}id", "") for tab in tabs]),
    ):
        yield from (f"{what} {value!r} {count} times" for value, count in Counter(values).items() if count > 1)
    yield from (f"sheetId {t.get('sheetId')}" for t in tabs if not 0 < int(t.get("sheetId", "0")) < 65_535)
    if all(tab.get("state", "visible") != "visible" for tab in tabs):
        yield "no sheet is visible"
    for view in book.iterfind("{*}bookViews/{*}workbookView"):
        for which in ("activeTab", "firstSheet"):
            if int(view.get(which, "0")) >= len(tabs):
                yield f"{which} {view.get(which)} of {len(tabs)} sheets"
        active = int(view.get("activeTab", "0"))
        if active < len(tabs) and tabs[active].get("state", "visible") != "visible":
            yield f"the active sheet {names[active]!r} is hidden"


def _name_faults(package: Package, book: ET.Element, named: Named) -> Iterator[str]:
    tabs = len(book.findall("{*}sheets/{*}sheet"))
    said: Counter[tuple[str, str]] = Counter()
    for element in book.iterfind("{*}definedNames/{*}definedName"):
        name, scope, text = element.get("name", ""), element.get("localSheetId", ""), element.text or ""
        said[name.casefold(), scope] += 1
        if scope and int(scope) >= tabs:
            yield f"name {name}: local to sheet {scope} of {tabs}"
        if not _is_name(name):
            yield f"{name!r} is no defined name"
        if not text or length(text) > LONGEST_FORMULA or text.startswith("="):
            yield f"name {name}: refers to {text[:40]!r}"
        yield from (f"name {name}: {fault}" for fault in formula_faults(text, named))
    for table in _tables(package, book):
        said[table.get("displayName", "").casefold(), ""] += 1
    yield from (f"name {n!r} {k} times in scope {s!r}" for (n, s), k in said.items() if k > 1)
    ids = Counter(table.get("id", "") for table in _tables(package, book))
    yield from (f"table id {n} {k} times" for n, k in ids.items() if k > 1)
    for table in _tables(package, book):
        if not _is_name(table.get("displayName", "")):
            yield f"{table.get('displayName')!r} is no name for a table"


def _is_name(name: str) -> bool:
    return len(name) <= _LONGEST_NAME and bool(_NAME.fullmatch(name)) and not _LIKE_A_CELL.fullmatch(name)


def _tables(package: Package, book: ET.Element) -> Iterator[ET.Element]:
    for link in package.links(package.main).values():
        if link.kind == "worksheet":
            for part in package.all("table", link.target):
                yield package.root(part)


def _chain_faults(package: Package, sheets: dict[str, Cells]) -> Iterator[str]:
    part = package.one("calcChain")
    if part is None:
        return
    entries = package.root(part).findall("{*}c")
    if not entries:
        yield "calcChain: empty"
    sheet = ""
    seen: set[tuple[str, str]] = set()
    for entry in entries:
        sheet, where = entry.get("i", sheet), entry.get("r", "")
        cells = sheets.get(sheet)
        at = position(where)
        if (sheet, where) in seen:
            yield f"calcChain: {where} of sheet {sheet} twice"
        seen.add((sheet, where))
        if cells is None:
            yield f"calcChain: no sheet {sheet}"
        elif at not in cells.formulas and not any(reach.holds(*at) for reach in cells.arrays.values()):
            yield f"calcChain: {where} of sheet {sheet} holds no formula"


def _external_faults(package: Package) -> Iterator[str]:
    for part in package.all("externalLink", package.main):
        book = package.root(part).find("{*}externalBook")
        if book is None:
            continue
        count = len(book.findall("{*}sheetNames/{*}sheetName"))
        ids = [int(data.get("sheetId", "0")) for data in book.iterfind("{*}sheetDataSet/{*}sheetData")]
        if len(ids) != len(set(ids)) or any(i >= count for i in ids):
            yield f"{part}: values of the sheets {ids} of {count}"
        for data in book.iterfind("{*}sheetDataSet/{*}sheetData"):
            rows = [int(row.get("r", "0")) for row in data.iterfind("{*}row")]
            if rows != sorted(set(rows)):
                yield f"{part}: rows out of order"
            for row in data.iterfind("{*}row"):
                columns = [position(cell.get("r", ""))[1] for cell in row.iterfind("{*}cell")]
                if columns != sorted(set(columns)):
                    yield f"{part}: cells of row {row.get('r')} out of order"
                for value in row.iterfind("{*}cell/{*}v"):
                    if length(value.text or "") > LONGEST_TEXT:
                        yield f"{part}: row {row.get('r')} holds a text that is too long"


def _pivot_faults(package: Package, book: ET.Element) -> Iterator[str]:
    links = package.links(package.main)
    caches = {
        cache.get("cacheId"): links[cache.get(f"{{{OFFICE}}}id", "")].target
        for cache in book.iterfind("{*}pivotCaches/{*}pivotCache")
    }
    areas: dict[str, dict[str, Area]] = {}
    for link in links.values():
        if link.kind != "worksheet":
            continue
        for part in package.all("pivotTable", link.target):
            root = package.root(part)
            if root.get("cacheId") not in caches:
                yield f"{part}: no cache {root.get('cacheId')}"
            elif package.one("pivotCacheDefinition", part) != caches[root.get("cacheId")]:
                yield f"{part}: leads to another cache than its number says"
            place = root.find("{*}location")
            reach = area(place.get("ref", "")) if place is not None else None
            if reach is None:
                yield f"{part}: lies nowhere"
            else:
                areas.setdefault(link.target, {})[root.get("name", part)] = reach
    for reaches in areas.values():
        yield from (f"pivot tables {a} and {b} overlap" for a, b in overlaps(reaches))
