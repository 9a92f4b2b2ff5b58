"""Installing, upgrading and taking away, on machines that a test describes."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from sop_xl import __version__
from sop_xl.errors import UsageError
from sop_xl.excel.build.modules import mac_script
from sop_xl.setup import configuration
from sop_xl.setup.install import MakeEnvironment, carry_out, install_plan, run_program
from sop_xl.setup.record import InstallRecord
from sop_xl.setup.uninstall import Remove, left_behind, take_away, uninstall_plan

ADDIN = b"PK the add-in"
SETTING = b'"INTERPRETER_WIN","%LOCALAPPDATA%\\sop_xl\\venv\\Scripts\\pythonw.exe"\r\n'


def everything(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*")}


def remove(machine):
    take_away(uninstall_plan(machine), machine, len)


# ---- a first time ----------------------------------------------------------------------------------------


def test_a_bare_windows_machine_is_set_up_once(machine, install):
    windows = machine()
    programs = install(windows)
    assert [[word for word in command if word in ("venv", "pip", "-c")] for command in programs.ran] == [
        ["venv"], ["pip"], ["-c"],
    ]  # fmt: skip
    assert programs.ran[1][-2:] == (f"sop-xl=={__version__}", "xlwings==0.37.8")  # the DLL that the add-in names
    assert (windows.startup_folder / "sop_xl.xlam").read_bytes() == ADDIN
    assert windows.configuration.read_bytes() == SETTING
    assert install_plan(windows, ADDIN) == []


def test_places_are_fixed(machine):
    windows, mac, linux = machine("Windows"), machine("Darwin"), machine("Linux")
    assert str(windows.environment).endswith("Local/sop_xl/venv")
    assert windows.interpreter.name == "pythonw.exe"
    assert "XLSTART" in str(windows.startup_folder)
    assert windows.configuration == windows.home / ".sop_xl" / "sop_xl.conf"
    assert mac.configuration.parent.parent.name == "com.microsoft.Excel"
    assert (linux.startup_folder, linux.configuration) == (None, None)


def test_a_mac_gets_the_script_behind_its_buttons_and_paths_that_a_shell_takes_as_they_are(machine, install):
    mac = machine("Darwin")
    install(mac)
    script = mac.script_folder / "xlwings-0.37.8.applescript"
    assert script.is_file()
    name, contents = mac_script()
    assert name.startswith("xlwings-0.")
    assert b"on VbaHandler" in contents
    assert " " not in str(mac.interpreter.relative_to(mac.home))
    assert mac.configuration.read_text() == f'"INTERPRETER_MAC","{mac.interpreter}"\n'
    remove(mac)
    assert not script.exists()


def test_linux_gets_only_its_environment(machine):
    (step,) = install_plan(machine("Linux"), None)
    assert isinstance(step, MakeEnvironment)
    assert not any("xlwings" in word for command in step.commands for word in command)


@pytest.mark.parametrize("system", ["Windows", "Darwin"])
def test_what_was_there_before_is_there_again_afterwards(machine, install, tmp_path, system):
    place = machine(system)
    other = place.home / ".xlwings" / "xlwings.conf"  # of another tool: neither read nor changed
    for path in (other, place.startup_folder / "PERSONAL.XLSB"):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b'"INTERPRETER_WIN","C:\\other\\python.exe"')
    place.configuration.parent.mkdir(parents=True, exist_ok=True)
    for folder in (place.base, place.data_folder.parent, place.script_folder or place.base):
        folder.mkdir(parents=True, exist_ok=True)
    before = everything(tmp_path)
    install(place)
    assert len(everything(tmp_path)) > len(before)
    remove(place)
    gone = before - everything(tmp_path)
    assert everything(tmp_path) <= before
    assert {Path(name).name for name in gone} <= {".sop_xl"}  # it is empty
    assert other.read_bytes().startswith(b'"INTERPRETER_WIN","C:')
    assert uninstall_plan(place) == []


# ---- names of users, kinds of Python ---------------------------------------------------------------------


@pytest.mark.parametrize("user", ["Jürgen Groß", "Łukasz", "O'Brien & Co (x86)", "用户"])
def test_the_settings_hold_plain_letters_whatever_the_user_is_called(machine, tmp_path, user):
    local = tmp_path / user / "Local"
    windows = machine(env={"LOCALAPPDATA": str(local)}, short=lambda path: tmp_path / "USER~1" / "Local")
    data = configuration.contents(windows)
    assert data.isascii()
    assert data.endswith(b'pythonw.exe"\r\n')
    assert data == SETTING or b"USER~1" in data  # Windows itself cannot hand those letters to a DLL
    assert (data == SETTING) == (user in ("Jürgen Groß", "O'Brien & Co (x86)"))
    said = configuration.read(data, windows)["INTERPRETER_WIN"]
    assert configuration.is_same_place(windows, said, windows.interpreter)
    assert not configuration.is_same_place(windows, r"C:\Python\pythonw.exe", windows.interpreter)


def test_a_folder_that_has_no_plain_name_at_all_is_refused(machine, tmp_path):
    windows = machine(env={"LOCALAPPDATA": str(tmp_path / "用户")})
    with pytest.raises(UsageError, match=r"cannot hand from Excel to Python.*short name"):
        install_plan(windows, ADDIN)


@pytest.mark.parametrize("where", ["executable", "base_of_a_venv"])
def test_a_python_of_the_microsoft_store_is_refused(machine, where):
    store = Path(r"C:\Program Files\WindowsApps\PythonSoftwareFoundation.Python.3.11_qbz5n2kfra8p0/python.exe")
    windows = machine(**({"executable": store} if where == "executable" else {"prefix": store.parent}))
    with pytest.raises(UsageError, match=r"Microsoft Store.*python\.org"):
        install_plan(windows, ADDIN)


def test_a_python_of_32_bits_is_refused(machine):
    with pytest.raises(UsageError, match="32 bits"):
        install_plan(machine(bits=32), ADDIN)


# ---- again, and upgrades ---------------------------------------------------------------------------------


def test_a_newer_program_brings_the_environment_along(machine, install):
    install(machine())
    newer = machine(versions={"sop-xl": "9.9", "xlwings": "0.39.0"})
    (step,) = [step for step in install_plan(newer, ADDIN) if isinstance(step, MakeEnvironment)]
    assert f"from {__version__} to" in str(step)
    assert not any("venv" in command for command in step.commands)  # what is there is used
    assert "xlwings==0.39.0" in step.commands[0]


def test_another_xlwings_than_the_add_in_names_is_brought_into_step(machine, install):
    windows = machine()
    programs = install.programs(windows)
    programs.brings["xlwings"] = "0.36.1"
    carry_out(install_plan(windows, ADDIN), windows, programs, len)
    assert [type(step) for step in install_plan(windows, ADDIN)] == [MakeEnvironment]


def test_an_environment_that_was_not_finished_is_finished_and_not_called_complete(machine, install):
    windows = machine()
    programs = install.programs(windows)
    programs.fails = "pip"
    with pytest.raises(UsageError, match="no network"):
        carry_out(install_plan(windows, ADDIN), windows, programs, len)
    assert windows.interpreter.is_file()
    assert not windows.configuration.exists()
    assert "from an unfinished state" in str(install_plan(windows, ADDIN)[0])
    remove(windows)  # also what a failed installation left
    assert not windows.data_folder.exists()


def test_an_environment_whose_python_was_uninstalled_is_made_anew(machine, install):
    windows = machine()
    install(windows)
    windows.base.rmdir()
    (step,) = install_plan(windows, ADDIN)
    assert "--clear" in step.commands[0]


def test_a_wheel_is_installed_although_the_version_is_there(machine, install):
    windows = machine()
    install(windows)
    programs = install(windows, source="dist/sop_xl.whl")
    assert "dist/sop_xl.whl" in programs.ran[0]
    assert "--clear" in install(windows, renew=True).ran[0]


def test_our_own_older_add_in_is_replaced_and_a_stranger_s_is_kept_elsewhere(machine, install):
    windows = machine()
    install(windows, addin=b"of an older version")
    (step,) = install_plan(windows, ADDIN)
    assert step.kept is None
    install(windows)
    (windows.startup_folder / "sop_xl.xlam").write_bytes(b"edited")
    windows.configuration.write_bytes(b"edited too")
    plan = install_plan(windows, ADDIN)
    assert all("kept as" in str(step) for step in plan)
    install(windows)
    # Excel opens whatever lies in its start-up folder: a copy there would be opened with every start
    assert [path.name for path in windows.startup_folder.iterdir()] == ["sop_xl.xlam"]
    kept = windows.data_folder / "replaced"
    assert {path.name: path.read_bytes() for path in kept.iterdir()} == {
        "sop_xl.xlam.1": b"edited",
        "sop_xl.conf.1": b"edited too",
    }


# ---- Excel is open, and the Python that runs is the one to be changed ------------------------------------


def test_under_an_open_excel_nothing_is_touched(machine, install, tmp_path):
    windows = machine(excel_runs=lambda: True)
    with pytest.raises(UsageError, match=r"Excel is open.*close all windows"):
        install(windows)
    assert everything(tmp_path) == set()
    install(machine())
    before = everything(tmp_path)
    with pytest.raises(UsageError, match="Excel is open"):
        remove(windows)
    assert everything(tmp_path) == before


def test_the_environment_is_not_removed_or_made_anew_by_its_own_python(machine, install):
    install(machine())
    inside = machine(prefix=machine().environment)
    with pytest.raises(UsageError, match=r"runs in.*py -m sop_xl uninstall"):
        remove(inside)
    with pytest.raises(UsageError, match=r"runs in.*py -m sop_xl install"):
        install_plan(inside, ADDIN, renew=True)
    assert inside.interpreter.is_file()


# ---- taking away -----------------------------------------------------------------------------------------


def test_what_the_user_changed_and_made_stays_and_is_named(machine, install):
    windows = machine()
    install(windows)
    addin = windows.startup_folder / "sop_xl.xlam"
    addin.write_bytes(b"edited")
    for name in ("drafts", "undo"):
        (windows.data_folder / name).mkdir()
        (windows.data_folder / name / "a").touch()
    assert [line.partition(": ")[2] for line in left_behind(windows)] == ["it was changed since", "your drafts"]
    remove(windows)
    assert addin.read_bytes() == b"edited"
    assert [path.name for path in windows.data_folder.iterdir()] == ["drafts"]
    assert not windows.configuration.parent.exists()


def test_only_our_own_folders_can_be_removed(machine, tmp_path):
    precious = tmp_path / "precious"
    precious.mkdir()
    with pytest.raises(UsageError, match="not a folder of sop_xl"):
        take_away([Remove(precious, "all")], machine(), len)
    assert precious.is_dir()


def test_a_file_that_is_held_open_is_told_and_the_rest_can_be_taken_away_later(machine, install, monkeypatch):
    windows = machine()
    install(windows)
    with monkeypatch.context() as patch:
        patch.setattr(
            "shutil.rmtree", lambda path: (_ for _ in ()).throw(PermissionError(13, "Permission denied", "x.dll"))
        )
        with pytest.raises(UsageError, match=r"x\.dll: cannot be removed.*run this again"):
            remove(windows)
    remove(windows)
    assert not windows.data_folder.exists()


def test_a_damaged_record_is_refused(machine, install):
    windows = machine()
    install(windows)
    InstallRecord.place(windows).write_text("{")
    with pytest.raises(UsageError, match="is damaged"):
        uninstall_plan(windows)


# ---- the programs that are run ---------------------------------------------------------------------------


@pytest.fixture
def failing(tmp_path):
    """What is said of a program that ends with such words."""

    def run(said: str) -> str:
        script = tmp_path / "pip.py"
        script.write_text(f"import sys; sys.stderr.buffer.write({said!r}.encode('cp1252')); sys.exit(1)")
        with pytest.raises(UsageError) as refused:
            run_program([sys.executable, str(script), "pip"])
        return str(refused.value)

    return run


def test_the_reason_of_a_failing_program_is_told_and_not_its_last_notice(failing):
    said = failing("a\nERROR: No matching distribution für sop-xl\n\n[notice] A new release of pip is available\n")
    assert "No matching distribution" in said
    assert "notice" not in said


def test_behind_a_proxy_the_remedy_names_it(failing):
    assert "HTTPS_PROXY" in failing(
        "WARNING: Retrying after ProxyError('Cannot connect')\nERROR: Could not find sop-xl"
    )


def test_a_program_that_is_not_there_is_told():
    with pytest.raises(UsageError, match="cannot be started"):
        run_program(["/nowhere/python", "-m", "venv"])


def test_settings_of_the_user_do_not_lead_pip_astray(monkeypatch, tmp_path):
    said = tmp_path / "said"
    monkeypatch.setenv("PYTHONPATH", "/evil")
    monkeypatch.setenv("PIP_TARGET", "/elsewhere")
    monkeypatch.setenv("HTTPS_PROXY", "http://proxy:8080")
    code = f"import os; open({str(said)!r}, 'w').write(repr(sorted(os.environ)))"
    run_program([sys.executable, "-c", code])
    names = said.read_text()
    assert "PYTHONPATH" not in names
    assert "PIP_TARGET" not in names
    assert "HTTPS_PROXY" in names
