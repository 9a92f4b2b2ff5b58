"""Bringing a folder of CSV files in: what fills which table, what is refused, what a preview tells."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.desk import Desk
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.import_data import bring_in
from sop_xl.cells.dates import to_serial
from sop_xl.errors import UsageError
from workbooks.folder import read_folder, write_folder
from workbooks.make import write_workbooks
from workbooks.starter import starter_data

TODAY = dt.date(2020, 7, 10)


def test_an_imported_folder_fills_the_tables_as_the_builder_does(do, template, tmp_path, without_calculation):
    data = starter_data("Acme", ("North",), dt.date(2020, 6, 30))
    folder = tmp_path / "data"
    write_folder(data, folder)
    built = write_workbooks(read_folder(folder, data.as_of), tmp_path / "built")
    imported = HeadlessWorkbook.open(template / "north.xlsx")
    for table in ("Sales", "Stock", "AOP"):
        imported.resize(table, 1)  # so that the import has something to do
    do("import-data", imported, data=folder)
    wanted = Desk(HeadlessWorkbook.open(built[0]))
    found = Desk(imported)
    for table in ("Items", "Sales", "Stock", "AOP"):
        columns = wanted.input_columns(table)
        assert [[row[c] for c in columns] for row in found.rows(table)] == [
            [row[c] for c in columns] for row in wanted.rows(table)
        ]
    assert imported.read(imported.place("LastRefresh")) == [[to_serial(TODAY)]]


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("sales.csv", "unit,month,item,channel,units,revenue\n", "lacks the column cogs"),
        ("sales.csv", "unit,month,item,channel,units,revenue,cogs\nNorth,July,ITEM-001,D,1,1,1\n", "holds no date"),
        (
            "sales.csv",
            "unit,month,item,channel,units,revenue,cogs\nNorth,2020-07-01,ITEM-001,D,many,1,1\n",
            "holds no number",
        ),
        (
            "sales.csv",
            "unit,month,item,channel,units,revenue,cogs\nNorth,2020-07-01,ITEM-001,D,inf,1,1\n",
            "no finite number",
        ),
        ("sales.csv", "unit,month,item,channel,units,revenue,cogs\nNorth,2020-07-01,GHOST,D,1,1,1\n", "GHOST"),
        (
            "sales.csv",
            "unit,month,item,channel,units,revenue,cogs\nSouth,2020-07-01,ITEM-001,D,1,1,1\n",
            "no row of this unit",
        ),
        ("nothing.csv", "", "no file that this workbook takes"),
    ],
)
def test_folders_that_are_refused_before_a_cell_changes(unit, tmp_path, run_quick, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    before = unit.file()
    with pytest.raises(UsageError, match=said):
        run_quick("import-data", unit, data=tmp_path)
    assert unit.file() == before


def test_no_such_folder(unit, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        bring_in(Desk(unit), tmp_path / "missing")
