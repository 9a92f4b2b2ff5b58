"""The second opinion of LibreOffice, and policies that accept known differences."""

from __future__ import annotations

import datetime as dt

import pytest
import xlsxwriter

from sop_xl.batch.acceptance import Acceptance, read_policy
from sop_xl.batch.manifest import Status, WorkbookReport
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.errors import UsageError

AS_OF = dt.date(2020, 6, 30)


@pytest.fixture
def book(tmp_path):
    """PERCENTRANK is one of the few functions in which LibreOffice rounds and Excel cuts off."""
    path = tmp_path / "in" / "book.xlsx"
    path.parent.mkdir()
    workbook = xlsxwriter.Workbook(path)
    sheet = workbook.add_worksheet("S")
    sheet.write_column("A1", [2, 3.5, 1.25, 9, 4, 6.5, 2.5, 7])
    sheet.write_formula("C1", "=SUM(A1:A8)")
    sheet.write_formula("C2", "=PERCENTRANK(A1:A8,2)")
    sheet.write_formula("C3", "=INDEX(SOP_PROJECT_INVENTORY(A1,{1,2}),1,1)")
    sheet.write_formula("C4", "=TODAY()")
    sheet.write_formula("C5", "=C4+1")
    sheet.write_formula("C6", '=_xlfn.TEXTBEFORE("a-b","-")')
    workbook.close()
    return path


def verified(book, tmp_path, policy=None) -> WorkbookReport:
    request = RunRequest([book], tmp_path / "out", AS_OF, pack=False, force=True, verify=True, policy=policy)
    return run(request, Listener()).workbooks[0]


@pytest.mark.libreoffice
def test_a_cell_that_libreoffice_calculates_otherwise_is_listed(book, tmp_path, soffice):
    report = verified(book, tmp_path)
    assert report.status is Status.WARNED
    assert [(one.cell, one.accepted) for one in report.verification.differences] == [("C2", None)]
    assert "of their size" in report.verification.differences[0].difference
    assert report.verification.compared == 3, "C1, C2 and C5; the SOP function and the clock are given"
    assert report.verification.not_compared in (0, 1), "a newer LibreOffice may know TEXTBEFORE"
    assert any("differ from what LibreOffice" in remark for remark in report.remarks)


@pytest.mark.libreoffice
def test_a_policy_accepts_it_with_a_reason(book, tmp_path, soffice):
    policy = tmp_path / "policy.csv"
    policy.write_text("workbook,sheet,cell,function,reason\n,,,PERCENTRANK,cuts off as Excel does\n")
    report = verified(book, tmp_path, policy)
    assert report.status is Status.OK
    assert [one.accepted for one in report.verification.differences] == ["cuts off as Excel does"]
    assert not report.remarks


def test_policies_as_toml_and_csv(tmp_path):
    toml, table = tmp_path / "p.toml", tmp_path / "p.csv"
    toml.write_text('[[accept]]\nworkbook = "eu*.xlsx"\ncell = "B2:C3"\nreason = "rounding"\n')
    table.write_text("workbook,cell,reason\neu*.xlsx,B2:C3,rounding\n")
    (one,) = read_policy(toml)
    assert read_policy(table) == (one,)
    assert one.covers("EU north.xlsx", "S", 3, 3, {"SUM"})
    assert not one.covers("EU north.xlsx", "S", 4, 3, {"SUM"})
    assert not one.covers("us.xlsx", "S", 3, 3, {"SUM"})
    assert Acceptance("r", function="RATE").covers("a", "b", 1, 1, {"RATE"})


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[[accept]]\nsheet = 'S'\n", "gives no reason"),
        ("[[accept]]\nreason = 'any'\n", "accept every difference"),
        ("[[accept]]\nreason = 'x'\ncell = 'nowhere'\n", "names no cell"),
        ("[[accept]]\nreason = 'x'\nsheeet = 'S'\n", "unknown key"),
        ("accept = 3\n", "no list"),
        ("accept = [3]\n", "is no table"),
        ("[[accept\n", "no policy file"),
    ],
)
def test_a_policy_that_is_not_understood_is_refused(tmp_path, text, said):
    path = tmp_path / "p.toml"
    path.write_text(text)
    with pytest.raises(UsageError, match=said):
        read_policy(path)


def test_a_policy_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UsageError, match="cannot be read"):
        read_policy(tmp_path / "none.csv")
