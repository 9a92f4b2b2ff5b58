"""VDB, DOLLARDE and FVSCHEDULE as Excel computes them."""

from __future__ import annotations

import pytest

from sop_xl.cells.values import CellError
from sop_xl.engine.native.capital import FUNCTIONS
from sop_xl.engine.native.native_call import IN_DOUBT

VDB, DOLLARDE, FVSCHEDULE = (FUNCTIONS[name].computed for name in ("VDB", "DOLLARDE", "FVSCHEDULE"))
NUM, VALUE, DIV0 = CellError.NUM, CellError.VALUE, CellError.DIV0
# Microsoft's pages, with as many digits as they show.
DOCUMENTED = {
    "VDB(2400,300,3650,0,1)": 1.32, "VDB(2400,300,120,0,1)": 40, "VDB(2400,300,10,0,1)": 480, "VDB(2400,300,120,6,18)": 396.31,
    "VDB(2400,300,120,6,18,1.5)": 311.81, "VDB(2400,300,10,0,0.875,1.5)": 315, "DOLLARDE(1.02,16)": 1.125, "DOLLARDE(1.1,32)": 1.3125,
    "FVSCHEDULE(1,{0.09,0.11,0.1})": 1.33089,
}  # fmt: skip


def test_documented_examples(book):
    cells = {formula: f"C{number}" for number, formula in enumerate(DOCUMENTED, start=1)}
    book.write({cell: f"={formula}" for formula, cell in cells.items()})
    book.recalculate()
    assert not book.kept
    for formula, wanted in DOCUMENTED.items():
        assert book[cells[formula]] == pytest.approx(
            wanted, abs=0.005 if wanted > 2 else 1e-9 if wanted < 1.32 else 0.005
        )


def test_a_life_of_depreciation():
    """Double declining over five periods: 40 % until even shares of what is left are more; all but the salvage goes."""
    amounts = [VDB(10000, 0, 5, at, at + 1) for at in range(5)]
    assert amounts == pytest.approx([4000, 2400, 1440, 1080, 1080])
    assert [VDB(10000, 0, 5, at, at + 1, 2, True) for at in range(5)] == pytest.approx([4000, 2400, 1440, 864, 518.4])
    assert [VDB(10000, 2000, 5, at, at + 1, 2, True) for at in range(5)] == pytest.approx([4000, 2400, 1440, 160, 0])
    assert VDB(10000, 500, 7, 0, 7) == pytest.approx(9500)
    assert VDB(10000, 500, 7, 0, 3, 0.5) == pytest.approx(3 * 9500 / 7)


def test_parts_of_periods_while_only_the_rate_counts():
    """Half a year in the first year, as tax tables of five-year property have it: 20, 32, 19.2 and 11.52 %."""
    assert VDB(100, 0, 5, 0, 0.5) == pytest.approx(20)
    assert VDB(100, 0, 5, 0.5, 1.5) == pytest.approx(32)
    assert VDB(100, 0, 5, 1.5, 2.5) == pytest.approx(19.2)
    assert VDB(100, 0, 10, 1.25, 1.75) == pytest.approx(8)


@pytest.mark.parametrize(
    ("found", "wanted"),
    [
        (VDB(100, 0, 5, 2.5, 3.5), IN_DOUBT), (VDB(100, 0, 5, 3.5, 4.5), IN_DOUBT), (VDB(100, 90, 5, 0, 0.5), IN_DOUBT), (VDB(100, 0, 5, 0, 0.5, 9), IN_DOUBT),
        (VDB(0, 0, 5, 0, 1), IN_DOUBT), (VDB(100, 200, 5, 0, 1), IN_DOUBT), (VDB(100, 0, 1e9, 0, 1e8), IN_DOUBT), (VDB(100, 0, 0, 0, 0), IN_DOUBT),
        (VDB(100, 0, 5, 4, 3), NUM), (VDB(100, 0, 5, -1, 3), NUM), (VDB(100, 0, 5, 4, 6), NUM), (VDB(-100, -200, 5, 0, 1), NUM), (VDB(100, 0, 5, 0, 1, -2), NUM),
        (VDB("x", 0, 5, 0, 1), VALUE), (VDB({"kind": "Na"}, 0, 5, 0, 1), CellError.NA), (VDB({"kind": "Na"}, 0, "x", 0, 1), IN_DOUBT),
        (DOLLARDE(1.5, 8), 1.625), (DOLLARDE(-1.02, 16.9), -1.125), (DOLLARDE(1.02, -1), NUM), (DOLLARDE(1.02, 0.5), DIV0), (DOLLARDE(1.02, None), DIV0),
        (DOLLARDE(1.02, 10), IN_DOUBT), (DOLLARDE(1.02, 1), IN_DOUBT), (DOLLARDE(1.02, -0.5), IN_DOUBT), (DOLLARDE(1.02, 1e15), IN_DOUBT),
        (DOLLARDE(True, 16), VALUE), (DOLLARDE("1.02", "16"), 1.125),
        (FVSCHEDULE(100, [[0.1, None]]), 110), (FVSCHEDULE(100, None), 100), (FVSCHEDULE(100, [["x"]]), VALUE), (FVSCHEDULE(True, 0.1), VALUE),
        (FVSCHEDULE(100, [[True]]), VALUE), (FVSCHEDULE(1e300, [[1e9]]), IN_DOUBT), (FVSCHEDULE({"kind": "Div"}, 0.1), DIV0),
    ],
)  # fmt: skip
def test_bounds_errors_and_doubts(found, wanted):
    assert found == (pytest.approx(wanted) if isinstance(wanted, (int, float)) else wanted)
