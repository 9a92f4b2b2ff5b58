"""xlwings' VBA module with its doors to the machine closed to cells and to workbooks.

A public function of a module can be called from a cell, and one of a loaded add-in from a cell of any workbook, also
of a stranger's that carries no macros. ``=RunPython("…")`` would run code that a cell holds. So the module is made
private to its project, the functions that run, write, read or delete something refuse a cell as their caller, and its
declarations of DLL functions are private.

A sheet ``xlwings.conf`` of a workbook, or a file of that name beside it, would choose the interpreter and become part
of a command line. So settings come from one file of the user only, and it is ours: other tools that use xlwings keep
their own.

The command that starts Python names no workbook. xlwings' DLL keeps one Python per command, so all workbooks of one
Excel share one; and no letter of a file's name reaches the command line. Python starts isolated (``-I``): neither
PYTHONPATH nor the current folder adds modules.
"""

from __future__ import annotations

import re

from sop_xl.errors import UsageError
from sop_xl.setup.machine import SETTINGS

MARK = "' Changed by sop_xl: private, refuses calls from cells, settings of the user only, no name of a workbook is run"
GUARD = '    If TypeName(Application.Caller) = "Range" Then Err.Raise 70, , "Not from a cell."  \' added by sop_xl'
GUARDED = (
    "RunPython",
    "RunFrozenPython",
    "ExecuteWindows",
    "SaveConfigToFile",
    "ReadFile",
    "KillFileOnMac",
    "ToMacPath",
    "GetMacDir",
    "sql",
)

# Pattern, what stands there instead, and how often it must be found: a text that differs was not looked at.
_CHANGES = (
    (r'(?m)^(Attribute VB_Name = "xlwings"\r\n)', rf"\1Option Private Module\r\n{MARK}\r\n", 1),
    (r"(?m)^(\s*)(?=Declare )", r"\1Private ", 5),
    (rf"(?m)^((?:Public )?Function (?:{'|'.join(GUARDED)})\((?:.* _\r\n)*.*\r\n)", rf"\1{GUARD}\r\n", len(GUARDED)),
    (r'(Public Const PROJECT_NAME As String = )"xlwings"', rf'\1"{SETTINGS}"', 1),
    (r'If source = "" Or (source = "(?:sheet|directory)" Then)', r"If \1", 2),
    (r"(?m)^(\s*PYTHONPATH = )AddExcelDir & .*(\r\n)", r'\1"False"\2', 3),
    (r" -B -c \"\"", ' -I -B -c ""', 2),
    (
        r"(ParameterString = .*)ThisWorkbook(\.Name\r\n)",
        r"\1ActiveWorkbook\2",
        1,
    ),  # as on Windows: an add-in has no sheets
)


def closed(source: str) -> str:
    """The module so changed; its lines end as VBA has them.

    Raises
    ------
    UsageError
        The text is not of a version of xlwings that these changes fit.
    """
    for pattern, instead, count in _CHANGES:
        source, found = re.subn(pattern, instead, source)
        if found != count:
            raise UsageError(
                "this version is not known",
                argument="xlwings.bas",
                hint="Install the version of xlwings that sop-xl was released with: pip install --upgrade sop-xl",
            )
    return source
