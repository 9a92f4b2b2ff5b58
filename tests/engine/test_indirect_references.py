"""References that are computed: chains of them in any order, and those to names and tables."""

from __future__ import annotations

import random

from sop_xl.cells.address import a1

CELLS = 300


def chains(seed):
    """Formulas each of which reads cells that were made before it, wherever they stand; and their values."""
    chance = random.Random(seed)
    cells = [a1(row, column) for row in range(1, CELLS // 4 + 1) for column in range(1, 5)]
    chance.shuffle(cells)
    formulas, values = {}, {}
    for at, cell in enumerate(cells):
        if at < 3:
            formulas[cell] = values[cell] = at + 1
            continue
        one, other = chance.choice(cells[:at]), chance.choice(cells[:at])
        formulas[cell], values[cell] = chance.choice([
            (f'=INDIRECT("{one}")+1', values[one] + 1),
            (f"=OFFSET(A1,ROW({one})-1,COLUMN({one})-1+0*{other})+2", values[one] + 2),
            (f'=IF({other}>0,INDIRECT("S!{one}"),0)+3', values[one] + 3),
            (f"={one}+1+0*{other}", values[one] + 1),
        ])  # fmt: skip
    return formulas, values


def test_chains_are_followed_to_their_end(book):
    for seed in (3, 4, 5):
        formulas, values = chains(seed)
        book.write(formulas)
        book.recalculate()
        assert book.kept == {}
        assert {cell: book[cell] for cell in values} == values


def test_a_table_and_a_name_are_found_by_their_text(book):
    def arrange(workbook, sheet):
        sheet.add_table(
            "F1:G3", {"name": "Orders", "columns": [{"header": "Key"}, {"header": "Qty"}], "data": [["a", 1], ["b", 2]]}
        )
        workbook.define_name("Chosen", "=S!$G$2:$G$3")

    cells = {"A1": "Orders", "A2": "Qty", "A3": "Chosen"}
    book.write(
        {
            **cells,
            "B1": '=SUM(INDIRECT(A1&"["&A2&"]"))',
            "B2": "=MAX(INDIRECT(A3))",
            "B4": "=B1+B2",
        },
        arrange=arrange,
    )
    book.recalculate()
    assert (book["B1"], book["B2"], book["B4"]) == (3, 2, 5)
    assert book.kept == {}
