"""The add-in: functions and ribbon for any workbook."""

from __future__ import annotations

import datetime as dt
import io

import xlsxwriter

from sop_xl import __version__
from sop_xl.excel.build.package import macro_enabled

FILE = "sop_xl.xlam"
_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  # the file carries no clock; the format has no zone here
_LINES = (
    f"S&OP add-in {__version__}",
    "Worksheet functions =SOP_… and the ribbon tab S&OP for every workbook.",
    "Set up with: sop-xl install. In trouble: sop-xl doctor.",
)


def addin() -> bytes:
    """The add-in as a file."""
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": "S&OP", "comments": _LINES[1], "author": "sop_xl", "created": _CREATED})
    book.calc_on_load = False  # opening the add-in must not recalculate the workbooks that are open
    sheet = book.add_worksheet("About")
    for row, line in enumerate(_LINES):
        sheet.write_string(row, 0, line)
    book.close()
    return macro_enabled(stream.getvalue(), addin=True)
