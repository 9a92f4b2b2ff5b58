"""A panel's output is that of the planning maths, whatever the order of rows, the memory and the number of hands."""

import csv
import datetime as dt
import os
import signal
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster

import sop_xl.panel.run
import sop_xl.panel.store
from sop_xl.errors import ClusterError, HistoryError, LockedFileError, PublishError, UsageError
from sop_xl.panel.chunk import Task, compute
from sop_xl.panel.run import PanelListener, PanelRequest
from sop_xl.panel.workers import in_processes
from sop_xl.planning.demand.forecast import METHODS, forecast
from tests.panel.conftest import write_history

HEAD = "unique_id,ds,y"


@pytest.fixture
def small_chunks(monkeypatch):
    monkeypatch.setattr("sop_xl.panel.store.CHUNK_SERIES", 3)
    monkeypatch.setattr("sop_xl.panel.intake.CHUNK_SERIES", 3)
    monkeypatch.setattr("sop_xl.panel.run.CHUNK_SERIES", 3)


@pytest.fixture
def panel(tmp_path):
    source = tmp_path / "in.csv"
    write_history(source, series=40)
    return source


@pytest.mark.parametrize("method", ["auto", *METHODS])
def test_every_method_gives_what_the_planning_maths_gives(history, run, method):
    demand = [12.0, 15, 9, 14, 18, 11, 16, 13, 17, 12]
    report, lines = run(history(HEAD, *[f"a,{t},{y}" for t, y in enumerate(demand)]), 4, 4, method=method, level=0.9)
    found = forecast([demand], 4, 4, method, 0.9)
    assert not report.problems
    for step, line in enumerate(lines[1:]):
        assert line[:3] == ["a", str(10 + step), str(step + 1)]
        assert [float(cell) for cell in line[3:6]] == [found.mean[0, step], found.lower[0, step], found.upper[0, step]]
        assert line[6] == found.method[0]


def test_each_series_is_forecast_from_its_own_end(history, run):
    rows = [f"{name},{t},{5 + t % 3}" for name, end in (("early", 12), ("late", 20)) for t in range(1, end)]
    _, lines = run(history(HEAD, *rows), 2, 3)
    assert [line[:3] for line in lines[1:]] == [
        ["early", "12", "1"],
        ["early", "13", "2"],
        ["late", "20", "1"],
        ["late", "21", "2"],
    ]
    alone = forecast([[5 + t % 3 for t in range(1, 12)]], 2, 3).mean[0]
    np.testing.assert_allclose([float(line[3]) for line in lines[1:3]], alone, rtol=1e-12)


def test_a_series_that_cannot_be_forecast_is_listed_with_its_reason(history, run):
    report, lines = run(history(HEAD, "new,1,4", "new,2,5", *[f"old,{t},{t}" for t in range(9)]), 2, 1)
    assert lines[1] == ["new", "3", "1", "", "", "", "none: too little history"]
    assert lines[3][6] == "combination"
    assert [name for name, _ in report.problems] == ["new"]
    assert "similar one" in report.problems[0][1]


