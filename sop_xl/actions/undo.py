"""Taking the last action back."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.actions.definition import Options, Outcome
from sop_xl.actions.journal import Recorder, refuse_later_edits, take_back
from sop_xl.actions.port import WorkbookPort
from sop_xl.errors import UsageError


def admit(ports: Sequence[WorkbookPort], options: Options) -> None:
    """Refuse before the first cell changes: nothing to take back, later edits, workbooks of the action that are away.

    Raises
    ------
    UsageError
        The last action cannot be taken back in all of the workbooks.
    """
    names = {port.file_name.lower() for port in ports}
    last: dict[str, str] = {}
    for port in ports:
        stack = port.undo_stack()
        if not stack:
            raise UsageError("there is nothing to take back", argument=port.file_name)
        journal = stack[-1]
        last[port.file_name] = journal.action
        if options.flag("force"):
            continue
        away = [name for name in journal.together if name.lower() not in names]
        if away:
            raise UsageError(
                f"{journal.action} was done in {', '.join(away)}, too, and is taken back in all of them",
                argument=port.file_name,
                hint="Open those workbooks, or give them all; the option force takes it back in this one alone.",
            )
        refuse_later_edits(port, journal)
    if len(set(last.values())) > 1:
        raise UsageError(
            "the last actions of the workbooks differ",
            got=", ".join(f"{book}: {action}" for book, action in last.items()),
            hint="Take them back workbook by workbook.",
        )


def undo(port: WorkbookPort, options: Options) -> Outcome:
    """Put back what the last action changed."""
    stack = port.undo_stack()
    journal = stack[-1]
    inner = port.unrecorded if isinstance(port, Recorder) else port
    cells = take_back(inner, journal, force=options.flag("force"))
    inner.calculate()
    inner.keep_undo_stack(stack[:-1])
    left = f" {len(stack) - 1} more can be taken back." if len(stack) > 1 else ""
    return Outcome(f"{journal.action} taken back: {cells:,} cells as before.{left}")
