"""``sop-xl uninstall``: take away what ``sop-xl install`` has put on this machine."""

from __future__ import annotations

import click


@click.command(epilog="Exit codes: 0 done or nothing to do, 2 refused or a step failed: it says what to do.")
@click.option("--yes", is_flag=True, help="Carry the plan out without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
def command(yes: bool, dry_run: bool) -> int:
    """Remove add-in, settings and Python environment that were installed; nothing else, and no workbook.

    A file that was changed since it was installed stays where it is, and so do drafts.
    """
    from sop_xl.setup.machine import this_machine
    from sop_xl.setup.uninstall import left_behind, take_away, uninstall_plan

    machine = this_machine()
    steps = uninstall_plan(machine)
    if not steps:
        click.echo("Nothing of sop_xl is installed for Excel.")
        return 0
    click.echo("The plan:")
    for number, step in enumerate(steps, start=1):
        click.echo(f"  {number}. {step}")
    for line in left_behind(machine):
        click.echo(f"  stays: {line}")
    if machine.excel_runs():
        click.echo("Excel is open: close it before the plan is carried out.")
    if dry_run or not (yes or click.confirm("Carry it out?")):
        click.echo("Nothing was changed.")
        return 0
    take_away(steps, machine, lambda text: click.echo(f"… {text}", err=True))
    click.echo("Done. Workbooks keep their saved values.")
    return 0
