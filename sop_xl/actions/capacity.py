"""Load against capacity, from the company workbook's capacity sheet."""

from __future__ import annotations

from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import Desk, amount, compute, text
from sop_xl.actions.port import Place, WorkbookPort
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellValue, Grid
from sop_xl.cycle.calendar import month_start
from sop_xl.errors import WorkbookError

_SHEET = "Capacity"
_LOAD, _AVAILABLE = "Load, hours", "Available, hours"


def capacity(port: WorkbookPort, options: Options) -> Outcome:
    """Utilisation by resource and month, and the months over the limit."""
    limit = options.number("limit") or 0.0
    port.calculate()
    desk = Desk(port)
    if _SHEET not in desk.sheets:
        raise WorkbookError(
            "has no sheet Capacity", argument=port.file_name, hint="Capacity is planned in the company workbook."
        )
    used = port.used(_SHEET)
    grid = port.read(Place(_SHEET, Area(1, 1, used.bottom, used.right)))
    resources, load = _block(grid, _LOAD)
    _, available = _block(grid, _AVAILABLE)
    utilisation = compute("SOP_UTILISATION", load, available)
    gap = compute("SOP_CAPACITY_GAP", load, available)
    lines: list[tuple[CellValue, ...]] = []
    for i, resource in enumerate(resources):
        for k, share in enumerate(utilisation[i]):
            if amount(share) > limit:
                month = to_serial(month_start(desk.as_of, k + 1))
                lines.append((resource, month, load[i][k], available[i][k], share, gap[i][k]))
    lines.sort(key=lambda line: (amount(line[1]), -amount(line[4])))
    report = Report(
        f"Months with a utilisation above {limit:.0%}",
        ("Resource", "Month", "Load, hours", "Available, hours", "Utilisation", "Hours left"),
        tuple(lines),
        ("text", "month", "units", "units", "share", "units"),
        "Capacity report",
    )
    peak = max((amount(share), resource) for row, resource in zip(utilisation, resources) for share in row)
    said = f"{len(resources)} resources; {len(lines)} months above {limit:.0%}; highest {peak[0]:.0%} at {peak[1]}."
    return Outcome(said, (report,), attention=bool(lines))


def _block(grid: Grid, title: str) -> tuple[list[str], Grid]:
    """Resources and hours of the block under a title: a row of heads, then a row for each resource."""
    for row, values in enumerate(grid):
        if values[1] == title:
            names: list[str] = []
            hours: Grid = []
            for line in grid[row + 2 :]:
                if not isinstance(line[1], str):
                    break
                names.append(text(line[1]))
                hours.append([value for value in line[2:] if isinstance(value, (int, float))])
            if names:
                return names, hours
    raise WorkbookError(f"has no block {title}", argument=_SHEET, hint="The action works on the template's sheets.")
