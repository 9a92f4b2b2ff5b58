"""``sop-xl install``: Python, add-in and settings for Excel on this machine."""

from __future__ import annotations

import click


@click.command(epilog="Exit codes: 0 done or nothing to do, 2 refused or a step failed: it says what to do.")
@click.option("--yes", is_flag=True, help="Carry the plan out without asking.")
@click.option("--dry-run", is_flag=True, help="Show the plan and stop.")
@click.option("--source", help="What pip installs instead of the released package, such as the path of a wheel.")
@click.option("--renew", is_flag=True, help="Make the Python environment anew even when it is there.")
def command(yes: bool, dry_run: bool, source: str | None, renew: bool) -> int:
    """Set Excel up on this machine: a Python at its fixed place, the add-in, and its settings.

    Run it again after an upgrade of sop-xl. The plan is shown first. A file that is not ours is not overwritten without
    a copy, settings of other tools are not touched, and sop-xl uninstall takes all away.
    """
    from sop_xl.setup.install import carry_out, install_plan, run_program
    from sop_xl.setup.machine import this_machine

    machine = this_machine()
    made = script = None
    if machine.has_excel:
        from sop_xl.excel.build.addin import addin
        from sop_xl.excel.build.modules import mac_script

        made, script = addin(), mac_script()
    steps = install_plan(machine, made, source, renew=renew, script=script)
    if not machine.has_excel:
        click.echo("There is no Excel for this system: no add-in and no settings, only the Python environment that")
        click.echo("Excel would use. Headless work (sop-xl run) needs none of it: it runs where sop-xl is installed.")
    if not steps:
        click.echo("All is in place. Look at it with: sop-xl doctor")
        return 0
    click.echo("The plan:")
    for number, step in enumerate(steps, start=1):
        click.echo(f"  {number}. {step}")
    if machine.excel_runs():
        click.echo("Excel is open: close it before the plan is carried out.")
    if dry_run or not (yes or click.confirm("Carry it out?")):
        click.echo("Nothing was changed.")
        return 0
    carry_out(steps, machine, run_program, lambda text: click.echo(f"… {text}", err=True))
    if machine.has_excel:
        click.echo("Done. Start Excel: the tab S&OP is in its ribbon. Check with: sop-xl doctor")
        click.echo("Workbooks made by an earlier version: sop-xl refresh BOOK")
    else:
        click.echo(f"Done: {machine.interpreter}")
    return 0
