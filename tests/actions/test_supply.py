"""Actions of the supply review: projection, proposed orders, capacity."""

from __future__ import annotations

import pytest

from sop_xl.actions.desk import Desk
from sop_xl.actions.plan_sheet import PlanSheet
from sop_xl.actions.port import Place
from sop_xl.cells.address import Area
from sop_xl.errors import WorkbookError


def test_projection_tells_which_items_run_short(do, unit):
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
