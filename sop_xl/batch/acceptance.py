"""Known differences between engines that somebody has looked at and accepts, with the reason."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from sop_xl.cells.address import Area, parse_area
from sop_xl.errors import SopError, UsageError

_COLUMNS = ("workbook", "sheet", "cell", "function", "reason")
_HINT = "Columns or keys: workbook, sheet, cell, function (each may be left out) and reason."


@dataclass(frozen=True)
class Acceptance:
    """Where differences are accepted, and why; None stands for everywhere."""

    reason: str
    workbook: str | None = None  # pattern
    sheet: str | None = None  # pattern
    area: Area | None = None
    function: str | None = None

    def covers(self, workbook: str, sheet: str, row: int, column: int, functions: Iterable[str]) -> bool:
        """Tell whether a difference in a cell is accepted."""
        return (
            (self.workbook is None or fnmatchcase(workbook.casefold(), self.workbook.casefold()))
            and (self.sheet is None or fnmatchcase(sheet.casefold(), self.sheet.casefold()))
            and (self.area is None or self.area.contains(row, column))
            and (self.function is None or self.function in functions)
        )


def read_policy(path: Path) -> tuple[Acceptance, ...]:
    """Acceptances of a policy file: a CSV, or a TOML with a table ``[[accept]]`` for each.

    Raises
    ------
    UsageError
        The file cannot be read, or a line is not understood.
    """
    try:
        if path.suffix.lower() == ".toml":
            entries = tomllib.loads(path.read_text(encoding="utf-8")).get("accept", [])
        else:
            with path.open(encoding="utf-8-sig", newline="") as file:
                entries = list(csv.DictReader(file))
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", argument=str(path)) from error
    except (ValueError, csv.Error) as error:
        raise UsageError(f"is no policy file: {error}", argument=str(path), hint=_HINT) from error
    if not isinstance(entries, list):
        raise UsageError("is no policy file: accept is no list", argument=str(path), hint=_HINT)
    return tuple(_acceptance(entry, f"{path.name}, entry {number}") for number, entry in enumerate(entries, start=1))


def _acceptance(entry: object, where: str) -> Acceptance:
    if not isinstance(entry, Mapping):
        raise UsageError("is no table", argument=where, hint=_HINT)
    unknown = sorted(str(key) for key in entry if key not in _COLUMNS)
    if unknown:
        raise UsageError("has an unknown key", argument=where, got=unknown[0], hint=_HINT)
    given = {str(key): str(value).strip() for key, value in entry.items() if value is not None and str(value).strip()}
    if "reason" not in given:
        raise UsageError("gives no reason", argument=where, hint=_HINT)
    if len(given) == 1:
        raise UsageError(
            "would accept every difference", argument=where, hint="Name a workbook, sheet, cell or function."
        )
    try:
        area = parse_area(given["cell"]) if "cell" in given else None
    except SopError as error:
        raise UsageError("names no cell", argument=where, got=given["cell"], expected="such as B7 or B7:D20") from error
    function = given["function"].upper() if "function" in given else None
    return Acceptance(given["reason"], given.get("workbook"), given.get("sheet"), area, function)
