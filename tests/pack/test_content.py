"""What the pages say, and that something missing never stops the others."""

import datetime as dt

import pytest

from sop_xl.cells.values import CellError
from sop_xl.pack.company import CompanyBook
from sop_xl.pack.content.pages import build_pack
from sop_xl.pack.formats import sentence_text
from sop_xl.pack.model import Bars, Columns, HeatMap, Ranges, Rule, Table, Text, Waterfall
from sop_xl.pack.steps import levels
from sop_xl.pack.trace import page_figures

PAGES = [
    "Decisions needed today", "Dashboard", "What changed since last cycle", "Profit and loss",
    "Price, volume, mix and margin", "Risks and opportunities", "Lamps", "Chairs", "Tables", "Capacity", "Inventory",
    "Regions", "Launches and phase-outs", "Suppliers and last month", "Open actions", "Calendar",
]  # fmt: skip


@pytest.fixture
def pack_of(build):
    def make(company, **changes):
        settings = {"run_id": "abc", "complete": True, "remarks": []} | changes
        return build_pack(CompanyBook.open(build(company)), **settings)

    return make


def page(pack, title):
    return next(p for p in pack.pages if p.title == title)


def headline(pack, title):
    return sentence_text(page(pack, title).headline)


def blocks(page, kind):
    return [block for band in page.bands for block in band if isinstance(block, kind)]


def test_a_whole_workbook_gives_a_complete_pack_with_every_page(pack_of, company):
    pack = pack_of(company)
    assert [p.title for p in pack.pages] == PAGES
    assert (pack.complete, pack.reasons) == (True, ())
    assert (pack.company, pack.cycle, pack.planning_date) == ("Small Company", "Jan 2030", dt.date(2029, 12, 31))


def test_every_page_has_a_headline_a_table_and_numbers(pack_of, company):
    for each in pack_of(company).pages:
        assert sentence_text(each.headline).endswith(".")
        assert blocks(each, Table)
        assert sum(figure.is_number for figure in page_figures(each)) >= 3


def test_the_headlines_tell_the_message_from_the_numbers(pack_of, company):
    pack = pack_of(company)
    assert headline(pack, "Decisions needed today") == "2 decisions are needed today: +50k to gain and −20k to bear."
    assert headline(pack, "Dashboard") == "1 of 3 key figures on target; off target: Stock value."
    assert headline(pack, "What changed since last cycle") == (
        "The plan of the next twelve months rose by +300 units, most in Tables (+150); gap to AOP −600 units."
    )
    assert headline(pack, "Profit and loss") == (
        "Profit of the year closed is 900k: −100k (−10.0%) on AOP, unfavourable, and +28.6% on prior year."
    )
    assert headline(pack, "Price, volume, mix and margin") == (
        "Revenue rose from 5.50M to 6.10M: volume +700k and price −100k."
    )
    assert headline(pack, "Risks and opportunities") == (
        "Against the AOP of the next twelve months revenue is −300k and margin −60k; "
        "Lamps, Chairs and Tables need action."
    )
    assert headline(pack, "Lamps") == (
        "Next twelve months 1,200 units, +50 since last cycle and −100 on AOP; Dec 29 booked 1,048, +13 on plan."
    )
    assert headline(pack, "Capacity") == (
        "1 of 24 work-centre months is above capacity; the peak is Welding with 103.0% in Dec 30."
    )
    assert headline(pack, "Inventory") == (
        "Stock of 1.80M covers 61 days; 540k of it (30.0%) is excess, 50.0% of that in Tables."
    )
    assert headline(pack, "Regions") == (
        "South (−200k) is below and North (+100k) is above the AOP of the next twelve months."
    )
    assert headline(pack, "Launches and phase-outs") == (
        "1 of 2 projects is late: New lamp; next is Old lamp (phase-out) on 1 Apr 2030."
    )
    assert headline(pack, "Suppliers and last month") == (
        "90.9% of 99 supplier lines came on time and in full in Dec 29; last month worse than plan: Stock value."
    )
    assert headline(pack, "Open actions") == "2 actions are open, 1 is late; the oldest is A-1 of Ann Lee with 60 days."
    assert headline(pack, "Calendar") == (
        "Next meeting: Demand review on Monday, 7 Jan 2030; the next cycle ends with Executive S&OP on 9 Feb 2030."
    )


