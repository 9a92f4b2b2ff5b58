"""What Windows and Office allow macros and programs to do: read only, never changed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from sop_xl.batch.doctor import Finding
from sop_xl.setup.machine import Machine

_OFFICE = r"Microsoft\Office\16.0"
_SECURITY, _POLICY = (rf"Software\{root}{_OFFICE}\Excel\Security" for root in ("", "Policies\\"))
_COMMON_POLICY = rf"Software\Policies\{_OFFICE}\Common\Security"
_MOST_LOCATIONS = 100
_ZONE = re.compile(r"ZoneId\s*=\s*(\d)")
_INTERNET = 3
_GUIDE = "(docs/guide-it.md)"
_SAID = {
    "1": ("note", "all macros run, without a question", "Choose in the Trust Center: disable with notification."),
    "2": ("ok", "Excel asks before macros run", ""),
    "3": ("note", "only signed macros run", f"Have IT sign the template, or name a trusted location {_GUIDE}."),
    "4": ("fail", "macros are disabled without a question", f"Ask IT for a trusted location {_GUIDE}."),
}
# Rules of Defender that stop any add-in of this kind: its DLL is loaded by VBA, and its Python started by Excel.
_RULES = {
    "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b": "Win32 API calls from Office macros",
    "d4f940ab-401b-4efc-aadc-ad5f3c50688a": "Office applications creating child processes",
}
_DEFENDER = r"Software\Policies\Microsoft\Windows Defender"
_GUARD = rf"{_DEFENDER}\Windows Defender Exploit Guard\ASR"
_BLOCKS, _WARNS = "1", "6"


def macros(machine: Machine) -> Finding:
    """What Excel does with macros; a policy of the company outranks the user's choice."""
    if not machine.is_windows:
        return Finding("Macros", "note", "not readable on this system", "Excel, Preferences, Security tells it.")
    if _is_set(machine, "DisableAllAddins"):
        remedy = "In Excel: File, Options, Trust Center, Add-ins; or ask IT, where it is a policy."
        return Finding("Macros", "fail", "all add-ins are disabled", remedy)
    state, said, remedy = _SAID[_warnings(machine)]
    by_policy = ", by policy" if machine.registry(_POLICY, "VBAWarnings") else ""
    if _is_set(machine, "RequireAddinSig"):
        return Finding("Macros", "note", f"{said}{by_policy}; add-ins must be signed", f"Have IT sign it {_GUIDE}.")
    return Finding("Macros", state, f"{said}{by_policy}", remedy)


def _warnings(machine: Machine) -> str:
    found = machine.registry(_POLICY, "VBAWarnings") or machine.registry(_SECURITY, "VBAWarnings")
    return found if found in _SAID else "2"


def _is_set(machine: Machine, name: str) -> bool:
    return "1" in (machine.registry(_POLICY, name), machine.registry(_SECURITY, name))


def trusted_locations(machine: Machine) -> Finding:
    """Whether folders can be trusted here at all: the start-up folder, with the add-in, is one of them."""
    what = "Trusted locations"
    if any(
        machine.registry(rf"{key}\Trusted Locations", "AllLocationsDisabled") == "1" for key in (_POLICY, _SECURITY)
    ):
        remedy = f"Have IT sign the add-in, or allow trusted locations {_GUIDE}."
        return Finding(what, "fail", "disabled: the add-in's macros do not run unsigned", remedy)
    if machine.registry(rf"{_COMMON_POLICY}\Trusted Locations", "Allow User Locations") == "0":
        return Finding(what, "note", "only those of the company count", f"Have IT name one for the workbooks {_GUIDE}.")
    return Finding(what, "ok", f"allowed, {len(list(_locations(machine)))} named")


def workbook_macros(machine: Machine, path: str) -> Finding:
    """Whether Excel will run the macros of a workbook where it lies."""
    name = path.replace("\\", "/").rpartition("/")[2]
    what = f"{name}: trust"
    folder = path.replace("\\", "/").rpartition("/")[0]
    for place, with_subfolders in _locations(machine):
        if is_inside(folder, place) and (with_subfolders or is_inside(place, folder)):
            return Finding(what, "ok", f"lies in the trusted location {place}")
    state, said, remedy = _SAID[_warnings(machine)]
    return Finding(what, state, f"in no trusted location: {said}", remedy)


def _locations(machine: Machine) -> Iterator[tuple[str, bool]]:
    """Folders whose macros run without a question, and whether their subfolders do."""
    for key in (_SECURITY, _POLICY, _COMMON_POLICY):
        for number in range(_MOST_LOCATIONS):  # numbers may have gaps
            place = machine.registry(rf"{key}\Trusted Locations\Location{number}", "Path")
            if place:
                sub = machine.registry(rf"{key}\Trusted Locations\Location{number}", "AllowSubfolders")
                yield re.sub("%(.+?)%", lambda m: machine.env.get(m[1].upper(), m[0]), place), sub == "1"


def is_inside(path: str, root: str) -> bool:
    """Whether a path is a folder or lies in it, as Windows compares names."""
    parts, base = (text.replace("\\", "/").rstrip("/").lower() for text in (path, root))
    return parts == base or parts.startswith(f"{base}/")


def attack_surface_rules(machine: Machine) -> Finding:
    """Rules of Microsoft Defender by which Excel may neither load the DLL nor start Python."""
    managed = (machine.registry(rf"{_DEFENDER}\Policy Manager", "ASRRules") or "").lower()
    by_device = dict(rule.split("=", 1) for rule in managed.split("|") if "=" in rule)
    found = {name: machine.registry(rf"{_GUARD}\Rules", rule) or by_device.get(rule) for rule, name in _RULES.items()}
    blocked = [name for name, state in found.items() if state == _BLOCKS]
    warned = [name for name, state in found.items() if state == _WARNS]
    remedy = f"Ask IT to except Excel with sop_xl's environment from the rule {_GUIDE}."
    if blocked:
        excepted = machine.registry_names(rf"{_GUARD}\ASROnlyExclusions")
        said = f"blocks {' and '.join(blocked)}"
        if excepted:
            return Finding("Defender", "note", f"{said}, with {len(excepted)} exceptions", remedy)
        return Finding("Defender", "fail", said, remedy)
    if warned:
        return Finding("Defender", "note", f"asks about {' and '.join(warned)}", "Allow it when Windows asks.")
    return Finding("Defender", "ok", "no rule that stops the add-in")


def internet_files(machine: Machine) -> Finding:
    """Whether macros of files from the internet are blocked; that is right, and files made here are not concerned."""
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
