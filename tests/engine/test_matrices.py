"""Products, inverses and determinants of matrices as Excel computes them, where any order of elimination gives the same."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from sop_xl.cells.values import CellError
from sop_xl.engine.native.matrices import FUNCTIONS
from sop_xl.engine.native.native_call import IN_DOUBT

MMULT, MINVERSE, MDETERM, MUNIT = (FUNCTIONS[name].computed for name in ("MMULT", "MINVERSE", "MDETERM", "MUNIT"))
DATA = {
    "A1": 1,
    "B1": 2,
    "A2": 3,
    "B2": 4,
    "D1": 5,
    "E1": 6,
    "D2": 7,
    "E2": 8,
    "G1": 1,
    "G2": 2,
    "G3": 3,
    "H1": 4,
    "H2": 5,
    "H3": 6,
}
VALUE, NUM, NA = CellError.VALUE, CellError.NUM, CellError.NA


def exact(rows):
    """Inverse and determinant in fractions."""
    size, lines = len(rows), [[Fraction(one) for one in row] for row in rows]
    lines = [[*row, *(Fraction(at == other) for other in range(size))] for at, row in enumerate(lines)]
    determinant = Fraction(1)
    for at in range(size):
        pivot = next((one for one in range(at, size) if lines[one][at]), None)
        if pivot is None:
            return None, Fraction(0)
        determinant *= lines[pivot][at] * (1 if pivot == at else -1)
        lines[at], lines[pivot] = lines[pivot], lines[at]
        lines[at] = [one / lines[at][at] for one in lines[at]]
        for other in range(size):
            if other != at:
                lines[other] = [a - lines[other][at] * b for a, b in zip(lines[other], lines[at], strict=True)]
    return [[float(one) for one in row[size:]] for row in lines], determinant


def test_against_fractions():
    """Of numbers with few digits, some of them nearly singular; what is given is exact."""
    numbers, given = random.Random(7), 0
    for _ in range(400):
        size = numbers.randint(1, 6)
        rows = [
            [numbers.choice([numbers.randint(-3, 3), numbers.randint(-999, 999) / 8]) for _ in range(size)]
            for _ in range(size)
        ]
        if numbers.random() < 0.3:
            rows[-1] = [one + numbers.choice([0, 2.0 ** -numbers.randint(3, 40)]) for one in rows[0]]
        inverse, determinant = exact(rows)
        found = MINVERSE([list(map(float, row)) for row in rows])
        if isinstance(found, list):
            given += 1
            assert inverse is not None
            for ours, theirs in zip(found, inverse, strict=True):
                assert ours == pytest.approx(theirs, rel=1e-9, abs=0)
        else:
            assert found is IN_DOUBT or (found is NUM and inverse is None)
        found = MDETERM([list(map(float, row)) for row in rows])
        assert found is IN_DOUBT or found == pytest.approx(float(determinant), rel=1e-9, abs=0)
    assert given > 200


@pytest.mark.parametrize("scale", [1e-8, 1.0, 1e9])
def test_units_do_not_matter(scale):
    """A bill of materials in pieces and millions, inverted: zeros stay zeros."""
    rows = [[1.0, -2.0 * scale, 0.0], [0.0, 1.0, -3.0 / scale], [0.0, 0.0, 1.0]]
    assert MINVERSE(rows) == [pytest.approx(row) for row in ([1, 2 * scale, 6], [0, 1, 3 / scale], [0, 0, 1])]


def test_documented_examples(book):
    """Microsoft's pages of MMULT, MINVERSE and MDETERM."""
    book.write(
        {
            "A1": "=MDETERM({1,3,8,5;1,3,6,1;1,1,1,0;7,3,10,2})",
            "A2": "=MDETERM({3,6,1;1,1,0;3,10,2})",
            "A3": "=MDETERM({3,6;1,1})",
        },
        arrays={
            "C1:D2": "{=MINVERSE({4,-1;2,0})}",
            "C4:E6": "{=MINVERSE({1,2,1;3,4,-1;0,2,0})}",
            "G1:H2": "{=MMULT({1,3;7,2},{2,0;0,2})}",
        },
    )
    book.recalculate()
    assert not book.kept
    assert [book[at] for at in ("A1", "A2", "A3")] == pytest.approx([88, 1, -3])
    assert [book[at] for at in ("C1", "D1", "C2", "D2")] == [0, 0.5, -1, 2]
    rows = [[book[f"{column}{row}"] for column in "CDE"] for row in (4, 5, 6)]
    assert rows == [pytest.approx(row) for row in ([0.25, 0.25, -0.75], [0, 0, 0.5], [0.75, -0.25, -0.25])]
    assert [book[at] for at in ("G1", "H1", "G2", "H2")] == [2, 6, 14, 4]


