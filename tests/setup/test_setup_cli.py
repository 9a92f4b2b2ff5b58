"""``sop-xl install``, ``uninstall`` and ``doctor`` as they are typed, here and as if there were Windows."""

from __future__ import annotations

import io
import json
import sys

import pytest

from sop_xl.__main__ import main
from sop_xl.setup import install as installing
from sop_xl.setup import machine as describing


@pytest.fixture
def sop_xl(monkeypatch, capsys):
    """Run a command; its exit code and what it said."""

    def run(*words, answer=""):
        monkeypatch.setattr(sys, "argv", ["sop-xl", *words])
        monkeypatch.setattr(sys, "stdin", io.StringIO(answer))
        with pytest.raises(SystemExit) as done:
            main()
        return done.value.code, "".join(capsys.readouterr())

    return run


@pytest.fixture
def on(machine, install, monkeypatch):
    """As if the commands ran on a machine; its programs come back."""

    def choose(system="Windows", **options):
        chosen = machine(system, **options)
        programs = install.programs(chosen)
        monkeypatch.setattr(describing, "this_machine", lambda: chosen)
        monkeypatch.setattr("sop_xl.setup.doctor.this_machine", lambda: chosen)
        monkeypatch.setattr(installing, "run_program", programs)
        return chosen

    return choose


def test_where_there_is_no_excel_a_dry_run_says_so_and_changes_nothing(sop_xl, on, tmp_path):
    on("Linux")
    code, said = sop_xl("install", "--dry-run")
    assert code == 0
    assert "There is no Excel for this system" in said
    assert "1. make a Python environment with sop-xl" in said
    assert said.endswith("Nothing was changed.\n")
    assert list(tmp_path.iterdir()) == []
    assert sop_xl("uninstall", "--dry-run") == (0, "Nothing of sop_xl is installed for Excel.\n")


def test_the_whole_way_there_and_back(sop_xl, on):
    windows = on()
    code, said = sop_xl("install", answer="n\n")
    assert (code, windows.data_folder.exists()) == (0, False)
    assert [line[5:9] for line in said.splitlines() if line.startswith("  ")] == ["make", "writ", "writ"]
    code, said = sop_xl("install", "--yes")
    assert code == 0
    assert "Start Excel" in said
    assert sop_xl("install", "--yes")[1] == "All is in place. Look at it with: sop-xl doctor\n"
    code, said = sop_xl("doctor", "--json")
    assert not [f for f in json.loads(said) if f["state"] == "fail"]
    assert code == 0
    (windows.data_folder / "drafts").mkdir()
    code, said = sop_xl("uninstall", "--yes")
    assert code == 0
    assert "stays: " in said
    assert [path.name for path in windows.data_folder.iterdir()] == ["drafts"]


def test_an_open_excel_is_told_in_the_plan_and_refused_in_the_deed(sop_xl, on):
    windows = on(excel_runs=lambda: True)
    assert "Excel is open: close it" in sop_xl("install", "--dry-run")[1]
    code, said = sop_xl("install", "--yes")
    assert code == 2
    assert "Save your work" in said
    assert "Traceback" not in said
    assert not windows.data_folder.exists()


def test_a_failure_has_exit_code_one_and_its_remedy_in_the_next_line(sop_xl, on):
    on()
    code, said = sop_xl("doctor")
    assert code == 1
    lines = said.splitlines()
    place = next(i for i, line in enumerate(lines) if line.startswith("FAIL  Environment"))
    told = next(line for line in lines[place + 1 :] if not line.startswith("      ") or "→" in line)
    assert told.strip() == "→ Run: sop-xl install"


def test_no_line_is_wider_than_the_terminal_and_what_is_for_other_systems_takes_one(sop_xl, on, monkeypatch):
    on("Linux")
    monkeypatch.setenv("COLUMNS", "80")
    said = sop_xl("doctor")[1]
    assert max(map(len, said.splitlines())) <= 80
    assert said.count("Not for this system: Excel, Python,") == 1
    assert "not on this system" not in said
    assert len(json.loads(sop_xl("doctor", "--json")[1])) > len(said.splitlines())
