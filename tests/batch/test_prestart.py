"""What the fork server does before it forks the first worker."""

from __future__ import annotations

import importlib
import sys

import pytest

from sop_xl.batch.manifest import Status
from sop_xl.batch.prestart import PRELOAD


@pytest.mark.skipif(sys.platform != "linux", reason="no fork server there, or no files in memory")
def test_a_small_workbook_is_recalculated_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    warm_up = importlib.import_module("sop_xl.batch.warm_up").warm_up
    report = warm_up()
    assert (report.status, report.native_formulas, report.not_calculated) == (Status.OK, 228, [])
    assert report.functions["supported"]["SUMIFS"] == 38
    assert not list(tmp_path.iterdir())


def test_what_is_to_be_loaded_is_there():
    for name in PRELOAD:
        importlib.import_module(name)
