"""``sop-xl uninstall``: take away what ``sop-xl install`` has put on this machine."""

from __future__ import annotations

import click


@click.command(epilog="Exit codes: 0 done or nothing to do, 1 a step failed, 2 usage.")
@click.option("--yes", is_flag=True, help="Carry the plan out without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
def command(yes: bool, dry_run: bool) -> int:
    """Remove add-in, settings and Python environment that were installed; nothing else, and no workbook.

    A file that was changed since it was installed stays where it is.
    """
    from sop_xl.setup.install import carry_out, run_program, uninstall_plan
    from sop_xl.setup.machine import this_machine

    machine = this_machine()
    steps = uninstall_plan(machine)
    if not steps:
        click.echo("Nothing of sop_xl is installed for Excel.")
        return 0
    click.echo("The plan:")
    for number, step in enumerate(steps, start=1):
        click.echo(f"  {number}. {step}")
    if dry_run or not (yes or click.confirm("Carry it out?")):
        click.echo("Nothing was changed.")
        return 0
    carry_out(steps, machine, run_program, lambda text: click.echo(f"… {text}", err=True))
    click.echo("Done. Workbooks keep their saved values.")
    return 0
