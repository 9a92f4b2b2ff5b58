"""What Windows and Office allow macros to do: read only, never changed."""

from __future__ import annotations

import re
from pathlib import Path

from sop_xl.batch.doctor import Finding
from sop_xl.setup.machine import Machine

_SECURITY = r"Software\Microsoft\Office\16.0\Excel\Security"
_POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
_ZONE = re.compile(r"ZoneId\s*=\s*(\d)")
_INTERNET = 3
_SAID = {
    "1": ("note", "all macros run, without a question", "Choose in the Trust Center: disable with notification."),
    "2": ("ok", "Excel asks before macros run", ""),
    "3": ("note", "only signed macros run", "Have IT sign the template and the add-in (docs/guide-it.md)."),
    "4": ("fail", "macros are disabled without a question", "Ask IT for a trusted location (docs/guide-it.md)."),
}


def macros(machine: Machine) -> Finding:
    """What Excel does with macros; a policy of the company outranks the user's choice."""
    if not machine.is_windows:
        return Finding("Macros", "note", "not readable on this system", "Excel, Preferences, Security tells it.")
    by_policy = machine.registry(_POLICY, "VBAWarnings")
    state, said, remedy = _SAID.get(by_policy or machine.registry(_SECURITY, "VBAWarnings") or "2", _SAID["2"])
    return Finding("Macros", state, f"{said}{', by policy' if by_policy else ''}", remedy)


def internet_files(machine: Machine) -> Finding:
    """Whether macros of files from the internet are blocked; that is right, and files made here are not concerned."""
    if not machine.is_windows:
        return Finding("Files from the internet", "note", "not on this system")
    blocked = machine.registry(_POLICY, "BlockContentExecutionFromInternet") or "1"
    said = "their macros are blocked" if blocked == "1" else "their macros are not blocked"
    remedy = "" if blocked == "1" else "Ask IT to block macros of files from the internet; sop_xl does not need them."
    return Finding("Files from the internet", "ok" if blocked == "1" else "note", said, remedy)


def mark_of_the_web(path: str) -> Finding:
    """Whether Windows has marked a file as coming from the internet."""
    name = path.replace("\\", "/").rpartition("/")[2]
    what = f"{name}: origin"
    if path.lower().startswith(("https://", "http://")):
        return Finding(what, "note", "opened from the web", "Save a copy on this machine to run its macros.")
    try:
        stream = Path(f"{path}:Zone.Identifier").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return Finding(what, "ok", "not marked as a file from the internet")
    zone = _ZONE.search(stream)
    if zone is not None and int(zone[1]) >= _INTERNET:
        remedy = "Right-click the file, Properties, Unblock; or make it here with sop-xl new."
        return Finding(what, "fail", "marked as a file from the internet: its macros are blocked", remedy)
    return Finding(what, "ok", "not from the internet")
