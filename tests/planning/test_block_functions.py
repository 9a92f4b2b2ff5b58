"""Blocks lose no row: rows in are rows out, and a bad row costs only itself, for every function of several rows."""

import pytest

from sop_xl.cells.values import CellError
from sop_xl.functions.call import call
from udfs import REGISTRY

CATEGORIES = ("Inventory", "Supply", "Capacity", "Finance", "Scenario")
FUNCTIONS = [definition for definition in REGISTRY if definition.category in CATEGORIES]

MONTHS = [[43831, 43862]]

# One call per function with two rows: the first is good, the second cannot be computed.
TWO_ROWS = {
    "SOP_ALLOCATE": ("A", 10, [[1]], [["A"], ["Z"]], [[0], [0]]),
    "SOP_SAFETY_STOCK": ([[0.95], [1.0]], 10, 4),
    "SOP_SAFETY_STOCK_FILL_RATE": ([[0.95], [0.9]], [[100], [0]], 10, 4),
    "SOP_SAFETY_STOCK_FROM_ERROR": ([[1, 5, 3], [1, None, None]], [[2, 2, 2], [2, 2, 2]], 0.9, 1),
    "SOP_SAFETY_STOCK_COVER": ([[10, 20], [10, 20]], [[1], [-1]]),
    "SOP_CYCLE_SERVICE_LEVEL": ([[10], [10]], [[5], [-5]], 4),
    "SOP_FILL_RATE": ([[10], [10]], [[100], [None]], 5, 4),
    "SOP_REORDER_POINT": ([[10], [-1]], 4, 5),
    "SOP_EOQ": ([[1300], [1300]], 8, [[0.225], [0]]),
    "SOP_EPQ": ([[1300], [1300]], 8, 0.225, [[2000], [1300]]),
    "SOP_EOQ_BACKORDERS": ([[1300], [1300]], 8, 0.225, [[5], [0]]),
    "SOP_EOQ_DISCOUNT": ([[1300], [1300]], 8, 0.3, [[0, 400], [0, 0]], [[3, 2], [3, 2]]),
    "SOP_POQ": ([[100], [0]], 50, 0.2),
    "SOP_RQ_POLICY": ([[1300], [1300]], 150, 0.1, 8, 0.225, [[7.5], [0.0001]]),
    "SOP_MIN_MAX_POLICY": ([[50], [50]], [[8], [0]], 0, 2.5, 0.18, 0.7),
    "SOP_NEWSVENDOR": ([[0.7], [0]], 0.18, 50, 8),
    "SOP_POLICY_BY_CLASS": ([["A"], ["C"]], [["X"], ["X"]], ["A"], ["*"], [[0.9, 2]]),
    "SOP_PROJECT_INVENTORY": ([[5], [None]], [[1, 1], [1, 1]]),
    "SOP_FENCE_CHECK": ([[1, 2], [1, 2]], [[3, 3], [3, 3]], [[1], [1]], [[2], [0]]),
    "SOP_FENCED_DEMAND": ([[1, 2], [1, 2]], [[3, 3], [3, 3]], [[1], [0.5]]),
    "SOP_CONSTRAINED_DEMAND": ([[5], [5]], [[9, 9], [9, -9]]),
    "SOP_STOCK_HEALTH": ([[9], [None]], [[1, 1], [1, 1]], [[1, 1], [1, 1]], 2, 4, 2),
    "SOP_STOCK_AGEING": ([[9], [9]], [[5, 5], [5, -5]], [1]),
    "SOP_SHELF_LIFE": ([[0, 9], [0, 9]], [[2, 2], [2, 2]], None, [[2], [0]]),
    "SOP_STOCK_TURNS": ([[1, 1], [1, 1]], [[2, 2], [0, 0]]),
    "SOP_PLANNED_ORDERS": ([[5], [5]], [[9, 9], [9, 9]], None, None, [[1], [-1]]),
    "SOP_DYNAMIC_LOTS": ([[9, 9], [9, 9]], [[5], [-5]], 1),
    "SOP_MASTER_SCHEDULE": ([[5], [None]], [[9, 9], [9, 9]], [[1, 1], [1, 1]]),
    "SOP_ATP": ([[5], [5]], [[9, 9], [9, 9]], [[1, 1], [1, -1]]),
    "SOP_CTP": ([[5, 5], [5, 5]], [[9, 9]], [[1], [1]], [[1], [-1]]),
    "SOP_PROMISE_PERIOD": ([[5, 9], [5, 9]], [[7], [10]]),
    "SOP_BACKLOG": ([[5], [5]], [[1, 1], [1, 1]], [[2, 2], [2, 9]]),
    "SOP_LOW_LEVEL_CODE": (["A", "Z"], ["A"], ["B"]),
    "SOP_GROSS_REQUIREMENTS": (["B", "Z"], [[1, 2]], "A", ["A"], ["B"], [3]),
    "SOP_MRP": (["A", "B"], [[1, 2], [3, 4]], [[0, 0, 0], [0, 0, -1]], ["A"], ["B"], [1]),
    "SOP_CAPACITY_LOAD": ([[1, 2]], [[3, 4]], None, None, [1, 0]),
    "SOP_ROUTING_LOAD": ([[1, 2]], "A", ["X", "Y"], ["A"], ["X"], [3]),
    "SOP_UTILISATION": ([[1, 2], [1, 2]], [[4], [0]]),
    "SOP_CAPACITY_GAP": ([[1, 2], [1, -2]], [[4], [4]]),
    "SOP_CASH_CONVERSION": ([[100], [100]], 80, 60, 730, [[365], [0]]),
    "SOP_COMMENTARY": ([["A"], ["B"]], [[5], [5]], [[4], [None]], "revenue"),
    "SOP_CONVERT_CURRENCY": ([[100], [100]], [["EUR"], ["JPY"]], "EUR", 1.1),
    "SOP_EFFECTIVE_PRICE": ([["A"], ["Z"]], 10, "A", 1, 5),
    "SOP_FX_EFFECT": ([[100], [100]], [["EUR"], ["JPY"]], "EUR", 1.1, 1.2),
    "SOP_INVENTORY_VALUE": ([["A"], ["Z"]], [[1], [1]], 10, "A", 1, 5),
    "SOP_LABOUR_VARIANCES": ([[9000], [None]], 22, 8000, 20),
    "SOP_LATEST_ESTIMATE": ([[1, 2], [None, 2]], [[3, 4], [3, 4]], MONTHS, 43831),
    "SOP_MARGIN_BRIDGE": ([[5], [5]], [[9], [None]], [[6], [6]], [[5], [5]], [[9], [9]], [[6], [6]]),
    "SOP_MARGIN_BRIDGE_FX": (
        [[5], [5]], [[9], [9]], [[6], [6]], [[1], [None]], [[5], [5]], [[9], [9]], [[6], [6]], [[2], [2]],
    ),
    "SOP_MATERIAL_VARIANCES": ([[22200], [22200]], 28, [[20000], [None]], 30),
    "SOP_OVERHEAD_VARIANCES": ([[9], [None]], 1, 9, 9, 1, 9, 9),
    "SOP_PERFORMANCE": ([[1, 2], [1, None]], [[1, 2], [1, 2]], [[1, 2], [1, 2]], [[43466, 43831]], 43831, "month"),
    "SOP_PERIOD_TOTAL": ([[1, 2], [None, 2]], MONTHS, 43862),
    "SOP_PLAN_VALUE": ([["A"], ["Z"]], [[1], [1]], 10, "A", 1, 5),
    "SOP_PURCHASE_CASH": ([[100, 100], [100, 100]], [[30], [-30]]),
    "SOP_PVM": ([[5], [5]], [[9], [None]], [[5], [5]], [[9], [9]]),
    "SOP_PVM_FX": ([[5], [5]], [[9], [9]], [[1], [None]], [[5], [5]], [[9], [9]], [[2], [2]]),
    "SOP_VARIANCE": ([[105], [None]], [[100], [100]], "revenue"),
    "SOP_SIMULATE_MARGIN": ([[5], [5]], [[1, 1], [1, -1]], [[1, 1], [1, 1]], [[0, 1, 2]] * 2, [[2], [2]], 1),
    "SOP_SIMULATE_STOCK": ([[5], [None]], [[1, 1], [1, 1]], [[1, 1], [1, 1]], [[0, 1, 2]] * 2, 1),
}  # fmt: skip

