"""The registry as the sheet that the free Excel-DNA IntelliSense add-in reads."""

from __future__ import annotations

from sop_xl.functions.registry import Registry

SHEET = "_IntelliSense_"


def intellisense_rows(registry: Registry) -> list[list[str]]:
    """Rows of the sheet: a mark, then name, text, help topic, and name and text of each argument."""
    rows = [["FunctionInfo"]]
    for definition in registry:
        row = [definition.name, definition.summary, ""]
        for argument in definition.arguments:
            row += [argument.name if argument.required else f"[{argument.name}]", argument.help]
        rows.append(row)
    return rows


def intellisense_table(registry: Registry) -> str:
    """The same rows as tab-separated text, for review."""
    return "\n".join("\t".join(row) for row in intellisense_rows(registry)) + "\n"
