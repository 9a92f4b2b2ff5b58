"""What a run did, as data: the contents of ``run.json``.

The manifest holds no clock and no machine: the same inputs and planning date give the same bytes. The schema is
described in docs/run-manifest.md; ``SCHEMA`` rises when a field changes its meaning or goes.
"""

from __future__ import annotations

import dataclasses
import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any

from sop_xl import __version__
from sop_xl.errors import SopError

SCHEMA = 1


class Status(StrEnum):
    """How a workbook came out."""

    OK = "ok"
    WARNED = "warned"  # published, but a check or an error cell needs a look
    NEEDS_EXCEL = "needs-excel"  # published, but some formulas could not be calculated and keep their saved values
    FAILED = "failed"  # not published
    LOCKED = "locked"  # the output is open elsewhere; not published
    TIMED_OUT = "timed-out"
    UNCHANGED = "unchanged"  # published before from the same contents and settings; ``outcome`` tells how it came out
    SKIPPED = "skipped"  # not run because a linked workbook failed, or the run ended at the first failure


UNFINISHED = (Status.FAILED, Status.LOCKED, Status.TIMED_OUT, Status.SKIPPED)


@dataclass(frozen=True)
class ErrorCell:
    """A cell that shows an Excel error; ``origin`` is the cell it came from."""

    sheet: str
    cell: str
    error: str
    hint: str
    origin: str | None = None


@dataclass(frozen=True)
class Check:
    """A line of the workbook's Checks table."""

    name: str
    status: str
    detail: str


@dataclass(frozen=True)
class NotCalculated:
    """A formula cell that kept its saved value, with the reason."""

    sheet: str
    cell: str
    reason: str


@dataclass(frozen=True)
class Difference:
    """A native formula cell that LibreOffice calculates otherwise; ``accepted`` is the reason of a policy."""

    sheet: str
    cell: str
    difference: str
    accepted: str | None = None


@dataclass
class Verification:
    """What LibreOffice said of the native formulas."""

    compared: int = 0
    not_compared: int = 0  # LibreOffice does not know a function of them
    differences: list[Difference] = field(default_factory=list)

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> Verification:
        """The verification that a manifest or journal holds."""
        differences = [Difference(**item) for item in data["differences"]]
        return cls(data["compared"], data["not_compared"], differences)

    @property
    def open_differences(self) -> list[Difference]:
        """Differences that no policy accepts."""
        return [difference for difference in self.differences if difference.accepted is None]


@dataclass(frozen=True)
class Failure:
    """Why a workbook failed."""

    code: str
    message: str
    hint: str | None = None

    @classmethod
    def of(cls, error: SopError) -> Failure:
        """The failure that an error tells of."""
        message = str(error).removesuffix(error.hint or "").rstrip()
        return cls(error.code, message, error.hint)


