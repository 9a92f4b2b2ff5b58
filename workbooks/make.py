"""Making the workbooks: the template for a company, and the worked example with its run."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sop_xl.batch.manifest import RunReport
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.publish import publish
from sop_xl.errors import UsageError
from workbooks.adventureworks.load import AS_OF, planning_data
from workbooks.folder import read_folder
from workbooks.planning_data import PlanningData
from workbooks.starter import starter_data
from workbooks.template.company_book import FILE, company_workbook
from workbooks.template.planning_book import planning_workbook

SOURCES, PUBLISHED = "workbooks", "published"


@dataclass(frozen=True)
class FileForm:
    """In which form the workbooks are written: the ending of their names, and what is added to the plain file."""

    ending: str
    finish: Callable[[bytes], bytes]

    def name(self, file: str) -> str:
        """Name of a file in this form."""
        return Path(file).with_suffix(self.ending).name


PLAIN = FileForm(".xlsx", bytes)


def write_workbooks(data: PlanningData, folder: Path, form: FileForm = PLAIN) -> list[Path]:
    """Write the planning workbooks and the company workbook of a company; not yet calculated."""
    data = replace(data, units=tuple(replace(unit, file=form.name(unit.file)) for unit in data.units))
    written = []
    for unit in data.units:
        publish(form.finish(planning_workbook(data, unit)), folder / unit.file)
        written.append(folder / unit.file)
    company = folder / form.name(FILE)
    publish(form.finish(company_workbook(data)), company)
    return [*written, company]


def make_template(
    folder: Path,
    company: str,
    units: Sequence[str],
    source: Path | None,
    as_of: dt.date,
    *,
    force: bool,
    listener: Listener,
    form: FileForm = PLAIN,
) -> RunReport:
    """Write the template with calculated values.

    Raises
    ------
    UsageError
        A planning date that does not end a month, or workbooks that are there already.
    """
    if (as_of + dt.timedelta(days=1)).day != 1:
        raise UsageError("the planning date is the last day of a month", got=as_of.isoformat())
    data = read_folder(source, as_of) if source else starter_data(company, units, as_of)
    for file in (*(unit.file for unit in data.units), FILE):
        for ending in (".xlsx", ".xlsm"):
            there = folder / Path(file).with_suffix(ending)
            if there.exists() and not (force and ending == form.ending):
                hint = "Choose another folder, or give --force." if ending == form.ending else "Choose another folder."
                raise UsageError("is already there", argument=str(there), hint=hint)
    paths = write_workbooks(data, folder, form)
    return run(RunRequest(paths, None, as_of, in_place=True), listener)


def run_example(folder: Path, listener: Listener, *, jobs: int, engine: str) -> tuple[RunReport, Path]:
    """Build the worked example, run it, and say where the results lie."""
    paths = write_workbooks(planning_data(), folder / SOURCES)
    published = folder / PUBLISHED
    return run(RunRequest(paths, published, AS_OF, engine=engine, jobs=jobs), listener), published
