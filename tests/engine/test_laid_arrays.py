"""Arrays that the engine cannot spill: larger than its limit, or over a fixed range of another size."""

from __future__ import annotations

import pytest

from sop_xl.cells.address import a1, column_letters
from sop_xl.cells.values import CellError
from sop_xl.engine.laid_arrays import unwrapped
from sop_xl.engine.libreoffice import LibreOfficeEngine

ROWS, COLUMNS = 350, 36  # 12,600 cells: above the engine's limit of 10,000


def demand() -> dict[str, object]:
    return {a1(1 + row, 1 + column): 100 + row + column for row in range(ROWS) for column in range(COLUMNS)}


def test_a_large_result_of_an_sop_function_fills_its_cells_and_feeds_others(book):
    last = column_letters(COLUMNS)
    start = "AL1"  # two columns to the right of the data
    cells = demand()
    cells |= {"BX1": f"=SUM(AL1:BU{ROWS})", "BX2": "=AM2*2", "BX3": "=BU350", "BX4": "=IF(ISERROR(BX1),0,1)"}
    book.write(
        cells,
        spills={
            f"{start}:{start}": f"=SOP_PROJECT_INVENTORY(A1:A{ROWS}*0+1000,A1:{last}{ROWS})",
            "CA1:CA1": f"=SOP_PROJECT_INVENTORY(A1:A{ROWS}*0,AL1:BU{ROWS})",  # reads what is laid down
        },
    )
    book.recalculate()
    assert not book.kept
    assert not book.report.error_cells
    expected = [[0.0] * COLUMNS for _ in range(ROWS)]
    for row in range(ROWS):
        stock = 1000.0
        for column in range(COLUMNS):
            stock -= 100 + row + column
            expected[row][column] = stock
    assert book["AL1"] == expected[0][0]
    assert book["AM2"] == expected[1][1]
    assert book["BU350"] == expected[-1][-1]
    assert book["BX1"] == sum(map(sum, expected))
    assert [book["BX2"], book["BX3"], book["BX4"]] == [expected[1][1] * 2, expected[-1][-1], 1]
    assert book["CA1"] == -expected[0][0]
    assert book["CB1"] == -expected[0][0] - expected[0][1]
    assert book["DJ350"] == pytest.approx(-sum(expected[-1]))


def test_a_large_native_array_fills_its_cells(book):
    book.write({"A1": 1, "C1": "=SUM(E1:E20000)", "C2": "=E20000"}, spills={"E1:E1": "=SEQUENCE(20000,1,A1)"})
    book.recalculate()
    assert [book["C1"], book["C2"], book["E2"]] == [20000 * 20001 / 2, 20000, 2]


def test_a_large_array_is_stopped_by_what_stands_in_its_way(book):
    book.write({"A1": 1, "E15000": "here", "C1": "=SUM(E1:E20000)"}, spills={"E1:E1": "=SEQUENCE(20000,1,A1)"})
    book.recalculate()
    assert book["E1"] is CellError.VALUE  # files spell #SPILL! so
    assert book["E15000"] == "here"
    assert book["E2"] is None
    assert book["C1"] is CellError.VALUE


def test_errors_inside_a_large_result_have_their_reasons_and_are_seen(book):
    cells = demand() | {"A7": "=NA()", "BX1": '=SUMIFS(AL1:AL350,BY1:BY350,"k")', "BY7": "k", "BY8": "k"}
    book.write(cells, spills={"AL1:AL1": f"=SOP_DAYS_OF_COVER(A1:A{ROWS}*0+500,A1:AJ{ROWS},30)"})
    book.recalculate()
    assert book["BX1"] is CellError.NA


def test_what_reads_a_kept_array_is_reported(book):
    """The array itself is kept, or what it reads; its readers read another cell than the one with the formula."""
    spills = {"E1:E3": "=_xll.OTHERS(1)", "F1:F3": "=SEQUENCE(3,1,A1)"}
    cells = {"A1": "=_xll.OTHER(1)", "C1": "=E3*2", "C2": "=SUM(F2:F3)", "C3": "=C1+1", "C4": "=A2"}
    book.write(cells, spills=spills)
    book.recalculate()
    assert set(book.kept) == {"A1", "E1", "F1", "C1", "C2", "C3"}


def test_what_reads_a_large_array_that_was_not_calculated_is_reported(book):
    book.write({"A1": "=_xll.OTHER(1)", "C1": "=E15000*2"}, spills={"E1:E20000": "=SEQUENCE(20000,1,A1+1)"})
    book.recalculate()
    assert {"A1", "C1", "E1"} <= set(book.kept)
    assert book["C1"] == "old"


@pytest.mark.libreoffice
def test_arrays_over_fixed_ranges_are_cut_and_repeated_as_libreoffice_does_it(book, soffice):
    """Entered with Ctrl+Shift+Enter over one cell, over fewer, and over more cells than the result has."""
    cells = {f"A{i}": i for i in range(1, 9)} | {f"B{i}": 10 * i for i in range(1, 9)}
    arrays = {
        "D1": "{=A1:A8}", "D2": "{=A1:A8*B1:B8}", "E1:E3": "{=A1:A8*2}", "F1:G8": "{=A1:A8+1}", "H1:I2": "{=SUM(A1:A8)}",
        "J1:K9": "{=A1:B8}", "L1:M2": "{=A3:B3*2}", "N1": "{=SUM(A1:A8*B1:B8)}",
    }  # fmt: skip
    book.write({**cells, "P1": "=SUM(E1:E8)", "P2": "=D2"}, arrays=arrays)
    seen = [f"{column}{row}" for column in "DEFGHIJKLMN" for row in range(1, 10)] + ["P1", "P2"]
    book.recalculate()
    assert not book.kept
    ours = {address: book[address] for address in seen}
    book.recalculate(LibreOfficeEngine())
    assert ours == {address: book[address] for address in seen}
    assert ours["D1"] == 1
    assert ours["K9"] is CellError.NA


def test_the_formula_is_found_again():
    assert unwrapped("=SOP_XL_LAID(3, SUM(A1)*(2))") == "SUM(A1)*(2)"
    assert unwrapped("=SUM(A1)") == "SUM(A1)"


@pytest.mark.parametrize("rows", [20, 150])
def test_what_a_large_array_spills_over_is_read_or_kept(book, rows):
    """Of a small one the engine knows the cells; a large one is laid down, and never silently an error."""
    book.write({"F1": 1}, spills={"A3": f"=SEQUENCE({rows},150)", "A1": "=SUM(A3#)", "B1": "=IFERROR(SUM(A3#),0)"})
    book.recalculate()
    total = rows * 150 * (rows * 150 + 1) / 2
    for cell in ("A1", "B1"):
        assert cell in book.kept or book[cell] == total
