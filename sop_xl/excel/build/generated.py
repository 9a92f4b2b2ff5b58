"""The generated texts of the ribbon as files of the project, for review: written or checked.

python -m sop_xl.excel.build            write them
python -m sop_xl.excel.build --check    exit with 1 and name the stale ones
"""

from __future__ import annotations

from pathlib import Path

from sop_xl.actions.registry import actions
from sop_xl.excel.build.drawing import ribbon_drawing
from sop_xl.excel.build.ribbon import CALLBACKS, callbacks_module, ribbon_xml

_ROOT = Path(__file__).parent.parent.parent.parent


def generated_files() -> dict[Path, str]:
    """Text of every generated file by its path in the project."""
    vba = _ROOT / "workbooks" / "vba"
    return {
        vba / f"{CALLBACKS}.bas": callbacks_module(actions()),
        vba / "customUI.xml": ribbon_xml(actions(), addin=False),
        vba / "customUI_addin.xml": ribbon_xml(actions(), addin=True),
        _ROOT / "docs" / "ribbon.svg": ribbon_drawing(ribbon_xml(actions(), addin=False)),
    }


def stale_files() -> list[Path]:
    """Generated files that are missing or differ from what the actions say."""
    return [
        path
        for path, text in generated_files().items()
        if not path.is_file() or path.read_bytes() != text.encode("utf-8")
    ]


def write_files() -> None:
    """Write them."""
    for path, text in generated_files().items():
        path.write_bytes(text.encode("utf-8"))
