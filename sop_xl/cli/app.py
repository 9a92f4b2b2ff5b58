"""The commands by name; a command's module is loaded when it is called or listed, and it loads heavy parts itself."""

from __future__ import annotations

import importlib

import click

from sop_xl import __version__

_COMMANDS = (
    "new",
    "refresh",
    "demo",
    "run",
    "retry",
    "watch",
    "forecast",
    "diff",
    "check",
    "explain",
    "action",
    "functions",
    "install",
    "uninstall",
    "doctor",
)


class _Lazy(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _COMMANDS:
            return None
        command: click.Command = importlib.import_module(f"sop_xl.cli.{cmd_name}").command
        return command


@click.command(cls=_Lazy, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="sop-xl")
def app() -> None:
    """Sales & Operations Planning in the workbook.

    \b
    sop-xl demo                      build the worked example and run it
    sop-xl new MyCompany             a template to start from
    sop-xl run plans -o out --as-of 2020-06-30
    """
