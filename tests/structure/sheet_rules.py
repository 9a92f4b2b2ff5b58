"""What stands around the cells of a sheet: tables, merged cells, choices, colours, links, notes, drawings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.etree import ElementTree as ET

from cell_rules import (
    COLUMNS,
    LONGEST_TEXT,
    Area,
    Cells,
    Named,
    area,
    formula_faults,
    length,
    overlaps,
    plain,
    position,
)
from opc import Package, local

_MOST_LINKS = 65_530
_LONGEST_CHOICE = 255
_XDR_ID = re.compile(rb"<(?:\w+:)?cNvPr\b[^>]*?\bid=\"(\d+)\"")
_SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet_faults(package: Package, part: str, cells: Cells, formats: int, named: Named) -> Iterator[str]:
    """Faults of a worksheet beyond its cells; ``formats`` is the number of differential formats."""
    root = package.root(part)
    tables = [package.root(table) for table in package.all("table", part)]
    for table in tables:
        yield from _table_faults(table, cells, formats, named)
    yield from _area_faults(root, tables, cells)
    yield from _column_faults(root)
    yield from _choice_faults(root, named)
    yield from _colour_faults(root, formats, named)
    yield from _link_faults(package, part, root)
    yield from _note_faults(package, part, root)
    yield from _view_faults(root)
    for drawing in package.all("drawing", part):
        ids = Counter(_XDR_ID.findall(package.zip.read(drawing)))
        yield from (f"{drawing}: drawing id {int(n)} {k} times" for n, k in ids.items() if k > 1)


def _table_faults(table: ET.Element, cells: Cells, formats: int, named: Named) -> Iterator[str]:
    name, reach = table.get("displayName"), area(table.get("ref", ""))
    columns = table.findall("{*}tableColumns/{*}tableColumn")
    heads = int(table.get("headerRowCount", "1"))
    totals = int(table.get("totalsRowCount", "0"))
    if reach is None or reach.bottom - reach.top + 1 < heads + totals + 1:
        yield f"table {name}: lies at {table.get('ref')}"
        return
    said = table.find("{*}tableColumns")
    width = reach.right - reach.left + 1
    if len(columns) != width or (said is not None and int(said.get("count", width)) != width):
        yield f"table {name}: {len(columns)} columns in {table.get('ref')}"
    for what, values in (
        ("name", [c.get("name", "").casefold() for c in columns]),
        ("id", [c.get("id") for c in columns]),
    ):
        yield from (f"table {name}: column {what} {v!r} {k} times" for v, k in Counter(values).items() if k > 1)
    if heads:
        for i, column in enumerate(columns):
            at = (reach.top, reach.left + i)
            wanted = plain(column.get("name", ""))
            if cells.texts.get(at) != wanted or at in cells.formulas:
                yield f"table {name}: column {wanted!r} has the heading {cells.texts.get(at)!r}"
    for column in columns:
        for which in ("dataDxfId", "headerRowDxfId", "totalsRowDxfId"):
            if int(column.get(which, "-1")) >= formats:
                yield f"table {name}: {which} {column.get(which)} of {formats}"
        for formula in column.iterfind("{*}calculatedColumnFormula"):
            yield from (f"table {name}: {fault}" for fault in formula_faults(formula.text or "", named))
    inner = reach._replace(bottom=reach.bottom - totals)
    for element in table.iter():
        if local(element) == "autoFilter" and area(element.get("ref", "")) != inner:
            yield f"table {name}: filters {element.get('ref')} of {table.get('ref')}"
        if local(element) == "filterColumn" and int(element.get("colId", "0")) >= width:
            yield f"table {name}: filters column {element.get('colId')}"
        if local(element) in ("sortState", "sortCondition"):
            sorted_ = area(element.get("ref", ""))
            if sorted_ is None or not (inner.holds(*sorted_[:2]) and inner.holds(*sorted_[2:])):
                yield f"table {name}: sorts {element.get('ref')} of {table.get('ref')}"


def _area_faults(root: ET.Element, tables: list[ET.Element], cells: Cells) -> Iterator[str]:
    """Merged cells, tables and arrays that lie on one another."""
    merges: dict[str, Area] = {}
    for element in root.iterfind("{*}mergeCells/{*}mergeCell"):
        text = element.get("ref", "")
        reach = area(text)
        if reach is None or reach[:2] == reach[2:] or f"merged {text}" in merges:
            yield f"merged cells {text}"
        else:
            merges[f"merged {text}"] = reach
    lying = {f"table {t.get('displayName')}": area(t.get("ref", "")) for t in tables}
    blocks = {name: reach for name, reach in lying.items() if reach is not None}
    if len(blocks) != len(tables):
        yield "two tables of one name"
    filters = root.find("{*}autoFilter")
    reach = area(filters.get("ref", "")) if filters is not None else None
    if reach is not None:
        blocks["the filter of the sheet"] = reach
    yield from (f"{a} and {b} overlap" for a, b in overlaps(merges | blocks))
    for anchor, reach in cells.arrays.items():
        if reach[:2] == reach[2:]:
            continue
        for name, other in (merges | blocks).items():
            if reach.meets(other) and name != "the filter of the sheet":
                yield f"the array at {anchor} and {name} overlap"


def _column_faults(root: ET.Element) -> Iterator[str]:
    last = 0
    for column in root.iterfind("{*}cols/{*}col"):
        first, end = int(column.get("min", "0")), int(column.get("max", "0"))
        if not last < first <= end <= COLUMNS or float(column.get("width", "0")) > 255:
            yield f"column widths of {first} to {end} after {last}"
        last = end


def _areas(text: str) -> list[Area | None]:
    return [area(word) for word in text.split()]


def _choice_faults(root: ET.Element, named: Named) -> Iterator[str]:
    taken: dict[str, Area] = {}
    for i, rule in enumerate(root.iterfind(f"{_SPREADSHEET}dataValidations/{_SPREADSHEET}dataValidation")):
        where = rule.get("sqref", "")
        areas = _areas(where)
        if not areas or None in areas:
            yield f"choices at {where!r}"
        taken |= {f"choices {i} at {a}": a for a in areas if a is not None}
        for formula in rule:
            if local(formula).startswith("formula") and length(formula.text or "") > _LONGEST_CHOICE:
                yield f"choices at {where}: a formula of {length(formula.text or '')} characters"
            if local(formula).startswith("formula"):
                yield from (f"choices at {where}: {fault}" for fault in formula_faults(formula.text or "", named))
        for name, longest in (("promptTitle", 32), ("errorTitle", 32), ("prompt", 255), ("error", 255)):
            if length(rule.get(name, "")) > longest:
                yield f"choices at {where}: {name} of {length(rule.get(name, ''))} characters"
        if rule.get("type") == "list" and rule.find("{*}formula1") is None and not rule.findall(".//{*}f"):
            yield f"choices at {where}: nothing to choose from"
    yield from (f"{a} and {b} overlap" for a, b in overlaps(taken))


def _colour_faults(root: ET.Element, formats: int, named: Named) -> Iterator[str]:
    priorities: Counter[str] = Counter()
    for block in root.iterfind(f"{_SPREADSHEET}conditionalFormatting"):
        where = block.get("sqref", "")
        if not where.split() or None in _areas(where):
            yield f"colours at {where!r}"
        for rule in block.iterfind(f"{_SPREADSHEET}cfRule"):
            priorities[rule.get("priority", "")] += 1
            if int(rule.get("dxfId", "-1")) >= formats:
                yield f"colours at {where}: format {rule.get('dxfId')} of {formats}"
            for formula in rule.iterfind("{*}formula"):
                yield from (f"colours at {where}: {fault}" for fault in formula_faults(formula.text or "", named))
    yield from (f"colour priority {p} {k} times" for p, k in priorities.items() if k > 1 or int(p or 0) < 1)


def _link_faults(package: Package, part: str, root: ET.Element) -> Iterator[str]:
    links = root.findall("{*}hyperlinks/{*}hyperlink")
    if len(links) > _MOST_LINKS:
        yield f"{len(links)} hyperlinks"
    for link in links:
        if area(link.get("ref", "")) is None or length(link.get("location", "")) > 2079:
            yield f"hyperlink at {link.get('ref')}"
        if length(link.get("tooltip", "")) > 255:
            yield f"hyperlink at {link.get('ref')}: its tip is too long"
    for link in package.links(part).values():
        if link.kind == "hyperlink" and link.outside and length(link.target) > 2079:
            yield "a hyperlink is too long"


def _note_faults(package: Package, part: str, root: ET.Element) -> Iterator[str]:
    notes = package.one("comments", part)
    if notes is None:
        return
    comments = package.root(notes)
    authors = len(comments.findall("{*}authors/{*}author"))
    drawing = package.one("vmlDrawing", part)
    if drawing is None or root.find("{*}legacyDrawing") is None:
        yield "notes without their drawing"
        return
    shapes = {
        (int(data.findtext("{*}Row", "-1")) + 1, int(data.findtext("{*}Column", "-1")) + 1)
        for data in package.root(drawing).iter("{urn:schemas-microsoft-com:office:excel}ClientData")
        if data.get("ObjectType") == "Note"
    }
    places = Counter(comment.get("ref", "") for comment in comments.iterfind("{*}commentList/{*}comment"))
    yield from (f"{n} notes at {where}" for where, n in places.items() if n > 1)
    yield from (f"the note at {where} has no shape" for where in places if position(where) not in shapes)
    for comment in comments.iterfind("{*}commentList/{*}comment"):
        if int(comment.get("authorId", "0")) >= authors:
            yield f"the note at {comment.get('ref')}: author {comment.get('authorId')} of {authors}"
        if length("".join(comment.itertext())) > LONGEST_TEXT:
            yield f"the note at {comment.get('ref')} is too long"


def _view_faults(root: ET.Element) -> Iterator[str]:
    for pane in root.iterfind("{*}sheetViews/{*}sheetView/{*}pane"):
        if position(pane.get("topLeftCell", "A1")) == (0, 0):
            yield f"a pane begins at {pane.get('topLeftCell')}"
    for selection in root.iterfind("{*}sheetViews/{*}sheetView/{*}selection"):
        if None in _areas(selection.get("sqref", "A1")):
            yield f"selected: {selection.get('sqref')}"
    setup = root.find("{*}pageSetup")
    if setup is not None and not 10 <= int(setup.get("scale", "100")) <= 400:
        yield f"printed at {setup.get('scale')} %"
    heads = root.find("{*}headerFooter")
    if heads is not None:
        yield from (f"a {local(e)} of {length(e.text or '')} characters" for e in heads if length(e.text or "") > 255)
    for breaks in ("rowBreaks", "colBreaks"):
        if len(root.findall(f"{{*}}{breaks}/{{*}}brk")) > 1026:
            yield f"too many {breaks}"
