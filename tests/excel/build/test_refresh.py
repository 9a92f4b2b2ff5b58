"""Refreshing: the modules of sop_xl come to the installed version, and nothing else changes."""

from __future__ import annotations

import random
import re
import zipfile
from pathlib import Path

import pytest
from pyopenvba import ExcelFile
from pyopenvba.cfb import CFB

from sop_xl import __version__
from sop_xl.book.package import Package
from sop_xl.book.sheets import without_sheet
from sop_xl.book.workbook import Workbook
from sop_xl.errors import LockedFileError, SopError, UsageError, WorkbookError
from sop_xl.excel.build.refresh import refresh, refreshed
from sop_xl.excel.build.ribbon import CALLBACKS
from sop_xl.functions.emit.intellisense import SHEET

PROJECT, RIBBON = "xl/vbaProject.bin", "customUI/customUI.xml"
MINE = "Public Function Twice(x)\r\n    Twice = 2 * x\r\nEnd Function\r\n"
BEHIND_SHEET = "Private Sub Worksheet_Activate()\r\n    Calculate\r\nEnd Sub\r\n"


@pytest.fixture
def old(built, tmp_path) -> Path:
    """A workbook of an earlier version, in which its owner has written modules too."""
    path = tmp_path / "plan.xlsm"
    path.write_bytes(built.read_bytes())
    with ExcelFile(path) as book:
        project = book.vba_project()
        book.set_module(CALLBACKS, book.get_module(CALLBACKS).replace(f'"{__version__}"', '"0.0.9"'))
        book.set_module("xlwings_udfs", 'Attribute VB_Name = "xlwings_udfs"\r\nOption Explicit\r\n')
        project.delete_module("SopFolder")
        project.add_module("Mine", MINE)
        book.set_module("Sheet1", BEHIND_SHEET)
        book.save()
    return path


def sources(path: Path) -> dict[str, str]:
    with ExcelFile(path) as book:
        return book.vba_modules()


def raw(path: Path) -> dict[str, tuple[object, ...]]:
    """Each part as it lies in the file: its compressed bytes, its checksum, its date."""
    data, parts = path.read_bytes(), {}
    with zipfile.ZipFile(path) as archive:
        for info in archive.infolist():
            start = (
                info.header_offset
                + 30
                + sum(data[info.header_offset + 26 + k] + 256 * data[info.header_offset + 27 + k] for k in (0, 2))
            )
            parts[info.filename] = (data[start : start + info.compress_size], info.CRC, info.date_time)
    return parts


def test_an_old_workbook_gets_the_modules_of_today_and_keeps_all_else(old, built, tmp_path):
    before, parts = sources(old), raw(old)
    bytes_before = old.read_bytes()
    done, backup = refresh(old, None)
    after = sources(old)
    assert (done.before, done.replaced, done.added) == ("0.0.9", ("xlwings_udfs", CALLBACKS), ("SopFolder",))
    assert set(done.kept) == {"ThisWorkbook", "Sheet1", "Mine"}
    assert after["Mine"] == before["Mine"]
    assert MINE in after["Mine"]
    assert after["Sheet1"] == before["Sheet1"]
    assert BEHIND_SHEET in after["Sheet1"]
    new = sources(built)
    assert {name: after[name] for name in new if name != "Sheet1"} == {n: s for n, s in new.items() if n != "Sheet1"}
    assert {name for name, part in raw(old).items() if part != parts[name]} == {PROJECT}
    assert list(raw(old)) == list(parts)
    assert backup.read_bytes() == bytes_before
    with ExcelFile(old) as book:
        assert book.validate() == []


def test_a_workbook_of_today_is_left_alone(built, tmp_path):
    path = tmp_path / "plan.xlsm"
    path.write_bytes(built.read_bytes())
    stamp = path.stat().st_mtime_ns
    done, backup = refresh(path, None)
    assert not done.changed
    assert backup is None
    assert path.stat().st_mtime_ns == stamp
    assert [found.name for found in tmp_path.iterdir()] == ["plan.xlsm"]


def test_what_excel_itself_writes_into_a_module_is_no_change(built, tmp_path):
    path = tmp_path / "plan.xlsm"
    path.write_bytes(built.read_bytes())
    with ExcelFile(path) as book:
        source = book.get_module("xlwings_udfs")
        named = re.sub(
            r"(?m)^(Attribute (\w+)\.VB_Description.*)\r$",
            r'\1\r\nAttribute \2.VB_ProcData.VB_Invoke_Func = " \\n18"\r',
            source,
        )
        book.set_module("xlwings_udfs", named.replace("demand As", "Demand As"))
        book.save()
    assert not refreshed(path).changed


def test_the_add_in_is_refreshed_as_an_add_in(built_addin, tmp_path):
    path = tmp_path / "sop_xl.xlam"
    path.write_bytes(built_addin.read_bytes())
    assert not refreshed(path).changed
    with ExcelFile(path) as book:
        book.vba_project().delete_module("SopTab")
        book.save()
    assert refreshed(path).added == ("SopTab",)


def test_into_another_file_the_workbook_stays_as_it_is(old, tmp_path):
    before = old.read_bytes()
    _, backup = refresh(old, tmp_path / "new.xlsm")
    assert backup is None
    assert old.read_bytes() == before
    assert not refreshed(tmp_path / "new.xlsm").changed
    with pytest.raises(UsageError, match="already there"):
        refresh(old, tmp_path / "new.xlsm")


