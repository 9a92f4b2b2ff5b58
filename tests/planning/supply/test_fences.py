"""Time fences: frozen, slushy and free changes of a plan."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.supply.fences import check_fences

plans = arrays(np.float64, (3, 6), elements=st.integers(0, 5).map(float))
fences = arrays(np.float64, 3, elements=st.integers(0, 6).map(float))


@given(plans, plans, fences, fences, st.integers(0, 3))
def test_every_change_beyond_the_tolerance_lies_in_one_zone(plan, previous, one, other, tolerance):
    first, last = np.minimum(one, other), np.maximum(one, other)
    check = check_fences(plan, previous, first, last, tolerance)
    for item in range(3):
        for t in range(6):
            step = plan[item, t] - previous[item, t]
            matters = abs(step) > tolerance
            assert check.change[item, t] == (step if matters else 0)
            assert check.frozen[item, t] == (matters and t < first[item])
            assert check.slushy[item, t] == (matters and first[item] <= t < last[item])


def test_fences_in_the_wrong_order_and_half_periods_are_refused():
    with pytest.raises(DomainError, match="planning_fence"):
        check_fences([[1, 2]], [[1, 2]], 2, 1)
    with pytest.raises(DomainError, match="demand_fence"):
        check_fences([[1, 2]], [[1, 2]], 0.5, 1)
    with pytest.raises(ShapeError, match="previous"):
        check_fences([[1, 2]], [[1, 2, 3]], 0, 1)
