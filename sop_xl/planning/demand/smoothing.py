"""Exponential smoothing with a damped trend and seasons, for many rows and many parameter sets in lock-step.

The model in innovations form, with level l, trend b, season s of length m and one-step error e::

    y_t = l_(t−1) + φ b_(t−1) + s_(t−m) + e_t
    l_t = l_(t−1) + φ b_(t−1) + α e_t,   b_t = φ b_(t−1) + α β e_t,   s_t = s_(t−m) + γ (1−α) e_t

For given parameters every error is linear in the data and in the initial states. So the recursion runs from zero
states, the initial states follow by least squares, and nothing has to be searched for. The initial trend and the
initial seasons are held towards zero by a prior (ridge); how strongly is one more parameter of the grid.

Source: Hyndman, Koehler, Ord & Snyder, *Forecasting with Exponential Smoothing: The State Space Approach*, ch. 2 and 5.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import product

import numpy as np

from sop_xl.planning.arrays import FloatArray

DIFFUSE = 1e-10  # prior precision of what is not held back: the level
_LARGEST_BLOCK = 32_000_000 - 4096  # just below the largest block that the C library can learn to keep
_TINY = 1e-12  # share of the sum of squares below which a fit counts as perfect


def _keep_freed_memory() -> None:
    """Let the C library keep what is freed, as its rule is once a large block was freed; the block is never touched.

    Otherwise the working arrays go back to the system after every group of rows and come again page by page, which
    takes as long as the calculation.
    """
    block = np.empty(_LARGEST_BLOCK, dtype=np.int8)
    del block


_keep_freed_memory()


@dataclass(frozen=True)
class Grid:
    """Parameter sets to run side by side: every combination of the smoothing constants, and of the season priors.

    ``alphas``, ``betas``, ``gammas`` and ``phis`` are the smoothing constants of level, trend (as a share of α) and
    season (as a share of 1−α) and the damping; ``season_priors`` and ``trend_prior`` are prior precisions of the
    initial seasons and the initial trend, relative to that of one observation.
    """

    alphas: tuple[float, ...]
    betas: tuple[float, ...]
    gammas: tuple[float, ...]
    phis: tuple[float, ...]
    season_priors: tuple[float, ...]
    trend_prior: float
    season_length: int

    @property
    def constants(self) -> FloatArray:
        """α, α·β, γ·(1−α) and φ as the recursion uses them, one column per combination."""
        gammas = self.gammas if self.season_length > 1 else (0.0,)
        sets = np.array(list(product(self.alphas, self.betas, gammas, self.phis)))
        alpha, beta, gamma, phi = sets.T
        return np.array([alpha, alpha * beta, gamma * (1 - alpha), phi])

    @property
    def seasons(self) -> int:
        """Number of seasonal states; none without a season."""
        return self.season_length if self.season_length > 1 else 0

    @property
    def priors(self) -> tuple[float, ...]:
        """Season priors; a single one that has no effect without a season."""
        return self.season_priors if self.season_length > 1 else (1.0,)


@dataclass(frozen=True)
class Fits:
    """What every parameter set makes of every row.

    Attributes
    ----------
    log_evidence : (sets, rows)
        Logarithm of the probability of the row's data under each set, up to a constant per row.
    forecast : (sets, horizon, rows)
        Point forecasts.
    sigma2 : (sets, rows)
        Variance of the one-step errors.
    growth : (sets, horizon)
        Forecast variance at each step relative to ``sigma2``.
    """

    log_evidence: FloatArray
    forecast: FloatArray
    sigma2: FloatArray
    growth: FloatArray


@dataclass(frozen=True)
class _Responses:
    """Errors and states that a unit of each initial state leaves behind, for every period up to ``length``."""

    errors: FloatArray  # (sets, length, states)
    level: FloatArray  # (length + 1, states, sets)
    trend: FloatArray
    season: FloatArray  # (length + seasons, states, sets): the season log; its last m entries are the current ones


@dataclass(frozen=True)
class _Solver:
    """What is the same for every row at one history length and horizon."""

    gains: FloatArray  # (3, sets, 1): α, α·β, γ·(1−α)
    damping: FloatArray  # (sets, 1): φ
    seasons: int
    basis: FloatArray  # (sets, length, states): errors left by a unit of each initial state
    inverse: FloatArray  # (sets, priors, states, states)
    log_determinant: FloatArray  # (sets, priors)
    forecast: FloatArray  # (sets, horizon, states): forecast left by a unit of each initial state
    growth: FloatArray  # (sets, horizon)


@lru_cache(maxsize=8)
def _responses(grid: Grid, length: int) -> _Responses:
    alpha, beta, gamma, phi = grid.constants
    m, states = grid.seasons, 2 + grid.seasons
    errors = np.empty((length, states, alpha.size))
    level = np.zeros((length + 1, states, alpha.size))
    trend = np.zeros_like(level)
    season = np.zeros((length + max(m, 1), states, alpha.size))
    level[0, 0] = trend[0, 1] = 1.0
    for j in range(m):
        season[j, 2 + j] = 1.0
    for t in range(length):
        slope = phi * trend[t]
        errors[t] = level[t] + slope + season[t]
        level[t + 1] = level[t] + slope - alpha * errors[t]
        trend[t + 1] = slope - beta * errors[t]
        if m:
            season[t + m] = season[t] - gamma * errors[t]
    return _Responses(np.ascontiguousarray(errors.transpose(2, 0, 1)), level, trend, season)


# Responses are computed once for a round number of periods and cut to the length of a history.
_ROUND_PERIODS = 64
# Solvers are kept, for a panel comes back to the same lengths again and again; so many bytes of them for each grid.
_KEPT_BYTES = 64_000_000


@lru_cache(maxsize=8)
def _solvers(grid: Grid) -> Callable[[int, int], _Solver]:
    """Solvers of a grid by length and horizon."""
    size = 8 * grid.constants.shape[1] * len(grid.priors) * (2 + grid.seasons) ** 2
    kept: Callable[[int, int], _Solver] = lru_cache(maxsize=max(_KEPT_BYTES // size, 4))(partial(_solver, grid))
    return kept


def _solver(grid: Grid, length: int, horizon: int) -> _Solver:
    responses = _responses(grid, -(-length // _ROUND_PERIODS) * _ROUND_PERIODS)
    phi, m = grid.constants[3], grid.seasons
    basis = responses.errors[:, :length]
    normal = basis.transpose(0, 2, 1) @ basis
    precision = np.array([[DIFFUSE, grid.trend_prior] + [prior] * m for prior in grid.priors])
    system = normal[:, np.newaxis] + np.apply_along_axis(np.diag, 1, precision)
    root = np.linalg.cholesky(system)
    log_determinant = 2 * np.log(np.diagonal(root, axis1=-2, axis2=-1)).sum(axis=-1) - np.log(precision).sum(axis=1)
    level, trend = responses.level[length], responses.trend[length]
    paths = []
    for step in range(horizon):
        trend = phi * trend
        level = level + trend
        paths.append(level + responses.season[length + step % m] if m else level)
    return _Solver(
        gains=grid.constants[:3, :, np.newaxis],
        damping=phi[:, np.newaxis],
        seasons=m,
        basis=basis,
        inverse=np.linalg.inv(system),
        log_determinant=log_determinant,
        forecast=np.array(paths).transpose(2, 0, 1),
        growth=variance_growth(grid, horizon),
    )


def smooth(series: FloatArray, grid: Grid, horizon: int) -> Fits:
    """Run every parameter set of a grid over every row.

    Parameters
    ----------
    series : (rows, periods)
        Histories of one length without gaps, centred: each row around zero.
    grid : Grid
        Parameter sets.
    horizon : int
        Number of periods to forecast [h].

    Returns
    -------
    Fits
        Evidence, forecasts and error variance of every set for every row; sets vary by season prior fastest.

    Notes
    -----
    The evidence is the marginal likelihood of a normal linear model with a conjugate prior on the initial states,
    the error variance integrated out: log p = −½(n−1) log SSE − ½ log det(BᵀB + Λ) + ½ log det Λ, where SSE is the
    penalised sum of squared errors.
    Source: the standard result for the Bayesian linear model, as in Bishop, *Pattern Recognition and Machine
    Learning*, sec. 3.5.
    """
    solver = _solvers(grid)(series.shape[1], horizon)
    errors, paths = _run(series, solver)
    initial, sse, evidence = _solve(errors, solver)
    sets, priors, rows = sse.shape
    forecast = paths[:, np.newaxis] + solver.forecast[:, np.newaxis] @ initial  # (sets, priors, horizon, rows)
    return Fits(
        log_evidence=evidence.reshape(-1, rows),
        forecast=forecast.reshape(sets * priors, horizon, rows),
        sigma2=sse.reshape(-1, rows) / (series.shape[1] - 1),
        growth=np.repeat(solver.growth, priors, axis=0),
    )


def one_step_errors(series: FloatArray, grid: Grid) -> FloatArray:
    """In-sample one-step errors (rows, periods) of the set with the highest evidence for each row."""
    solver = _solvers(grid)(series.shape[1], 1)
    errors, _ = _run(series, solver)
    initial, sse, evidence = _solve(errors, solver)
    best, prior = np.divmod(evidence.reshape(-1, len(series)).argmax(axis=0), sse.shape[1])
    row = np.arange(len(series))
    return errors[:, best, row].T - (solver.basis[best] @ initial[best, prior, :, row][:, :, np.newaxis])[:, :, 0]


def _run(series: FloatArray, solver: _Solver) -> tuple[FloatArray, FloatArray]:
    """Errors (periods, sets, rows) and forecasts (sets, horizon, rows) from initial states of zero."""
    rows, periods = series.shape
    sets, horizon, _ = solver.forecast.shape
    m, damping = solver.seasons, solver.damping
    state, step = np.zeros((2, sets, rows)), np.empty((3, sets, rows))
    level, trend = state
    season = np.zeros((max(m, 1), sets, rows))
    errors = np.empty((periods, sets, rows))
    columns = np.ascontiguousarray(series.T)
    for t in range(periods):
        trend *= damping
        level += trend
        error = np.subtract(columns[t], level, out=errors[t])
        error -= season[t % m] if m else 0.0
        np.multiply(solver.gains, error, out=step)
        state += step[:2]
        if m:
            season[t % m] += step[2]
    paths = np.empty((sets, horizon, rows))
    for h in range(horizon):
        trend *= damping
        level += trend
        paths[:, h] = level + season[(periods + h) % m] if m else level
    return errors, paths


def _solve(errors: FloatArray, solver: _Solver) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Initial states (sets, priors, states, rows), penalised sum of squares and log evidence (sets, priors, rows)."""
    projection = solver.basis.transpose(0, 2, 1) @ errors.transpose(1, 0, 2)
    initial = solver.inverse @ projection[:, np.newaxis]
    total = np.einsum("tgr,tgr->gr", errors, errors)[:, np.newaxis]
    explained = np.einsum("gpsr,gsr->gpr", initial, projection)
    sse = np.maximum(total - explained, _TINY * total)
    evidence = -0.5 * (len(errors) - 1) * np.log(np.maximum(sse, np.finfo(float).tiny))
    return initial, sse, evidence - 0.5 * solver.log_determinant[:, :, np.newaxis]


@lru_cache(maxsize=8)
def variance_growth(grid: Grid, horizon: int) -> FloatArray:
    """Forecast variance of each set at each step, relative to that of one step.

    ``1 + Σ c_j²`` with c_j = α + αβ(φ + … + φ^j) + γ(1−α)·[j a multiple of m].

    Notes
    -----
    Source: Hyndman, Koehler, Ord & Snyder, *Forecasting with Exponential Smoothing*, ch. 6 (class 1 models).
    """
    alpha, beta, gamma, phi = grid.constants[:, :, np.newaxis]
    step = np.arange(1, horizon)
    weight = alpha + beta * np.cumsum(phi**step, axis=1) + gamma * (step % max(grid.season_length, 1) == 0)
    return 1.0 + np.cumsum(np.pad(weight**2, ((0, 0), (1, 0))), axis=1)
