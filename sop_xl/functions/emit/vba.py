"""The registry as VBA: one wrapper per function, and the texts of the function wizard.

The wrappers only collect their arguments; the hand-written module ``SopBridge`` (``sop_xl/excel/vba``) calls Python and
turns tagged error texts into real Excel errors, element by element.
"""

from __future__ import annotations

from sop_xl.functions.definition import Argument, Definition
from sop_xl.functions.registry import Registry

WRAPPERS = "xlwings_udfs"  # the name that a later Import Functions of xlwings replaces instead of clashing with
WIZARD = "SopWizard"
BANNER = "' Generated: change the definitions in Python, not this text."
_PER_SUB = 40  # a VBA procedure may hold 64 KB of code


def wrapper_module(registry: Registry) -> str:
    """Module with one public function per worksheet function."""
    parts = [f'Attribute VB_Name = "{WRAPPERS}"', "Option Explicit", BANNER, ""]
    parts += [_wrapper(definition) for definition in registry]
    return crlf(parts)


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
            f"Attribute {definition.name}.VB_Description = {_attribute(definition.summary)}",
            body,
            "End Function",
            "",
        ]
    )


def _parameter(argument: Argument) -> str:
    kind = f"ByRef {_name(argument)} As Variant"
    return kind if argument.required else f"Optional {kind}"


# Reserved identifiers of the language (MS-VBAL 3.3.5.2): none of them may name an argument.
_RESERVED = frozenset(
    """
    abs addressof and any array as attribute boolean byref byte byval call case cbool cbyte ccur cdate cdbl cdec circle
    cint class clng clnglng clngptr close const csng cstr currency cvar cverr date debug decimal declare defbool defbyte
    defcur defdate defdbl defint deflng deflnglng deflngptr defobj defsng defstr defvar dim do doevents double each else
    elseif empty end endif enum eqv erase error event exit false fix for friend function get global gosub goto if imp
    implements in input inputb int integer is lbound len lenb let like linput lock long longlong longptr loop lset me
    mod new next not nothing null on open option optional or paramarray preserve print private property pset public put
    raiseevent redim rem resume return rset scale seek select set sgn shared single spc static step stop string sub tab
    then to true type typeof ubound unlock until variant wend while with withevents write xor
    """.split()
)


def _name(argument: Argument) -> str:
    return f"{argument.name}_" if argument.name in _RESERVED else argument.name


def wizard_module(registry: Registry) -> str:
    """Module that gives Excel the texts of functions and arguments when the workbook opens."""
    definitions = list(registry)
    groups = [definitions[i : i + _PER_SUB] for i in range(0, len(definitions), _PER_SUB)]
    parts = [f'Attribute VB_Name = "{WIZARD}"', "Option Explicit", BANNER, "", "Public Sub SopDescribeFunctions()"]
    parts += ["    Dim wasSaved As Boolean", "    wasSaved = ThisWorkbook.Saved"]
    parts += [f"    SopDescribe{i}" for i in range(1, len(groups) + 1)]
    parts += ["    ThisWorkbook.Saved = wasSaved", "End Sub", ""]
    for i, group in enumerate(groups, start=1):
        parts.append(f"Private Sub SopDescribe{i}()")
        parts.append("    On Error Resume Next  ' the texts are a comfort: without them every function still works")
        for definition in group:
            texts = ", _\n        ".join(_quoted(argument.help) for argument in definition.arguments)
            parts.append(
                f'    Application.MacroOptions Macro:="{definition.name}", _\n'
                f"        Description:={_quoted(definition.summary)}, _\n"
                f'        Category:="S&OP {definition.category}", ArgumentDescriptions:=Array( _\n        {texts})'
            )
        parts += ["End Sub", ""]
    return crlf(parts)


# What a line ``Attribute`` holds is read before any code runs, in the code page of the project: plain ASCII is safe.
_ASCII = str.maketrans({"×": "x", "−": "-", "–": "-", "·": "|", "≥": ">=", "≤": "<=", "÷": "/", "…": "...", "≠": "<>"})


def _attribute(text: str) -> str:
    plain = text.translate(_ASCII).encode("ascii", "replace").decode("ascii")
    return '"' + plain.replace('"', '""') + '"'


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


def crlf(parts: list[str]) -> str:
    """Lines as VBA keeps them."""
    return "\n".join(parts).replace("\n", "\r\n") + "\r\n"
