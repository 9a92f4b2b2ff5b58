"""Names of items, resources and currencies: one idea of sameness for all of planning."""

import pytest

from sop_xl.errors import DomainError, InsufficientDataError
from sop_xl.planning.names import MISSING, distinct, find, listed, positions


def test_capitals_and_surplus_spaces_never_tell_two_names_apart():
    assert find([" road  BIKE", "Bell"], ["Bell", "Road Bike"], "items").tolist() == [1, 0]
    assert distinct(["Straße", "STRASSE", "Weg"])[1].tolist() == [0, 0, 1]
    assert listed(["bell ", "Horn"], ["Bell"]).tolist() == [True, False]


def test_blank_cells_of_a_list_are_no_names():
    assert find(["", "Bell"], ["", "Bell", " "], "items").tolist() == [MISSING, 1]


def test_a_name_that_stands_twice_or_nowhere_is_refused_by_name():
    with pytest.raises(DomainError, match=r"items: listed twice \(got 'BELL'\)"):
        find(["Bell"], ["Bell", "BELL"], "items")
    with pytest.raises(InsufficientDataError, match=r"items: not found \(got 'Horn'"):
        positions(["Bell", "Horn"], ["Bell"], "items")
