"""Figures know where they come from."""

import pytest

from sop_xl.cells.values import CellError
from sop_xl.errors import InternalError, WorkbookError
from sop_xl.pack.model import Figure, Rule, Source, Waterfall, apply_rule, derived
from sop_xl.pack.steps import levels, starts_above_zero


def figure(value, cell="B2", sheet="KPI"):
    return Figure(value, "money", Source("company.xlsx", sheet, (cell,)))


def test_a_number_without_a_source_cannot_be_made():
    with pytest.raises(InternalError, match="no source"):
        Figure(1.0, "money")


def test_texts_need_no_source():
    assert Figure("Lamps").word == "Lamps"


@pytest.mark.parametrize("value", [CellError.NA, "text", None, True])
def test_what_is_no_number_is_refused_by_its_cell(value):
    with pytest.raises(WorkbookError, match=r"'Finance review'!B2"):
        _ = figure(value, sheet="Finance review").number


@pytest.mark.parametrize(
    ("rule", "value"), [(Rule.VALUE, 2.0), (Rule.SUM, 10.0), (Rule.COUNT, 3.0), (Rule.SHARE, 5.0 / 5.0)]
)
def test_rules_by_hand(rule, value):
    assert apply_rule(rule, [2.0, 3.0, 5.0]) == value


def test_a_derived_figure_names_all_its_cells_and_its_rule():
    total = derived(Rule.SUM, [figure(2.0, "B2"), figure(3.0, "B3")], "money")
    assert total.value == 5.0
    assert str(total.source) == "sum of KPI!B2, B3"


def test_a_derived_figure_of_two_sheets_or_of_nothing_is_a_bug():
    with pytest.raises(InternalError):
        derived(Rule.SUM, [figure(2.0), figure(3.0, sheet="Other")], "money")
    with pytest.raises(InternalError):
        derived(Rule.COUNT, [], "units")


def test_an_error_cell_is_counted_but_not_summed():
    cells = [figure(CellError.NA, "B2"), figure(3.0, "B3")]
    assert derived(Rule.COUNT, cells, "units").value == 2
    with pytest.raises(WorkbookError, match="#N/A"):
        derived(Rule.SUM, cells, "units")


def bridge(*amounts, totals=None):
    steps = tuple(figure(a) for a in amounts)
    ends = frozenset({0, len(steps) - 1} if totals is None else totals)
    return Waterfall(kind="money", categories=tuple(Figure("") for _ in steps), steps=steps, totals=ends)


def test_steps_of_a_waterfall_lead_from_total_to_total():
    assert levels(bridge(10.0, 5.0, -20.0, -5.0)) == [(0, 10), (10, 15), (15, -5), (0, -5)]


def test_a_subtotal_is_a_level_of_its_own():
    assert levels(bridge(10.0, 5.0, 15.0, 1.0, 16.0, totals={0, 2, 4}))[2:] == [(0, 15), (15, 16), (0, 16)]


def test_a_step_that_is_an_error_changes_nothing():
    assert levels(bridge(10.0, CellError.NA, 10.0)) == [(0, 10), (10, 10), (0, 10)]


@pytest.mark.parametrize(
    ("amounts", "cut"), [((100.0, 5.0, 105.0), True), ((100.0, -60.0, 40.0), False), ((-9.0, 1.0, -8.0), False)]
)
def test_the_axis_is_cut_only_where_all_levels_are_high(amounts, cut):
    assert starts_above_zero(bridge(*amounts)) is cut
