"""The pictures of the README and the guides, rendered from the worked example's workbooks and pack.

sop-xl demo out/demo
python benchmarks/pictures.py out/demo/published docs/pictures

Needs LibreOffice, poppler, Chromium and Pillow; the program itself needs none of them.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from PIL import Image

from sop_xl.book.workbook import Workbook

# Picture → workbook, sheet, and the share of its height that is shown.
SHEETS = {
    "home": ("europe.xlsx", "Home", 0.66),
    "demand-review": ("europe.xlsx", "Demand review", 0.66),
    "supply-review": ("europe.xlsx", "Supply review", 0.75),
    "finance-review": ("company.xlsx", "Finance review", 0.475),
    "agenda": ("company.xlsx", "Agenda", 1.0),
}
PACK, PACK_PAGES = "pack/executive_pack.pdf", {"pack-dashboard": 3, "pack-profit": 5}
SINGLE_PAGES = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
WIDTH, REPORT_HEIGHT, MOST_BYTES = 1100, 1290, 150_000
_FORMULA = re.compile(rb"<f(?:\s[^>]*)?/>|<f(?:\s[^>]*)?>[^<]*</f>")


def saved_values(book: Path, target: Path) -> None:
    """A copy with the saved values only: LibreOffice knows no SOP function and must not recalculate one."""
    with zipfile.ZipFile(book) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        for name in source.namelist():
            data = source.read(name)
            copy.writestr(name, _FORMULA.sub(b"", data) if name.startswith("xl/worksheets/sheet") else data)


def printed(book: Path, scratch: Path) -> Path:
    """The workbook as a PDF, one page per sheet."""
    target = scratch / f"{book.stem}.pdf"
    if not target.exists():
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        values = scratch / book.name
        saved_values(book, values)
        command = [
            "soffice",
            profile,
            "--headless",
            "--convert-to",
            SINGLE_PAGES,
            "--outdir",
            str(scratch),
            str(values),
        ]
        subprocess.run(command, check=True, capture_output=True)
    return target


def page_picture(pdf: Path, page: int, share: float, target: Path, scratch: Path) -> None:
    """The upper share of a page."""
    out = scratch / "page"
    pages = ["-f", str(page), "-l", str(page), "-singlefile"]
    subprocess.run(["pdftoppm", "-png", "-r", "110", *pages, str(pdf), str(out)], check=True)
    image = Image.open(out.with_suffix(".png")).convert("RGB")
    save(image.crop((0, 0, image.width, int(image.height * share))), target)


def report_picture(report: Path, target: Path, scratch: Path) -> None:
    """The report of the run as a browser shows it."""
    out = scratch / "report.png"
    size = f"--window-size={WIDTH},{REPORT_HEIGHT}"
    options = ["--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", size, f"--screenshot={out}"]
    subprocess.run(["chromium", *options, report.resolve().as_uri()], check=True, capture_output=True)
    save(Image.open(out).convert("RGB"), target)


def save(image: Image.Image, target: Path) -> None:
    """The picture as wide as all of them, in as many colours as its size allows."""
    image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    colours = 256
    while True:
        image.quantize(colours, method=Image.Quantize.MAXCOVERAGE).save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            break
        colours //= 2
    print(target, image.size, target.stat().st_size)


def main() -> None:
    published, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (book, sheet, share) in SHEETS.items():
            page = list(Workbook.open(published / book).sheets).index(sheet) + 1
            page_picture(printed(published / book, Path(scratch)), page, share, folder / f"{name}.png", Path(scratch))
        for name, page in PACK_PAGES.items():
            page_picture(published / PACK, page, 1.0, folder / f"{name}.png", Path(scratch))
        report_picture(published / "report.html", folder / "run-report.png", Path(scratch))


if __name__ == "__main__":
    main()
