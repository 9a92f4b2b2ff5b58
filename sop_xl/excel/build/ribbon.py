"""The ribbon tab, from the actions: its XML, and the one-line callbacks behind its buttons."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from xml.sax.saxutils import quoteattr

from sop_xl import __version__
from sop_xl.actions.definition import Action
from sop_xl.functions.emit.vba import BANNER, crlf

CALLBACKS = "SopRibbon"
NAMESPACE = "http://schemas.microsoft.com/office/2006/01/customui"
TAB_KEYTIP = "S"  # no tab of Excel's own answers to it
_LABEL = "S&&OP"  # one ampersand would mark an access key
_MENU, _MENU_IMAGE = "With options", "FileProperties"


def callback(action: Action) -> str:
    """Name of the VBA procedure behind a button: ``SopOnNewMonth`` for ``new-month``.

    Not ``Sop_Forecast``: names of VBA know no case, and ``SOP_FORECAST`` is a function of the same project.
    """
    return f"SopOn{_pascal(action.name)}"


def asking_callback(action: Action) -> str:
    """Name of the procedure behind the entry that asks for every option first."""
    return f"SopAsk{_pascal(action.name)}"


def ribbon_xml(actions: Sequence[Action], *, addin: bool) -> str:
    """The tab as ``customUI``: one group per step of the cycle, its first button large.

    A button runs its action with the usual options; a menu at the end of the group lists the actions that have
    others, which are asked for one after the other.

    The add-in's tab asks whether the active workbook brings the same tab, and steps back if so.
    """
    loaded = ' onLoad="SopOnRibbonLoaded"' if addin else ""
    visible = ' getVisible="SopOnTabVisible"' if addin else ""
    lines = [
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>',
        f'<customUI xmlns="{NAMESPACE}"{loaded}>',
        "  <ribbon>",
        "    <tabs>",
        f'      <tab id="SopTab" label={quoteattr(_LABEL)} keytip="{TAB_KEYTIP}" insertAfterMso="TabView"{visible}>',
    ]
    for number, (group, found) in enumerate(groupby(actions, key=lambda action: action.group), start=1):
        members = list(found)
        lines.append(f'        <group id="SopGroup{_pascal(group)}" label={quoteattr(group)}>')
        for place, action in enumerate(members):
            lines += _button(action, "large" if place == 0 else "normal")
        lines += _menu(group, number, [action for action in members if action.choices])
        lines.append("        </group>")
    lines += ["      </tab>", "    </tabs>", "  </ribbon>", "</customUI>"]
    return "\n".join(lines) + "\n"


def _button(action: Action, size: str) -> list[str]:
    first = f'          <button id="Sop{_pascal(action.name)}" label={quoteattr(_shown(action.label))} size="{size}"'
    return [
        f'{first} imageMso="{action.image}" keytip="{action.keytip}" onAction="{callback(action)}"',
        f"            screentip={quoteattr(action.screentip)}",
        f"            supertip={quoteattr(action.supertip)}/>",
    ]


def _menu(group: str, number: int, members: Sequence[Action]) -> list[str]:
    if not members:
        return []
    first = f'          <menu id="SopMenu{_pascal(group)}" label={quoteattr(_MENU)} size="normal"'
    lines = [
        f'{first} imageMso="{_MENU_IMAGE}" keytip="{number}"',
        f"            screentip={quoteattr(f'{group}: choose the options first')}",
        '            supertip="Asks for each option before the action runs. A blank answer is the default.">',
    ]
    for action in members:
        told = "; ".join(f"{parameter.name}: {parameter.text}" for parameter in action.choices)
        lines += [
            f'            <button id="SopAsk{_pascal(action.name)}" label={quoteattr(_shown(action.label) + "…")}'
            f' imageMso="{action.image}" onAction="{asking_callback(action)}"',
            f"              screentip={quoteattr(f'{action.label} with options')}",
            f"              supertip={quoteattr(told + '.')}/>",
        ]
    return [*lines, "          </menu>"]


def _shown(text: str) -> str:
    return text.replace("&", "&&")


def callbacks_module(actions: Sequence[Action]) -> str:
    """VBA module with one procedure per button, and the version of the modules."""
    parts = [f'Attribute VB_Name = "{CALLBACKS}"', "Option Explicit", BANNER, ""]
    parts += [f'Public Const SOP_XL_VERSION As String = "{__version__}"', ""]
    for action in actions:
        parts += [
            f"Public Sub {callback(action)}(ByVal control As IRibbonControl)",
            f'    SopAction "{action.name}"',
            "End Sub",
            "",
        ]
    for action in actions:
        if action.choices:  # three dots: ask for the options first
            parts += [
                f"Public Sub {asking_callback(action)}(ByVal control As IRibbonControl)",
                f'    SopAction "{action.name}..."',
                "End Sub",
                "",
            ]
    return crlf(parts)


def _pascal(name: str) -> str:
    return "".join(word.capitalize() for word in name.replace(" ", "-").split("-"))
