"""Definitions: their lint, their examples as typed in a cell, the files generated from them."""

from typing import Annotated

import formualizer as fz
import pytest

import udfs
from sop_xl.book.calculation_copy import with_explicit_blanks
from sop_xl.engine.sop_calls import SopCalls
from sop_xl.errors import UsageError
from sop_xl.functions.definition import Arg, Example, Result, define
from sop_xl.functions.domain import Domain
from sop_xl.functions.emit.intellisense import intellisense_rows
from sop_xl.functions.emit.text import card, index
from sop_xl.functions.lint import faults
from sop_xl.functions.registry import Registry
from udfs.__main__ import stale_files


def test_no_definition_has_a_fault():
    assert faults(udfs.REGISTRY) == []


def test_generated_files_are_current():
    assert stale_files() == [], "run: python -m udfs"


def _example_cases():
    return [pytest.param(d, e, id=e.formula[:60]) for d in udfs.REGISTRY for e in d.examples]


@pytest.mark.parametrize(("definition", "example"), _example_cases())
def test_example_as_typed_in_a_cell(definition, example):
    workbook = fz.Workbook()
    SopCalls([definition]).register(workbook)
    workbook.sheet("S").set_formula(1, 1, with_explicit_blanks(example.formula))
    workbook.evaluate_all()
    rows, columns = len(example.expected), max(len(row) for row in example.expected)
    found = workbook.sheet("S").get_values(fz.RangeAddress("S", 1, 1, rows, columns))
    for got_row, expected_row in zip(found, example.expected, strict=True):
        for got, expected in zip(got_row, expected_row, strict=False):
            if isinstance(expected, str) and expected.startswith("#"):
                assert isinstance(got, dict), f"an error value, not a text, is expected: {got!r}"
            elif isinstance(expected, (int, float)) and not isinstance(expected, bool):
                assert got == pytest.approx(expected, rel=1e-6, abs=1e-9)
            else:
                assert got == expected


def _definition(name="SOP_X", *, summary="Says x.", argument="Some text", default=1.0, domain=None, source="S"):
    def function(x: Annotated[float, Arg(argument, "units", domain)] = default) -> Annotated[float, Result("x")]:
        return x

    function.__doc__ = summary
    examples = [Example.of("=SOP_X(1)", 1)]
    return define(
        function, name, category="C", source=source, examples=examples, takes_errors=False, takes_reference=False
    )


@pytest.mark.parametrize(
    ("definition", "fault"),
    [
        (_definition("SOP_ABC1"), "the name"),
        (_definition("FORECAST"), "the name"),
        (_definition(summary="Says x"), "full stop"),
        (_definition(argument="x" * 260), "more than 255"),
        (_definition(argument="Some text."), "ends with a full stop"),
        (_definition(source=""), "no source"),
        (_definition(domain="(2,3)"), "outside its domain"),
    ],
)
def test_lint_finds(definition, fault):
    assert any(fault in found for found in faults([definition]))


def test_registry_refuses_a_second_definition_and_any_after_freezing():
    registry = Registry()
    registry.add(_definition())
    with pytest.raises(RuntimeError, match="defined twice"):
        registry.add(_definition())
    registry.freeze()
    with pytest.raises(RuntimeError, match="frozen"):
        registry.add(_definition("SOP_Y"))


def test_the_registry_of_the_product_is_frozen():
    with pytest.raises(RuntimeError, match="frozen"):
        udfs.REGISTRY.add(_definition("SOP_LATE"))


@pytest.mark.parametrize("spelling", ["SOP_FORECAST", "sop_forecast", "_xldudf_SOP_FORECAST", "_xll.SOP_FORECAST"])
def test_a_function_is_found_under_every_spelling(spelling):
    assert spelling in udfs.REGISTRY
    assert udfs.REGISTRY[spelling].name == "SOP_FORECAST"


def test_an_unknown_function_says_how_to_list_them():
    with pytest.raises(UsageError, match="sop-xl functions"):
        udfs.REGISTRY["SOP_NOTHING"]


@pytest.mark.parametrize(
    ("text", "inside", "outside"),
    [
        ("(0,1)", [0.5], [0, 1, -1]),
        ("[0,1]", [0, 1], [-0.1, 1.1]),
        ("[0,1)", [0], [1]),
        (">0", [1e-9], [0]),
        (">=0", [0], [-1]),
        ("<1", [0], [1]),
        ("<=1", [1], [2]),
    ],
)
def test_domains(text, inside, outside):
    domain = Domain.parse(text)
    assert all(value in domain for value in inside)
    assert not any(value in domain for value in outside)


def test_domain_refuses_what_is_none():
    with pytest.raises(ValueError, match="not a domain"):
        Domain.parse("between 0 and 1")


def test_terminal_texts_name_every_function():
    listed = index(udfs.REGISTRY)
    for definition in udfs.REGISTRY:
        assert definition.name in listed
        assert definition.signature in card(definition)


def test_intellisense_rows_hold_name_text_and_argument_pairs():
    rows = intellisense_rows(udfs.REGISTRY)
    assert rows[0] == ["FunctionInfo"]
    for row, definition in zip(rows[1:], udfs.REGISTRY, strict=True):
        assert row[0] == definition.name
        assert len(row) == 3 + 2 * len(definition.arguments)
