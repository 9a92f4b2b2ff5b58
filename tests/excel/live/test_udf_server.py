"""Worksheet functions as Excel calls them: xlwings' COM server, its real dispatch and its real conversion."""

from __future__ import annotations

import datetime as dt
import importlib.util
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

import udfs
from sop_xl.cells.coerce import normalise
from sop_xl.cells.encode import Outcome
from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InternalError, ResourceError
from sop_xl.excel import wire
from sop_xl.excel.live import udf_server
from sop_xl.excel.live.cache import ResultCache, content_key
from sop_xl.excel.live.memory import RefusalMemory
from sop_xl.functions.call import call

CONTRACT = Path(__file__).parents[2] / "functions" / "test_contract.py"
CELL = "[plan.xlsm]Forecast!$C$7"


@pytest.fixture(scope="session")
def example_arguments():
    """How the contract suite reads the arguments of an example."""
    spec = importlib.util.spec_from_file_location("contract", CONTRACT)
    module = importlib.util.module_from_spec(spec)
    sys.modules["contract"] = module
    spec.loader.exec_module(module)
    return module.example_arguments


@pytest.fixture
def excel(windows):
    """What VBA does: tag errors, call through the COM server, and take one row flat and one cell plain."""
    server = importlib.import_module("xlwings.com_server").XLPython()

    def ask(name, *arguments, caller=CELL):
        definition = udfs.REGISTRY[name]
        omitted = 0 if definition.takes_reference else len(definition.arguments) - len(arguments)
        values = [_sent(argument) for argument in (*arguments, *[None] * omitted)]
        sent = (*values, caller) if definition.takes_reference else (caller, *values)
        return wire.from_wire(server.CallUDF(wire.SERVER, name, sent))

    return ask


def _sent(argument):
    if isinstance(argument, (list, tuple)):
        return tuple(tuple(row) for row in wire.to_wire(normalise(argument)))
    return wire.to_wire([[argument]])[0][0]


def as_grid(value):
    return normalise(value)


CASES = [pytest.param(d, e, id=e.formula[:50]) for d in udfs.REGISTRY if not d.takes_reference for e in d.examples]


@pytest.mark.parametrize(("definition", "example"), CASES)
def test_every_example_through_the_true_dispatch(excel, example_arguments, definition, example):
    arguments = example_arguments(example.formula)
    expected = call(definition, arguments).grid
    arguments += [None] * (len(definition.arguments) - len(arguments))
    assert as_grid(excel(definition.name, *arguments)) == expected


@pytest.mark.parametrize("definition", [d for d in udfs.REGISTRY if not d.takes_errors], ids=lambda d: d.name)
def test_every_function_hands_errors_on(excel, example_arguments, definition):
    arguments = example_arguments(definition.examples[0].formula)
    arguments[0] = [[CellError.NA]]
    arguments += [None] * (len(definition.arguments) - len(arguments))
    assert as_grid(excel(definition.name, *arguments)) == [[CellError.NA]]


def test_all_kinds_of_values_go_through(excel):
    assert excel("SOP_VARIANCE", 105, 100, "revenue") == 5.0
    assert excel("SOP_DAYS_OF_COVER", [[100.0]], [[10.0, 10.0, 10.0]], None, None) == [300.0, 300.0, 300.0]
    assert excel("SOP_SAFETY_STOCK", 2.0, 10.0, 1.0) is CellError.NUM
    mixed = excel("SOP_VARIANCE", [[105.0], [1.0]], [[100.0], [0.0]], "revenue", "percent")
    assert mixed == [[0.05], [CellError.DIV0]]


def test_a_text_that_looks_like_a_tag_stays_a_text(excel):
    said = excel("SOP_COMMENTARY", [["#SOP!2042"]], [[105.0]], [[100.0]], "revenue")
    assert "#SOP!2042" in str(said)


def test_dates_of_vba_are_dates(excel):
    day = dt.datetime(2020, 6, 30)
    assert as_grid(excel("SOP_EFFECTIVE_PRICE", "A", day, [["A"]], [[43000.0]], [[7.5]])) == [[7.5]]


def test_why_tells_the_refusal_of_the_cell(excel):
    formula = "=SOP_SAFETY_STOCK(2,10,1)"
    assert excel("SOP_SAFETY_STOCK", 2.0, 10.0, 1.0) is CellError.NUM
    said = excel("SOP_WHY", CellError.NUM, formula, CELL, 0.0, caller=0.0)
    assert said.startswith("#NUM!: service_level: outside its domain (got 2.0, expected ")


def test_why_tells_the_refusal_of_a_place_in_a_spilled_range(excel):
    where = "[plan.xlsm]A!$B$2"
    excel("SOP_VARIANCE", [[105.0], [1.0]], [[100.0], [0.0]], "revenue", "percent", None, None, caller=where)
    said = excel("SOP_WHY", CellError.DIV0, '=SOP_VARIANCE(A1:A2,B1:B2,"revenue","percent")', where, 1.0, caller=0.0)
    assert "a budget of zero has no share" in said


def test_why_without_memory_asks_for_a_calculation(excel):
    said = excel("SOP_WHY", CellError.NUM, "=SOP_EOQ(A1,B1,C1)", "[plan.xlsm]Never!$A$1", 0.0, caller=0.0)
    assert said is CellError.VALUE or said == wire.NOT_REMEMBERED or wire.NOT_REMEMBERED in str(said)


