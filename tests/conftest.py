"""Fixtures that many tests share."""

from __future__ import annotations

import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import settings

from sop_xl.batch.manifest import RunReport
from sop_xl.batch.run import Listener, RunRequest, run
from workbooks.adventureworks.load import AS_OF, planning_data
from workbooks.make import write_workbooks
from workbooks.planning_data import PlanningData

# A busy machine is no wrong number: examples may take as long as they need.
settings.register_profile("sop_xl", deadline=None)
settings.load_profile("sop_xl")


@dataclass(frozen=True)
class Example:
    """The worked example: its data, the workbooks as built, as published, and what the run said."""

    data: PlanningData
    sources: Path
    published: Path
    report: RunReport


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Example:
    """The worked example, built and run once for all tests (without its pack)."""
    folder = tmp_path_factory.mktemp("example")
    data = planning_data()
    paths = write_workbooks(data, folder / "sources")
    request = RunRequest(paths, folder / "published", AS_OF, jobs=2, pack=False)
    return Example(data, folder / "sources", folder / "published", run(request, Listener()))


@pytest.fixture(scope="session")
def soffice() -> str:
    """LibreOffice; a test that needs it fails, and is never skipped, where it is missing."""
    found = shutil.which("soffice") or shutil.which("libreoffice")
    if found is None:
        pytest.fail("LibreOffice is not installed; install it with: python3 -m tests")
    return found


@pytest.fixture
def hear_ctrl_c() -> Callable[[], None]:
    """For a child process: a shell has what runs in its background ignore Ctrl-C, and programs inherit that."""

    def hear() -> None:
        signal.signal(signal.SIGINT, signal.default_int_handler)

    return hear
