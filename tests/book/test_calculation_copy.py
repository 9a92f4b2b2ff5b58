"""Formulas in the copy that the engine reads: those that differ in rows only are rewritten as each by itself."""

from __future__ import annotations

import pytest

from sop_xl.book.calculation_copy import _Rewriter
from sop_xl.book.names import Names
from sop_xl.book.structured import StructuredReferences
from sop_xl.book.workbook import DefinedName, Table
from sop_xl.cells.address import Area

TABLES = {
    "Sales": Table("Sales", "S", Area(1, 1, 40, 3), ("Item", "Units", "Rate 5%"), 1, 0),
    "Far_Away": Table("Far_Away", "Far", Area(900_000, 1, 900_020, 2), ("A", "B"), 1, 0),
}
NAMES = [DefinedName("Growth", "Sales[Units]*2", None), DefinedName("Plain", "S!$A$1", None)]
FORMULAS = [
    "A{0}+Sales[[#This Row],[Units]]*B{0}",
    "SUMIFS(Sales[Units],Sales[Item],$A{0},Sales[Rate 5%],&quot;&gt;A{0}&quot;)",
    "SUMIFS(Sales[Units],Sales[Item],$A{0})%+'A{0}'!A{0}%",
    "A{0}*Growth+Plain",
    "SUM(Sales[Units])+900001*A{0}",
    "SUM(Far_Away[B])+A{0}",
    'Sales[[#This Row],[Item]]&amp;"B{0}"&amp;LOG10(B{0})&amp;A{0}:B{0}',
    "SOP_FORECAST(A{0}:B{0},,3)",
    "SOP_FORECAST(Sales[Units],,A{0})",
    "[1]!SOP_FORECAST(A{0},,Sales[Units])",
    "YTD{0}+Sales[Units]",
    "[1]!YTD{0}+Sales[Units]+A{0}",
    "A{0}+B{0}",
]


@pytest.mark.parametrize("formula", FORMULAS)
@pytest.mark.parametrize("more", [[], [DefinedName("YTD12", "Sales[Units]", None), DefinedName("YTD7", "3+4", None)]])
def test_formulas_that_differ_in_rows_are_rewritten_as_each_by_itself(formula, more):
    together, alone = (_Rewriter("S", StructuredReferences(TABLES), Names([*NAMES, *more], TABLES)) for _ in range(2))
    for row in (2, 7, 12, 35, 900_001, 1_048_576):
        text = formula.format(row).encode()
        place = alone._references.place("S", row, 5)
        pieces = alone._rewritten(text, place)
        expected = text if pieces is None else str(row).encode().join(pieces)
        assert together.rewritten(text, row, 5) == expected


def test_one_rewriting_serves_a_column():
    rewriter = _Rewriter("S", StructuredReferences(TABLES), Names(NAMES, TABLES))
    asked = []
    was = rewriter._rewritten
    rewriter._rewritten = lambda *a: asked.append(a) or was(*a)
    found = [rewriter.rewritten(b"Sales[[#This Row],[Units]]*A%d" % row, row, 5) for row in range(2, 41)]
    assert found == [b"S!$B%d*A%d" % (row, row) for row in range(2, 41)]
    assert len(asked) == 1
