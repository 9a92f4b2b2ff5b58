"""The PDF: what it says, how it is laid out, and that the same pack gives the same bytes."""

import hashlib
import os
import re
import subprocess
import sys

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack
from sop_xl.pack.formats import figure_text, sentence_text
from sop_xl.pack.make import PDF, XLSX, make_pack
from sop_xl.pack.model import Column, Figure, Row, Table, Tiles
from sop_xl.pack.pdf.axes import scale_for
from sop_xl.pack.pdf.pen import Box, balanced, register_fonts, shortened, text_width, wrapped
from sop_xl.pack.pdf.tables import Density, TableLayout

LANDSCAPE_A4 = (841.9, 595.3)


def poppler(tool, *arguments):
    return subprocess.run([tool, *map(str, arguments)], capture_output=True, text=True, check=True).stdout


@pytest.fixture
def pdf_of(build, tmp_path):
    def make(company, **changes):
        settings = {"run_id": "3f9a1c2b7d10", "complete": True, "remarks": []} | changes
        path = tmp_path / PDF
        path.write_bytes(make_pack(build(company), **settings)[PDF])
        return path

    return make


def words_by_page(path):
    """Boxes and texts of the words of each page."""
    pages = []
    for line in poppler("pdftotext", "-bbox", path, "-").splitlines():
        if "<page " in line:
            pages.append([])
        found = re.search(r'xMin="(\S+)" yMin="(\S+)" xMax="(\S+)" yMax="(\S+)">(.*)</word>', line)
        if found:
            pages[-1].append((*(float(found[i]) for i in range(1, 5)), found[5]))
    return pages


def overlaps(words):
    """Pairs of words whose letters touch; the boxes of a font are twice as high as its small letters."""
    cores = [
        (left + 0.4, top + 0.27 * (bottom - top), right - 0.4, bottom - 0.27 * (bottom - top), text)
        for left, top, right, bottom, text in words
    ]
    return [
        (a[4], b[4])
        for i, a in enumerate(cores)
        for b in cores[i + 1 :]
        if a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]
    ]


def test_pages_are_landscape_a4_numbered_and_signed(pdf_of, company):
    path = pdf_of(company)
    info = poppler("pdfinfo", path)
    assert "841.89 x 595.276 pts (A4)" in info
    count = int(re.search(r"Pages:\s+(\d+)", info)[1])
    assert count == 17
    for number in range(1, count + 1):
        text = poppler("pdftotext", "-layout", "-f", number, "-l", number, path, "-")
        assert f"{number} / {count}" in text
        for word in ("Small Company", "cycle Jan 2030", "planning date 31 Dec 2029", "run 3f9a1c2b7d10"):
            assert word in text
        assert "amounts in EUR" in text


def test_the_document_is_dated_by_the_planning_date(pdf_of, company):
    info = poppler("pdfinfo", "-isodates", pdf_of(company))
    assert "CreationDate:    2029-12-31T00:00:00" in info
    assert "Title:           Small Company: Executive S&OP pack, Jan 2030" in info


def test_the_fonts_are_embedded_in_part(pdf_of, company):
    fonts = poppler("pdffonts", pdf_of(company)).splitlines()[2:]
    used = [line.split() for line in fonts]
    assert {line[0].partition("+")[2] for line in used if "+" in line[0]} == {"Carlito", "Carlito-Bold"}
    assert all("yes" in line[2:6] for line in used if "+" in line[0])


def test_every_page_says_its_headline_its_tiles_and_its_tables(pdf_of, company, build):
    path = pdf_of(company)
    pack = build_pack(CompanyBook.open(build(company)), run_id="r", complete=True, remarks=[])
    for number, page in enumerate(pack.pages, start=2):
        text = " ".join(poppler("pdftotext", "-layout", "-f", number, "-l", number, path, "-").split())
        assert " ".join(sentence_text(page.headline).split()) in text or len(sentence_text(page.headline)) > 90
        words = set(text.split())
        for band in page.bands:
            for block in band:
                figures = []
                if isinstance(block, Tiles):
                    figures = [tile.value for tile in block.tiles]
                elif isinstance(block, Table):
                    figures = [cell for row in block.rows for cell in row.cells if cell.is_number]
                for figure in figures:
                    assert set(figure_text(figure).split()) <= words, (page.title, block.title, figure)


