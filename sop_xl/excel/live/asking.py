"""Asking the user of Excel for a text or a folder; xlwings itself only shows messages."""

from __future__ import annotations

import subprocess
from typing import Any

_FOLDER_PICKER = 4  # msoFileDialogFolderPicker
_TEXT = 2  # the kind of Application.InputBox that returns text
_DIALOG = 'display dialog (item 1 of argv) default answer (item 2 of argv) with title "S&OP"'
_SCRIPT_TEXT = f"on run argv\nreturn text returned of ({_DIALOG})\nend run"
_SCRIPT_FOLDER = "on run argv\nreturn POSIX path of (choose folder with prompt (item 1 of argv))\nend run"


def ask_text(app: Any, prompt: str, default: str, *, mac: bool) -> str | None:  # noqa: ANN401
    """What the user types, or None when the question is cancelled."""
    if mac:
        return _apple_script(_SCRIPT_TEXT, prompt, default)
    answer = app.api.InputBox(prompt, "S&OP", default, Type=_TEXT)
    return None if answer is False else str(answer)


def ask_folder(app: Any, prompt: str, *, mac: bool) -> str | None:  # noqa: ANN401
    """Folder that the user picks, or None."""
    if mac:
        return _apple_script(_SCRIPT_FOLDER, prompt)
    dialog = app.api.FileDialog(_FOLDER_PICKER)
    dialog.Title = prompt
    return str(dialog.SelectedItems(1)) if dialog.Show() else None


def _apple_script(script: str, *arguments: str) -> str | None:
    done = subprocess.run(  # noqa: S603  # a fixed program and script; what is asked is an argument, never code
        ["/usr/bin/osascript", "-e", script, *arguments], capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else None
