"""The text of every module: that it compiles, and that it keeps the limits of the language and of Excel."""

from __future__ import annotations

import io
import re
from collections import Counter
from types import SimpleNamespace

import pytest
import xlsxwriter
from pyopenvba import ExcelFile
from pyopenvba.interpreter import Interpreter

from sop_xl import __version__
from sop_xl.actions.registry import actions
from sop_xl.errors import UsageError
from sop_xl.excel.build.addin import addin as addin_file
from sop_xl.excel.build.generated import generated_files, stale_files
from sop_xl.excel.build.modules import modules, workbook_code
from sop_xl.excel.build.package import macro_enabled
from sop_xl.excel.build.ribbon import asking_callback, callback
from sop_xl.functions.emit.vba import WRAPPERS
from udfs import REGISTRY

ALL = {module.name: module for module in modules(addin=True)}
OURS = {name: module.source for name, module in ALL.items() if name not in ("xlwings", "Dictionary")}
OURS |= {"ThisWorkbook": workbook_code(addin=False), "ThisWorkbook of the add-in": workbook_code(addin=True)}


def plain_workbook() -> bytes:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"in_memory": True}) as book:
        book.add_worksheet("Plan")
    return stream.getvalue()


PROCEDURE = re.compile(r"(?m)^(?:Public |Private )?(?:Function|Sub) (\w+)")


def test_the_modules_are_these():
    names = ["xlwings", "Dictionary", "SopFolder", "SopBridge", "xlwings_udfs", "SopWizard", "SopRibbon"]
    assert [module.name for module in modules(addin=False)] == names
    assert list(ALL) == [*names, "SopTab"]


# What the interpreter does not read though VBA does: a comment behind a directive, and events of a class.
UNREAD = ((re.compile(r"(?m)^(\s*#[^'\r\n]*)'.*$"), r"\1"), (re.compile("WithEvents "), ""))


@pytest.mark.parametrize("addin", [False, True])
def test_every_module_compiles_as_it_stands_in_the_file(addin, tmp_path):
    path = tmp_path / "book.xlsm"
    path.write_bytes(addin_file() if addin else macro_enabled(plain_workbook()))
    with ExcelFile(path) as book:
        sources = {module.name: module.source for module in book.vba_project().modules}
        references = {reference.name for reference in book.references()}
    assert set(sources) > ({*ALL} if addin else {*ALL} - {"SopTab"})
    for name, source in sources.items():
        for pattern, instead in UNREAD:
            source = pattern.sub(instead, source)
        Interpreter().add_module(source, name=name, kind="standard" if name in OURS or name == "xlwings" else "class")
    assert "Office" in references  # IRibbonControl comes from there


@pytest.mark.parametrize("name", OURS)
def test_a_module_declares_its_variables_and_is_plain_ascii(name):
    assert "Option Explicit" in OURS[name].splitlines()[:2]
    assert OURS[name].isascii()
    assert "\n" not in OURS[name].replace("\r\n", "")


@pytest.mark.parametrize("name", OURS)
def test_a_module_keeps_the_limits_of_the_language(name):
    lines = OURS[name].splitlines()
    assert max(map(len, lines)) < 1024
    continued = 0
    for line in lines:
        continued = continued + 1 if line.endswith(" _") else 0
        assert continued <= 24, line
    for procedure in re.split(r"(?m)^End (?:Sub|Function)", OURS[name]):
        assert len(procedure) < 60_000


def test_no_two_procedures_of_the_project_have_one_name():
    public = Counter(
        name.lower()
        for module in ALL.values()
        if not module.is_class
        for name in re.findall(r"(?m)^(?:Public )?(?:Function|Sub) (\w+)", module.source)
        if module.name != "xlwings"
    )
    assert [name for name, count in public.items() if count > 1] == []


def test_every_function_has_one_wrapper_and_its_text_for_the_wizard():
    source = ALL[WRAPPERS].source
    assert PROCEDURE.findall(source) == [definition.name for definition in REGISTRY]
    described = re.findall(r'(?m)^Attribute (\w+)\.VB_Description = "((?:[^"]|"")+)"\r?$', source)
    assert [name for name, _ in described] == [definition.name for definition in REGISTRY]
    assert max(len(text) for _, text in described) <= 255


def test_every_button_has_one_procedure_and_every_procedure_a_button():
    buttons = [callback(action) for action in actions()]
    assert PROCEDURE.findall(ALL["SopRibbon"].source) == [
        *buttons,
        *(asking_callback(a) for a in actions() if a.choices),
    ]
    assert f'SOP_XL_VERSION As String = "{__version__}"' in ALL["SopRibbon"].source


def test_the_wizard_is_told_every_function_and_every_argument(excel, monkeypatch):
    told = {}

    def macro_options(application, args=(), named=None):
        told[named["Macro"]] = (named["Description"], named["Category"], list(named["ArgumentDescriptions"].elements()))

    host = type(excel.application)
    before = host.vba_get
    monkeypatch.setattr(
        host,
        "vba_get",
        lambda self, name, args=(), named=None: (
            macro_options(self, args, named) if name == "MacroOptions" else before(self, name, args, named)
        ),
    )
    excel.run("SopDescribeFunctions")
    assert told == {
        d.name: (d.summary, f"S&OP {d.category}", [argument.help for argument in d.arguments]) for d in REGISTRY
    }
    assert all(len(text) <= 255 for _, _, texts in told.values() for text in texts)


def test_no_module_is_volatile_or_touches_other_workbooks_from_a_function():
    for name in ("SopBridge", WRAPPERS):
        assert "Volatile" not in OURS[name]
        assert "ActiveWorkbook" not in OURS[name].partition("' ---- buttons")[0]


def test_the_generated_files_are_current():
    assert stale_files() == []
    assert {path.name for path in generated_files()} >= {"SopRibbon.bas", "customUI.xml"}


def test_without_xlwings_the_refusal_says_how_to_get_it(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(UsageError, match=r"xlwings is not installed.*pip install xlwings"):
        modules(addin=False)
    spec = SimpleNamespace(origin=str(tmp_path / "__init__.py"))
    monkeypatch.setattr("importlib.util.find_spec", lambda name: spec)
    with pytest.raises(UsageError, match=r"xlwings\.bas.*missing.*Install sop-xl and xlwings again"):
        modules(addin=False)
