"""The pictures of the guides, rendered from the worked example's workbooks.

sop-xl demo out/demo
python benchmarks/pictures.py out/demo/published docs/pictures

Needs LibreOffice, poppler and Pillow; the program itself needs none of them.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
from pathlib import Path

from PIL import Image

from sop_xl.book.workbook import Workbook

# Picture → workbook, sheet, and the share of its height that is shown.
PICTURES = {  # LibreOffice knows no SOP function: what it recalculates on loading is not shown
    "home": ("europe.xlsx", "Home", 0.75),
    "demand-review": ("europe.xlsx", "Demand review", 0.37),
    "supply-review": ("europe.xlsx", "Supply review", 0.75),
    "finance-review": ("company.xlsx", "Finance review", 0.5),
    "agenda": ("company.xlsx", "Agenda", 1.0),
}
SINGLE_PAGES = 'pdf:calc_pdf_Export:{"SinglePageSheets":{"type":"boolean","value":"true"}}'
WIDTH, MOST_BYTES = 1100, 150_000


def printed(book: Path, scratch: Path) -> Path:
    target = scratch / f"{book.stem}.pdf"
    if not target.exists():
        profile = f"-env:UserInstallation=file://{scratch}/profile"
        command = ["soffice", profile, "--headless", "--convert-to", SINGLE_PAGES, "--outdir", str(scratch), str(book)]
        subprocess.run(command, check=True, capture_output=True)
    return target


def picture(book: Path, sheet: str, share: float, target: Path, scratch: Path) -> None:
    page = str(list(Workbook.open(book).sheets).index(sheet) + 1)
    pdf = printed(book, scratch)
    out = scratch / "page"
    subprocess.run(
        ["pdftoppm", "-png", "-r", "80", "-f", page, "-l", page, "-singlefile", str(pdf), str(out)], check=True
    )
    image = Image.open(out.with_suffix(".png")).convert("RGB")
    image = image.crop((0, 0, image.width, int(image.height * share)))
    image = image.resize((WIDTH, round(image.height * WIDTH / image.width)), Image.Resampling.LANCZOS)
    colours = 64
    while True:
        image.quantize(colours).save(target, optimize=True)
        if target.stat().st_size <= MOST_BYTES:
            break
        colours //= 2
    print(target, image.size, target.stat().st_size)


def main() -> None:
    published, folder = Path(sys.argv[1]), Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for name, (book, sheet, share) in PICTURES.items():
            picture(published / book, sheet, share, folder / f"{name}.png", Path(scratch))


if __name__ == "__main__":
    main()
