"""Workbooks that Excel saved with the add-in's functions: the add-in stands there as a link, and is none."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import pytest
import xlsxwriter

from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.package import Package
from workbooks.template.external import with_external_books

# How Excel names the add-in in the file, once it was loaded from another folder.
TARGETS = ("sop_xl.xlam", "file:///C:\\Users\\me\\AppData\\Roaming\\Microsoft\\AddIns\\SOP_XL.XLAM")
# Kinds of link: by path; relative to the start-up folder, where sop-xl install puts it; relative to the folder of add-ins.
PLAIN = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/externalLinkPath"
KINDS = (PLAIN, *(f"http://schemas.microsoft.com/office/2006/relationships/xlExternalLinkPath/{kind}" for kind in (
    "xlStartup", "xlAlternateStartup", "xlLibrary", "xlPathMissing")))  # fmt: skip


@pytest.mark.parametrize(("target", "kind"), [(TARGETS[1], PLAIN), *((TARGETS[0], kind) for kind in KINDS)])
def test_a_function_of_the_add_in_is_calculated_and_its_formula_stays(target, kind, tmp_path):
    path = tmp_path / "mine.xlsx"
    path.write_bytes(of_kind(workbook(target), kind))
    report = run(RunRequest([path], tmp_path / "out", dt.date(2026, 10, 31), pack=False), Listener())
    (done,) = report.workbooks
    assert done.sop_formulas == 2, done
    sheet = zipfile.ZipFile(tmp_path / "out" / "mine.xlsx").read("xl/worksheets/sheet1.xml").decode()
    assert "<f>[1]!SOP_UTILISATION(A1,B1)</f><v>0.75</v>" in sheet
    assert "<f>[1]!SOP_UTILISATION(A1,B1)+[1]!SOP_UTILISATION(A1,,)</f><v>#VALUE!</v>" in sheet


def of_kind(book: bytes, kind: str) -> bytes:
    links = "xl/externalLinks/_rels/externalLink1.xml.rels"
    package = Package(book, "mine.xlsx")
    text = package.read(links).decode()
    assert text.count(PLAIN) == 1
    return package.with_parts({links: text.replace(PLAIN, kind).encode()})


def workbook(target: str | Path) -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        sheet = book.add_worksheet("Mine")
        sheet.write_row(0, 0, [120, 160])
        sheet.write_formula(0, 2, "=[1]!SOP_UTILISATION(A1,B1)", None, 0.1)
        sheet.write_formula(0, 3, "=[1]!SOP_UTILISATION(A1,B1)+[1]!SOP_UTILISATION(A1,,)", None, 0.1)
        book.define_name("Load", "=Mine!$A$1")
    return with_external_books(stream.getvalue(), [(str(target), [])])
