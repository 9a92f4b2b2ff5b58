"""Nothing from a workbook is run, fetched, or turned into a formula: texts, formulas, link targets, names."""

from __future__ import annotations

import datetime as dt
import importlib.util
import io
import json
import re
import socket
import subprocess
import sys
import threading
import zipfile
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

import pytest
from hostile_packages import good, relations, sheet, workbook, zipped
from payloads import FILES, FORMULAS, NAMES, TARGETS, TEXTS

from sop_xl.batch.run import Listener, RunRequest, run

AS_OF = dt.date(2020, 6, 30)
SHEET, BOOK, RELS = "xl/worksheets/sheet1.xml", "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
FORMULA = re.compile(rb"<f\b[^>]*>([^<]*)</f>")

# Runs in a process of its own, because an audit hook cannot be taken away again.
WATCHED = """
import json, sys
from pathlib import Path
from sop_xl.batch.recalculate import recalculate
from sop_xl.batch.task import Task
from sop_xl.batch.engines import make_engine
from sop_xl.errors import SopError
import datetime as dt
import udfs

seen = []
engine = make_engine("embedded")
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "webbrowser.", "urllib.", "ctypes.dlopen", "exec", "winreg.")
folder = Path(sys.argv[1])

def hook(event, arguments):
    if event.startswith(FORBIDDEN) and not (event == "exec" and "importlib" in str(arguments)):
        seen.append(event)
    if event == "open" and isinstance(arguments[0], str) and arguments[1] not in (None, "r", "rb"):
        seen.append(f"writes {arguments[0]}")
    if event == "open" and "passwd" in str(arguments[0]):
        seen.append(f"reads {arguments[0]}")

def once(path):
    try:
        recalculate(Task(path, path.name, dt.date(2020, 6, 30), {}, keep_stale_links=True), engine, udfs.REGISTRY)
    except SopError:
        pass

paths = sorted(folder.iterdir())
once(paths[0])  # what is loaded late is loaded now
sys.addaudithook(hook)
for path in paths:
    once(path)
print(json.dumps(seen))
"""


@pytest.fixture
def server() -> Iterator[tuple[str, list[bytes]]]:
    """An address that notes every connection."""
    calls: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as listening:
        listening.settimeout(0.2)
        stop = threading.Event()

        def serve() -> None:
            while not stop.is_set():
                try:
                    connection, _ = listening.accept()
                except TimeoutError:
                    continue
                with connection:
                    calls.append(b"called")

        thread = threading.Thread(target=serve)
        thread.start()
        yield f"127.0.0.1:{listening.getsockname()[1]}", calls
        stop.set()
        thread.join()


class Bait:
    """Fills payloads: an address that is watched, and a file that must not appear."""

    def __init__(self, host: str, mark: Path) -> None:
        self.host, self.mark = host, mark

    def __call__(self, payload: str) -> str:
        url = f"http://{self.host}"
        return payload.replace("{url}", url).replace("{host}", self.host).replace("{mark}", str(self.mark))


@pytest.fixture
def bait(server, tmp_path) -> Bait:
    return Bait(server[0], tmp_path / "mark")


def text_book(text: str) -> bytes:
    """A text cell and formulas that hand it on."""
    cell = f'<row r="3"><c r="A3" t="inlineStr"><is><t xml:space="preserve">{escape(text)}</t></is></c></row>'
    formulas = "".join(
        f'<row r="{row}"><c r="A{row}"><f>{f}</f></c></row>'
        for row, f in ((4, "A3"), (5, 'A3&amp;""'), (6, "TRIM(A3)"))
    )
    return zipped(good() | {SHEET: sheet(cell + formulas)})


def formula_book(formula: str) -> bytes:
    return zipped(good() | {SHEET: sheet(f'<row r="3"><c r="A3"><f>{escape(formula)}</f><v>0</v></c></row>')})


def link_book(target: str) -> bytes:
    inner = relations(("rId1", "externalLinkPath", "!" + quoteattr(target)[1:-1].replace("\x00", "")))
    link = '<externalBook r:id="rId1"><sheetNames><sheetName val="S"/></sheetNames></externalBook>'
    return zipped(
        good()
        | {
            BOOK: workbook('<externalReferences><externalReference r:id="rId2"/></externalReferences>'),
            RELS: relations(
                ("rId1", "worksheet", "worksheets/sheet1.xml"),
                ("rId2", "externalLink", "externalLinks/externalLink1.xml"),
            ),
            "xl/externalLinks/externalLink1.xml": workbook(link)
            .replace(b"<workbook", b"<externalLink")
            .replace(b"</workbook", b"</externalLink")
            .replace(b"<sheets>", b"")
            .replace(b"</sheets>", b"")
            .replace(b'<sheet name="S" sheetId="1" r:id="rId1"/>', b""),
            "xl/externalLinks/_rels/externalLink1.xml.rels": inner,
            SHEET: sheet('<row r="3"><c r="A3"><f>[1]S!A1</f><v>0</v></c></row>'),
        }
    )


def name_book(name: str) -> bytes:
    quoted = quoteattr(name)
    names = f"<definedNames><definedName name={quoted}>S!$A$1</definedName></definedNames>"
    return zipped(good() | {BOOK: workbook(names, sheets=f'<sheet name={quoted} sheetId="1" r:id="rId1"/>')})


def books(bait: Bait) -> dict[str, bytes]:
    """Every payload as a workbook."""
    found = {}
    for kind, build, payloads in (("text", text_book, TEXTS), ("formula", formula_book, FORMULAS), ("link", link_book, TARGETS), ("name", name_book, NAMES)):  # fmt: skip
        for number, payload in enumerate(payloads):
            found[f"{kind}{number:02}.xlsx"] = build(bait(payload))
    return found


