"""Capacity levers: the greedy plan costs what a linear program finds."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy.optimize import linprog

from sop_xl.errors import DomainError, ShapeError
from sop_xl.planning.supply.levers import pull_levers

PERIODS, LEVERS = 4, 2
hours = st.integers(0, 20).map(float)


def cheapest(load, available, extra, price, carrying):
    """Cost and unmet hours of the best plan by linear programming; an unmet hour costs far more than any other."""
    dear = 1e4
    sources = [(s, 0.0, available[s]) for s in range(PERIODS)]
    sources += [(s, price[k], extra[k, s]) for k in range(LEVERS) for s in range(PERIODS)]
    pairs = [(n, t) for n, (s, _, _) in enumerate(sources) for t in range(s, PERIODS)]
    cost = [sources[n][1] + carrying * (t - sources[n][0]) for n, t in pairs] + [dear] * PERIODS
    served = np.array([[t == u for _, t in pairs] + [v == u for v in range(PERIODS)] for u in range(PERIODS)], float)
    limits = np.array([[n == m for n, _ in pairs] + [False] * PERIODS for m in range(len(sources))], float)
    found = linprog(cost, A_ub=limits, b_ub=[cap for *_, cap in sources], A_eq=served, b_eq=load)
    unmet = found.x[len(pairs) :].sum()
    return found.fun - dear * unmet, unmet


@given(
    arrays(np.float64, PERIODS, elements=hours),
    arrays(np.float64, PERIODS, elements=hours),
    arrays(np.float64, (LEVERS, PERIODS), elements=hours),
    arrays(np.float64, LEVERS, elements=st.integers(0, 9).map(float)),
    st.integers(0, 4).map(float),
)
def test_the_plan_costs_what_a_linear_program_finds(load, available, extra, price, carrying):
    plan = pull_levers([load], [available], extra[np.newaxis], [price], carrying)
    cost, unmet = cheapest(load, available, extra, price, carrying)
    assert plan.unmet.sum() == pytest.approx(unmet, abs=1e-6)
    if unmet < 1e-6:
        assert plan.cost.sum() == pytest.approx(cost, abs=1e-6)
    assert plan.regular.sum() + plan.levers.sum() == pytest.approx(load.sum() - plan.unmet.sum(), abs=1e-9)
    assert (plan.regular <= available + 1e-9).all()
    assert (plan.levers[0] <= extra + 1e-9).all()
    worked = plan.regular + plan.levers.sum(axis=1)
    assert (np.cumsum(worked - (load - plan.unmet), axis=1) >= -1e-9).all()  # nothing is done late


def test_resources_do_not_mix():
    load, available = [[80, 130], [130, 80]], [[100, 100], [100, 100]]
    plan = pull_levers(load, available, np.full((2, 1, 2), 20.0), [[30], [30]], 5)
    assert plan.levers[:, 0].tolist() == [[0, 10], [20, 0]]
    assert plan.prebuilt.tolist() == [[20, 0], [0, 0]]
    assert plan.unmet.tolist() == [[0, 0], [10, 0]]
    assert plan.cost.tolist() == [[100, 300], [600, 0]]


def test_levers_of_other_shapes_and_negative_costs_are_refused():
    with pytest.raises(ShapeError, match="lever_hours"):
        pull_levers([[1, 1]], [[1, 1]], np.ones((1, 2, 2)), [[1]])
    with pytest.raises(DomainError, match="lever_cost"):
        pull_levers([[1, 1]], [[1, 1]], np.ones((1, 1, 2)), [[-1]])
