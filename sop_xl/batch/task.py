"""What a run asks of one workbook; apart from the recalculation, whose engine a scheduler need not load."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from sop_xl.batch.acceptance import Acceptance


@dataclass(frozen=True)
class Task:
    """What is to be recalculated, and how."""

    source: Path
    label: str
    as_of: dt.date
    linked: Mapping[str, Path]  # fresh workbooks by the link target that the file names
    keep_stale_links: bool = False
    with_values: bool = False  # whether the report may quote cells
    verify: bool = False  # have LibreOffice calculate the native formulas too, and compare
    accepted: tuple[Acceptance, ...] = ()  # differences that are known
    processes: int = 1  # that may work on it side by side; what comes out is the same
