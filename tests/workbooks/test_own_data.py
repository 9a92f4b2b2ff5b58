"""The workbooks over a company's own data: complete with the least of it, and never a number where there is no base."""

from __future__ import annotations

import datetime as dt

import pandas as pd
import pytest

from sop_xl.batch.run import Listener
from sop_xl.book.reading import BookReader
from sop_xl.cells.address import Area
from sop_xl.cells.values import CellError
from sop_xl.cli.new import command as new
from sop_xl.errors import UsageError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack
from sop_xl.pack.formats import sentence_text
from workbooks.folder import read_folder, write_folder
from workbooks.make import make_template
from workbooks.starter import starter_data

AS_OF = dt.date(2026, 10, 31)
LEAST = ("items.csv", "sales.csv", "company.toml")


def least(folder, units=("North",)):
    write_folder(starter_data("Acme", list(units), AS_OF), folder)
    for path in folder.iterdir():
        if path.name not in LEAST:
            path.unlink()
    toml = folder / "company.toml"
    toml.write_text(toml.read_text(encoding="utf-8").split("[people]")[0], encoding="utf-8")
    return folder


def build(source, folder):
    return make_template(folder, "", (), source, AS_OF, force=False, listener=Listener())


def checks_of(reader):
    return {row["Check"]: row for row in reader.records(reader.workbook.tables["Checks"])}


@pytest.fixture(scope="module")
def minimum(tmp_path_factory):
    folder = tmp_path_factory.mktemp("minimum")
    report = build(least(folder / "data"), folder / "out")
    return folder / "out", report


def test_items_and_sales_are_enough_for_a_complete_run(minimum):
    folder, report = minimum
    assert report.is_complete
    for path in folder.glob("*.xlsx"):
        reader = BookReader.open(path)
        for sheet in reader.workbook.sheets:
            shown = [(row, column) for row, column, value in reader.cells(sheet, Area(1, 1, 2_000, 300)) if isinstance(value, CellError)]  # fmt: skip
            assert not shown, (path.name, sheet, shown[:5])


def test_nothing_is_on_target_or_on_plan_without_data(minimum):
    book = CompanyBook.open(minimum[0] / "company.xlsx")
    kpi = {line.label: line for line in book.extract("Pack_KPI").lines}
    for name in ("Stock value", "Days of inventory", "Cash", "Revenue against AOP, year to date", "Supplier lines on time and in full"):  # fmt: skip
        assert kpi[name].figure("Actual").word == kpi[name].figure("Signal").word == "n/a", name
    assert kpi["Gross margin"].figure("Actual").is_number
    assert kpi["Forecast accuracy, lag 1"].figure("Actual").is_number
    department = {line.label: line.figure("Signal").word for line in book.extract("Pack_LastMonth").lines}
    assert set(department.values()) - {"n/a"} <= {"on plan", "better", "worse"}
    assert department["Revenue"] == department["Stock value"] == department["Gross margin"] == "n/a"
    assert book.extract("Pack_Gaps").total.figure("Signal").word in ("no AOP", "act")


def test_missing_data_is_named_by_the_checks(minimum):
    unit = checks_of(BookReader.open(minimum[0] / "north.xlsx"))
    company = checks_of(BookReader.open(minimum[0] / "company.xlsx"))
    assert unit["The stock at the planning date is known"]["Status"] == "WARN"
    assert unit["The sales ledger holds at least 12 months"]["Status"] == "OK"
    assert company["The AOP covers the months that are compared with it"]["Status"] == "WARN"
    assert company["Every step of the cycle has an owner"]["Status"] == "WARN"
    assert "0 of 18" in company["Every step of the cycle has an owner"]["Detail"]


def test_no_blank_date_or_person_is_shown_as_a_number(minimum):
    reader = BookReader.open(minimum[0] / "company.xlsx")
    assert {row["Owner"] for row in reader.records(reader.workbook.tables["Calendar"])} == {"missing"}
    assert {row["Person"] for row in reader.records(reader.workbook.tables["Agenda"])} <= {"", None}


