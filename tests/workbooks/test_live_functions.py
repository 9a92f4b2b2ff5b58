"""The sheets of the worked example use every worksheet function, lose no row, and tie out to the shipped data."""

from __future__ import annotations

import numpy as np
import pytest

import udfs
from sop_xl.batch.run import Listener, RunRequest, run
from sop_xl.book.reading import BookReader
from sop_xl.book.sheet_xml import SheetXml
from sop_xl.book.workbook import Workbook
from sop_xl.cells.address import Area
from sop_xl.cells.formula import function_names
from workbooks.template.planning_book import planning_workbook

UNITS = ("north_america.xlsx", "europe.xlsx", "pacific.xlsx")
NOT_LIVE: dict[str, str] = {}  # function that stands in no sheet, and why


@pytest.fixture(scope="module")
def company(example):
    return BookReader.open(example.published / "company.xlsx")


def named(reader: BookReader, name: str) -> list[list[object]]:
    sheet, area = reader.named_area(name)
    return [list(row) for row in reader.grid(sheet, area)]


def checks_of(reader: BookReader) -> dict[str, str]:
    return {row["Check"]: row["Status"] for row in reader.records(reader.workbook.tables["Checks"])}


def test_every_registered_function_stands_live_in_the_template(example):
    live: set[str] = set()
    for path in example.sources.glob("*.xlsx"):
        workbook = Workbook.open(path)
        for name, sheet in workbook.sheets.items():
            xml = SheetXml(workbook.package.read(sheet.part), book=path.name, part=name)
            for formula in xml.formulas:
                live.update(function_names(formula.text or ""))
    missing = {definition.name for definition in udfs.REGISTRY} - live
    assert missing == set(NOT_LIVE)


def test_the_abc_xyz_and_demand_classes_of_adventureworks(company):
    """FY20: A 44 (43 X, 1 Y), B 48 (38, 9, 1), C 91 (41, 25, 25); 142 smooth, 29 intermittent, 12 lumpy."""
    assert named(company, "SegmentCounts") == [[43, 1, 0, 44], [38, 9, 1, 48], [41, 25, 25, 91]]
    assert [row[0] for row in named(company, "DemandClassCounts")] == [142, 29, 0, 12]
    assert len(named(company, "SegmentClasses")) == 183


def test_the_stock_identity_holds_in_every_month_row(company):
    rows = list(company.records(company.workbook.tables["StockMoves"]))
    judged = [row for row in rows if row["Opening"] not in (None, "")]
    assert len(judged) > 3_000
    assert all(row["Opening"] + row["In"] - row["Out"] == row["Closing"] for row in judged)
    assert all(row["Gap"] == 0 for row in rows)


def test_the_margin_bridge_adds_up_to_the_cent(company):
    steps = named(company, "MarginSteps")[0]
    base, actual = (named(company, name)[0][0] for name in ("PVM_Base", "PVM_Actual"))
    costs = named(company, "MarginCosts")[0]
    assert sum(steps[:-1]) == pytest.approx(steps[-1], abs=0.005)
    assert steps[-1] == pytest.approx((actual - costs[1]) - (base - costs[0]), abs=0.005)
    assert costs == [pytest.approx(30_135_906.74, abs=5), pytest.approx(46_572_920.80, abs=5)]


def test_the_finance_review_ties_out_to_the_shipped_data(example, company):
    """Sales to the sales data, the ledger sheets to the ledger data, and the one open pair by its stated reason."""
    data = example.data
    first = data.month(-12)
    revenue = data.sales.loc[data.sales["month"] >= first, "revenue"].sum()
    booked = data.ledger[(data.ledger["line"] == "Gross sales") & (data.ledger["month"] >= first)]
    booked = booked.merge(data.rates, on=["month", "currency"])
    ledger = (booked["actual"].fillna(0.0) * booked["rate"]).sum()
    sheet, area = company.named_area("TieOut")
    lines = company.grid(sheet, Area(area.top, 2, area.bottom, 9))
    assert [line[6] for line in lines] == ["ties"] * len(lines)
    by_label = {(line[0], str(line[7]).split(" · ")[1].split(";")[0]): line for line in lines}
    regions = by_label["Revenue of the year", "sum of the regions"]
    assert regions[1] == pytest.approx(revenue, abs=0.01)
    assert regions[2] == pytest.approx(revenue, abs=0.01)
    accounts = by_label["Gross sales, year", "sheet Accounts, converted by SOP_CONVERT_CURRENCY"]
    assert accounts[1] == pytest.approx(ledger, abs=0.01)
    assert accounts[2] == pytest.approx(ledger, abs=0.01)
    sales = by_label["Sales and ledger", "general ledger"]
    assert sales[1] - sales[2] == pytest.approx(revenue - ledger, abs=0.01)
    assert sales[4] == pytest.approx(round(revenue - ledger, 2), abs=0.01)  # accepted: the sources never agreed