# One family, supplier, resource, bill or shared supply; totals of all rows; a scenario; or nothing that can be refused.
ALONE = {
    "SOP_AGGREGATE_PLAN",
    "SOP_BOM_EXPLODE",
    "SOP_CAPACITY_LEVERS",
    "SOP_DAYS_OF_COVER",
    "SOP_DECISION_RECORD",
    "SOP_EXPECTED_SHORTAGE",
    "SOP_GAP_TO_AOP",
    "SOP_PLAN_PROFIT",
    "SOP_PROMOTED_PLAN",
    "SOP_SCENARIO",
    "SOP_SCENARIO_KPIS",
    "SOP_SUPPLIER_PERFORMANCE",
    "SOP_SUPPLIER_PPV",
    "SOP_TORNADO",
    "SOP_TRADE_OFF",
}

# Rows that are told apart by a name that may stand only once, or that are no rows of the first range.
NAMED_ROWS = {"SOP_CAPACITY_LOAD", "SOP_MRP", "SOP_ROUTING_LOAD"}


def test_every_function_of_several_rows_is_here():
    assert {definition.name for definition in FUNCTIONS} == ALONE | set(TWO_ROWS)


def two_rows(name):
    """Arguments with every list of two labels upright, as a column of a table."""
    return [
        [[label] for label in argument]
        if isinstance(argument, list) and len(argument) == 2 and isinstance(argument[0], str)
        else argument
        for argument in TWO_ROWS[name]
    ]


