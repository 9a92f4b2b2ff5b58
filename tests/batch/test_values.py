"""What stands in cells is told to nobody unless asked for: not in run.json, page, journal, lines, or logs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from books import write

SECRETS = ("918273645", "Operation Marzipan", "8.25")


@pytest.fixture
def folder(tmp_path) -> Path:
    """Secrets as inputs, results, refused arguments, lookups that fail, details of checks."""
    cells = {
        "A1": 918273645,
        "A2": "Operation Marzipan",
        "A3": "=A1*2",
        "A4": '=A2&" and more"',
        "B1": "=SOP_SAFETY_STOCK(A1,10,4)",
        "B2": "=SOP_SAFETY_STOCK(A2,10,4)",
        "B3": "=SOP_SAFETY_STOCK(8.25,10,4)",
        "B4": "=MATCH(A2,A1:A1,0)",
        "B5": "=SOP_FORECAST(A2,3)",
        "B6": "=UNKNOWN_FUNCTION(A2)",
        "B7": "=SOP_EOQ(A2,A1,-918273645)",
    }
    checks = [("Totals agree", '=IF(A1=0,"OK","FAIL")'), ("Odd", "=A2"), ("Number", "=A1")]
    write(tmp_path / "in" / "plan.xlsx", cells, checks=checks, detail="Operation Marzipan is short of 918273645")
    (tmp_path / "tmp").mkdir()
    return tmp_path


def said(folder: Path, *more: str) -> str:
    """All that a run says and writes, workbooks apart."""
    words = ["run", folder / "in", "-o", folder / "out", "--as-of", "2020-06-30", *more]
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", *map(str, words)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env=None)
    assert done.returncode == 1, done.stderr
    files = (path for path in (folder / "out").rglob("*") if path.is_file() and path.suffix != ".xlsx")
    return done.stdout + done.stderr + "".join(path.read_text(encoding="utf-8") for path in files)


@pytest.mark.parametrize("style", ["text", "json", "jsonl"])
def test_no_value_is_told(folder, style):
    text = said(folder, "--format", style)
    assert "Totals agree" in text
    assert "service_level" in text, "the reason is told"
    for secret in SECRETS:
        assert secret not in text


def test_values_are_told_when_asked_for(folder):
    text = said(folder, "--with-values")
    for secret in SECRETS:
        assert secret in text