def test_the_pack_speaks_in_whole_sentences_where_numbers_are_missing(minimum):
    pack = build_pack(CompanyBook.open(minimum[0] / "company.xlsx"), run_id="x", complete=True, remarks=())
    assert pack.complete, pack.reasons
    told = {page.title: sentence_text(page.headline) for page in pack.pages}
    assert "no general ledger" in told["Profit and loss"]
    assert "no AOP" in told["Risks and opportunities"]
    assert told["Inventory"] == "The company gives no stock; the plan starts from nothing."
    assert told["Suppliers and last month"].startswith("No supplier deliveries were given")
    for headline in told.values():
        assert "n/a" not in headline
        assert "#" not in headline
        assert headline.endswith(".")
        assert headline[0].isupper() or headline[0].isdigit(), headline


def test_odd_sales_build_a_complete_run(tmp_path):
    """Returns, a price of nothing, an item without a sale, one sold for two months, seven months of history."""
    source = least(tmp_path / "data")
    sales = pd.read_csv(source / "sales.csv").astype({"units": float, "revenue": float, "cogs": float})
    sales = sales[sales["month"] >= "2026-04-01"]
    amounts = ["units", "revenue", "cogs"]
    sales.loc[(sales["item"] == "ITEM-001") & (sales["month"] == "2026-09-01"), amounts] *= -0.5
    sales.loc[sales["item"] == "ITEM-002", "revenue"] = 0.0
    sales.loc[sales["item"] == "ITEM-005", amounts] = 0.0
    sales = sales[(sales["item"] != "ITEM-004") | (sales["month"] >= "2026-09-01")]
    sales.to_csv(source / "sales.csv", index=False)
    report = build(source, tmp_path / "out")
    reader = BookReader.open(tmp_path / "out" / "north.xlsx")
    checks = checks_of(reader)
    assert {name for name, row in checks.items() if row["Status"] == "FAIL"} == set()
    assert checks["The sales ledger holds at least 12 months"]["Detail"].startswith("7 of 12 months")
    assert checks["Every item has a price and a cost"]["Status"] == "WARN"
    assert report.is_complete
    company = CompanyBook.open(tmp_path / "out" / "company.xlsx")
    assert company.extract("Pack_Plan12Revenue").total.figure("Next 12").number > 0


def test_a_single_item_in_a_single_unit(tmp_path):
    source = least(tmp_path / "data")
    for name in ("items.csv", "sales.csv"):
        table = pd.read_csv(source / name)
        table[table["item"] == "ITEM-001"].to_csv(source / name, index=False)
    assert build(source, tmp_path / "out").is_complete


def test_an_item_without_a_price_gets_what_it_brought_or_none(tmp_path):
    source = least(tmp_path / "data")
    (source / "prices.csv").write_text("item,valid_from,list_price,unit_cost\nITEM-001,2024-01-01,111.0,60.0\n")
    sales = pd.read_csv(source / "sales.csv")
    sales.loc[sales["item"] == "ITEM-002", ["units", "revenue", "cogs"]] = 0
    sales.to_csv(source / "sales.csv", index=False)
    prices = read_folder(source, AS_OF).detail.prices.set_index("item")["list_price"]
    assert prices["ITEM-001"] == 111.0
    assert prices["ITEM-002"] == 0.0
    assert prices["ITEM-003"] == pytest.approx(40.0)


def test_names_with_quotes_and_braces_stay_texts(tmp_path):
    data = starter_data("Acme", ["North"], AS_OF)
    evil = 'Pipes 3" {x}'
    source = tmp_path / "data"
    write_folder(data, source)
    for path in source.glob("*.csv"):
        table = pd.read_csv(path, dtype=str, keep_default_na=False)
        table.replace({"Family A": evil, "Direct": evil}).to_csv(path, index=False)
    toml = source / "company.toml"
    toml.write_text(toml.read_text(encoding="utf-8").replace('"Family A"', f"'{evil}'"), encoding="utf-8")
    report = build(source, tmp_path / "out")
    assert report.is_complete


