"""xlwings' VBA module with its doors to the machine closed to cells.

A public function of a module can be called from a cell, and one of a loaded add-in from a cell of any workbook, also of
a stranger's that carries no macros. ``=RunPython("…")`` would run code that a cell holds. So the module is made private
to its project, the functions that run, write, read or delete something refuse a cell as their caller, and its
declarations of DLL functions are private. Nothing else of its text changes.
"""

from __future__ import annotations

import re

MARK = "' Changed by sop_xl: private module, refuses calls from cells"
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
_NAME = re.compile(r'(?m)^(Attribute VB_Name = "xlwings"\r\n)')
_DECLARE = re.compile(r"(?m)^(\s*)(?=Declare )")
_SIGNATURE = re.compile(rf"(?m)^(?:Public )?Function (?:{'|'.join(GUARDED)})\((?:.* _\r\n)*.*\r\n")


def closed(source: str) -> str:
    """The module so changed; its lines end as VBA has them."""
    source = _NAME.sub(rf"\1Option Private Module\r\n{MARK}\r\n", source)
    source = _DECLARE.sub(r"\1Private ", source)
    return _SIGNATURE.sub(lambda signature: f"{signature[0]}{GUARD}\r\n", source)
