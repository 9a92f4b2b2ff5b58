"""``sop-xl new`` in its two forms, and ``sop-xl refresh`` as typed."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from click.testing import CliRunner

from sop_xl.batch.run import Listener
from sop_xl.cli.new import command as new
from sop_xl.cli.refresh import command as refresh
from sop_xl.errors import UsageError
from workbooks.make import PLAIN, FileForm, make_template

MACROS = FileForm(".xlsm", bytes)


@pytest.mark.parametrize(
    ("form", "there", "force"),
    [
        (PLAIN, "company.xlsm", False),
        (PLAIN, "company.xlsm", True),
        (MACROS, "plan.xlsx", True),
        (MACROS, "plan.xlsm", False),
    ],
)
def test_two_forms_of_one_workbook_are_never_side_by_side(form, there, force, tmp_path):
    (tmp_path / there).write_bytes(b"mine")
    with pytest.raises(UsageError, match="is already there") as refusal:
        make_template(
            tmp_path, "Acme", ("Plan",), None, dt.date(2026, 10, 31), force=force, listener=Listener(), form=form
        )
    assert refusal.value.hint
    assert [path.name for path in tmp_path.iterdir()] == [there]


def test_plain_workbooks_have_no_macros_and_no_add_in(tmp_path):
    done = CliRunner().invoke(new, [str(tmp_path / "plans"), "--plain", "--as-of", "2026-10-31"])
    assert "Open first:" in done.output
    assert sorted(path.name for path in (tmp_path / "plans").iterdir()) == ["company.xlsx", "plan.xlsx"]


def test_refresh_says_what_it_did(built, tmp_path):
    path = tmp_path / "north.xlsm"
    path.write_bytes(built.read_bytes())
    done = CliRunner().invoke(refresh, [str(path)])
    assert re.search(r"the modules are of [\d.]+ already", done.output)
    assert [found.name for found in tmp_path.iterdir()] == ["north.xlsm"]
    assert "Note" not in done.output


def test_refresh_has_a_page_of_help():
    text = CliRunner().invoke(refresh, ["--help"]).output
    assert "Exit codes" in text
