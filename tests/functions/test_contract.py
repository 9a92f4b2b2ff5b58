"""One contract for every worksheet function, whatever cells it is given."""

from __future__ import annotations

import copy
import datetime as dt
import math

import formualizer as fz
import pytest

import udfs
from sop_xl.cells.coerce import Kind
from sop_xl.cells.values import CellError
from sop_xl.functions.call import call
from sop_xl.functions.definition import Definition

SHAPES: dict[str, object] = {
    "omitted": None,
    "number": 3.5,
    "whole number": 2,
    "zero": 0,
    "negative": -4.0,
    "huge": 1e300,
    "tiny": 1e-300,
    "NaN": math.nan,
    "infinity": math.inf,
    "text": "abc",
    "text that looks like a number": "12",
    "empty text": "",
    "text that looks like an error": "#N/A",
    "text that looks like a formula": "=1+1",
    "boolean": True,
    "date": dt.date(2020, 6, 30),
    "datetime": dt.datetime(2020, 6, 30, 12),
    "row": [[1.0, 2.0, 3.0]],
    "column": [[1.0], [2.0], [3.0]],
    "plain list": [1.0, 2.0, 3.0],
    "block": [[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]],
    "one cell in a list": [[7.0]],
    "empty list": [],
    "list of an empty row": [[]],
    "ragged": [[1.0, 2.0], [3.0]],
    "blanks": [[None, None], [None, None]],
    "gaps": [[1.0, None, 3.0], [None, 5.0, 6.0]],
    "numbers and text": [[1.0, "x"], [2.0, 3.0]],
    "numbers and booleans": [[1.0, True], [2.0, 3.0]],
    "zeros": [[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]],
    "negatives": [[-1.0, -2.0], [-3.0, -4.0]],
    "texts": [["a"], ["b"], ["a"]],
    "something no cell holds": object(),
    **{f"error {error.value}": [[1.0, error], [2.0, CellError.REF]] for error in CellError},
}


def example_arguments(formula: str) -> list[object]:
    """Raw arguments of a formula such as ``=SOP_X(1,{2,3;4,5},"a")``."""
    return [_value(node) for node in fz.parse(formula).to_dict()["args"]]


def _value(node: dict) -> object:
    kind = node["node_type"]
    if kind == "Array":
        return [[_value(cell) for cell in row] for row in node["rows"]]
    if kind == "Literal":
        return node["value"]
    if kind == "Omitted":
        return None
    if kind == "UnaryOp" and node["operator"] in "+-":
        value = _value(node["operand"])
        return -value if node["operator"] == "-" else value
    if kind == "BinaryOp" and node["operator"] == "/":
        return _value(node["left"]) / _value(node["right"])
    if kind == "Function" and node["name"] in ("TRUE", "FALSE"):
        return node["name"] == "TRUE"
    raise ValueError(f"an example uses {kind}")


def base(definition: Definition) -> list[object]:
    """Arguments of the first example, filled up with blanks."""
    given = example_arguments(definition.examples[0].formula)
    return given + [None] * (len(definition.arguments) - len(given))


def assert_kept(definition: Definition, arguments: list[object]) -> None:
    """What holds for every call."""
    before = copy.deepcopy([a for a in arguments if type(a) is not object])
    outcome = call(definition, arguments)
    grid = outcome.grid
    assert grid
    assert grid[0]
    assert len({len(row) for row in grid}) == 1, "rows of different lengths"
    for r, row in enumerate(grid):
        for c, value in enumerate(row):
            assert type(value) in (float, str, bool, CellError), f"{value!r} in row {r}, column {c}"
            assert type(value) is not float or math.isfinite(value)
            if isinstance(value, CellError):
                assert (r, c) in outcome.reasons, "an error without a reason"
                assert outcome.reasons[r, c].code != "internal", str(outcome.reasons[r, c])
                assert outcome.reasons[r, c].cell == value.value
    given = [value for value in before if isinstance(value, list)]
    first = next(
        (cell for a in given for row in a if isinstance(row, list) for cell in row if isinstance(cell, CellError)), None
    )
    if first is not None and not definition.takes_errors:
        assert grid == [[first]], "an error in an argument is handed on"
    assert call(definition, arguments).grid == grid, "the same call gives the same grid"
    assert [a for a in arguments if type(a) is not object] == before or any(_has_nan(a) for a in before), "pure"


