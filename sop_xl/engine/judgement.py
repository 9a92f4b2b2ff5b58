"""Which formulas of a workbook an engine may calculate, and why the others keep their saved value."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field
from functools import lru_cache

from sop_xl.cells.address import CellAddress
from sop_xl.cells.formula import FormulaKind, Formulas, Spread, function_names
from sop_xl.engine.native_functions import is_foreign, reason_to_keep
from sop_xl.engine.port import FOREIGN, Engine
from sop_xl.functions.registry import Registry

_REMEMBERED = 4_096  # formulas; each kind is asked for more than once


@dataclass
class Judgement:
    """What is to be said of the formulas of a workbook before they are calculated."""

    native: int = 0
    sop: int = 0
    functions: dict[str, int] = field(default_factory=dict)  # formulas that call them, by function
    unsupported: set[str] = field(default_factory=set)
    foreign: set[str] = field(default_factory=set)  # those of them that are none of Excel
    kept: dict[CellAddress, str] = field(default_factory=dict)
    narrowed: set[CellAddress] = field(default_factory=set)  # plain formulas with ranges of which Excel takes one cell


def judge(
    formulas: Mapping[str, Formulas],
    engine: Engine,
    registry: Registry,
    ranges: frozenset[str],
    outside: Callable[[str, str], str | None],
    resolve: Callable[[str, str], str],
) -> Judgement:
    """Count the formulas and find those that must keep their saved value.

    Parameters
    ----------
    formulas : mapping
        Formula cells by sheet.
    engine, registry
    ranges : frozenset of str
        Defined names (in capitals) that stand for more than one cell.
    outside : callable
        Why a formula, on a sheet, asks for what is not in the workbook as it is read here, or None.
    resolve : callable
        A formula, and the sheet it stands on, to the formula with structured references and names made plain.
    """
    judgement = Judgement()
    kinds = {sheet: list(cells.kinds()) for sheet, cells in formulas.items()}
    calls = {kind.text: function_names(kind.text) for ones in kinds.values() for kind in ones if kind.text is not None}
    judgement.unsupported = engine.unsupported(set().union(*calls.values())) if calls else set()

    judgement.foreign = {name for name in judgement.unsupported if is_foreign(name)}

    @lru_cache(_REMEMBERED)
    def reason(sheet: str, text: str | None, spread: Spread) -> str | None:
        if text is None:
            return "a data table or another formula without text"
        unknown = judgement.unsupported & (calls[text] if text in calls else function_names(text))
        if unknown:
            return _unknown(unknown, judgement.foreign)
        lacking = outside(text, sheet)
        if lacking is not None:
            return lacking
        return engine.problem(resolve(text, sheet), spread, ranges)

    for sheet, cells in formulas.items():
        for kind in kinds[sheet]:
            _count(judgement, kind, calls.get(kind.text or "", set()), registry)

        def is_kept(text: str | None, spread: Spread, sheet: str = sheet) -> bool:
            return reason(sheet, text, spread) is not None

        def is_narrowed(text: str | None, spread: Spread, sheet: str = sheet) -> bool:
            return (
                text is not None and not is_kept(text, spread) and engine.narrows(resolve(text, sheet), spread, ranges)
            )

        for formula in cells.select(is_kept):
            why = reason(sheet, formula.text, formula.spread)
            judgement.kept[CellAddress(sheet, formula.row, formula.column)] = why or ""
        judgement.narrowed |= {CellAddress(sheet, one.row, one.column) for one in cells.select(is_narrowed)}
    return judgement


def _unknown(functions: Set[str], foreign: Set[str]) -> str:
    if "LAMBDA" in functions:  # what it is called by looks like a function, too
        return f"unsupported function LAMBDA: {reason_to_keep('LAMBDA')}"
    if functions & foreign:
        return f"{FOREIGN} {', '.join(sorted(functions & foreign))}"
    why = "; ".join(dict.fromkeys(reason_to_keep(name) or "" for name in sorted(functions)))
    return f"unsupported function {', '.join(sorted(functions))}: {why}"


def by_status(judgement: Judgement, registry: Registry) -> dict[str, dict[str, int]]:
    """Formulas by function and by what became of them: sop, supported, kept, foreign."""
    found: dict[str, dict[str, int]] = {}
    for name, cells in sorted(judgement.functions.items()):
        if name in judgement.foreign:
            status = "foreign"
        elif name in judgement.unsupported:
            status = "kept"
        else:
            status = "sop" if name in registry else "supported"
        found.setdefault(status, {})[name] = cells
    return found


def _count(judgement: Judgement, kind: FormulaKind, called: set[str], registry: Registry) -> None:
    for name in called:
        judgement.functions[name] = judgement.functions.get(name, 0) + kind.cells
    if kind.text is None:
        return
    if any(name in registry for name in called):
        judgement.sop += kind.cells
    else:
        judgement.native += kind.cells
