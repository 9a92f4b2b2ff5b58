"""Calling a worksheet function with raw cell values: the one way in for every host."""

from __future__ import annotations

import hashlib
import logging
import traceback
from collections.abc import Sequence

import numpy as np

from sop_xl.cells import coerce
from sop_xl.cells.coerce import Kind
from sop_xl.cells.encode import Outcome, encode, refusal
from sop_xl.cells.values import Grid, is_blank
from sop_xl.errors import DomainError, InternalError, SopError, TypeMismatchError
from sop_xl.functions.definition import Argument, Definition

_LOG = logging.getLogger(__name__)


def call(definition: Definition, raw_arguments: Sequence[object]) -> Outcome:
    """Coerce, check, compute, encode; every refusal comes back as an Excel error with its reason.

    Never raises: a bug of the function shows as ``#VALUE!`` and its traceback goes to the log under the id
    that the reason names.
    """
    try:
        with np.errstate(all="ignore"):  # what overflows or does not exist comes out as #NUM!, not as a warning
            return encode(definition.function(**_arguments(definition, raw_arguments)))
    except SopError as error:
        return refusal(error)
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
            ready[number] = _arguments(definition, raw_arguments)
        except SopError as error:
            outcomes[number] = refusal(error)
    try:
        with np.errstate(all="ignore"):
            answers = definition.gather(list(ready.values()))
            outcomes |= {number: _outcome(answer) for number, answer in zip(ready, answers, strict=True)}
    except Exception as error:  # noqa: BLE001  # the border, as in call
        _bug(definition, error)
        outcomes |= {number: call(definition, calls[number]) for number in ready}
    return [outcomes[number] for number in range(len(calls))]


_WORTH_GATHERING = 2


def _outcome(answer: object) -> Outcome:
    return refusal(answer) if isinstance(answer, SopError) else encode(answer)


def _bug(definition: Definition, error: Exception) -> InternalError:
    """Log a bug with its traceback; the error that names it."""
    trace = "".join(traceback.format_exception(error))
    bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
    _LOG.error("bug %s in %s\n%s", bug, definition.name, trace)
    return InternalError(f"a bug in sop_xl, id {bug}", argument=definition.name, hint="Please report it with the log.")


def _arguments(definition: Definition, raw_arguments: Sequence[object]) -> dict[str, object]:
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
    if not definition.takes_errors:
        coerce.raise_input_errors(grids)
    return {a.name: _value(a, grids.get(a.name, _OMITTED)) for a in definition.arguments}


_OMITTED: Grid = [[None]]


def _value(argument: Argument, grid: Grid) -> object:
    if argument.kind is Kind.ANY:
        return grid
    if len(grid) == 1 and len(grid[0]) == 1 and is_blank(grid[0][0]):
        if not argument.required:
            return argument.default
        raise TypeMismatchError("is missing or blank", argument=argument.name, expected=argument.text)
    value = _coerce(argument, grid)
    if argument.domain is not None:
        _check_domain(argument, value)
    return value


def _coerce(argument: Argument, grid: Grid) -> object:
    name = argument.name
    if argument.choices:
        return coerce.choice(grid, name, argument.choices)
    match argument.kind:
        case Kind.BLOCK:
            return coerce.block(grid, name, argument.blank)
        case Kind.SERIES:
            return coerce.series(grid, name, argument.blank)
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
