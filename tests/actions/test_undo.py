"""Taking actions back, one after the other."""

from __future__ import annotations

import pytest

from sop_xl.errors import UsageError


def test_undo_takes_back_one_action_after_the_other(unit, everything, run_quick):
    before = everything(unit)
    run_quick("forecast", unit, method="naive")
    between = unit.contents(unit.place("Baseline"))
    run_quick("forecast", unit, method="ses")
    assert unit.contents(unit.place("Baseline")) != between
    run_quick("undo", unit)
    assert unit.contents(unit.place("Baseline")) == between
    run_quick("undo", unit)
    assert {s: c for s, c in everything(unit).items() if s in before} == before
    with pytest.raises(UsageError, match="nothing to take back"):
        run_quick("undo", unit)
