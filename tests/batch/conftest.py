"""Helpers of these tests lie beside them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def chain(tmp_path) -> Path:
    """Three workbooks in a chain, named so that the alphabet is the wrong order."""
    from books import write

    folder = tmp_path / "in"
    write(folder / "c_first.xlsx", {"A1": 2, "A2": "=A1*10", "A3": "text", "A4": "=1/0"})
    write(
        folder / "b_second.xlsx",
        {"A1": "=[1]S!A2+1", "A2": "=[1]S!A3", "A3": "=IFERROR([1]S!A4,-1)"},
        {"1": "c_first.xlsx"},
    )
    write(folder / "a_third.xlsx", {"A1": "=[1]S!A1+SUM([2]S!A1:A2)"}, {"1": "b_second.xlsx", "2": "c_first.xlsx"})
    return folder
