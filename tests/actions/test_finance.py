"""Actions of the finance review: variances, price-volume-mix, links."""

from __future__ import annotations

import pytest

from sop_xl.actions.finance import account_type
from sop_xl.actions.links import linked_books


@pytest.mark.parametrize("book", ["unit", "company"])
def test_variances_are_actual_less_aop(book, request, run_quick):
    rows = run_quick("variances", request.getfixturevalue(book)).outcome.reports[0].rows
    assert len(rows) >= 8
    for _, name, actual, aop, variance, _, flag, _ in rows:
        assert variance == pytest.approx(actual - aop)
        kind = (
            account_type(name.partition(", ")[2] or name)
            if book == "company"
            else ("revenue" if name.endswith("revenue") else "expense")
        )
        good = variance > 0 if kind == "revenue" else variance < 0
        assert flag == ("F" if good else "U" if variance else "")


def test_account_types_of_ledger_lines():
    good_when_high = ["Gross sales", "Net sales", "Operating profit", "Gross margin", "Interest income"]
    costs = ["Cost of sales", "Returns and discounts", "Labour", "Travel", "Marketing", "Depreciation", "Rent"]
    assert {account_type(name) for name in good_when_high} == {"revenue"}
    assert {account_type(name) for name in costs} == {"expense"}


@pytest.mark.parametrize("book", ["unit", "company"])
def test_price_volume_mix_adds_up(book, request, run_quick):
    workbook = request.getfixturevalue(book)
    done = run_quick("price-volume-mix", workbook)
    *families, total = done.outcome.reports[0].rows
    for line in (*families, total):
        assert sum(line[3:8]) == pytest.approx(line[8], abs=0.01)
        assert line[8] == pytest.approx(line[2] - line[1], abs=0.01)
    assert total[8] == pytest.approx(workbook.read(workbook.place("PVM_Total"))[0][0], abs=0.01)


def test_links_are_listed_with_their_cells(company, unit, run_quick):
    rows = run_quick("review-links", company).outcome.reports[0].rows
    assert [row[0] for row in rows] == ["north.xlsx"]
    assert rows[0][1] > 500
    assert run_quick("review-links", unit).outcome.summary == "No formula refers to another workbook."


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("=[1]Interface!B6+[2]Interface!B6", ["1", "2"]),
        ("='C:\\plans\\[north.xlsx]Pre-S&OP'!C6", ["north.xlsx"]),
        ('=SUM(Sales[Units])&"[3]Home!A1"', []),
        ("=Overrides[[#This Row],[Item]]", []),
        ("=SUMIFS(Sales[Units],Sales[Item],[1]Home!B2)", ["1"]),
    ],
)
def test_brackets_of_links_and_of_tables(formula, found):
    assert linked_books(formula) == found
