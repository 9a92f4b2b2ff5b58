"""Cell formats of the workbook: described, so that equal ones are made once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sop_xl.pack.formats import MINUS, NUMBER_FORMATS
from sop_xl.pack.look import INK, LINE
from sop_xl.pack.model import Kind

FONT = "Calibri"
_DATES: dict[Kind, str] = {"date": "d mmm yyyy", "month": "mmm yy"}
_SCALING = {1e3: ",", 1e6: ",,"}  # a comma behind the digits divides by a thousand


def excel_format(kind: Kind) -> str:
    """Number format of a kind, which shows the same text as the formatter of the pack."""
    if kind in _DATES:
        return _DATES[kind]
    shown = NUMBER_FORMATS.get(kind)
    if shown is None:
        return "General"
    digits = "#,##0" + ("." + "0" * shown.decimals if shown.decimals else "") + _SCALING.get(shown.divisor, "")
    suffix = "%" if shown.suffix == "%" else f'"{shown.suffix}"' if shown.suffix else ""
    plus = "+" if shown.signed else ""
    nothing = "0" + ("." + "0" * shown.decimals if shown.decimals else "") + suffix
    return f'{plus}{digits}{suffix};"{MINUS}"{digits}{suffix};{nothing}'


@dataclass(frozen=True)
class CellStyle:
    """One cell format."""

    kind: Kind = "text"
    bold: bool = False
    size: float = 10
    ink: str = INK
    fill: str | None = None
    align: str | None = None
    vertical: str = "vcenter"
    wrap: bool = False
    line: bool = False
    top_line: bool = False
    indent: int = 0

    def properties(self) -> dict[str, object]:
        """Properties in the words of the writer library."""
        made: dict[str, object] = {
            "font_name": FONT,
            "font_size": self.size,
            "font_color": self.ink,
            "valign": self.vertical,
            "num_format": excel_format(self.kind),
        }
        if self.line:
            made |= {"bottom": 1, "bottom_color": LINE}
        if self.top_line:
            made |= {"top": 1, "top_color": INK}
        for key, value in (
            ("bold", self.bold),
            ("bg_color", self.fill),
            ("align", self.align),
            ("text_wrap", self.wrap),
            ("indent", self.indent),
        ):
            if value:
                made[key] = value
        return made


class Formats:
    """The formats of a workbook."""

    def __init__(self, workbook: Any) -> None:  # noqa: ANN401  # the library has no types
        self._workbook = workbook
        self._made: dict[CellStyle, Any] = {}

    def __call__(self, style: CellStyle) -> Any:  # noqa: ANN401
        """Format of a style."""
        if style not in self._made:
            self._made[style] = self._workbook.add_format(style.properties())
        return self._made[style]
