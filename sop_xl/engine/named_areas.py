"""Names of a workbook in the engine that stand for cells."""

from __future__ import annotations

import formualizer as fz

from sop_xl.cells.address import Area


def named_areas(workbook: fz.Workbook, sheet: str) -> dict[str, tuple[str, Area]]:
    """What the names, in small letters, stand for that a sheet's formulas can use; those of the sheet go first."""
    found = sorted(workbook.get_named_ranges(sheet), key=lambda name: name["scope"] == "sheet")
    return {
        name["name"].lower(): (
            name["sheet"],
            Area(name["start_row"], name["start_col"], name["end_row"], name["end_col"]),
        )
        for name in found
        if name["kind"] in ("cell", "range")
    }
