"""What set-up and doctor need to know of a machine; a test describes one of its own."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import struct
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path


def _nothing(_key: str, _name: str) -> str | None:
    return None


@dataclass(frozen=True)
class Machine:
    """A machine and its user.

    ``registry`` reads a value of the Windows registry by key and name; ``version`` tells which version of a package
    is installed, or None.
    """

    system: str
    home: Path
    env: Mapping[str, str]
    python: tuple[int, ...]
    executable: Path
    prefix: Path
    bits: int
    version: Callable[[str], str | None]
    registry: Callable[[str, str], str | None] = field(default=_nothing)

    @property
    def is_windows(self) -> bool:
        """Whether it runs Windows."""
        return self.system == "Windows"

    @property
    def has_excel(self) -> bool:
        """Whether Excel exists for its system."""
        return self.system in ("Windows", "Darwin")

    # ---- places

    @property
    def data_folder(self) -> Path:
        """Folder of sop_xl's own files: the same for every user of a kind of system, so that advice fits all."""
        if self.is_windows:
            return Path(self.env.get("LOCALAPPDATA") or self.home / "AppData" / "Local") / "sop_xl"
        if self.system == "Darwin":
            return self.home / "Library" / "Application Support" / "sop_xl"
        return Path(self.env.get("XDG_DATA_HOME") or self.home / ".local" / "share") / "sop_xl"

    @property
    def environment(self) -> Path:
        """Folder of the Python environment."""
        return self.data_folder / "venv"

    @property
    def interpreter(self) -> Path:
        """Python of that environment."""
        parts = ("Scripts", "pythonw.exe") if self.is_windows else ("bin", "python")
        return self.environment.joinpath(*parts)

    @property
    def startup_folder(self) -> Path | None:
        """Folder whose add-ins Excel opens when it starts; None where there is no Excel."""
        if self.is_windows:
            roaming = Path(self.env.get("APPDATA") or self.home / "AppData" / "Roaming")
            return roaming / "Microsoft" / "Excel" / "XLSTART"
        if self.system == "Darwin":
            office = self.home / "Library" / "Group Containers" / "UBF8T346G9.Office"
            return office / "User Content.localized" / "Startup.localized" / "Excel"
        return None

    @property
    def configuration(self) -> Path | None:
        """Settings of xlwings for this user; None where there is no Excel."""
        if self.is_windows:
            return self.home / ".xlwings" / "xlwings.conf"
        if self.system == "Darwin":
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / "xlwings.conf"
        return None


def this_machine() -> Machine:
    """The machine that this runs on."""
    system = platform.system()
    return Machine(
        system=system,
        home=Path.home(),
        env=dict(os.environ),
        python=tuple(sys.version_info[:3]),
        executable=Path(sys.executable),
        prefix=Path(sys.exec_prefix),
        bits=struct.calcsize("P") * 8,
        version=_installed,
        registry=_registry_value if system == "Windows" else _nothing,
    )


def _installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _registry_value(key: str, name: str) -> str | None:
    """Value under the current user's hive, or else under the machine's."""
    import winreg

    for hive in (winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE):  # type: ignore[attr-defined,unused-ignore]
        try:
            with winreg.OpenKey(hive, key) as opened:  # type: ignore[attr-defined,unused-ignore]
                return str(winreg.QueryValueEx(opened, name)[0])  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
    return None
