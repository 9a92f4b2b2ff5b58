"""Distributions as Excel computes them: whole degrees of freedom, and tails to the last digit."""

from __future__ import annotations

import pytest
from scipy import stats

from sop_xl.cells.values import CellError

WHOLE = {
    "T.DIST(1,4.9,TRUE)": stats.t.cdf(1, 4), "T.DIST(1,4.9,FALSE)": stats.t.pdf(1, 4), "T.DIST.2T(1,4.9)": 2 * stats.t.sf(1, 4),
    "T.DIST.RT(-1,4.9)": stats.t.sf(-1, 4), "T.INV(0.3,4.9)": stats.t.ppf(0.3, 4), "T.INV.2T(0.3,4.9)": stats.t.isf(0.15, 4),
    "F.DIST(15,6.5,4.9,TRUE)": stats.f.cdf(15, 6, 4), "F.DIST(15,6.5,4.9,FALSE)": stats.f.pdf(15, 6, 4),
    "F.DIST.RT(15,6.5,4.9)": stats.f.sf(15, 6, 4), "F.INV(0.3,6.5,4.9)": stats.f.ppf(0.3, 6, 4),
    "F.INV.RT(0.3,6.5,4.9)": stats.f.isf(0.3, 6, 4), "CHISQ.DIST(3,4.9,TRUE)": stats.chi2.cdf(3, 4),
    "CHISQ.DIST(3,4.9,FALSE)": stats.chi2.pdf(3, 4), "CHISQ.INV(0.3,4.9)": stats.chi2.ppf(0.3, 4),
    "CHISQ.INV.RT(0.3,4.9)": stats.chi2.isf(0.3, 4), "CHIINV(0.3,4.9)": stats.chi2.isf(0.3, 4),
}  # fmt: skip
TAILS = {
    "CHISQ.DIST.RT(80,8)": stats.chi2.sf(80, 8), "CHIDIST(51.75,8)": stats.chi2.sf(51.75, 8),
    "POISSON.DIST(3,40,TRUE)": stats.poisson.cdf(3, 40), "POISSON(2.9,3,TRUE)": stats.poisson.cdf(2, 3),
    "POISSON.DIST(200,180,FALSE)": stats.poisson.pmf(200, 180),
}  # fmt: skip
# Excel's documentation.
DOCUMENTED = {
    "T.DIST.2T(1.959999998,60)": 0.054644930, "T.INV(0.75,2)": 0.8164966, "T.INV.2T(0.546449,60)": 0.606533,
    "F.DIST(15.2069,6,4,TRUE)": 0.99, "F.DIST(15.2069,6,4,FALSE)": 0.0012238, "F.INV(0.01,6,4)": 0.10930991,
    "CHISQ.DIST(0.5,1,TRUE)": 0.52049988, "CHISQ.DIST(2,3,FALSE)": 0.20755375, "CHISQ.INV(0.93,1)": 3.283020286,
    "POISSON.DIST(2,5,TRUE)": 0.124652, "POISSON.DIST(2,5,FALSE)": 0.084224,
}  # fmt: skip
REFUSED = {
    "T.DIST(1,0.9,TRUE)": CellError.NUM, "T.INV(1,4)": CellError.NUM, "F.DIST(-1,6,4,TRUE)": CellError.NUM,
    "CHISQ.DIST.RT(-1,4)": CellError.NUM, "CHIINV(0,4)": CellError.NUM, "POISSON.DIST(-1,5,TRUE)": CellError.NUM,
    'T.INV("x",4)': CellError.VALUE, "T.INV(NA(),4)": CellError.NA,
}  # fmt: skip


def test_values(book):
    wanted = {**WHOLE, **TAILS, **REFUSED, **DOCUMENTED}
    cells = {formula: f"A{number}" for number, formula in enumerate(wanted, start=1)}
    book.write({cell: f"={formula}" for formula, cell in cells.items()})
    book.recalculate()
    assert book.kept == {}
    for formula, value in wanted.items():
        found = book[cells[formula]]
        tolerance = 1e-5 if formula in DOCUMENTED else 1e-9
        assert found is value if isinstance(value, CellError) else found == pytest.approx(value, rel=tolerance), formula
