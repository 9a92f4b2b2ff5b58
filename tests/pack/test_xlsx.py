"""The workbook of the pack: values, native charts, sources, and no formula."""

import datetime as dt
import io
import re
import subprocess
import zipfile
from typing import get_args

import openpyxl
import pytest
import xlsxwriter

from sop_xl.cells.dates import to_serial
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack
from sop_xl.pack.formats import figure_text
from sop_xl.pack.make import XLSX, make_pack
from sop_xl.pack.model import Chart, Figure, HeatMap, Kind, Source, Table, Tiles, Waterfall
from sop_xl.pack.trace import block_figures, chart_lines
from sop_xl.pack.xlsx.document import _sheet_names, write_xlsx
from sop_xl.pack.xlsx.formats import excel_format


@pytest.fixture
def pack_of(build):
    return lambda company: build_pack(CompanyBook.open(build(company)), run_id="abc", complete=True, remarks=[])


def opened(data, **how):
    return openpyxl.load_workbook(io.BytesIO(data), **how)


def cells(sheet):
    for row in sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                yield cell


def test_contents_pages_and_sources_are_the_sheets(pack_of, company):
    pack = pack_of(company)
    book = opened(write_xlsx(pack))
    assert book.sheetnames == ["Contents", *[page.title for page in pack.pages], "Sources"]
    links = [cell.hyperlink.location for cell in cells(book["Contents"]) if cell.hyperlink]
    assert len(links) == len(pack.pages)
    assert links[0] == "'Decisions needed today'!A1"


def test_every_figure_of_a_page_stands_on_its_sheet(pack_of, company):
    pack = pack_of(company)
    book = opened(write_xlsx(pack), data_only=True)
    for page in pack.pages:
        values = {to_serial(c.value) if isinstance(c.value, dt.datetime) else c.value for c in cells(book[page.title])}
        for band in page.bands:
            for block in band:
                if isinstance(block, Table | Tiles | Chart):
                    wanted = {figure.value for _, figure in block_figures(block) if figure.is_number}
                    in_sentences = {
                        part.value
                        for tile in (block.tiles if isinstance(block, Tiles) else ())
                        for line in tile.lines
                        for part in line
                        if isinstance(part, Figure)
                    }
                    missing = {value for value in wanted - in_sentences if value not in values}
                    assert not missing, (page.title, block.title)


def test_text_never_becomes_a_formula_and_errors_stay_errors(pack_of, company):
    company.ranges["Pack_PnL"][1][5] = "#N/A"
    data = write_xlsx(pack_of(company))
    formulas = {c.value for sheet in opened(data) for c in cells(sheet) if c.data_type == "f"}
    assert formulas == {"=#N/A"}
    shown = opened(data, data_only=True)
    assert any(c.value == "=1+1 is no formula" and c.data_type == "s" for c in cells(shown["Decisions needed today"]))
    assert any(c.value == "#N/A" and c.data_type == "e" for c in cells(shown["Profit and loss"]))


def test_charts_are_native_and_draw_the_figures_of_the_model(pack_of, company):
    pack = pack_of(company)
    charts = [
        block
        for page in pack.pages
        for band in page.bands
        for block in band
        if isinstance(block, Chart) and not isinstance(block, HeatMap)
    ]
    with zipfile.ZipFile(io.BytesIO(write_xlsx(pack))) as package:
        parts = sorted(name for name in package.namelist() if re.fullmatch(r"xl/charts/chart\d+\.xml", name))
        texts = [package.read(name).decode() for name in parts]
    assert len(texts) == len(charts)
    titles = sorted(re.search(r"<a:t>(.*?)</a:t>", text)[1] for text in texts)
    assert titles == sorted(chart.title.replace("&", "&amp;") for chart in charts)
    whole = "".join(texts)
    for chart in charts:
        if isinstance(chart, Waterfall):  # draws where its columns begin and end, and writes the amounts as labels
            assert all(f"<a:t>{figure_text(step)}</a:t>" in whole for step in chart.steps)
            continue
        for name, figures in chart_lines(chart):
            if name.word != "Gap":
                assert all(f"<c:v>{figure.value:.16G}</c:v>" in whole for figure in figures if figure.is_number)


