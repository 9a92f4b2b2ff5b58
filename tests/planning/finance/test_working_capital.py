"""Working capital: the cash cycle by hand, and payments that never lose a cent."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import DomainError, ShapeError, ZeroDenominatorError
from sop_xl.functions.call import call
from sop_xl.planning.finance.working_capital import cash_conversion_cycle, days_outstanding, purchase_cash_plan
from udfs import REGISTRY

money = st.floats(0, 1e6, allow_subnormal=False)


def test_cash_cycle_with_averages_by_hand():
    """Inventory 200 → 300, receivables 160 → 200, payables 75 → 100; sales 1 150, COGS 820."""
    dio, dso, dpo = 250 / 820 * 365, 180 / 1150 * 365, 87.5 / 820 * 365
    assert (round(dio), round(dso), round(dpo)) == (111, 57, 39)
    assert cash_conversion_cycle(250, 180, 87.5, 1150, 820) == pytest.approx(dio + dso - dpo, rel=1e-12)
    assert days_outstanding(60, 180, 90) == pytest.approx(30, rel=1e-12)


def test_no_sales_is_a_zero_denominator_of_its_own_cell():
    with pytest.raises(ZeroDenominatorError):
        days_outstanding([1], [0])
    outcome = call(REGISTRY["SOP_CASH_CONVERSION"], [[[100, 100]], [[80, 80]], [[60, 60]], [[730, 0]], [[365, 365]]])
    assert outcome.grid == [[80, CellError.DIV0]]
    words = [call(REGISTRY["SOP_CASH_CONVERSION"], [100, 80, 60, 730, 365, 365, word]).grid for word in ("dio", "dpo")]
    assert words == [[[100]], [[60]]]


@given(arrays(np.float64, (2, 6), elements=money), arrays(np.float64, (2, 6), elements=money), st.floats(0, 400))
def test_payables_carry_over_and_no_money_is_lost(purchases, due, payment_days):
    plan = purchase_cash_plan(purchases, payment_days, 30, due)
    opening = np.column_stack([due.sum(axis=1), plan.payables[:, :-1]])
    np.testing.assert_allclose(plan.payables, opening + purchases - plan.payments, rtol=1e-9, atol=1e-3)
    paid_and_open = plan.payments.sum(axis=1) + plan.payables[:, -1]
    np.testing.assert_allclose(paid_and_open, due.sum(axis=1) + purchases.sum(axis=1), rtol=1e-9, atol=1e-3)
    assert (plan.payments >= 0).all()


@pytest.mark.parametrize("payment_days", [0, 10, 30, 45, 75])
def test_payments_of_a_period_are_those_of_its_evenly_spread_receipts(payment_days):
    """Every day of the first period receives 1/30; each is paid ``payment_days`` later."""
    receipt_days = (np.arange(30_000) + 0.5) / 1000
    by_hand = np.histogram(receipt_days + payment_days, bins=[0, 30, 60, 90, 120])[0] / 30_000
    plan = purchase_cash_plan([[1, 0, 0, 0]], payment_days)
    np.testing.assert_allclose(plan.payments[0], by_hand, rtol=0, atol=1e-9)


def test_bad_terms_and_shapes_are_refused():
    with pytest.raises(DomainError):
        purchase_cash_plan([[1]], -1)
    with pytest.raises(ShapeError):
        purchase_cash_plan([[1, 2]], 30, 30, [[1]])


def test_terms_by_supplier_as_cells():
    grid = call(
        REGISTRY["SOP_PURCHASE_CASH"], [[[100, 0, 0], [100, 0, None]], [[30], [60]], None, [[7, 0, 0], [0, 0, 0]]]
    ).grid
    assert grid == [[7, 100, 0], [0, 0, 100]]


@pytest.mark.parametrize(("balance", "flow", "named"), [(-60, 365, "balance"), (60, -365, "flow")])
def test_credits_kept_as_negative_numbers_are_refused(balance, flow, named):
    """Payables of −60 would lengthen the cash cycle instead of shortening it."""
    with pytest.raises(DomainError, match="positive numbers") as refusal:
        days_outstanding([balance], [flow])
    assert refusal.value.argument == named