def test_why_of_a_good_cell_and_of_a_native_error(excel):
    assert excel("SOP_WHY", 12.0, "=1+1", "[p]A!$A$9", 0.0, caller=0.0) == "No error in this cell."
    assert "a division by zero" in excel("SOP_WHY", CellError.DIV0, "=1/0", "[p]A!$A$9", 0.0, caller=0.0)


def test_the_same_call_is_computed_once(excel, monkeypatch):
    computed = []
    monkeypatch.setattr(udf_server, "call", lambda d, a: computed.append(d.name) or call(d, a))
    monkeypatch.setattr(udf_server, "CACHE", ResultCache(1000))
    for caller in ("[p]A!$A$1", "[p]A!$A$2", ""):
        excel("SOP_EOQ", 1000.0, 10.0, 0.5, caller=caller)
    assert computed == ["SOP_EOQ"]
    excel("SOP_EOQ", 1000.0, 10.0, 0.25)
    assert len(computed) == 2


@pytest.mark.parametrize("reason", [InternalError("a bug"), ResourceError("needs memory")])
def test_what_may_pass_is_not_kept(excel, monkeypatch, reason):
    definition = udfs.REGISTRY["SOP_EOQ"]
    bug = Outcome([[CellError.VALUE]], {(0, 0): reason})
    monkeypatch.setattr(udf_server, "call", lambda d, a: bug)
    monkeypatch.setattr(udf_server, "CACHE", ResultCache(1000))
    assert excel("SOP_EOQ", 1.0, 2.0, 3.0) is CellError.VALUE
    monkeypatch.undo()
    assert excel("SOP_EOQ", 1.0, 2.0, 3.0) == call(definition, [1.0, 2.0, 3.0]).grid[0][0]


def test_the_cache_is_bounded_by_cells_and_lets_the_oldest_go():
    cache = ResultCache(10)
    for i in range(4):
        cache.put(bytes([i]), Outcome([[1.0] * 3]))
    assert len(cache) == 3
    assert cache.get(b"\0") is None
    assert cache.get(b"\1") is not None
    cache.put(b"\4", Outcome([[1.0] * 3]))
    assert cache.get(b"\1") is not None  # it was asked for lately
    assert cache.get(b"\2") is None
    cache.put(b"big", Outcome([[1.0] * 11]))
    assert cache.get(b"big") is None


def test_keys_tell_contents_apart():
    same = content_key("F", [((1.0, 2.0),), None]), content_key("F", [[[1.0, 2.0]], None])
    assert same[0] == same[1]
    keys = {content_key("F", a) for a in ([1.0], ["1"], [True], [None], [""], [((1.0,),)], [1.0, None])}
    assert len(keys) == 7
    assert content_key("F", [1.0]) != content_key("G", [1.0])
    assert content_key("F", [object()]) is None


def test_the_memory_is_bounded():
    memory = RefusalMemory(2)
    for i in range(3):
        memory.note(f"cell {i}", "SOP_EOQ", Outcome([[CellError.NUM]], {(0, 0): DomainError("no")}))
    assert not memory.knows("cell 0", "=SOP_EOQ(1,2,3)")
    assert memory.knows("cell 2", "=SOP_EOQ(1,2,3)")
    assert memory.reason("cell 2", "=1/0", CellError.NUM, (0, 0)) is None


def test_heavy_imports_are_warmed_in_the_background():
    udf_server.WARMING.join(timeout=120)
    assert not udf_server.WARMING.is_alive()
    assert "scipy.stats" in sys.modules


def python(code: str) -> str:
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=True)
    return done.stdout


def test_no_module_of_ours_imports_the_paid_part_of_xlwings():
    said = python("""
        import importlib, pkgutil, sys
        import sop_xl, udfs, workbooks
        names = [m.name for p in (sop_xl, udfs, workbooks) for m in pkgutil.walk_packages(p.__path__, p.__name__ + ".")]
        for name in names:
            if not name.endswith("__main__"):
                importlib.import_module(name)
        print(len(names), sorted(n for n in sys.modules if n.startswith("xlwings.pro")))
    """)
    count, loaded = said.split(maxsplit=1)
    assert int(count) > 100
    assert loaded.strip() == "[]"


def test_nothing_is_missing_where_the_paid_part_cannot_be_imported():
    """xlwings looks for it when it is imported itself; taken away, it and our live modules work all the same."""
    said = python("""
        import sys
        sys.modules["xlwings.pro"] = None
        import xlwings
        import sop_xl.excel.live.macros, sop_xl.excel.live.udf_server as server
        print(xlwings.__pro__, server.SOP_EOQ("", 1000.0, 10.0, 0.5)[0][0])
    """)
    assert said.split() == ["False", "200.0"]


def test_no_source_names_the_paid_part():
    root = Path(__file__).parents[3]
    sources = [
        p
        for folder in ("sop_xl", "udfs", "workbooks")
        for p in (root / folder).rglob("*")
        if p.suffix in (".py", ".bas", ".cls", ".xml")
    ]
    assert len(sources) > 100
    named = [p.name for p in sources if "xlwings.pro" in p.read_text(encoding="utf-8", errors="replace")]
    assert named == []
