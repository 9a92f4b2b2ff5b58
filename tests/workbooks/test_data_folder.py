"""A company's data folder: what is in it is what the workbooks count, or is refused with file, row and remedy."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pandas as pd
import pytest

from sop_xl.errors import UsageError
from workbooks.data_checks import LEDGER_LINES
from workbooks.folder import read_folder, write_folder
from workbooks.starter import starter_data
from workbooks.template.company.cash import BALANCES
from workbooks.template.company.ledger import ACCOUNTS

AS_OF = dt.date(2026, 10, 31)


@pytest.fixture(scope="module")
def source(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("source")
    write_folder(starter_data("Acme", ["North", "South"], AS_OF), folder)
    return folder


@pytest.fixture
def folder(source, tmp_path) -> Path:
    for path in source.iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    return tmp_path


def change(folder: Path, file: str, old: str, new: str) -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def rename_item(folder: Path, code: str, new: str) -> None:
    for path in folder.glob("*.csv"):
        path.write_text(path.read_text(encoding="utf-8").replace(code, new), encoding="utf-8")


@pytest.mark.parametrize("code", ["00123", "NA", "nan", "ÄÖ-1", 'with "quotes"', "1e5", "TRUE"])
def test_item_codes_stay_as_they_are(folder, code):
    for path in folder.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.replace("ITEM-001", code).to_csv(path, index=False)
    data = read_folder(folder, AS_OF)
    assert code in set(data.items["item"])
    assert data.sales.loc[data.sales["item"] == code, "revenue"].sum() > 0


@pytest.mark.parametrize("code", ["A*1", "Q?", "~x", ">5", "=cmd|'/c calc'!A1", "<>"])
def test_item_codes_that_formulas_would_take_for_patterns_are_refused(folder, code):
    rename_item(folder, "ITEM-001", code)
    with pytest.raises(UsageError, match="search pattern"):
        read_folder(folder, AS_OF)


@pytest.mark.parametrize(("one", "other"), [("ITEM-001", "ITEM-002"), ("ab", "AB"), ("00123", "123"), ("1e2", "100")])
def test_items_that_a_worksheet_cannot_tell_apart_are_refused(folder, one, other):
    rename_item(folder, "ITEM-001", other if one == "ITEM-001" else one)
    if one != "ITEM-001":
        rename_item(folder, "ITEM-002", other)
    with pytest.raises(UsageError, match="cannot tell apart"):
        read_folder(folder, AS_OF)


@pytest.mark.parametrize(
    ("units", "said"),
    [
        ('["North-A", "North A"]', "one name"),
        ('["North", "north"]', "one name"),
        ('["Company"]', "could not be told apart"),
        ('["con"]', "could not be told apart"),
        ('"North"', "not a list of names"),
        ('["North", 5]', "not a list of names"),
        ('["North", " "]', "blank"),
        ("[]", "no planning unit"),
        ('["North"]', "units that the company does not have|names that the company does not have"),
    ],
)
def test_units_that_would_share_a_workbook_are_refused(folder, units, said):
    change(folder, "company.toml", 'units = ["North", "South"]', f"units = {units}")
    with pytest.raises(UsageError, match=said):
        read_folder(folder, AS_OF)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("sales.csv", "South,2026-10-01", "South ,2026-10-01", None),
        ("sales.csv", "South,2026-10-01", "Suoth,2026-10-01", "sales.csv, unit.*Suoth"),
        ("sales.csv", "South,2026-10-01", "South,2026-10-15", "first day of the month"),
        ("sales.csv", "South,2026-10-01", "South,2026-11-01", "after the planning date"),
        ("sales.csv", "South,2026-10-01", "South,", "not a month"),
        ("sales.csv", ",Direct,", ",Dir*,", "sales.csv, channel.*search pattern"),
        ("stock.csv", "South,2026-10-01,ITEM-001", "South,2026-10-01,ITEM-009", "stock.csv, item.*ITEM-009"),
        ("budget.csv", "Family A", "Famly A", "budget.csv, family.*Famly A"),
        ("items.csv", ",10,60.0,", ",0,60.0,", "lot_size"),
        ("items.csv", ",10,60.0,", ',"1,023",60.0,', "items.csv, row 2, lot_size.*not a number"),
        ("items.csv", ",10,60.0,", ",ten,60.0,", "items.csv, row 2, lot_size.*not a number"),
        ("items.csv", ",10,60.0,", ",inf,60.0,", "not a number"),
        ("items.csv", ",10,60.0,", ",,60.0,", "lot_size.*a blank"),
        ("company.toml", "fiscal_year_start = 11", "fiscal_year_start = 13", "fiscal_year_start"),
        ("company.toml", "fiscal_year_start = 11", 'fiscal_year_start = "July"', "fiscal_year_start"),
        ("company.toml", "fiscal_year_start = 11", "fiscal_year_start = true", "fiscal_year_start"),
    ],
)
def test_rows_that_no_sheet_would_count_are_refused(folder, file, old, new, said):
    change(folder, file, old, new)
    if said is None:  # a blank beside a name is no other name
        assert set(read_folder(folder, AS_OF).sales["unit"]) == {"North", "South"}
    else:
        with pytest.raises(UsageError, match=said):
            read_folder(folder, AS_OF)


def test_a_file_that_is_not_in_utf_8_is_refused(folder):
    text = (folder / "items.csv").read_text(encoding="utf-8").replace("Sample item 1", "Größe")
    (folder / "items.csv").write_bytes(text.encode("cp1252"))
    with pytest.raises(UsageError, match=r"items\.csv: is not in UTF-8"):
        read_folder(folder, AS_OF)


def test_a_text_that_no_cell_holds_is_refused(folder):
    change(folder, "items.csv", "Sample item 2", "x" * 32_767)
    read_folder(folder, AS_OF)
    change(folder, "items.csv", "x" * 32_767, "x" * 32_768)
    with pytest.raises(UsageError, match=r"items\.csv, row 3, name: is longer than a cell holds"):
        read_folder(folder, AS_OF)


@pytest.mark.parametrize("content", [b"", b"\n\n", b'unit,month\n"a', b"unit,month,item,channel,units,revenue,cogs\n"])
def test_an_empty_or_torn_file_is_refused(folder, content):
    (folder / "sales.csv").write_bytes(content)
    with pytest.raises(UsageError, match=r"sales\.csv"):
        read_folder(folder, AS_OF)


def test_a_file_that_excel_saved_as_utf_8_is_read(folder):
    (folder / "items.csv").write_bytes(b"\xef\xbb\xbf" + (folder / "items.csv").read_bytes())
    assert len(read_folder(folder, AS_OF).items) == 6


def test_the_same_unit_twice_is_refused():
    with pytest.raises(UsageError, match="one name"):
        starter_data("Acme", ["a", "a"], AS_OF)


def test_a_line_of_the_ledger_that_no_statement_shows_is_refused(folder):
    change(folder, "ledger.csv", "Gross sales", "Umsatz")
    with pytest.raises(UsageError, match=r"ledger\.csv, line.*Umsatz.*Gross sales"):
        read_folder(folder, AS_OF)


def test_the_lines_of_the_ledger_are_those_of_the_sheets():
    sheets = {line for line, _ in ACCOUNTS} | {*BALANCES, "Cash"}
    assert set(LEDGER_LINES) == sheets


def test_nothing_is_accepted_between_sales_and_ledger_unless_the_company_says_why(folder):
    assert read_folder(folder, AS_OF).accepted_difference == (0.0, "")
    old = 'accepted_difference = {amount = 0.0, reason = ""}'
    change(folder, "company.toml", old, 'accepted_difference = {amount = 12.5, reason = "freight"}')
    assert read_folder(folder, AS_OF).accepted_difference == (12.5, "freight")
    change(folder, "company.toml", "freight", "")
    with pytest.raises(UsageError, match="needs a reason"):
        read_folder(folder, AS_OF)
