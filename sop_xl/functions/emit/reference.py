"""The registry as the page ``docs/functions.md``."""

from __future__ import annotations

from sop_xl.functions.definition import Argument, Definition
from sop_xl.functions.registry import Registry

_HEAD = """# Worksheet functions

This page is generated from the registry by `python -m udfs`; do not edit it.

Every function takes ranges and gives ranges: one call for a whole table. Arguments are positional; those in brackets
may be left out. A refusal is an Excel error, never a text: `#VALUE!` wrong type or shape, `#NUM!` outside the domain
or not finite, `#N/A` too little data or nothing found, `#DIV/0!` a ratio without a denominator; an error in an
argument is handed on. `=SOP_WHY(cell)` and `sop-xl explain` tell the reason and the remedy.
"""


def reference_page(registry: Registry) -> str:
    """Contents by category, then a section per function."""
    parts = [_HEAD]
    categories = dict.fromkeys(definition.category for definition in registry)
    for category in categories:
        parts.append(f"## {category}\n\n| function | what it does |\n|---|---|")
        parts += [
            f"| [`{d.name}`](#{d.name.lower()}) | {_cell(d.summary)} |" for d in registry if d.category == category
        ]
        parts.append("")
    for definition in registry:
        parts.append(_section(definition))
    return "\n".join(parts)


def _section(definition: Definition) -> str:
    lines = [f"### {definition.name}", "", f"`={definition.signature}`", "", definition.summary]
    if definition.description:
        lines += ["", definition.description]
    lines += ["", "| argument | meaning | kind |", "|---|---|---|"]
    lines += [f"| {_argument(a)} | {_cell(a.help)} | {a.kind.value} |" for a in definition.arguments]
    unit = f" ({definition.result.unit})" if definition.result.unit else ""
    lines += ["", f"**Result:** {definition.result.text}{unit}; {definition.result.shape}.", ""]
    for example in definition.examples:
        rows = " / ".join(", ".join(_shown(value) for value in row) for row in example.expected)
        lines.append(f"- `{example.formula}` → {rows}")
    lines += ["", f"*Source: {definition.source}.*", ""]
    return "\n".join(lines)


def _argument(argument: Argument) -> str:
    return argument.name if argument.required else f"[{argument.name}]"


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


def _shown(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)