def same(cells, others):
    return len(cells) == len(others) and all(
        cell == pytest.approx(other, rel=1e-9, abs=1e-9) if isinstance(cell, float) else cell == other
        for cell, other in zip(cells, others, strict=True)
    )


@pytest.mark.parametrize("name", TWO_ROWS)
def test_a_bad_row_does_not_cost_the_good_one(name):
    outcome = call(REGISTRY[name], TWO_ROWS[name])
    good, bad = outcome.grid
    assert not any(isinstance(cell, CellError) for cell in good)
    assert any(isinstance(cell, CellError) for cell in bad)
    assert all(row == 1 for row, _ in outcome.reasons)


@pytest.mark.parametrize("name", sorted(set(TWO_ROWS) - NAMED_ROWS))
def test_many_rows_in_are_as_many_rows_out_each_as_if_it_stood_alone(name):
    """Good and bad rows in a mixed order of 120: each shows what it shows among two, with its own reason."""
    pair = two_rows(name)
    expected = call(REGISTRY[name], pair)
    order = [0, 1, 1, 0, 0, 0, 1, 0, 1, 1] * 12
    many = [
        [argument[row] for row in order] if isinstance(argument, list) and len(argument) == 2 else argument
        for argument in pair
    ]
    found = call(REGISTRY[name], many)
    assert len(found.grid) == len(order)
    for row, (cells, kind) in enumerate(zip(found.grid, order, strict=True)):
        assert same(cells, expected.grid[kind]), f"row {row}"
    assert {row for row, _ in found.reasons} == {row for row, kind in enumerate(order) if kind == 1}


@pytest.mark.parametrize("name", TWO_ROWS)
def test_a_row_too_many_in_one_range_is_refused_and_never_cut_off(name):
    pair = two_rows(name)
    for position, argument in enumerate(pair):
        if isinstance(argument, list) and len(argument) == 2:
            longer = [*pair[:position], [*argument, argument[0]], *pair[position + 1 :]]
            aligned = sum(isinstance(other, list) and len(other) == 2 for other in pair)
            rows = len(call(REGISTRY[name], longer).grid)
            assert rows in ((1,) if aligned > 1 else (1, 3)), REGISTRY[name].arguments[position].name


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SOP_ALLOCATE", ("A", 10, [[5]], [["A"]] * 50, [[1]] * 50)),
        ("SOP_DAYS_OF_COVER", ([[5, 0], [0, 5]] * 25, [[1, 1], [0, 0]] * 25, 30)),
        ("SOP_EXPECTED_SHORTAGE", ([[5], [None]] * 25, 10, 4)),
        ("SOP_PROMOTED_PLAN", ([[1]] * 50, [[f"i{n}"] for n in range(50)], 1, [[None] * 7], [[None] * 4], 1, "demand")),
        ("SOP_SCENARIO", ([[1]] * 50, [[f"i{n}"] for n in range(50)], 1, [[None] * 7], "Base", "demand")),
        ("SOP_TORNADO", ([["driver"]] * 50, [[1], [None]] * 25, [[2]] * 50, 1)),
        ("SOP_TRADE_OFF", ([[0.9]] * 50, 10, 2, 4, 20, 3)),
    ],
)
def test_fifty_rows_in_are_fifty_rows_out(name, arguments):
    assert len(call(REGISTRY[name], arguments).grid) == 50
