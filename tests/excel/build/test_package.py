"""The package of template and add-in, against files that are known to open in Excel."""

from __future__ import annotations

import importlib.util
import json
import os
import posixpath
import re
import subprocess
import sys
import xml.etree.ElementTree as ET
import zipfile
from pathlib import Path

import pytest
from pyopenvba import ExcelFile
from pyopenvba._templates import EMPTY_XLAM_BYTES, EMPTY_XLSM_BYTES
from pyopenvba.integrity import check_file

from sop_xl.book.workbook import Workbook
from sop_xl.excel.build.modules import modules
from sop_xl.excel.build.ribbon import NAMESPACE
from sop_xl.functions.emit.intellisense import SHEET, intellisense_rows
from udfs import REGISTRY

XLWINGS = Path(importlib.util.find_spec("xlwings").origin).parent
OPENS_IN_EXCEL = {  # made by Excel itself, and made and shipped by xlwings
    "excel.xlsm": EMPTY_XLSM_BYTES,
    "excel.xlam": EMPTY_XLAM_BYTES,
    "xlwings.xlsm": (XLWINGS / "quickstart_standalone.xlsm").read_bytes(),
    "xlwings.xlam": (XLWINGS / "quickstart_addin_ribbon.xlam").read_bytes(),
}
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
SCRIPT = """
import datetime, hashlib, sys
from sop_xl.excel.build.addin import addin
from sop_xl.excel.build.package import macro_enabled
from workbooks.starter import starter_data
from workbooks.template.planning_book import planning_workbook
data = starter_data("Acme", ("North",), datetime.date(2026, 10, 31))
for made in (macro_enabled(planning_workbook(data, data.units[0])), addin()):
    print(hashlib.sha256(made).hexdigest())
print(sorted(name for name in sys.modules if name.partition(".")[0] == "xlwings"))
"""


class Parts:
    """A package as facts: what each part is, and what points at what."""

    def __init__(self, path: Path) -> None:
        self.zip = zipfile.ZipFile(path)
        self.names = set(self.zip.namelist())
        types = ET.fromstring(self.zip.read("[Content_Types].xml"))
        self.defaults = {e.attrib["Extension"]: e.attrib["ContentType"] for e in types if e.tag.endswith("Default")}
        self.overrides = {
            e.attrib["PartName"][1:]: e.attrib["ContentType"] for e in types if e.tag.endswith("Override")
        }

    def type_of(self, part: str) -> str:
        return self.overrides.get(part) or self.defaults[part.rpartition(".")[2]]

    def links(self) -> set[tuple[str, str, str]]:
        """(part, type of the link, part it leads to) of every link within the package."""
        found = set()
        for name in self.names:
            if not name.endswith(".rels"):
                continue
            folder, file = posixpath.split(name)
            owner = posixpath.join(posixpath.dirname(folder), file.removesuffix(".rels"))
            for link in ET.fromstring(self.zip.read(name)):
                if link.attrib.get("TargetMode") != "External":
                    target = posixpath.normpath(posixpath.join(posixpath.dirname(owner), link.attrib["Target"])).lstrip(
                        "/"
                    )
                    found.add((owner, link.attrib["Type"], target))
        return found

    def facts(self) -> set[tuple[str, str]]:
        """What the parts that make a workbook macro-enabled are, and by which links they are found."""
        vba, ribbon = "xl/vbaProject.bin", "customUI/customUI.xml"
        facts = {("workbook", self.type_of("xl/workbook.xml")), ("project", self.type_of(vba))}
        facts |= {(f"link to {target}", kind) for _, kind, target in self.links() if target in (vba, ribbon)}
        if ribbon in self.names:
            facts |= {("ribbon", self.type_of(ribbon)), ("ribbon", ET.fromstring(self.zip.read(ribbon)).tag)}
        book = ET.fromstring(self.zip.read("xl/workbook.xml")).find(f"{MAIN}workbookPr")
        return facts | {("code name", book.attrib["codeName"])}


def facts_of(data: bytes, path: Path) -> set[tuple[str, str]]:
    path.write_bytes(data)
    return Parts(path).facts()


# The link of xlwings to its ribbon says 2007, that of Microsoft's specification of the 2006 form (MS-CUSTOMUI) 2006.
IGNORED = {("link to customUI/customUI.xml", "http://schemas.microsoft.com/office/2007/relationships/ui/extensibility")}


@pytest.mark.parametrize("oracle", OPENS_IN_EXCEL)
def test_what_makes_it_macro_enabled_is_as_in_a_file_that_opens_in_excel(oracle, built, built_addin, tmp_path):
    ours = Parts(built if oracle.endswith("xlsm") else built_addin).facts()
    assert facts_of(OPENS_IN_EXCEL[oracle], tmp_path / oracle) - IGNORED <= ours
    assert ("ribbon", f"{{{NAMESPACE}}}customUI") in ours


