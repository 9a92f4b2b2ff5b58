"""Subtotals over hidden rows: calculated as far as the file tells what Excel leaves out."""

from __future__ import annotations

import pytest

from sop_xl.engine import visible_rows

DATA = {f"A{i}": i for i in range(1, 9)}
TOLD = "a subtotal that leaves out hidden rows, in a way that is not to be told"


def hide(workbook, sheet):
    for row in (3, 4, 7):
        sheet.set_row(row - 1, None, None, {"hidden": True})


def filtered(workbook, sheet):
    sheet.autofilter("A1:A8")
    sheet.filter_column("A", "x > 3")
    hide(workbook, sheet)


def filtered_above(workbook, sheet):
    sheet.autofilter("A1:A5")
    sheet.filter_column("A", "x > 3")
    hide(workbook, sheet)


ALL, SHOWN = 36, 22


@pytest.mark.parametrize(
    ("formula", "plainly", "hidden", "by_filter", "by_both"),
    [
        ("SUBTOTAL(109,A1:A8)", ALL, SHOWN, SHOWN, SHOWN), ("SUBTOTAL(9,A1:A8)", ALL, ALL, SHOWN, None),
        ("AGGREGATE(9,5,A1:A8)", ALL, SHOWN, SHOWN, SHOWN), ("AGGREGATE(9,0,A1:A8)", ALL, ALL, ALL, ALL), ("SUM(A1:A8)", ALL, ALL, ALL, ALL),
        ("SUBTOTAL(B1,A1:A8)", ALL, None, None, None), ("SUBTOTAL(109,Other!A1:A8)", ALL, ALL, ALL, ALL), ("SUBTOTAL(9,A1:A2,A8)+25", ALL, ALL, ALL, ALL),
        ("SUBTOTAL(102,A:A)", 8, 5, 5, 5), ("SUBTOTAL(109,OFFSET(A1,0,0,8,1))", ALL, None, None, None), ("SUBTOTAL(9,Named)", ALL, ALL, SHOWN, None),
        ("AGGREGATE(14,6,A1:A8,2)", 7, 7, 7, 7), ("AGGREGATE(14,5,A1:A8,2)", 7, None, None, None), ("SUBTOTAL(109,A3:A4)", 7, None, None, None),
        ("IFERROR(SUBTOTAL(101,A1:A8)*5,0)", 22.5, SHOWN, SHOWN, SHOWN),
    ],
)  # fmt: skip
def test_what_excel_leaves_out(book, formula, plainly, hidden, by_filter, by_both):
    for arrange, expected in ((None, plainly), (hide, hidden), (filtered, by_filter), (filtered_above, by_both)):

        def arranged(workbook, sheet, arrange=arrange):
            workbook.add_worksheet("Other").write("A1", 36)
            workbook.define_name("Named", "=S!$A$1:$A$8")
            if arrange is not None:
                arrange(workbook, sheet)

        book.write({**DATA, "B1": 9, "D1": f"={formula}", "D2": "=D1"}, arrange=arranged)
        book.recalculate()
        if expected is None:
            assert book.kept == {"D1": TOLD, "D2": "depends on S!D1"}
        else:
            assert book.kept == {}
            assert book["D1"] == book["D2"] == expected


def test_the_totals_of_a_filtered_table(book):
    def table(workbook, sheet):
        columns = [{"header": "k", "total_string": "all"}, {"header": "v", "total_function": "sum"}]
        sheet.add_table(
            "F1:G5", {"name": "T", "total_row": True, "columns": columns, "data": [["a", 1], ["b", 2], ["c", 4]]}
        )
        sheet.set_row(2, None, None, {"hidden": True})

    book.write({**DATA, "D1": "=SUBTOTAL(109,T[v])*10"}, arrange=table)
    book.recalculate()
    assert book.kept == {}
    assert (book["D1"], book["G5"]) == (50, 5)


def test_subtotals_among_the_cells_are_left_out_as_ever(book):
    cells = {**DATA, "A9": "=SUBTOTAL(109,A1:A8)", "A10": 100, "A11": "=SUBTOTAL(109,A1:A10)"}
    book.write(cells, arrange=hide)
    book.recalculate()
    assert (book["A9"], book["A11"]) == (SHOWN, SHOWN + 100)


def test_too_many_stretches_are_kept(book, monkeypatch):
    monkeypatch.setattr(visible_rows, "_LONGEST", 40)
    book.write({**DATA, "D1": "=SUBTOTAL(109,A1:A8)"}, arrange=hide)
    book.recalculate()
    assert book.kept == {"D1": TOLD}
