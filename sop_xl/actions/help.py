"""Explanations: a cell, the functions, the machine."""

from __future__ import annotations

import tempfile
from pathlib import Path

import udfs
from sop_xl.actions.definition import Options, Outcome, Report
from sop_xl.actions.desk import text
from sop_xl.actions.port import WorkbookPort
from sop_xl.batch.explain import explain as explain_cell
from sop_xl.cells.values import CellValue


def explain(port: WorkbookPort, options: Options) -> Outcome:
    """Formula, value, inputs and reason of one cell, from a recalculation of the workbook as it stands."""
    with tempfile.TemporaryDirectory(prefix="sop_xl_") as folder:
        copy = Path(folder) / port.file_name
        copy.write_bytes(port.file())
        found = explain_cell(copy, options.text("cell"))
    formula = f"={found.formula}" if found.formula else "none: a typed value"
    rows: list[tuple[CellValue, ...]] = [
        ("Value", "blank" if found.value is None else text(found.value)),
        ("Formula", formula),
        *((f"Reads {item.text}", f"{item.where}: {item.contents}") for item in found.inputs),
        *((definition.signature, definition.summary) for definition in found.functions),
    ]
    if found.origin is not None:
        rows.append(("The error comes from", str(found.origin)))
    report = Report(f"{found.address}", ("What", "Said"), tuple(rows))
    return Outcome(f"{found.address}: {found.reason}", (report,))


def function_reference(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001  # every action takes both
    """Every function that can be typed in a cell."""
    rows = tuple((f"={d.signature}", d.summary, d.category) for d in udfs.REGISTRY)
    report = Report(
        "Functions that can be typed in a cell", ("Function", "What it does", "Group"), rows, (), "Function reference"
    )  # fmt: skip
    return Outcome(f"{len(rows)} functions. Everything about one: sop-xl functions NAME", (report,))


def doctor(port: WorkbookPort, options: Options) -> Outcome:  # noqa: ARG001
    """State of this machine and of the workbook."""
    from sop_xl.setup.doctor import WorkbookFacts, diagnose

    findings = diagnose(workbooks=[WorkbookFacts(port.file_name, port.sheets())])
    rows = tuple((f.state, f.what, f.found, f.remedy if f.state != "ok" else "") for f in findings)
    report = Report("State of machine and workbook", ("State", "What", "Found", "Remedy"), rows)
    failed = sum(finding.state == "fail" for finding in findings)
    return Outcome(f"{len(findings)} checks, {failed} need something done.", (report,), attention=failed > 0)
