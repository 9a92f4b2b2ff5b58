"""What doctor says of machines and workbooks that a test describes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop_xl import __version__
from sop_xl.setup.doctor import WorkbookFacts, diagnose, in_cloud
from sop_xl.setup.machine import LOG
from sop_xl.setup.record import InstallRecord

OFFICE = r"Software\Microsoft\Office\16.0"
EXCEL = rf"{OFFICE}\Excel"
POLICY = r"Software\Policies\Microsoft\Office\16.0\Excel\Security"
ASR = r"Software\Policies\Microsoft\Windows Defender\Windows Defender Exploit Guard\ASR"
MDM = r"Software\Policies\Microsoft\Windows Defender\Policy Manager"
WIN32, CHILD = "92e97fa1-2edf-4476-bdd6-9dd0b4dddc7b", "d4f940ab-401b-4efc-aadc-ad5f3c50688a"


def found(machine, what, **options):
    return next(f for f in diagnose(machine, engines=False, **options) if f.what == what)


# ---- the whole -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_a_machine_that_is_set_up_has_no_failure(machine, install, system):
    place = machine(system)
    install(place)
    findings = diagnose(place, engines=False)
    assert [f for f in findings if f.state == "fail"] == []
    assert [f.what for f in findings] == [
        "Python", "Environment", "xlwings", "Bitness", "Add-in", "Add-in twice", "Add-in disabled", "Settings", "Macros",
        "Trusted locations", "Defender", "Files from the internet", "Locale", "Folders", "Log", "PYTHONPATH",
    ]  # fmt: skip
    assert len({f.what for f in findings}) == len(findings)


def test_a_machine_where_everything_is_wrong_has_a_remedy_for_each(machine, tmp_path):
    local = machine().data_folder.parent
    store = Path("C:/Program Files/WindowsApps/Python/python.exe")
    bad = machine(
        env={"PYTHONPATH": "C:\\evil", "OneDrive": str(local), "PYTHONHOME": "C:\\py"},
        registry={
            (POLICY, "VBAWarnings"): "4",
            (POLICY, "BlockContentExecutionFromInternet"): "0",
            (rf"{POLICY}\Trusted Locations", "AllLocationsDisabled"): "1",
            (rf"{ASR}\Rules", WIN32): "1",
            (r"Control Panel\International", "sDecimal"): ",",
            (r"Control Panel\International", "sList"): ",",
            (rf"{EXCEL}\Options", "OPEN7"): r'/R "D:\old\sop_xl.xlam"',
            (rf"{EXCEL}\Resiliency\DisabledItems", "1A2B"): "\x01\x00C:\\x\\XLSTART\\sop_xl.xlam",
        },
        bits=32,
        executable=store,
    )
    (bad.data_folder).mkdir(parents=True)
    (bad.data_folder / LOG).write_text("a bug")
    findings = diagnose(bad, engines=False)
    assert {f.what: f.state for f in findings if f.state == "ok"} == {}
    assert {f.what for f in findings if f.state == "note"} == {"Files from the internet", "Log", "PYTHONPATH"}
    assert all(f.remedy for f in findings)
    assert json.dumps([vars(f) for f in findings])


def test_excel_is_not_looked_for_where_there_is_none(machine):
    findings = diagnose(machine("Linux"), engines=False)
    assert {f.found for f in findings if f.what != "PYTHONPATH"} == {"not on this system"}
    assert all(f.state == "note" for f in findings if f.what != "PYTHONPATH")


def test_what_cannot_be_looked_at_is_a_finding_and_the_others_are_made(machine, install, monkeypatch):
    windows = machine()
    install(windows)
    InstallRecord.place(windows).write_text("{")
    finding = found(windows, "Add-in")
    assert finding.state == "fail"
    assert "is damaged" in finding.found
    assert "Delete it" in finding.remedy

    def refused(path):
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "read_bytes", refused)
    assert "cannot be read: Permission denied" in found(windows, "Settings").found
    assert found(windows, "Locale").state == "ok"


# ---- the environment -------------------------------------------------------------------------------------


def test_an_environment_of_another_version_is_a_failure(machine, install):
    install(machine())
    newer = machine(versions={"sop-xl": "99.0"})
    assert found(newer, "Environment").found == f"holds sop-xl {__version__}, the program is 99.0"
    assert found(newer, "Add-in").state == "fail"


def test_an_environment_that_was_not_finished_is_a_failure(machine, install):
    windows = machine()
    install.programs(windows)(["venv"])
    assert "was not finished" in found(windows, "Environment").found


def test_an_environment_without_the_python_behind_it_is_a_failure(machine, install):
    windows = machine()
    install(windows)
    windows.base.rmdir()
    assert "is gone" in found(windows, "Environment").found


def test_the_dll_is_looked_for_where_excel_loads_it_in_the_bitness_of_excel(machine, install):
    windows = machine(registry={(r"Software\Microsoft\Office\ClickToRun\Configuration", "Platform"): "x86"})
    install(windows)
    assert found(windows, "Bitness").found == "Excel 32 bit, Python 64 bit"
    (windows.environment / "xlwings64-0.37.8.dll").unlink()
    assert found(windows, "xlwings").state == "ok"
    (windows.environment / "xlwings32-0.37.8.dll").unlink()
    assert "xlwings32-0.37.8.dll is not in" in found(windows, "xlwings").found
    assert found(machine(registry={(rf"{OFFICE}\Outlook", "Bitness"): "x64"}), "Bitness").found.startswith("Excel 64")


def test_a_dll_of_another_version_than_the_add_in_asks_for_is_a_failure(machine, install):
    windows = machine()
    install(windows)
    programs = install.programs(windows)
    programs.brings["xlwings"] = "0.39.0"
    programs(["pip"])
    assert found(windows, "xlwings").found == "0.39.0, but the add-in asks for the DLL of 0.37.8"


def test_a_mac_without_the_script_behind_its_buttons_is_a_failure(machine, install):
    mac = machine("Darwin")
    install(mac)
    assert found(mac, "xlwings").state == "ok"
    (mac.script_folder / "xlwings-0.37.8.applescript").unlink()
    assert "applescript is missing" in found(mac, "xlwings").found


def test_settings_that_name_another_interpreter_are_a_failure(machine, install):
    windows = machine()
    install(windows)
    windows.configuration.write_bytes(b'"INTERPRETER_WIN","C:\\Conda\\pythonw.exe"\r\n')
    assert r"names C:\Conda\pythonw.exe" in found(windows, "Settings").found
    windows.configuration.write_bytes(str(windows.interpreter).upper().join(['"interpreter_win","', '"']).encode())
    assert found(windows, "Settings").state == "ok"


# ---- how Excel finds the add-in --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "value", [r"D:\plans\sop_xl.xlam", r'"D:\my plans\sop_xl.xlam"', r'/R "D:\plans\SOP_XL (1).xlam"', "sop_xl.xla"]
)
@pytest.mark.parametrize("name", ["OPEN", "OPEN1", "OPEN17"])
def test_a_second_registration_is_found_under_whatever_number(machine, install, name, value):
    windows = machine(registry={(rf"{EXCEL}\Options", name): value, (rf"{EXCEL}\Options", "Options3"): "1"})
    install(windows)
    assert value.strip('/R "') in found(windows, "Add-in twice").found


def test_other_add_ins_and_the_installed_one_are_no_second_registration(machine, install):
    windows = machine()
    own = str(windows.startup_folder / "sop_xl.xlam")
    registry = {(rf"{EXCEL}\Options", "OPEN"): own, (rf"{EXCEL}\Options", "OPEN2"): r"C:\x\xlwings.xlam"}
    install(windows)
    assert found(machine(registry=registry), "Add-in twice").state == "ok"


def test_a_copy_in_a_start_up_folder_is_found(machine, install, tmp_path):
    windows = machine(registry={(rf"{EXCEL}\Options", "AltStartup"): str(tmp_path / "alt")})
    install(windows)
    (tmp_path / "alt").mkdir()
    (tmp_path / "alt" / "sop_xl.xlam").touch()
    (windows.startup_folder / "sop_xl - Copy.xlam").touch()
    said = found(windows, "Add-in twice").found
    assert "alt" in said
    assert "Copy" in said


def test_an_add_in_that_came_from_the_internet_is_found(machine, install):
    windows = machine()
    install(windows)
    Path(f"{windows.startup_folder / 'sop_xl.xlam'}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    assert "marked as a file from the internet" in found(windows, "Add-in").found


def test_a_python_of_anaconda_is_told(machine):
    windows = machine()
    (windows.base / "conda-meta").mkdir(parents=True)
    assert found(windows, "Python").state == "note"


def test_an_add_in_that_excel_disabled_is_found(machine, install):
    windows = machine(registry={(rf"{EXCEL}\Resiliency\DisabledItems", "F00"): "..C:\\XLSTART\\sop_xl.xlam.."})
    assert found(windows, "Add-in disabled").state == "fail"
    other = machine(registry={(rf"{EXCEL}\Resiliency\DisabledItems", "F00"): "..other.xll.."})
    assert found(other, "Add-in disabled").state == "ok"


# ---- trust -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "state"), [("1", "note"), ("2", "ok"), ("3", "note"), ("4", "fail"), (None, "ok"), ("9", "ok")]
)
@pytest.mark.parametrize("key", [POLICY, rf"{EXCEL}\Security"])
def test_macro_settings(machine, key, value, state):
    finding = found(machine(registry={(key, "VBAWarnings"): value}), "Macros")
    assert finding.state == state
    assert ("by policy" in finding.found) == (key == POLICY and value is not None)


def test_a_policy_outranks_the_user_s_choice(machine):
    registry = {(POLICY, "VBAWarnings"): "4", (rf"{EXCEL}\Security", "VBAWarnings"): "1"}
    assert found(machine(registry=registry), "Macros").state == "fail"


@pytest.mark.parametrize(("name", "state"), [("DisableAllAddins", "fail"), ("RequireAddinSig", "note")])
def test_rules_on_add_ins(machine, name, state):
    assert found(machine(registry={(POLICY, name): "1"}), "Macros").state == state


def test_trusted_locations_that_do_not_count(machine):
    off = machine(registry={(rf"{POLICY}\Trusted Locations", "AllLocationsDisabled"): "1"})
    assert found(off, "Trusted locations").state == "fail"
    common = r"Software\Policies\Microsoft\Office\16.0\Common\Security\Trusted Locations"
    assert found(machine(registry={(common, "Allow User Locations"): "0"}), "Trusted locations").state == "note"


@pytest.mark.parametrize(
    ("registry", "state", "said"),
    [
        ({}, "ok", "no rule"),
        ({(rf"{ASR}\Rules", WIN32): "1"}, "fail", "Win32 API calls"),
        ({(rf"{ASR}\Rules", CHILD.upper()): "1"}, "fail", "child processes"),
        ({(rf"{ASR}\Rules", CHILD): "2"}, "ok", "no rule"),  # it only takes note
        ({(rf"{ASR}\Rules", CHILD): "6"}, "note", "asks about"),
        ({(MDM, "ASRRules"): f"{WIN32.upper()}=1|{CHILD}=0"}, "fail", "Win32 API calls"),
        ({(rf"{ASR}\Rules", WIN32): "1", (rf"{ASR}\ASROnlyExclusions", r"C:\x"): "0"}, "note", "1 exceptions"),
    ],
)
def test_rules_of_defender(machine, registry, state, said):
    finding = found(machine(registry=registry), "Defender")
    assert finding.state == state
    assert said in finding.found


# ---- region ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("decimal", "separator", "state"), [(".", ",", "ok"), (",", ";", "note"), (".", ";", "note"), (",", ",", "fail")]
)
def test_signs_of_the_region(machine, decimal, separator, state):
    key = r"Control Panel\International"
    finding = found(machine(registry={(key, "sDecimal"): decimal, (key, "sList"): separator}), "Locale")
    assert finding.state == state
    assert state != "note" or f"=SOP_…(A1{separator}2)" in finding.remedy


# ---- places and workbooks --------------------------------------------------------------------------------


def test_places_on_the_network_are_told(machine):
    finding = found(machine(env={"LOCALAPPDATA": r"\\server\profiles\a\Local"}), "Folders")
    assert finding.state == "note"
    assert "network" in finding.found


@pytest.mark.parametrize(
    ("path", "cloud"),
    [
        ("C:\\Users\\a\\OneDrive\\plan.xlsm", "C:\\Users\\a\\OneDrive"),
        ("c:\\users\\a\\onedrive", "C:\\Users\\a\\OneDrive"),
        ("C:\\Users\\a\\OneDriveOther\\plan.xlsm", ""),
        ("https://acme.sharepoint.com/sites/plan.xlsm", "acme.sharepoint.com"),
        ("C:\\plans\\plan.xlsm", ""),
    ],
)
def test_synchronised_places(machine, path, cloud):
    assert in_cloud(machine(env={"OneDrive": "C:\\Users\\a\\OneDrive"}), path) == cloud


def of_workbook(machine, facts):
    name = facts.path.replace("\\", "/").rpartition("/")[2]
    findings = [f for f in diagnose(machine, [facts], engines=False) if f.what.startswith(f"{name}: ")]
    return {f.what.partition(": ")[2]: f for f in findings}


def test_a_hostile_workbook_is_told(machine, tmp_path):
    book = tmp_path / "plan.xlsm"
    Path(f"{book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    (tmp_path / "xlwings.conf").write_text('"INTERPRETER_WIN","evil.exe"')
    findings = of_workbook(machine(), WorkbookFacts(str(book), ("Home", "XLWINGS.conf"), modules_version="0.0.1"))
    assert {what: f.state for what, f in findings.items()} == {
        "settings": "fail", "origin": "fail", "trust": "ok", "macros": "fail",
    }  # fmt: skip
    assert "sheet xlwings.conf and " in findings["settings"].found
    assert all(f.remedy for f in findings.values() if f.state != "ok")


def test_a_clean_workbook_is_clean(machine, install, tmp_path):
    windows = machine()
    install(windows)
    Path(f"{tmp_path / 'plan.xlsm'}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=0\n")
    facts = WorkbookFacts(str(tmp_path / "plan.xlsm"), ("Home",), __version__, "0.37.8")
    assert {f.state for f in of_workbook(windows, facts).values()} == {"ok"}


def test_a_workbook_whose_macros_ask_for_another_dll_is_told(machine, install, tmp_path):
    windows = machine()
    install(windows)
    facts = WorkbookFacts(str(tmp_path / "plan.xlsm"), ("Home",), __version__, "0.36.0")
    assert "DLL of xlwings 0.36.0, there is 0.37.8" in of_workbook(windows, facts)["macros"].found


LOCATION = rf"{EXCEL}\Security\Trusted Locations\Location12"  # numbers have gaps


@pytest.mark.parametrize(
    ("place", "subfolders", "path", "state"),
    [
        (r"D:\Plans", None, r"d:\plans\north.xlsm", "ok"),
        ("D:\\Plans\\", "1", r"D:\plans\2026\north.xlsm", "ok"),
        (r"D:\Plans", "0", r"D:\plans\2026\north.xlsm", "fail"),
        (r"D:\Plans", "1", r"D:\plansother\north.xlsm", "fail"),
        (r"%UserProfile%\SOP", "1", r"C:\Users\a\SOP\north.xlsm", "ok"),
    ],
)
def test_where_only_trusted_locations_run_macros_the_place_of_a_workbook_counts(
    machine, place, subfolders, path, state
):
    registry = {
        (POLICY, "VBAWarnings"): "4", (LOCATION, "Path"): place, (LOCATION, "AllowSubfolders"): subfolders,
    }  # fmt: skip
    windows = machine(env={"USERPROFILE": r"C:\Users\a"}, registry=registry)
    assert of_workbook(windows, WorkbookFacts(path, ("Home",)))["trust"].state == state
