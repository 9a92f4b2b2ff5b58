"""What a button of the ribbon runs: the same action as ``sop-xl action``, on the workbook that is open.

VBA calls ``import sop_xl.excel.live.macros as m; m.run('new-month')``, for the entry "with options" of a button's menu
``m.run('forecast...')``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import sys
import traceback
import unicodedata
from pathlib import Path
from typing import Any

from sop_xl.actions.definition import Action, Form, Parameter, Report
from sop_xl.actions.files import publish_drafts
from sop_xl.actions.journal import Journal, shown
from sop_xl.actions.perform import Performed, perform_together
from sop_xl.actions.registry import action
from sop_xl.cells.address import quote_sheet
from sop_xl.errors import SopError
from sop_xl.excel.live.asking import ask_folder, ask_text
from sop_xl.excel.live.companions import cycle_of, hint, undone_with
from sop_xl.excel.live.workbook import LiveWorkbook
from sop_xl.setup.machine import this_machine

_LOG = logging.getLogger(__name__)
_MOST = 1000  # changes that the list shows; undo knows them all
CHANGES = "Change list"
ASKING = "..."  # behind the name of an action


def run(name: str) -> None:
    """Run an action on the calling workbook; whatever happens ends in a message, never in a traceback.

    Three dots behind the name, as menus have them, ask for every option of the action before it runs.
    """
    mac = sys.platform == "darwin"
    book = calling_book(mac=mac)
    run_on(book, name, today=dt.date.today(), folder=this_machine().data_folder, mac=mac)  # noqa: DTZ011


def calling_book(*, mac: bool) -> Any:  # noqa: ANN401
    """The workbook that was in front when the button was pressed.

    On a Mac its name comes with the command that starts Python. xlwings' own way would cut it at an equals sign, and
    file names there may spell a letter in two ways.
    """
    import xlwings

    if not mac:
        return xlwings.Book.caller()
    app = xlwings.apps.active
    assert app is not None
    given = next((arg.partition("=")[2] for arg in sys.argv if arg.startswith("--wb=")), "")
    found = [book for book in app.books if _folded(str(book.name)) == _folded(given)]
    return found[0] if found else app.books.active


def _folded(name: str) -> str:
    return unicodedata.normalize("NFC", name).strip().casefold()


def run_on(book: Any, name: str, *, today: dt.date, folder: Path, mac: bool) -> None:  # noqa: ANN401
    """Run an action on a workbook, and on the open ones that belong to it where the action is one of the cycle."""
    app = book.app
    try:
        wanted = action(name.removesuffix(ASKING))
        given = _ask(book, wanted, every=name.endswith(ASKING), mac=mac)
        if given is None:
            return
        live = LiveWorkbook(book, folder / "undo", mac=mac)
        with live.at_work():
            books, more = _with_companions(wanted, live, book, folder / "undo", mac=mac)
            done = perform_together(wanted, books, given, today)
            for port, performed in zip(books, done, strict=True):
                if performed.journal.steps:
                    port.show(change_list(performed.journal))
        told = [_published(port, performed, folder) for port, performed in zip(books, done, strict=True)]
        if len(books) > 1:
            told = [f"{port.file_name}: {text}" for port, text in zip(books, told, strict=True)]
        app.alert("\n\n".join([*told, *([more] if more else [])]), f"S&OP: {wanted.label}")
    except SopError as error:
        app.alert(str(error), "S&OP", mode="critical")
    except Exception as error:  # noqa: BLE001  # the border: Excel shows tracebacks to nobody who could use them
        trace = "".join(traceback.format_exception(error))
        bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
        _LOG.error("bug %s in %s\n%s", bug, name, trace)
        app.alert(f"A bug in sop_xl, id {bug}; nothing was kept. Please report it.", "S&OP", mode="critical")


def _with_companions(
    wanted: Action,
    live: LiveWorkbook,
    book: Any,  # noqa: ANN401
    undo_folder: Path,
    *,
    mac: bool,
) -> tuple[list[LiveWorkbook], str]:
    """Workbooks that an action is done in, and what the planner must know of those that are left out."""
    if not wanted.of_cycle and wanted.name != "undo":
        return [live], ""
    others = (LiveWorkbook(one, undo_folder, mac=mac) for one in book.app.books)
    every = [live, *(other for other in others if other.file_name != live.file_name)]
    if wanted.name == "undo":
        return undone_with(live, every), ""
    cycle = cycle_of(live, every)
    return cycle.books, hint(cycle, wanted.label)


def _ask(book: Any, wanted: Action, *, every: bool, mac: bool) -> dict[str, str] | None:  # noqa: ANN401
    """What the user chooses; None when a question is cancelled. Explain means the selected cell.

    Required options and folders are asked for at any time, the others only with ``every``: a blank answer leaves
    them at their default, as leaving them out does on the command line.
    """
    given: dict[str, str] = {}
    for parameter in wanted.parameters:
        asked: str | None = None
        if parameter.name == "cell":
            selected = book.selection
            asked = f"{quote_sheet(selected.sheet.name)}!{str(selected.address).split(':')[0].replace('$', '')}"
        elif parameter.form is Form.FOLDER:
            asked = ask_folder(book.app, parameter.text, mac=mac)
        elif parameter.required or every:
            asked = ask_text(book.app, question(parameter), "", mac=mac)
        else:
            continue
        if asked is None and (parameter.required or parameter.form is not Form.FOLDER):
            return None
        given[parameter.name] = asked or ""
    return given


def question(parameter: Parameter) -> str:
    """What a user is asked for an option."""
    if parameter.required:
        return parameter.text
    form = "" if parameter.form is Form.TEXT else f" ({parameter.form.value})"
    default = "" if parameter.default is None else f" [default: {parameter.default}]"
    return f"{parameter.text}{form}{default}\n\nLeave it blank for the default."


def change_list(journal: Journal) -> Report:
    """What an action changed, for the user to read."""
    cells = list(journal.cells())
    rows = tuple((sheet, cell, shown(old), shown(new)) for sheet, cell, old, new in cells[:_MOST])
    more = f", the first {_MOST:,} listed" if len(cells) > _MOST else ""
    title = f"{journal.action}: {len(cells):,} cells changed{more}. Undo takes them back."
    return Report(title, ("Sheet", "Cell", "Before", "Now"), rows, (), CHANGES)


def _drafts_folder(path: str, folder: Path) -> Path:
    """Beside a workbook on this machine; else in sop_xl's own folder."""
    beside = Path(path).parent
    return beside if beside.is_absolute() and beside.is_dir() else folder / "drafts"


def _published(port: LiveWorkbook, done: Performed, folder: Path) -> str:
    """Write the drafts; what to tell of a workbook comes back."""
    drafts = _drafts_folder(port.full_name, folder)
    written = publish_drafts(done.outcome.files, drafts)
    lines = [done.outcome.summary]
    if written:
        lines.append(f"In {drafts}: {', '.join(path.name for path in written)}")
    return "\n\n".join(lines)
