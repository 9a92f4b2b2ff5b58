"""Where every figure of a pack stands: the list behind the Sources sheet and the tests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sop_xl.pack.formats import figure_text
from sop_xl.pack.model import (
    Bars,
    Block,
    Chart,
    Columns,
    Figure,
    HeatMap,
    Pack,
    Page,
    Ranges,
    Sentence,
    Table,
    Text,
    Tiles,
    Waterfall,
)


@dataclass(frozen=True)
class Located:
    """A figure with the place in the pack where it stands; page 1 is the cover."""

    page: int
    block: str
    label: str
    figure: Figure


def located_figures(pack: Pack) -> Iterator[Located]:
    """Every figure of the pack in reading order, the texts included."""
    yield Located(1, "", "Planning date", pack.as_of)
    for block in _blocks(pack.cover):
        yield from (Located(1, block.title, label, figure) for label, figure in block_figures(block))
    for number, page in enumerate(pack.pages, start=2):
        yield from (Located(number, "", "Headline", figure) for figure in figures_of(page.headline))
        for block in _blocks(page.bands):
            yield from (Located(number, block.title, label, figure) for label, figure in block_figures(block))


def page_figures(page: Page) -> Iterator[Figure]:
    """Every figure of a page."""
    yield from figures_of(page.headline)
    for block in _blocks(page.bands):
        yield from (figure for _, figure in block_figures(block))


def figures_of(sentence: Sentence) -> Iterator[Figure]:
    """Figures in a sentence."""
    return (part for part in sentence if isinstance(part, Figure))


def block_figures(block: Block) -> Iterator[tuple[str, Figure]]:
    """Figures of a block with their labels."""
    if isinstance(block, Tiles):
        for tile in block.tiles:
            yield tile.label, tile.value
            yield from ((tile.label, figure) for line in tile.lines for figure in figures_of(line))
            if tile.signal is not None:
                yield tile.label, tile.signal
    elif isinstance(block, Table):
        heads = [column.head for column in block.columns]
        yield from (("", head) for head in heads)
        for row in block.rows:
            for head, cell in zip(heads, row.cells, strict=True):
                yield _label(row.cells[0], head), cell
    elif isinstance(block, Text):
        yield from (("", figure) for paragraph in block.paragraphs for figure in figures_of(paragraph))
    elif isinstance(block, Chart):
        yield from (("", category) for category in block.categories)
        for name, figures in chart_lines(block):
            for category, figure in zip(block.categories, figures, strict=True):
                yield _label(name, category), figure
    yield from (("", figure) for figure in figures_of(block.note))


def chart_lines(chart: Chart) -> Iterator[tuple[Figure, tuple[Figure, ...]]]:
    """Name and values of each line of figures that a chart draws."""
    if isinstance(chart, Columns):
        yield from ((Figure(series.name), series.values) for series in (*chart.columns, *chart.lines))
    elif isinstance(chart, Bars):
        yield from ((Figure(series.name), series.values) for series in chart.series)
    elif isinstance(chart, Ranges):
        yield from ((Figure(series.name), series.values) for series in chart.marks)
        yield Figure("Gap"), chart.gaps
    elif isinstance(chart, Waterfall):
        yield Figure("Step"), chart.steps
    elif isinstance(chart, HeatMap):
        yield from zip(chart.labels, chart.lines, strict=True)


def _blocks(bands: Iterable[Sequence[Block]]) -> Iterator[Block]:
    return (block for band in bands for block in band)


def _label(row: Figure, column: Figure) -> str:
    return " · ".join(filter(None, (figure_text(row), figure_text(column))))
