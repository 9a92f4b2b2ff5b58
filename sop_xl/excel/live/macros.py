"""What a button of the ribbon runs: the same action as ``sop-xl action``, on the workbook that is open.

VBA calls ``RunPython "import sop_xl.excel.live.macros as m; m.run('new-month')"``.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import logging
import sys
import traceback
from pathlib import Path
from typing import Any

from sop_xl.actions.definition import Action, Form, Report
from sop_xl.actions.files import publish_drafts
from sop_xl.actions.journal import Journal, shown
from sop_xl.actions.perform import Performed, perform
from sop_xl.actions.registry import action
from sop_xl.cells.address import quote_sheet
from sop_xl.errors import SopError
from sop_xl.excel.live.asking import ask_folder, ask_text
from sop_xl.excel.live.workbook import LiveWorkbook, full_name
from sop_xl.setup.machine import this_machine

_LOG = logging.getLogger(__name__)
_MOST = 1000  # changes that the list shows; undo knows them all
CHANGES = "Change list"


def run(name: str) -> None:
    """Run an action on the calling workbook; whatever happens ends in a message, never in a traceback."""
    import xlwings

    book = xlwings.Book.caller()
    run_on(book, name, today=dt.date.today(), folder=this_machine().data_folder, mac=sys.platform == "darwin")  # noqa: DTZ011


def run_on(book: Any, name: str, *, today: dt.date, folder: Path, mac: bool) -> None:  # noqa: ANN401
    """Run an action on a workbook."""
    app = book.app
    try:
        wanted = action(name)
        given = _ask(book, wanted, mac=mac)
        if given is None:
            return
        live = LiveWorkbook(book, folder / "undo", mac=mac)
        with live.at_work():
            done = perform(wanted, live, given, today)
            if done.journal.steps:
                live.show(change_list(done.journal))
        drafts = _drafts_folder(full_name(book, mac=mac), folder)
        written = publish_drafts(done.outcome.files, drafts)
        app.alert(_message(done, [path.name for path in written], drafts), f"S&OP: {wanted.label}")
    except SopError as error:
        app.alert(str(error), "S&OP", mode="critical")
    except Exception as error:  # noqa: BLE001  # the border: Excel shows tracebacks to nobody who could use them
        trace = "".join(traceback.format_exception(error))
        bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
        _LOG.error("bug %s in %s\n%s", bug, name, trace)
        app.alert(f"A bug in sop_xl, id {bug}; nothing was kept. Please report it.", "S&OP", mode="critical")


def _ask(book: Any, wanted: Action, *, mac: bool) -> dict[str, str] | None:  # noqa: ANN401
    """Required choices, asked for; None when the user cancels. Explain means the selected cell."""
    given: dict[str, str] = {}
    for parameter in wanted.parameters:
        asked: str | None = None
        if parameter.name == "cell":
            selected = book.selection
            asked = f"{quote_sheet(selected.sheet.name)}!{str(selected.address).split(':')[0].replace('$', '')}"
        elif parameter.form is Form.FOLDER:
            asked = ask_folder(book.app, parameter.text, mac=mac)
        elif parameter.required:
            asked = ask_text(book.app, parameter.text, "", mac=mac)
        else:
            continue
        if asked is None and parameter.required:
            return None
        given[parameter.name] = asked or ""
    return given


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


def _message(done: Performed, written: list[str], folder: Path) -> str:
    lines = [done.outcome.summary]
    if written:
        lines.append(f"In {folder}: {', '.join(written)}")
    return "\n\n".join(lines)
