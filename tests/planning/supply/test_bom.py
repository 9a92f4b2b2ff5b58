"""Bills of material: the AdventureWorks bill, circles found and named, and explosion against matrix algebra."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.errors import DomainError, InsufficientDataError, ShapeError
from sop_xl.planning.supply.bom import BillOfMaterial, explode, gross_requirements, lines_in_effect

DATA = Path(__file__).parent / "data" / "adventureworks_bom.csv"


@pytest.fixture(scope="module")
def adventureworks():
    with DATA.open(newline="") as file:
        return list(csv.DictReader(file))


def bill_of(rows):
    return BillOfMaterial.of(
        [row["parent"] for row in rows], [row["component"] for row in rows], [float(row["quantity"]) for row in rows]
    )


def test_low_level_codes_of_adventureworks_are_the_levels_in_its_table(adventureworks):
    assert len(adventureworks) == 2679
    bill = bill_of(adventureworks)
    level = {}
    for row in adventureworks:
        level[row["component"]] = max(level.get(row["component"], 0), int(row["level"]))
    assert {item: level[item] for item in bill.items} == dict(zip(bill.items, bill.low_level_codes.tolist()))
    assert bill.low_level_codes.max() == 4


def test_explosion_of_an_adventureworks_bike_agrees_with_its_gross_requirements(adventureworks):
    bill = bill_of([row for row in adventureworks if not row["end"]])
    lines = explode(bill, "749")  # Road-150 Red, 62
    total = {}
    for line in lines:
        total[line.component] = total.get(line.component, 0) + line.per_item
    names = list(total)
    required = gross_requirements(bill, ["749"], [[1, 7]], names)
    np.testing.assert_allclose(required, np.outer([total[name] for name in names], [1, 7]))
    assert {line.level for line in lines} == {1, 2, 3, 4}


def test_lines_of_adventureworks_in_effect(adventureworks):
    def serial(text):
        return float(np.datetime64(text).astype(int)) if text else np.nan

    starts, ends = ([serial(row[column]) for row in adventureworks] for column in ("start", "end"))
    today = len(lines_in_effect(starts, ends, serial("2020-06-30")))
    assert today == sum(not row["end"] for row in adventureworks) == 2480
    assert len(lines_in_effect(starts, ends, serial("2016-04-03"))) == 0


# Bills without circles: every part of an item has a higher number than the item.
trees = st.lists(st.tuples(st.integers(0, 5), st.integers(1, 4), st.integers(1, 5)), min_size=1, max_size=12).map(
    lambda lines: [(f"i{p}", f"i{p + step}", q) for p, step, q in lines]
)


@given(trees)
def test_gross_requirements_solve_the_gozinto_equation(lines):
    # Vazsonyi: total = plan + N·total with N the matrix of quantities, so total = (1 − N)⁻¹·plan.
    parents, components, quantities = zip(*lines, strict=True)
    bill = BillOfMaterial.of(parents, components, quantities)
    names, n = list(bill.items), len(bill.items)
    gozinto = np.zeros((n, n))
    for parent, component, quantity in lines:
        gozinto[names.index(component), names.index(parent)] += quantity
    plan = np.arange(1.0, 2 * n + 1).reshape(n, 2)
    np.testing.assert_allclose(
        gross_requirements(bill, names, plan, names), np.linalg.solve(np.eye(n) - gozinto, plan), rtol=1e-9
    )


@given(trees)
def test_every_component_lies_deeper_than_its_parent(lines):
    bill = BillOfMaterial.of(*zip(*lines, strict=True))
    codes = bill.low_level_codes
    assert (codes[bill.component] > codes[bill.parent]).all()
    roots = set(range(len(bill.items))) - set(bill.component.tolist())
    assert all(codes[root] == 0 for root in roots)


def test_a_circle_is_found_and_named():
    with pytest.raises(DomainError) as refusal:
        BillOfMaterial.of(["Bike", "Wheel", "Hub", "Axle"], ["Wheel", "Hub", "Axle", "Wheel"], [1, 1, 1, 1])
    *circle, last = refusal.value.got.split(" → ")
    start = circle.index("Wheel")
    assert circle[start:] + circle[:start] == ["Wheel", "Hub", "Axle"]
    assert last == circle[0]


def test_items_above_beside_and_below_a_circle_are_not_named():
    parents, components = (
        ["Bike", "Bike", "Bell", "Hub", "Axle", "Hub"],
        ["Bell", "Hub", "Screw", "Axle", "Hub", "Ball"],
    )
    with pytest.raises(DomainError) as refusal:
        BillOfMaterial.of(parents, components, np.ones(6))
    assert set(refusal.value.got.split(" → ")) == {"Hub", "Axle"}


def test_an_item_made_of_itself_is_a_circle():
    with pytest.raises(DomainError, match="A → A"):
        BillOfMaterial.of(["A"], ["A"], [1])


def test_yield_raises_what_must_be_supplied():
    bill = BillOfMaterial.of(["Bike", "Wheel"], ["Wheel", "Spoke"], [2, 32], [0.8, 1.0])
    assert gross_requirements(bill, ["Bike"], [[10]], ["Wheel", "Spoke"]).tolist() == [[25], [800]]


def test_planned_parts_add_to_the_dependent_requirement():
    bill = BillOfMaterial.of(["Bike"], ["Wheel"], [2])
    assert gross_requirements(bill, ["Wheel", "Bike"], [[5], [10]], ["Wheel", "Bike"]).tolist() == [[25], [10]]
    assert gross_requirements(bill, ["Bell"], [[3]], ["Bell"]).tolist() == [[3]]


@pytest.mark.parametrize(
    ("columns", "error", "words"),
    [
        ((["A"], ["B", "C"], [1]), ShapeError, "components"),
        ((["A"], [""], [1]), InsufficientDataError, "components"),
        ((["A"], ["B"], [np.nan]), InsufficientDataError, "quantity_per"),
        ((["A"], ["B"], [-1]), DomainError, "quantity_per"),
        ((["A"], ["B"], [1], [1.5]), DomainError, "component_yield"),
        ((["A"], ["B"], [1], [0]), DomainError, "component_yield"),
    ],
)
def test_lines_that_make_no_sense_are_refused(columns, error, words):
    with pytest.raises(error, match=words):
        BillOfMaterial.of(*columns)


def test_unknown_items_are_refused_by_name():
    bill = BillOfMaterial.of(["Bike"], ["Wheel"], [2])
    with pytest.raises(InsufficientDataError, match="'Boat'"):
        explode(bill, "Boat")
    with pytest.raises(InsufficientDataError, match="'Wheel'"):
        explode(bill, "Wheel")
    with pytest.raises(InsufficientDataError, match="'Boat'"):
        gross_requirements(bill, ["Bike"], [[1]], ["Boat"])


def test_a_long_circle_is_named_in_short():
    names = [f"part {n}" for n in range(500)]
    with pytest.raises(DomainError) as refusal:
        BillOfMaterial.of(names, [*names[1:], names[0]], np.ones(500))
    named = refusal.value.got.split(" → ")
    assert len(named) == 13
    assert named[0] == named[-1]
    assert named[-2] == "…"


def test_a_bill_that_multiplies_beyond_a_sheet_is_refused():
    """Two lines from each of 25 levels to the next: 67 million lines from 50."""
    parents = [f"level {n}" for n in range(25) for _ in range(2)]
    bill = BillOfMaterial.of(parents, [f"level {n + 1}" for n in range(25) for _ in range(2)], np.ones(50))
    with pytest.raises(DomainError, match="more lines than a sheet"):
        explode(bill, "level 0")
    assert gross_requirements(bill, ["level 0"], [[1]], ["level 25"]).item() == 2**25
