"""Bringing a folder of CSV files in: what fills which table, what is refused, what a preview tells."""

from __future__ import annotations

import datetime as dt

import pytest

from sop_xl.actions.data_changes import combined
from sop_xl.actions.data_files import SOURCES
from sop_xl.actions.data_rules import RULES
from sop_xl.actions.desk import Desk
from sop_xl.actions.import_data import bring_in
from sop_xl.actions.port import Place
from sop_xl.cells.dates import to_serial
from sop_xl.errors import UsageError
from workbooks.folder import write_folder
from workbooks.starter import starter_data

AS_OF, TODAY = dt.date(2020, 6, 30), dt.date(2020, 7, 10)


TYPED_IN_EXCEL = {"PolicyRules", "Checks", "Agenda", "Calendar", "Holidays", "Roles"}  # the cycle's own rules


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The data from which the template was built."""
    made = tmp_path_factory.mktemp("folder")
    write_folder(starter_data("Acme", ("North",), AS_OF), made)
    return made


@pytest.fixture
def own_folder(tmp_path):
    """Write files of a folder."""

    def write(**files):
        made = tmp_path / "data"
        made.mkdir(exist_ok=True)
        for name, lines in files.items():
            (made / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        return made

    return write


@pytest.mark.parametrize("name", ["unit", "company"])
def test_an_imported_folder_fills_every_table_as_the_builder_does(name, request, folder, run_quick):
    book = request.getfixturevalue(name)
    desk = Desk(book)
    fitting = [s for s in SOURCES if desk.has_table(s.table) and not (s.company_only and name == "unit")]
    tables = {s.table for s in fitting if (folder / s.file).is_file()}
    wanted = {table: (desk.input_columns(table), desk.rows(table)) for table in tables}
    for table in tables - {"Parts"}:  # of which the items sold are in no file
        book.resize(table, 1)
    done = run_quick("import-data", book, data=folder)
    found = Desk(book)
    for table, (columns, rows) in wanted.items():
        assert [[row[c] for c in columns] for row in found.rows(table)] == [[row[c] for c in columns] for row in rows]
    assert {line[1] for line in done.outcome.reports[0].rows} == tables
    assert book.read(book.place("LastRefresh")) == [[to_serial(TODAY)]]
    run_quick("undo", book)
    assert found.table("Sales" if name == "unit" else "Ledger").data.rows > 0
    assert Desk(book).rows("AOP" if name == "unit" else "Rates") != wanted["AOP" if name == "unit" else "Rates"][1]


def test_every_table_that_people_fill_has_a_file(unit, company):
    for book in (unit, company):
        assert set(book.tables()) - {source.table for source in SOURCES} <= TYPED_IN_EXCEL


def test_every_source_names_columns_of_its_table_and_has_a_rule(unit, company):
    rules = {rule.table: rule for rule in RULES}
    for source in SOURCES:
        assert source.table in rules
        assert source.texts | source.dates <= set(source.columns)
        for book in (unit, company):
            if source.table in book.tables():
                assert {*source.columns.values(), *source.otherwise} <= set(book.tables()[source.table].columns)


def test_a_preview_tells_each_change_and_changes_nothing(unit, own_folder, run_quick):
    row = Desk(unit).rows("OpenOrders")[0]
    same = f"North,{row['Month']},{row['Item']},{row['Units'] + 7}"
    data = own_folder(open_orders=["unit,month,item,units,buyer", same, "North,2021-01-01,ITEM-006,44,Ann"])
    place = Place("Open orders", unit.used("Open orders"))
    before, old = unit.read(place), len(Desk(unit).rows("OpenOrders"))
    done = run_quick("import-data", unit, data=data, preview="yes")
    report, preview = done.outcome.reports
    assert report.rows == (("open_orders.csv", "OpenOrders", old, 2, 1, 1, old - 1, "columns not taken: buyer"),)
    changed = f"{row['Month']} · {row['Item']}"
    assert ("OpenOrders", changed, "Units", row["Units"], row["Units"] + 7) in preview.rows
    assert ("OpenOrders", "2021-01-01 · ITEM-006", "row", None, "2021-01-01, ITEM-006, 44") in preview.rows
    assert unit.read(place) == before
    assert done.journal.steps == []


def test_every_fault_is_told_by_file_line_and_column(unit, own_folder, run_quick):
    data = own_folder(
        sales=[
            "unit,month,item,channel,units,revenue,cogs",
            "North,2020-07-02,ITEM-001,Direct,1,1,1",
            "South,July,x,x,x,x,x",
            "North,2020-07-01,GHOST,Direct,1,x,1",
            "North,2020-07-01,ITEM-002,Dir*ct,1,1,1",
            "North,2020-09-01,ITEM-002,Direct,1,1,1,9",
            "North,2020-07-01,ITEM-003,Direct,1,1,1",
            "North,2020-07-01,item-003,Direct,1,1,1",
        ],
        prices=["item,valid_from,list_price,unit_cost", "ITEM-001,1.7.2020,5,nan"],
    )
    done = run_quick("import-data", unit, data=data, preview="yes")
    assert done.outcome.attention
    assert done.outcome.summary.startswith("10 faults in 2 files")
    assert [row[:4] for row in done.outcome.reports[0].rows] == [
        ("sales.csv", 2, "month", "not the first day of a month"),
        ("sales.csv", 4, "revenue", "holds no number such as 12.5"),
        ("sales.csv", 4, "item", "an item that the item table does not have"),
        ("sales.csv", 5, "channel", "Channel would be taken for a search pattern by formulas"),
        ("sales.csv", 6, "cogs", "more cells than the file has columns"),
        ("sales.csv", 6, "month", "lies after the month that is closed next"),
        ("sales.csv", 8, "item", "an item that the item table does not have"),
        ("sales.csv", 8, "month", "Month, Item, Channel occur twice: 2020-07-01, item-003, Direct"),
        ("prices.csv", 2, "valid_from", "holds no date such as 2020-07-01"),
        ("prices.csv", 2, "unit_cost", "holds no finite number"),
    ]
    before = unit.file()
    with pytest.raises(
        UsageError, match=r"sales.csv, line 2, column month: not the first day of a month; 9 more faults"
    ):
        run_quick("import-data", unit, data=data)
    assert unit.file() == before


def test_only_the_files_that_are_named_are_taken(unit, folder, run_quick):
    done = run_quick("import-data", unit, data=folder, only="sales, stock.csv")
    assert [line[0] for line in done.outcome.reports[0].rows] == ["sales.csv", "stock.csv"]
    with pytest.raises(UsageError, match="no file of the data folder"):
        run_quick("import-data", unit, data=folder, only="sails")


def test_what_people_typed_is_not_replaced_by_nothing_and_open_lists_may_be_empty(
    unit, own_folder, add_rows, run_quick
):
    add_rows(unit, "SalesInputs", ("Item", "Month", "Source", "Units"), [["ITEM-002", 44013.0, "Sales", 70.0]])
    data = own_folder(
        inputs=["unit,item,month,source,units"], open_orders=["unit,month,item,units", "South,2020-08-01,ITEM-001,5"]
    )
    run_quick("import-data", unit, data=data)
    assert len(Desk(unit).rows("SalesInputs")) == 1
    assert Desk(unit).rows("OpenOrders") == []


def test_a_negative_stock_is_taken_and_told(unit, own_folder, run_quick):
    data = own_folder(stock=["unit,month,item,units", "North,2020-06-01,ITEM-001,-3"])
    done = run_quick("import-data", unit, data=data)
    assert (
        done.outcome.reports[0].rows[0][-1]
        == "1 negative value: see Validate; 13 months gone: the option merge keeps them"
    )
    assert [row["Units"] for row in Desk(unit).rows("Stock")] == [-3.0]


def test_a_file_of_one_month_can_be_merged(unit, actuals, run_quick):
    before = Desk(unit).rows("Stock")
    done = run_quick("import-data", unit, data=actuals, only="stock", merge="yes")
    after = Desk(unit).rows("Stock")
    assert after[: len(before)] == before
    assert {row["Month"] for row in after[len(before) :]} == {dt.date(2020, 7, 1)}
    assert done.outcome.reports[0].rows[0][4:] == (6, 0, 0, None)


# ---- what a file does to the rows that are there ---------------------------------------------------------


def source(table):
    return next(found for found in SOURCES if found.table == table)


def test_the_roll_keeps_other_months_in_their_order_and_the_aop_of_a_ledger_of_actuals():
    may, june, july = (dt.date(2020, m, 1) for m in (5, 6, 7))

    def line(month, name, actual, budget):
        return {"Month": month, "Line": name, "Currency": "EUR", "Actual": actual, "AOP": budget}

    old = [
        line(june, "Rent", 4.0, 5.0),
        line(july, "Rent", None, 5.0),
        line(july, "Travel", 9.0, 2.0),
        line(may, "Rent", 1.0, 5.0),
    ]
    new = [line(july, "Sales", 8.0, None), line(july, "Rent", 6.0, None)]
    assert combined(source("Ledger"), old, new, whole=False) == [
        old[0], line(july, "Rent", 6.0, 5.0), line(july, "Travel", None, 2.0), old[3], new[0],
    ]  # fmt: skip
    assert combined(source("Ledger"), old, new, whole=True) == [new[0], new[1]]


def test_what_a_file_has_no_column_for_stays_with_its_row():
    old = [{"Family": "A", "Resource": "R", "Run hours": 1.0, "Set-up hours": 0.0, "Lot size": 1.0, "Offset": 2.0}]
    given = {"Resource": "R", "Run hours": 3.0, "Set-up hours": 0.0, "Lot size": 1.0}
    rows = combined(source("Routing"), old, [{"Family": "A", **given}, {"Family": "B", **given}], whole=True)
    assert [(row["Run hours"], row["Offset"]) for row in rows] == [(3.0, 2.0), (3.0, 0.0)]


def test_items_that_a_price_list_does_not_name_keep_their_prices():
    day = dt.date(2020, 1, 1)
    old = [{"Item": item, "Valid from": day, "List price": 1.0, "Standard cost": 1.0} for item in "AB"]
    new = [{"Item": "B", "Valid from": dt.date(2020, 7, 1), "List price": 2.0, "Standard cost": 1.0}]
    assert combined(source("Prices"), old, new, whole=True) == [*new, old[0]]


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