def test_an_action_due_on_the_planning_date_is_not_late(tmp_path):
    data = starter_data("Acme", ["North"], AS_OF)
    rows = data.cycle.actions
    for due in (AS_OF - dt.timedelta(days=1), AS_OF, None):
        rows.loc[len(rows)] = {**rows.iloc[0].to_dict(), "Id": f"B{len(rows)}", "Due": due}
    source = tmp_path / "data"
    write_folder(data, source)
    assert build(source, tmp_path / "out").is_complete
    reader = BookReader.open(tmp_path / "out" / "company.xlsx")
    signals = [row["Signal"] for row in reader.records(reader.workbook.tables["Actions"])]
    assert signals == ["open", "late", "open", "open"]


@pytest.mark.parametrize(("option", "value"), [("--company", "Acme"), ("--unit", "North")])
def test_company_and_units_of_own_data_stand_in_its_folder(tmp_path, option, value):
    source = least(tmp_path / "data")
    with pytest.raises(UsageError, match=f"{option} and --from exclude each other"):
        new.main([str(tmp_path / "out"), "--from", str(source), option, value], standalone_mode=False)
    assert not (tmp_path / "out").exists()


def test_the_accepted_difference_is_told_beside_the_profit_and_loss(tmp_path):
    data = starter_data("Acme", ["North"], AS_OF)
    source = tmp_path / "data"
    write_folder(data, source)
    toml = source / "company.toml"
    plain = 'accepted_difference = {amount = 0.0, reason = ""}'
    told = 'accepted_difference = {amount = -1234.0, reason = "freight is billed apart"}'
    toml.write_text(toml.read_text(encoding="utf-8").replace(plain, told), encoding="utf-8")
    build(source, tmp_path / "out")
    book = CompanyBook.open(tmp_path / "out" / "company.xlsx")
    pack = build_pack(book, run_id="x", complete=True, remarks=())
    page = next(page for page in pack.pages if page.title == "Profit and loss")
    note = page.bands[0][0].note
    assert "freight is billed apart" in sentence_text(note)
    amount = next(part for part in note if not isinstance(part, str) and part.is_number)
    assert amount.number == -1234.0
    assert amount.source is not None
    assert amount.source.sheet == "Finance review"


def test_a_new_item_is_an_error_in_its_own_row_until_somebody_replaces_its_plan(tmp_path):
    source = least(tmp_path / "data", ("North", "South"))
    for name, column in (("sales.csv", "month"), ("items.csv", "launch")):
        table = pd.read_csv(source / name)
        if name == "sales.csv":
            table = table[(table["item"] != "ITEM-004") | (table[column] >= "2026-10-01")]
        else:
            table.loc[table["item"] == "ITEM-004", column] = "2026-10-01"
        table.to_csv(source / name, index=False)
    head = "unit,item,first,last,kind,value,reason,owner,assumption,expires"
    row = "North,ITEM-004,2026-11-01,2028-04-01,replace,30,Launch,Ann,as its sister,2028-12-31"
    (source / "overrides.csv").write_text(f"{head}\n{row}\n", encoding="utf-8")
    assert not build(source, tmp_path / "out").is_complete
    for unit, status in (("north", "WARN"), ("south", "FAIL")):
        reader = BookReader.open(tmp_path / "out" / f"{unit}.xlsx")
        sheet, area = reader.named_area("Consensus")
        rows = reader.grid(sheet, area)
        broken = [row for row in rows if isinstance(row[0], CellError)]
        assert len(broken) == (0 if status == "WARN" else 1)
        assert [30.0] * 18 in [list(row) for row in rows] or status == "FAIL"
        assert checks_of(reader)["Every item has a baseline: rows in = rows out"]["Status"] == status
    company = CompanyBook.open(tmp_path / "out" / "company.xlsx").extract("Pack_Plan12Units")
    assert company.line("Family A").figure("Next 12").is_number
    assert company.line("Family B").figure("Next 12").is_error  # South's new item: unknown, and not 0
