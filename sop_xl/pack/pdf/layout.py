"""Where the blocks of a page go: bands from top to bottom, as roomy as the page allows."""

from __future__ import annotations

from collections.abc import Sequence

from sop_xl.pack.model import Bars, Block, Chart, Columns, HeatMap, Ranges, Table, Text, Tiles, Waterfall
from sop_xl.pack.pdf.bars import draw_bars, highest_bars
from sop_xl.pack.pdf.columns import draw_columns
from sop_xl.pack.pdf.grids import draw_heat_map, draw_ranges, highest_heat_map, highest_ranges
from sop_xl.pack.pdf.pen import Box, Pen
from sop_xl.pack.pdf.tables import Density, TableLayout
from sop_xl.pack.pdf.tiles import draw_text, draw_tiles, text_height, tiles_height
from sop_xl.pack.pdf.waterfall import draw_waterfall

_ROOMY_TO_TIGHT = (
    Density(11.0, 6.5, 240.0),
    Density(9.6, 4.8, 180.0),
    Density(9.2, 3.6, 160.0),
    Density(8.8, 2.4, 150.0),
    Density(8.2, 1.6, 140.0),
    Density(7.6, 1.0, 130.0),
)
_BAND_GAP, _BLOCK_GAP = 14.0, 22.0
_HIGHEST_CHART = 330.0
_SHORTEST_TABLE = 70.0
_FITS = 0.5  # points that nobody sees

Bands = Sequence[Sequence[Block]]


def draw_bands(pen: Pen, bands: Bands, box: Box) -> None:
    """Draw the bands of a page into its body."""
    if not bands:
        return
    density, heights = _fitted(bands, box)
    rest = box
    for band, height in zip(bands, heights, strict=True):
        strip, rest = rest.cut_top(height)
        for block, place in zip(band, _places(band, strip), strict=True):
            _draw(pen, block, place, density)
        _, rest = rest.cut_top(_BAND_GAP)


def _fitted(bands: Bands, box: Box) -> tuple[Density, list[float]]:
    """The roomiest density at which all fits, and the heights of the bands."""
    room = box.height - _BAND_GAP * (len(bands) - 1)
    for density in _ROOMY_TO_TIGHT:
        heights = [_natural(band, box, density) for band in bands]
        if sum(heights) <= room:
            break
    else:
        heights = _squeezed(bands, heights, room)
    return density, _stretched(bands, heights, room)


def _natural(band: Sequence[Block], box: Box, density: Density) -> float:
    return max(_height(block, place.width, density) for block, place in zip(band, _places(band, box), strict=True))


def _squeezed(bands: Bands, heights: list[float], room: float) -> list[float]:
    """Take what is missing from the longest tables, which say what they leave out; the short ones stay whole."""
    shrinking = [i for i, band in enumerate(bands) if any(isinstance(block, Table) for block in band)]
    found, missing = list(heights), sum(heights) - room
    while missing > _FITS and (over := [i for i in shrinking if found[i] > _SHORTEST_TABLE + _FITS]):
        longest = max(found[i] for i in over)
        highest = [i for i in over if found[i] >= longest - _FITS]
        next_to = max((found[i] for i in over if i not in highest), default=_SHORTEST_TABLE)
        each = min(missing / len(highest), longest - max(next_to, _SHORTEST_TABLE))
        for i in highest:
            found[i] -= each
        missing -= each * len(highest)
    return found


def _stretched(bands: Bands, heights: list[float], room: float) -> list[float]:
    """Give what is left to the bands with charts."""
    stretchy = [i for i, band in enumerate(bands) if any(isinstance(block, Chart) for block in band)]
    highest = {i: max(_highest(block) for block in bands[i] if isinstance(block, Chart)) for i in stretchy}
    left = room - sum(heights)
    while stretchy and left > 1:
        each = left / len(stretchy)
        for i in stretchy:
            extra = min(each, max(highest[i] - heights[i], 0.0))
            heights[i] += extra
            left -= extra
        stretchy = [i for i in stretchy if heights[i] < highest[i] - 0.5]
    return heights


def _places(band: Sequence[Block], box: Box) -> list[Box]:
    return box.columns([block.width for block in band], _BLOCK_GAP)


def _height(block: Block, width: float, density: Density) -> float:
    if isinstance(block, Table):
        return TableLayout(block, width, density).height
    if isinstance(block, Tiles):
        return tiles_height(block)
    if isinstance(block, Text):
        return text_height(block, width)
    return min(density.chart, _highest(block))


def _highest(block: Block) -> float:
    """Height beyond which a chart only gets emptier."""
    if isinstance(block, Bars):
        return highest_bars(block)
    if isinstance(block, HeatMap):
        return highest_heat_map(block)
    if isinstance(block, Ranges):
        return highest_ranges(block)
    return _HIGHEST_CHART


def _draw(pen: Pen, block: Block, box: Box, density: Density) -> None:
    if isinstance(block, Table):
        TableLayout(block, box.width, density).draw(pen, box)
    elif isinstance(block, Tiles):
        draw_tiles(pen, block, box)
    elif isinstance(block, Text):
        draw_text(pen, block, box)
    elif isinstance(block, Columns):
        draw_columns(pen, block, box)
    elif isinstance(block, Bars):
        draw_bars(pen, block, box)
    elif isinstance(block, Waterfall):
        draw_waterfall(pen, block, box)
    elif isinstance(block, HeatMap):
        draw_heat_map(pen, block, box)
    elif isinstance(block, Ranges):
        draw_ranges(pen, block, box)
