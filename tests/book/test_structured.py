"""Structured references as plain ones."""

from __future__ import annotations

import pytest

from sop_xl.book.structured import StructuredReferences
from sop_xl.book.workbook import Table
from sop_xl.cells.address import Area

TABLES = StructuredReferences(
    {
        "Sales": Table("Sales", "Data", Area(1, 1, 5, 3), ("Item", "Units sold", "Price [€]"), 1, 1),
        "Plain": Table("Plain", "My data", Area(10, 2, 12, 3), ("a", "b"), 1, 0),
        "Bare": Table("Bare", "Data", Area(20, 1, 22, 2), ("x", "y"), 0, 0),
    }
)


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("SUM(Sales[Units sold])", "SUM(Data!$B$2:$B$4)"),
        ("SUM(sales[units sold])", "SUM(Data!$B$2:$B$4)"),
        ("SUM(Sales[#All])", "SUM(Data!$A$1:$C$5)"),
        ("SUM(Sales[[#All],[Item]])", "SUM(Data!$A$1:$A$5)"),
        ("Sales[#Headers]", "Data!$A$1:$C$1"),
        ("Sales[[#Headers],[Item]:[Units sold]]", "Data!$A$1:$B$1"),
        ("Sales[[#Totals],[Units sold]]", "Data!$B$5"),
        ("Sales[[#Headers],[#Data],[Item]]", "Data!$A$1:$A$4"),
        ("Sales[[#Data],[#Totals],[Item]]", "Data!$A$2:$A$5"),
        ("Sales[]", "Data!$A$2:$C$4"),
        ("Sales[Price '[€']]", "Data!$C$2:$C$4"),
        ("Sales[[#This Row],[Units sold]]*2", "Data!$B3*2"),
        ("Sales[@[Units sold]]", "Data!$B3"),
        ("Sales[@Item]", "Data!$A3"),
        ("Sales[@]", "Data!$A3:$C3"),
        ("Sales[@[Item]:[Units sold]]", "Data!$A3:$B3"),
        ("[@Item]", "Data!$A3"),
        ("[[#This Row],Item]*2", "Data!$A3*2"),
        ("SUM([Units sold])", "SUM(Data!$B$2:$B$4)"),
        ("Plain[b]+Sales[Item]", "'My data'!$C$11:$C$12+Data!$A$2:$A$4"),
        ("Bare[x]", "Data!$A$20:$A$22"),
        ("Sales[Nothing]", "#REF!"),
        ("Plain[#Totals]", "#REF!"),
        ("Plain[@a]", "#VALUE!"),
        ("Unknown[x]", "Unknown[x]"),
        ('"Sales[Item]"&A1', '"Sales[Item]"&A1'),
        ("'Sales [Item]'!A1", "'Sales [Item]'!A1"),
        ("[1]Data!A1+'[2]My data'!B2", "[1]Data!A1+'[2]My data'!B2"),
        ("[1]!Rate", "[1]!Rate"),
        ("{1,2}", "{1,2}"),
    ],
)
def test_resolved(formula, expected):
    assert TABLES.resolve(formula, "Data", 3, 2) == expected


def test_a_this_row_reference_outside_the_table_is_value():
    assert TABLES.resolve("Sales[@Item]", "Data", 9, 9) == "#VALUE!"


def test_any_row_of_a_table_is_its_first():
    assert TABLES.resolve("[@a]+Plain[@b]", "My data", None) == "'My data'!$B11+'My data'!$C11"


def test_the_row_of_a_this_row_reference_is_where_the_formula_stands():
    assert TABLES.resolve("Sales[@Item]", "Data", 2, 2) == "Data!$A2"
    assert TABLES.resolve("Sales[@Item]", "Data", 4, 2) == "Data!$A4"


@pytest.mark.parametrize("odd", ["{#}", "{row}", "Row 1"])
def test_braces_in_names_of_sheets_columns_and_texts_are_no_rows(odd):
    tables = StructuredReferences({"Odd": Table("Odd", odd, Area(1, 1, 9, 2), ("a", odd), 1, 0)})
    assert (
        tables.resolve(f"Odd[@[{odd}]]&\"{odd}\"&SUM('{odd}'!A1)", odd, 7, 9)
        == f"'{odd}'!$B7&\"{odd}\"&SUM('{odd}'!A1)"
    )
    assert tables.resolve("SUM(Odd[])", odd, 3, 1) == f"SUM('{odd}'!$A$2:$B$9)"
