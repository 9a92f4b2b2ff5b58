"""``sop-xl action``: what the ribbon's buttons do, without Excel."""

from __future__ import annotations

import datetime as dt
import sys
from collections.abc import Callable
from pathlib import Path

import click

from sop_xl.cli.options import DATE

_EXIT = "Exit codes: 0 done, 1 done and something needs a look, 2 usage."
_SHOWN = 20  # changes that are listed; more are counted


class _Actions(click.Group):
    """A subcommand per action, made from its definition."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        from sop_xl.actions.registry import actions

        return [action.name for action in actions()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        return _command(cmd_name) if cmd_name in self.list_commands(ctx) else None


@click.group(cls=_Actions, invoke_without_command=True)
@click.pass_context
def command(ctx: click.Context) -> None:
    """Do what a button of the ribbon does, on a workbook, on several, or on those of a folder: in all or in none.

    Without a name it lists the actions by group. Without -o or --in-place nothing is written: the result is shown.

    \b
    sop-xl action
    sop-xl action status company.xlsx
    sop-xl action forecast north.xlsx -o north-new.xlsx --method theta
    sop-xl action roll-forward PLANS --data ERP --in-place
    """
    if ctx.invoked_subcommand is None:
        from sop_xl.cli.action_report import listing

        click.echo(listing())


def _say(text: str) -> None:
    """Progress, for people who watch."""
    if sys.stderr.isatty():
        click.echo(f"… {text}", err=True)


def _command(name: str) -> click.Command:
    from sop_xl.actions.definition import Form
    from sop_xl.actions.registry import action

    definition = action(name)
    params: list[click.Parameter] = [
        click.Argument(["books"], nargs=-1, required=True, type=click.Path(path_type=Path, exists=True)),
        click.Option(["-o", "--output"], type=click.Path(path_type=Path),
                     help="Workbook to write; a folder where several are given."),
        click.Option(["--in-place"], is_flag=True, help="Write the workbooks back; undo takes it back."),
        click.Option(["--dry-run"], is_flag=True, help="Show what would change; write nothing at all."),
        click.Option(["--drafts"], type=click.Path(path_type=Path, file_okay=False),
                     help="Folder of drafts and packs [default: beside the workbook]."),
        click.Option(["--today"], type=DATE, default=None, help="Day of the call [default: today]."),
        click.Option(["--json", "as_json"], is_flag=True, help="Machine-readable."),
    ]  # fmt: skip
    for parameter in definition.parameters:
        flag = f"--{parameter.name}"
        if parameter.form is Form.FLAG:
            params.append(click.Option([flag], is_flag=True, help=parameter.text))
        else:
            params.append(click.Option([flag], metavar=parameter.form.name, help=parameter.text))
    names = [parameter.name for parameter in definition.parameters]
    text = f"{definition.screentip}.\n\n{definition.supertip}"
    return click.Command(name, params=params, callback=_callback(name, names), help=text, epilog=_EXIT)


def _callback(name: str, names: list[str]) -> Callable[..., int]:
    def run(
        books: tuple[Path, ...],
        output: Path | None,
        in_place: bool,
        dry_run: bool,
        drafts: Path | None,
        today: dt.date | None,
        as_json: bool,
        **typed: object,
    ) -> int:
        from sop_xl.actions.files import ActionRequest, run_action
        from sop_xl.cli.action_report import as_text, to_json

        given = {key: ("yes" if value is True else str(value)) for key in names if (value := typed.get(key))}
        request = ActionRequest(
            name=name,
            books=books,
            output=output,
            in_place=in_place,
            dry_run=dry_run,
            drafts=drafts,
            today=today or dt.date.today(),  # noqa: DTZ011  # the user's own calendar
            given=given,
        )
        done = run_action(request, _say)
        click.echo(to_json(done) if as_json else as_text(done, _SHOWN))
        return 1 if done.attention else 0

    return run