def test_the_order_of_rows_does_not_matter_but_for_the_order_of_series(panel, run, tmp_path):
    sorted_lines = run(panel)[1]
    rows = panel.read_text().splitlines()[1:]
    np.random.default_rng(2).shuffle(rows)
    (tmp_path / "mixed.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    mixed = run(tmp_path / "mixed.csv")[1]
    assert [line[0] for line in mixed[1::3]] == list(dict.fromkeys(row.split(",")[0] for row in rows))
    mixed_numbers = {(line[0], line[1]): line[2:] for line in mixed}
    assert mixed_numbers.keys() == {(line[0], line[1]) for line in sorted_lines}
    for line in sorted_lines[1:]:
        np.testing.assert_allclose(
            [float(c) for c in mixed_numbers[line[0], line[1]][1:4]],
            [float(c) for c in line[3:6]],
            rtol=1e-10,
            atol=1e-10,
        )


@pytest.mark.usefixtures("small_chunks")
def test_rows_that_do_not_fit_in_memory_give_the_same_bytes(panel, run, tmp_path, monkeypatch):
    whole = run(panel)[1]
    rows = panel.read_text().splitlines()
    (tmp_path / "turned.csv").write_text("\n".join([rows[0], *rows[:0:-1]]) + "\n")
    turned = run(tmp_path / "turned.csv")[1]
    spilled = []
    spill = sop_xl.panel.store.Store._spill
    monkeypatch.setattr(sop_xl.panel.store.Store, "_spill", lambda store: (spilled.append(1), spill(store)))
    monkeypatch.setattr("sop_xl.panel.store.ROWS_IN_MEMORY", 100)
    monkeypatch.setattr(sop_xl.panel.store.Store.__init__, "__defaults__", (100,))
    monkeypatch.setattr("sop_xl.panel.source._BLOCK_BYTES", 600)
    assert run(panel)[1] == whole
    assert run(tmp_path / "turned.csv")[1] == turned
    assert len(spilled) > 4
    assert not [path for path in tmp_path.iterdir() if path.name.endswith(".work")]


@pytest.mark.usefixtures("small_chunks")
@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_the_bytes_are_the_same_however_many_processes(panel, run, tmp_path, suffix):
    run(panel, output=f"one.{suffix}", jobs=1)
    run(panel, output=f"two.{suffix}", jobs=2)
    assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


def die_once(task: Task):
    mark = Path(os.environ["SOP_TEST_MARK"])
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return compute(task)


def die(task: Task):
    os.kill(os.getpid(), signal.SIGKILL)


def tasks_of(panel: Path, tmp_path: Path) -> list[Task]:
    seen = []

    def remember(_, tasks, count):
        seen.extend(tasks)
        assert len(seen) == count
        return ((task, compute(task)) for task in seen)

    request = PanelRequest(panel, tmp_path / "out.csv", sop_xl.panel.run.Terms(3, 12))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sop_xl.panel.run, "_results", remember)
        sop_xl.panel.run.forecast_panel(request, PanelListener())
    return seen


@pytest.mark.usefixtures("small_chunks")
def test_the_chunks_of_a_process_that_dies_are_done_again(panel, tmp_path, monkeypatch):
    tasks = tasks_of(panel, tmp_path)
    monkeypatch.setenv("SOP_TEST_MARK", str(tmp_path / "mark"))
    found = {task.number: result for task, result in in_processes(iter(tasks), 2, die_once)}
    assert found == {task.number: compute(task) for task in tasks}
    assert (tmp_path / "mark").exists()


@pytest.mark.usefixtures("small_chunks")
def test_processes_that_keep_dying_are_given_up(panel, tmp_path):
    tasks = tasks_of(panel, tmp_path)
    with pytest.raises(ClusterError, match=r"keep dying.*--resume"):
        list(in_processes(iter(tasks), 1, die))


@pytest.fixture(scope="module")
def cluster():
    with LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50) as it:
        yield it


@pytest.mark.usefixtures("small_chunks")
def test_a_cluster_of_two_worker_processes_gives_the_same_bytes(panel, run, tmp_path, cluster):
    run(panel, output="here.csv", levels=tmp_path / "here_levels.csv")
    run(panel, output="there.csv", levels=tmp_path / "there_levels.csv", scheduler=cluster.scheduler_address)
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()
    assert (tmp_path / "here_levels.csv").read_bytes() == (tmp_path / "there_levels.csv").read_bytes()


