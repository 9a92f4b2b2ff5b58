"""Questions that are asked beside a sheet, round after round."""

from __future__ import annotations

import formualizer as fz
import pytest

from sop_xl.cells.address import CellAddress
from sop_xl.engine import questions
from sop_xl.engine.questions import Questions


@pytest.mark.parametrize("room", [None, 4, 2])
@pytest.mark.parametrize("reaches_far", [False, True])
def test_each_round_has_its_own_answers(monkeypatch, reaches_far, room):
    """The engine gives what stood in a cell before, where many formulas are written over values at once."""
    if room is not None:
        monkeypatch.setattr(questions, "_ROOM", room)
    workbook = fz.Workbook()
    workbook.add_sheet("S")
    workbook.set_value("S", 1, 1, 2.0)
    asking = Questions(workbook, reaches_far=reaches_far)
    for number in range(1, 4):
        cells = [CellAddress("S", row, 2) for row in range(1, number + 1)]
        answers = asking.answers(dict.fromkeys(cells, f"=A1+{number}"), workbook.evaluate_all)
        assert answers == dict.fromkeys(cells, 2.0 + number)
        assert [asking.value(cells[0], f"=A1*{number}") for _ in range(2)] == [2.0 * number] * 2


def test_comparisons_that_are_asked_for_come_out_one_after_the_other(book):
    tenths = {"A1": 0.1, "A2": 0.2, "A3": 0.3}
    book.write({
        **tenths,
        "B1": "=IF(SUM(A1:A2)=A3+0,1,2)",
        "B2": "=IF(SUM(A1:A2)+B1-1=A3+0,5,6)",
        "B3": "=IF(SUM(A1:A2)+B2-5=A3+0,7,8)",
        "B4": "=INT(A3/A1)",
    })  # fmt: skip
    book.recalculate()
    assert [book["B1"], book["B2"], book["B3"]] == [1, 5, 7]
    assert set(book.kept) == {"B4"}


def test_formulas_that_read_their_own_place_are_asked_as_there(book):
    """``ROW()`` is another number beside the sheet."""
    book.write({
        "A1": 1, "A2": "5,000", "A3": 3, "A4": 7,
        "B2": "=IFERROR(INDEX(A1:A4,ROW())*1,0)", "B3": "=IFERROR(INDEX(A1:A4,ROW())*1,0)",
        "C4": "=INT((ROW()-2.7)/0.1)", "C5": "=INT((ROW( )-2.5)/0.5)", "E1": "=INT((COLUMN()-4.4)/0.2)&\"ROW()\"",
    })  # fmt: skip
    book.recalculate()
    assert set(book.kept) == {"B2", "C4", "E1"}
    assert [book["B3"], book["C5"]] == [3, 5]
