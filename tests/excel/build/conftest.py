"""A planning workbook of the starter in its macro-enabled form, not yet calculated."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from sop_xl.excel.build.addin import addin
from sop_xl.excel.build.package import macro_enabled
from workbooks.starter import starter_data
from workbooks.template.planning_book import planning_workbook


@pytest.fixture(scope="session")
def plain() -> bytes:
    data = starter_data("Acme", ("North",), dt.date(2026, 10, 31))
    return planning_workbook(data, data.units[0])


@pytest.fixture(scope="session")
def built(plain, tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("built") / "north.xlsm"
    path.write_bytes(macro_enabled(plain))
    return path


@pytest.fixture(scope="session")
def built_addin(tmp_path_factory) -> Path:
    path = tmp_path_factory.mktemp("built") / "sop_xl.xlam"
    path.write_bytes(addin())
    return path
