"""The pack as a PDF document: cover, pages with header and footer, bookmarks; the same pack gives the same bytes."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
from collections.abc import Sequence

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfgen.canvas import Canvas

from sop_xl.pack.formats import figure_text, sentence_text
from sop_xl.pack.look import BAD_FILL, GOOD_FILL, INK, LINE, MUTED, NAVY, SKY, VERMILION, WHITE
from sop_xl.pack.model import Pack, Page
from sop_xl.pack.pdf.axes import TITLE_SIZE
from sop_xl.pack.pdf.layout import draw_bands
from sop_xl.pack.pdf.pen import LEADING, Box, Pen, baseline_in, register_fonts, shortened, text_width, wrapped

_WIDTH, _HEIGHT = landscape(A4)
_MARGIN = 28.0
_HEADER, _FOOTER = 30.0, 30.0
_HEADLINE_SIZE, _MOST_HEADLINE_LINES = 15.0, 2
_PROBLEM_SIZE = 8.5
_COVER_BAND = 132.0
_MOST_REASONS = 5
_CONTENTS_SHARE = 0.31


def write_pdf(pack: Pack) -> bytes:
    """The pack as a PDF file."""
    register_fonts()
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(_WIDTH, _HEIGHT), invariant=1, pageCompression=1, lang="en")
    _date(canvas, pack.planning_date)
    canvas.setTitle(f"{pack.company}: {pack.title}, {pack.cycle}")
    canvas.setAuthor(pack.company)
    canvas.setSubject(f"Run {pack.run_id}")
    canvas.setCreator("sop_xl")
    canvas.setProducer("sop_xl")
    pen = Pen(canvas)
    _mark(canvas, 1, "Cover")
    _draw_cover(pen, pack)
    canvas.showPage()
    for number, page in enumerate(pack.pages, start=2):
        _mark(canvas, number, page.title)
        _draw_page(pen, page, pack)
        _draw_footer(pen, pack, number)
        canvas.showPage()
    canvas.save()
    return stream.getvalue()


def _date(canvas: Canvas, day: dt.date | None) -> None:
    """Date the document by the planning date, because the same pack must give the same bytes on any day."""
    document = canvas._doc  # the library offers no public way to date a document
    document.signature = hashlib.md5(usedforsecurity=False)  # without the time of its making
    if day is not None:
        document._timeStamp.YMDhms = (day.year, day.month, day.day, 0, 0, 0)


def _mark(canvas: Canvas, number: int, title: str) -> None:
    canvas.bookmarkPage(f"page{number}")
    canvas.addOutlineEntry(f"{number}  {title}", f"page{number}", level=0)


# ---- pages ----------------------------------------------------------------------------------------------------


def _draw_page(pen: Pen, page: Page, pack: Pack) -> None:
    band = Box(0, _HEIGHT - _HEADER, _WIDTH, _HEADER)
    pen.fill(band, NAVY)
    identity = f"{pack.company}  ·  cycle {pack.cycle}  ·  amounts in {pack.currency}"
    pen.text(_WIDTH - _MARGIN, baseline_in(band, 9), identity, 9, SKY, align="right")
    room = _WIDTH - 3 * _MARGIN - text_width(identity, 9)
    pen.text(_MARGIN, baseline_in(band, 14), shortened(page.title, room, 14, bold=True), 14, WHITE, bold=True)
    body = Box(_MARGIN, _FOOTER + 6, _WIDTH - 2 * _MARGIN, band.bottom - _FOOTER - 6 - 9)
    tallest = _HEADLINE_SIZE * LEADING * _MOST_HEADLINE_LINES
    head, _ = body.cut_top(tallest)
    used = pen.paragraph(head, sentence_text(page.headline), _HEADLINE_SIZE, NAVY, bold=True)
    _, body = body.cut_top(used + 4)
    if page.problems:
        body = _draw_problems(pen, body, page.problems)
    _, body = body.cut_top(6)
    draw_bands(pen, page.bands, body)


def _draw_problems(pen: Pen, body: Box, problems: Sequence[str]) -> Box:
    lines = [line for problem in problems for line in wrapped(problem, body.width - 20, _PROBLEM_SIZE)]
    height = (len(lines) + 1) * _PROBLEM_SIZE * LEADING + 8
    strip, rest = body.cut_top(height)
    pen.fill(strip, BAD_FILL, radius=3)
    pen.paragraph(strip.inset(10, 4), "This page is INCOMPLETE:", _PROBLEM_SIZE, VERMILION, bold=True)
    for row, line in enumerate(lines, start=1):
        y = strip.top - 4 - _PROBLEM_SIZE * (0.8 + row * LEADING)
        pen.text(strip.left + 10, y, line, _PROBLEM_SIZE, INK)
    return rest


def _draw_footer(pen: Pen, pack: Pack, number: int) -> None:
    y = _FOOTER - 12
    pen.line([(_MARGIN, _FOOTER), (_WIDTH - _MARGIN, _FOOTER)], LINE)
    state = "" if pack.complete else "  ·  INCOMPLETE"
    pen.text(_MARGIN, y, _identity(pack) + state, 8, MUTED)
    pen.text(_WIDTH - _MARGIN, y, f"{number} / {len(pack.pages) + 1}", 8, MUTED, bold=True, align="right")


def _identity(pack: Pack) -> str:
    return f"{pack.company}  ·  cycle {pack.cycle}  ·  planning date {figure_text(pack.as_of)}  ·  run {pack.run_id}"


# ---- cover ----------------------------------------------------------------------------------------------------


def _draw_cover(pen: Pen, pack: Pack) -> None:
    band = Box(0, _HEIGHT - _COVER_BAND, _WIDTH, _COVER_BAND)
    pen.fill(band, NAVY)
    room = _WIDTH - 2 * _MARGIN
    pen.text(_MARGIN, band.top - 52, shortened(pack.company, room, 30, bold=True), 30, WHITE, bold=True)
    pen.text(_MARGIN, band.top - 78, pack.title, 17, SKY)
    line = "   ·   ".join(
        (
            f"Cycle {pack.cycle}",
            f"planning date {figure_text(pack.as_of)}",
            f"run {pack.run_id}",
            f"amounts in {pack.currency}",
        )
    )
    pen.text(_MARGIN, band.top - 104, line, 11, WHITE)
    body = Box(_MARGIN, _FOOTER + 6, _WIDTH - 2 * _MARGIN, band.bottom - _FOOTER - 6 - 16)
    contents_width = body.width * _CONTENTS_SHARE
    main, right = body.cut_left(body.width - contents_width)
    main = _draw_state(pen, main._replace(width=main.width - 30), pack)
    draw_bands(pen, pack.cover, main)
    _draw_contents(pen, right, pack)
    _draw_footer(pen, pack, 1)


def _draw_state(pen: Pen, box: Box, pack: Pack) -> Box:
    """COMPLETE or INCOMPLETE, with the reasons."""
    reasons = list(pack.reasons)
    if len(reasons) > _MOST_REASONS:
        hidden = len(reasons) - _MOST_REASONS + 1
        reasons = [*reasons[: _MOST_REASONS - 1], f"and {hidden} more, each named on its page"]
    if not reasons:
        reasons = ["Every workbook was recalculated, no check fails, no number is missing."]
    lines = [line for reason in reasons for line in wrapped(reason, box.width - 140, 9.5)]
    height = max(34.0, len(lines) * 9.5 * LEADING + 14)
    strip, rest = box.cut_top(height)
    pen.fill(strip, GOOD_FILL if pack.complete else BAD_FILL, radius=4)
    word = "COMPLETE" if pack.complete else "INCOMPLETE"
    pen.text(strip.left + 12, baseline_in(strip, 16), word, 16, NAVY if pack.complete else VERMILION, bold=True)
    top = strip.bottom + (strip.height + len(lines) * 9.5 * LEADING) / 2
    for row, line in enumerate(lines):
        pen.text(strip.left + 128, top - 9.5 * (0.85 + row * LEADING), line, 9.5, INK)
    return rest.cut_top(16)[1]


def _draw_contents(pen: Pen, box: Box, pack: Pack) -> None:
    head, rest = box.cut_top(20)
    pen.text(head.left, head.top - 10, "Contents", TITLE_SIZE + 1, NAVY, bold=True)
    step = min(19.0, rest.height / max(len(pack.pages), 1))
    size = min(10.5, step * 0.72)
    for number, page in enumerate(pack.pages, start=2):
        strip, rest = rest.cut_top(step)
        y = baseline_in(strip, size)
        pen.text(strip.left, y, shortened(page.title, strip.width - 30, size), size, INK)
        pen.text(strip.right, y, str(number), size, MUTED, align="right")
        pen.line([(strip.left, strip.bottom), (strip.right, strip.bottom)], LINE, 0.4)
        pen.canvas.linkAbsolute("", f"page{number}", Rect=(strip.left, strip.bottom, strip.right, strip.top))
