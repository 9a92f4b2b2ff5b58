"""PERCENTOF, PERMUTATIONA, PROB and CHISQ.TEST as Excel computes them."""

from __future__ import annotations

import pytest
from scipy import stats

from sop_xl.cells.values import CellError
from sop_xl.engine.native.chances import FUNCTIONS
from sop_xl.engine.native.native_call import IN_DOUBT

PERCENTOF, PERMUTATIONA, PROB, CHISQ = (
    FUNCTIONS[one].computed for one in ("PERCENTOF", "PERMUTATIONA", "PROB", "CHISQ.TEST")
)
NUM, VALUE, NA, DIV0 = CellError.NUM, CellError.VALUE, CellError.NA, CellError.DIV0
ACTUAL, EXPECTED = "{58,35;11,25;10,23}", "{45.35,47.65;17.56,18.44;16.09,16.91}"
# Microsoft's pages.
DOCUMENTED = {
    f"CHISQ.TEST({ACTUAL},{EXPECTED})": 0.0003082, f"CHITEST({ACTUAL},{EXPECTED})": 0.0003082, "PERMUTATIONA(3,2)": 9, "PERMUTATIONA(2,2)": 4,
    "PROB({0;1;2;3},{0.2;0.3;0.1;0.4},2)": 0.1, "PROB({0;1;2;3},{0.2;0.3;0.1;0.4},1,3)": 0.8, "_xlfn.PERCENTOF(A1:A2,A1:A4)": 0.3,
}  # fmt: skip


def test_documented_examples(book):
    cells = {formula: f"C{number}" for number, formula in enumerate(DOCUMENTED, start=1)}
    book.write({"A1": 1, "A2": 2, "A3": 3, "A4": 4} | {cell: f"={formula}" for formula, cell in cells.items()})
    book.recalculate()
    assert not book.kept
    for formula, wanted in DOCUMENTED.items():
        assert book[cells[formula]] == pytest.approx(wanted, rel=1e-4)


@pytest.mark.parametrize("scale", [1, 10, 100])
def test_small_probabilities_to_the_last_digit(scale):
    actual, expected = [[12.0 * scale, 5.0, 9.0]], [[8.0 * scale, 9.0, 8.0]]
    wanted = stats.chi2.sf(sum((a - e) ** 2 / e for a, e in zip(actual[0], expected[0], strict=True)), 2)
    assert CHISQ(actual, expected) == pytest.approx(wanted, rel=1e-12)
    assert CHISQ(
        [list(one) for one in zip(*actual, strict=True)], [list(one) for one in zip(*expected, strict=True)]
    ) == CHISQ(actual, expected)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (PERCENTOF([[1.0, "x", None]], [[1.0, 3.0]]), 0.25), (PERCENTOF(None, 2.0), 0.0), (PERCENTOF(1.0, 0.0), DIV0), (PERCENTOF(1.0, [[5.0, -5.0]]), DIV0),
        (PERCENTOF(1.0, [[0.1, 0.2, -0.3]]), IN_DOUBT), (PERCENTOF("5", 10.0), IN_DOUBT), (PERCENTOF([[True, 1.0]], 4.0), IN_DOUBT),
        (PERCENTOF({"kind": "Na"}, 0.0), NA), (PERCENTOF({"kind": "Na"}, {"kind": "Div"}), IN_DOUBT), (PERCENTOF(1e308, [[1e308, 1e308]]), IN_DOUBT),
        (PERMUTATIONA(3.9, 2.9), 9), (PERMUTATIONA(0.0, 1.0), NUM), (PERMUTATIONA(0.0, 0.0), IN_DOUBT), (PERMUTATIONA(-1.0, 2.0), NUM), (PERMUTATIONA(5.0, 0.0), 1),
        (PERMUTATIONA(2.0, -3.0), NUM), (PERMUTATIONA(-0.5, 2.0), IN_DOUBT), (PERMUTATIONA(1e3, 1e3), NUM), (PERMUTATIONA(2.0, 1e300), IN_DOUBT),
        (PERMUTATIONA("x", 2.0), VALUE), (PERMUTATIONA(True, 2.0), IN_DOUBT),
        (PROB([[1.0, 2.0]], [[0.5, 0.6]], 1.0), NUM), (PROB([[1.0, 2.0]], [[-0.5, 1.5]], 1.0), NUM), (PROB([[1.0, 2.0]], [[0.0, 1.0]], 1.0), IN_DOUBT),
        (PROB([[1.0, 2.0]], [[1.0]], 1.0), NA), (PROB([[1.0, 2.0]], [[0.5], [0.5]], 1.0), IN_DOUBT), (PROB([[1.0, 2.0]], [[0.5, 0.5]], 2.0, 1.0), IN_DOUBT),
        (PROB([[1.0] * 10], [[0.1] * 10], 1.0), IN_DOUBT), (PROB([[0.1 + 0.2, 2.0]], [[0.5, 0.5]], 0.3), IN_DOUBT), (PROB([["x", 2.0]], [[0.5, 0.5]], 2.0), IN_DOUBT),
        (PROB([[1.0, 2.0]], [[0.5, 0.5]], 9.0), 0), (PROB([[1.0, 2.0]], [[0.5, {"kind": "Na"}]], 2.0), NA), (PROB([[1.0, 2.0]], [[0.5, 0.5]], "x"), VALUE),
        (CHISQ([[1.0, 2.0]], [[1.0, 2.0, 3.0]]), NA), (CHISQ([[1.0, 2.0]], [[1.0], [2.0]]), IN_DOUBT), (CHISQ(1.0, 1.0), IN_DOUBT), (CHISQ([[1.0, 2.0]], [[1.0, 0.0]]), IN_DOUBT),
        (CHISQ([[1.0, None]], [[1.0, 2.0]]), IN_DOUBT), (CHISQ([[1.0, 2.0]], [[1.0, 2.0]]), 1.0), (CHISQ([[1e6, 1.0]], [[1.0, 1.0]]), IN_DOUBT),
    ],
)  # fmt: skip
def test_bounds_errors_and_doubts(found, wanted):
    assert found == (pytest.approx(wanted) if isinstance(wanted, (int, float)) else wanted)
