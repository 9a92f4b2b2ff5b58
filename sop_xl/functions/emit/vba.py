"""The registry as VBA: one wrapper per function, and the texts of the function wizard.

The wrappers only collect their arguments; the hand-written module ``SopBridge`` calls Python and turns tagged error
texts into real Excel errors, element by element.
"""

from __future__ import annotations

from sop_xl.functions.definition import Argument, Definition
from sop_xl.functions.registry import Registry

WRAPPERS = "xlwings_udfs"  # the name that a later Import Functions of xlwings replaces instead of clashing with
WIZARD = "SopWizard"
_BANNER = "' Generated from the registry by: python -m udfs"
_CHUNK = 200  # a VBA line is short; long texts are joined
_PER_SUB = 40  # a VBA procedure may hold 64 KB of code


def wrapper_module(registry: Registry) -> str:
    """Module with one public function per worksheet function."""
    parts = [f'Attribute VB_Name = "{WRAPPERS}"', "Option Explicit", _BANNER, ""]
    parts += [_wrapper(definition) for definition in registry]
    return _crlf(parts)


def _wrapper(definition: Definition) -> str:
    if definition.takes_reference:
        body = f"    {definition.name} = SopWhy({definition.arguments[0].name})"
    else:
        names = ", ".join(_name(argument) for argument in definition.arguments)
        body = f'    {definition.name} = SopCall("{definition.name}", Array({names}))'
    parameters = ", _\n        ".join(_parameter(argument) for argument in definition.arguments)
    return "\n".join(
        [
            f"Public Function {definition.name}( _\n        {parameters}) As Variant",
            f"Attribute {definition.name}.VB_Description = {_quoted(definition.summary)}",
            body,
            "End Function",
            "",
        ]
    )


def _parameter(argument: Argument) -> str:
    kind = f"ByRef {_name(argument)} As Variant"
    return kind if argument.required else f"Optional {kind}"


# Words of VBA that an argument may not be called.
_RESERVED = frozenset(
    {"date", "string", "next", "step", "to", "type", "loop", "stop", "end", "set", "let", "get", "on"}
)


def _name(argument: Argument) -> str:
    return f"{argument.name}_" if argument.name in _RESERVED else argument.name


def wizard_module(registry: Registry) -> str:
    """Module that gives Excel the texts of functions and arguments when the workbook opens."""
    definitions = list(registry)
    groups = [definitions[i : i + _PER_SUB] for i in range(0, len(definitions), _PER_SUB)]
    parts = [f'Attribute VB_Name = "{WIZARD}"', "Option Explicit", _BANNER, "", "Public Sub SopDescribeFunctions()"]
    parts += [f"    SopDescribe{i}" for i in range(1, len(groups) + 1)]
    parts += ["End Sub", ""]
    for i, group in enumerate(groups, start=1):
        parts.append(f"Private Sub SopDescribe{i}()")
        for definition in group:
            texts = ", _\n        ".join(_quoted(argument.help) for argument in definition.arguments)
            parts.append(
                f'    Application.MacroOptions Macro:="{definition.name}", _\n'
                f"        Description:={_quoted(definition.summary)}, _\n"
                f'        Category:="S&OP {definition.category}", ArgumentDescriptions:=Array( _\n        {texts})'
            )
        parts += ["End Sub", ""]
    return _crlf(parts)


def _quoted(text: str) -> str:
    """VBA string of a text; characters beyond its code page are spelled out."""
    pieces: list[str] = []
    plain = ""
    for character in text:
        if ord(character) < 127:
            plain += '""' if character == '"' else character
            continue
        if plain:
            pieces.append(f'"{plain}"')
            plain = ""
        pieces.append(f"ChrW({ord(character)})")
    if plain or not pieces:
        pieces.append(f'"{plain}"')
    return " & ".join(pieces)


def _crlf(parts: list[str]) -> str:
    return "\n".join(parts).replace("\n", "\r\n") + "\r\n"
