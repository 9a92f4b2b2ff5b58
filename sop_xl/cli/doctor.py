"""``sop-xl doctor``: is this machine set up?"""

from __future__ import annotations

import json

import click

from sop_xl.cli.options import EXIT_CODES


@click.command(epilog=EXIT_CODES)
@click.option("--json", "as_json", is_flag=True, help="Machine-readable.")
def command(as_json: bool) -> int:
    """Check interpreter, packages, engines and folders; a line per check with its remedy."""
    from sop_xl.batch.doctor import diagnose

    findings = diagnose()
    if as_json:
        click.echo(json.dumps([vars(finding) for finding in findings], indent=2))
    else:
        for finding in findings:
            mark = {"ok": click.style("ok  ", fg="green"), "note": "note", "fail": click.style("FAIL", fg="red")}
            click.echo(f"{mark[finding.state]}  {finding.what}: {finding.found}")
            if finding.remedy and finding.state != "ok":
                click.echo(f"        → {finding.remedy}")
    return 1 if any(finding.state == "fail" for finding in findings) else 0
