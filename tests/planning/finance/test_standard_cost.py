"""Standard-cost variances: the textbook's jacket maker, and that they add up to actual less standard cost."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sop_xl.cells.values import CellError
from sop_xl.errors import InsufficientDataError
from sop_xl.functions.call import call
from sop_xl.planning.finance.standard_cost import labour_variances, material_variances, overhead_variances
from udfs import REGISTRY

positive = st.floats(0, 1e5, allow_subnormal=False)


def test_webb_company_direct_material_in_horngren_ch_7():
    """22 200 square yards at 28 against 20 000 at 30: price 44 400 F, efficiency 66 000 U."""
    assert material_variances([22_200], [28], [20_000], [30]).tolist() == [[-44_400, 66_000]]


def test_webb_company_direct_labour_in_horngren_ch_7():
    """9 000 hours at 22 against 8 000 at 20: price 18 000 U, efficiency 20 000 U."""
    assert labour_variances([9_000], [22], [8_000], [20]).tolist() == [[18_000, 20_000]]


def test_webb_company_overhead_in_horngren_ch_8():
    """Spending 4 500 F, efficiency 15 000 U, fixed spending 9 000 U, production volume 46 000 U."""
    found = overhead_variances([130_500], [30], [285_000], [276_000], [57.5], [4_500], [4_000])
    assert found.tolist() == [[-4_500, 15_000, 9_000, 46_000]]


def test_price_variance_is_isolated_at_purchase():
    assert material_variances([90], [11], [100], [10], [150]).tolist() == [[150, -100]]


@given(arrays(np.float64, (4, 3), elements=positive))
def test_price_and_usage_add_up_to_actual_less_standard_cost(columns):
    aq, ap, sq, sp = columns
    scale = (aq * (ap + sp) + sq * sp).max() + 1
    for formula in (material_variances, labour_variances):
        np.testing.assert_allclose(
            formula(aq, ap, sq, sp).sum(axis=1), aq * ap - sq * sp, rtol=1e-9, atol=1e-12 * scale
        )


@given(arrays(np.float64, (7, 3), elements=positive))
def test_overhead_variances_add_up_to_incurred_less_absorbed(columns):
    av, vr, af, bf, fr, ah, sh = columns
    scale = (av + af + bf + (vr + fr) * (ah + sh)).max() + 1
    absorbed = (vr + fr) * sh
    np.testing.assert_allclose(
        overhead_variances(*columns).sum(axis=1), av + af - absorbed, rtol=1e-9, atol=1e-12 * scale
    )


def test_a_blank_is_named():
    with pytest.raises(InsufficientDataError, match="standard_price"):
        material_variances([1], [1], [1], [np.nan])


def test_cells_keep_good_rows_and_repeat_one_standard():
    grid = call(REGISTRY["SOP_LABOUR_VARIANCES"], [[[9000], [1]], [[22], [None]], [[8000], [1]], 20]).grid
    assert grid == [[18_000, 20_000, 38_000], [CellError.NA] * 3]
    grid = call(REGISTRY["SOP_MATERIAL_VARIANCES"], [22_200, 28, 20_000, 30]).grid
    assert grid == [[-44_400, 66_000, 21_600]]
    grid = call(REGISTRY["SOP_OVERHEAD_VARIANCES"], [130_500, 30, 285_000, 276_000, 57.5, 4_500, 4_000]).grid
    assert grid == [[-4_500, 15_000, 9_000, 46_000, 65_500]]
