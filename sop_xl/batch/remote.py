"""One workbook on a machine of a cluster: files come and go as bytes, nothing is shared but the network.

The cluster's worker starts a process of its own for every workbook, with the limits that a local run has. Its files
lie in a private folder that is removed; it ends when the cluster's worker does.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import os
import pickle
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

from sop_xl.batch.confinement import Allowance, confine, end_with, kill_group, new_folder, remove_folder
from sop_xl.batch.history import versions
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.one_thread import calculate_in_one_thread
from sop_xl.batch.worker import Order, died, late
from sop_xl.errors import ClusterError

_ORDER, _REPORT, _RESULT = "order", "report.json", "result.xlsx"


@dataclass(frozen=True)
class Parcel:
    """An order with the contents of its files, and the versions that it is to be done with."""

    order: Order
    source: bytes
    linked: dict[str, bytes]
    allowance: Allowance
    versions: tuple[str, ...]


def pack(order: Order, allowance: Allowance) -> Parcel:
    """Read the files of an order."""
    linked = {target: path.read_bytes() for target, path in order.task.linked.items()}
    return Parcel(order, order.task.source.read_bytes(), linked, allowance, versions(order.engine))


def perform_parcel(parcel: Parcel) -> tuple[WorkbookReport, bytes | None]:
    """Do a parcel's order in a process of its own; the report, and the new workbook if one is wanted.

    Raises
    ------
    ClusterError
        This machine has other versions than the one that sent the parcel: the results might differ.
    """
    here = versions(parcel.order.engine)
    if here != parcel.versions:
        hint = "Install the same versions on every machine."
        raise ClusterError("a worker has other versions", got=here, expected=parcel.versions, hint=hint)
    folder = new_folder()
    try:
        (folder / _ORDER).write_bytes(pickle.dumps((_unpacked(parcel, folder), parcel.allowance)))
        return _run(parcel, folder)
    finally:
        remove_folder(folder)


def _unpacked(parcel: Parcel, folder: Path) -> Order:
    """The order with its files in a folder; they keep their names, which messages tell."""
    task = parcel.order.task
    source = folder / "in" / task.source.name
    source.parent.mkdir()
    source.write_bytes(parcel.source)
    linked = {}
    for number, (target, data) in enumerate(parcel.linked.items()):
        linked[target] = folder / str(number) / task.linked[target].name
        linked[target].parent.mkdir()
        linked[target].write_bytes(data)
    result = folder / _RESULT if parcel.order.target is not None else None
    return dataclasses.replace(
        parcel.order, task=dataclasses.replace(task, source=source, linked=linked), target=result
    )


def _run(parcel: Parcel, folder: Path) -> tuple[WorkbookReport, bytes | None]:
    label = parcel.order.task.label
    command = [sys.executable, "-m", "sop_xl.batch.remote", str(folder)]
    with subprocess.Popen(  # noqa: S603  # ourselves
        command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd=folder
    ) as process:
        try:
            process.wait(parcel.allowance.seconds)
        except subprocess.TimeoutExpired:
            kill_group(process.pid)
            process.kill()
            return late(label, parcel.allowance), None
    try:
        report = WorkbookReport.of(json.loads((folder / _REPORT).read_bytes()))
    except (OSError, ValueError, KeyError, TypeError):
        return died(label, process.returncode), None
    result = folder / _RESULT
    return report, result.read_bytes() if report.is_published and result.exists() else None


def main(folder: Path) -> None:
    """Body of the process: the order from the folder, the report and the result into it."""
    calculate_in_one_thread()
    from sop_xl.batch.work import perform

    order, allowance = pickle.loads((folder / _ORDER).read_bytes())  # noqa: S301  # written by our parent just now
    logs = Path(tempfile.gettempdir())
    end_with(Connection(os.dup(0), writable=False), folder)
    confine(allowance, folder)
    try:
        text = json.dumps(dataclasses.asdict(perform(order, logs)))
        with contextlib.suppress(OSError):
            (folder / _REPORT).write_text(text, encoding="utf-8")
    except MemoryError:  # not even enough to say so
        os.abort()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
