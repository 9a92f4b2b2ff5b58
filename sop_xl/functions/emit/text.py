"""The registry as terminal text."""

from __future__ import annotations

import textwrap

from sop_xl.functions.definition import Definition
from sop_xl.functions.registry import Registry

_WIDTH = 100


def index(registry: Registry) -> str:
    """All functions by category, one line each."""
    width = max(len(definition.name) for definition in registry)
    lines: list[str] = []
    category = ""
    for definition in registry:
        if definition.category != category:
            category = definition.category
            lines += ["", category] if lines else [category]
        lines.append(f"  {definition.name:<{width}}  {definition.summary}")
    return "\n".join([*lines, "", f"{len(registry)} functions. About one of them: sop-xl functions NAME"])


def card(definition: Definition) -> str:
    """Everything about one function."""
    lines = [definition.signature, "", *_wrapped(definition.summary)]
    if definition.description:
        lines += ["", *_wrapped(" ".join(definition.description.split()))]
    lines += ["", "Arguments"]
    for argument in definition.arguments:
        lines += _wrapped(f"{argument.name}: {argument.help}. {argument.kind.value}.", indent="  ")
    unit = f" ({definition.result.unit})" if definition.result.unit else ""
    lines += ["", "Result", *_wrapped(f"{definition.result.text}{unit}; {definition.result.shape}.", indent="  ")]
    lines += ["", "Examples"]
    for example in definition.examples:
        lines.append(f"  {example.formula}")
        lines += [f"    {'  '.join(_shown(value) for value in row)}" for row in example.expected]
    return "\n".join([*lines, "", *_wrapped(f"Source: {definition.source}.")])


def _wrapped(text: str, indent: str = "") -> list[str]:
    return textwrap.wrap(text, _WIDTH, initial_indent=indent, subsequent_indent=f"{indent}  " if indent else "")


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
