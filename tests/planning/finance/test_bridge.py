"""Price-volume-mix and margin bridges: textbook and real figures, and that every part adds up."""

import csv
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.cells.values import CellError
from sop_xl.errors import InsufficientDataError, ShapeError, ZeroDenominatorError
from sop_xl.functions.call import call
from sop_xl.planning.finance.bridge import price_volume_mix, price_volume_mix_fx
from sop_xl.planning.finance.margin import margin_bridge, margin_bridge_fx
from udfs import REGISTRY

DATA = Path(__file__).parent / "data" / "adventureworks_sales_by_product_and_channel.csv"

# Two products: A 600 at 10 → 500 at 10.50, B 400 at 20 → 550 at 19.
TWO = ([600, 400], [6000, 8000], [500, 550], [5250, 10450])

cents = st.integers(-(10**8), 10**8).map(lambda n: n / 100)
units = st.integers(0, 10_000).map(float)


@st.composite
def two_periods(draw, columns):
    """Columns of two periods with some rows new, lost or empty; positive quantities, amounts in cents."""
    rows = draw(st.integers(1, 8))
    return [np.array(draw(st.lists(units if kind == "q" else cents, min_size=rows, max_size=rows))) for kind in columns]


def adventureworks():
    with DATA.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    names = [f"{what}_{year}" for year in ("fy19", "fy20") for what in ("quantity", "revenue", "cogs")]
    return [np.array([float(row[name] or "nan") for row in rows]) for name in names]


def test_two_products_worked_by_hand():
    bridge = price_volume_mix(*TWO)
    assert bridge.totals() == {"volume": 700, "mix": 1300, "price": -300, "new": 0, "lost": 0}
    assert bridge.parts.tolist() == [[300, -1300, 250, 0, 0], [400, 2600, -550, 0, 0]]
    assert bridge.change.tolist() == [-750, 2450]


def test_adventureworks_fy19_to_fy20_by_product_and_channel():
    q0, r0, _, q1, r1, _ = adventureworks()
    bridge = price_volume_mix(q0, r0, q1, r1, decimals=2)
    steps = bridge.totals()
    assert {name: round(value, 2) for name, value in steps.items()} == {
        "volume": 2_313_415.82,
        "mix": -721_111.26,
        "price": 2_469_213.33,
        "new": 28_797_317.91,
        "lost": -13_828_540.16,
    }
    # The order lines behind these monthly cents give the same bridge to a few units of 33 million.
    lines = [2_313_415.71, -721_112.82, 2_469_216.23, 28_797_319.01, -13_828_540.20]
    assert list(steps.values()) == pytest.approx(lines, abs=3.0)
    assert bridge.base.sum() == pytest.approx(33_683_805.69, abs=1e-6)
    assert bridge.actual.sum() == pytest.approx(52_714_101.33, abs=1e-6)
    counts = [int((bridge.parts[:, bridge.names.index(name)] != 0).sum()) for name in ("volume", "new", "lost")]
    assert counts == [65, 204, 73]


def test_adventureworks_margin_bridge_adds_up_to_the_gross_margin():
    q0, r0, c0, q1, r1, c1 = adventureworks()
    steps = margin_bridge(q0, r0, c0, q1, r1, c1).totals()
    revenue = price_volume_mix(q0, r0, q1, r1).totals()
    assert sum(steps.values()) == pytest.approx(np.nansum(r1 - c1) - np.nansum(r0 - c0), abs=1e-6)
    assert steps["price"] == pytest.approx(revenue["price"], abs=1e-6)


@given(two_periods("qrqr"))
def test_rows_and_columns_add_up_to_the_change_of_revenue(columns):
    q0, r0, q1, r1 = columns
    bridge = price_volume_mix(q0, r0, q1, r1)
    np.testing.assert_allclose(bridge.parts.sum(axis=1), r1 - r0, rtol=1e-9, atol=1e-4)
    assert sum(bridge.totals().values()) == pytest.approx(r1.sum() - r0.sum(), rel=1e-9, abs=1e-3)


@given(two_periods("qrqr"))
def test_totals_are_those_of_the_textbook_formulas(columns):
    q0, r0, q1, r1 = columns
    steps = price_volume_mix(q0, r0, q1, r1).totals()
    common = (q0 > 0) & (q1 > 0)
    if not common.any():
        assert steps["volume"] == steps["mix"] == 0
        return
    total_0, total_1 = q0[common].sum(), q1[common].sum()
    p0 = r0[common] / q0[common]
    volume = (total_1 - total_0) * r0[common].sum() / total_0
    mix = ((q1[common] - total_1 * q0[common] / total_0) * p0).sum()
    scale = np.abs(r0).sum() * (1 + q1.max() * 1.0) + 1
    assert steps["volume"] == pytest.approx(volume, rel=1e-9, abs=1e-12 * scale)
    assert steps["mix"] == pytest.approx(mix, rel=1e-9, abs=1e-12 * scale)
    assert steps["new"] == pytest.approx((r1 - r0)[(q0 == 0) & (q1 > 0)].sum(), rel=1e-9, abs=1e-6)
    assert steps["lost"] == pytest.approx((r1 - r0)[(q0 > 0) & (q1 == 0)].sum(), rel=1e-9, abs=1e-6)


