"""The worksheet functions of inventory, supply and capacity: examples, bad input, and rows that stand alone."""

import math
import re

import pytest

from sop_xl.cells.values import CellError
from sop_xl.errors import InternalError
from sop_xl.functions.call import call
from udfs import REGISTRY

CATEGORIES = ("Inventory", "Supply", "Capacity")
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
    if "/" in text:
        above, below = text.split("/")
        return float(above) / float(below)
    return float(text) if text else None


def arguments_of(example):
    return [value(text) for text in split(re.fullmatch(r"=\w+\((.*)\)", example.formula)[1], ",")]


def close(cell, expected):
    if isinstance(expected, str):
        return cell == expected
    return cell == pytest.approx(expected, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize(
    ("definition", "example"), EXAMPLES, ids=lambda p: getattr(p, "formula", getattr(p, "name", ""))
)
def test_example_gives_what_it_says(definition, example):
    outcome = call(definition, arguments_of(example))
    assert outcome.first_reason is None
    assert [len(row) for row in outcome.grid] == [len(row) for row in example.expected]
    for row, expected in zip(outcome.grid, example.expected, strict=True):
        assert all(close(cell, wanted) for cell, wanted in zip(row, expected, strict=True)), (row, expected)


BAD = {
    "blank": None,
    "text": "abc",
    "true": True,
    "negative": -1.0,
    "zero": 0.0,
    "fraction": 0.5,
    "large": 1e9,
    "date far away": 2.9e6,
    "column of five": [[1.0], [2.0], [3.0], [4.0], [5.0]],
    "row of five": [[1.0, 2.0, 3.0, 4.0, 5.0]],
    "block": [[1.0, 2.0, 3.0, 4.0, 5.0], [0.1, 0.2, 0.3, 0.4, 0.5], [1.0, 1.0, 1.0, 1.0, 1.0]],
    "names": [["A"], ["B"], ["A"]],
    "blanks": [[None, None], [None, None]],
    "error": "#N/A",
}


def is_clean(cell):
    return isinstance(cell, (str, bool, CellError)) or math.isfinite(cell)


@pytest.mark.parametrize("bad", BAD, ids=str)
@pytest.mark.parametrize("definition", FUNCTIONS, ids=lambda d: d.name)
def test_no_argument_can_cause_a_bug_or_an_unclean_cell(definition, bad):
    raw = CellError.NA if bad == "error" else BAD[bad]
    arguments = arguments_of(definition.examples[-1])
    arguments += [None] * (len(definition.arguments) - len(arguments))
    for position in range(len(arguments)):
        changed = [*arguments[:position], raw, *arguments[position + 1 :]]
        outcome = call(definition, changed)
        place = (definition.arguments[position].name, bad)
        assert not any(isinstance(reason, InternalError) for reason in outcome.reasons.values()), place
        assert all(is_clean(cell) for row in outcome.grid for cell in row), place
        if bad == "error":
            assert outcome.grid == [[CellError.NA]], place


# One call per function with two items: the first is good, the second cannot be computed.
TWO_ITEMS = {
    "SOP_SAFETY_STOCK": ([[0.95], [1.0]], 10, 4),
    "SOP_SAFETY_STOCK_FILL_RATE": ([[0.95], [0.9]], [[100], [0]], 10, 4),
    "SOP_SAFETY_STOCK_FROM_ERROR": ([[1, 5, 3], [1, None, None]], [[2, 2, 2], [2, 2, 2]], 0.9, 1),
    "SOP_SAFETY_STOCK_COVER": ([[10, 20], [10, 20]], [[1], [-1]]),
    "SOP_CYCLE_SERVICE_LEVEL": ([[10], [10]], [[5], [-5]], 4),
    "SOP_FILL_RATE": ([[10], [10]], [[100], [None]], 5, 4),
    "SOP_REORDER_POINT": ([[10], [-1]], 4, 5),
    "SOP_EOQ": ([[1300], [1300]], 8, [[0.225], [0]]),
    "SOP_EPQ": ([[1300], [1300]], 8, 0.225, [[2000], [1300]]),
    "SOP_EOQ_BACKORDERS": ([[1300], [1300]], 8, 0.225, [[5], [0]]),
    "SOP_EOQ_DISCOUNT": ([[1300], [1300]], 8, 0.3, [[0, 400], [0, 0]], [[3, 2], [3, 2]]),
    "SOP_POQ": ([[100], [0]], 50, 0.2),
    "SOP_RQ_POLICY": ([[1300], [1300]], 150, 0.1, 8, 0.225, [[7.5], [0.0001]]),
    "SOP_MIN_MAX_POLICY": ([[50], [50]], [[8], [0]], 0, 2.5, 0.18, 0.7),
    "SOP_NEWSVENDOR": ([[0.7], [0]], 0.18, 50, 8),
    "SOP_POLICY_BY_CLASS": ([["A"], ["C"]], [["X"], ["X"]], ["A"], ["*"], [[0.9, 2]]),
    "SOP_PROJECT_INVENTORY": ([[5], [None]], [[1, 1], [1, 1]]),
    "SOP_FENCE_CHECK": ([[1, 2], [1, 2]], [[3, 3], [3, 3]], [[1], [1]], [[2], [0]]),
    "SOP_FENCED_DEMAND": ([[1, 2], [1, 2]], [[3, 3], [3, 3]], [[1], [0.5]]),
    "SOP_CONSTRAINED_DEMAND": ([[5], [5]], [[9, 9], [9, -9]]),
    "SOP_STOCK_HEALTH": ([[9], [None]], [[1, 1], [1, 1]], [[1, 1], [1, 1]], 2, 4, 2),
    "SOP_STOCK_AGEING": ([[9], [9]], [[5, 5], [5, -5]], [1]),
    "SOP_SHELF_LIFE": ([[0, 9], [0, 9]], [[2, 2], [2, 2]], None, [[2], [0]]),
    "SOP_STOCK_TURNS": ([[1, 1], [1, 1]], [[2, 2], [0, 0]]),
    "SOP_PLANNED_ORDERS": ([[5], [5]], [[9, 9], [9, 9]], None, None, [[1], [-1]]),
    "SOP_DYNAMIC_LOTS": ([[9, 9], [9, 9]], [[5], [-5]], 1),
    "SOP_MASTER_SCHEDULE": ([[5], [None]], [[9, 9], [9, 9]], [[1, 1], [1, 1]]),
    "SOP_ATP": ([[5], [5]], [[9, 9], [9, 9]], [[1, 1], [1, -1]]),
    "SOP_CTP": ([[5, 5], [5, 5]], [[9, 9]], [[1], [1]], [[1], [-1]]),
    "SOP_PROMISE_PERIOD": ([[5, 9], [5, 9]], [[7], [10]]),
    "SOP_BACKLOG": ([[5], [5]], [[1, 1], [1, 1]], [[2, 2], [2, 9]]),
    "SOP_LOW_LEVEL_CODE": (["A", "Z"], ["A"], ["B"]),
    "SOP_GROSS_REQUIREMENTS": (["B", "Z"], [[1, 2]], "A", ["A"], ["B"], [3]),
    "SOP_MRP": (["A", "B"], [[1, 2], [3, 4]], [[0, 0, 0], [0, 0, -1]], ["A"], ["B"], [1]),
    "SOP_CAPACITY_LOAD": ([[1, 2]], [[3, 4]], None, None, [1, 0]),
    "SOP_ROUTING_LOAD": ([[1, 2]], "A", ["X", "Y"], ["A"], ["X"], [3]),
    "SOP_UTILISATION": ([[1, 2], [1, 2]], [[4], [0]]),
    "SOP_CAPACITY_GAP": ([[1, 2], [1, -2]], [[4], [4]]),
}


@pytest.mark.parametrize("name", TWO_ITEMS)
def test_a_bad_item_does_not_cost_the_good_one(name):
    good, bad = call(REGISTRY[name], TWO_ITEMS[name]).grid
    assert not any(isinstance(cell, CellError) for cell in good)
    assert any(isinstance(cell, CellError) for cell in bad)


def test_the_two_items_cover_all_functions_of_several_items():
    # One family, supplier, resource, bill or shared supply; totals of all items; or nothing that can be refused.
    alone = {
        "SOP_AGGREGATE_PLAN",
        "SOP_ALLOCATE",
        "SOP_BOM_EXPLODE",
        "SOP_CAPACITY_LEVERS",
        "SOP_DAYS_OF_COVER",
        "SOP_EXPECTED_SHORTAGE",
        "SOP_SUPPLIER_PERFORMANCE",
        "SOP_SUPPLIER_PPV",
        "SOP_TRADE_OFF",
    }
    assert {definition.name for definition in FUNCTIONS} == alone | set(TWO_ITEMS)


def test_why_names_the_argument_the_value_and_what_was_expected():
    outcome = call(REGISTRY["SOP_SAFETY_STOCK"], ([[0.95], [2.0]], 10, 4))
    assert str(outcome.reasons[1, 0]) == ("service_level: outside its domain (got 2.0, expected above 0 and below 1).")


def test_a_circle_in_the_bill_names_its_items():
    outcome = call(REGISTRY["SOP_BOM_EXPLODE"], ("A", ["A", "B"], ["B", "A"], [1, 1]))
    assert outcome.grid == [[CellError.NUM]]
    assert "A → B → A" in str(outcome.first_reason) or "B → A → B" in str(outcome.first_reason)


def test_red_tomato_from_a_sheet_in_chopra_meindl():
    table = {
        "Units per worker": 40,
        "Hours per unit": 4,
        "Opening workforce": 80,
        "Labour cost": 640,
        "Opening stock": 1000,
        "Closing stock": 500,
        "Overtime cost": 6,
        "Hiring cost": 300,
        "Layoff cost": 500,
        "Material cost": 10,
        "Subcontract cost": 30,
        "Holding cost": 2,
        "Backlog cost": 5,
        "Overtime limit": 10,
        "Subcontract limit": 1e6,
        "Backlog maximum": 1e6,
    }
    demand = [1600, 3000, 3200, 3800, 2200, 2200]
    names, values = [[n] for n in table], [[v] for v in table.values()]
    arguments = (demand, names, values, "mixed", "whole", "cost")
    costs = call(REGISTRY["SOP_AGGREGATE_PLAN"], arguments).grid
    assert sum(sum(row[1:]) for row in costs) == pytest.approx(422_660)
    mistyped = call(REGISTRY["SOP_AGGREGATE_PLAN"], (demand, [*names[:-1], ["Backlog maximun"]], values))
    assert mistyped.grid == [[CellError.NA]]
    assert "backlog maximum" in str(mistyped.first_reason)
    lacking = call(REGISTRY["SOP_AGGREGATE_PLAN"], (demand, names[1:], values[1:]))
    assert lacking.grid == [[CellError.NA]]
    assert "units per worker" in str(lacking.first_reason)
