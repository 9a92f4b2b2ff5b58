"""What a reviewer of VBA looks for in the modules of the project, besides that they compile and work."""

from __future__ import annotations

import re

import pytest

from sop_xl.cells.address import parse_area
from sop_xl.errors import UsageError
from sop_xl.excel.build.modules import modules, workbook_code
from sop_xl.functions.emit.vba import WRAPPERS
from udfs import REGISTRY

OURS = {module.name: module.source for module in modules(addin=True) if module.name not in ("xlwings", "Dictionary")}
OURS |= {"ThisWorkbook": workbook_code(addin=False), "ThisWorkbook of the add-in": workbook_code(addin=True)}
WRITTEN = {name: source for name, source in OURS.items() if name not in (WRAPPERS, "SopWizard", "SopRibbon")}
PROCEDURE = re.compile(
    r"(?m)^(?:Public |Private )?(Function|Sub) (\w+)\((.*)\)(?: As \w+)?\r?$((?:\r?\n(?!End \1).*)*)\r?\nEnd \1"
)


def code(source: str) -> str:
    """Without comments and texts."""
    return re.sub(r'"[^"\r\n]*"|\'[^\r\n]*', "", source)


def signatures(source: str) -> dict[str, str]:
    return {name: arguments for _, name, arguments, _ in PROCEDURE.findall(re.sub(r" _\r?\n", "", source))}


def procedures(source: str) -> dict[str, str]:
    return {name: body for _, name, _, body in PROCEDURE.findall(re.sub(r" _\r?\n", "", source))}


@pytest.mark.parametrize("name", OURS)
def test_nothing_selects_activates_types_keys_or_reaches_the_machine(name):
    forbidden = r"\.Select\b|\.Activate\b|SendKeys|\bShell\b|CreateObject|GetObject|\bKill\b|\bOpen \w|\bDeclare\b|\bStop\b|Debug\."
    assert re.findall(forbidden, code(OURS[name])) == []


@pytest.mark.parametrize("name", WRITTEN)
def test_every_variable_has_its_type_and_rows_are_never_integers(name):
    declared = re.findall(
        r"(?m)^\s*(?:Dim|Private|Public|Static) (?!Function|Sub|Const|WithEvents)(\w+)(?:\([^)]*\))?( As \w+)?",
        code(OURS[name]),
    )
    assert [variable for variable, kind in declared if not kind] == []
    assert "Integer" not in code(OURS[name])


def test_what_excel_calls_ends_in_a_value_or_a_message_and_never_in_the_debugger():
    bridge = procedures(OURS["SopBridge"])
    assert set(bridge) > {"SopCall", "SopWhy", "SopAction", "Connect", "AskPython"}
    for name in ("SopCall", "SopWhy", "SopAction"):
        assert "On Error GoTo Failed" in bridge[name]
    for name in ("ThisWorkbook", "ThisWorkbook of the add-in"):
        events = {event: body for event, body in procedures(OURS[name]).items() if "_" in event}
        assert events
        assert all("On Error Resume Next" in body for body in events.values())
    assert all("On Error" in body for body in procedures(OURS["SopFolder"]).values())


def test_the_calling_cell_is_asked_for_in_one_place_and_only_where_it_is_a_cell():
    users = [name for name, body in procedures(OURS["SopBridge"]).items() if "Application.Caller" in body]
    assert users == ["CallingCell"]
    assert 'TypeName(Application.Caller) = "Range"' in procedures(OURS["SopBridge"])["CallingCell"]
    assert not any("Application.Caller" in source for name, source in OURS.items() if name != "SopBridge")


def test_no_procedure_has_the_name_of_a_module_or_of_a_cell():
    module_names = {name.lower() for name in OURS} | {"xlwings", "dictionary"}
    names = [name for source in OURS.values() for name in procedures(source)]
    assert len(names) > len(REGISTRY)
    assert not {name.lower() for name in names} & module_names
    for name in names:
        with pytest.raises(UsageError, match="not a cell address"):
            parse_area(name)
        assert not re.fullmatch(r"(?i)r\d*c\d*", name)  # addresses of the other style


def test_arguments_are_distinct_names_that_are_no_words_of_the_language_and_no_function_of_the_module():
    functions = {definition.name.lower() for definition in REGISTRY}
    wrappers = signatures(OURS[WRAPPERS])
    assert set(wrappers) == {definition.name for definition in REGISTRY}
    words = {
        "date",
        "string",
        "next",
        "end",
        "loop",
        "type",
        "in",
        "is",
        "to",
        "step",
        "stop",
        "error",
        "me",
        "set",
        "get",
        "currency",
    }
    for name, arguments in wrappers.items():
        found = re.findall(r"ByRef (\w+) As Variant", arguments)
        assert len(found) == len(REGISTRY[name].arguments)
        assert len({argument.lower() for argument in found}) == len(found), name
        assert not {argument.lower() for argument in found} & (words | functions), name
        assert max(map(len, found)) <= 255
        optional = [part.lstrip().startswith("Optional") for part in arguments.split(",")]
        assert optional == sorted(optional), name  # no required one behind an optional one


def test_the_texts_of_the_wizard_keep_its_limits():
    for definition in REGISTRY:
        assert len(definition.arguments) <= 20  # MacroOptions takes texts of no more
        assert len(definition.summary) <= 255
        assert all(0 < len(argument.help) <= 255 for argument in definition.arguments)
        assert len(f"S&OP {definition.category}") <= 255
        # The wizard shows the signature in one line and refuses a function whose arguments' names are too long together.
        assert sum(len(argument.name) + 1 for argument in definition.arguments) <= 255
    assert (
        len({definition.category for definition in REGISTRY}) <= 15
    )  # Excel has room for so many categories of a user


def test_nothing_is_volatile_and_no_call_carries_an_object_of_excel():
    for source in OURS.values():
        assert "Volatile" not in source
    assert "ThisWorkbook" not in code(OURS["SopBridge"])
    assert procedures(OURS["SopBridge"])["SopCall"].count("AskPython") == 1  # one trip for each call of a function
