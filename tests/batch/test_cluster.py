"""The same run on a Dask cluster: the same bytes, also when a worker is lost in mid-run."""

from __future__ import annotations

import os
import signal

import pytest
from books import go, hashes, statuses, write
from distributed import LocalCluster

from sop_xl.batch.confinement import Allowance
from sop_xl.batch.manifest import WorkbookReport
from sop_xl.batch.remote import pack, perform_parcel
from sop_xl.batch.run import Listener
from sop_xl.errors import ClusterError, UsageError


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=3, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as it:
        yield it


@pytest.fixture
def folder(chain):
    """A chain of links, independent workbooks, a hostile file and one that needs a failed one."""
    for number in range(3):
        write(chain / f"more{number}.xlsx", {"A1": number, "A2": "=A1+1", "A3": "=SOP_SAFETY_STOCK(0.95,A1+1,4)"})
    (chain / "bad.xlsx").write_bytes(b"PK\3\4 nonsense")
    write(chain / "needs_bad.xlsx", {"A1": "=[1]S!A1"}, {"1": "bad.xlsx"})
    return chain


def test_a_cluster_leaves_the_same_bytes(folder, tmp_path, cluster):
    here = go(folder, output=tmp_path / "here", jobs=2)
    there = go(folder, output=tmp_path / "there", scheduler=cluster.scheduler_address)
    assert statuses(there) == statuses(here)
    assert hashes(tmp_path / "there") == hashes(tmp_path / "here")


class Killer(Listener):
    """Kills a worker of the cluster once the first workbook is back."""

    def __init__(self, cluster: LocalCluster) -> None:
        self._cluster = cluster
        self.killed = 0

    def finished(self, report: WorkbookReport) -> None:
        if report.is_published and not self.killed:
            self.killed = next(iter(self._cluster.workers.values())).pid
            os.kill(self.killed, signal.SIGKILL)


def test_the_workbooks_of_a_lost_worker_are_done_again(folder, tmp_path, cluster):
    go(folder, output=tmp_path / "here", jobs=2)
    killer = Killer(cluster)
    go(folder, output=tmp_path / "there", listener=killer, scheduler=cluster.scheduler_address)
    assert killer.killed
    assert hashes(tmp_path / "there") == hashes(tmp_path / "here")


def test_what_is_unchanged_is_not_sent(folder, tmp_path, cluster):
    go(folder, output=tmp_path / "out", jobs=2)
    again = go(folder, output=tmp_path / "out", scheduler=cluster.scheduler_address)
    assert statuses(again)["a_third.xlsx"] == "unchanged"


def test_addresses_where_no_cluster_is(folder, tmp_path, monkeypatch):
    monkeypatch.setattr("sop_xl.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="no scheduler answers"):
        go(folder, output=tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="no address"):
        go(folder, output=tmp_path / "out", scheduler="nonsense://x")


class TestParcel:
    """What the worker of a cluster does, in this process."""

    def parcel(self, path, **allowance):
        from books import AS_OF

        from sop_xl.batch.task import Task
        from sop_xl.batch.worker import Order

        order = Order(Task(path, path.name, AS_OF, {}), "embedded", path.with_name("out.xlsx"))
        return pack(order, Allowance(**allowance))

    def test_too_slow_a_workbook_is_ended(self, tmp_path):
        report, data = perform_parcel(self.parcel(write(tmp_path / "a.xlsx", {"A1": "=1+1"}), seconds=0.01))
        assert (report.status, data) == ("timed-out", None)
        assert "--timeout" in report.failure.hint

    def test_a_process_that_has_too_little_memory_is_reported(self, tmp_path):
        # Large: what the system has set aside for the process already, tens of megabytes, does not hold it.
        path = write(tmp_path / "a.xlsx", {f"A{row}": f"=SUM(B1:B{row})" for row in range(1, 100_000)})
        report, data = perform_parcel(self.parcel(path, memory=0))
        assert report.failure.code == "resources"
        assert report.failure.hint
        assert data is None

    def test_nothing_is_left_on_the_machine(self, tmp_path, monkeypatch):
        import tempfile

        (tmp_path / "tmp").mkdir()
        parcel = self.parcel(write(tmp_path / "a.xlsx", {"A1": "=1+1"}))
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
        report, data = perform_parcel(parcel)
        assert report.status == "ok"
        assert data.startswith(b"PK")
        assert list((tmp_path / "tmp").iterdir()) == []
        assert not (tmp_path / "out.xlsx").exists(), "the one who sent it publishes"

    def test_other_versions_are_refused(self, tmp_path):
        import dataclasses

        parcel = self.parcel(write(tmp_path / "a.xlsx", {"A1": "=1+1"}))
        with pytest.raises(ClusterError, match="other versions"):
            perform_parcel(dataclasses.replace(parcel, versions=("0.0", "embedded", "0.0")))
