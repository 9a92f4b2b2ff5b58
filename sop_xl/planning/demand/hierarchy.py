"""Forecasts of a hierarchy made to agree: bottom-up, top-down, middle-out and MinT."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.arrays import FloatArray, as_block

METHODS = ("mint", "bottom_up", "top_down", "middle_out")
MIN_ERRORS = 3


@dataclass(frozen=True)
class Tree:
    """Nodes and the parent of each, as places in the list; −1 is the parent of a top node."""

    parents: tuple[int, ...]
    depths: tuple[int, ...]

    @classmethod
    def of(cls, nodes: Sequence[str], parents: Sequence[str]) -> Tree:
        """Read a list of nodes with the name of each one's parent, empty for a top node.

        Raises
        ------
        ShapeError
            Not one parent per node (``#VALUE!``).
        DomainError
            A name that stands twice, a parent that is not a node, or a circle (``#NUM!``).
        """
        if len(nodes) != len(parents):
            raise ShapeError("one parent per node", argument="parents", got=len(parents), expected=len(nodes))
        place = {name: row for row, name in enumerate(nodes)}
        if len(place) != len(nodes):
            twice = next(name for name in nodes if nodes.count(name) > 1)
            raise DomainError("a node that stands twice", argument="nodes", got=twice)
        unknown = next((name for name in parents if name and name not in place), None)
        if unknown is not None:
            raise DomainError("a parent that is not a node", argument="parents", got=unknown)
        above = tuple(place[name] if name else -1 for name in parents)
        return cls(above, tuple(_depth(row, above, nodes) for row in range(len(nodes))))

    @property
    def children(self) -> list[list[int]]:
        """Children of each node."""
        found: list[list[int]] = [[] for _ in self.parents]
        for row, parent in enumerate(self.parents):
            if parent >= 0:
                found[parent].append(row)
        return found

    @property
    def leaves(self) -> list[int]:
        """Nodes without children, in the order of the list."""
        return [row for row, below in enumerate(self.children) if not below]

    def summing_matrix(self) -> FloatArray:
        """Matrix S (nodes × leaves) of ones where a leaf belongs to a node."""
        leaves = self.leaves
        matrix = np.zeros((len(self.parents), len(leaves)))
        for column, leaf in enumerate(leaves):
            node = leaf
            while node >= 0:
                matrix[node, column] = 1.0
                node = self.parents[node]
        return matrix


def _depth(row: int, above: Sequence[int], nodes: Sequence[str]) -> int:
    depth, node = 0, row
    while above[node] >= 0:
        node, depth = above[node], depth + 1
        if depth > len(above):
            raise DomainError("nodes that are above each other in a circle", argument="parents", got=nodes[row])
    return depth


def reconcile(
    forecast: ArrayLike,
    tree: Tree,
    method: str = "mint",
    errors: ArrayLike | None = None,
    middle: int = 1,
) -> FloatArray:
    """Forecasts of all nodes changed as little as the method allows so that each parent is the sum of its children.

    Parameters
    ----------
    forecast : (nodes, periods) units/period
        Forecast of every node, made on its own [ŷ].
    tree : Tree
        Which node belongs to which.
    method : str
        ``bottom_up`` keeps the leaves; ``top_down`` keeps the top nodes and spreads them in proportion to the
        forecasts below; ``middle_out`` keeps the nodes of one level, sums above it and spreads below it; ``mint``
        weighs all nodes by the covariance of their errors, shrunk towards its diagonal.
    errors : (nodes, history) units/period
        One-step errors of every node, for ``mint``.
    middle : int
        Level that ``middle_out`` keeps; the top is level 0.

    Returns
    -------
    (nodes, periods) units/period
        Coherent forecasts in the order of the nodes.

    Raises
    ------
    ShapeError
        Not one forecast, or one row of errors, per node (``#VALUE!``).
    DomainError
        An unknown method, or a level that does not cut every branch (``#NUM!``).
    InsufficientDataError
        Fewer than three periods in which the errors of all nodes are known (``#N/A``).

    Notes
    -----
    Source: Wickramasuriya, Athanasopoulos & Hyndman (2019), *Optimal forecast reconciliation through trace
    minimization*, J. of the American Statistical Association 114; shrinkage of Schäfer & Strimmer (2005); top-down by
    forecast proportions of Athanasopoulos, Ahmed & Hyndman (2009), Int. J. of Forecasting 25.

    Examples
    --------
    >>> tree = Tree.of(["all", "a", "b"], ["", "all", "all"])
    >>> reconcile([[90], [60], [40]], tree, "top_down").tolist()
    [[90.0], [54.0], [36.0]]
    """
    block = as_block(forecast, "forecast")
    if len(block) != len(tree.parents):
        raise ShapeError("one row per node", argument="forecast", got=len(block), expected=len(tree.parents))
    match method:
        case "bottom_up":
            return _sum_up(block, tree)
        case "top_down":
            return _sum_up(_spread_down(block, tree, 0), tree)
        case "middle_out":
            return _sum_up(_spread_down(block, tree, middle), tree)
        case "mint":
            return _minimum_trace(block, tree, errors)
        case _:
            raise DomainError("unknown method", argument="method", got=method, expected=" | ".join(METHODS))


def _sum_up(block: FloatArray, tree: Tree) -> FloatArray:
    total: FloatArray = tree.summing_matrix() @ block[tree.leaves]
    return total


def _spread_down(block: FloatArray, tree: Tree, level: int) -> FloatArray:
    """Nodes of a level spread over their children, level by level; children without a forecast share equally."""
    if level < 0 or any(tree.depths[leaf] < level for leaf in tree.leaves):
        deepest = min(tree.depths[leaf] for leaf in tree.leaves)
        raise DomainError("a level that not every branch has", argument="middle", got=level, expected=f"0 to {deepest}")
    result, children = block.copy(), tree.children
    for node in np.argsort(tree.depths, kind="stable").tolist():
        if tree.depths[node] >= level and children[node]:
            below = block[children[node]]
            total = below.sum(axis=0)
            share = np.where(total != 0, below / np.where(total != 0, total, 1.0), 1.0 / len(below))
            result[children[node]] = result[node] * share
    return result


def _minimum_trace(block: FloatArray, tree: Tree, errors: ArrayLike | None) -> FloatArray:
    if errors is None:
        raise InsufficientDataError("mint needs the errors of every node", argument="errors")
    residuals = as_block(errors, "errors")
    if len(residuals) != len(block):
        raise ShapeError("one row per node", argument="errors", got=len(residuals), expected=len(block))
    residuals = residuals[:, ~np.isnan(residuals).any(axis=0)]
    if residuals.shape[1] < MIN_ERRORS:
        got = f"{residuals.shape[1]} periods"
        raise InsufficientDataError("too few errors", argument="errors", got=got, expected=f"at least {MIN_ERRORS}")
    weight = np.linalg.inv(shrunk_covariance(residuals))
    summing = tree.summing_matrix()
    leaves = np.linalg.solve(summing.T @ weight @ summing, summing.T @ weight @ block)
    coherent: FloatArray = summing @ leaves
    return coherent


def shrunk_covariance(residuals: FloatArray) -> FloatArray:
    """Covariance about zero of (nodes, periods), its correlations shrunk towards none by as much as they are uncertain.

    Notes
    -----
    Source: Schäfer & Strimmer (2005), *A shrinkage approach to large-scale covariance matrix estimation*,
    Statistical Applications in Genetics and Molecular Biology 4.
    """
    periods = residuals.shape[1]
    covariance = residuals @ residuals.T / periods
    deviation = np.sqrt(np.diagonal(covariance)).copy()
    # A node that was always right would get all the weight: it gets a little error of the smallest kind instead.
    deviation[deviation == 0] = 1e-6 * max(deviation.max(), 1.0)
    scaled = residuals / deviation[:, np.newaxis]
    correlation = scaled @ scaled.T / periods
    uncertainty = ((scaled**2) @ (scaled**2).T / periods - correlation**2) / (periods - 1)
    off = ~np.eye(len(residuals), dtype=bool)
    power = (correlation[off] ** 2).sum()
    shrinkage = 1.0 if power == 0 else float(np.clip(uncertainty[off].sum() / power, 0.0, 1.0))
    correlation[off] *= 1 - shrinkage
    np.fill_diagonal(correlation, 1.0)
    result: FloatArray = correlation * np.outer(deviation, deviation)
    return result
