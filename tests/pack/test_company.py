"""Reading the company workbook by names and tables."""

import datetime as dt

import pytest
import xlsxwriter

from sop_xl.cells.values import CellError
from sop_xl.errors import NotAWorkbookError, WorkbookError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.formats import figure_text
from sop_xl.pack.make import make_pack


@pytest.fixture
def book(company, build):
    return CompanyBook.open(build(company))


def test_a_cell_of_a_name_knows_where_it_stands(book):
    figure = book.value("AsOf", "date")
    assert figure_text(figure) == "31 Dec 2029"
    assert str(figure.source) == "'Setting 3'!C3"


def test_rows_and_heads_of_a_range_are_found_by_their_words(book):
    line = book.extract("pack_kpi").line("stock value")
    assert line.figure("Actual").number == 2345678.0
    assert line.figure("Actual").source.cells == ("E8",)


def test_heads_of_one_name_are_counted_from_the_left(book):
    line = book.extract("Pack_PnL").line("Costs")
    assert [line.figure("Variance", nth=nth).number for nth in (1, 2)] == [20e3, 200e3]


def test_the_last_line_is_the_total(book):
    demand = book.extract("Pack_Demand")
    assert [line.label for line in demand.parts] == ["Lamps", "Chairs", "Tables"]
    assert demand.total.label == "Total"


def test_a_range_without_heads_takes_the_ones_given(book):
    closers = book.extract("Pack_Closers", heads=("Step", "Amount"))
    assert closers.line("Closers on the table").figure("Amount").number == 50e3


def test_months_are_the_heads_that_are_dates(book):
    months = book.extract("Pack_Capacity").months
    assert [figure_text(m) for m in months[:2]] == ["Jan 30", "Feb 30"]
    assert len(months) == 12


def test_blank_rows_of_a_table_are_no_lines(company, build):
    company.tables["Launches"].append([None] * 9)
    assert len(CompanyBook.open(build(company)).table("launches").lines) == 2


def test_families_are_named_by_the_cell_above_their_range(book):
    assert list(book.family_ranges().values()) == ["Lamps", "Chairs", "Tables"]


def test_more_than_nine_families_stay_in_their_order(many_families, build):
    assert list(CompanyBook.open(build(many_families)).family_ranges())[:11][-1] == "Pack_Family11"


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda book: book.value("Nothing"), "no range named Nothing"),
        (lambda book: book.extract("Pack_Nothing"), "no range named Pack_Nothing"),
        (lambda book: book.table("Nothing"), "no table Nothing"),
        (lambda book: book.extract("Pack_KPI").line("Nothing"), "no row 'Nothing'"),
        (lambda book: book.extract("Pack_KPI").column("Nothing"), "no column 'Nothing'"),
        (lambda book: book.extract("Pack_KPI").column("Actual", nth=2), "no column 'Actual'"),
    ],
)
def test_what_is_missing_is_named(book, ask, words):
    with pytest.raises(WorkbookError, match=words):
        ask(book)


def test_a_range_with_heads_alone_has_no_total(company, build):
    company.ranges["Pack_Stock"] = company.ranges["Pack_Stock"][:1]
    with pytest.raises(WorkbookError, match="Pack_Stock has no rows"):
        _ = CompanyBook.open(build(company)).extract("Pack_Stock").total


def test_a_name_whose_sheet_is_gone_is_missing(tmp_path):
    path = tmp_path / "company.xlsx"
    with xlsxwriter.Workbook(path) as made:
        made.add_worksheet("Here")
        made.define_name("Pack_KPI", "=Gone!$A$1:$B$2")
        made.define_name("Pack_PnL", "=#REF!$A$1")
    book = CompanyBook.open(path)
    for name in ("Pack_KPI", "Pack_PnL"):
        with pytest.raises(WorkbookError):
            book.extract(name)


def test_an_excel_error_stays_that_error(company, build):
    company.ranges["Pack_KPI"][1][3] = "#DIV/0!"
    line = CompanyBook.open(build(company)).extract("Pack_KPI").line("Gross margin")
    assert line.figure("Actual").value is CellError.DIV0


def test_dates_counted_from_1904_are_refused(tmp_path):
    path = tmp_path / "company.xlsx"
    with xlsxwriter.Workbook(path, {"date_1904": True}) as made:
        made.add_worksheet().write_datetime(0, 0, dt.datetime(2030, 1, 1))
    with pytest.raises(WorkbookError, match="1904"):
        CompanyBook.open(path)


def test_a_file_that_is_no_workbook_is_refused(tmp_path):
    path = tmp_path / "company.xlsx"
    path.write_text("nothing of the kind")
    with pytest.raises(NotAWorkbookError):
        make_pack(path, run_id="r", complete=True, remarks=[])
