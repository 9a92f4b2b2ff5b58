"""How the workbooks look: colours, fonts, number formats, and what each colour means.

Colours are told apart by people with any kind of colour vision (blue, orange, grey and dark), and never carry a
meaning alone: a word or a sign says the same.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

NAVY, BLUE, SKY, ORANGE, VERMILION, GREEN, GREY = (
    "#17324D", "#0B6FA4", "#7FB8DA", "#E69F00", "#C8501E", "#2E7D6B", "#7A8793",
)  # fmt: skip
INK, MUTED, LINE, PALE, WHITE = "#1F2933", "#5F6B76", "#D5DCE2", "#F3F6F8", "#FFFFFF"
INPUT_FILL, INPUT_INK, HISTORY_FILL, LINK_INK, HEAD_FILL = "#FFF6DD", "#1B4F9C", "#ECEFF1", "#2E7D6B", "#DCE8F1"
GOOD_FILL, WATCH_FILL, BAD_FILL = "#DCEBF5", "#FFF1D0", "#F8DDD0"
MONEY_AXIS = '[>=1000000]0.0,,"M";[>=1000]0,"k";0'
SERIES = (NAVY, ORANGE, BLUE, GREEN, SKY, VERMILION, GREY)
FONT = "Calibri"

NUMBER_FORMATS = {
    "text": "General",  # never "@": a formula edited in such a cell turns into text
    "general": "General",
    "units": "#,##0;-#,##0;0",
    "units1": "#,##0.0;-#,##0.0;0.0",
    "delta": "+#,##0;-#,##0;0",
    "delta1": "+#,##0.0;-#,##0.0;0.0",
    "money": "#,##0;-#,##0;0",
    "helper": "#,##0;-#,##0;",  # draws a chart; a nought is not worth reading
    "hours": '[>=9999]"–";0.0000',  # per unit; what cannot be made stands as the largest number there is
    "money2": "#,##0.00;-#,##0.00;0.00",
    "thousands": '#,##0,"k";-#,##0,"k";0',
    "millions": '[>=1000000]0.00,,"M";[>=1000]0,"k";#,##0',
    "pct": "0.0%;-0.0%;0.0%",
    "pct_delta": "+0.0%;-0.0%;0.0%",
    "days": '#,##0" d"',
    "ratio": "0.00",
    "rate": "0.0000",
    "date": "d mmm yyyy",
    "month": "mmm yy",
}


@dataclass(frozen=True)
class Style:
    """One cell format, described rather than built, so that equal ones are made once."""

    number: str = "general"
    role: str = "calculation"  # calculation, input, history, link
    bold: bool = False
    italic: bool = False
    size: int = 10
    ink: str = INK
    fill: str | None = None
    align: str | None = None
    vertical: str = "vcenter"
    wrap: bool = False
    border: bool = True
    top_line: bool = False
    indent: int = 0
    rotation: int = 0
    is_head: bool = False  # of a column: stands as what is below it does

    def but(self, **changes: Any) -> Style:  # noqa: ANN401  # fields of this class
        """The same style with some fields changed."""
        return replace(self, **changes)

    @property
    def side(self) -> str:
        """Where the content stands: numbers right, also where a word takes the place of one; all else left."""
        return self.align or ("left" if self.number in ("text", "general") else "right")

    def properties(self) -> dict[str, object]:
        """Properties in the words of the writer library."""
        number = NUMBER_FORMATS[self.number]
        made: dict[str, object] = {
            "font_name": FONT,
            "font_size": self.size,
            "font_color": self.ink,
            "valign": self.vertical,
            "num_format": number,
            "locked": self.role != "input",
        }
        if self.role == "input":
            made |= {"font_color": INPUT_INK, "bg_color": INPUT_FILL}
        elif self.role == "history":
            made |= {"font_color": MUTED, "bg_color": HISTORY_FILL}
        elif self.role == "link":
            made |= {"font_color": LINK_INK}
        if self.fill:
            made["bg_color"] = self.fill
        if self.border:
            made |= {"bottom": 1, "bottom_color": LINE}
        if self.top_line:
            made |= {"top": 1, "top_color": INK}
        for key, value in (
            ("bold", self.bold),
            ("italic", self.italic),
            ("align", self.align or (self.side if self.side == "right" else None)),
            ("text_wrap", self.wrap),
            ("indent", self.indent),
            ("rotation", self.rotation),
        ):
            if value:
                made[key] = value
        return made


TEXT = Style()
NOTE = Style(ink=MUTED, italic=True, border=False, size=9)
LABEL = Style(bold=True, border=False)
HEAD = Style(bold=True, fill=HEAD_FILL, wrap=True, align="center", size=9, is_head=True)
HEAD_LEFT = HEAD.but(align="left", wrap=False)
SECTION = Style(bold=True, size=12, ink=NAVY, border=False)
TITLE = Style(bold=True, size=18, ink=WHITE, fill=NAVY, border=False)
SUBTITLE = Style(size=10, ink=WHITE, fill=NAVY, border=False)
TILE_LABEL = Style(size=9, ink=MUTED, fill=PALE, border=False, align="left", indent=1, vertical="bottom")
TILE_VALUE = Style(size=16, bold=True, ink=NAVY, fill=PALE, border=False, align="left", indent=1)
TILE_NOTE = Style(size=9, ink=MUTED, fill=PALE, border=False, align="left", indent=1, vertical="top")


def number(kind: str, **changes: Any) -> Style:  # noqa: ANN401  # fields of Style
    """Style of a calculated number of a kind from ``NUMBER_FORMATS``."""
    return Style(number=kind, **changes)
