"""Names of other workbooks, ``[1]!Rate``: read where the run holds the workbook, kept where it does not."""

from __future__ import annotations

import pytest
from books import go, value, write

from sop_xl.batch.manifest import Status
from sop_xl.book.package import Package

NAMES = b"""<definedName name="Far">[1]!Anchor</definedName><definedName name="Gone">[1]!Nowhere</definedName>
</definedNames>"""
CELLS = {"A1": "=[1]!Anchor*2", "A2": "=Far+1", "A3": "=Gone", "A4": "=A3+1", "A5": "=1+1", "A6": "=[1]!Nowhere"}


@pytest.fixture
def folder(tmp_path):
    """A workbook whose formulas and names lead to those of another one, and that one beside it."""
    change(write(tmp_path / "in" / "a.xlsx", CELLS, {"1": "b.xlsx"}), "xl/workbook.xml", b"</definedNames>", NAMES)
    write(tmp_path / "in" / "b.xlsx", {"A1": "=20+1"})
    return tmp_path / "in"


def change(path, part, old, new):
    package = Package.open(path)
    data = package.read(part)
    assert old in data
    path.write_bytes(package.with_parts({part: data.replace(old, new)}))


def kept(report):
    return {c.cell: c.reason for w in report.workbooks for c in w.not_calculated}


def test_they_are_read_through_the_link(folder, tmp_path):
    report = go(folder, output=tmp_path / "out")
    done = tmp_path / "out" / "a.xlsx"
    assert [value(done, cell) for cell in ("A1", "A2", "A5")] == [42, 22, 2]
    unknown = "reads whole rows or columns, or a name, of another workbook"
    assert kept(report) == {"A3": unknown, "A4": "depends on S!A3", "A6": unknown}
    assert b'<cell r="A1"><v>21</v></cell>' in Package.open(done).read("xl/externalLinks/externalLink1.xml")


@pytest.mark.parametrize(("saved", "known"), [("='S'!$A$1", True), ("='S'!$A$2", False)])
def test_one_that_meant_another_cell_when_the_link_was_saved_is_kept(folder, tmp_path, saved, known):
    """What Excel shows before it refreshes the link would be another cell's value."""
    name = f'</sheetNames><definedNames><definedName name="anchor" refersTo="{saved}"/></definedNames>'.encode()
    change(folder / "a.xlsx", "xl/externalLinks/externalLink1.xml", b"</sheetNames>", name)
    assert ("A1" in kept(go(folder, output=tmp_path / "out"))) is not known


def test_without_that_workbook_the_cells_are_kept(folder, tmp_path):
    (folder / "b.xlsx").unlink()
    report = go(folder, output=tmp_path / "out", keep_stale_links=True)
    assert report.workbooks[0].status is Status.NEEDS_EXCEL
    assert set(kept(report)) == {"A1", "A2", "A3", "A4", "A6"}
    assert value(tmp_path / "out" / "a.xlsx", "A5") == 2
