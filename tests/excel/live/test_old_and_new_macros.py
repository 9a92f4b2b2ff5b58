"""Macros of a workbook and the Python of a computer that are not of one version; and a Python without a console."""

from __future__ import annotations

import datetime as dt
import importlib
import subprocess
import sys
import textwrap
from decimal import Decimal

import pytest

import udfs
from sop_xl import __version__
from sop_xl.cells.values import CellError
from sop_xl.excel import wire

CELL = "[plan.xlsm]Forecast!$C$7"


@pytest.fixture
def dispatched(windows):
    """A call as VBA makes it, through the true dispatch."""
    server = importlib.import_module("xlwings.com_server").XLPython()
    return lambda name, *values: wire.from_wire(server.CallUDF(wire.SERVER, name, values))


def test_wrappers_of_an_older_workbook_send_fewer_arguments_and_mean_the_same(dispatched):
    definition = udfs.REGISTRY["SOP_VARIANCE"]
    assert len(definition.arguments) > definition.required
    full = (105.0, 100.0, "revenue", *[None] * (len(definition.arguments) - 3))
    assert dispatched("SOP_VARIANCE", CELL, *full) == 5.0
    for count in range(3, len(full)):
        assert dispatched("SOP_VARIANCE", CELL, *full[:count]) == 5.0


def test_wrappers_of_a_newer_workbook_are_understood_while_what_is_new_is_left_out(dispatched):
    given = (1000.0, 10.0, 0.5, *[None] * (len(udfs.REGISTRY["SOP_EOQ"].arguments) - 3))
    assert dispatched("SOP_EOQ", CELL, *given, None, None) == 200.0
    assert dispatched("SOP_EOQ", CELL, *given, 3.0) is CellError.VALUE
    said = dispatched("SOP_WHY", "#SOP!2015", "=SOP_EOQ(1000,10,0.5,,3)", CELL, 0.0, 0.0)
    assert "too many arguments" in said


def test_a_function_that_is_too_new_is_refused_by_its_name_with_the_remedy(dispatched):
    assert dispatched("SOP_OF_NEXT_YEAR", CELL, 1.0, None) is CellError.VALUE
    said = dispatched("SOP_WHY", "#SOP!2015", "=SOP_OF_NEXT_YEAR(1)", CELL, 0.0, 0.0)
    assert f"SOP_OF_NEXT_YEAR: is not a function of sop_xl {__version__}" in said
    assert "sop-xl install" in said


def test_only_worksheet_functions_are_found_by_name(dispatched):
    for name in ("serve", "importlib", "CACHE", "__builtins__", "nothing"):
        with pytest.raises(AttributeError):
            dispatched(name, CELL, 1.0)


@pytest.mark.parametrize("value", [Decimal("1000.0"), 1000, 1000.0])
def test_currency_and_whole_numbers_of_vba_are_numbers(dispatched, value):
    assert dispatched("SOP_EOQ", CELL, value, 10.0, 0.5) == 200.0


def test_a_date_of_vba_is_a_date_and_its_time_zone_changes_nothing(dispatched):
    days = (dt.datetime(2020, 6, 30), dt.datetime(2020, 6, 30, tzinfo=dt.UTC), 44012.0)
    given = {dispatched("SOP_EFFECTIVE_PRICE", CELL, "A", day, (("A",),), ((43000.0,),), ((7.5,),)) for day in days}
    assert given == {7.5}


def test_numbers_leave_as_doubles_and_truth_values_as_themselves():
    large = 2**40
    assert [type(value) for value in wire.to_wire([[1, large, True, 0.5, None, "1"]])[0]] == [
        float, float, bool, float, type(None), str,
    ]  # fmt: skip
    assert wire.to_wire([[large]]) == [[float(large)]]


def without_console(code: str, tmp_path) -> subprocess.CompletedProcess[str]:
    """Code in a Python as ``pythonw`` starts it: neither output nor error stream."""
    start = f"import sys; said = sys.stdout; sys.stdout = sys.stderr = None\n{textwrap.dedent(code)}"
    env = {"HOME": str(tmp_path), "XDG_DATA_HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    return subprocess.run([sys.executable, "-I", "-c", start], capture_output=True, text=True, env=env, check=False)


def test_without_a_console_every_function_answers_and_a_bug_is_in_the_log(tmp_path):
    done = without_console(
        """
        import sop_xl.excel.live.udf_server as server, sop_xl.functions.call as calling, udfs
        answers = [len(getattr(server, d.name)("", *[None] * len(d.arguments))) for d in udfs.REGISTRY if not d.takes_reference]
        def bug(**_):
            raise ZeroDivisionError("of the test")
        import dataclasses
        broken = dataclasses.replace(udfs.REGISTRY["SOP_EOQ"], function=bug)
        print(min(answers), server.serve(broken, ("", 1.0, 2.0, 3.0)), file=said)
        """,
        tmp_path,
    )
    assert done.stdout == "1 [['#SOP!2015']]\n", done.stderr
    log = (tmp_path / "sop_xl" / "excel.log").read_text()
    assert "bug" in log
    assert "ZeroDivisionError: of the test" in log


def test_the_log_is_begun_anew_when_it_is_long_and_is_no_condition(tmp_path):
    from sop_xl.excel.live.log import log_to_file

    code = "from pathlib import Path; from sop_xl.excel.live.log import log_to_file; import logging; "
    log = tmp_path / "excel.log"
    log.write_text("x" * 2_000_000)
    subprocess.run(
        [
            sys.executable,
            "-c",
            f"{code}log_to_file(Path({str(tmp_path)!r})); logging.getLogger('sop_xl.x').error('new')",
        ],
        check=True,
    )
    assert log.read_text().endswith("ERROR sop_xl.x new\n")
    assert len(log.read_text()) < 100
    (tmp_path / "file").touch()
    log_to_file(tmp_path / "file")  # a folder that cannot be made
