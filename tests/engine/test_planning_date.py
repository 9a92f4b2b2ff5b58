"""TODAY and NOW are the planning date, whatever the engine and the clock."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.libreoffice import LibreOfficeEngine
from udfs import REGISTRY

FORMULAS = {
    "=TODAY()": 44012, "=YEAR(NOW())": 2020, "=NOW()-TODAY()": 0.5, '="TODAY()"&MONTH( today( ) )': "TODAY()6",
    "=Planned+1": 44013, '=TEXT(TODAY(),"yyyy-mm-dd")': "2020-06-30", "=SUM(T[@x],TODAY())": 44019,
}  # fmt: skip


def arrange(workbook, sheet):
    workbook.define_name("Planned", "=TODAY()")
    sheet.add_table("C1:D9", {"name": "T", "columns": [{"header": "x"}, {"header": "y"}], "data": [[7, 7]] * 8})


@pytest.mark.libreoffice
@pytest.mark.parametrize("engine", [EmbeddedEngine(REGISTRY), LibreOfficeEngine()], ids=lambda engine: engine.name)
def test_today_is_the_planning_date(book, engine, soffice):
    addresses = [f"A{i}" for i in range(1, len(FORMULAS) + 1)]
    book.write(dict(zip(addresses, FORMULAS, strict=True)), arrange=arrange)
    book.recalculate(engine)
    assert dt.date.today() != dt.date(2020, 6, 30)
    assert not book.kept
    assert [book[a] for a in addresses] == list(FORMULAS.values())
