"""The worksheet functions of demand and product review: bad input, rows that stand alone, and what they return."""

import math
import re

import numpy as np
import pytest

from sop_xl.cells.values import CellError
from sop_xl.errors import InternalError
from sop_xl.functions.call import call
from sop_xl.planning.demand.accuracy import MEASURES
from sop_xl.planning.demand.forecast import AUTO, METHODS
from udfs import REGISTRY

CATEGORIES = ("Demand", "Demand review", "Product review")
FUNCTIONS = [definition for definition in REGISTRY if definition.category in CATEGORIES]
EXAMPLES = [(definition, example) for definition in FUNCTIONS for example in definition.examples]


def split(text, separator):
    """Parts of a formula between separators that stand outside quotes and braces."""
    parts, depth, quoted = [""], 0, False
    for character in text:
        quoted ^= character == '"'
        depth += 0 if quoted else (character == "{") - (character == "}")
        if character == separator and not quoted and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def value(text):
    if text.startswith("{"):
        return [[value(cell) for cell in split(row, ",")] for row in split(text[1:-1], ";")]
    if text.startswith('"'):
        return text[1:-1]
    return float(text) if text else None


def arguments_of(example):
    return [value(text) for text in split(re.fullmatch(r"=\w+\((.*)\)", example.formula)[1], ",")]


def close(cell, expected):
    return cell == expected if isinstance(expected, str) else cell == pytest.approx(expected, rel=1e-9, abs=1e-9)


@pytest.mark.parametrize(
    ("definition", "example"), EXAMPLES, ids=lambda p: getattr(p, "formula", getattr(p, "name", ""))
)
def test_example_gives_what_it_says(definition, example):
    outcome = call(definition, arguments_of(example))
    assert outcome.first_reason is None
    assert [len(row) for row in outcome.grid] == [len(row) for row in example.expected]
    for row, expected in zip(outcome.grid, example.expected, strict=True):
        assert all(close(cell, wanted) for cell, wanted in zip(row, expected, strict=True)), (row, expected)


@pytest.mark.parametrize("definition", FUNCTIONS, ids=lambda d: d.name)
def test_texts_fit_the_function_wizard(definition):
    texts = [definition.summary, definition.result.text, *(argument.help for argument in definition.arguments)]
    assert max(len(text) for text in texts) <= 255
    assert definition.summary.endswith(".")


BAD = {
    "blank": None,
    "text": "abc",
    "true": True,
    "negative": -1.0,
    "zero": 0.0,
    "fraction": 0.5,
    "large": 1e9,
    "column of five": [[1.0], [2.0], [3.0], [4.0], [5.0]],
    "row of five": [[1.0, 2.0, 3.0, 4.0, 5.0]],
    "block": [[1.0, 2.0, 3.0, 4.0, 5.0], [0.1, 0.2, 0.3, 0.4, 0.5], [1.0, 1.0, 1.0, 1.0, 1.0]],
    "huge and tiny": [[1e300, 1e-300, 1e300, 1e-300, 0.0]],
    "names": [["A"], ["B"], ["A"]],
    "blanks": [[None, None], [None, None]],
    "error": "#N/A",
}


def is_clean(cell):
    return isinstance(cell, (str, bool, CellError)) or math.isfinite(cell)


@pytest.mark.filterwarnings("ignore:overflow:RuntimeWarning", "ignore:invalid value:RuntimeWarning")
@pytest.mark.parametrize("bad", BAD, ids=str)
@pytest.mark.parametrize("definition", FUNCTIONS, ids=lambda d: d.name)
def test_no_argument_can_cause_a_bug_or_an_unclean_cell(definition, bad):
    raw = CellError.NA if bad == "error" else BAD[bad]
    for example in definition.examples:
        arguments = arguments_of(example)
        arguments += [None] * (len(definition.arguments) - len(arguments))
        for position in range(len(arguments)):
            outcome = call(definition, [*arguments[:position], raw, *arguments[position + 1 :]])
            place = (example.formula, definition.arguments[position].name, bad)
            assert not any(isinstance(reason, InternalError) for reason in outcome.reasons.values()), place
            assert all(is_clean(cell) for row in outcome.grid for cell in row), place
            if bad == "error":
                assert outcome.grid == [[CellError.NA]], place


def test_the_words_of_the_functions_are_those_of_the_planning_maths():
    choices = {a.name: a.choices for name in ("SOP_FORECAST", "SOP_ACCURACY") for a in REGISTRY[name].arguments}
    assert choices["method"] == (AUTO, *METHODS)
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
