"""The commands as a user types them: messages, exit codes, no traceback."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sop_xl.book.reading import BookReader
from sop_xl.cells.address import parse_address


def sop_xl(*words: object, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=cwd, check=False)
    assert "Traceback" not in done.stdout + done.stderr
    return done


def test_version():
    from sop_xl import __version__

    assert sop_xl("--version").stdout.strip().endswith(__version__)


@pytest.mark.parametrize(
    "command", ["", "new", "demo", "run", "retry", "watch", "diff", "check", "explain", "functions", "doctor"]
)
def test_every_command_has_help(command):
    done = sop_xl(*([command] if command else []), "--help")
    assert done.returncode == 0
    assert "Usage:" in done.stdout


def test_help_loads_nothing_heavy():
    code = (
        "import sys; sys.argv=['sop-xl','--help']\n"
        "from sop_xl.cli import main\n"
        "try: main()\nexcept SystemExit: pass\n"
        "heavy = {'numpy','pandas','scipy','statsmodels','formualizer','openpyxl','xlsxwriter','reportlab'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, capture_output=True)


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["nothing"], 2, "No such command"),
        (["run"], 2, "Missing argument"),
        (["run", "x", "-o", "y"], 2, "--as-of"),
        (["run", "x", "--as-of", "2020-06-30"], 2, "-o FOLDER"),
        (["run", "x", "-o", "y", "--as-of", "June"], 2, "YYYY-MM-DD"),
        (["run", "missing", "-o", "y", "--as-of", "2020-06-30"], 2, "no such file or folder"),
        (["functions", "SOP_NOTHING"], 2, "no such function"),
        (["explain", "missing.xlsx", "A1"], 2, "does not exist"),
        (["new", "x", "--as-of", "2020-06-15"], 2, "last day of a month"),
    ],
)
def test_a_wrong_call_says_what_is_right(tmp_path, words, code, said):
    done = sop_xl(*words, cwd=tmp_path)
    assert done.returncode == code
    assert said in done.stderr


def test_an_empty_folder_is_exit_code_3(tmp_path):
    (tmp_path / "in").mkdir()
    done = sop_xl("run", tmp_path / "in", "-o", tmp_path / "out", "--as-of", "2020-06-30")
    assert done.returncode == 3
    assert "No workbook" in done.stdout


def test_functions_lists_and_tells():
    done = sop_xl("functions")
    assert "SOP_FORECAST" in done.stdout
    assert "SOP_PVM" in done.stdout
    done = sop_xl("functions", "sop_safety_stock")
    assert "SOP_SAFETY_STOCK(service_level, demand_std, lead_time" in done.stdout
    assert "Source:" in done.stdout


def test_doctor_in_words_and_as_json():
    assert "Interpreter" in sop_xl("doctor").stdout
    found = json.loads(sop_xl("doctor", "--json").stdout)
    assert {finding["state"] for finding in found} <= {"ok", "note", "fail"}


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("new") / "plans"
    done = sop_xl("new", folder, "--company", "Acme", "--unit", "North", "--unit", "South", "--as-of", "2026-10-31")
    assert done.returncode == 0, done.stdout + done.stderr
    assert "COMPLETE: 3 workbooks" in done.stdout
    return folder


def test_new_makes_a_live_template(template):
    assert sorted(path.name for path in template.iterdir()) == [
        "company.xlsm",
        "north.xlsm",
        "sop_xl.xlam",
        "south.xlsm",
    ]
    reader = BookReader.open(template / "company.xlsm")
    assert reader.value(parse_address("Settings!C6")) == "Acme"
    assert list(reader.error_cells()) == []


def test_new_does_not_overwrite(template):
    before = (template / "company.xlsm").read_bytes()
    done = sop_xl("new", template, "--unit", "North", "--as-of", "2026-10-31")
    assert done.returncode == 2
    assert "already there" in done.stderr
    assert (template / "company.xlsm").read_bytes() == before


def test_run_check_and_explain_on_the_template(template, tmp_path):
    done = sop_xl("run", template, "-o", tmp_path / "out", "--as-of", "2026-10-31", "--format", "json")
    assert done.returncode == 0, done.stderr
    manifest = json.loads(done.stdout)
    assert manifest["complete"] is True
    assert manifest["pack"] == ["pack/executive_pack.pdf", "pack/executive_pack.xlsx"]
    assert (tmp_path / "out" / "pack" / "executive_pack.pdf").read_bytes().startswith(b"%PDF")
    done = sop_xl("check", tmp_path / "out" / "north.xlsm", tmp_path / "out" / "south.xlsm")
    assert done.returncode == 0
    assert "COMPLETE" in done.stdout
    done = sop_xl("explain", tmp_path / "out" / "north.xlsm", "'Demand plan'!E8")
    assert done.returncode == 0
    assert "SOP_SEGMENT" in done.stdout
    assert "reads" in done.stdout


def test_the_text_of_a_run_says_what_needs_a_look(template, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "broken.xlsx").write_bytes(b"nonsense")
    (folder / "north.xlsm").write_bytes((template / "north.xlsm").read_bytes())
    done = sop_xl("run", folder, "-o", tmp_path / "out", "--as-of", "2026-10-31")
    assert done.returncode == 1
    assert "broken.xlsx" in done.stdout
    assert "is not an Excel workbook" in done.stdout
    assert "INCOMPLETE" in done.stdout
    assert "[2/2]" in done.stderr


@pytest.mark.parametrize("command", [["run", "-o", "out", "--as-of", "2026-10-31"], ["check"], ["diff", "b"]])
def test_what_the_system_refuses_is_no_bug(command):
    done = sop_xl(command[0], "a" * 300, *command[1:])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("sop-xl: File name too long")
    assert "Check the path" in done.stderr


def test_a_bug_is_no_traceback(tmp_path, monkeypatch):
    code = (
        "import sys; sys.argv=['sop-xl','functions']\n"
        "import udfs, sop_xl.functions.emit.text as t\n"
        "def broken(registry): raise RuntimeError('secret value 42')\n"
        "t.index = broken\n"
        "from sop_xl.cli import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 4
    assert "a bug in sop_xl, id" in done.stderr
    assert "Traceback" not in done.stderr