@pytest.mark.usefixtures("small_chunks")
def test_the_chunks_of_a_lost_worker_are_done_again(panel, run, tmp_path, cluster, monkeypatch):
    run(panel, output="here.csv")

    class Killer(PanelListener):
        killed = False

        def advanced(self, series):
            if not self.killed:
                self.killed = True
                os.kill(next(iter(cluster.workers.values())).pid, signal.SIGKILL)

    terms = sop_xl.panel.run.Terms(3, 12)
    request = PanelRequest(panel, tmp_path / "there.csv", terms, scheduler=cluster.scheduler_address)
    sop_xl.panel.run.forecast_panel(request, Killer())
    assert (tmp_path / "here.csv").read_bytes() == (tmp_path / "there.csv").read_bytes()


def test_long_histories_go_to_the_cluster_without_its_advice(tmp_path, run, cluster):
    rows = [f"s{series},{t},{(t * 7 + series) % 11}" for series in range(110) for t in range(5_000)]
    (tmp_path / "in.csv").write_text("\n".join([HEAD, *rows]) + "\n")
    run(tmp_path / "in.csv", season=1, method="naive", scheduler=cluster.scheduler_address)
    there = (tmp_path / "out.csv").read_bytes()
    run(tmp_path / "in.csv", season=1, method="naive")
    assert (tmp_path / "out.csv").read_bytes() == there


def test_addresses_where_no_cluster_is(panel, run, monkeypatch):
    monkeypatch.setattr("sop_xl.cluster._CONNECT_SECONDS", 1)
    with pytest.raises(ClusterError, match="no scheduler answers"):
        run(panel, scheduler="tcp://127.0.0.1:9")
    with pytest.raises(UsageError, match="no address"):
        run(panel, scheduler="nonsense://x")
    assert not list(panel.parent.glob(".*"))


def test_a_worker_of_another_version_refuses(panel, tmp_path):
    from dataclasses import replace

    task = tasks_of(panel, tmp_path)[0]
    with pytest.raises(ClusterError, match="another version"):
        compute(replace(task, version="0.0.0"))


class Stop(PanelListener):
    """An interruption after some chunks."""

    def __init__(self, after: int) -> None:
        self.left = after

    def advanced(self, series):
        self.left -= 1
        if not self.left:
            raise KeyboardInterrupt


@pytest.mark.usefixtures("small_chunks")
def test_a_resumed_run_goes_on_and_ends_with_the_same_bytes(panel, run, tmp_path):
    levels = tmp_path / "levels.csv"
    run(panel, output="whole.csv", levels=levels)
    expected = (tmp_path / "whole.csv").read_bytes(), levels.read_bytes()
    levels.unlink()
    request = PanelRequest(panel, tmp_path / "out.csv", sop_xl.panel.run.Terms(3, 12), levels)
    with pytest.raises(KeyboardInterrupt):
        sop_xl.panel.run.forecast_panel(request, Stop(5))
    assert not (tmp_path / "out.csv").exists()
    report, _ = run(panel, levels=levels, resume=True)
    assert report.resumed == 15
    assert ((tmp_path / "out.csv").read_bytes(), levels.read_bytes()) == expected
    assert not (tmp_path / ".out.csv.work").exists()


@pytest.mark.usefixtures("small_chunks")
def test_only_the_same_run_is_resumed(panel, run, tmp_path):
    request = PanelRequest(panel, tmp_path / "out.csv", sop_xl.panel.run.Terms(3, 12))
    with pytest.raises(KeyboardInterrupt):
        sop_xl.panel.run.forecast_panel(request, Stop(2))
    with pytest.raises(UsageError, match=r"another options.*without --resume"):
        run(panel, horizon=4, resume=True)
    write_history(panel, series=40, seed=6)
    with pytest.raises(UsageError, match="another input"):
        run(panel, resume=True)
    assert run(panel)[0].resumed == 0


def test_resuming_where_nothing_was_interrupted_just_runs(panel, run):
    assert run(panel, resume=True)[1] == run(panel)[1]