@given(two_periods("qrqr"))
def test_rounded_parts_are_whole_cents_and_still_add_up_to_the_cent(columns):
    q0, r0, q1, r1 = columns
    exact, rounded = price_volume_mix(q0, r0, q1, r1), price_volume_mix(q0, r0, q1, r1, decimals=2)
    in_cents = rounded.parts * 100
    np.testing.assert_allclose(in_cents, np.rint(in_cents), rtol=1e-12, atol=1e-4)
    np.testing.assert_array_equal(np.rint(in_cents).sum(axis=1), np.rint(r1 * 100) - np.rint(r0 * 100))
    scale = np.abs(exact.parts).sum()
    np.testing.assert_allclose(rounded.parts, exact.parts, rtol=0, atol=0.03 + 1e-12 * scale)
    np.testing.assert_allclose(
        list(rounded.totals().values()), list(exact.totals().values()), rtol=0, atol=0.03 + 1e-12 * scale
    )


@given(two_periods("qrrqrr"))
def test_margin_bridge_adds_up_and_cost_is_the_change_of_unit_cost(columns):
    q0, r0, c0, q1, r1, c1 = columns
    bridge = margin_bridge(q0, r0, c0, q1, r1, c1, purchase_price=np.full(len(q0), 3.0), usage=np.full(len(q0), -1.0))
    np.testing.assert_allclose(bridge.parts.sum(axis=1), (r1 - c1) - (r0 - c0), rtol=1e-9, atol=1e-4)
    common = (q0 > 0) & (q1 > 0)
    part = dict(zip(bridge.names, bridge.parts.T, strict=True))
    cost = (part["purchase price"] + part["usage"] + part["other cost"])[common]
    np.testing.assert_allclose(cost, -(c1 - c0 * q1 / np.where(common, q0, 1))[common], rtol=1e-9, atol=1e-4)


def test_margin_bridge_by_hand():
    """One product: margin 400 → 517; 10 % more units, price 10 → 11, unit cost 6 → 6.30 of which 20 purchase price."""
    bridge = margin_bridge([100], [1000], [600], [110], [1210], [693], purchase_price=[20])
    assert bridge.parts.round(9).tolist() == [[40, 0, 110, -20, 0, -13, 0, 0]]


@given(two_periods("qrqr"), st.floats(0.01, 100), st.floats(0.01, 100))
def test_fx_in_front_and_the_rest_at_base_rates(columns, rate_0, rate_1):
    q0, r0, q1, r1 = columns
    bridge = price_volume_mix_fx(q0, r0, rate_0, q1, r1, rate_1)
    scale = np.abs([r0, r1]).sum() * max(rate_0, rate_1)
    np.testing.assert_allclose(bridge.parts.sum(axis=1), r1 * rate_1 - r0 * rate_0, rtol=1e-9, atol=1e-9 * scale)
    np.testing.assert_allclose(bridge.parts[:, 0], r1 * (rate_1 - rate_0), rtol=1e-9, atol=1e-12 * scale)
    local = price_volume_mix(q0, r0, q1, r1)
    np.testing.assert_allclose(bridge.parts[:, 1:], local.parts * rate_0, rtol=1e-6, atol=1e-9 * scale)


def test_two_currencies_by_hand():
    """EUR 1 000 → 1 100 at 1.10 → 1.20 and a new USD row: FX is 1 100 × 0.10."""
    bridge = price_volume_mix_fx([100, 0], [1000, 0], [1.1, 1], [110, 5], [1100, 50], [1.2, 1], decimals=2)
    assert bridge.totals() == {"fx": 110, "volume": 110, "mix": 0, "price": 0, "new": 50, "lost": 0}


def test_a_missing_rate_is_a_problem_only_where_there_is_money():
    bridge = price_volume_mix_fx([1, 1], [10, 0], [1.1, 1.1], [1, 0], [10, 0], [np.nan, np.nan])
    assert bridge.problems[0].argument == "rate_1"
    assert bridge.problems[1] is None


def test_new_and_lost_leave_volume_and_mix_of_the_others_alone():
    alone = price_volume_mix(*TWO)
    more = price_volume_mix([600, 400, 0, 9], [6000, 8000, 0, 90], [500, 550, 7, 0], [5250, 10450, 70, 0])
    np.testing.assert_array_equal(more.parts[:2], alone.parts)
    assert more.parts[2:].tolist() == [[0, 0, 0, 70, 0], [0, 0, 0, 0, -90]]


def test_money_without_quantity_is_price():
    assert price_volume_mix([0], [-40], [0], [-55]).parts.tolist() == [[0, 0, -15, 0, 0]]


