"""The first rule that fits a class gives its parameters; an item without a rule says so."""

import numpy as np
import pytest

from sop_xl.errors import InsufficientDataError, ShapeError
from sop_xl.planning.supply.policy_rules import policy_by_class

RULES = (["A", "A", "B", ""], ["X", "*", "x ", "Z"], [[0.99, 1], [0.97, 1], [0.95, 2], [0.8, 4]])


def test_the_first_rule_that_fits_decides():
    policy = policy_by_class(["A", "A", "b", "C"], ["X", "Y", "X", "Z"], *RULES)
    assert policy.rule.tolist() == [1, 2, 3, 4]
    assert policy.values.tolist() == [[0.99, 1], [0.97, 1], [0.95, 2], [0.8, 4]]
    assert policy.problems == (None,) * 4


def test_an_item_without_a_rule_keeps_its_row_and_names_its_class():
    policy = policy_by_class(["C", "A"], ["X", "X"], *RULES)
    assert np.isnan(policy.values[0]).all()
    assert isinstance(policy.problems[0], InsufficientDataError)
    assert policy.problems[0].got == "CX"
    assert policy.problems[1] is None


def test_columns_of_different_length_are_refused():
    with pytest.raises(ShapeError, match="xyz"):
        policy_by_class(["A"], ["X", "Y"], *RULES)
    with pytest.raises(ShapeError, match="rule_values"):
        policy_by_class(["A"], ["X"], ["A"], ["X"], [[1], [2]])
