"""Bad input: what a planner or controller gets wrong, the Excel error it shows, and the words of ``SOP_WHY``."""

import pytest

from sop_xl.functions.call import call
from sop_xl.functions.why import why
from udfs import REGISTRY

CIRCLE = ([["Bike"], ["Wheel"]], [["Wheel"], ["Bike"]])


def refused(name, *arguments):
    """The error of the last cell that has one, and what SOP_WHY says of it."""
    outcome = call(REGISTRY[name], arguments)
    place = max(outcome.reasons)
    value = outcome.grid[place[0]][place[1]]
    return value.value, why(value, outcome.reasons[place])


def check(error, words, name, *arguments):
    value, text = refused(name, *arguments)
    assert value == error, text
    assert text.startswith(error)
    for word in words:
        assert word in text


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("SOP_PROJECT_INVENTORY", ([[1]], [[1, 1, 1]], [[1, 1]]), ["scheduled_receipts", "(1, 3)", "(1, 2)"]),
        ("SOP_CONSTRAINED_DEMAND", ([[1], [1], [1]], [[1, 1], [1, 1]]), ["on_hand", "2 rows"]),
        ("SOP_ATP", (1, [[1, 1]], [[1, 1], [1, 1]]), ["orders"]),
        ("SOP_CTP", ([[1, 1]], [[1, 1, 1]], 1), ["hours_per_unit"]),
        ("SOP_MRP", ([["A"], ["B"]], [[1]], [[1]], "A", "B", 1), ["items", "1"]),
        ("SOP_CAPACITY_LOAD", ([[1], [1]], [[1]]), ["hours_per_unit", "2 rows"]),
        ("SOP_SHELF_LIFE", ([[1, 1, 1, 1, 1]], [[1, 1]]), ["stock_by_last_period"]),
        ("SOP_TORNADO", ([["a"], ["b"]], [[1]], [[1]], 1), ["names"]),
        ("SOP_PVM", ([[1], [1]], [[1], [1]], [[1], [1]], [[1]]), ["revenue_1", "2 rows"]),
        ("SOP_VARIANCE", ([[1, 1]], [[1]], "cost"), ["budget"]),
        ("SOP_PLAN_VALUE", ("A", [[1, 1]], [[1, 2, 3]], "A", 1, 5), ["units", "(1, 3)"]),
        ("SOP_PERIOD_TOTAL", ([[1, 1]], [[43831]], 43831), ["months", "2 columns"]),
        ("SOP_SCENARIO", ([[1, 1]], "A", 1, [[None] * 7], "Base", "demand"), ["base"]),
        ("SOP_SIMULATE_STOCK", (1, [[1]], [[1]], [[0, 0, 0], [0, 0, 0]], 1), ["residuals", "1 rows"]),
    ],
)
def test_ranges_of_other_shapes(name, arguments, words):
    check("#VALUE!", words, name, *arguments)


FLOW = [[7], [7]]  # a column where items × periods are meant


@pytest.mark.parametrize(
    ("name", "arguments", "argument"),
    [
        ("SOP_PROJECT_INVENTORY", (FLOW, [[1, 1], [1, 1]], FLOW), "scheduled_receipts"),
        ("SOP_PROJECT_INVENTORY", (FLOW, [[1, 1], [1, 1]], None, [[7, 7]]), "planned_receipts"),
        ("SOP_PROJECT_INVENTORY", (5, [[1, 1]], 7), "scheduled_receipts"),
        ("SOP_FENCED_DEMAND", ([[1, 1], [1, 1]], FLOW, 1), "orders"),
        ("SOP_CONSTRAINED_DEMAND", (FLOW, [[1, 1], [1, 1]], [[7, 7]]), "receipts"),
        ("SOP_PLANNED_ORDERS", (FLOW, [[1, 1], [1, 1]], FLOW), "scheduled_receipts"),
        ("SOP_MASTER_SCHEDULE", (FLOW, [[1, 1], [1, 1]], FLOW), "orders"),
        ("SOP_ATP", (FLOW, [[1, 1], [1, 1]], FLOW), "orders"),
        ("SOP_BACKLOG", (FLOW, [[1, 1], [1, 1]], FLOW), "shipments"),
        ("SOP_SHELF_LIFE", ([[1, 1], [1, 1]], [[1, 1], [1, 1]], FLOW), "receipts"),
        ("SOP_MRP", ([["A"], ["B"]], [[1, 1], [1, 1]], FLOW, "A", "B", 1, FLOW), "scheduled_receipts"),
        ("SOP_ALLOCATE", ("A", 1, 7, "A", [[1, 1]]), "receipts"),
        ("SOP_SIMULATE_STOCK", (5, [[1, 1]], 7, [[0, 0, 0]], 1), "receipts"),
        ("SOP_SCENARIO_KPIS", ([[None] * 7], "A", [[1, 2]], 5, [[1, 1]], 7, 3, 2), "supply"),
    ],
)
def test_amounts_are_never_repeated_over_items_or_periods(name, arguments, argument):
    check("#VALUE!", [argument, "an amount for each row and period"], name, *arguments)