def test_headlines_of_quiet_months(pack_of, company):
    company.tables["Decisions"] = [r for r in company.tables["Decisions"] if r[8] != "wanted"]
    company.tables["Actions"] = [r for r in company.tables["Actions"] if r[6] != "open"]
    company.tables["Launches"] = [company.tables["Launches"][0], [None] * 9]
    for row in company.ranges["Pack_Demand"][1:]:
        row[7] = 0.0
    for row in company.ranges["Pack_Gaps"][1:]:
        row[12] = "fine"
    for row in company.ranges["Pack_Capacity"][1:]:
        row[1:] = [0.5] * 12
    for row in company.ranges["Pack_Stock"][1:]:
        row[11] = 0.0
    for row in company.ranges["Pack_KPI"][1:]:
        row[6] = "near"
    for row in company.ranges["Pack_LastMonth"][1:]:
        row[5] = "better"
    for row in company.ranges["Pack_Calendar"][1:]:
        row[7] = "held"
    pack = pack_of(company)
    assert pack.complete, pack.reasons
    assert headline(pack, "Decisions needed today") == "No decision is needed today."
    assert headline(pack, "Open actions") == "No action is open."
    assert headline(pack, "Launches and phase-outs") == "No launch and no phase-out is planned."
    assert headline(pack, "What changed since last cycle") == (
        "The plan of the next twelve months is unchanged at 7,200 units; gap to AOP −600 units."
    )
    assert headline(pack, "Risks and opportunities").endswith("; no family needs action.")
    assert headline(pack, "Capacity").startswith("No work centre is above its capacity; ")
    assert headline(pack, "Inventory") == "Stock of 1.80M covers 61 days; none of it is excess."
    assert headline(pack, "Dashboard") == "No key figure on target; none is off target."
    assert headline(pack, "Suppliers and last month").endswith(
        "; last month no department was more than 2 % worse than its plan."
    )
    assert headline(pack, "Calendar") == "No meeting is planned."


def test_one_of_a_thing_is_singular(pack_of, company):
    company.tables["Decisions"] = company.tables["Decisions"][:2]
    company.tables["Actions"] = company.tables["Actions"][:2]
    pack = pack_of(company)
    assert headline(pack, "Decisions needed today") == "1 decision is needed today: +50k to gain."
    assert headline(pack, "Open actions").startswith("1 action is open, 1 is late;")


def test_steps_that_are_late_come_first(pack_of, company):
    company.ranges["Pack_Calendar"][1][7] = "late"
    assert headline(pack_of(company), "Calendar").startswith("1 step is late; Next meeting: Supply review")


NAMES = [
    "Pack_KPI", "Pack_Plan12Revenue", "Pack_RevenueMonths", "Pack_Demand", "Pack_PnL", "Pack_ProfitBridge",
    "Pack_Bridge", "Pack_Margin", "Pack_Gaps", "Pack_Closers", "Pack_Capacity", "Pack_Stock", "Pack_Regions",
    "Pack_Suppliers", "Pack_LastMonth", "Pack_Calendar",
]  # fmt: skip


@pytest.mark.parametrize("name", NAMES)
def test_a_missing_range_is_told_on_its_pages_and_makes_the_pack_incomplete(pack_of, company, name):
    del company.ranges[name]
    pack = pack_of(company)
    assert [p.title for p in pack.pages] == PAGES
    told = [p for p in pack.pages if any(name in problem for problem in p.problems)]
    assert told
    assert not pack.complete
    assert any(name in reason for reason in pack.reasons)
    for each in told:
        in_headline = sentence_text(each.headline) == "The numbers that this page needs are missing."
        in_block = any(block.warning for block in blocks(each, Text))
        assert in_headline or in_block


@pytest.mark.parametrize("name", ["Decisions", "Actions", "Launches", "Agenda", "Roles", "Checks"])
def test_a_missing_table_makes_the_pack_incomplete(pack_of, company, name):
    del company.tables[name]
    pack = pack_of(company)
    assert not pack.complete
    assert any(f"no table {name}" in reason for reason in pack.reasons)


@pytest.mark.parametrize("name", ["UnitName", "CycleMonth", "Currency", "AsOf"])
def test_a_missing_setting_makes_the_pack_incomplete(pack_of, company, name):
    del company.settings[name]
    pack = pack_of(company)
    assert not pack.complete
    assert any(name in reason for reason in pack.reasons)


def test_without_families_the_pack_says_so(pack_of, company):
    company.ranges = {name: grid for name, grid in company.ranges.items() if not name.startswith("Pack_Family")}
    pack = pack_of(company)
    assert "Families" in [p.title for p in pack.pages]
    assert any("Pack_Family1" in reason for reason in pack.reasons)


