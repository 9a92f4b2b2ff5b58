"""The list of actions and their options."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.registry import action, actions
from sop_xl.errors import UsageError

TODAY = dt.date(2020, 7, 10)


def test_every_action_resolves_and_has_its_texts():
    names = [a.name for a in actions()]
    assert len(names) == len(set(names)) == 26
    assert len({a.keytip for a in actions()}) == len(names)
    for a in actions():
        assert len(a.screentip) <= 255
        assert len(a.supertip) <= 1024
        assert not a.screentip.endswith(".")
        assert a.supertip.endswith(".")


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("forecast", {"nonsense": "1"}, "no option of that name"),
        ("explain", {}, "is needed"),
        ("backtest", {"origins": "six"}, "cannot be read"),
        ("capacity", {"limit": "a lot"}, "cannot be read"),
        ("minutes", {"held": "10.7.2020"}, "cannot be read"),
        ("forecast", {"live": "perhaps"}, "cannot be read"),
    ],
)
def test_options_that_cannot_be(name, given, text):
    with pytest.raises(UsageError, match=text):
        action(name).options(given, TODAY)
