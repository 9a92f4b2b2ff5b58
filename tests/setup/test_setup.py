"""Setting up and looking at a machine, on machines that a test describes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sop_xl import __version__
from sop_xl.errors import UsageError
from sop_xl.setup import configuration
from sop_xl.setup.doctor import WorkbookFacts, diagnose, in_cloud
from sop_xl.setup.install import MakeEnvironment, Remove, WriteFile, carry_out, install_plan, uninstall_plan
from sop_xl.setup.machine import Machine
from sop_xl.setup.record import InstallRecord

ADDIN = b"PK the add-in"


@pytest.fixture
def machine(tmp_path):
    """A machine of a kind of system, with nothing installed."""

    def make(system="Windows", *, env=None, registry=None, versions=None, bits=64) -> Machine:
        local, roaming = tmp_path / "Local", tmp_path / "Roaming"
        known = {"sop-xl": __version__, "xlwings": "0.37.8", **(versions or {})}
        return Machine(
            system=system,
            home=tmp_path / "home",
            env={"LOCALAPPDATA": str(local), "APPDATA": str(roaming), **(env or {})},
            python=(3, 11, 7),
            executable=tmp_path / "python" / "python.exe",
            prefix=tmp_path / "python",
            bits=bits,
            version=known.get,
            registry=lambda key, name: (registry or {}).get(name),
        )

    return make


def install(machine, **options):
    steps = install_plan(machine, ADDIN if machine.has_excel else None, **options)
    ran = []

    def run(command):
        ran.append(command)
        if "venv" in command:
            machine.interpreter.parent.mkdir(parents=True, exist_ok=True)
            machine.interpreter.touch()

    carry_out(steps, machine, run, lambda text: None)
    return ran


def found(machine, what, **options):
    return next(f for f in diagnose(machine, engines=False, **options) if f.what == what)


# ---- install ---------------------------------------------------------------------------------------------


def test_a_bare_windows_machine_is_set_up_once(machine):
    windows = machine()
    ran = install(windows)
    assert [command[1:3] for command in ran] == [("-m", "venv"), ("-m", "pip")]
    assert ran[1][-1] == f"sop-xl=={__version__}"
    assert (windows.startup_folder / "sop_xl.xlam").read_bytes() == ADDIN
    settings = configuration.read(windows.configuration.read_text())
    assert settings == {"INTERPRETER_WIN": str(windows.interpreter), "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
    assert install_plan(windows, ADDIN) == []


def test_places_are_fixed(machine):
    windows, mac, linux = machine("Windows"), machine("Darwin"), machine("Linux")
    assert str(windows.environment).endswith("Local/sop_xl/venv")
    assert windows.interpreter.name == "pythonw.exe"
    assert "XLSTART" in str(windows.startup_folder)
    assert "com.microsoft.Excel" in str(mac.configuration)
    assert (linux.startup_folder, linux.configuration) == (None, None)


def test_linux_gets_only_its_environment(machine):
    steps = install_plan(machine("Linux"), None)
    assert [type(step) for step in steps] == [MakeEnvironment]


def test_nothing_is_overwritten_without_a_copy(machine):
    windows = machine()
    conf, addin = windows.configuration, windows.startup_folder / "sop_xl.xlam"
    for path, data in ((conf, b'"INTERPRETER_WIN","C:\\other\\python.exe"\n"SHOW CONSOLE","True"\n'), (addin, b"old")):
        path.parent.mkdir(parents=True)
        path.write_bytes(data)
    plan = install_plan(windows, ADDIN)
    assert "kept as sop_xl.xlam.before-1" in str(plan[1])
    install(windows)
    assert addin.with_name("sop_xl.xlam.before-1").read_bytes() == b"old"
    assert b"other" in conf.with_name("xlwings.conf.before-1").read_bytes()
    settings = configuration.read(conf.read_text())
    assert settings["SHOW CONSOLE"] == "True"  # not ours: kept
    assert settings["INTERPRETER_WIN"] == str(windows.interpreter)


def test_a_wheel_can_be_installed_and_renewed(machine):
    windows = machine()
    install(windows)
    ran = install(windows, source="dist/sop_xl.whl", renew=True)
    assert ran[-1][-1] == "dist/sop_xl.whl"


def test_a_failing_program_stops_the_installation(machine):
    windows = machine()

    def run(command):
        raise UsageError("failed: no network", argument="pip")

    with pytest.raises(UsageError, match="no network"):
        carry_out(install_plan(windows, ADDIN), windows, run, lambda text: None)
    assert not windows.configuration.exists()
    assert InstallRecord.read(windows) is None


def test_uninstalling_takes_away_what_was_installed_and_nothing_else(machine):
    windows = machine()
    windows.configuration.parent.mkdir(parents=True)
    windows.configuration.write_text('"SHOW CONSOLE","True"\n')
    install(windows)
    steps = uninstall_plan(windows)
    assert {type(step) for step in steps} == {Remove, WriteFile}
    carry_out(steps, windows, print, lambda text: None)
    assert configuration.read(windows.configuration.read_text()) == {"SHOW CONSOLE": "True"}
    assert not (windows.startup_folder / "sop_xl.xlam").exists()
    assert not windows.environment.exists()
    assert uninstall_plan(windows) == []


def test_a_changed_addin_is_left_alone(machine):
    windows = machine()
    install(windows)
    addin = windows.startup_folder / "sop_xl.xlam"
    addin.write_bytes(b"edited")
    carry_out(uninstall_plan(windows), windows, print, lambda text: None)
    assert addin.read_bytes() == b"edited"
    assert not windows.configuration.exists()


def test_only_our_own_folder_can_be_removed(machine, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    with pytest.raises(UsageError, match="not a folder of sop_xl"):
        carry_out([Remove(precious, "all")], machine(), print, lambda text: None)
    assert precious.is_dir()


def test_a_damaged_record_is_refused(machine):
    windows = machine()
    install(windows)
    InstallRecord.place(windows).write_text("{")
    with pytest.raises(UsageError, match="is damaged"):
        uninstall_plan(windows)


# ---- doctor ----------------------------------------------------------------------------------------------


def test_a_machine_that_is_set_up_has_no_failure(machine):
    windows = machine()
    install(windows)
    windows.prefix.mkdir(parents=True)
    (windows.prefix / "xlwings64-0.37.8.dll").touch()
    findings = diagnose(windows, engines=False)
    assert [f.what for f in findings if f.state == "fail"] == []
    assert {f.what for f in findings} >= {
        "Environment",
        "xlwings",
        "Bitness",
        "Add-in",
        "xlwings.conf",
        "Macros",
        "Locale",
        "Folders",
    }


def test_every_failure_has_a_remedy(machine):
    bad = machine(
        env={"PYTHONPATH": "C:\\evil", "OneDrive": str(machine().data_folder.parent)},
        registry={"VBAWarnings": "4", "sDecimal": ",", "sList": ";", "BlockContentExecutionFromInternet": "0"},
        versions={"xlwings": None},
        bits=32,
    )
    findings = diagnose(bad, engines=False)
    failed = {f.what for f in findings if f.state == "fail"}
    assert failed == {"Environment", "xlwings", "Bitness", "Add-in", "xlwings.conf", "Macros", "PYTHONPATH", "Folders"}
    assert all(f.remedy for f in findings if f.state != "ok")
    assert json.dumps([vars(f) for f in findings])


def test_excel_is_not_looked_for_where_there_is_none(machine):
    findings = diagnose(machine("Linux"), engines=False)
    assert {f.found for f in findings if f.what != "PYTHONPATH"} == {"not on this system"}
    assert all(f.state == "note" for f in findings if f.what != "PYTHONPATH")


@pytest.mark.parametrize(("value", "state"), [("1", "note"), ("2", "ok"), ("3", "note"), ("4", "fail"), (None, "ok")])
def test_macro_settings(machine, value, state):
    assert found(machine(registry={"VBAWarnings": value}), "Macros").state == state


def test_a_missing_dll_is_a_failure(machine):
    windows = machine()
    windows.prefix.mkdir(parents=True)
    assert found(windows, "xlwings").state == "fail"
    (windows.prefix / "xlwings32-0.37.8.dll").touch()
    assert found(windows, "xlwings").state == "ok"


def test_an_old_addin_is_a_failure(machine):
    install(machine())
    newer = machine(versions={"sop-xl": "99.0"})
    assert found(newer, "Add-in").state == "fail"


def test_foreign_settings_are_told(machine):
    windows = machine()
    install(windows)
    conf = windows.configuration
    conf.write_text(conf.read_text().replace("False", "True"))
    assert found(windows, "xlwings.conf").state == "fail"
    install(windows)
    conf.write_text(conf.read_text() + '"PYTHONPATH","D:\\somewhere"\n')
    assert found(windows, "xlwings.conf").state == "note"


def test_a_hostile_workbook_is_told(machine, tmp_path):
    book = tmp_path / "plan.xlsm"
    Path(f"{book}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=3\n")
    (tmp_path / "xlwings.conf").write_text('"INTERPRETER_WIN","evil.exe"')
    facts = WorkbookFacts(str(book), ("Home", "XLWINGS.conf"), modules_version="0.0.1")
    findings = {f.what: f for f in diagnose(machine("Linux"), [facts], engines=False) if f.what.startswith("plan.xlsm")}
    assert {what.partition(": ")[2]: f.state for what, f in findings.items()} == {
        "settings": "fail", "folder": "fail", "origin": "fail", "macros": "fail",
    }  # fmt: skip
    assert all(f.remedy for f in findings.values())


def test_a_clean_workbook_is_clean(machine, tmp_path):
    Path(f"{tmp_path / 'plan.xlsm'}:Zone.Identifier").write_text("[ZoneTransfer]\nZoneId=0\n")
    facts = WorkbookFacts(str(tmp_path / "plan.xlsm"), ("Home",), modules_version=__version__)
    findings = [f for f in diagnose(machine("Linux"), [facts], engines=False) if f.what.startswith("plan.xlsm")]
    assert {f.state for f in findings} == {"ok"}


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


@pytest.mark.parametrize("text", ["", "\ufeff", '"A","1"\n', "A,1\n\n\n", "no comma\n"])
def test_settings_files_keep_what_is_not_ours(text):
    ours = {"INTERPRETER_WIN": "x", "ADD_WORKBOOK_TO_PYTHONPATH": "False"}
    merged = configuration.merged(text, ours)
    assert configuration.merged(merged, ours) == merged
    assert configuration.read(merged).items() >= ours.items()
    assert configuration.without_ours(merged).split() == text.removeprefix("\ufeff").split()