def test_a_waterfall_across_zero_has_parts_below_it(pack_of, company):
    company.ranges["Pack_ProfitBridge"][1:] = [["AOP profit", 1e6], ["Costs", -15e5], ["Actual profit", -5e5]]
    sheet = opened(write_xlsx(pack_of(company)), data_only=True)["Profit and loss"]
    rows = [[c.value for c in row] for row in sheet.iter_rows()]
    head = next(i for i, row in enumerate(rows) if "Base" in row)
    names = rows[head]
    fall = next(row for row in rows[head + 1 :] if row[1] == "Costs")
    assert fall[names.index("Fall")] == 1e6
    assert fall[names.index("Fall below zero")] == -5e5
    assert fall[names.index("Base")] == 0


@pytest.mark.libreoffice
def test_cells_show_the_texts_of_the_formatter(tmp_path, soffice):
    kinds = [kind for kind in get_args(Kind) if kind not in ("text", "date", "month")]
    values = (0.0, 12345.6, -9876543.21, 1234567.0)
    path = tmp_path / "formats.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for row, kind in enumerate(kinds):
            made = book.add_format({"num_format": excel_format(kind)})
            for column, value in enumerate(values):
                sheet.write_number(row, column, value, made)
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to"]
    command += ["csv:Text - txt - csv (StarCalc):9,34,76,1,,0,false,true", "--outdir", str(tmp_path), str(path)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    shown = [line.split("\t") for line in (tmp_path / "formats.csv").read_text(encoding="utf-8").splitlines()]
    source = Source("company.xlsx", "KPI", ("E6",))
    assert shown == [[figure_text(Figure(value, kind, source)) for value in values] for kind in kinds]


@pytest.mark.libreoffice
def test_another_spreadsheet_program_opens_it(company, build, tmp_path, soffice):
    path = tmp_path / XLSX
    path.write_bytes(make_pack(build(company), run_id="abc", complete=True, remarks=[])[XLSX])
    command = [soffice, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", "pdf"]
    subprocess.run([*command, "--outdir", str(tmp_path), str(path)], check=True, capture_output=True, timeout=120)
    printed = path.with_suffix(".pdf")
    text = subprocess.run(["pdftotext", "-layout", printed, "-"], capture_output=True, text=True, check=True).stdout
    assert "2 decisions are needed today: +50k to gain and −20k to bear." in text
    assert "Stock value by family: now and in twelve months" in text


def test_sheet_names_are_allowed_short_and_unique():
    names = _sheet_names(["P&L: a/b [c]?", "Sources", "x" * 40, "X" * 40, "'quoted'", "", "History"])
    assert len({name.lower() for name in names}) == len(names)
    assert all(0 < len(name) <= 31 and not re.search(r"[\[\]:*?/\\]|^'|'$", name) for name in names)
    assert not {"contents", "sources", "history"} & {name.lower() for name in names}


def test_the_workbook_is_dated_by_the_planning_date_and_says_whether_it_is_complete(company, build):
    path = build(company)
    book = opened(make_pack(path, run_id="abc", complete=False, remarks=["pacific.xlsx: failed"])[XLSX])
    assert book.properties.created == dt.datetime(2029, 12, 31)
    texts = [c.value for c in cells(book["Contents"])]
    assert "INCOMPLETE" in texts
    assert "• pacific.xlsx: failed" in texts


def test_problems_stand_on_their_page(pack_of, company):
    del company.ranges["Pack_Bridge"]
    sheet = opened(write_xlsx(pack_of(company)))["Price, volume, mix and margin"]
    assert any(str(c.value).startswith("INCOMPLETE: company.xlsx: has no range") for c in cells(sheet))
