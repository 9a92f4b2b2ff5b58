"""Subtotals over hidden rows."""

from __future__ import annotations

import pytest

DATA = {f"A{i}": i for i in range(1, 9)}


def hide(workbook, sheet):
    sheet.set_row(2, None, None, {"hidden": True})


def filtered(workbook, sheet):
    sheet.autofilter("A1:A8")
    sheet.filter_column("A", "x > 3")
    hide(workbook, sheet)


KINDS = [
    ("SUBTOTAL(109,A1:A8)", True, True), ("SUBTOTAL(9,A1:A8)", False, True), ("AGGREGATE(9,5,A1:A8)", True, True),
    ("AGGREGATE(9,0,A1:A8)", False, False), ("SUM(A1:A8)", False, False), ("1+SUBTOTAL(B1,A1:A8)", True, True),
    ("SUBTOTAL(109,Other!A1:A8)", False, False),
]  # fmt: skip


@pytest.mark.parametrize(("formula", "hidden", "by_filter"), KINDS)
def test_a_subtotal_that_leaves_out_hidden_rows_is_kept(book, formula, hidden, by_filter):
    for arrange, kept in ((None, False), (hide, hidden), (filtered, by_filter)):

        def arranged(workbook, sheet, arrange=arrange):
            workbook.add_worksheet("Other").write("A1", 36)
            if arrange is not None:
                arrange(workbook, sheet)

        book.write({**DATA, "B1": 9, "D1": f"={formula}"}, arrange=arranged)
        book.recalculate()
        assert book.kept == ({"D1": "a subtotal that leaves out hidden rows"} if kept else {})
        assert book["D1"] == ("old" if kept else 37 if "+" in formula else 36)


def test_the_totals_of_a_filtered_table_are_kept(book):
    def table(workbook, sheet):
        columns = [{"header": "k", "total_string": "all"}, {"header": "v", "total_function": "sum"}]
        sheet.add_table("F1:G5", {"name": "T", "total_row": True, "columns": columns, "data": [["a", 1]] * 3})
        hide(workbook, sheet)

    book.write({**DATA, "D1": "=SUBTOTAL(109,T[v])"}, arrange=table)
    book.recalculate()
    assert {"D1", "G5"} == set(book.kept)
