"""The page of a run: what failed first, self-contained, escaped, and no state told by colour alone."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from books import go, statuses, write

from sop_xl.batch.html_report import html_report
from sop_xl.batch.manifest import (
    Check,
    Difference,
    ErrorCell,
    Failure,
    NotCalculated,
    RunReport,
    Status,
    Verification,
    WorkbookReport,
)
from sop_xl.batch.run import PAGE

EVIL = "<script>alert('x')</script>&\"'"


class Page(HTMLParser):
    """Tags and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data):
        self.text += f"{data}\n"


def a_report() -> RunReport:
    return RunReport(
        "2020-06-30",
        "embedded",
        [
            WorkbookReport("a_fine.xlsx", native_formulas=1234),
            WorkbookReport("b_warned.xlsx", Status.WARNED, error_cells=[ErrorCell("S", "A1", "#N/A", "why", None), ErrorCell("S", "A2", "#N/A", "x", "S!A1")]),
            WorkbookReport("c_checks.xlsx", Status.WARNED, checks=[Check("look", "WARN", ""), Check("broken check", "FAIL", ""), Check("good", "OK", "")]),
            WorkbookReport("d_excel.xlsx", Status.NEEDS_EXCEL, not_calculated=[NotCalculated("S", "A1", "unsupported function X")]),
            WorkbookReport("e_unchanged.xlsx", Status.UNCHANGED, outcome=Status.OK),
            WorkbookReport("f_failed.xlsx", Status.FAILED, failure=Failure("corrupt", "f_failed.xlsx: is damaged.", "Mend it.")),
        ],
    )  # fmt: skip


def test_what_failed_comes_first_then_failed_checks():
    text = Page(html_report(a_report())).text
    order = [text.index(name) for name in ("f_failed", "c_checks", "d_excel", "b_warned")]
    assert order == sorted(order)
    assert text.index("broken check") < text.index("look\n", order[1])
    assert "Mend it." in text
    assert "and 1 more error cell from these" in text
    assert text.index("Needs a look") < order[0] < text.index("Workbooks\n")


def test_every_status_is_a_word_with_a_mark_of_its_own():
    report = RunReport("d", "e", [WorkbookReport(f"{status}.xlsx", status) for status in Status])
    text = Page(html_report(report)).text
    marks = set()
    for status in Status:
        mark = re.search(rf"(\S) {status.value}(?:,|\n| )", text)
        assert mark, status
        marks.add(mark[1])
    assert len(marks) == len(Status)


def test_nothing_is_loaded_or_run():
    page = Page(html_report(a_report()))
    assert not {"script", "img", "link", "iframe", "object", "embed", "form", "a"} & set(page.tags)
    assert not {"src", "href", "onclick", "onload", "style"} & {name for name, _ in page.attributes}
    assert "default-src 'none'" in dict(page.attributes).get("content", "") or any(
        value and "default-src 'none'" in value for _, value in page.attributes
    )
    assert "url(" not in html_report(a_report())
    assert "@import" not in html_report(a_report())


def test_text_of_files_stays_text():
    report = RunReport(
        EVIL,
        EVIL,
        [
            WorkbookReport(
                EVIL,
                Status.FAILED,
                links=[EVIL],
                checks=[Check(EVIL, "FAIL", EVIL)],
                error_cells=[ErrorCell(EVIL, EVIL, EVIL, EVIL, None)],
                not_calculated=[NotCalculated(EVIL, EVIL, EVIL)],
                unsupported_functions=[EVIL],
                failure=Failure(EVIL, EVIL, EVIL),
            )
        ],
        pack=[EVIL],
        pack_failure=Failure(EVIL, EVIL, EVIL),
    )
    page = Page(html_report(report))
    assert "script" not in page.tags
    assert page.text.count("<script>alert('x')</script>") >= 14


def test_a_run_without_trouble_says_so():
    page = Page(html_report(RunReport("2020-06-30", "embedded", [WorkbookReport("a.xlsx")])))
    assert "Nothing: every formula was calculated" in page.text
    assert "✔ Complete" in page.text


def test_it_stands_beside_the_manifest_and_its_bytes_depend_on_the_run_alone(tmp_path):
    write(tmp_path / "in" / "a.xlsx", {"A1": "=1/0"})
    for name in ("one", "two"):
        assert statuses(go(tmp_path / "in", output=tmp_path / name)) == {"a.xlsx": "warned"}
    assert (tmp_path / "one" / PAGE).read_bytes() == (tmp_path / "two" / PAGE).read_bytes()


def test_what_libreoffice_calculates_otherwise_is_told_and_what_is_accepted_with_its_reason():
    open_one = Difference("S", "B2", "numbers that differ by 1.0e-03 of their size")
    known = Difference("S", "B3", "different texts", "LibreOffice rounds here & there")
    report = a_report()
    report.workbooks[0].verification = Verification(1200, 34, [open_one, known])
    report.workbooks[0].status = Status.WARNED
    text = Page(html_report(report)).text
    assert "1,198 of 1,200" in text
    assert "34 formulas" in text
    needs_a_look = text[text.index("Needs a look") : text.index("Workbooks\n")]
    assert "S!B2" in needs_a_look
    assert "1.0e-03" in needs_a_look
    accepted = text[text.index("Accepted differences") : text.index("Provenance")]
    assert "LibreOffice rounds here & there" in accepted
    assert "S!B3" not in needs_a_look
    assert "S!B2" not in accepted
    assert "Same in LibreOffice" not in Page(html_report(a_report())).text
