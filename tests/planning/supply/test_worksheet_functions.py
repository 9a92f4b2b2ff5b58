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


def test_set_up_of_a_routing_is_one_column_or_two():
    """100 units in lots of 25 at half an hour each, or one set-up of the period; a row of hours does as well."""
    routing = ([[100]], "Bike", "Paint", ["Bike", "Bike"], ["Paint", "Paint"], [[0], [0]], None)
    load = REGISTRY["SOP_ROUTING_LOAD"]
    assert call(load, [*routing, [[0.5, 25], [1, 0]]]).grid == [[3]]
    assert call(load, [*routing, [[0.5], [1]]]).grid == [[1.5]]
    one = ([[100]], "Bike", "Paint", "Bike", "Paint", 0, None)
    assert call(load, [*one, [[0.5, 25]]]).grid == [[2]]
    assert call(load, [*one, [[0.5, 25]], 0.2, 0.5]).grid == [[5]]
