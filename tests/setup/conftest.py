"""Machines that a test describes, and what installing does to them without a network."""

from __future__ import annotations

from pathlib import Path

import pytest

from sop_xl import __version__
from sop_xl.setup.install import carry_out, install_plan
from sop_xl.setup.machine import Machine

ADDIN = b"PK the add-in"
SCRIPT = "xlwings-0.37.8.applescript"


@pytest.fixture
def machine(tmp_path):
    """A machine of a kind of system, with nothing installed; its registry by (key, name)."""

    def make(system="Windows", *, env=None, registry=None, versions=None, bits=64, **more) -> Machine:
        local, roaming = tmp_path / "Local", tmp_path / "Roaming"
        known = {"sop-xl": __version__, "xlwings": "0.37.8", **(versions or {})}
        values = {(key.lower(), name.lower()): value for (key, name), value in (registry or {}).items()}
        return Machine(
            system=system,
            home=tmp_path / "home",
            env={"LOCALAPPDATA": str(local), "APPDATA": str(roaming), **(env or {})},
            python=(3, 11, 7),
            executable=more.pop("executable", tmp_path / "python" / "python.exe"),
            prefix=more.pop("prefix", tmp_path / "python"),
            bits=bits,
            version=known.get,
            registry=lambda key, name: values.get((key.lower(), name.lower())),
            registry_names=lambda key: tuple(name for (k, name) in registry or {} if k.lower() == key.lower()),
            base=tmp_path / "python",
            code_page=more.pop("code_page", "cp1252"),
            **more,
        )

    return make


class Programs:
    """venv and pip as they leave an environment behind, and what they were called with."""

    def __init__(self, machine: Machine) -> None:
        self.machine = machine
        self.ran: list[tuple[str, ...]] = []
        self.brings = {"sop_xl": __version__, "xlwings": "0.37.8"}
        self.fails = ""

    def __call__(self, command):
        self.ran.append(tuple(command))
        if self.fails and self.fails in command:
            from sop_xl.errors import UsageError

            raise UsageError("failed: no network", argument=self.fails)
        root = self.machine.environment
        if "venv" in command:
            self.machine.base.mkdir(parents=True, exist_ok=True)
            for file in (self.machine.interpreter, self.machine.console_interpreter, root / "pyvenv.cfg"):
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_text(f"home = {self.machine.base}\n")
            self.packages.mkdir(parents=True, exist_ok=True)
        if "pip" in command:
            for old in self.packages.glob("*.dist-info"):
                (old / "METADATA").unlink()
                old.rmdir()
            for name, version in self.brings.items():
                info = self.packages / f"{name}-{version}.dist-info"
                info.mkdir()
                (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
            for bits in (32, 64):
                (root / f"xlwings{bits}-{self.brings['xlwings']}.dll").touch()

    @property
    def packages(self) -> Path:
        parts = ("Lib", "site-packages") if self.machine.is_windows else ("lib", "python3.11", "site-packages")
        return self.machine.environment.joinpath(*parts)


@pytest.fixture
def install():
    """Carry the plan of a machine out; the programs that ran come back."""

    def carry(machine, addin=ADDIN, **options):
        programs = Programs(machine)
        script = (SCRIPT, b"on VbaHandler") if machine.system == "Darwin" else None
        plan = install_plan(machine, addin if machine.has_excel else None, script=script, **options)
        carry_out(plan, machine, programs, len)
        return programs

    carry.programs = Programs
    return carry
