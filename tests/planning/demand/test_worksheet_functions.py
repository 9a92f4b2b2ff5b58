"""What the worksheet functions of demand and product review return; the contract of all functions is tested elsewhere."""

import numpy as np
import pytest

from sop_xl.cells.values import CellError
from sop_xl.functions.call import call
from sop_xl.planning.demand.accuracy import MEASURES
from sop_xl.planning.demand.forecast import NAMES
from udfs import REGISTRY


def test_the_words_of_the_functions_are_those_of_the_planning_maths():
    choices = {a.name: a.choices for name in ("SOP_FORECAST", "SOP_ACCURACY") for a in REGISTRY[name].arguments}
    assert choices["method"] == NAMES
    assert choices["metric"] == ("all", *MEASURES)


GOOD_AND_BAD = [[5.0, 7, 6, 8, 7], [None, None, None, None, 4.0]]


@pytest.mark.parametrize("output", ["mean", "lower", "upper", "all"])
def test_an_item_without_history_does_not_cost_the_others(output):
    outcome = call(REGISTRY["SOP_FORECAST"], [GOOD_AND_BAD, 3, 1, "auto", output])
    assert len({len(row) for row in outcome.grid}) == 1
    assert not any(isinstance(cell, CellError) for cell in outcome.grid[0])
    assert set(outcome.grid[1]) == {CellError.NA}


def test_all_is_method_means_lowers_and_uppers_in_one_row():
    parts = [
        call(REGISTRY["SOP_FORECAST"], [GOOD_AND_BAD[:1], 3, 1, "ses", output]).grid[0]
        for output in ("mean", "lower", "upper")
    ]
    whole = call(REGISTRY["SOP_FORECAST"], [GOOD_AND_BAD[:1], 3, 1, "ses", "all"]).grid[0]
    assert whole == ["ses", *parts[0], *parts[1], *parts[2]]


def test_a_column_of_history_gives_a_column_of_forecasts():
    row = [5.0, 7, 6, 8, 7, 9]
    across = call(REGISTRY["SOP_FORECAST"], [[row], 3, 1]).grid
    down = call(REGISTRY["SOP_FORECAST"], [[[cell] for cell in row], 3, 1]).grid
    assert down == [[cell] for cell in across[0]]


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SOP_ORDER_UP_TO_LEVEL", ([[0.0, 2, 0, 1], [None, None, None, 1]], 2)),
        ("SOP_SEGMENT", ([[5.0], [3]], [[1.0, 2, 3], [0, 0, 0]])),
        ("SOP_BACKTEST", ([[5.0, 7, 6, 8, 7, 9, 8, 7], [None] * 8], 1, 2, 1, ["naive"], None, "items")),
    ],
)
def test_a_bad_item_does_not_cost_the_good_one(name, arguments):
    good, bad = call(REGISTRY[name], arguments).grid
    assert not any(isinstance(cell, CellError) for cell in good)
    assert all(cell is CellError.NA for cell in bad)


def test_mint_reads_the_errors_of_every_node():
    errors = np.random.default_rng(1).normal(size=(3, 20)).tolist()
    nodes, parents, said = [["all"], ["a"], ["b"]], [[""], ["all"], ["all"]], [[90.0], [60], [40]]
    grid = call(REGISTRY["SOP_RECONCILE"], [nodes, parents, said, "mint", errors]).grid
    assert grid[0][0] == pytest.approx(grid[1][0] + grid[2][0])
    assert 90 < grid[0][0] < 100


def test_an_override_table_that_is_incomplete_says_which_line():
    line = ["A", 1.0, 2.0, "units", None, "tender", "Ann", "won", None]
    outcome = call(REGISTRY["SOP_OVERRIDE"], [[[1.0, 1]], ["A"], [1.0, 2], [[None] * 9, line], 3.0])
    assert outcome.grid == [[CellError.VALUE]]
    assert "override 2" in str(outcome.first_reason)