def test_an_output_that_is_there_is_replaced_and_an_input_never(panel, run, tmp_path):
    before = panel.read_bytes()
    (tmp_path / "out.csv").write_text("old")
    assert run(panel)[1][0] == "unique_id,ds,step,mean,lo,hi,method".split(",")
    with pytest.raises(UsageError, match="two of the files are one"):
        run(panel, output="in.csv")
    with pytest.raises(UsageError, match="two of the files are one"):
        run(panel, levels=tmp_path / "out.csv")
    with pytest.raises(UsageError, match="no format to write"):
        run(panel, output="out.xlsx")
    (tmp_path / ".~lock.out.csv#").touch()
    with pytest.raises(LockedFileError):
        run(panel)
    with pytest.raises(UsageError, match="--method: unknown method"):
        run(panel, output="other.csv", method="magic")
    assert panel.read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv", ".~lock.out.csv#"}


@pytest.mark.usefixtures("small_chunks")
def test_a_disk_that_fills_up_costs_nothing_that_is_done(panel, run, tmp_path, monkeypatch):
    run(panel, output="whole.csv")
    write = Path.write_bytes

    def full(path, data):
        if path.name.startswith("000004.out"):
            raise OSError(28, "No space left on device")
        return write(path, data)

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(PublishError, match=r"No space left.*--resume"):
        run(panel)
    monkeypatch.undo()
    monkeypatch.setattr("sop_xl.panel.store.CHUNK_SERIES", 3)
    monkeypatch.setattr("sop_xl.panel.intake.CHUNK_SERIES", 3)
    monkeypatch.setattr("sop_xl.panel.run.CHUNK_SERIES", 3)
    assert run(panel, resume=True)[0].resumed == 12
    assert (tmp_path / "out.csv").read_bytes() == (tmp_path / "whole.csv").read_bytes()


def test_an_input_that_cannot_be_read(tmp_path, run):
    with pytest.raises(HistoryError, match="cannot be read"):
        run(tmp_path)


def test_parquet_in_and_out_keeps_the_types_of_ids_and_periods(tmp_path, run):
    days = [dt.date(2020, month, 1) for month in range(1, 11)]
    columns = {"unique_id": pa.array([7] * 10, pa.int64()), "ds": pa.array(days, pa.date32()), "y": list(range(10))}
    pq.write_table(pa.table(columns), tmp_path / "in.parquet")
    run(tmp_path / "in.parquet", output="out.parquet")
    found = pq.read_table(tmp_path / "out.parquet")
    assert found.schema.types[:3] == [pa.int64(), pa.date32(), pa.int64()]
    assert found["ds"].to_pylist() == [dt.date(2020, 11, 1), dt.date(2020, 12, 1), dt.date(2021, 1, 1)]
    _, lines = run(tmp_path / "in.parquet")
    assert [float(line[3]) for line in lines[1:]] == found["mean"].to_pylist()
    stamps = columns | {"ds": pa.array([dt.datetime(2020, month, 1) for month in range(1, 11)], pa.timestamp("ns"))}
    pq.write_table(pa.table(stamps), tmp_path / "stamps.parquet")
    run(tmp_path / "stamps.parquet", output="out.parquet")
    assert pq.read_table(tmp_path / "out.parquet")["ds"].to_pylist() == [
        dt.datetime(2020, 11, 1),
        dt.datetime(2020, 12, 1),
        dt.datetime(2021, 1, 1),
    ]


def test_order_up_to_levels_for_every_window_of_the_lead_time(history, run, tmp_path):
    rows = [f"a,{t},{(0, 2, 0, 0, 3, 0, 0, 0, 2, 0, 0, 1)[t]}" for t in range(12)]
    run(history(HEAD, *rows, "b,0,1"), 7, 1, levels=tmp_path / "levels.csv")
    with (tmp_path / "levels.csv").open() as file:
        lines = list(csv.reader(file))
    assert lines == [["unique_id", "window", "S"], ["a", "1", "6"], ["a", "2", "6"], ["b", "1", ""], ["b", "2", ""]]