@pytest.fixture(params=["workbook", "add-in"])
def made(request, built, built_addin) -> Path:
    return built if request.param == "workbook" else built_addin


def test_every_part_has_a_type_and_every_link_a_target(made):
    parts = Parts(made)
    for name in parts.names - {"[Content_Types].xml"}:
        assert parts.type_of(name)
    assert set(parts.overrides) <= parts.names
    assert {target for _, _, target in parts.links()} <= parts.names
    ids = re.findall(r'\bId="([^"]+)"', parts.zip.read("xl/_rels/workbook.xml.rels").decode())
    assert len(ids) == len(set(ids))


def test_every_sheet_and_the_workbook_have_their_document_module(made):
    parts = Parts(made)
    names = [ET.fromstring(parts.zip.read("xl/workbook.xml")).find(f"{MAIN}workbookPr").attrib["codeName"]]
    for part in parts.names:
        if part.startswith("xl/worksheets/sheet"):
            sheet = ET.fromstring(parts.zip.read(part))
            assert sheet[0].tag == f"{MAIN}sheetPr"
            names.append(sheet[0].attrib["codeName"])
    with ExcelFile(made) as book:
        assert len(names) == len(set(names))
        assert set(names) | {module.name for module in modules(addin=made.suffix == ".xlam")} == set(
            book.module_names()
        )
        assert book.validate() == []
    report = check_file(made)
    assert report.ok, report


def test_another_reader_of_macros_lists_exactly_these_modules(made):
    command = [sys.executable, "-m", "oletools.olevba", "--json", "--code", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    (found,) = [entry for entry in json.loads(done.stdout) if entry.get("type") == "OpenXML"]
    codes = {macro["vba_filename"].rpartition(".")[0]: macro["code"] for macro in found["macros"]}
    wanted = {module.name for module in modules(addin=made.suffix == ".xlam")}
    documents = {name for name in codes if re.fullmatch(r"Sheet\d+", name)}
    assert set(codes) - documents == wanted | {"ThisWorkbook"}
    for module in modules(addin=made.suffix == ".xlam"):
        if not module.is_class:
            assert body(codes[module.name]) == body(module.source)
    assert all(not codes[name].strip() for name in documents)


def body(source: str) -> list[str]:
    return [line for line in source.rstrip().splitlines() if not line.startswith("Attribute")]


def test_the_hidden_sheet_holds_the_texts_of_every_function(made):
    book = Workbook.open(made)
    assert list(book.sheets)[-1] == SHEET
    parts = Parts(made)
    sheets = ET.fromstring(parts.zip.read("xl/workbook.xml")).find(f"{MAIN}sheets")
    assert sheets[-1].attrib["state"] == "hidden"
    sheet = ET.fromstring(parts.zip.read(book.sheets[SHEET].part))
    rows = [["".join(cell.itertext()) for cell in row] for row in sheet.iter(f"{MAIN}row")]
    assert rows == [[value for value in row if value] for row in intellisense_rows(REGISTRY)]


def test_nothing_else_of_the_workbook_changes(plain, built, tmp_path):
    (tmp_path / "plain.xlsx").write_bytes(plain)
    before, after = Parts(tmp_path / "plain.xlsx"), Parts(built)
    code_name = re.compile(rb' codeName="\w+"|<sheetPr codeName="\w+"/>')
    touched = {"[Content_Types].xml", "_rels/.rels", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"}
    for name in before.names - touched:
        assert code_name.sub(b"", after.zip.read(name)) == before.zip.read(name), name
    added = {"xl/vbaProject.bin", "customUI/customUI.xml", Workbook.open(built).sheets[SHEET].part}
    assert after.names - before.names == added


def test_the_same_input_gives_the_same_bytes_and_xlwings_is_never_imported():
    seen = set()
    for seed in ("1", "2"):
        environment = {**os.environ, "PYTHONHASHSEED": seed}
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, env=environment
        )
        assert done.stdout.splitlines()[-1] == "[]"
        seen.add(done.stdout)
    assert len(seen) == 1


@pytest.mark.libreoffice
def test_libreoffice_loads_the_file_with_all_its_sheets(soffice, built, tmp_path):
    command = [
        soffice,
        "--headless",
        f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
        "--convert-to",
        "xlsx",
    ]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(built)], capture_output=True, text=True, check=False, cwd=tmp_path
    )
    assert (tmp_path / "north.xlsx").is_file(), done.stderr
    assert list(Workbook.open(tmp_path / "north.xlsx").sheets) == list(Workbook.open(built).sheets)
