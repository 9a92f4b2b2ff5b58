"""Scenarios: deltas on a base by hand and by property, KPIs side by side, tornado, and what cells show."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.functions.call import call
from sop_xl.planning.comparison import compare_scenarios, tornado
from sop_xl.planning.plan import Capacity, Plan
from sop_xl.planning.scenario import Delta, apply_scenario, scenario_names
from udfs import REGISTRY

ITEMS, PERIODS = ["A", "B", "C"], [1, 2, 3, 4]
blocks = arrays(np.float64, (3, 4), elements=st.integers(0, 1000).map(float))


def delta(change, value, item="", first=-math.inf, last=math.inf, driver="demand", scenario="S"):
    return Delta(scenario, driver, item, first, last, change, value)


def applied(base, *deltas, driver="demand"):
    return apply_scenario(base, ITEMS, PERIODS, deltas, "s", driver)


@pytest.mark.parametrize(
    ("change", "value", "row"),
    [
        ("replace", 7, [1, 7, 7, 4]),
        ("add", -1, [1, 1, 2, 4]),
        ("percent", 0.5, [1, 3, 4.5, 4]),
        ("delay", 1, [1, 0, 2, 7]),
        ("delay", 2, [1, 0, 0, 6]),
        ("delay", 0, [1, 2, 3, 4]),
    ],
)
def test_each_change_touches_only_its_item_and_periods(change, value, row):
    base = np.array([[1, 2, 3, 4]] * 3, dtype=float)
    found = applied(base, delta(change, value, " b ", 2, 3))
    assert found.tolist() == [[1, 2, 3, 4], row, [1, 2, 3, 4]]
    assert base.tolist() == [[1, 2, 3, 4]] * 3


@given(blocks, st.integers(0, 5))
def test_a_delay_loses_only_what_leaves_the_horizon(base, periods):
    found = applied(base, delta("delay", periods))
    np.testing.assert_array_equal(found[:, :periods], 0)
    np.testing.assert_array_equal(found[:, periods:], base[:, : max(0, 4 - periods)])


@given(blocks, st.floats(-1, 3))
def test_deltas_of_other_scenarios_and_drivers_change_nothing(base, value):
    others = (delta("percent", value, scenario="T"), delta("percent", value, driver="supply"))
    np.testing.assert_array_equal(applied(base, *others), base)
    np.testing.assert_array_equal(apply_scenario(base, ITEMS, PERIODS, others, "Base", "demand"), base)


def test_deltas_apply_from_top_to_bottom():
    add, double = delta("add", 10, "A"), delta("percent", 1, "A")
    base = np.ones((3, 4))
    assert applied(base, add, double)[0, 0] == 22
    assert applied(base, double, add)[0, 0] == 12


def test_names_come_in_the_order_of_the_table():
    deltas = [delta("add", 1, scenario=name) for name in ("Low", "High", "low ", "Loss")]
    assert scenario_names(deltas) == ["Low", "High", "Loss"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"driver": "demnd"},
        {"change": "times"},
        {"first": 3, "last": 2},
        {"change": "delay", "value": 0.5},
        {"change": "delay", "value": -1},
        {"change": "delay", "value": 1, "driver": "price"},
        {"change": "percent", "value": 10},
        {"change": "percent", "value": -1.5},
        {"change": "percent", "value": math.nan},
        {"scenario": "base"},
        {"scenario": ""},
    ],
)
def test_a_delta_that_could_not_be_applied_is_refused(wrong):
    with pytest.raises(DomainError):
        delta(**{"change": "add", "value": 1, **wrong})


def test_unknown_scenarios_and_items_are_refused_by_name():
    base = np.ones((3, 4))
    with pytest.raises(InsufficientDataError, match="Up"):
        apply_scenario(base, ITEMS, PERIODS, [delta("add", 1)], "Up", "demand")
    with pytest.raises(InsufficientDataError, match="'X'"):
        applied(base, delta("add", 1, "X"))
    with pytest.raises(ShapeError):
        apply_scenario(base, ITEMS, [1, 2], [delta("add", 1)], "S", "demand")


def plan_kpis(on_hand, demand, *others):
    items, periods = np.shape(demand)
    return Plan.of([f"item {i}" for i in range(items)], np.arange(periods), on_hand, demand, *others).kpis()


def test_kpis_of_one_item_by_hand():
    """Stock 5, demand 10 and 10, receipts 0 and 20: 5 late, 20 shipped, 5 left."""
    kpis = plan_kpis([5], [[10, 10]], [[0, 20]], [[3]], [[2]])
    assert kpis == {
        "Demand": 20,
        "Shipped": 20,
        "Fill rate": 0.75,
        "Closing backlog": 0,
        "Periods with backlog": 1,
        "Revenue": 60,
        "COGS": 40,
        "Gross margin": 20,
        "Gross margin %": pytest.approx(1 / 3, rel=1e-12),
        "Closing stock value": 10,
        "Average stock value": 5,
        "Value of receipts": 40,
        "Cash": 20,
    }
    assert math.isnan(plan_kpis([5], [[0]], 0.0, 3.0, 2.0)["Gross margin %"])
    with pytest.raises(InsufficientDataError, match="price"):
        plan_kpis([5], [[1]], 0.0, [[np.nan]], 2.0)


@given(blocks, blocks, arrays(np.float64, 3, elements=st.integers(-50, 500).map(float)))
def test_units_are_shipped_still_owed_or_were_owed_before(demand, supply, on_hand):
    kpis = plan_kpis(on_hand, demand, supply, 1.0, 1.0)
    opening_backlog = np.maximum(-on_hand, 0).sum()
    assert kpis["Shipped"] + kpis["Closing backlog"] == pytest.approx(demand.sum() + opening_backlog, rel=1e-9)
    available = np.maximum(on_hand, 0).sum() + supply.sum()
    assert kpis["Shipped"] + kpis["Closing stock value"] == pytest.approx(available, rel=1e-9)


BASE_PLAN = ([30, 30, 30], np.full((3, 4), 10.0), np.full((3, 4), 10.0), 3.0, 2.0)


def compared(*deltas):
    return compare_scenarios(Plan.of(ITEMS, PERIODS, *BASE_PLAN), deltas)


def test_scenarios_side_by_side():
    found = compared(
        delta("percent", 0.5, scenario="Demand up"),
        delta("percent", 0.1, scenario="Price up", driver="price"),
        delta("percent", -1, scenario="Supplier lost", driver="supply", item="A"),
        delta("percent", -0.2, scenario="Weak currency", driver="fx", item="A"),
        delta("add", -30, scenario="No stock", driver="on_hand"),
        delta("delay", 4, scenario="Supplier late", driver="supply"),
        delta("add", 0.5, scenario="Costs", driver="cost", first=3),
    )
    revenue = dict(zip(found.scenarios, (kpis["Revenue"] for kpis in found.kpis), strict=True))
    assert revenue == pytest.approx(
        {
            "Base": 360,
            "Demand up": 540,
            "Price up": 396,
            "Supplier lost": 330,
            "Weak currency": 336,
            "No stock": 360,
            "Supplier late": 270,
            "Costs": 360,
        },
        rel=1e-12,
    )
    assert found.kpis[-1]["COGS"] == 270
    assert found.kpis[5]["Closing stock value"] == 0


def test_a_scenario_that_cannot_be_computed_leaves_the_others_alone():
    found = compared(
        delta("add", 1, scenario="Shift", driver="capacity"),
        delta("add", 1, scenario="Typo", item="X"),
        delta("add", 1, scenario="Up"),
    )
    assert isinstance(found.kpis[1], DomainError)
    assert isinstance(found.kpis[2], InsufficientDataError)
    assert found.kpis[3]["Demand"] == 132


def test_the_widest_bar_comes_first_and_missing_ones_last():
    bars = tornado([95, np.nan, 70, 101], [104, 1, 120, 99], 100)
    assert bars.order.tolist() == [2, 0, 3, 1]
    assert bars.low[:3].tolist() == [-30, -5, 1]
    assert bars.high[:3].tolist() == [20, 4, -1]
    assert bars.swing[:3].tolist() == [50, 9, 2]
    assert isinstance(bars.problems[3], InsufficientDataError)
    assert bars.problems[:3] == (None,) * 3


TABLE = [
    ["Up", "Demand", "A", 2, 3, "Percent", 0.5],
    ["Up", "on hand", None, None, None, "add", 5],
    [None] * 7,
    ["Line down", "capacity", None, 1, None, "percent", -0.2],
]


def test_a_table_of_deltas_is_read_as_people_type_it():
    base, items = [[10, 10, 10], [10, 10, 10]], [["A"], ["B"]]
    scenario = REGISTRY["SOP_SCENARIO"]
    assert call(scenario, [base, items, [[1, 2, 3]], TABLE, "up", "demand"]).grid == [[10, 15, 15], [10, 10, 10]]
    assert call(scenario, [[[7], [7]], items, 1, TABLE, "Up", "on_hand"]).grid == [[12], [12]]
    assert call(scenario, [base, items, [[1, 2, 3]], TABLE, "Line down", "capacity"]).grid == [[8, 8, 8]] * 2
    outcome = call(scenario, [base, items, [[1, 2, 3]], TABLE, "Upp", "demand"])
    assert outcome.grid == [[CellError.NA]]


@pytest.mark.parametrize(
    ("table", "error"),
    [
        ([["Scenario", "Driver", "Item", "From", "To", "Change", "Value"]], CellError.VALUE),
        ([["Up", "demand", "A", None, None, "percent", None]], CellError.VALUE),
        ([["Up", "demand", "A", None, None, True, 1]], CellError.VALUE),
        ([["Up", "demand", "A", None, None, "percent"]], CellError.VALUE),
        ([["Up", "demnd", "A", None, None, "percent", 1]], CellError.NUM),
        ([["Up", "demand", 5, None, None, "percent", 1]], CellError.NA),
    ],
)
def test_a_table_that_cannot_be_read_is_refused(table, error):
    assert call(REGISTRY["SOP_SCENARIO"], [[[1]], "A", 1, table, "Up", "demand"]).grid == [[error]]


def test_kpi_table_has_a_header_and_keeps_every_scenario():
    arguments = [TABLE, [["A"]], [[1, 2, 3]], 30, [[10, 10, 10]], [[0, 0, 0]], 3, 2]
    outcome = call(REGISTRY["SOP_SCENARIO_KPIS"], arguments)
    assert outcome.grid[0] == ["KPI", "Base", "Up", "Line down"]
    table = {row[0]: row[1:] for row in outcome.grid[1:]}
    assert table["Demand"] == [30, 40, CellError.NUM]
    assert table["Closing backlog"] == [0, 5, CellError.NUM]
    assert outcome.reasons[1, 3].got == "capacity"
    empty = call(REGISTRY["SOP_SCENARIO_KPIS"], [TABLE[:1], [["A"]], [[1]], 30, [[0]], [[0]], 3, 2])
    assert {row[0]: row[1] for row in empty.grid}["Fill rate"] is CellError.DIV0


def test_tornado_as_cells():
    grid = call(REGISTRY["SOP_TORNADO"], [[["P"], ["V"], ["X"]], [[95], [70], [None]], [[104], [120], [1]], 100]).grid
    assert grid == [["V", -30, 20, 50], ["P", -5, 4, 9], ["X", CellError.NA, -99, CellError.NA]]


def test_a_longer_lead_time_moves_the_supply_of_its_item_and_periods():
    plan = Plan.of(ITEMS, PERIODS, [0, 0, 0], [[1, 1, 1, 1]] * 3, [[1, 2, 3, 4]] * 3, 3.0, 2.0)
    late = plan.under([delta("add", 2, "B", 1, 3, "lead_time")], "S")
    assert late.supply.tolist() == [[1, 2, 3, 4], [0, 0, 1, 6], [1, 2, 3, 4]]
    early = plan.under([delta("add", -2, "B", 3, 4, "lead_time")], "S")
    assert early.supply.tolist()[1] == [4, 6, 0, 0]
    # The same as a delay of the supply, where both say the same.
    assert plan.under([delta("delay", 1, driver="supply")], "S").supply.tolist() == (
        plan.under([delta("add", 1, driver="lead_time")], "S").supply.tolist()
    )


@pytest.mark.parametrize(
    "wrong",
    [
        delta("percent", 0.5, driver="lead_time"),
        delta("add", 0.5, driver="lead_time"),
        delta("add", 5, driver="on_hand", first=2),
        delta("add", 5, driver="capacity"),
    ],
)
def test_a_change_that_would_be_passed_over_in_silence_is_refused(wrong):
    with pytest.raises(DomainError, match="deltas"):
        Plan.of(ITEMS, PERIODS, *BASE_PLAN).under([wrong], "S")


def test_capacity_of_a_plan_by_hand():
    """10 of each item at 0.5, 0 and 1 hours: 15 hours of 20; half the hours of period 2 leave 5 over."""
    capacity = Capacity(("Line",), np.array([[0.5], [0], [1]]), np.array([[20.0] * 4]))
    plan = Plan.of(ITEMS, PERIODS, *BASE_PLAN, capacity)
    assert (plan.kpis()["Peak utilisation"], plan.kpis()["Overload, hours"]) == (0.75, 0)
    down = plan.under([delta("percent", -0.5, "line", 2, 2, "capacity")], "S").kpis()
    assert (down["Peak utilisation"], down["Overload, hours"]) == (1.5, 5)
    closed = plan.under([delta("replace", 0, "line", 2, 2, "capacity")], "S").kpis()
    assert math.isnan(closed["Peak utilisation"])
    assert closed["Overload, hours"] == 15
    with pytest.raises(InsufficientDataError, match="'Saw'"):
        plan.under([delta("add", 1, "Saw", driver="capacity")], "S")
    with pytest.raises(ShapeError, match="hours_per_unit"):
        Plan.of(ITEMS, PERIODS, *BASE_PLAN, Capacity(("A", "B"), np.ones((3, 1)), np.ones((2, 4))))


@given(blocks, blocks, arrays(np.float64, 3, elements=st.integers(0, 500).map(float)))
def test_cash_is_margin_less_what_the_stock_took_up(demand, supply, on_hand):
    """Revenue − receipts = gross margin − (closing − opening stock), at a cost that does not change."""
    kpis = plan_kpis(on_hand, demand, supply, 5.0, 2.0)
    built = kpis["Closing stock value"] - 2 * on_hand.sum()
    assert kpis["Cash"] == pytest.approx(kpis["Gross margin"] - built, abs=1e-6)


def test_capacity_scenarios_as_cells():
    table = [
        ["Line down", "capacity", "Line", None, None, "percent", -0.5],
        ["Late", "lead time", None, None, None, "add", 1],
    ]
    arguments = [table, [["A"]], [[1, 2]], 20, [[10, 10]], [[10, 10]], 3, 2, [[2]], [["Line", 40, 40]]]
    grid = {row[0]: row[1:] for row in call(REGISTRY["SOP_SCENARIO_KPIS"], arguments).grid}
    assert grid["Peak utilisation"] == [0.5, 1, 0.5]
    assert grid["Value of receipts"] == [40, 40, 20]
    assert call(REGISTRY["SOP_SCENARIO_KPIS"], arguments[:-1]).grid == [[CellError.VALUE]]