@dataclass
class WorkbookReport:
    """One workbook of a run."""

    path: str
    status: Status = Status.OK
    outcome: Status | None = None  # of an unchanged workbook: its status when it was calculated
    fingerprint: str | None = None  # hash of all that its result depends on; see batch.history
    input_sha256: str | None = None
    output: str | None = None
    output_sha256: str | None = None
    native_formulas: int = 0
    sop_formulas: int = 0
    sop_calls: int = 0
    links: list[str] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)
    error_cells: list[ErrorCell] = field(default_factory=list)
    not_calculated: list[NotCalculated] = field(default_factory=list)
    unsupported_functions: list[str] = field(default_factory=list)
    functions: dict[str, dict[str, int]] = field(default_factory=dict)  # formulas by status and function
    verification: Verification | None = None  # with --verify
    signed: bool = False  # had a digital signature, which does not hold for the new values
    failure: Failure | None = None

    @property
    def open_checks(self) -> list[Check]:
        """Checks that are not OK."""
        return [check for check in self.checks if check.status != "OK"]

    @property
    def kept_by_reason(self) -> list[tuple[NotCalculated, int]]:
        """For every reason of its own, the first cell that was kept for it, and how many there are."""
        causes = [cell for cell in self.not_calculated if not cell.reason.startswith("depends on")]
        counts = Counter(cell.reason for cell in causes)
        first = {cell.reason: cell for cell in reversed(causes)}
        return [(first[reason], count) for reason, count in counts.items()]

    @property
    def is_published(self) -> bool:
        """Whether there is a recalculated workbook."""
        return self.status not in UNFINISHED

    @property
    def shown_status(self) -> Status:
        """The status that tells whether a look is needed: of an unchanged workbook, its outcome."""
        return self.outcome or self.status

    @property
    def reason(self) -> str:
        """Why it failed, without its own name in front: it stands where the name has been said."""
        said = self.failure.message if self.failure else ""
        return said.removeprefix(f"{self.path}: ").removeprefix(f"{PurePosixPath(self.path).name}: ")

    @property
    def remarks(self) -> list[str]:
        """Why the numbers of this workbook are not complete; empty when they are."""
        if self.failure is not None:
            return [f"{self.path}: {self.reason}"]
        found = [f"{self.path}: check failed: {check.name}" for check in self.checks if check.status == "FAIL"]
        if self.error_cells:
            first = self.error_cells[0]
            found.append(f"{self.path}: {len(self.error_cells)} error cells, first {first.sheet}!{first.cell}")
        if self.not_calculated:
            found.append(f"{self.path}: {len(self.not_calculated)} formulas could not be calculated")
        if self.signed:
            found.append(f"{self.path}: its digital signature does not hold for the new values; sign it again")
        if self.verification is not None and self.verification.open_differences:
            count = len(self.verification.open_differences)
            found.append(f"{self.path}: {count} cells differ from what LibreOffice calculates")
        return found

    @classmethod
    def of(cls, data: Mapping[str, Any]) -> WorkbookReport:
        """The report that a manifest or journal holds.

        Raises
        ------
        ValueError, TypeError, KeyError
            The data is no such report.
        """
        nested: dict[str, type] = {"checks": Check, "error_cells": ErrorCell, "not_calculated": NotCalculated}
        known = {f.name for f in dataclasses.fields(cls)}
        report = cls(**{name: value for name, value in data.items() if name in known and name not in nested})
        for name, kind in nested.items():
            setattr(report, name, [kind(**item) for item in data[name]])
        report.status = Status(report.status)
        report.outcome = Status(report.outcome) if report.outcome else None
        report.failure = Failure(**data["failure"]) if data["failure"] else None
        report.verification = Verification.of(data["verification"]) if data.get("verification") else None
        return report

    def fail(self, error: SopError, status: Status = Status.FAILED) -> WorkbookReport:
        """Note a failure."""
        self.status, self.failure = status, Failure.of(error)
        return self


@dataclass
class RunReport:
    """A whole run."""

    as_of: str
    engine: str
    workbooks: list[WorkbookReport] = field(default_factory=list)
    pack: list[str] = field(default_factory=list)
    pack_failure: Failure | None = None
    manifest_failure: Failure | None = None  # only ever in what is printed
    version: str = __version__
    schema: int = SCHEMA

    @property
    def run_id(self) -> str:
        """Twelve hexadecimal digits that depend on inputs, planning date, engine and version alone."""
        seed = [self.version, self.as_of, self.engine]
        seed += [f"{w.path} {w.input_sha256}" for w in sorted(self.workbooks, key=lambda w: w.path)]
        return hashlib.sha256("\n".join(seed).encode(errors="surrogateescape")).hexdigest()[:12]

    @property
    def remarks(self) -> list[str]:
        """Why the run is not complete; empty when it is."""
        return [remark for workbook in self.workbooks for remark in workbook.remarks]

    @property
    def is_complete(self) -> bool:
        """Every workbook came out, with all formulas calculated, no error cell and no check failed."""
        return not self.remarks

    def to_json(self) -> str:
        """The manifest as text."""
        data: dict[str, Any] = {"schema": self.schema, "run_id": self.run_id, "complete": self.is_complete}
        data |= dataclasses.asdict(self)
        text = json.dumps(data, indent=2, ensure_ascii=False) + "\n"
        return text.encode(errors="backslashreplace").decode()  # a file name may be no text