def test_key_numbers_of_the_worked_example_are_in_its_pdf(example, tmp_path):
    company = example.published / "company.xlsx"
    path = tmp_path / PDF
    path.write_bytes(make_pack(company, run_id="r", complete=True, remarks=[])[PDF])
    text = poppler("pdftotext", "-layout", path, "-")
    book = CompanyBook.open(company)
    for line in book.extract("Pack_KPI").lines:
        assert line.label in text
    total = book.extract("Pack_Plan12Revenue").total
    assert figure_text(total.figure("Next 12", "thousands")) in text
    assert figure_text(book.value("OperatingProfit", "millions")) in text
    for family in example.data.families:
        assert family in text
    for page in words_by_page(path):
        assert overlaps(page) == []


@pytest.mark.parametrize("name", ["company", "many_families"])
def test_no_words_touch_or_leave_the_page(pdf_of, name, request):
    pages = words_by_page(pdf_of(request.getfixturevalue(name)))
    assert len(pages) == 14 + (3 if name == "company" else 18)
    for page in pages:
        assert page
        assert overlaps(page) == []
        for left, top, right, bottom, word in page:
            assert 0 <= left < right <= LANDSCAPE_A4[0], word
            assert 0 <= top < bottom <= LANDSCAPE_A4[1], word


def test_words_that_touch_would_be_found():
    assert overlaps([(10, 10, 30, 20, "a"), (25, 11, 50, 21, "b"), (60, 10, 70, 20, "c")]) == [("a", "b")]


def test_an_incomplete_pack_says_why(pdf_of, company):
    company.ranges["Pack_PnL"][1][5] = "#N/A"
    path = pdf_of(company, complete=False, remarks=["europe.xlsx: timed out"])
    cover = poppler("pdftotext", "-layout", "-l", 1, path, "-")
    assert "INCOMPLETE" in cover
    assert "europe.xlsx: timed out" in cover
    assert "G7 shows #N/A" in cover
    whole = poppler("pdftotext", "-layout", path, "-")
    assert whole.count("This page is INCOMPLETE") == 1
    assert "#N/A" in whole.split("This page is INCOMPLETE")[1]


def test_a_complete_pack_says_so(pdf_of, company):
    text = poppler("pdftotext", "-layout", pdf_of(company), "-")
    assert "COMPLETE" in text
    assert "INCOMPLETE" not in text


def test_rows_without_room_are_counted(pdf_of, company):
    head, first, *_ = company.tables["Actions"]
    company.tables["Actions"] = [head, *([f"A-{i}", *first[1:]] for i in range(100))]
    path = pdf_of(company)
    text = poppler("pdftotext", "-layout", path, "-")
    assert all(overlaps(page) == [] for page in words_by_page(path))
    shown = len({int(i) for i in re.findall(r"^\s*A-(\d+)\s+Call", text, re.MULTILINE)})
    assert 10 < shown < 100
    assert f"and {100 - shown} more rows in company.xlsx" in text


_SCRIPT = """
import hashlib, sys
from pathlib import Path
from sop_xl.pack.make import make_pack
files = make_pack(Path(sys.argv[1]), run_id="r", complete=True, remarks=["A remark."])
print({name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())})
"""


