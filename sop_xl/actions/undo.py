"""Taking the last action back."""

from __future__ import annotations

from sop_xl.actions.definition import Options, Outcome
from sop_xl.actions.journal import Recorder, take_back
from sop_xl.actions.port import WorkbookPort
from sop_xl.errors import UsageError


def undo(port: WorkbookPort, options: Options) -> Outcome:
    """Put back what the last action changed."""
    stack = port.undo_stack()
    if not stack:
        raise UsageError("there is nothing to take back", argument=port.file_name)
    journal = stack[-1]
    inner = port.unrecorded if isinstance(port, Recorder) else port
    cells = take_back(inner, journal, force=options.flag("force"))
    inner.calculate()
    inner.keep_undo_stack(stack[:-1])
    left = f" {len(stack) - 1} more can be taken back." if len(stack) > 1 else ""
    return Outcome(f"{journal.action} taken back: {cells:,} cells as before.{left}")