@pytest.mark.parametrize(
    ("name", "rest"),
    [
        ("SOP_PROJECT_INVENTORY", ([[1, 1], [1, 1]],)),
        ("SOP_CONSTRAINED_DEMAND", ([[1, 1], [1, 1]],)),
        ("SOP_PLANNED_ORDERS", ([[1, 1], [1, 1]],)),
        ("SOP_MASTER_SCHEDULE", ([[1, 1], [1, 1]], [[1, 1], [1, 1]])),
        ("SOP_ATP", ([[1, 1], [1, 1]], [[1, 1], [1, 1]])),
        ("SOP_BACKLOG", ([[1, 1], [1, 1]], [[1, 1], [1, 1]])),
        ("SOP_STOCK_AGEING", ([[1, 1], [1, 1]], [1])),
        ("SOP_STOCK_HEALTH", ([[1, 1], [1, 1]], [[1, 1], [1, 1]], 1, 2, 1)),
        ("SOP_SIMULATE_STOCK", ([[1, 1], [1, 1]], [[1, 1], [1, 1]], [[0, 0, 0]] * 2, 1)),
    ],
)
def test_a_stock_is_never_repeated_over_items(name, rest):
    check("#VALUE!", ["one value per row", "2 rows"], name, 5, *rest)


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SOP_SAFETY_STOCK", (0.95, 10, -1)),
        ("SOP_SAFETY_STOCK_FILL_RATE", (0.95, 100, 10, -1)),
        ("SOP_SAFETY_STOCK_FROM_ERROR", ([[1, 2]], [[2, 1]], 0.95, -1)),
        ("SOP_CYCLE_SERVICE_LEVEL", (5, 10, -1)),
        ("SOP_FILL_RATE", (5, 100, 10, -1)),
        ("SOP_EXPECTED_SHORTAGE", (5, 10, -1)),
        ("SOP_REORDER_POINT", (10, -1, 5)),
        ("SOP_RQ_POLICY", (1300, 150, -1, 8, 0.225, 7.5)),
        ("SOP_MIN_MAX_POLICY", (50, 8, -1, 2.5, 0.18, 0.7)),
        ("SOP_PLANNED_ORDERS", (5, [[1, 1]], None, None, -1)),
        ("SOP_CTP", ([[1, 1]], [[1, 1]], 1, -1)),
        ("SOP_TRADE_OFF", (0.9, 10, 2, -1, 20, 3)),
        ("SOP_MRP", ("A", [[1, 1]], [[0, 0, -1]], "A", "B", 1)),
    ],
)
def test_a_negative_lead_time(name, arguments):
    if name == "SOP_MRP":
        arguments = ([["A"], ["B"]], [[1, 1], [0, 0]], [[0, 0, 0], [0, 0, -1]], "A", "B", 1)
    check("#NUM!", ["lead_time", "-1"], name, *arguments)


def test_every_function_with_a_lead_time_is_tried_with_a_negative_one():
    here = {parameters[0] for parameters in test_a_negative_lead_time.pytestmark[0].args[1]}
    categories = ("Inventory", "Supply", "Capacity", "Finance", "Scenario")
    asked = {d.name for d in REGISTRY if d.category in categories for a in d.arguments if a.name == "lead_time"}
    assert asked | {"SOP_MRP"} == here


@pytest.mark.parametrize("level", [0.0, 1.0, 95.0, -0.1])
@pytest.mark.parametrize(
    ("name", "rest", "argument"),
    [
        ("SOP_SAFETY_STOCK", (10, 4), "service_level"),
        ("SOP_SAFETY_STOCK_FILL_RATE", (100, 10, 4), "fill_rate"),
        ("SOP_TRADE_OFF", (10, 2, 4, 20, 3), "service_levels"),
    ],
)
def test_a_service_level_of_nothing_or_everything(level, name, rest, argument):
    check("#NUM!", [argument, str(level)], name, level, *rest)


def test_a_service_level_of_nothing_or_everything_from_errors():
    check("#NUM!", ["service_level", "1.0"], "SOP_SAFETY_STOCK_FROM_ERROR", [[1, 2]], [[2, 1]], 1.0, 4)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("SOP_EFFECTIVE_PRICE", ("Bell", 10, "Bike", 1, 5), ["Bell", "item not found"]),
        ("SOP_EFFECTIVE_PRICE", ("Bike", 10, "Bike", 11, 5), ["Bike", "earlier start"]),
        ("SOP_PLAN_VALUE", ("Bell", [[3]], 10, "Bike", 1, 5), ["Bell"]),
        ("SOP_INVENTORY_VALUE", ("Bell", [[3]], 10, "Bike", 1, 5), ["Bell"]),
        ("SOP_PLAN_PROFIT", ([[3], [4]], [[5], [None]], [[1], [1]]), ["prices", "row 2, period 1"]),
        ("SOP_PLAN_PROFIT", ([[3], [4]], [[5], [5]], [[None], [1]]), ["costs", "row 1, period 1"]),
    ],
)
def test_missing_prices(name, arguments, words):
    check("#N/A", words, name, *arguments)


