"""Running an action on workbooks: journal, calculation, report sheets, undo."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sop_xl.actions.definition import Action, Outcome
from sop_xl.actions.journal import Journal, Recorder
from sop_xl.actions.port import WorkbookPort
from sop_xl.errors import SopError

LONGEST_STACK = 10  # actions that can be taken back


@dataclass(frozen=True)
class Performed:
    """What an action said, and what it changed."""

    outcome: Outcome
    journal: Journal


def perform(action: Action, port: WorkbookPort, given: Mapping[str, str], today: dt.date) -> Performed:
    """Run an action on one workbook; see ``perform_together``."""
    return perform_together(action, [port], given, today)[0]


def perform_together(
    action: Action, ports: Sequence[WorkbookPort], given: Mapping[str, str], today: dt.date
) -> list[Performed]:
    """Run an action in all of the workbooks or in none: the one way in for the ribbon and for the command line.

    A workbook comes after those that it links to, so that it is calculated from what they have become. Where
    something was changed, formulas are brought up to date and the journal goes on the undo stack. Reports come on
    sheets of their own, once all workbooks are done.

    Raises
    ------
    SopError
        What the action refuses; what had been written until then, in any of the workbooks, is taken back.
    """
    options = action.options(given, today)
    if action.admit is not None:
        action.admit(ports, options)
    names = [port.file_name for port in ports]
    recorders = [Recorder(port, action.name, tuple(name for name in names if name != port.file_name)) for port in ports]
    stacks = [port.undo_stack() for port in ports]
    outcomes: list[Outcome] = []
    try:
        for recorder in recorders:
            recorder.progress(f"{action.label}: {recorder.file_name}")
            outcomes.append(action.run(recorder, options))
            if recorder.journal.steps:
                recorder.calculate()
        for recorder, stack in zip(recorders, stacks, strict=True):
            if recorder.journal.steps:
                recorder.keep_undo_stack([*stack, recorder.journal][-LONGEST_STACK:])
    except BaseException as error:
        _take_back(recorders, stacks, len(outcomes))
        if isinstance(error, SopError) and len(ports) > 1 and len(outcomes) < len(ports):
            raise _of_book(error, names[len(outcomes)]) from error
        raise
    for port, outcome in zip(ports, outcomes, strict=True):
        for report in outcome.reports:
            if report.sheet is not None:
                port.show(report)
    return [Performed(outcome, r.journal) for outcome, r in zip(outcomes, recorders, strict=True)]


def _take_back(recorders: Sequence[Recorder], stacks: Sequence[list[Journal]], done: int) -> None:
    """Put back what the workbooks were; those that were calculated already are calculated again."""
    for number in reversed(range(len(recorders))):
        recorder = recorders[number]
        if recorder.journal.steps:
            recorder.roll_back()
            if recorder.undo_stack() != stacks[number]:
                recorder.keep_undo_stack(stacks[number])
    for recorder in recorders[:done]:
        if recorder.journal.steps:
            recorder.calculate()


def _of_book(error: SopError, book: str) -> SopError:
    """The error, naming the workbook that it is about."""
    argument = error.argument or ""
    if book not in argument:
        argument = f"{book}, {argument}" if argument else book
    return type(error)(error.message, argument=argument, got=error.got, expected=error.expected, hint=error.hint)
