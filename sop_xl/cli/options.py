"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from sop_xl.batch.confinement import Allowance

EXIT_CODES = (
    "Exit codes: 0 all good, 1 ran but something failed, 2 wrong call, 3 nothing matched, 4 a bug, 130 interrupted."
)

STATUSES = {
    "ok": "every formula calculated, no error cell, every check OK",
    "warned": "published, but a check, an error cell or the like needs a look",
    "needs-excel": "published, but some formulas keep their saved value",
    "failed": "not published; code, reason and remedy are told",
    "locked": "not published: the output is open elsewhere",
    "timed-out": "not published: took longer than --timeout",
    "unchanged": "published before from the same contents and settings",
    "skipped": "not run: a linked workbook failed, or --fail-fast ended the run",
}
STATUSES_AND_CODES = "\n\n".join(
    ["\b\nStatuses of a workbook:\n" + "\n".join(f"  {name:<12} {text}" for name, text in STATUSES.items()), EXIT_CODES]
)

Decorated = TypeVar("Decorated", bound=Callable[..., Any])


class Date(click.ParamType[dt.date]):
    """A date as YYYY-MM-DD."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> dt.date:  # noqa: ANN401
        """Read the date, or say what one looks like."""
        if isinstance(value, dt.date):
            return value
        try:
            return dt.date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date; write it as YYYY-MM-DD, for example 2020-06-30", param, ctx)


DATE = Date()


def WORK(command: Decorated) -> Decorated:  # noqa: N802  # stands where click's own options stand
    """How much of the machine a run may take."""
    for option in (
        click.option(
            "--temp-space", type=click.FloatRange(0.01), default=4, show_default=True, help="GiB per workbook."
        ),
        click.option(
            "--memory", type=click.FloatRange(0.25), default=4, show_default=True, help="GiB per process of a workbook."
        ),
        click.option(
            "--timeout", type=click.FloatRange(1), default=900, show_default=True, help="Seconds per workbook."
        ),
        click.option("--jobs", type=click.IntRange(1), help="Workbooks at a time [default: number of cores]."),
    ):
        command = option(command)
    return command


STYLE = click.option(
    "--format",
    "style",
    type=click.Choice(["text", "json", "jsonl"]),
    default="text",
    show_default=True,
    help="Text; the manifest as JSON; or a JSON line per event as it happens.",
)


def cores(jobs: int | None) -> int:
    """Number of workbooks at a time."""
    return jobs or os.cpu_count() or 1


def allowance(seconds: float, memory: float, temporary: float) -> Allowance:
    """Limits of a worker process from seconds and GiB."""
    from sop_xl.batch.confinement import Allowance

    return Allowance(seconds, int(memory * 2**30), int(temporary * 2**30))
