"""The module that Excel's wrappers call: one function per worksheet function, by its name.

xlwings' ``call_udf`` looks functions up in this module and reads their ``__xlfunc__``. Values pass as they are
(``raw``): the border between cells and maths is ours, in ``sop_xl.excel.wire``, ``sop_xl.cells`` and
``sop_xl.functions.call``, and not the converters of xlwings. No file, clock, network or workbook is touched on the way.
"""

from __future__ import annotations

import importlib
import sys
import threading
from collections.abc import Callable

import udfs
from sop_xl import __version__
from sop_xl.cells.encode import refusal
from sop_xl.cells.values import CellError, CellValue
from sop_xl.errors import InternalError, ResourceError, UsageError
from sop_xl.excel import wire
from sop_xl.excel.live.cache import ResultCache, content_key
from sop_xl.excel.live.log import log_to_file
from sop_xl.excel.live.memory import RefusalMemory
from sop_xl.functions.call import call
from sop_xl.functions.definition import Definition
from sop_xl.functions.why import why
from sop_xl.setup.machine import this_machine

MOST_CELLS = 2_000_000  # of kept results: about 100 MB
_HEAVY = ("scipy.optimize", "scipy.special", "scipy.stats", "scipy.signal", "statsmodels.tsa.api")

CACHE = ResultCache(MOST_CELLS)
MEMORY = RefusalMemory()

Answer = list[list[bool | float | str | None]]
Served = Callable[..., Answer]


def serve(definition: Definition, values: tuple[object, ...]) -> Answer:
    """Answer one call: the calling cell, then arguments in the order of the definition."""
    caller, *arguments = values
    while len(arguments) > len(definition.arguments) and arguments[-1] is None:
        arguments.pop()  # the macros know an argument that this version does not, and the formula does not give it
    key = content_key(definition.name, arguments)
    outcome = CACHE.get(key) if key is not None else None
    if outcome is None:
        outcome = call(definition, [wire.from_wire(value) for value in arguments])
        may_pass = any(isinstance(reason, (InternalError, ResourceError)) for reason in outcome.reasons.values())
        if key is not None and not may_pass:
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
    return _dispatched(served)


def _dispatched(served: Served) -> Served:
    """With what xlwings' decorators attach on Windows: values pass as they are."""
    raw = {"name": "values", "pos": 0, "doc": "", "vba": None, "vararg": True, "options": {"convert": "raw"}}
    served.__xlfunc__ = {  # type: ignore[attr-defined]
        "name": served.__name__,
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


def __getattr__(name: str) -> Served:
    """A function that the macros of a workbook know and this version does not: refused by its name."""
    if not name.startswith("SOP_"):
        raise AttributeError(name)
    refused = UsageError(
        f"is not a function of sop_xl {__version__}",
        argument=name,
        hint="The macros of the workbook are newer than this computer's sop_xl: upgrade it, then run sop-xl install.",
    )

    def served(caller: object = None, *_: object) -> Answer:
        if isinstance(caller, str) and caller:
            MEMORY.note(caller, name, refusal(refused))
        return wire.to_wire(refusal(refused).grid)

    return _dispatched(served)


def warm(modules: tuple[str, ...] = _HEAVY) -> None:
    """Import what the first forecast would wait for."""
    for name in modules:
        importlib.import_module(name)


if sys.stderr is None:  # pythonw has no console: what would be said there goes to a file
    log_to_file(this_machine().data_folder)
WARMING = threading.Thread(target=warm, name="sop_xl-warm", daemon=True)
WARMING.start()
