"""What people see: nothing is cut, no number shows #####, all that belongs to a sheet is on its printed pages."""

from __future__ import annotations

import datetime as dt
from itertools import chain

import openpyxl
import pytest
import xlsxwriter
from fitting import beyond_the_page, misfits, number_text

from sop_xl.batch.run import Listener
from workbooks.make import make_template

EXAMPLES = ("europe.xlsx", "company.xlsx")  # the unit with the longest names; the other units have the same sheets
WORKING_COLUMNS = {
    "Accounts",
    "Levels",
    "Overrides",
    "Suppliers",
}  # what formulas read stands there beside the page, on purpose


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    folder = tmp_path_factory.mktemp("blank")
    make_template(folder, "Acme", ("North",), None, dt.date(2026, 10, 31), force=False, listener=Listener())
    return sorted(chain(folder.glob("*.xlsx"), folder.glob("*.xlsm")))


def test_everything_in_a_new_template_fits(blank):
    assert len(blank) == 2
    assert [wrong for path in blank for wrong in misfits(path)] == []


@pytest.mark.parametrize("file", EXAMPLES)
def test_everything_in_the_worked_example_fits(example, file):
    assert misfits(example.published / file) == []


def test_everything_is_on_the_printed_pages(blank):
    assert {sheet for path in blank for sheet in beyond_the_page(path)} <= WORKING_COLUMNS


def test_home_says_first_what_to_do_with_the_samples(blank):
    for path in blank:
        sheet = openpyxl.load_workbook(path, data_only=True)["Home"]
        texts = [str(cell.value) for column in sheet.iter_cols(min_col=5, max_col=6) for cell in column]
        assert "What to do next" in texts
        assert any("sop-xl new FOLDER --from DATA" in text for text in texts)


def test_what_does_not_fit_is_found(tmp_path):
    book = xlsxwriter.Workbook(tmp_path / "wrong.xlsx")
    sheet = book.add_worksheet("Sheet")
    sheet.set_column(0, 0, 6)
    money = book.add_format({"num_format": "#,##0;-#,##0;0", "font_size": 11})
    wrapped = book.add_format({"text_wrap": True, "font_size": 11})
    sheet.write_number("A5", 123_456_789, money)
    sheet.write_string("A6", "a text that runs into its neighbour")
    sheet.write_string("B6", "neighbour")
    sheet.write_string("A7", "a text with an empty neighbour")
    sheet.set_row(7, 16)
    sheet.write_string("A8", "two or three lines", wrapped)
    sheet.print_area("A1:B8")
    sheet.write_string("D5", "beyond")
    book.close()
    found = [wrong.split("!")[1].split(":")[0] for wrong in misfits(tmp_path / "wrong.xlsx")]
    assert [where.split()[0] for where in found] == ["A5", "A6", "A8"]
    assert beyond_the_page(tmp_path / "wrong.xlsx") == {"Sheet"}


@pytest.mark.parametrize(
    ("value", "code", "shown"),
    [
        (1234567.0, "#,##0;-#,##0;0", "1,234,567"),
        (-0.123, "+0.0%;-0.0%;0.0%", "-12.3%"),
        (5.0, "+#,##0;-#,##0;0", "+5"),
        (1234567.0, '[>=1000000]0.00,,"M";[>=1000]0,"k";#,##0', "1.23M"),
        (4394000.0, '#,##0,"k";-#,##0,"k";0', "4,394k"),
        (30.0, '#,##0" d"', "30 d"),
        (0.0, "#,##0;-#,##0;", ""),
        (9999.0, '[>=9999]"–";0.0000', "–"),
        (0.5, '[>=9999]"–";0.0000', "0.5000"),
    ],
)
def test_numbers_are_measured_as_they_are_shown(value, code, shown):
    assert number_text(value, code) == shown
