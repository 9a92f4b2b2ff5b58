"""What a definition must be, beyond what its types say."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sop_xl.cells.coerce import Kind
from sop_xl.functions.definition import Argument, Definition

_NAME = re.compile(r"SOP(?:_[A-Z]+)+\Z")
_ARGUMENT = re.compile(r"[a-z][a-z0-9_]*\Z")
_LONGEST_TEXT = 255  # of the function wizard
_MOST_ARGUMENTS = 10
_NUMERIC = {Kind.NUMBER, Kind.SERIES, Kind.BLOCK}


def faults(definitions: Iterable[Definition]) -> list[str]:
    """What is wrong with the definitions; empty when all is well."""
    return [f"{d.name}: {fault}" for d in definitions for fault in _faults(d)]


def _faults(definition: Definition) -> Iterable[str]:
    if not _NAME.match(definition.name):
        yield "the name is not SOP_ and words in capitals, joined by underscores"
    if not definition.summary.endswith("."):
        yield "the first line of the docstring is not a sentence with a full stop"
    for text in (definition.summary, definition.result.text, *(a.help for a in definition.arguments)):
        if len(text) > _LONGEST_TEXT:
            yield f"a text of more than {_LONGEST_TEXT} characters: {text[:40]}…"
    if not definition.source:
        yield "no source"
    if not definition.examples:
        yield "no example"
    if len(definition.arguments) > _MOST_ARGUMENTS:
        yield f"more than {_MOST_ARGUMENTS} arguments"
    optional = [not argument.required for argument in definition.arguments]
    if optional != sorted(optional):
        yield "a required argument after an optional one"
    ranges = {a.name for a in definition.arguments if a.kind in {Kind.BLOCK, Kind.SERIES, Kind.LABELS}}
    if not set(definition.by_item) <= ranges:
        yield "by_item names what is no range of the function"
    for argument in definition.arguments:
        yield from _argument_faults(argument)


def _argument_faults(argument: Argument) -> Iterable[str]:
    if not _ARGUMENT.match(argument.name):
        yield f"the argument {argument.name} is not a lower-case word"
    if not argument.text or argument.text.endswith("."):
        yield f"the text of {argument.name} is empty or ends with a full stop"
    if argument.kind in _NUMERIC and argument.unit is None:
        yield f"the number {argument.name} has no unit"
    default = argument.default
    if argument.domain is not None and isinstance(default, (int, float)) and default not in argument.domain:
        yield f"the default of {argument.name} lies outside its domain"