def test_the_same_workbook_gives_the_same_bytes_in_any_process(company, build):
    path = build(company)
    printed = [
        subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(path)],
            env=os.environ | {"PYTHONHASHSEED": seed, "TZ": zone, "SOURCE_DATE_EPOCH": epoch},
            capture_output=True, text=True, check=True,
        ).stdout
        for seed, zone, epoch in (("1", "UTC", "0"), ("2", "Asia/Tokyo", "1700000000"))
    ]  # fmt: skip
    here = [make_pack(path, run_id="r", complete=True, remarks=["A remark."]) for _ in range(2)]
    hashes = [str({n: hashlib.sha256(d).hexdigest() for n, d in sorted(f.items())}) for f in here]
    assert {text.strip() for text in [*printed, *hashes]} == {hashes[0]}
    assert set(here[0]) == {PDF, XLSX}


@pytest.fixture(scope="module", autouse=True)
def _fonts():
    register_fonts()


# ---- pieces ---------------------------------------------------------------------------------------------------


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=20), st.floats(0, 0.3))
@example([5e-324], 0.0)
def test_a_scale_holds_its_values_between_few_round_ticks(values, headroom):
    scale = scale_for(values, 0.0, 100.0, headroom=headroom)
    least = scale.step * 1e-6
    assert scale.low <= min([*values, 0.0]) + least
    assert scale.high >= max([*values, 0.0]) - least
    assert 2 <= len(scale.ticks) <= 9
    for value in values:
        assert -1e-4 <= scale.at(value) <= 100 + 1e-4
    assert any(abs(tick) <= least for tick in scale.ticks)


texts = st.text(st.characters(codec="latin-1", categories=["L", "N", "P", "Zs"]), max_size=60)


@given(texts, st.floats(30, 200), st.floats(6, 16))
def test_text_is_made_to_fit(text, width, size):
    assert text_width(shortened(text, width, size), size) <= width
    for fitted in (wrapped(text, width, size), balanced(text, width, size), wrapped(text, width, size, most=2)):
        assert all(text_width(line, size) <= width for line in fitted)


@given(texts, st.floats(60, 200))
def test_wrapping_loses_no_word_that_fits(text, width):
    lines = wrapped(text, width, 9)
    if not any("…" in line for line in lines):
        assert " ".join(lines).split() == text.split()


def table_of(rows, columns=4, *, total=False):
    heads = (Column(Figure("Name"), "label"), *(Column(Figure(f"Head {i}"), "text") for i in range(1, columns)))
    made = [Row(tuple(Figure(f"{i}-{j} words to fit") for j in range(columns))) for i in range(rows)]
    if total:
        made.append(Row(tuple(Figure("Total") for _ in range(columns)), total=True))
    return Table(title="Title", columns=heads, rows=tuple(made), rest="in the workbook")


@given(st.integers(1, 12), st.integers(1, 12), st.floats(200, 800))
def test_a_table_is_as_wide_as_its_place(rows, columns, width):
    layout = TableLayout(table_of(rows, columns), width, Density(9.0, 2.0, 150.0))
    assert sum(layout.widths) == pytest.approx(width)
    assert layout.height > rows * layout.font


class Recorder:
    """Takes the place of a pen and keeps the texts."""

    def __init__(self):
        self.texts = []

    def text(self, _x, _y, text, *_, **__):
        self.texts.append(text)

    def __getattr__(self, _name):
        return lambda *_, **__: None


@given(st.integers(1, 40), st.floats(60, 400), st.booleans())
def test_rows_shown_and_rows_counted_are_all_rows(rows, height, total):
    pen = Recorder()
    TableLayout(table_of(rows, total=total), 500, Density(9.0, 2.0, 150.0)).draw(pen, Box(0, 0, 500, height))
    shown = sum(text.endswith("-0 words to fit") for text in pen.texts)
    told = [int(m[1]) for text in pen.texts if (m := re.match(r"and (\d+) more rows? in the workbook", text))]
    assert shown + sum(told) == rows
    assert len(told) == (shown < rows)
    assert pen.texts.count("Total") == (4 if total else 0)


def test_the_heavy_libraries_load_only_when_a_pack_is_written():
    script = "import sys, sop_xl.pack.make; print({'reportlab', 'xlsxwriter', 'pandas'} & set(sys.modules))"
    assert (
        subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout == "set()\n"
    )
