"""Each action on the template without Excel: what it reads, what it writes, what it refuses."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import icalendar
import pytest

from sop_xl.actions.desk import Desk, compute
from sop_xl.actions.finance import account_type
from sop_xl.actions.headless import HeadlessWorkbook
from sop_xl.actions.import_data import bring_in
from sop_xl.actions.links import linked_books
from sop_xl.actions.perform import perform
from sop_xl.actions.plan_sheet import PlanSheet
from sop_xl.actions.port import Place
from sop_xl.actions.registry import action, actions
from sop_xl.cells.address import Area
from sop_xl.cells.dates import to_serial
from sop_xl.cells.values import CellError
from sop_xl.errors import SopError, UsageError, WorkbookError
from workbooks.folder import read_folder, write_folder
from workbooks.make import write_workbooks
from workbooks.starter import starter_data

TODAY = dt.date(2020, 7, 10)
OVERRIDE = ("Item", "First month", "Last month", "Kind", "Value", "Reason", "Owner", "Assumption", "Expires")


def do(name, book, /, **given):
    return perform(action(name), book, {key: str(value) for key, value in given.items()}, TODAY)


def serial(text):
    return to_serial(dt.date.fromisoformat(text))


@pytest.fixture
def run_quick(without_calculation):
    return do


def test_every_action_resolves_and_has_its_texts():
    names = [a.name for a in actions()]
    assert len(names) == len(set(names)) == 26
    assert len({a.keytip for a in actions()}) == len(names)
    for a in actions():
        assert len(a.screentip) <= 255
        assert len(a.supertip) <= 1024
        assert not a.screentip.endswith(".")
        assert a.supertip.endswith(".")


@pytest.mark.parametrize(
    ("name", "given", "text"),
    [
        ("forecast", {"nonsense": "1"}, "no option of that name"),
        ("explain", {}, "is needed"),
        ("backtest", {"origins": "six"}, "cannot be read"),
        ("capacity", {"limit": "a lot"}, "cannot be read"),
        ("minutes", {"held": "10.7.2020"}, "cannot be read"),
        ("forecast", {"live": "perhaps"}, "cannot be read"),
    ],
)
def test_options_that_cannot_be(name, given, text):
    with pytest.raises(UsageError, match=text):
        action(name).options(given, TODAY)


# ---- demand ----------------------------------------------------------------------------------------------


def test_forecast_writes_what_the_function_gives_and_live_brings_the_formula_back(unit, everything):
    before = everything(unit)
    place, history = unit.place("Baseline"), unit.read(unit.place("History"))
    done = do("forecast", unit, method="theta")
    expected = compute("SOP_FORECAST", history, place.area.columns, 12, "theta")
    assert unit.contents(place) == expected
    assert done.outcome.summary.startswith("6 items forecast")
    consensus = unit.read(unit.place("Consensus"))
    assert consensus[0][0] == pytest.approx(expected[0][0], abs=0.06)  # the plan follows the new baseline
    do("forecast", unit, live="yes")
    assert {s: c for s, c in everything(unit).items() if s in before} == before


def test_undo_takes_back_one_action_after_the_other(unit, everything, run_quick):
    before = everything(unit)
    run_quick("forecast", unit, method="naive")
    between = unit.contents(unit.place("Baseline"))
    run_quick("forecast", unit, method="ses")
    assert unit.contents(unit.place("Baseline")) != between
    run_quick("undo", unit)
    assert unit.contents(unit.place("Baseline")) == between
    run_quick("undo", unit)
    assert {s: c for s, c in everything(unit).items() if s in before} == before
    with pytest.raises(UsageError, match="nothing to take back"):
        run_quick("undo", unit)


def test_an_action_that_fails_half_way_leaves_nothing(unit, everything, run_quick, actuals, tmp_path):
    (tmp_path / "sales.csv").write_bytes((actuals / "sales.csv").read_bytes())  # no stock of July
    before = everything(unit)
    with pytest.raises(UsageError, match="Stock has no rows of Jul 2020"):
        run_quick("roll-forward", unit, data=tmp_path)
    assert everything(unit) == before
    assert unit.undo_stack() == []


def test_overrides_are_judged_applied_and_expire(unit, add_rows):
    row = ["ITEM-001", serial("2020-07-01"), serial("2020-08-01"), "percent", 0.5, "Promotion", "Ann", "as last year"]
    rows = [
        [*row, None],
        [*row, serial("2020-06-01")],
        ["NOBODY", *row[1:], None],
        [*row[:6], None, *row[7:], None],
    ]
    add_rows(unit, "Overrides", OVERRIDE, rows)
    unit.calculate()
    agreed = unit.read(unit.place("AgreedPlan"))
    done = do("overrides", unit)
    assert done.outcome.summary == "1 active, 1 expired and taken out, 2 to be completed."
    assert done.outcome.attention
    lines = done.outcome.reports[0].rows
    assert [line[9] for line in lines] == ["active", "expired", "unknown item", "lacks Owner"]
    assert lines[0][10] == pytest.approx(0.5 * (agreed[0][0] + agreed[0][1]), abs=0.11)
    left = [r["Item"] for r in Desk(unit).rows("Overrides")]
    assert left == ["ITEM-001", "NOBODY", "ITEM-001"]
    assert unit.tables()["Overrides"].data.rows == 3
    consensus = do("consensus", unit)
    assert "ties to the overrides" in consensus.outcome.summary
    assert consensus.outcome.reports[0].rows[0][4] == pytest.approx(lines[0][10], abs=0.2)


def test_backtest_names_the_best_method_first(unit, run_quick):
    report = run_quick("backtest", unit, origins=3).outcome.reports[0]
    errors = [row[report.heads.index("MASE")] for row in report.rows]
    assert errors == sorted(errors)


# ---- supply ----------------------------------------------------------------------------------------------


def test_projection_tells_which_items_run_short(unit):
    stock = unit.tables()["Stock"]
    units = stock.area.left + stock.columns.index("Units")
    column = Place("Stock", Area(stock.data.top, units, stock.data.bottom, units))
    unit.write(column, [[0.0]] * stock.data.rows)
    done = do("project", unit)
    lines = done.outcome.reports[0].rows
    assert done.outcome.attention
    assert "differs" not in done.outcome.summary
    assert {line[0] for line in lines} >= {"ITEM-003", "ITEM-005"}
    risks = [line[7] for line in lines]
    assert risks == sorted(risks, reverse=True)
    assert all(line[5] is None or line[4] < 0 for line in lines)


def test_proposed_orders_are_lots_released_a_lead_time_before(unit, run_quick):
    sheet = PlanSheet.read(Desk(unit), "Supply plan")
    lots = dict(zip(sheet.texts("Item"), sheet.numbers("Lot size"), strict=True))
    lead = {i: int(v) for i, v in zip(sheet.texts("Item"), sheet.numbers("Lead time, months"), strict=True)}
    lines = run_quick("plan-orders", unit).outcome.reports[0].rows
    assert lines
    for release, receipt, item, _, _, units, _ in lines:
        assert units % lots[item] == pytest.approx(0.0)
        assert round((receipt - release) / 30.44) == lead[item]


def test_capacity_belongs_to_the_company(unit, company, run_quick):
    with pytest.raises(WorkbookError, match="no sheet Capacity"):
        run_quick("capacity", unit)
    report = run_quick("capacity", company, limit=0.5).outcome.reports[0]
    assert all(line[4] == pytest.approx(line[2] / line[3]) and line[4] > 0.5 for line in report.rows)
    assert run_quick("capacity", company, limit=99).outcome.reports[0].rows == ()


# ---- finance ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("book", ["unit", "company"])
def test_variances_are_actual_less_aop(book, request, run_quick):
    rows = run_quick("variances", request.getfixturevalue(book)).outcome.reports[0].rows
    assert len(rows) >= 8
    for _, name, actual, aop, variance, _, flag, _ in rows:
        assert variance == pytest.approx(actual - aop)
        kind = (
            account_type(name.partition(", ")[2] or name)
            if book == "company"
            else ("revenue" if name.endswith("revenue") else "expense")
        )
        good = variance > 0 if kind == "revenue" else variance < 0
        assert flag == ("F" if good else "U" if variance else "")


def test_account_types_of_ledger_lines():
    good_when_high = ["Gross sales", "Net sales", "Operating profit", "Gross margin", "Interest income"]
    costs = ["Cost of sales", "Returns and discounts", "Labour", "Travel", "Marketing", "Depreciation", "Rent"]
    assert {account_type(name) for name in good_when_high} == {"revenue"}
    assert {account_type(name) for name in costs} == {"expense"}


@pytest.mark.parametrize("book", ["unit", "company"])
def test_price_volume_mix_adds_up(book, request, run_quick):
    workbook = request.getfixturevalue(book)
    done = run_quick("price-volume-mix", workbook)
    *families, total = done.outcome.reports[0].rows
    for line in (*families, total):
        assert sum(line[3:8]) == pytest.approx(line[8], abs=0.01)
        assert line[8] == pytest.approx(line[2] - line[1], abs=0.01)
    assert total[8] == pytest.approx(workbook.read(workbook.place("PVM_Total"))[0][0], abs=0.01)


def test_links_are_listed_with_their_cells(company, unit, run_quick):
    rows = run_quick("review-links", company).outcome.reports[0].rows
    assert [row[0] for row in rows] == ["north.xlsx"]
    assert rows[0][1] > 500
    assert run_quick("review-links", unit).outcome.summary == "No formula refers to another workbook."


@pytest.mark.parametrize(
    ("formula", "found"),
    [
        ("=[1]Interface!B6+[2]Interface!B6", ["1", "2"]),
        ("='C:\\plans\\[north.xlsx]Pre-S&OP'!C6", ["north.xlsx"]),
        ('=SUM(Sales[Units])&"[3]Home!A1"', []),
        ("=Overrides[[#This Row],[Item]]", []),
        ("=SUMIFS(Sales[Units],Sales[Item],[1]Home!B2)", ["1"]),
    ],
)
def test_brackets_of_links_and_of_tables(formula, found):
    assert linked_books(formula) == found


# ---- data ------------------------------------------------------------------------------------------------


def test_an_imported_folder_fills_the_tables_as_the_builder_does(template, tmp_path, without_calculation):
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
def test_folders_that_are_refused_before_a_cell_changes(unit, everything, tmp_path, run_quick, name, text, said):
    (tmp_path / name).write_text(text, encoding="utf-8")
    before = everything(unit)
    with pytest.raises(UsageError, match=said):
        run_quick("import-data", unit, data=tmp_path)
    assert everything(unit) == before


def test_no_such_folder(unit, tmp_path):
    with pytest.raises(UsageError, match="no such folder"):
        bring_in(Desk(unit), tmp_path / "missing", whole=True)


def test_validation_finds_what_was_planted(unit, run_quick):
    assert run_quick("validate", unit).outcome.reports[0].rows == ()
    sales = unit.tables()["Sales"]
    top, left = sales.data.top, sales.area.left
    first = unit.read(Place("Sales", Area(top, left, top + 1, sales.area.right)))
    units = sales.columns.index("Units")
    bad = [list(first[0]), list(first[0])]
    bad[0][0], bad[1][1], bad[1][units] = first[0][0] + 3, "GHOST", "12"
    unit.write(Place("Sales", Area(top, left, top + 1, sales.area.right)), bad)
    unit.write(Place("Sales", Area(top + 2, left + units, top + 2, left + units)), [[-5.0]])
    stock = unit.tables()["Stock"]
    twice = unit.read(Place("Stock", Area(stock.data.top, stock.area.left, stock.data.top, stock.area.left + 3)))
    unit.write(
        Place("Stock", Area(stock.data.top + 1, stock.area.left, stock.data.top + 1, stock.area.left + 3)), twice
    )
    faults = [(row[0], row[1].partition(":")[0]) for row in run_quick("validate", unit).outcome.reports[0].rows]
    assert faults == [
        (f"Sales!B{top}", "not the first day of a month"),
        (f"Sales!C{top + 1}", "an item that the item table does not have"),
        (f"Sales!F{top + 1}", "Units is not a number"),
        (f"Sales!F{top + 2}", "Units is negative"),
        (f"Stock!B{stock.data.top + 1}", "Month, Item occur twice"),
    ]


# ---- the cycle -------------------------------------------------------------------------------------------


def test_the_month_is_rolled(unit, actuals, add_rows):
    baseline, consensus = unit.read(unit.place("Baseline")), unit.read(unit.place("Consensus"))
    override = ["ITEM-001", serial("2020-07-01"), None, "units", 1.0, "Promotion", "Ann", "once", None]
    over, stays = [*override], [*override]
    over[2], stays[2] = serial("2020-07-01"), serial("2020-09-01")
    add_rows(unit, "Overrides", OVERRIDE, [over, stays])
    add_rows(unit, "SalesInputs", ("Item", "Month", "Source", "Units"),
             [["ITEM-002", serial("2020-07-01"), "Sales", 70.0], ["ITEM-002", serial("2020-08-01"), "Sales", 80.0]])  # fmt: skip
    add_rows(unit, "Actions", ("Id", "Raised", "Action", "Status"),
             [["A-1", serial("2020-06-30"), "stays", "open"], ["A-2", serial("2020-06-30"), "goes", "closed"]])  # fmt: skip
    sold = len(Desk(unit).rows("Sales"))
    done = do("roll-forward", unit, data=actuals)
    desk = Desk(unit)
    assert desk.as_of == dt.date(2020, 7, 31)
    assert len(desk.rows("Sales")) == sold + 6
    snapshots = {(row["Month"], row["Item"]): row for row in desk.rows("Snapshots")}
    july, september = dt.date(2020, 7, 1), dt.date(2020, 9, 1)
    assert snapshots[july, "ITEM-001"]["Lag 1"] == pytest.approx(baseline[0][0])
    assert snapshots[september, "ITEM-001"]["Lag 3"] == pytest.approx(baseline[0][2])
    assert snapshots[september, "ITEM-001"]["Last plan"] == pytest.approx(consensus[0][2])
    assert snapshots[dt.date(2020, 6, 1), "ITEM-001"]["Last plan"] is None
    if "Sales view, lag 1" in desk.table("Snapshots").columns:
        assert snapshots[july, "ITEM-002"]["Sales view, lag 1"] == 70.0
    assert [row["Last month"] for row in desk.rows("Overrides")] == [september]
    assert [row["Month"] for row in desk.rows("SalesInputs")] == [dt.date(2020, 8, 1)]
    assert [row["Id"] for row in desk.rows("Actions")] == ["A-1"]
    assert unit.read(Place("Actions archive", Area(2, 1, 2, 1))) == [["A-2"]]
    assert "1 actions carried, 1 archived" in done.outcome.summary
    history = unit.read(unit.place("History"))
    assert [row[-1] for row in history] == [100.0, 101.0, 102.0, 103.0, 104.0, 105.0]  # July is history now
    on_hand = PlanSheet.read(desk, "Supply plan").numbers("On hand")
    assert on_hand == [50.0, 51.0, 52.0, 53.0, 54.0, 55.0]


def test_rolling_needs_the_actuals(unit, run_quick):
    with pytest.raises(UsageError, match="Sales has no rows of Jul 2020"):
        run_quick("roll-forward", unit)


def test_a_new_month_clears_what_was_held_and_carries_decisions(company, run_quick):
    calendar = company.tables()["Calendar"]
    held = calendar.area.left + calendar.columns.index("Held on")
    column = Place("Calendar", Area(calendar.data.top, held, calendar.data.top + 5, held))
    company.write(column, [[serial("2020-06-15")]] * 6)
    decisions = company.tables()["Decisions"]
    cycle = decisions.area.left + decisions.columns.index("Cycle")
    company.write(Place("Decisions", Area(decisions.data.top, cycle, decisions.data.top, cycle)), [["2020-06"]])
    done = run_quick("new-month", company)
    assert done.outcome.summary.startswith("Cycle Jul 2020 is open: 6 held dates cleared, 1 decisions carried.")
    assert company.read(column) == [[None]] * 6
    assert Desk(company).rows("Decisions")[0]["Cycle"] == "2020-07"
    assert run_quick("new-month", company).journal.steps == []


def test_a_cycle_under_way_is_not_opened_anew(company, run_quick):
    run_quick("minutes", company, step="Product review", held="2020-07-06")
    with pytest.raises(UsageError, match="under way: 5 steps"):
        run_quick("new-month", company)


def test_status_tells_late_steps_and_actions(company, run_quick):
    done = run_quick("status", company)
    late = [row[1] for row in done.outcome.reports[0].rows if row[2] == "late"]
    assert late == ["Product review", "Demand review"]
    assert "Next: Product review on 6 July 2020" in done.outcome.summary
    assert done.journal.steps == []


def events(done):
    name = next(name for name in done.outcome.files if name.endswith(".ics"))
    calendar = icalendar.Calendar.from_ical(done.outcome.files[name])
    return {str(e["summary"]): e for e in calendar.walk("VEVENT")}


def test_invitations_keep_their_identity_and_count_their_changes(company, run_quick):
    first = events(run_quick("agenda", company))
    again = events(run_quick("agenda", company))
    moved = events(run_quick("agenda", company, step="Pre-S&OP", room="Room 5", start="14:30"))
    kept = events(run_quick("agenda", company))
    name = "S&OP Jul 2020: Pre-S&OP"
    assert len(first) == 18
    assert {str(e["uid"]) for e in first.values()} == {str(e["uid"]) for e in moved.values()}
    assert [int(found[name]["sequence"]) for found in (first, again, moved, kept)] == [0, 0, 1, 1]
    others = {key for key in first if key != name}
    assert all(int(kept[key]["sequence"]) == 0 for key in others)
    assert (kept[name]["dtstart"].dt, str(kept[name]["location"])) == (dt.datetime(2020, 7, 17, 14, 30), "Room 5")
    assert first["S&OP Aug 2020: Product review"]["dtstart"].dt == dt.datetime(2020, 8, 5, 9, 0)


def test_the_agenda_is_a_draft_with_its_pre_read(company, run_quick, tmp_path):
    (tmp_path / "pack.pdf").write_bytes(b"%PDF-1.4 pack")
    done = run_quick("agenda", company, step="Executive S&OP", preread=tmp_path / "pack.pdf")
    name = next(name for name in done.outcome.files if name.endswith(".eml"))
    mail = email.message_from_bytes(done.outcome.files[name], policy=email.policy.default)
    assert mail["X-Unsent"] == "1"
    assert mail["Subject"] == "Executive S&OP, 22 July 2020: agenda"
    assert {part.get_filename() for part in mail.iter_attachments()} == {"pack.pdf", "executive-sandop-2020-07-22.ics"}
    assert "Restate actions" in mail.get_body(("plain",)).get_content()
    assert (
        done.outcome.files
        == run_quick("agenda", company, step="Executive S&OP", preread=tmp_path / "pack.pdf").outcome.files
    )


def test_minutes_put_each_readers_own_actions_first(company, add_rows, run_quick):
    add_rows(company, "Actions", ("Id", "Raised in", "Action", "Owner", "Due", "Status"),
             [["A-1", "Pre-S&OP", "Find a second source", "bob@acme.com", serial("2020-07-01"), "open"],
              ["A-2", "Pre-S&OP", "Raise the price", "Ann <ann@acme.com>", serial("2020-08-01"), "open"],
              ["A-3", "Pre-S&OP", "Done already", "bob@acme.com", None, "closed"]])  # fmt: skip
    done = run_quick("minutes", company, step="Pre-S&OP", held="2020-07-17")
    drafts = {n: email.message_from_bytes(d, policy=email.policy.default) for n, d in done.outcome.files.items()}
    assert len(drafts) == 3
    own = next(mail for mail in drafts.values() if mail["To"] == "bob@acme.com")
    text = own.get_body(("plain",)).get_content()
    assert (
        text.index("Decisions taken")
        < text.index("Your actions")
        < text.index("A-1")
        < text.index("Actions of the others")
        < text.index("A-2")
    )
    assert "late" in text
    assert "A-3" not in text
    held = next(row["Held on"] for row in Desk(company).rows("Calendar") if row["Step"] == "Pre-S&OP")
    assert held == dt.date(2020, 7, 17)


# ---- scenarios -------------------------------------------------------------------------------------------


def test_a_scenario_is_kept_compared_and_promoted(unit, add_rows):
    do("scenario-new", unit, name="Base", note="as it was")
    row = ["ITEM-004", serial("2020-07-01"), serial("2021-06-01"), "percent", 1.0, "Launch", "Ann", "new outlet", None]
    add_rows(unit, "Overrides", OVERRIDE, [row])
    high = do("scenario-new", unit, name="High")
    figures = {line[0]: line[1:] for line in high.outcome.reports[0].rows}
    present, base, kept = figures["Units"]
    assert kept == present > base
    done = do("scenario-promote", unit, name="base", owner="Mary", why="no outlet")
    assert Desk(unit).rows("Overrides") == []
    assert unit.read(unit.place("PlanName")) == [["Base"]]
    assert unit.read(Place("Decision log", Area(2, 1, 2, 5)))[0][3:] == ["Mary", "no outlet"]
    assert done.outcome.summary.startswith("Base is the plan now")
    compared = {line[0]: line[1:] for line in do("scenario-compare", unit).outcome.reports[0].rows}
    assert compared["Units"][0] == pytest.approx(base)
    do("scenario-promote", unit, name="High", owner="Mary", why="outlet after all")
    assert [r["Value"] for r in Desk(unit).rows("Overrides")] == [1.0]
    with pytest.raises(UsageError, match="kept already"):
        do("scenario-new", unit, name="BASE")


def test_no_scenario_to_compare(unit, company, run_quick):
    with pytest.raises(UsageError, match="no scenario is kept"):
        run_quick("scenario-compare", unit)
    with pytest.raises(WorkbookError, match="no demand plan"):
        run_quick("scenario-new", company, name="X")


# ---- pack and help ---------------------------------------------------------------------------------------


def test_checks_and_error_cells_are_told(unit, run_quick):
    before = len(run_quick("check", unit).outcome.reports[0].rows)
    place = Place("Home", Area(40, 2, 40, 2))
    unit.write(place, [[CellError.DIV0]])
    rows = run_quick("check", unit).outcome.reports[0].rows
    assert len(rows) == before + 1
    assert ("ERROR", "Home!B40") in [row[:2] for row in rows]


def test_the_pack_is_of_the_company(unit, run_quick):
    with pytest.raises(WorkbookError, match="made from the company workbook"):
        run_quick("publish-pack", unit)


def test_the_pack_is_made(company, run_quick):
    done = run_quick("publish-pack", company)
    assert {name.rpartition(".")[2] for name in done.outcome.files} >= {"pdf", "xlsx"}
    assert done.outcome.files["executive_pack.pdf"].startswith(b"%PDF")


def test_a_cell_is_explained(unit):
    done = do("explain", unit, cell="'Demand plan'!B8")
    assert done.outcome.reports[0].title == "'Demand plan'!B8"
    with pytest.raises(SopError):
        do("explain", unit, cell="Nowhere!A1")


def test_functions_and_machine_are_told(unit, run_quick):
    assert len(run_quick("function-reference", unit).outcome.reports[0].rows) > 90
    findings = run_quick("doctor", unit).outcome.reports[0].rows
    assert any(row[1] == "north.xlsx: settings" and row[0] == "ok" for row in findings)