def test_a_renamed_head_names_the_column(pack_of, company):
    company.ranges["Pack_Stock"][0][6] = "Reach, days"
    assert any(
        "Pack_Stock has no column 'Cover, days'" in problem for problem in page(pack_of(company), "Inventory").problems
    )


def test_an_error_cell_is_shown_named_and_makes_the_pack_incomplete(pack_of, company):
    company.ranges["Pack_PnL"][1][5] = "#N/A"
    pack = pack_of(company)
    profit = page(pack, "Profit and loss")
    assert any(figure.value is CellError.NA for figure in page_figures(profit))
    assert len(profit.problems) == 1
    assert "G7 shows #N/A" in profit.problems[0]
    assert not pack.complete
    assert [p.title for p in pack.pages if p.problems] == ["Profit and loss"]


def test_many_error_cells_are_counted(pack_of, company):
    for row in company.ranges["Pack_Stock"][1:]:
        row[2] = "#REF!"
    problems = page(pack_of(company), "Inventory").problems
    assert problems[-1] == "1 more cell shows an error"
    assert len(problems) == 4


def test_an_error_where_the_headline_needs_a_number_leaves_the_rest(pack_of, company):
    company.ranges["Pack_Gaps"][-1][4] = "#VALUE!"
    risks = page(pack_of(company), "Risks and opportunities")
    assert sentence_text(risks.headline) == "The numbers that this page needs are missing."
    assert blocks(risks, Table)
    assert blocks(risks, Bars)


def test_a_failing_check_makes_the_pack_incomplete(pack_of, company):
    company.tables["Checks"][1][1] = "FAIL"
    pack = pack_of(company)
    assert not pack.complete
    assert pack.reasons == ("1 check fails in company.xlsx.",)


def test_remarks_of_the_run_are_the_first_reasons(pack_of, company):
    pack = pack_of(company, complete=False, remarks=["europe.xlsx: timed out"])
    assert not pack.complete
    assert pack.reasons == ("europe.xlsx: timed out",)


def test_many_families_are_added_up_in_pictures_and_kept_in_tables(pack_of, many_families):
    pack = pack_of(many_families)
    stacked = blocks(page(pack, "Dashboard"), Columns)[0]
    assert stacked.columns[-1].name == "12 others"
    assert {figure.source.rule for figure in stacked.columns[-1].values} == {Rule.SUM}
    total = next(row for row in blocks(page(pack, "Dashboard"), Table)[0].rows if row.total)
    for position in range(12):
        whole = sum(series.values[position].number for series in stacked.columns)
        assert whole == pytest.approx(total.cells[1 + position].number, rel=1e-12)
    assert len(blocks(page(pack, "What changed since last cycle"), Table)[0].rows) == 19


@pytest.mark.parametrize("name", ["company", "many_families"])
def test_the_steps_of_a_bridge_lead_to_its_last_total(pack_of, name, request):
    pack = pack_of(request.getfixturevalue(name))
    for title in ("What changed since last cycle", "Profit and loss", "Price, volume, mix and margin"):
        chart = blocks(page(pack, title), Waterfall)[0]
        reached = levels(chart)
        assert reached[-2][1] == pytest.approx(reached[-1][1], rel=1e-9)


def test_margin_if_all_is_decided_is_estimate_plus_closers_and_costs(pack_of, company):
    chart = blocks(page(pack_of(company), "Risks and opportunities"), Waterfall)[0]
    estimate = company.ranges["Pack_Closers"][0][1]
    assert chart.steps[-1].number == estimate + 50e3 - 20e3


def test_the_running_share_of_excess_ends_at_one(pack_of, company):
    pareto = blocks(page(pack_of(company), "Inventory"), Columns)[0]
    shares = [figure.number for figure in pareto.lines[0].values]
    assert shares == pytest.approx([0.5, 5 / 6, 1.0])
    assert [c.word for c in pareto.categories] == ["Tables", "Chairs", "Lamps"]


def test_open_actions_come_late_first_and_are_counted_by_owner(pack_of, company):
    late = [
        "A-9",
        dt.date(2029, 12, 5),
        "Pre-S&OP",
        "Late too",
        "Bo Ek",
        dt.date(2029, 12, 9),
        "open",
        "",
        "",
        26.0,
        "late",
    ]
    company.tables["Actions"].append(late)
    actions, owners = blocks(page(pack_of(company), "Open actions"), Table)
    assert [row.cells[0].word for row in actions.rows] == ["A-1", "A-9", "A-2"]
    assert [(r.cells[0].word, r.cells[1].value, r.cells[2].value) for r in owners.rows] == [
        ("Bo Ek", 2, 1), ("Ann Lee", 1, 1),
    ]  # fmt: skip


