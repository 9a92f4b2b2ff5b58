"""Links to other workbooks: which cells use them, and what comes through them."""

from __future__ import annotations

import re

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import CellAddress
from sop_xl.cells.values import CellError, CellValue

_LINK = re.compile(r"\[([^\[\]]+)\]")
_QUOTED = re.compile(r'"[^"]*"')
_STRUCTURED = re.compile(r"[A-Za-z_][\w.]*\[(?:[^\[\]]|\[[^\[\]]*\])*\]")


def review_links(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes options
    """Every link with the cells that use it and the errors that come through it; nothing is fetched."""
    desk = Desk(port)
    targets = dict(port.links())
    cells: dict[str, list[CellAddress]] = {target: [] for target in targets.values()}
    errors: dict[str, list[CellAddress]] = {}
    for sheet in desk.sheets:
        place = Place(sheet, port.used(sheet))
        values = port.read(place)
        for r, row in enumerate(port.formulas(place)):
            for c, formula in enumerate(row):
                # Excel gives a text that begins with "=" as its own formula: such a text is none.
                if formula is not None and "[" in formula and formula != values[r][c]:
                    address = CellAddress(sheet, r + 1, c + 1)
                    for name in linked_books(formula):
                        target = targets.get(name, name)
                        cells.setdefault(target, []).append(address)
                        if isinstance(values[r][c], CellError):
                            errors.setdefault(target, []).append(address)
    lines: list[tuple[CellValue, ...]] = [
        (target, len(used), str(used[0]) if used else "", len(errors.get(target, [])), _first(errors.get(target)))
        for target, used in sorted(cells.items())
    ]
    report = Report(
        "Links to other workbooks",
        ("Target", "Cells", "First cell", "Errors", "First error"),
        tuple(lines),
        ("text", "units", "text", "units", "text"),
        "Link report",
    )
    unused = sum(line[1] == 0 for line in lines)
    bad = sum(bool(found) for found in errors.values())
    if not lines:
        return Outcome("No formula refers to another workbook.")
    said = f"{len(lines)} linked workbooks, {sum(len(used) for used in cells.values()):,} cells; "
    said += f"{bad} bring errors, {unused} are used by no cell."
    return Outcome(said, (report,), attention=bad > 0)


def linked_books(formula: str) -> list[str]:
    """What stands between the brackets of a formula's links, each once; brackets of tables are none."""
    bare = _STRUCTURED.sub("", _QUOTED.sub("", formula))
    return list(dict.fromkeys(_LINK.findall(bare)))


def _first(found: list[CellAddress] | None) -> str:
    return str(found[0]) if found else ""
