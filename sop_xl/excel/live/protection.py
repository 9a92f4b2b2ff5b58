"""Writing to a sheet that is protected against slips: lifted for the write, then put back as it was."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sop_xl.errors import WorkbookError

# What the template allows on protected sheets; a sheet that allows more keeps it.
_ALLOWANCES = (
    "AllowFormattingCells", "AllowFormattingColumns", "AllowFormattingRows", "AllowInsertingColumns",
    "AllowInsertingRows", "AllowInsertingHyperlinks", "AllowDeletingColumns", "AllowDeletingRows", "AllowSorting",
    "AllowFiltering", "AllowUsingPivotTables",
)  # fmt: skip


@contextmanager
def unprotected(sheet: Any, *, mac: bool) -> Iterator[None]:  # noqa: ANN401  # xlwings has no types
    """Lift the protection of a sheet that has no password; one with a password is refused.

    On a Mac protection is left as it is: a write to a locked cell is then refused by Excel itself.
    """
    if mac or not sheet.api.ProtectContents:
        yield
        return
    protection = sheet.api.Protection
    allowed = {name: bool(getattr(protection, name)) for name in _ALLOWANCES}
    sheet.api.Unprotect("")  # with an empty password Excel asks nobody
    if sheet.api.ProtectContents:
        raise WorkbookError(
            "is protected by a password", argument=f"sheet {sheet.name}", hint="Take the password off, then try again."
        )
    try:
        yield
    finally:
        sheet.api.Protect(Password="", DrawingObjects=True, Contents=True, Scenarios=True, **allowed)
