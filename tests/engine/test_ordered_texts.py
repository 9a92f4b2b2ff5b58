"""Comparisons by order: calculated where characters and words say the same, kept where Excel may sort otherwise."""

from __future__ import annotations

import pytest

from sop_xl.engine.text_order import is_order_in_doubt

DATA = {
    "A1": "A-10", "A2": "A1", "A3": "apple", "A4": "Pear", "A5": "élan", "A6": "co-op", "A7": "coop", "A8": 5, "A9": "x 1",
    "B1": "A-10", "B2": 7, "B3": "=A1", "C1": "a_b", "C2": "a1",
}  # fmt: skip


@pytest.mark.parametrize(
    "texts",
    [("A-10", "A1"), ("élan", "f"), ("co-op", "coop"), ("a_b", "a1"), ("O'Neil", "On"), (":1", "1"), ("A:1", "A1")],
)
def test_words_and_characters_differ(texts):
    assert is_order_in_doubt(texts)


@pytest.mark.parametrize("texts", [("Apple", "apple"), ("a b", "ab"), ("a1", "ab"), ("A-1", "B-1"), ("", "x")])
def test_words_and_characters_agree(texts):
    assert not is_order_in_doubt(texts)


@pytest.mark.parametrize(
    "formula",
    [
        "=A1<A2", "=IF(A2>=A1,1,2)", "=A5>A4", "=A6<=A7", '=C1<"a1"', "=INDEX(A1:A9,1)<A2", "=VLOOKUP(B1,A1:A9,1,0)>A2",
        "=LEFT(A5,1)<A4", '="A-"&10<A2', "=SUMPRODUCT((A1:A7>A2)*1)", "=First<A2", "=LET(x,A1,IF(x<A2,1,2))",
        "=+A1<A2",
        "=IF(A8>3,A1,A2)<A2", '=A1&"x"<A2', "=B3<A2", "=AND(A8>1,A1<A2)", "=NOT(A2<A1)",
    ],
)  # fmt: skip
def test_in_doubt_they_are_kept(book, formula):
    book.write({**DATA, "E1": formula, "E2": "=E1"}, arrange=lambda b, _: b.define_name("First", "=S!$A$1"))
    book.recalculate()
    assert "sorts otherwise" in book.kept["E1"]
    assert book.kept["E2"] == "depends on S!E1"


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=A3<A4", True), ("=A3>=A9", False), ("=A8<B2", True), ("=A1<A8", False), ("=A8<A1", True), ("=A1<>A2", True),
        ("=A1=B1", True), ("=SUM(A8,B2)>MAX(A8:B2)", True), ('=A4<"pears"', True), ("=LEFT(A1,1)<LEFT(A4,1)", True),
        ("=IF(B2>0,A3,A9)<A4", True), ("=LET(x,A8,IF(x<B2,1,2))", 1), ("=LET(x,INDEX(A:A,1),IF(x<B2,1,2))", 2), ("=A1<A4", True), ('=IF("<"=A1,1,2)', 2),
        ("=SUMPRODUCT((A3:A4>A2)*1)", 2), ("=F1<A3", True), ("=COUNTIF(A1:A9,A1)>B2", False), ("=A7>A3", True),
    ],
)  # fmt: skip
def test_without_doubt_they_are_calculated(book, formula, expected):
    book.write({**DATA, "E1": formula})
    book.recalculate()
    assert not book.kept
    assert book["E1"] == expected


def test_copies_are_told_one_by_one(book):
    codes = {f"A{row}": f"A-{row}" if row % 5 == 0 else f"A{row}" for row in range(1, 21)}
    book.write({**codes, **{f"B{row}": f"=A{row}<$A$1" for row in range(1, 21)}})
    book.share("B1:B20")
    book.recalculate()
    assert set(book.kept) == {"B5", "B10", "B15", "B20"}
    assert book["B4"] is False


def test_sheets_are_told_apart_by_the_digits_of_their_names(book):
    def arrange(workbook, _):
        for number, text in ((1, "A-10"), (2, "B")):
            workbook.add_worksheet(f"Plan{number}").write("A1", text)

    book.write({"A1": "A1", "B1": "=Plan1!A1<A1", "B2": "=Plan2!A1<A1"}, arrange=arrange)
    book.recalculate()
    assert set(book.kept) == {"B1"}