def formulas(data: bytes) -> list[bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return FORMULA.findall(archive.read(SHEET))


def test_there_are_more_than_sixty_payloads():
    assert len(TEXTS) + len(FORMULAS) + len(TARGETS) + len(NAMES) + len(FILES) >= 60


def test_nothing_is_run_or_fetched_and_nothing_becomes_a_formula(bait, server, tmp_path):
    written = books(bait)
    (tmp_path / "in").mkdir()
    for name, data in written.items():
        (tmp_path / "in" / name).write_bytes(data)
    report = run(RunRequest([tmp_path / "in"], tmp_path / "out", AS_OF, jobs=2, keep_stale_links=True), Listener())
    assert len(report.workbooks) == len(written)
    for found in report.workbooks:
        assert found.failure is None or found.failure.code != "internal", found
        if found.is_published:
            assert formulas((tmp_path / "out" / found.path).read_bytes()) == formulas(written[found.path]), found.path
    texts = [found for found in report.workbooks if found.path.startswith("text")]
    assert len(texts) == len(TEXTS)
    for found in texts:
        assert found.is_published, found
        with zipfile.ZipFile(tmp_path / "out" / found.path) as archive:
            assert archive.read(SHEET).count(b't="str"') == 3, found.path
    assert server[1] == []
    assert not bait.mark.exists()
    assert {p.name for p in tmp_path.iterdir()} == {"in", "out"}


def test_the_process_that_calculates_opens_no_socket_no_process_and_no_other_file(bait, tmp_path):
    folder = tmp_path / "in"
    folder.mkdir()
    for name, data in {"00.xlsx": zipped(good()), **books(bait)}.items():
        (folder / name).write_bytes(data)
    done = subprocess.run([sys.executable, "-c", WATCHED, str(folder)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[-1]) == []
    assert not bait.mark.exists()


@pytest.mark.parametrize("macro", [b'Sub Auto_Open()\nShell "touch evil"\nEnd Sub', b"\xd0\xcf\x11\xe0" * 400])
def test_macros_stay_byte_for_byte_and_are_not_run(macro, tmp_path):
    parts = {"xl/vbaProject.bin": macro, "xl/macrosheets/sheet1.xml": b"<a>=EXEC(1)</a>"}
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.xlsm").write_bytes(zipped(good() | parts))
    run(RunRequest([tmp_path / "in"], tmp_path / "out", AS_OF), Listener())
    with zipfile.ZipFile(tmp_path / "out" / "a.xlsm") as archive:
        assert {name: archive.read(name) for name in parts} == parts


def test_names_of_files_lead_nowhere(tmp_path):
    (tmp_path / "in").mkdir()
    for name in FILES:
        (tmp_path / "in" / name).write_bytes(zipped(good()))
    report = run(RunRequest([tmp_path / "in"], tmp_path / "deep" / "out", AS_OF), Listener())
    assert {w.path for w in report.workbooks if w.is_published} == set(FILES)
    made = {p.relative_to(tmp_path).as_posix() for p in tmp_path.rglob("*") if p.is_file()}
    told = {"report.html", "run.json", "run-request.json"}
    assert made == {f"{folder}/{name}" for folder in ("in", "deep/out") for name in FILES} | {
        f"deep/out/{n}" for n in told
    }


def test_reports_and_comparisons_show_payloads_as_text(tmp_path):
    """Names of sheets and texts of cells, where they are shown to people: no tag, no control character."""
    for folder, value in (("old", "1"), ("new", "2")):
        (tmp_path / folder).mkdir()
        for number, name in enumerate([*NAMES, "<script>alert(1)</script>"]):
            quoted = quoteattr(name)
            parts = good() | {BOOK: workbook(sheets=f'<sheet name={quoted} sheetId="1" r:id="rId1"/>')}
            parts[SHEET] = sheet(
                f'<row r="3"><c r="A3" t="inlineStr"><is><t>=cmd</t></is></c><c r="B3"><v>{value}</v></c><c r="C3"><f>1/0</f></c></row>'
            )
            (tmp_path / folder / f"{number}.xlsx").write_bytes(zipped(parts))
    run(RunRequest([tmp_path / "new"], tmp_path / "out", AS_OF), Listener())
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    command = [sys.executable, "-c", "from sop_xl.cli import main; main()", "diff", tmp_path / "old", tmp_path / "new"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert not [line for line in done.stdout.splitlines() if line.startswith(("=", "+", "-", "@"))]


def test_the_pack_shows_payloads_as_text(tmp_path):
    place = Path(__file__).parents[1] / "pack" / "conftest.py"
    spec = importlib.util.spec_from_file_location("pack_conftest", place)
    module = importlib.util.module_from_spec(spec)
    sys.modules["pack_conftest"] = module
    spec.loader.exec_module(module)
    from sop_xl.pack.make import make_pack

    families = ["=1+1", "+1+1", "@SUM(1)", "=cmd|' /C calc'!A0", '=HYPERLINK("http://x","y")', "<b>x</b>"]
    company = module.company_of(families).write(tmp_path / "company.xlsx")
    files = make_pack(company, run_id="0" * 12, complete=True, remarks=["=1+1: a remark"])
    with zipfile.ZipFile(io.BytesIO(files["executive_pack.xlsx"])) as archive:
        sheets = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
        strings = archive.read("xl/sharedStrings.xml")
        assert not [name for name in archive.namelist() if "hyperlink" in name.lower() or "externalLink" in name]
    assert not [f for part in sheets for f in FORMULA.findall(part) if f != b"#N/A"]
    assert b"=cmd|" in strings
