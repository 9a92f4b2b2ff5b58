"""A small template, built and calculated once; a folder with the actuals of the month that follows."""

from __future__ import annotations

import csv
import datetime as dt
from pathlib import Path

import pytest

from sop_xl.actions.books import open_books
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.perform import perform
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action
from sop_xl.cells.address import Area
from workbooks.make import write_workbooks
from workbooks.starter import starter_data

AS_OF, TODAY = dt.date(2020, 6, 30), dt.date(2020, 7, 10)
ITEMS = [f"ITEM-00{i}" for i in range(1, 7)]


# What plans are calculated on; the values of the other sheets stand as constants, so that a calculation is short.
PLANNING = (
    "Overrides", "Sales inputs", "Settings", "Demand plan", "Supply plan", "Money plan", "PVM", "Prices", "Items", "Sales",
    "Stock", "Open orders", "Actions", "Snapshots", "Cycle log", "Checks", "Interface",
)  # fmt: skip


@pytest.fixture(scope="session")
def template(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("template")
    for book in open_books(write_workbooks(starter_data("Acme", ("North",), AS_OF), folder), lambda _: None):
        book.workbook.calculate()
        if book.path.stem == "north":
            settle_details(book.workbook)
        book.path.write_bytes(book.workbook.file())
    return folder


def settle_details(book: HeadlessWorkbook) -> None:
    for sheet in book.sheets():
        if sheet not in PLANNING:
            place = Place(sheet, book.used(sheet))
            book.write(place, book.read(place))


@pytest.fixture(scope="session")
def actuals(tmp_path_factory) -> Path:
    """Sales and stock of July."""
    folder = tmp_path_factory.mktemp("actuals")
    with (folder / "sales.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["unit", "month", "item", "channel", "units", "revenue", "cogs"])
        rows.writerows(["North", "2020-07-01", item, "Direct", 100 + i, 1000 + i, 600] for i, item in enumerate(ITEMS))
        rows.writerow(["South", "2020-07-01", "ITEM-001", "Direct", 9999, 1, 1])
    with (folder / "stock.csv").open("w", newline="", encoding="utf-8") as file:
        rows = csv.writer(file)
        rows.writerow(["unit", "month", "item", "units"])
        rows.writerows(["North", "2020-07-01", item, 50 + i] for i, item in enumerate(ITEMS))
    return folder


@pytest.fixture
def unit(template) -> HeadlessWorkbook:
    return HeadlessWorkbook.open(template / "north.xlsx")


@pytest.fixture
def company(template) -> HeadlessWorkbook:
    return HeadlessWorkbook.open(template / "company.xlsx")


@pytest.fixture
def without_calculation(monkeypatch):
    """Formulas keep their saved values: the subject is what an action writes."""
    monkeypatch.setattr(HeadlessWorkbook, "calculate", lambda self: None)


@pytest.fixture
def do():
    """Run an action as both doors do."""

    def act(name, book, /, **given):
        return perform(action(name), book, {key: str(value) for key, value in given.items()}, TODAY)

    return act


@pytest.fixture
def run_quick(do, without_calculation):
    """Run an action where no formula matters."""
    return do


@pytest.fixture
def everything():
    """All constants and formulas of a workbook by sheet."""

    def read(book) -> dict[str, list]:
        return {sheet: book.contents(Place(sheet, book.used(sheet))) for sheet in book.sheets()}

    return read


@pytest.fixture
def add_rows():
    """Put rows into a table, as a user would type them."""

    def add(book, table, columns, rows):
        found = book.tables()[table]
        book.resize(table, len(rows))
        found = book.tables()[table]
        for head, values in zip(columns, zip(*rows, strict=True), strict=True):
            column = found.area.left + found.columns.index(head)
            book.write(
                Place(found.sheet, Area(found.data.top, column, found.data.bottom, column)), [[v] for v in values]
            )

    return add