def test_as_arrays_and_inside_of_others(book):
    book.write(
        {
            **DATA,
            "J1": "=SUM(MMULT(A1:B2,D1:E2))", "J2": "=SUMPRODUCT(MMULT(G1:H3,A1:B2)*G1:H3)", "J3": "=SUM(MMULT(A1:B2,A1:B9))",
            "J4": "=SUM(MUNIT(3))", "J5": "=MMULT(A1:B2,D1:E2)", "J6": "=INDEX(MMULT(A1:B2,D1:E2),2,1)",
        },
        {"L1": "=MMULT(A1:B2,D1:E2)", "L4": "=MUNIT(2)", "L7": "=MMULT(MINVERSE(A1:B2),A1:B2)"},
        {"O1:Q3": "{=MMULT(A1:B2,D1:E2)}", "O5:O5": "{=MMULT(TRANSPOSE(G1:G3),H1:H3)}", "O6:P8": "{=MMULT(G1:H3*1,A1:B2)}"},
    )  # fmt: skip
    book.recalculate()
    assert set(book.kept) == {"J5"}
    assert [book[f"J{row}"] for row in (1, 2, 3, 4, 6)] == [134, 482, VALUE, 3, 43]
    assert [book[at] for at in ("L1", "M1", "L2", "M2")] == [19, 22, 43, 50]
    assert [book[at] for at in ("L4", "M4", "L5", "M5")] == [1, 0, 0, 1]
    assert [book[at] for at in ("L7", "M7", "L8", "M8")] == pytest.approx([1, 0, 0, 1])
    assert [book[at] for at in ("O1", "P2", "Q1", "O3")] == [19, 50, NA, NA]
    assert [book[at] for at in ("O5", "O6", "P8")] == [32, 13, 30]


ERRORS = [
    (MMULT([[1.0, None]], [[1.0], [2.0]]), VALUE), (MMULT([["x"]], 1.0), VALUE), (MMULT([[True, 1.0]], [[1.0], [2.0]]), VALUE),
    (MMULT([[1.0, 2.0]], [[1.0, 2.0]]), VALUE), (MMULT({"kind": "Na"}, 1.0), NA), (MMULT([[{"kind": "Na"}, "x"]], 1.0), IN_DOUBT),
    (MMULT([[1e300]], [[1e300]]), IN_DOUBT), (MMULT(2.0, 3.0), [[6.0]]), (MMULT([[1.0]] * 2000, [[1.0] * 2000]), IN_DOUBT),
    (MINVERSE([[1.0, 2.0]]), VALUE), (MINVERSE([[1.0, 2.0], [2.0, 4.0]]), NUM), (MINVERSE([[0.0, 0.0], [1.0, 2.0]]), NUM),
    (MINVERSE([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), IN_DOUBT), (MINVERSE(0.0), NUM), (MINVERSE(4.0), [[0.25]]),
    (MDETERM([[1.0, 2.0, 3.0], [4.0, 5.0, 6.0], [7.0, 8.0, 9.0]]), IN_DOUBT), (MDETERM([[1.0, 2.0], [2.0, 4.0]]), 0.0),
    (MDETERM([[1.0, None], [2.0, 4.0]]), VALUE), (MDETERM([[1.0] * 201] * 201), IN_DOUBT), (MDETERM([[1e200, 0.0], [0.0, 1e200]]), IN_DOUBT),
    (MUNIT(0.0), VALUE), (MUNIT(-1.0), VALUE), (MUNIT("x"), VALUE), (MUNIT(2.5), IN_DOUBT), (MUNIT(1e9), IN_DOUBT), (MUNIT(True), IN_DOUBT),
]  # fmt: skip


@pytest.mark.parametrize(("found", "wanted"), ERRORS)
def test_errors_and_doubts(found, wanted):
    assert found == wanted


def test_an_index_of_an_error_is_kept(book):
    """The engine gives #REF! for the second element of an error."""
    book.write({**DATA, "J1": "=INDEX(MMULT(A1:B2,G1:G3),2,1)", "J2": "=INDEX(MINVERSE(A1:B2),2,1)"})
    book.recalculate()
    assert set(book.kept) == {"J1"}
    assert book["J2"] == pytest.approx(1.5)


def test_sizes_are_known_to_what_multiplies(book):
    book.write({**DATA, "J1": "=SUMPRODUCT(MMULT(G1:H3,A1:A2),A1:B1)", "J2": "=SUMPRODUCT(MMULT(G1:H3,A1:A2),G1:G3)"})
    book.recalculate()
    assert "different sizes" in book.kept["J1"]
    assert book["J2"] == 13 + 2 * 17 + 3 * 21


def test_rows_of_different_lengths_are_no_matrix():
    for function in (MDETERM, MINVERSE):
        assert function([[1.0, 2.0], [3.0]]) is IN_DOUBT
    assert MMULT([[1.0, 2.0], [3.0]], [[1.0]]) is IN_DOUBT
    assert MMULT([[1.0, [2.0, 3.0]]], [[1.0], [2.0]]) is IN_DOUBT
