"""Formula cells found by kind, without looking at each."""

from __future__ import annotations

import pytest

from sop_xl.book.formula_cells import FormulaCells
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.cells.address import Area
from sop_xl.cells.formula import FormulaList, Spread, covering
from sop_xl.errors import CorruptWorkbookError

HEAD = b'<worksheet xmlns="http://x"><sheetData>'
TAIL = b"</sheetData><extLst><f>not a cell</f></extLst></worksheet>"


def scanned(rows: bytes, *, exact: bool = False) -> FormulaCells:
    return FormulaCells(SheetXml(HEAD + rows + TAIL, book="b", part="p"), exact=exact)


def column(*formulas: str) -> bytes:
    cells = (
        f'<row r="{row}"><c r="A{row}"><f>{text}</f><v>1</v></c></row>' for row, text in enumerate(formulas, start=1)
    )
    return "".join(cells).encode()


def kinds(cells: FormulaCells) -> list[tuple[str | None, Spread, int]]:
    return sorted((kind.text or "", kind.spread, kind.cells) for kind in cells.kinds())


def test_copies_down_a_column_are_one_kind():
    cells = scanned(column("B1*2", "B2*2", "B3*2", "SUM(B1:B9)"))
    (copied, _, three), total = kinds(cells)
    assert (copied in ("B1*2", "B2*2", "B3*2"), three) == (True, 3)
    assert total == ("SUM(B1:B9)", Spread.CELL, 1)
    assert len(cells) == 4
    assert [f.row for f in cells.select(lambda text, _: text is not None and "SUM" in text)] == [4]


@pytest.mark.parametrize(
    "pair",
    [
        ("ATAN2(1,2)", "ATAN3(1,2)"),
        ("Table1[x]", "Table2[x]"),
        ("[1]S!A1", "[2]S!A1"),
        ("INDEX(B1:B2,0)", "INDEX(B1:B2,1)"),
    ],
)
def test_digits_that_make_a_difference_are_not_folded(pair):
    assert len(list(scanned(column(*pair)).kinds())) == 2


def test_names_with_digits_are_told_apart_on_demand():
    assert len(list(scanned(column("Rate1*2", "Rate3*2")).kinds())) == 1
    assert len(list(scanned(column("Rate1*2", "Rate3*2"), exact=True).kinds())) == 2


def test_shared_array_and_textless_formulas():
    rows = (
        b'<row r="1"><c r="A1"><f t="shared" ref="A1:A3" si="0">B1+1</f><v>1</v></c><c r="C1" cm="1"><f t="array" ref="C1">X(1)</f></c></row>'
        b'<row r="2"><c r="A2"><f t="shared" si="0"/><v>1</v></c><c r="C2"><f t="array" ref="C2:D3">B1:B2*2</f></c></row>'
        b'<row r="3"><c r="A3"><f t="shared" si="0"/></c><c r="E3"><f t="dataTable" ref="E3:E4" r1="A1"/></c></row>'
    )
    cells = scanned(rows)
    assert len(cells) == 6
    assert [(f.row, f.text) for f in cells if f.column == 1] == [(1, "B1+1"), (2, "B1+1"), (3, "B1+1")]
    assert [(f.row, f.spread, f.area) for f in cells.arrays] == [(2, Spread.FIXED, Area(2, 3, 3, 4))]
    assert ("X(1)", Spread.DYNAMIC, 1) in kinds(cells)
    assert [(f.row, f.column) for f in cells.select(lambda text, _: text is None)] == [(3, 5)]
    assert {f.row for f in cells.select(lambda text, _: text == "B1+1")} == {1, 2, 3}


def test_a_formula_cell_without_an_address_is_damage():
    with pytest.raises(CorruptWorkbookError, match="damaged"):
        scanned(b'<row r="1"><c><f>1+1</f></c></row>')


def test_areas_cover_every_formula_and_little_else():
    far = [(1, 1), (1_048_576, 16_384), (5, 3)]
    areas = covering(far)
    assert sum(area.rows * area.columns for area in areas) < 100
    assert all(any(area.contains(*at) for area in areas) for at in far)
    assert covering([]) == []
    assert covering((row, 2) for row in range(1, 1001)) == [Area(1, 2, 1000, 2)]
    assert FormulaList().areas == []
