"""The settings file of xlwings: one ``"KEY","value"`` per line."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping

from sop_xl.setup.machine import Machine

INTERPRETERS = {"Windows": "INTERPRETER_WIN", "Darwin": "INTERPRETER_MAC"}
# Never from a workbook's folder: it would come first on Python's path and could plant code.
FOLDER_ON_PATH = "ADD_WORKBOOK_TO_PYTHONPATH"
OWN_KEYS = frozenset({*INTERPRETERS.values(), FOLDER_ON_PATH})


def wanted(machine: Machine) -> dict[str, str]:
    """What the file must say on a machine."""
    return {INTERPRETERS[machine.system]: str(machine.interpreter), FOLDER_ON_PATH: "False"}


def read(text: str) -> dict[str, str]:
    """Settings of a file's text; keys in capitals, as xlwings takes them."""
    rows = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    return {row[0].strip().upper(): row[1].strip() for row in rows if len(row) > 1}


def merged(text: str, ours: Mapping[str, str]) -> str:
    """The text with our settings in their place and every other line as it was."""
    return "\n".join([*_others(text), *(f'"{key}","{value}"' for key, value in ours.items())]) + "\n"


def without_ours(text: str) -> str:
    """The text without our settings; empty when nothing else was there."""
    lines = _others(text)
    return "\n".join(lines) + "\n" if lines else ""


def _others(text: str) -> list[str]:
    return [
        line for line in text.removeprefix("\ufeff").splitlines() if line.strip() and not read(line).keys() & OWN_KEYS
    ]
