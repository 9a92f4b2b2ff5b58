"""Checks, pack, explanations."""

from __future__ import annotations

import pytest

from sop_xl.actions.port import Place
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellError
from sop_xl.errors import SopError, WorkbookError


def test_checks_and_error_cells_are_told(unit, run_quick):
    before = len(run_quick("check", unit).outcome.reports[0].rows)
    place = Place("Home", Area(40, 2, 40, 2))
    unit.write(place, [[CellError.DIV0]])
    rows = run_quick("check", unit).outcome.reports[0].rows
    assert len(rows) == before + 1
    assert ("ERROR", "Home!B40") in [row[:2] for row in rows]


def test_the_pack_is_of_the_company(unit, run_quick):
    with pytest.raises(WorkbookError, match="made from the company workbook"):
        run_quick("publish-pack", unit)


def test_the_pack_is_made(company, run_quick):
    done = run_quick("publish-pack", company)
    assert {name.rpartition(".")[2] for name in done.outcome.files} >= {"pdf", "xlsx"}
    assert done.outcome.files["executive_pack.pdf"].startswith(b"%PDF")


def test_a_cell_is_explained(do, unit):
    done = do("explain", unit, cell="'Demand plan'!B8")
    assert done.outcome.reports[0].title == "'Demand plan'!B8"
    with pytest.raises(SopError):
        do("explain", unit, cell="Nowhere!A1")


def test_functions_and_machine_are_told(unit, run_quick):
    assert len(run_quick("function-reference", unit).outcome.reports[0].rows) > 90
    findings = run_quick("doctor", unit).outcome.reports[0].rows
    assert any(row[1] == "north.xlsx: settings" and row[0] == "ok" for row in findings)
