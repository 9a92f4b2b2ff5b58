"""``sop-xl install``: Python, add-in and settings for Excel on this machine."""

from __future__ import annotations

import click


@click.command(epilog="Exit codes: 0 done or nothing to do, 1 a step failed, 2 usage.")
@click.option("--yes", is_flag=True, help="Carry the plan out without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
@click.option("--source", help="What pip installs instead of the released package, such as a wheel.")
@click.option("--renew", is_flag=True, help="Install the package again even when it is there.")
def command(yes: bool, dry_run: bool, source: str | None, renew: bool) -> int:
    """Set Excel up on this machine: a Python at its fixed place, the add-in, and xlwings' settings.

    The plan is shown first. Nothing is overwritten without a copy beside it, and sop-xl uninstall takes all away.
    """
    from sop_xl.setup.install import carry_out, install_plan, run_program
    from sop_xl.setup.machine import this_machine

    machine = this_machine()
    made = None
    if machine.has_excel:
        from sop_xl.excel.build.addin import addin

        made = addin()
    steps = install_plan(machine, made, source, renew=renew)
    if not machine.has_excel:
        click.echo("Excel is not on this system: only the Python environment is made; headless work needs no more.")
    if not steps:
        click.echo("All is in place. Look at it with: sop-xl doctor")
        return 0
    click.echo("The plan:")
    for number, step in enumerate(steps, start=1):
        click.echo(f"  {number}. {step}")
    if dry_run or not (yes or click.confirm("Carry it out?")):
        click.echo("Nothing was changed.")
        return 0
    carry_out(steps, machine, run_program, lambda text: click.echo(f"… {text}", err=True))
    click.echo("Done. Start Excel anew; the tab S&OP is in its ribbon. Check with: sop-xl doctor")
    return 0