def test_copies_of_earlier_refreshes_are_never_overwritten(old):
    first = old.with_name("plan.xlsm.before-refresh-1")
    first.write_bytes(b"precious")
    _, backup = refresh(old, None)
    assert first.read_bytes() == b"precious"
    assert backup.name == "plan.xlsm.before-refresh-2"


def test_our_ribbon_tab_goes_with_the_modules_and_a_foreign_one_stays(old):
    package = Package.open(old)
    stale = package.read(RIBBON).replace(b"SopOnStatus", b"Sop_Status")
    old.write_bytes(package.with_parts({RIBBON: stale}))
    assert refreshed(old).ribbon
    foreign = b'<customUI xmlns="http://schemas.microsoft.com/office/2006/01/customui"/>'
    old.write_bytes(package.with_parts({RIBBON: foreign}))
    done = refreshed(old)
    assert not done.ribbon
    assert zipfile.ZipFile(_written(old, done.data)).read(RIBBON) == foreign


def test_the_texts_of_the_functions_come_to_the_installed_version(built, tmp_path):
    path = tmp_path / "plan.xlsm"
    package = Package.open(built)
    part = Workbook(package).sheets[SHEET].part
    old = (
        package.read(part)
        .replace(b"SOP_FORECAST", b"SOP_FORECAST_OLD")
        .replace(b"</row></sheetData>", b'</row><row r="900"/></sheetData>')
    )
    path.write_bytes(package.with_parts({part: old}))
    parts = raw(path)
    done, backup = refresh(path, None)
    assert done.texts
    assert done.changed
    assert not done.replaced
    assert backup is not None
    assert {name for name, found in raw(path).items() if found != parts[name]} == {part}
    now, then = (one.read(part).decode() for one in (Package.open(path), package))
    assert re.sub(r"<sheetData [^>]*>", "<sheetData>", now) == then  # its code name and all else stay
    assert not refreshed(path).changed


def test_texts_that_excel_has_saved_in_its_own_way_are_no_change(built, tmp_path):
    """Excel writes texts into the shared strings and adds what it likes: the same values are the same texts."""
    path = tmp_path / "plan.xlsm"
    package = Package.open(built)
    part = Workbook(package).sheets[SHEET].part
    saved = package.read(part).replace(b"<sheetData>", b'<sheetFormatPr defaultRowHeight="15"/><sheetData>')
    path.write_bytes(package.with_parts({part: saved}))
    assert not refreshed(path).changed


@pytest.mark.parametrize("change", ["mine", "gone"])
def test_a_sheet_of_that_name_that_is_not_ours_stays_and_a_missing_one_is_not_made(built, tmp_path, change):
    path = tmp_path / "plan.xlsm"
    package = Package.open(built)
    if change == "mine":
        part = Workbook(package).sheets[SHEET].part
        path.write_bytes(package.with_parts({part: package.read(part).replace(b"FunctionInfo", b"My own list")}))
    else:
        path.write_bytes(package.with_parts(without_sheet(Workbook(package), SHEET)))
    before = path.read_bytes()
    assert refresh(path, None) == (refreshed(path), None)
    assert path.read_bytes() == before


def _written(path: Path, data: bytes) -> Path:
    copy = path.with_name("copy.xlsm")
    copy.write_bytes(data)
    return copy


def test_a_workbook_that_is_open_is_refused(old):
    old.with_name("~$plan.xlsm").write_bytes(b"")
    with pytest.raises(LockedFileError, match="open in another program"):
        refresh(old, None)


def test_a_project_with_a_password_is_refused_and_left_alone(old):
    cfb = CFB.from_bytes(Package.open(old).read(PROJECT))
    cfb.write_stream("PROJECT", re.sub(rb'DPB="[0-9A-F]+"', b'DPB="' + b"1A" * 36 + b'"', cfb.get_stream("PROJECT")))
    old.write_bytes(Package.open(old).with_parts({PROJECT: cfb.to_bytes()}))
    before = old.read_bytes()
    with pytest.raises(WorkbookError, match=r"protected by a password.*Take the password off"):
        refresh(old, None)
    assert old.read_bytes() == before


def test_workbooks_without_our_modules_are_refused(plain, tmp_path):
    path = tmp_path / "plain.xlsx"
    path.write_bytes(plain)
    with pytest.raises(WorkbookError, match=r"no macros.*sop-xl new"):
        refresh(path, None)
    other = tmp_path / "other.xlsm"
    ExcelFile.create_new(other).close()
    with pytest.raises(WorkbookError, match="no modules of sop_xl"):
        refresh(other, None)


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_project_is_refused_or_refreshed_without_loss(old, seed):
    chance = random.Random(seed)
    project = bytearray(Package.open(old).read(PROJECT))
    for _ in range(chance.choice((1, 5, 50))):
        project[chance.randrange(len(project))] = chance.randrange(256)
    if seed % 4 == 0:
        del project[chance.randrange(len(project)) :]
    old.write_bytes(Package.open(old).with_parts({PROJECT: bytes(project)}))
    before = old.read_bytes()
    found: SopError | None = None
    try:
        done = refreshed(old)
        assert sources(_written(old, done.data)).keys() >= {"SopBridge", "SopFolder"}
    except SopError as error:
        found = error
    assert found is None or found.hint
    assert old.read_bytes() == before
