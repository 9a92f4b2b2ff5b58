"""Gap to the annual operating plan with closers."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.finance.gap import gap_to_aop
from udfs import REGISTRY

money = st.floats(-1e6, 1e6, allow_subnormal=False)


def test_two_closers_by_hand():
    """900 against 1 000; closers of 80 at 50 % and 50 at 20 % are worth 50 and leave 50 open."""
    found = gap_to_aop([900], [1000], [[80], [50]], [0.5, 0.2])
    assert (found.gap.item(), found.closers.item(), found.remaining.item()) == (-100, 50, -50)


@given(
    arrays(np.float64, (2, 4), elements=money),
    arrays(np.float64, (3, 4), elements=money),
    arrays(np.float64, 3, elements=st.floats(0, 1)),
)
def test_remaining_gap_is_the_estimate_with_closers_less_the_plan(lines, closers, probabilities):
    estimate, aop = lines
    found = gap_to_aop(estimate, aop, closers, probabilities)
    with_closers = estimate + sum(p * row for p, row in zip(probabilities, closers, strict=True))
    np.testing.assert_allclose(found.remaining, with_closers - aop, rtol=1e-9, atol=1e-6)


def test_bad_closers_are_refused():
    with pytest.raises(DomainError):
        gap_to_aop([1], [1], [[1]], [1.5])
    with pytest.raises(ShapeError, match="closer_values"):
        gap_to_aop([1, 2], [1, 2], [[1]], [0.5])
    with pytest.raises(ShapeError, match="aop"):
        gap_to_aop([1, 2], [1], [[1, 1]], [0.5])
    assert call(REGISTRY["SOP_GAP_TO_AOP"], [900, 1000, 80, 50]).grid == [[CellError.NUM]]
