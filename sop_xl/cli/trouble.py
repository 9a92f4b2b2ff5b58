"""What a user is told of a bug."""

from __future__ import annotations

from sop_xl.batch.trouble import record_bug


def report_bug(error: Exception) -> str:
    """Keep where it struck and say where that is."""
    bug, log = record_bug(error)
    if log is None:
        return f"a bug in sop_xl, id {bug}: {type(error).__name__}. Please report it."
    return f"a bug in sop_xl, id {bug}. The details are in {log}; please report them."
