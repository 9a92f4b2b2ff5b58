"""Options that several commands share."""

from __future__ import annotations

import datetime as dt
from typing import Any

import click

EXIT_CODES = (
    "Exit codes: 0 all good, 1 ran but something failed, 2 wrong call, 3 nothing matched, 4 a bug, 130 interrupted."
)


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
