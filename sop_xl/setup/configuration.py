r"""The settings that the VBA of template and add-in reads: one line that names the interpreter.

VBA reads the file in the code page of the system and expands variables of the environment, so the path is written as
``%LOCALAPPDATA%\…``: plain letters, whatever the user is called, and the same on every machine.
"""

from __future__ import annotations

import csv
import io
import ntpath
from pathlib import Path

from sop_xl.errors import UsageError
from sop_xl.setup.machine import Machine

INTERPRETERS = {"Windows": "INTERPRETER_WIN", "Darwin": "INTERPRETER_MAC"}
_LOCAL = "LOCALAPPDATA"


def contents(machine: Machine) -> bytes:
    """The file as it must be on a machine.

    Raises
    ------
    UsageError
        The path of the interpreter has letters that Excel's VBA cannot hand to Windows, and no short form.
    """
    end = "\r\n" if machine.is_windows else "\n"  # VBA on Windows ends a line nowhere else
    line = f'"{INTERPRETERS[machine.system]}","{interpreter(machine)}"{end}'
    return line.encode(machine.code_page)


def interpreter(machine: Machine) -> str:
    """The interpreter as the file names it."""
    if not machine.is_windows:
        return str(machine.interpreter)
    tail = machine.interpreter.relative_to(machine.data_folder.parent).parts
    root = machine.data_folder.parent
    if _LOCAL in machine.env and _is_writable(str(root), machine.code_page):
        return "\\".join((f"%{_LOCAL}%", *tail))
    short = str(machine.short(root))
    if not _is_writable(short, machine.code_page):
        raise UsageError(
            "has letters that this Windows cannot hand from Excel to Python",
            argument=str(root),
            hint="Have IT give the folder a short name (fsutil file setshortname), or use another account.",
        )
    return "\\".join((short, *tail))


def _is_writable(text: str, code_page: str) -> bool:
    try:
        text.encode(code_page)
    except UnicodeEncodeError:
        return False
    return True


def read(data: bytes, machine: Machine) -> dict[str, str]:
    """Settings of a file; keys in capitals, variables of the environment expanded, as the VBA takes them."""
    rows = csv.reader(io.StringIO(data.decode(machine.code_page, "replace")))
    return {row[0].strip().upper(): _expanded(row[1].strip(), machine) for row in rows if len(row) > 1}


def _expanded(text: str, machine: Machine) -> str:
    for name, value in machine.env.items():
        text = text.replace(f"%{name}%", value)
    return text


def is_same_place(machine: Machine, said: str, place: Path) -> bool:
    """Whether a path that a file names is that place; Windows minds neither case nor the kind of slash."""
    if not machine.is_windows:
        return Path(said) == place
    written = _expanded(interpreter(machine), machine)
    return ntpath.normcase(said) in (ntpath.normcase(str(place)), ntpath.normcase(written))
