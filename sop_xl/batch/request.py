"""What is to be run, and its written form, from which a run can be repeated."""

from __future__ import annotations

import datetime as dt
import json
import os
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from sop_xl.batch.acceptance import Acceptance, read_policy
from sop_xl.batch.confinement import Allowance
from sop_xl.errors import UsageError

REQUEST = "run-request.json"


@dataclass(frozen=True)
class RunRequest:
    """What is to be run.

    Attributes
    ----------
    paths : sequence of Path
        Workbooks and folders of workbooks.
    output : Path, optional
        Folder of the results, manifest and pack. In place, workbooks are written back where they came from, and a
        folder is only needed for manifest and pack.
    as_of : date
        Planning date.
    dry_run : bool
        Calculate and judge, write nothing.
    select : sequence of str
        Patterns of the workbooks to be run; those that they link to are run too. Empty: all.
    force : bool
        Calculate workbooks even where an earlier run has published the same result.
    resume : bool
        Take over what earlier runs finished as if this run had done it; run the rest.
    fail_fast : bool
        Start nothing more once a workbook has failed.
    with_values : bool
        Let the manifest quote cells: details of checks, values that a function refused.
    verify : bool
        Have LibreOffice calculate the native formulas too, and compare.
    policy : Path, optional
        File of the differences that are accepted, with reasons; see ``batch.acceptance``.
    scheduler : str, optional
        Address of a Dask cluster that does the work instead of this machine.
    """

    paths: Sequence[Path]
    output: Path | None
    as_of: dt.date
    in_place: bool = False
    engine: str = "embedded"
    jobs: int = 1
    allowance: Allowance = field(default_factory=Allowance)
    dry_run: bool = False
    keep_stale_links: bool = False
    pack: bool = True
    select: Sequence[str] = ()
    force: bool = False
    resume: bool = False
    fail_fast: bool = False
    with_values: bool = False
    verify: bool = False
    policy: Path | None = None
    scheduler: str | None = None

    @property
    def settings(self) -> tuple[object, ...]:
        """What of the request changes a workbook's result."""
        settings = (self.as_of.isoformat(), self.keep_stale_links, self.with_values)
        return (*settings, "verify", *self.accepted) if self.verify else settings

    @cached_property
    def accepted(self) -> tuple[Acceptance, ...]:
        """Accepted differences, read from the policy file once."""
        return read_policy(self.policy) if self.policy is not None else ()


def write_request(request: RunRequest) -> str:
    """The request as text; paths are relative to the output, so that both can move together."""
    assert request.output is not None
    data = {
        "paths": [_relative(path, request.output) for path in request.paths],
        "as_of": request.as_of.isoformat(),
        "in_place": request.in_place,
        "engine": request.engine,
        "keep_stale_links": request.keep_stale_links,
        "pack": request.pack,
        "select": list(request.select),
        "with_values": request.with_values,
        "verify": request.verify,
        "policy": _relative(request.policy, request.output) if request.policy else None,
    }
    return json.dumps(data, indent=2) + "\n"


def read_request(folder: Path, *, jobs: int, allowance: Allowance) -> RunRequest:
    """The request that a run into a folder was made with, to be gone on with.

    Raises
    ------
    UsageError
        The folder holds no run, or its request is damaged.
    """
    try:
        data = json.loads((folder / REQUEST).read_text(encoding="utf-8"))
        return RunRequest(
            paths=[Path(os.path.normpath(folder / path)) for path in data["paths"]],
            output=folder,
            as_of=dt.date.fromisoformat(data["as_of"]),
            in_place=bool(data["in_place"]),
            engine=str(data["engine"]),
            jobs=jobs,
            allowance=allowance,
            keep_stale_links=bool(data["keep_stale_links"]),
            pack=bool(data["pack"]),
            select=[str(pattern) for pattern in data["select"]],
            resume=True,
            with_values=bool(data["with_values"]),
            verify=bool(data["verify"]),
            policy=Path(os.path.normpath(folder / data["policy"])) if data["policy"] else None,
        )
    except OSError as error:
        hint = "Give the output folder of an earlier sop-xl run."
        raise UsageError("holds no run that could be repeated", argument=str(folder), hint=hint) from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError("is damaged", argument=str(folder / REQUEST), hint="Run again with sop-xl run.") from error


def _relative(path: Path, folder: Path) -> str:
    """Path as seen from a folder; absolute where there is no way, as between drives."""
    try:
        return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()
    except ValueError:
        return path.resolve().as_posix()
