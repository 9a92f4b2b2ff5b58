"""Periods of a history file: read as written, continued at their own distance, written in the same way."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sop_xl.errors import HistoryError
from sop_xl.panel.calendar import calendar_of
from sop_xl.panel.notation import Notation, Unit, compact_notation

CONTINUED = {
    "month ends": (["2019-11-30", "2019-12-31", "2020-01-31"], ["2020-02-29", "2020-03-31", "2020-04-30"]),
    "month ends from a short month": (["2019-02-28", "2019-03-31"], ["2019-04-30", "2019-05-31", "2019-06-30"]),
    "first days": (["2019-11-01", "2019-12-01"], ["2020-01-01", "2020-02-01", "2020-03-01"]),
    "the 30th, but in February": (
        ["2019-01-30", "2019-02-28", "2019-03-30"],
        ["2019-04-30", "2019-05-30", "2019-06-30"],
    ),
    "quarter ends": (["2019-06-30", "2019-09-30", "2019-12-31"], ["2020-03-31", "2020-06-30", "2020-09-30"]),
    "year ends": (["2018-12-31", "2019-12-31"], ["2020-12-31", "2021-12-31", "2022-12-31"]),
    "Mondays": (["2020-02-17", "2020-02-24"], ["2020-03-02", "2020-03-09", "2020-03-16"]),
    "four weeks": (["2020-01-06", "2020-02-03"], ["2020-03-02", "2020-03-30", "2020-04-27"]),
    "days": (["2020-02-27", "2020-02-28"], ["2020-02-29", "2020-03-01", "2020-03-02"]),
    "with a time of midnight": (
        ["2020-01-31 00:00:00", "2020-02-29T00:00"],
        ["2020-03-31", "2020-04-30", "2020-05-31"],
    ),
    "months": (["2020-11", "2020-12"], ["2021-01", "2021-02", "2021-03"]),
    "months with an M": (["2020M11", "2020M12"], ["2021M01", "2021M02", "2021M03"]),
    "quarters": (["2020Q3", "2020Q4"], ["2021Q1", "2021Q2", "2021Q3"]),
    "quarters with a dash": (["2020-Q3", "2020-Q4"], ["2021-Q1", "2021-Q2", "2021-Q3"]),
    "weeks over a year of 53": (["2020W52", "2020W53"], ["2021W01", "2021W02", "2021W03"]),
    "whole numbers": (["7", "8"], ["9", "10", "11"]),
    "every tenth": (["-10", "0", "20"], ["30", "40", "50"]),
    "years": (["2018", "2019"], ["2020", "2021", "2022"]),
    "months as numbers": (["202011", "202012", "202101"], ["202102", "202103", "202104"]),
    "dates as numbers": (["20191130", "20191231"], ["20200131", "20200229", "20200331"]),
}


def following(labels: list[str], count: int = 3) -> list[str]:
    notation = Notation.of(labels[0])
    ordinals = [notation.ordinal(label) for label in labels]
    if notation.unit is Unit.NUMBER and (compact := compact_notation(sorted(ordinals))):
        notation, ordinals = compact, [compact.ordinal(label) for label in labels]
    known = np.array(sorted(ordinals), dtype=np.int64)
    calendar = calendar_of(notation, known, Counter(np.diff(known).tolist()))
    last = int(calendar.positions(known)[-1])
    return [calendar.label(last + calendar.step * step) for step in range(1, count + 1)]


@pytest.mark.parametrize("case", CONTINUED)
def test_future_periods_continue_the_rhythm(case):
    known, future = CONTINUED[case]
    assert following(known) == future


def test_dates_without_weekends_are_working_days():
    days = [str(day) for day in np.arange("2020-01-01", "2020-01-31", dtype="M8[D]") if np.is_busday(day)]
    assert days[-1] == "2020-01-30"
    assert following(days) == ["2020-01-31", "2020-02-03", "2020-02-04"]


@given(st.integers(-700_000, 2_900_000))
def test_every_date_is_written_as_it_was_read(days):
    notation = Notation(Unit.DAY, "-", 2)
    assert notation.ordinal(notation.label(days)) == days


@given(st.integers(1, 119_987), st.sampled_from([(Unit.MONTH, "-", 2), (Unit.QUARTER, "Q", 1), (Unit.WEEK, "W", 2)]))
def test_every_period_is_written_as_it_was_read(ordinal, form):
    notation = Notation(*form)
    ordinal = ordinal % 39_000 + 12
    assert notation.ordinal(notation.label(ordinal)) == ordinal


@pytest.mark.parametrize("label", ["2020-13", "2020-02-30", "2021W53", "2020W00", "2020-00-01"])
def test_periods_that_the_calendar_does_not_have(label):
    with pytest.raises(HistoryError, match="calendar does not have"):
        Notation.of(label).ordinal(label)


@pytest.mark.parametrize("label", ["30.06.2020", "6/30/2020", "June 2020", "2020-01-01 05:00", "1.5", "2020H1", ""])
def test_what_is_no_period_is_refused(label):
    with pytest.raises(HistoryError, match="not a period"):
        Notation.of(label)


def test_a_forecast_does_not_go_beyond_the_calendar():
    with pytest.raises(HistoryError, match="9999"):
        following(["9999-11-30", "9999-12-31"])
    with pytest.raises(HistoryError, match="9999"):
        following(["9999Q3", "9999Q4"])


@pytest.mark.parametrize(
    ("labels", "said"),
    [
        (["2020-01-31", "2020-02-29"], "every month (last day)"),
        (["2020-01-01", "2020-04-01"], "every 3 months"),
        (["2020-01-06", "2020-01-13"], "every 7 days"),
        (["2020Q1", "2020Q2"], "every quarter"),
        (["1", "2"], "whole numbers"),
        (["10", "20"], "whole numbers, 10 apart"),
    ],
)
def test_the_rhythm_is_said(labels, said):
    notation = Notation.of(labels[0])
    known = np.array([notation.ordinal(label) for label in labels], dtype=np.int64)
    assert str(calendar_of(notation, known, Counter(np.diff(known).tolist()))) == said