def test_missing_prices_of_a_scenario():
    arguments = ([[None] * 7], [["A"], ["B"]], 1, [[1], [1]], [[1], [1]], [[1], [1]], [[5], [None]], 2)
    value, text = refused("SOP_SCENARIO_KPIS", *arguments)
    assert value in ("#N/A", "#VALUE!")
    assert "price" in text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SOP_VARIANCE", ([[5]], [[4]], "Sundries", "favourable")),
        ("SOP_VARIANCE", ([[5]], [[4]], "Sundries", "effect")),
        ("SOP_VARIANCE", ([[5]], [[4]], "Sundries", "all")),
        ("SOP_COMMENTARY", ("Bikes", 5, 4, "Sundries")),
    ],
)
def test_unmapped_accounts(name, arguments):
    check("#N/A", ["account_type", "sundries", "revenue"], name, *arguments)


@pytest.mark.parametrize(
    ("name", "arguments", "words"),
    [
        ("SOP_CONVERT_CURRENCY", (5, "CHF", "EUR", 1.1), ["CHF", "Add the currency"]),
        ("SOP_FX_EFFECT", (5, "CHF", "EUR", 1.1, 1.2), ["CHF", "Add the currency"]),
        ("SOP_PVM_FX", (1, 5, [[None]] * 1, 1, 6, 1.1), ["rate_0"]),
        ("SOP_PVM_FX", ([[1], [1]], [[5], [5]], [[1], [None]], [[1], [1]], [[6], [6]], 1.1), ["rate_0"]),
        (
            "SOP_MARGIN_BRIDGE_FX",
            ([[1], [1]], [[5], [5]], [[3], [3]], [[1], [1]], [[1], [1]], [[6], [6]], [[3], [3]], [[1], [None]]),
            ["rate_1"],
        ),
    ],
)
def test_a_currency_without_a_rate(name, arguments, words):
    value, text = refused(name, *arguments)
    assert value == ("#VALUE!" if arguments[2] == [[None]] else "#N/A"), text  # one blank cell is a missing argument
    assert all(word in text for word in words), text


@pytest.mark.parametrize(
    ("name", "arguments"),
    [
        ("SOP_BOM_EXPLODE", ("Bike", *CIRCLE, [[1], [1]])),
        ("SOP_LOW_LEVEL_CODE", ("Bike", *CIRCLE)),
        ("SOP_GROSS_REQUIREMENTS", ("Bike", 1, "Bike", *CIRCLE, [[1], [1]])),
        ("SOP_MRP", ([["Bike"], ["Wheel"]], [[1], [1]], [[0], [0]], *CIRCLE, [[1], [1]])),
    ],
)
def test_a_circle_in_the_bill_of_material(name, arguments):
    check("#NUM!", ["contains itself", "→", "Bike", "Wheel", "Break the circle"], name, *arguments)


def test_resources_without_available_hours():
    check("#DIV/0!", ["available", "0.0"], "SOP_UTILISATION", [[8], [0]], [[0], [8]])
    assert call(REGISTRY["SOP_CAPACITY_GAP"], ([[8]], [[0]])).grid == [[-8]]
    levers = call(REGISTRY["SOP_CAPACITY_LEVERS"], ([[8]], [[0]], "Overtime", [[3]], 10)).grid
    assert {row[0]: row[1] for row in levers} == {
        "Regular": 0, "Overtime": 3, "Pre-built": 0, "Not met": 5, "Extra cost": 30,
    }  # fmt: skip
    free = call(REGISTRY["SOP_CTP"], ([[4, 4]], [[0, 0]], 1)).grid
    assert free == [[4, 4]]
    plan = ([[None] * 7], "A", 1, 0, [[5]], [[5]], 3, 2, 2, [["Line", 0]])
    check("#DIV/0!", ["Peak utilisation"], "SOP_SCENARIO_KPIS", *plan)


def test_an_efficiency_or_availability_below_zero():
    check("#NUM!", ["available", "-1.0"], "SOP_UTILISATION", 8, -1)
    check("#NUM!", ["efficiency", "0.0"], "SOP_CAPACITY_LOAD", [[1]], [[1]], None, None, 0)
    check("#NUM!", ["efficiency"], "SOP_ROUTING_LOAD", [[1]], "A", "R", "A", "R", 1, None, None, None, 0)
