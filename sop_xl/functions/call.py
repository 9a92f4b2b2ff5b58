"""Calling a worksheet function with raw cell values: the one way in for every host."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Mapping, Sequence

import numpy as np

from sop_xl.cells import coerce
from sop_xl.cells.coerce import Kind
from sop_xl.cells.encode import Outcome, encode, refusal
from sop_xl.cells.values import CellError, Grid, is_blank
from sop_xl.errors import DomainError, InternalError, ResourceError, SopError, TypeMismatchError
from sop_xl.functions.definition import Argument, Definition

_LOG = logging.getLogger(__name__)


def call(definition: Definition, raw_arguments: Sequence[object]) -> Outcome:
    """Coerce, check, compute, encode; every refusal comes back as an Excel error with its reason.

    Never raises: a bug of the function shows as ``#VALUE!`` and its traceback goes to the log under the id
    that the reason names.
    """
    try:
        grids = _grids(definition, raw_arguments)
        with np.errstate(all="ignore"):  # what overflows or does not exist comes out as #NUM!, not as a warning
            try:
                arguments = _arguments(definition, grids)
            except SopError as unreadable:
                return _readable_items(definition, grids, unreadable)
            return encode(definition.function(**arguments))
    except SopError as error:
        return refusal(error)
    except MemoryError:
        return refusal(ResourceError("needs more memory than there is", argument=definition.name, hint=_LESS))
    except Exception as error:  # noqa: BLE001  # the border: nothing may escape into Excel
        return refusal(_bug(definition, error))


def call_many(definition: Definition, calls: Sequence[Sequence[object]]) -> list[Outcome]:
    """Outcome of each of many calls of one function, as ``call`` gives it; at once where the function can gather.

    Never raises. Where gathering itself has a bug, the calls are made one by one.
    """
    if definition.gather is None or len(calls) < _WORTH_GATHERING:
        return [call(definition, raw_arguments) for raw_arguments in calls]
    outcomes: dict[int, Outcome] = {}
    ready: dict[int, dict[str, object]] = {}
    for number, raw_arguments in enumerate(calls):
        try:
            ready[number] = _arguments(definition, _grids(definition, raw_arguments))
        except SopError:
            outcomes[number] = call(definition, raw_arguments)
    try:
        with np.errstate(all="ignore"):
            answers = definition.gather(list(ready.values()))
            outcomes |= {number: _outcome(answer) for number, answer in zip(ready, answers, strict=True)}
    except Exception as error:  # noqa: BLE001  # the border, as in call
        _bug(definition, error)
        outcomes |= {number: call(definition, calls[number]) for number in ready}
    return [outcomes[number] for number in range(len(calls))]


_WORTH_GATHERING = 2
_LESS = "Close other workbooks, or give it fewer items."


def _outcome(answer: object) -> Outcome:
    return refusal(answer) if isinstance(answer, SopError) else encode(answer)


def _bug(definition: Definition, error: Exception) -> InternalError:
    """Log a bug with its traceback; the error that names it."""
    trace = "".join(traceback.format_exception(error))
    bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
    _LOG.error("bug %s in %s\n%s", bug, definition.name, trace)
    return InternalError(f"a bug in sop_xl, id {bug}", argument=definition.name, hint="Please report it with the log.")


def _grids(definition: Definition, raw_arguments: Sequence[object]) -> dict[str, Grid]:
    if len(raw_arguments) > len(definition.arguments):
        raise TypeMismatchError(
            "too many arguments", argument=definition.name, got=len(raw_arguments), expected=definition.signature
        )
    grids: dict[str, Grid] = {}
    for argument, raw in zip(definition.arguments, raw_arguments, strict=False):
        try:
            grids[argument.name] = coerce.normalise(raw)
        except SopError as error:
            error.argument = argument.name
            raise
    return grids


def _arguments(definition: Definition, grids: Mapping[str, Grid]) -> dict[str, object]:
    if not definition.takes_errors:
        coerce.raise_input_errors(grids)
    return {a.name: _value(a, grids.get(a.name, _OMITTED)) for a in definition.arguments}


def _readable_items(definition: Definition, grids: Mapping[str, Grid], unreadable: SopError) -> Outcome:
    """Outcome of a block of items of which some cannot be read: they carry their refusal, the others their numbers."""
    ranges = {a.name: a for a in definition.arguments if a.name in definition.by_item and a.name in grids}
    items = max((len(grids[name]) for name in ranges), default=0)
    ranges = {name: argument for name, argument in ranges.items() if len(grids[name]) == items}
    refusals = [_item_refusal(ranges, grids, item) for item in range(items)]
    good = [item for item, refused in enumerate(refusals) if refused is None]
    if not good or len(good) == items:  # no item is left, or what cannot be read concerns them all
        raise unreadable
    coerce.raise_input_errors({name: grid for name, grid in grids.items() if name not in ranges})
    arguments = {
        a.name: _checked(a, [grids[a.name][item] for item in good])
        if a.name in ranges
        else _value(a, grids.get(a.name, _OMITTED))
        for a in definition.arguments
    }
    outcome = encode(definition.function(**arguments))
    if len(outcome.grid) != len(good):
        raise unreadable
    width = len(outcome.grid[0])
    grid: Grid = [[CellError(refused.cell)] * width if refused else [] for refused in refusals]
    reasons = {(item, column): refused for item, refused in enumerate(refusals) if refused for column in range(width)}
    for row, item in enumerate(good):
        grid[item] = outcome.grid[row]
    return Outcome(grid, reasons | {(good[row], column): why for (row, column), why in outcome.reasons.items()})


def _item_refusal(ranges: Mapping[str, Argument], grids: Mapping[str, Grid], item: int) -> SopError | None:
    for name, argument in ranges.items():
        row = [grids[name][item]]
        refused = coerce.input_error(row, name)
        if refused is not None:
            return refused
        try:
            _checked(argument, row, first_row=item + 1)
        except SopError as error:
            return error
    return None


_OMITTED: Grid = [[None]]


def _value(argument: Argument, grid: Grid) -> object:
    if argument.kind is Kind.ANY:
        return grid
    if len(grid) == 1 and len(grid[0]) == 1 and is_blank(grid[0][0]):
        if not argument.required:
            return argument.default
        raise TypeMismatchError("is missing or blank", argument=argument.name, expected=argument.text)
    return _checked(argument, grid)


def _checked(argument: Argument, grid: Grid, first_row: int = 1) -> object:
    value = _coerce(argument, grid, first_row)
    if argument.domain is not None:
        _check_domain(argument, value)
    return value


def _coerce(argument: Argument, grid: Grid, first_row: int) -> object:
    name = argument.name
    if argument.choices:
        return coerce.choice(grid, name, argument.choices)
    match argument.kind:
        case Kind.BLOCK:
            return coerce.block(grid, name, argument.blank, first_row)
        case Kind.SERIES:
            return coerce.series(grid, name, argument.blank, first_row)
        case Kind.LABELS:
            return coerce.labels(grid, name)
        case Kind.NUMBER:
            return coerce.number(grid, name)
        case Kind.INTEGER:
            return coerce.integer(grid, name)
        case Kind.BOOLEAN:
            return coerce.boolean(grid, name)
        case Kind.DATE:
            return coerce.date(grid, name)
        case _:
            return coerce.text(grid, name)


def _check_domain(argument: Argument, value: object) -> None:
    domain = argument.domain
    assert domain is not None
    if isinstance(value, np.ndarray):
        index = domain.first_outside(value.ravel())
        if index is None:
            return
        value = float(value.ravel()[index])
    elif not isinstance(value, (int, float)) or value in domain:
        return
    raise DomainError("outside its domain", argument=argument.name, got=value, expected=domain.text)
