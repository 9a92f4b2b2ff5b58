"""SUMIFS from an index give what the engine's own give."""

from __future__ import annotations

import io
import random

import pytest
import xlsxwriter

import udfs
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import Area
from sop_xl.cells.formula import Spread
from sop_xl.engine import listed_sums
from sop_xl.engine.embedded import EmbeddedEngine
from workbooks.adventureworks.load import AS_OF

ROWS = 120
PLAIN = ["Item A", "Item B", "item a", "X?1", "Mar", "x"]
ODD = ["5", 2.5, True, "", None, "12 May", "Ä", "*", "Item*", ">5", "0012"]


def _book(values: list[object], source: random.Random) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream)
    orders, plan = book.add_worksheet("Orders"), book.add_worksheet("Plan")
    for row in range(60):
        line = [source.choice(values), source.choice([1, 2, 3]), source.choice([1, 2.5, "n/a", None, True, -4])]
        orders.write_row(row, 0, line)
    for row in range(ROWS):
        plan.write_row(row, 0, [source.choice([*values, "Item C"]), source.choice([1, 2, 3, 4, 1.5, "2"])])
        ranges = "Orders!$C$1:$C$60,Orders!$A$1:$A$60"
        plan.write_formula(row, 2, f"SUMIFS({ranges},$A{row + 1},Orders!$B$1:$B$60,B{row + 1})")
        plan.write_formula(row, 3, f'1+SUMIFS({ranges},$A{row + 1},Orders!$B$1:$B$60,"<"&B{row + 1})')
        plan.write_formula(row, 4, f'MAX(SUMIFS({ranges},"ITEM A",Orders!$B$1:$B$60,B{row + 1}),0)')
    book.close()
    return stream.getvalue()


@pytest.mark.parametrize("seed", range(8))
def test_an_index_gives_what_a_search_gives(tmp_path, monkeypatch, seed):
    source = random.Random(seed)
    values = [*PLAIN, *(source.sample(ODD, 2) if seed % 2 else [7, 8])]
    path = tmp_path / "book.xlsx"
    path.write_bytes(_book(values, source))
    found, indexed = [], []
    was = listed_sums.ListedSums._indexed
    monkeypatch.setattr(listed_sums.ListedSums, "_indexed", lambda *a: indexed.append(was(*a)) or indexed[-1])
    for enough in (ROWS, 10 * ROWS):
        monkeypatch.setattr(listed_sums, "_WORTH_AN_INDEX", enough)
        done = recalculate(Task(path, "book.xlsx", AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)
        reader = BookReader.of_bytes(done.data, "book.xlsx")
        found.append([reader.value(cell) for cell in _cells()])
        assert not done.report.not_calculated
    assert len(indexed) == 1, "the second time there are too few for an index"
    assert found[0] == found[1]
    assert any(found[0])


def test_plain_lists_are_indexed(tmp_path, monkeypatch):
    path = tmp_path / "book.xlsx"
    path.write_bytes(_book(["Item A", "Item B", 3], random.Random(1)))
    monkeypatch.setattr(listed_sums, "_WORTH_AN_INDEX", ROWS)
    sums = []
    was = listed_sums.ListedSums._sum
    monkeypatch.setattr(listed_sums.ListedSums, "_sum", lambda *a: sums.append(was(*a)) or sums[-1])
    recalculate(Task(path, "book.xlsx", AS_OF, {}), EmbeddedEngine(udfs.REGISTRY), udfs.REGISTRY)
    assert len([value for value in sums if isinstance(value, float)]) > ROWS


def _cells():
    from sop_xl.cells.address import CellAddress

    area = Area(1, 3, ROWS, 5)
    return [CellAddress("Plan", row, column) for row in range(1, area.bottom + 1) for column in range(3, 6)]


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("SUMIFS(O!$B$1:$B$9,O!$A$1:$A$9,$A1,O!$C$1:$C$9,2)", True), ('MAX(0,SUMIFS(S!$B$1:$B$9,S!$A$1:$A$9,"x"))', True),
        ("_xlfn.IFNA(SUMIFS(O!$B$1:$B$9,O!$A$1:$A$9,$A1),0)", False), ("SUMIFS(T[a],T[b],$A1)", False),
        ("SUMIFS(O!$B$1:$B$9,O!$A$1:$A$9,Rate)", False), ("_xldudf_SOP_UTILISATION(SUMIFS(A1:A2,B1:B2,1),2)", False),
        ("SOP_UTILISATION(SUMIFS(A1:A2,B1:B2,1),2)", False), ("SUMIF(A1:A2,1)", False),
    ],
)  # fmt: skip
def test_only_what_stands_in_the_engine_as_in_the_file_is_written_anew(text, plain):
    assert listed_sums._is_plain_sum(text, Spread.CELL) is plain
