"""Write the files that are generated from the registry, or check that they are current.

python -m udfs            write them
python -m udfs --check    exit with 1 and name the stale ones
"""

from __future__ import annotations

import sys
from pathlib import Path

from sop_xl.functions.emit.intellisense import intellisense_table
from sop_xl.functions.emit.reference import reference_page
from sop_xl.functions.emit.vba import WIZARD, WRAPPERS, wizard_module, wrapper_module
from udfs import REGISTRY

_ROOT = Path(__file__).parent.parent


def generated_files() -> dict[Path, str]:
    """Text of every generated file by its path in the project."""
    return {
        _ROOT / "docs" / "functions.md": reference_page(REGISTRY),
        _ROOT / "workbooks" / "vba" / f"{WRAPPERS}.bas": wrapper_module(REGISTRY),
        _ROOT / "workbooks" / "vba" / f"{WIZARD}.bas": wizard_module(REGISTRY),
        _ROOT / "workbooks" / "vba" / "intellisense.tsv": intellisense_table(REGISTRY),
    }


def stale_files() -> list[Path]:
    """Generated files that are missing or differ from what the registry says."""
    return [
        path
        for path, text in generated_files().items()
        if not path.is_file() or path.read_bytes() != text.encode("utf-8")
    ]


def main() -> None:
    """Write or check."""
    if "--check" in sys.argv[1:]:
        stale = stale_files()
        if stale:
            names = ", ".join(path.relative_to(_ROOT).as_posix() for path in stale)
            sys.exit(f"Stale: {names}. Run: python -m udfs")
        return
    for path, text in generated_files().items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


if __name__ == "__main__":
    main()
