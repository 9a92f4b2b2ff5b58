"""Formulas of a sheet with what names stand for written out: ``=Growth*2`` as ``=(IF(Plan!$B$1>0,…))*2``.

Whatever is asked of formulas has to be asked of what their names hide, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import lru_cache

from sop_xl.cells.address import Area
from sop_xl.cells.formula import Copies, Formula, FormulaKind, Formulas, Spread, Wanted

_REMEMBERED = 4_096  # texts; what formulas there are is asked again and again


class NamedFormulas:
    """The formula cells of a sheet (see ``Formulas``)."""

    def __init__(self, formulas: Formulas, meant: Callable[[str], str]) -> None:
        """``meant`` gives the text of a formula with its names written out."""
        self._formulas, self._meant = formulas, lru_cache(_REMEMBERED)(meant)

    def __iter__(self) -> Iterator[Formula]:
        """Every formula cell."""
        return map(self._written_out, self._formulas)

    def __len__(self) -> int:
        """Number of formula cells."""
        return len(self._formulas)

    @property
    def arrays(self) -> Sequence[Formula]:
        """Array formulas that filled more than their own cell when the workbook was saved."""
        return list(map(self._written_out, self._formulas.arrays))

    @property
    def areas(self) -> Sequence[Area]:
        """Rectangles that hold every formula cell and little else."""
        return self._formulas.areas

    def kinds(self) -> Iterable[FormulaKind]:
        """What formulas there are."""
        return (kind._replace(text=self._text(kind.text)) for kind in self._formulas.kinds())

    def select(self, wanted: Wanted) -> Iterator[Formula]:
        """Formula cells whose text and spread are wanted."""
        return map(self._written_out, self._formulas.select(self._asked(wanted)))

    def copies(self, wanted: Wanted) -> Iterator[Copies]:
        """The same cells many at a time."""
        for copies in self._formulas.copies(self._asked(wanted)):
            texts = None if copies.texts is None else [self._meant(text) for text in copies.texts]
            yield copies._replace(example=self._meant(copies.example), texts=texts)

    def _asked(self, wanted: Wanted) -> Wanted:
        def of_meant(text: str | None, spread: Spread) -> bool:
            return wanted(self._text(text), spread)

        return of_meant

    def _text(self, text: str | None) -> str | None:
        return None if text is None else self._meant(text)

    def _written_out(self, formula: Formula) -> Formula:
        return formula._replace(text=self._text(formula.text))
