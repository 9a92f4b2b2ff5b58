"""Aggregate plan: workforce, overtime, stock, backlog and subcontracting at the least cost, by linear programming."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, NotFiniteError, ShapeError
from sop_xl.planning.arrays import BoolArray, FloatArray
from sop_xl.planning.supply.aggregate_model import VARIABLES, WHOLE_IF_ASKED, AggregateData, AggregateModel, Strategy
from sop_xl.planning.supply.domains import non_negative

_LONGEST = 520  # periods: ten years of weeks; the program grows with their square
_LONGEST_WHOLE = 104  # periods with whole workers, which take seconds; beyond it the search may not end in good time
_NOISE = 1e-6  # marginals and slacks smaller than this are noise of the solver


@dataclass(frozen=True)
class AggregatePlan:
    """The plan of least cost; every array is (periods,).

    Attributes
    ----------
    workforce, hired, laid_off : workers
    production, subcontracted, stock, backlog : units
    overtime : hours
    costs : currency/period, by the variable that causes it
    values : currency per unit
        ``demand``: what one more unit of demand costs. All others: what one more unit of a limit saves: ``capacity``
        in units of output, ``overtime`` in hours, ``workforce``, ``stock``, ``backlog`` and ``subcontracted`` in their
        own units. With whole workers they hold for the workforce that was chosen.
    """

    workforce: FloatArray
    hired: FloatArray
    laid_off: FloatArray
    production: FloatArray
    overtime: FloatArray
    stock: FloatArray
    backlog: FloatArray
    subcontracted: FloatArray
    costs: dict[str, FloatArray]
    values: dict[str, FloatArray]

    @property
    def total_cost(self) -> float:
        """Cost of the plan over all periods."""
        return float(sum(cost.sum() for cost in self.costs.values()))


def aggregate_plan(
    demand: ArrayLike, data: AggregateData, strategy: Strategy = "mixed", *, whole_workers: bool = False
) -> AggregatePlan:
    """Plan workforce, production and stock of a product family at the least cost.

    Minimises labour, overtime, hiring, lay-off, material, holding, backlog and subcontracting cost under
    ``W_t = W_(t−1) + H_t − L_t``, ``P_t ≤ u·W_t + O_t/τ``, ``I_(t−1) − S_(t−1) + P_t + C_t = D_t + I_t − S_t`` and the
    limits of the data.

    Parameters
    ----------
    demand : (periods,) units/period
        Demand of the family [D_t].
    data : AggregateData
        Outputs, costs and limits.
    strategy : {"mixed", "level", "chase"}
        level = the same workforce in all periods; chase = output follows demand, without backlog and with the least
        stock that is allowed; mixed = whatever costs least.
    whole_workers : bool
        Plan whole workers.

    Returns
    -------
    AggregatePlan
        The plan, its cost by kind and the value of its limits.

    Raises
    ------
    DomainError
        Data outside their domain, or no plan within the limits: the error says what is short when and which limits
        bind (``#NUM!``).
    InsufficientDataError
        A gap in the demand or the data (``#N/A``).

    Notes
    -----
    Source: Chopra & Meindl, *Supply Chain Management: Strategy, Planning, and Operation*, chapter on aggregate
    planning (Red Tomato Tools).

    Examples
    --------
    >>> data = AggregateData(units_per_worker=10, hours_per_unit=16, opening_workforce=5, labour_cost=1000)
    >>> plan = aggregate_plan([40, 50], data)
    >>> plan.workforce, plan.total_cost
    (array([4., 5.]), 9000.0)
    """
    wanted = non_negative(np.atleast_1d(np.asarray(demand, dtype=np.float64)).ravel(), "demand")
    if wanted.size == 0:
        raise InsufficientDataError("no periods", argument="demand")
    longest = _LONGEST_WHOLE if whole_workers else _LONGEST
    if wanted.size > longest:
        raise ShapeError(
            "too many periods for one plan",
            argument="demand",
            got=wanted.size,
            expected=f"at most {longest}",
            hint="Plan in longer periods, or with fractional workers." if whole_workers else "Plan in longer periods.",
        )
    model = AggregateModel.of(wanted, data, strategy)
    if not whole_workers:
        return _plan(model, _solve(model, model.bounds))
    whole = np.repeat(np.isin(VARIABLES, WHOLE_IF_ASKED), model.periods)
    crew = _solve(model, model.bounds, whole).x
    # Only a linear program has duals: the one in which this crew is given.
    bounds = model.bounds.copy()
    bounds[whole] = np.round(crew[whole])[:, np.newaxis]
    return _plan(model, _solve(model, bounds))


def _solve(model: AggregateModel, bounds: FloatArray, whole: BoolArray | None = None) -> Any:  # noqa: ANN401
    found = _minimise(model.cost, model.upper, model.equal, model.equal_to, bounds, whole)
    if found.x is None:
        raise explain_infeasible(model)
    return found


def _minimise(
    cost: FloatArray,
    upper: FloatArray,
    equal: FloatArray,
    equal_to: FloatArray,
    bounds: FloatArray,
    whole: BoolArray | None = None,
) -> Any:  # noqa: ANN401  # the result of SciPy with its marginals
    from scipy.optimize import linprog

    return linprog(  # type: ignore[call-overload]  # the stubs do not know options given one by one
        cost,
        A_ub=upper,
        b_ub=np.zeros(len(upper)),
        A_eq=equal,
        b_eq=equal_to,
        bounds=[(low, high) for low, high in bounds.tolist()],
        method="highs",
        integrality=None if whole is None else whole.astype(np.int64),
        options={"mip_rel_gap": 0.0},
    )


def _plan(model: AggregateModel, found: Any) -> AggregatePlan:  # noqa: ANN401
    amounts = {name: np.maximum(0.0, found.x[model.columns(name)]) for name in VARIABLES}
    costs = {name: amounts[name] * model.cost[model.columns(name)] for name in VARIABLES}
    n = model.periods
    values = {
        "demand": found.eqlin.marginals[n:],
        "capacity": -found.ineqlin.marginals[:n],
        "overtime": -found.ineqlin.marginals[n:],
    } | {
        name: -found.upper.marginals[model.columns(name)] for name in ("workforce", "stock", "backlog", "subcontracted")
    }
    return AggregatePlan(**amounts, costs=costs, values={name: value + 0.0 for name, value in values.items()})


def explain_infeasible(model: AggregateModel) -> DomainError:
    """Say in words why a program has no solution: what is short or too much when, and which limits bind.

    Lets the stock balance be missed at a price and reads off where it is missed and which limits would relieve it.
    """
    n, size = model.periods, model.cost.size
    missed = np.vstack([np.zeros((n, 2 * n)), np.hstack([np.eye(n), -np.eye(n)])])  # short units, then surplus
    price = np.linspace(1.1, 1.0, n)  # a shortage that may lie in several periods is named where it becomes certain
    found = _minimise(
        np.concatenate([np.zeros(size), price, price]),
        np.hstack([model.upper, np.zeros((2 * n, 2 * n))]),
        np.hstack([model.equal, missed]),
        model.equal_to,
        np.vstack([model.bounds, np.tile([0.0, np.inf], (2 * n, 1))]),
    )
    if found.x is None:
        raise NotFiniteError(
            "the solver found no plan: amounts or costs are too large to be weighed", argument="demand"
        )
    gaps = {"short": found.x[size : size + n], "too many": found.x[size + n :]}
    words = [
        f"{gap[t]:,.0f} units {word} in period {t + 1}"
        for word, gap in gaps.items()
        for t in np.flatnonzero(gap > _NOISE)
    ]
    if not words:
        return DomainError(
            "no whole number of workers keeps all limits",
            argument="workforce_maximum",
            hint="Widen the workforce limits.",
        )
    return DomainError(
        f"no plan keeps all limits: {', '.join(words)}",
        argument="demand",
        hint=f"What binds: {'; '.join(_binding(model, found))}.",
    )


def _binding(model: AggregateModel, found: Any) -> list[str]:  # noqa: ANN401
    """Limits that would relieve a shortage or surplus, in words."""
    n = model.periods
    marginals = {words: found.upper.marginals[model.columns(name)].copy() for name, words in _UPPER_LIMITS.items()}
    marginals["overtime limit"] = found.ineqlin.marginals[n:]
    # A lower bound of zero is no limit that anybody has set: stock cannot be negative.
    is_set = model.bounds[model.columns("stock"), 0] > 0
    marginals["stock minimum or closing stock"] = found.lower.marginals[model.columns("stock")] * is_set
    backlog = marginals[_UPPER_LIMITS["backlog"]]
    at_the_end, backlog[-1] = backlog[-1], 0.0
    binding = [
        f"{name} in {_periods(np.abs(marginal) > _NOISE)}"
        for name, marginal in marginals.items()
        if np.abs(marginal).max() > _NOISE
    ]
    if abs(at_the_end) > _NOISE:
        binding.append("no backlog may be left after the last period")
    return binding


_UPPER_LIMITS = {
    "workforce": "workforce maximum",
    "hired": "level workforce: nobody is hired",
    "laid_off": "level workforce: nobody is laid off",
    "stock": "stock maximum",
    "backlog": "backlog maximum",
    "subcontracted": "subcontract limit",
}


def _periods(where: BoolArray) -> str:
    """Name the periods of a mask: ``period 3``, ``periods 1, 2, 5``."""
    numbers = [str(t + 1) for t in np.flatnonzero(where)]
    return f"period{'s' if len(numbers) > 1 else ''} {', '.join(numbers)}"
