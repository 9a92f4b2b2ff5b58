"""Ranges written from their end are read from their beginning."""

from __future__ import annotations

import pytest

from sop_xl.engine.backward_ranges import forward


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SUM(B9:B2)", "SUM(B2:B9)"), ("SUM(B$3:B2)", "SUM(B2:B$3)"), ("SUM($C2:A$9)", "SUM(A2:$C$9)"),
        ("SUM(S!C3:A1,A1:A2)", "SUM(S!A1:C3,A1:A2)"), ('A1&"B9:B2"&\'B9:B2\'!A1', 'A1&"B9:B2"&\'B9:B2\'!A1'),
        ("SUM(AA1:Z1)", "SUM(Z1:AA1)"), ("SUM(A:A,2:1)", "SUM(A:A,2:1)"), ("LOG10(A2:A1)", "LOG10(A1:A2)"),
    ],
)  # fmt: skip
def test_turned(text, expected):
    assert forward(text) == expected


def test_a_running_total_whose_first_range_is_backward(book):
    cells: dict[str, object] = {"A1": "Sum", **{f"A{row}": row for row in range(2, 6)}}
    cells |= {f"B{row}": f"=SUM(A$3:A{row - 1})" for row in range(2, 6)}
    book.write({**cells, "C2": '=SUMIFS(A5:A2,A5:A2,">3")', "C3": "=B3*2"})
    book.recalculate()
    assert not book.kept
    assert [book[f"B{row}"] for row in range(2, 6)] == [5, 5, 3, 7]
    assert [book["C2"], book["C3"]] == [9, 10]
