"""The module that Excel's wrappers call: one function per worksheet function, by its name.

xlwings' ``call_udf`` looks functions up in this module and reads their ``__xlfunc__``. Values pass as they are
(``raw``): the border between cells and maths is ours, in ``sop_xl.excel.wire``, ``sop_xl.cells`` and
``sop_xl.functions.call``, and not the converters of xlwings. No file, clock, network or workbook is touched on the way.
"""

from __future__ import annotations

import importlib
import threading
from collections.abc import Callable

import udfs
from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import InternalError
from sop_xl.excel import wire
from sop_xl.excel.live.cache import ResultCache, content_key
from sop_xl.excel.live.memory import RefusalMemory
from sop_xl.functions.call import call
from sop_xl.functions.definition import Definition
from sop_xl.functions.why import why

MOST_CELLS = 2_000_000  # of kept results: about 100 MB
_HEAVY = ("scipy.optimize", "scipy.special", "scipy.stats", "scipy.signal", "statsmodels.tsa.api")

CACHE = ResultCache(MOST_CELLS)
MEMORY = RefusalMemory()

Answer = list[list[bool | int | float | str | None]]
Served = Callable[..., Answer]


def serve(definition: Definition, values: tuple[object, ...]) -> Answer:
    """Answer one call: arguments in the order of the definition, then the calling cell."""
    *arguments, caller = values if len(values) > len(definition.arguments) else (*values, None)
    key = content_key(definition.name, arguments)
    outcome = CACHE.get(key) if key is not None else None
    if outcome is None:
        outcome = call(definition, [wire.from_wire(value) for value in arguments])
        is_bug = any(isinstance(reason, InternalError) for reason in outcome.reasons.values())
        if key is not None and not is_bug:
            CACHE.put(key, outcome)
    if isinstance(caller, str) and caller:
        MEMORY.note(caller, definition.name, outcome)
    return wire.to_wire(outcome.grid)


def explain(values: tuple[object, ...]) -> Answer:
    """Answer of ``SOP_WHY``: value, formula and anchor of the cell asked about, and its place in the spilled range."""
    value, formula, anchor, row, column = (*values, None, None, None, None)[:5]
    cell = _single(wire.from_wire(value))
    text, caller = str(formula or ""), str(anchor or "")
    if isinstance(cell, CellError) and caller and not MEMORY.knows(caller, text):
        return [[wire.NOT_REMEMBERED]]
    at = (_whole(row), _whole(column))
    reason = MEMORY.reason(caller, text, cell, at) if isinstance(cell, CellError) else None
    return wire.to_wire([[why(cell, reason)]])


def _single(value: object) -> CellValue:
    while isinstance(value, (list, tuple)):
        value = value[0] if value else None
    return value  # type: ignore[return-value]  # what is left of a range is one cell


def _whole(value: object) -> int:
    return int(value) if isinstance(value, (int, float)) else 0


def _function(definition: Definition) -> Served:
    if definition.takes_reference:

        def served(*values: object) -> Answer:
            return explain(values)

    else:

        def served(*values: object) -> Answer:
            return serve(definition, values)

    served.__name__ = served.__qualname__ = definition.name
    served.__doc__ = definition.summary
    raw = {"name": "values", "pos": 0, "doc": "", "vba": None, "vararg": True, "options": {"convert": "raw"}}
    served.__xlfunc__ = {  # type: ignore[attr-defined]  # what xlwings' decorators attach on Windows
        "name": definition.name,
        "sub": False,
        "args": [raw],
        "ret": {"doc": "", "options": {"convert": "raw"}},
        "category": "S&OP",
        "call_in_wizard": True,
        "async_mode": None,
        "volatile": False,
    }
    return served


globals().update({definition.name: _function(definition) for definition in udfs.REGISTRY})


def warm(modules: tuple[str, ...] = _HEAVY) -> None:
    """Import what the first forecast would wait for."""
    for name in modules:
        importlib.import_module(name)


WARMING = threading.Thread(target=warm, name="sop_xl-warm", daemon=True)
WARMING.start()