def test_the_calendar_has_a_row_per_step_and_a_column_per_cycle(pack_of, company):
    dates = blocks(page(pack_of(company), "Calendar"), Table)[0]
    assert [c.head.word for c in dates.columns] == [
        "Step",
        "Owner",
        "This cycle",
        "Status",
        "Next cycle",
        "In 2 cycles",
    ]
    assert [row.cells[0].word for row in dates.rows] == ["Demand review", "Supply review", "Executive S&OP"]


def test_history_and_plan_of_a_family_are_told_apart(pack_of, company):
    lamps = page(pack_of(company), "Lamps")
    assert [column.past for column in blocks(lamps, Table)[0].columns[1:]] == [True] * 6 + [False] * 12
    actual, ahead = blocks(lamps, Columns)[0].columns
    assert all(a.is_number != p.is_number for a, p in zip(actual.values, ahead.values, strict=True))


def test_capacity_and_regions_have_their_pictures(pack_of, company):
    pack = pack_of(company)
    heat = blocks(page(pack, "Capacity"), HeatMap)[0]
    assert len(heat.lines) == len(heat.labels) == 2
    assert [gap.number for gap in blocks(page(pack, "Regions"), Ranges)[0].gaps] == [100e3, -200e3]


def with_scenarios(company):
    """The ranges of the sheet Scenarios; the last column is ready for a scenario that nobody has made."""
    company.ranges["Pack_Scenarios"] = [
        ["KPI", "Base", "Campaign", "Supplier loss", None],
        ["Demand", 1000.0, 1100.0, 1000.0, None],
        ["Fill rate", 0.99, 0.97, 0.81, None],
        ["Revenue", 6.5e6, 6.9e6, 6.0e6, None],
        ["Gross margin", 1.3e6, 1.35e6, 1.1e6, None],
        ["Gross margin %", 0.2, 0.196, 0.183, None],
    ]
    company.ranges["Pack_Tornado"] = [
        ["Widest first", "Low − base", "High − base", "Swing"],
        ["Price", -195e3, 195e3, 390e3],
        ["Demand", -120e3, 60e3, 180e3],
    ]
    company.ranges["Pack_Range"] = [
        ["Next 12 months", "P10", "P50", "P90", "Latest estimate", "AOP", "Estimate − AOP"],
        ["Revenue", 6.1e6, 6.4e6, 6.8e6, 6.5e6, 6.8e6, -300e3],
        ["Gross margin", 1.1e6, 1.25e6, 1.4e6, 1.3e6, 1.36e6, -60e3],
    ]
    return company


def test_scenarios_stand_side_by_side_with_the_tornado(pack_of, company):
    pack = pack_of(with_scenarios(company))
    assert pack.complete
    assert [p.title for p in pack.pages].index("Scenarios") == PAGES.index("Risks and opportunities") + 1
    assert headline(pack, "Scenarios") == (
        "2 scenarios beside the base plan; gross margin depends most on price: −195k to +195k."
    )
    (side_by_side, swings) = blocks(page(pack, "Scenarios"), Table)
    assert [column.head.word for column in side_by_side.columns] == ["KPI", "Base", "Campaign", "Supplier loss"]
    kinds = {row.cells[0].word: row.cells[1].kind for row in side_by_side.rows}
    assert (kinds["Demand"], kinds["Fill rate"], kinds["Revenue"]) == ("units", "pct", "thousands")
    assert [row.cells[0].word for row in swings.rows] == ["Price", "Demand"]
    (bars,) = blocks(page(pack, "Scenarios"), Bars)
    assert [figure.number for figure in bars.series[0].values] == [-195e3, -120e3]


def test_risks_show_the_range_of_the_year(pack_of, company):
    (found,) = blocks(page(pack_of(with_scenarios(company)), "Risks and opportunities"), Ranges)
    assert [series.name for series in found.marks] == ["P10", "P50", "P90", "Latest estimate", "AOP"]
    assert found.marks[0].values[1].number == 1.1e6
    assert str(found.marks[0].values[1].source).endswith("!C8")


def test_a_company_without_scenarios_has_no_page_of_them(pack_of, company):
    pack = pack_of(company)
    assert "Scenarios" not in [p.title for p in pack.pages]
    assert pack.complete


def test_a_broken_bar_of_the_tornado_is_told(pack_of, company):
    with_scenarios(company).ranges["Pack_Tornado"][1][3] = "#N/A"
    pack = pack_of(company)
    assert headline(pack, "Scenarios").startswith(
        "2 scenarios beside the base plan; gross margin depends most on demand"
    )