def test_a_half_filled_row_has_a_problem_and_leaves_the_others_their_bridge():
    bridge = price_volume_mix([600, 400, np.nan], [6000, 8000, 500], [500, 550, 4], [5250, 10450, np.nan])
    np.testing.assert_array_equal(bridge.parts[:2], price_volume_mix(*TWO).parts)
    assert np.isnan(bridge.parts[2]).all()
    assert isinstance(bridge.problems[2], InsufficientDataError)
    assert bridge.problems[2].argument == "quantity_0"
    with pytest.raises(InsufficientDataError):
        bridge.totals()


def test_quantities_that_cancel_are_a_zero_denominator():
    with pytest.raises(ZeroDenominatorError):
        price_volume_mix([5, -5], [50, -50], [1, 1], [10, 10])


def test_one_amount_is_not_repeated_over_the_rows():
    with pytest.raises(ShapeError, match="revenue_0"):
        price_volume_mix([1, 2], [5], [1, 2], [5, 6])


def test_cells_show_rows_totals_and_the_labelled_bridge():
    columns = [[[value] for value in column] for column in TWO]
    pvm = REGISTRY["SOP_PVM"]
    assert call(pvm, columns).grid == [[300, -1300, 250, 0, 0, -750], [400, 2600, -550, 0, 0, 2450]]
    assert call(pvm, [*columns, "total"]).grid == [[700, 1300, -300, 0, 0, 1700]]
    assert call(pvm, [*columns, "bridge"]).grid == [
        ["Base", 14000],
        ["Volume", 700],
        ["Mix", 1300],
        ["Price", -300],
        ["New", 0],
        ["Lost", 0],
        ["Actual", 15700],
    ]


def test_cells_keep_the_reason_of_a_bad_row():
    outcome = call(REGISTRY["SOP_PVM"], [[[1], [None]], [[10], [5]], [[1], [1]], [[12], [6]]])
    assert outcome.grid == [[0, 0, 2, 0, 0, 2], [CellError.NA] * 6]
    assert outcome.reasons[1, 0].argument == "quantity_0"
    total = call(REGISTRY["SOP_PVM"], [[[1], [None]], [[10], [5]], [[1], [1]], [[12], [6]], "total"])
    assert total.grid == [[CellError.NA]]


@given(two_periods("qrcqrc"), st.floats(0.5, 2), st.floats(0.5, 2))
def test_margin_bridge_with_rates_adds_up_and_rates_explain_what_is_left(columns, rate_0, rate_1):
    q0, r0, c0, q1, r1, c1 = columns
    plain = margin_bridge(q0, r0 * rate_0, c0 * rate_0, q1, r1 * rate_0, c1 * rate_0)
    found = margin_bridge_fx(q0, r0, c0, rate_0, q1, r1, c1, rate_1)
    np.testing.assert_allclose(found.parts.sum(axis=1), found.change, rtol=1e-9, atol=1e-3)
    np.testing.assert_allclose(found.parts[:, 0], (r1 - c1) * (rate_1 - rate_0), rtol=1e-9, atol=1e-4)
    np.testing.assert_allclose(found.parts[:, 1:], plain.parts, rtol=1e-9, atol=1e-4)


def test_margin_bridge_with_rates_by_hand():
    """EUR margin 400 → 517 at 1.00 → 1.50: 258.50 of it is the rate; a row without a rate owns up to it."""
    found = margin_bridge_fx(
        [100, 1], [1000, 9], [600, 5], [1, np.nan], [110, 1], [1210, 9], [693, 5], [1.5, 2], purchase_price=[20, 0]
    )
    np.testing.assert_allclose(found.parts[0], [258.5, 40, 0, 110, -20, 0, -13, 0, 0], atol=1e-9)
    assert found.problems[0] is None
    assert found.problems[1].argument == "rate_0"


def test_margin_bridge_with_rates_as_cells():
    arguments = [
        [[100], [100]],
        [[1000]] * 2,
        [[600]] * 2,
        [[1]] * 2,
        [[110]] * 2,
        [[1210]] * 2,
        [[693]] * 2,
        [[1.5]] * 2,
    ]
    bridge = REGISTRY["SOP_MARGIN_BRIDGE_FX"]
    plain = call(bridge, arguments).grid
    assert plain[0] == pytest.approx([258.5, 40, 0, 110, 0, 0, -33, 0, 0, 375.5], abs=1e-9)
    split = call(bridge, [*arguments, "rows", [[20, 5], [None, None]]]).grid
    assert split[0] == pytest.approx([258.5, 40, 0, 110, -20, -5, -8, 0, 0, 375.5], abs=1e-9)
    assert split[1] == plain[1]
    assert call(bridge, [*arguments, "bridge"]).grid[1] == ["FX", pytest.approx(517)]
    assert call(bridge, [*arguments, "rows", [[1, 2, 3]] * 2]).grid == [[CellError.VALUE]]
