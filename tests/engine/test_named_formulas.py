"""What names hide, those of LET too, is judged and calculated as if it stood in the formula itself."""

from __future__ import annotations

import pytest

NAMES = {
    "Chance": "=RAND()", "Tail": "=CHISQ.DIST.RT(80,8.9)", "Tie": "=S!$A$1+S!$A$2=S!$A$3", "Guarded": "=IFERROR(S!$A$4*1,0)",
    "Matrix": "=MDETERM(S!$A$1:$B$2)", "Stacked": "=HSTACK(S!$A$1:$A$2,S!$A$1:$A$3)", "Proper_name": '=PROPER("ÄPFEL und birnen")',
    "Nested": "=Tie", "Rounded": "=CEILING(S!$A$1,S!$A$2)",
}  # fmt: skip
DATA = {"A1": 0.1, "A2": 0.2, "A3": 0.3, "A4": "1,234", "B1": 3, "B2": 4}


def arrange(workbook, _):
    for name, text in NAMES.items():
        text = text.replace("CHISQ.DIST.RT", "_xlfn.CHISQ.DIST.RT").replace("HSTACK", "_xlfn.HSTACK")
        workbook.define_name(name, text)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("=Tie", True), ("=IF(Nested,1,2)", 1), ("=Tail", 4.888864465181043e-14), ("=Matrix", -0.2), ("=COLUMNS(Stacked)", 2),
        ("=Proper_name", "Äpfel Und Birnen"), ("=Rounded", 0.2),
    ],
)  # fmt: skip
def test_what_the_engine_would_get_wrong_is_mended_behind_a_name_too(book, formula, expected):
    book.write({**DATA, "E1": formula}, arrange=arrange)
    book.recalculate()
    assert book.kept == {}
    assert (
        book["E1"] == pytest.approx(expected, rel=1e-9, abs=0)
        if isinstance(expected, float)
        else book["E1"] == expected
    )


@pytest.mark.parametrize(
    ("formula", "reason"),
    [("=Chance+1", "another value"), ("=Guarded", "hides an error"), ("=2*Guarded", "hides an error")],
)
def test_what_is_kept_is_kept_behind_a_name_too(book, formula, reason):
    book.write({**DATA, "E1": formula, "E2": "=E1"}, arrange=arrange)
    book.recalculate()
    assert reason in book.kept["E1"]
    assert "depends on" in book.kept["E2"]


@pytest.mark.parametrize(
    ("formula", "reason"),
    [("=LET(x,0.3/0.1,INT(x))", "whole number but for rounding"), ('=LET(r,A1:A3,COUNTIF(r,"00123"))', "spelled otherwise"),
     ("=LET(r,A1:A3,SUMPRODUCT(r))", "stored as texts"), ("=LET(f,LAMBDA(y,y+1),f(3))", "LAMBDA")],
)  # fmt: skip
def test_what_is_kept_is_kept_behind_a_name_of_let_too(book, formula, reason):
    book.write({"A1": 123, "A2": "123", "A3": "00123"}, spills={"E1": formula})
    book.recalculate()
    assert reason in book.kept["E1"]
