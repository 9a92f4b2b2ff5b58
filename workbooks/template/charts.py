"""The house style of charts."""

from __future__ import annotations

from typing import Any

from workbooks.template import style as st


def style_chart(
    chart: Any,  # noqa: ANN401  # the writer has no types
    title: str,
    *,
    y_format: str = "#,##0",
    months: bool = False,
    bars: bool = False,
    low_labels: bool = False,
) -> None:
    """Title, fonts, light grid and a legend below; ``bars`` lie, with the first category on top."""
    font = {"name": st.FONT, "size": 9, "color": st.MUTED}
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True, "color": st.INK}, "overlay": False})
    categories: dict[str, object] = {"num_font": font, "line": {"color": st.LINE}, "major_tick_mark": "none"}
    values: dict[str, object] = {
        "num_font": font,
        "num_format": y_format,
        "line": {"none": True},
        "major_gridlines": {"visible": True, "line": {"color": st.LINE, "width": 0.5}},
    }
    if months:
        categories |= {"num_format": "mmm yy", "text_axis": True}
    if low_labels:  # below the plot, also where values are negative
        categories |= {"label_position": "low"}
    if bars:  # the writer library calls the axis of the values x, as it lies
        categories |= {"reverse": True}
        values |= {"label_position": "high"}
        chart.set_x_axis(values)
        chart.set_y_axis(categories)
    else:
        chart.set_x_axis(categories)
        chart.set_y_axis(values)
    chart.set_legend({"position": "bottom", "font": font})
    chart.set_chartarea({"border": {"color": st.LINE}, "fill": {"color": st.WHITE}})
    chart.set_plotarea({"fill": {"none": True}})