def test_every_account_of_the_ledger_sheet_is_the_ledger(example, company):
    data = example.data
    booked = data.ledger.merge(data.rates, on=["month", "currency"])
    booked["company"] = booked["actual"].fillna(0.0) * booked["rate"]
    sheet, area = company.named_area("AccountsActual")
    lines = [row[0] for row in company.grid(sheet, Area(area.top, area.left - 1, area.bottom, area.left - 1))]
    shown = np.array(company.grid(sheet, area), dtype=float)
    months = [data.month(k) for k in range(-24, 0)]
    expected = booked.pivot_table(index="line", columns="month", values="company", aggfunc="sum").fillna(0.0)
    np.testing.assert_allclose(shown, expected.reindex(index=lines, columns=months).to_numpy(), atol=0.01)


@pytest.mark.parametrize("file", [*UNITS, "company.xlsx"])
def test_no_block_loses_a_row(example, file):
    statuses = checks_of(BookReader.open(example.published / file))
    blocks = {name: status for name, status in statuses.items() if name.startswith("Rows in = rows out")}
    assert len(blocks) >= (25 if file == "company.xlsx" else 55)
    assert set(blocks.values()) == {"OK"}


def test_a_wrong_cell_fails_the_check_of_its_block(example, tmp_path):
    """An item whose cost list is damaged shows an error in its row, and the check of that block says so."""
    data = example.data
    item = data.active_items("Pacific")["item"].iloc[0]
    prices = data.detail.prices
    damaged = prices[prices["item"] != item]
    detail = type(data.detail)(**{**vars(data.detail), "prices": damaged})
    broken = type(data)(**{**vars(data), "detail": detail})
    source = tmp_path / "pacific.xlsx"
    source.write_bytes(planning_workbook(broken, data.units[2]))
    report = run(RunRequest([source], tmp_path / "out", data.as_of, pack=False), Listener())
    assert not report.is_complete
    failed = {check.name for check in report.workbooks[0].checks if check.status == "FAIL"}
    assert "Rows in = rows out: Money plan, revenue" in failed
    assert "Rows in = rows out: Demand plan, consensus" not in failed


def test_scenarios_and_their_base_agree(company):
    table = named(company, "Pack_Scenarios")
    heads = table[0]
    assert heads[:2] == ["KPI", "Base"]
    assert heads[2:5] == ["Autumn campaign", "Supplier loss", "Weak dollar"]
    kpis = {row[0]: row[1:5] for row in table[1:]}
    assert kpis["Demand"][0] < kpis["Demand"][1]
    assert kpis["Shipped"][2] < kpis["Shipped"][0]
    bars = named(company, "Pack_Tornado")[1:]
    swings = [row[3] for row in bars]
    assert swings == sorted(swings, reverse=True)
    ranges = named(company, "Pack_Range")
    for row in ranges[1:]:
        assert row[1] < row[2] < row[3]


def test_decisions_name_the_work_centres_that_the_sheets_show_overloaded(company):
    capacity = named(company, "Pack_Capacity")
    over = {str(row[0]).lower() for row in capacity[1:] if max(row[1:13]) > 1}
    calm = {str(row[0]).lower() for row in capacity[1:]} - over
    wanted = [row for row in company.records(company.workbook.tables["Decisions"]) if row["Status"] == "wanted"]
    said = " ".join(f"{row['Issue']} {row['Recommendation']}" for row in wanted).lower()
    assert over
    assert all(name in said for name in over)
    assert not [name for name in calm if name in said]
