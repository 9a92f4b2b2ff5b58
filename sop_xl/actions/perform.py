"""Running an action on a workbook: journal, calculation, report sheets, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass

from sop_xl.actions.definition import Action, Outcome
from sop_xl.actions.journal import Journal, Recorder
from sop_xl.actions.port import WorkbookPort

LONGEST_STACK = 10  # actions that can be taken back


@dataclass(frozen=True)
class Performed:
    """What an action said, and what it changed."""

    outcome: Outcome
    journal: Journal


def perform(action: Action, port: WorkbookPort, given: Mapping[str, str], today: dt.date) -> Performed:
    """Run an action: the one way in for the ribbon and for the command line.

    Reports come on sheets of their own. When something was changed, formulas are brought up to date and the journal
    goes on the undo stack.

    Raises
    ------
    SopError
        What the action refuses; what it had written until then is taken back.
    """
    options = action.options(given, today)
    recorder = Recorder(port, action.name)
    try:
        outcome = action.run(recorder, options)
    except BaseException:
        recorder.roll_back()
        raise
    if recorder.journal.steps:
        port.calculate()
        port.keep_undo_stack([*port.undo_stack(), recorder.journal][-LONGEST_STACK:])
    for report in outcome.reports:
        if report.sheet is not None:
            port.show(report)
    return Performed(outcome, recorder.journal)
