"""The Python environment of Excel at its fixed place: what is in it, and whether it can start."""

from __future__ import annotations

import importlib.metadata
from pathlib import Path

from sop_xl.setup.machine import Machine


def packages_folder(machine: Machine) -> Path | None:
    """Where its packages lie; None where there is no environment."""
    root = machine.environment
    folders = (
        [root / "Lib" / "site-packages"] if machine.is_windows else sorted(root.glob("lib/python3*/site-packages"))
    )
    return next((folder for folder in folders if folder.is_dir()), None)


def version_in(machine: Machine, package: str) -> str | None:
    """Version of a package in the environment, whatever Python runs now."""
    folder = packages_folder(machine)
    if folder is None:
        return None
    found = next(iter(importlib.metadata.distributions(name=package, path=[str(folder)])), None)
    return found.version if found is not None else None


def base_is_gone(machine: Machine) -> Path | None:
    """The folder of the Python that the environment was made from, where it exists no more."""
    settings = machine.environment / "pyvenv.cfg"
    if not settings.is_file():
        return None
    for line in settings.read_text(encoding="utf-8", errors="replace").splitlines():
        key, _, value = line.partition("=")
        if key.strip() == "home" and not Path(value.strip()).is_dir():
            return Path(value.strip())
    return None


def can_start(machine: Machine) -> bool:
    """Whether its Python is there, and the one behind it."""
    return machine.interpreter.is_file() and base_is_gone(machine) is None


def is_current(machine: Machine) -> bool:
    """Whether it can start and holds what runs now: the same sop-xl, and the xlwings whose DLL the add-in names."""
    return can_start(machine) and all(
        version_in(machine, package) == machine.version(package) for package in ("sop-xl", "xlwings")
    )
