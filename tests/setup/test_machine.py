"""What is read of the machine itself, with the Windows parts on stand-ins of what they call."""

from __future__ import annotations

import subprocess
import sys
import types
from types import SimpleNamespace

import pytest

from sop_xl.setup import machine as module
from sop_xl.setup.machine import this_machine


class Registry(types.ModuleType):
    """winreg over two hives: keys and names as they are, whatever their case."""

    HKEY_CURRENT_USER, HKEY_LOCAL_MACHINE = "user", "machine"

    def __init__(self, hives):
        super().__init__("winreg")
        self.hives = {hive: {key.lower(): values for key, values in keys.items()} for hive, keys in hives.items()}

    def OpenKey(self, hive, key):
        if key.lower() not in self.hives.get(hive, {}):
            raise FileNotFoundError(2, "not found")
        values = self.hives[hive][key.lower()]
        return _Key(values)

    def QueryValueEx(self, key, name):
        for known, value in key.values.items():
            if known.lower() == name.lower():
                return value, 1
        raise FileNotFoundError(2, "not found")

    def QueryInfoKey(self, key):
        return 0, len(key.values), 0

    def EnumValue(self, key, index):
        name = list(key.values)[index]
        return name, key.values[name], 1


class _Key(SimpleNamespace):
    def __init__(self, values):
        super().__init__(values=values)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None


@pytest.fixture
def windows(monkeypatch):
    """This machine, as if it ran Windows with that registry."""

    def make(hives=None):
        monkeypatch.setitem(sys.modules, "winreg", Registry(hives or {}))
        monkeypatch.setattr(module.platform, "system", lambda: "Windows")
        monkeypatch.setenv("USERNAME", "Jürgen Groß")
        return this_machine()

    return make


def test_the_user_s_registry_comes_before_the_machine_s(windows):
    machine = windows({"user": {r"Software\A": {"x": 1}}, "machine": {r"software\a": {"X": 2, "y": "3"}}})
    assert machine.registry(r"Software\A", "X") == "1"
    assert machine.registry(r"Software\A", "y") == "3"
    assert machine.registry(r"Software\A", "z") is None
    assert machine.registry(r"Software\B", "x") is None
    assert [name.lower() for name in machine.registry_names(r"Software\A")] == ["x", "x", "y"]
    assert machine.registry_names(r"Software\B") == ()


def test_binary_values_are_read_as_the_text_that_they_hold(windows):
    item = b"\x02\x00\x00\x00" + "C:\\XLSTART\\sop_xl.xlam".encode("utf-16-le") + b"\xff"
    machine = windows({"user": {"K": {"1A": item}}})
    assert "sop_xl.xlam" in machine.registry("K", "1A")


@pytest.mark.parametrize(
    ("said", "runs"),
    [
        ("\nEXCEL.EXE                     9876 Console                    1    182.044 K\n", True),
        ("INFORMATION: Es werden keine Aufgaben mit den angegebenen Kriterien ausgeführt.\n", False),
    ],
)
def test_whether_excel_is_open_is_asked_of_windows_for_this_user(windows, monkeypatch, said, runs):
    asked = []
    monkeypatch.setattr(subprocess, "run", lambda command, **_: asked.append(command) or SimpleNamespace(stdout=said))
    assert windows().excel_runs() is runs
    assert asked[0][-1] == "USERNAME eq Jürgen Groß"


def test_where_the_list_of_programs_cannot_be_had_nothing_is_claimed(windows, monkeypatch):
    def refused(*_, **__):
        raise FileNotFoundError(2, "tasklist")

    monkeypatch.setattr(subprocess, "run", refused)
    assert windows().excel_runs() is False


def test_this_machine_is_described_as_it_is():
    machine = this_machine()
    assert machine.prefix.is_dir()
    assert machine.base.is_dir()
    assert machine.bits == 64
    assert machine.version("sop-xl")
    assert machine.version("no-such-package") is None
    assert not machine.runs_inside
    assert not machine.is_store_python
