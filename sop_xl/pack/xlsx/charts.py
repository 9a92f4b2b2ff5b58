"""Native charts over the figures that stand at the foot of their sheet."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sop_xl.cells.address import a1, quote_sheet
from sop_xl.pack.formats import figure_text
from sop_xl.pack.look import BLUE, GREY, INK, LINE, MUTED, NAVY, VERMILION, WHITE, Look, series_look
from sop_xl.pack.model import Bars, Chart, Columns, Figure, Kind, Ranges, Series, Waterfall
from sop_xl.pack.steps import levels, starts_above_zero
from sop_xl.pack.xlsx.canvas import FIRST, SheetCanvas
from sop_xl.pack.xlsx.formats import FONT, CellStyle, excel_format

_HEAD = CellStyle(bold=True, size=9, ink=MUTED, line=True, wrap=True)
_LABEL_ROOM = 0.08  # of the axis
_BAR_ROOM = 0.25
_MARKERS = ("circle", "square", "triangle", "x", "star")


@dataclass(frozen=True)
class _Line:
    """A column of the figures of a chart: its head, and values that are figures or only help to draw."""

    name: str
    values: Sequence[Figure | float]


class ChartFigures:
    """The figures of a chart as cells, and references to them."""

    def __init__(self, canvas: SheetCanvas, sheet: str, chart: Chart, lines: Sequence[_Line]) -> None:
        self._sheet, self.count = quote_sheet(sheet), len(chart.categories)
        canvas.line(chart.title, CellStyle(bold=True, ink=MUTED))
        self._top = canvas.row
        canvas.text(self._top, FIRST, "", _HEAD)
        for i, category in enumerate(chart.categories, start=1):
            canvas.figure(self._top + i, FIRST, category, CellStyle(category.kind, ink=MUTED, align="left"))
        for column, line in enumerate(lines, start=FIRST + 1):
            canvas.text(self._top, column, line.name, _HEAD)
            for i, value in enumerate(line.values, start=1):
                if isinstance(value, Figure):
                    canvas.figure(self._top + i, column, value, CellStyle(value.kind, ink=MUTED))
                else:  # where a column of a waterfall floats; nothing that anybody should read
                    helper = canvas.formats(CellStyle(chart.kind, ink=LINE))
                    canvas.sheet.write_number(self._top + i, column, value, helper)
        canvas.height(self._top, 2 if any(len(line.name) > 10 for line in lines) else 1)
        canvas.row = self._top + self.count + 2

    def series(self, position: int, **look: Any) -> dict[str, object]:  # noqa: ANN401  # words of the writer library
        """A series over a column of the figures."""
        column = FIRST + 1 + position
        return {
            "name": self._reference(self._top, column, 1),
            "categories": self._reference(self._top + 1, FIRST, self.count),
            "values": self._reference(self._top + 1, column, self.count),
            **look,
        }

    def _reference(self, row: int, column: int, count: int) -> str:
        first, last = a1(row + 1, column + 1), a1(row + count, column + 1)
        return f"={self._sheet}!{_absolute(first)}" + (f":{_absolute(last)}" if count > 1 else "")


def _absolute(cell: str) -> str:
    letters = cell.rstrip("0123456789")
    return f"${letters}${cell[len(letters) :]}"


def native_chart(workbook: Any, canvas: SheetCanvas, sheet: str, chart: Chart) -> Any:  # noqa: ANN401
    """Write the figures of a chart and build the chart over them."""
    if isinstance(chart, Columns):
        return _columns(workbook, canvas, sheet, chart)
    if isinstance(chart, Bars):
        return _bars(workbook, canvas, sheet, chart)
    if isinstance(chart, Ranges):
        return _ranges(workbook, canvas, sheet, chart)
    assert isinstance(chart, Waterfall), type(chart)
    return _waterfall(workbook, canvas, sheet, chart)


def _columns(workbook: Any, canvas: SheetCanvas, sheet: str, chart: Columns) -> Any:  # noqa: ANN401
    every = (*chart.columns, *chart.lines)
    figures = ChartFigures(canvas, sheet, chart, _lines(every))
    made = workbook.add_chart({"type": "column", "subtype": "stacked"})
    for i, series in enumerate(chart.columns):
        made.add_series(figures.series(i, fill={"color": series_look(series.tone, i).colour}, gap=50, overlap=100))
    if chart.lines:
        lines = workbook.add_chart({"type": "line"})
        for i, series in enumerate(chart.lines, start=len(chart.columns)):
            look = {"line": _line(series_look(series.tone, i)), "y2_axis": chart.line_kind is not None}
            lines.add_series(figures.series(i, **look))
        if chart.line_kind:
            axis = {"num_font": _font(), "num_format": _axis_format(chart.line_kind), "min": 0, "line": {"none": True}}
            largest = max((f.number for one in chart.lines for f in one.values if f.is_number), default=1.0)
            lines.set_y2_axis(axis | ({"max": 1} if chart.line_kind == "pct" and largest <= 1 else {}))
        made.combine(lines)
    _style(made, chart, has_legend=len(every) > 1)
    return made


def _bars(workbook: Any, canvas: SheetCanvas, sheet: str, chart: Bars) -> Any:  # noqa: ANN401
    lines = _lines(chart.series)
    if chart.words:
        lines.append(_Line("Word", [Figure(word) for word in chart.words]))
    figures = ChartFigures(canvas, sheet, chart, lines)
    made = workbook.add_chart({"type": "bar"})
    for i, series in enumerate(chart.series):
        labels: dict[str, object] = {"value": True, "font": _font(), "num_format": _label_format(series, chart.kind)}
        if chart.words:
            texts = (figure_text(figure) for figure in series.values)
            labels["custom"] = [{"value": f"{t} · {word}"} for t, word in zip(texts, chart.words, strict=True)]
        look: dict[str, object] = {"fill": {"color": series_look(series.tone, i).colour}, "data_labels": labels}
        if chart.tones:
            look["points"] = [{"fill": {"color": series_look(tone, 0).colour}} for tone in chart.tones]
        made.add_series(figures.series(i, gap=50, invert_if_negative=False, **look))
    values = [figure.number for series in chart.series for figure in series.values if figure.is_number]
    lowest, highest = min([*values, 0.0]), max([*values, 0.0])
    room = (highest - lowest) * _BAR_ROOM  # beyond the bars, where the labels stand
    bounds = (lowest - room if lowest < 0 else 0.0, highest + room if highest > 0 else 0.0)
    _style(made, chart, has_legend=len(chart.series) > 1, lying=True, bounds=bounds)
    return made


def _ranges(workbook: Any, canvas: SheetCanvas, sheet: str, chart: Ranges) -> Any:  # noqa: ANN401
    figures = ChartFigures(canvas, sheet, chart, [*_lines(chart.marks), _Line("Gap", chart.gaps)])
    made = workbook.add_chart({"type": "line"})
    for i, series in enumerate(chart.marks):
        colour = series_look(series.tone, i).colour
        shape = "diamond" if series.tone == "target" else _MARKERS[i % len(_MARKERS)]
        marker = {"type": shape, "size": 9, "fill": {"color": colour}, "border": {"color": colour}}
        made.add_series(figures.series(i, line={"none": True}, marker=marker))
    made.set_high_low_lines({"line": {"color": GREY, "width": 1.5}})
    _style(made, chart, has_legend=True)
    return made


def _waterfall(workbook: Any, canvas: SheetCanvas, sheet: str, chart: Waterfall) -> Any:  # noqa: ANN401
    """Stacked columns over one without fill; steps across zero have a part above it and one below."""
    parts = _parts(chart)
    figures = ChartFigures(
        canvas, sheet, chart, [_Line("Amount", chart.steps), *(_Line(name, values) for name, values, _ in parts)]
    )
    made = workbook.add_chart({"type": "column", "subtype": "stacked"})
    texts = [{"value": figure_text(figure)} for figure in chart.steps]
    for i, (name, _, colour) in enumerate(parts, start=1):
        look: dict[str, object] = {"fill": {"color": colour} if colour else {"none": True}}
        if name == "Label":
            look["data_labels"] = {"value": True, "custom": texts, "position": "inside_base", "font": _font(INK)}
        made.add_series(figures.series(i, gap=40, overlap=100, **look))
    hidden = [i for i, (name, _, colour) in enumerate(parts) if colour is None or "below" in name]
    _style(made, chart, has_legend=True, bounds=_waterfall_bounds(chart))
    made.set_legend({"position": "bottom", "font": _font(), "delete_series": hidden})
    return made


def _parts(chart: Waterfall) -> list[tuple[str, list[float], str | None]]:
    """Series that draw a waterfall: name, values, colour; the last one carries the labels."""
    names = ("Total", "Rise", "Fall")
    base: list[float] = []
    above: dict[str, list[float]] = {name: [] for name in names}
    below: dict[str, list[float]] = {name: [] for name in names}
    for position, (start, end) in enumerate(levels(chart)):
        name = "Total" if position in chart.totals else "Rise" if end >= start else "Fall"
        low, high = min(start, end), max(start, end)
        base.append(max(low, 0.0) + min(high, 0.0))
        for other in names:
            above[other].append(max(high, 0.0) - max(low, 0.0) if other == name else 0.0)
            below[other].append(min(low, 0.0) - min(high, 0.0) if other == name else 0.0)
    colours = dict(zip(names, (NAVY, BLUE, VERMILION), strict=True))
    parts: list[tuple[str, list[float], str | None]] = [("Base", base, None)]
    parts += [(name, above[name], colours[name]) for name in names]
    parts += [(f"{name} below zero", below[name], colours[name]) for name in names if any(below[name])]
    lowest, highest = _waterfall_bounds(chart)
    parts.append(("Label", [(highest - lowest) * _LABEL_ROOM] * len(chart.steps), None))
    return parts


def _waterfall_bounds(chart: Waterfall) -> tuple[float, float]:
    """Ends of the axis, with room for the labels; the axis starts above zero where all levels are high."""
    ends = [end for _, end in levels(chart)]
    lowest, highest = min([*ends, 0.0]), max([*ends, 0.0])
    if starts_above_zero(chart):
        lowest = _rounded_down(min(ends) - (highest - min(ends)) / 2)
    return lowest, highest + (highest - lowest) * 2 * _LABEL_ROOM


def _rounded_down(value: float) -> float:
    """The value with two digits."""
    unit = 10.0 ** (math.floor(math.log10(abs(value))) - 1)
    return math.floor(value / unit) * unit


def _lines(series: Sequence[Series]) -> list[_Line]:
    return [_Line(one.name, one.values) for one in series]


def _label_format(series: Series, kind: Kind) -> str:
    kinds = {figure.kind for figure in series.values if figure.is_number}
    return excel_format(kinds.pop() if len(kinds) == 1 else kind)


def _font(colour: str = MUTED) -> dict[str, object]:
    return {"name": FONT, "size": 9, "color": colour}


def _line(look: Look) -> dict[str, object]:
    dash = (
        "solid" if not look.dash else "round_dot" if look.dash[0] < 3 else "dash" if len(look.dash) == 2 else "dash_dot"
    )
    return {"color": look.colour, "width": 2, "dash_type": dash}


def _axis_format(kind: Kind) -> str:
    plain = {"pct": "0%", "pct_delta": "0%", "thousands": '#,##0,"k"', "millions": '0.0,,"M"'}
    return plain.get(kind, "#,##0")


def _style(
    made: Any,  # noqa: ANN401
    chart: Chart,
    *,
    has_legend: bool,
    lying: bool = False,
    bounds: tuple[float, float] | None = None,
) -> None:
    """Title, fonts, light grid and a legend below; of bars the first category is on top."""
    made.set_title({"name": chart.title, "name_font": {**_font(INK), "size": 11, "bold": True}, "overlay": False})
    categories: dict[str, object] = {"num_font": _font(), "line": {"color": LINE}, "major_tick_mark": "none"}
    if chart.categories and chart.categories[0].kind == "month":
        categories |= {"num_format": excel_format("month"), "text_axis": True}
    values: dict[str, object] = {
        "num_font": _font(),
        "num_format": _axis_format(chart.kind),
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": LINE, "width": 0.5}},
    }
    if bounds and bounds[0] < bounds[1]:
        values |= {"min": bounds[0], "max": bounds[1]}
    categories["label_position"] = "low"  # beside the plot, also where values are negative
    if lying:  # the writer library calls the axis of the values x, as it lies
        made.set_x_axis(values | {"visible": False, "major_gridlines": {"visible": False}})
        made.set_y_axis(categories | {"reverse": True})
    else:
        made.set_x_axis(categories)
        made.set_y_axis(values)
    made.set_legend({"position": "bottom", "font": _font()} if has_legend else {"none": True})
    made.set_chartarea({"border": {"color": LINE}, "fill": {"color": WHITE}})
    made.set_plotarea({"fill": {"none": True}})