def _has_nan(value: object) -> bool:
    return isinstance(value, float) and math.isnan(value)


@pytest.mark.parametrize("definition", udfs.REGISTRY, ids=lambda d: d.name)
def test_every_shape_in_every_argument(definition, caplog):
    for position in range(len(definition.arguments)):
        for name, shape in SHAPES.items():
            arguments = base(definition)
            arguments[position] = shape
            try:
                assert_kept(definition, arguments)
            except AssertionError as error:
                where = f"{definition.name}, argument {definition.arguments[position].name}, {name}"
                raise AssertionError(f"{where}: {error}") from error
    assert not caplog.records


@pytest.mark.parametrize("definition", udfs.REGISTRY, ids=lambda d: d.name)
def test_every_shape_in_all_arguments_at_once(definition):
    for shape in SHAPES.values():
        assert_kept(definition, [shape] * len(definition.arguments))
    assert_kept(definition, [])


@pytest.mark.parametrize("definition", udfs.REGISTRY, ids=lambda d: d.name)
def test_too_many_arguments_are_refused(definition):
    outcome = call(definition, [1.0] * (len(definition.arguments) + 1))
    assert outcome.grid == [[CellError.VALUE]]
    assert "too many arguments" in str(outcome.first_reason)


LARGE = 100_000


@pytest.mark.parametrize("definition", udfs.REGISTRY, ids=lambda d: d.name)
def test_a_hundred_thousand_rows_in_each_range(definition):
    """The example with the rows of one range repeated: good values, so that they are computed and not refused."""
    for position, argument in enumerate(definition.arguments):
        given = base(definition)[position]
        if argument.kind in (Kind.SERIES, Kind.BLOCK, Kind.LABELS) and given is not None:
            rows = given if isinstance(given, list) else [[given]]
            upright = [[value] for value in rows[0]] if argument.kind is not Kind.BLOCK and len(rows) == 1 else rows
            arguments = base(definition)
            arguments[position] = (upright * (LARGE // len(upright) + 1))[:LARGE]
            outcome = call(definition, arguments)
            assert outcome.grid
            assert all(reason.code != "internal" for reason in outcome.reasons.values())


@pytest.mark.parametrize("definition", [d for d in udfs.REGISTRY if d.by_item], ids=lambda d: d.name)
def test_an_item_with_an_error_costs_the_others_nothing(definition):
    """Three times the items of the example; the second of them has an error in one of its cells."""
    arguments = base(definition)
    places = [
        i for i, a in enumerate(definition.arguments) if a.name in definition.by_item and arguments[i] is not None
    ]
    ranges = [i for i in places if isinstance(arguments[i], list)]
    for position in ranges or places:
        given = arguments[position]
        arguments[position] = [list(row) for row in (given if isinstance(given, list) else [[given]]) * 3]
    items = max(len(arguments[position]) for position in ranges or places)
    for position in set(places) - set(ranges):
        if ranges and definition.arguments[position].kind is not Kind.BLOCK:
            arguments[position] = [[arguments[position]] for _ in range(items)]
    whole = call(definition, arguments).grid
    assert len(whole) == items
    for position in places:
        if isinstance(arguments[position], list) and len(arguments[position]) == items:
            spoiled = copy.deepcopy(arguments)
            spoiled[position][1][-1] = CellError.REF
            outcome = call(definition, spoiled)
            assert outcome.grid[1] == [CellError.REF] * len(whole[0])
            assert outcome.reasons[1, 0].argument == definition.arguments[position].name
            for item in (0, *range(2, items)):
                assert outcome.grid[item] == [
                    pytest.approx(v, rel=1e-12) if isinstance(v, float) else v for v in whole[item]
                ]
