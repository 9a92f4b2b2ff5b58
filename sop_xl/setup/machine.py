"""What set-up and doctor need to know of a machine; a test describes one of its own."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import struct
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

UNDO, LOG = "undo", "excel.log"  # within the folder of sop_xl: old values, and what the Python of Excel reports
SETTINGS = "sop_xl"  # name of the settings' file and folder, as the VBA of the template looks for them


def _nothing(_key: str, _name: str) -> str | None:
    return None


def _no_names(_key: str) -> tuple[str, ...]:
    return ()


def _same(path: Path) -> Path:
    return path


def _no() -> bool:
    return False


@dataclass(frozen=True)
class Machine:
    """A machine and its user.

    ``registry`` reads a value of the Windows registry by key and name, ``registry_names`` lists the names of a key's
    values; ``version`` tells which version of a package the running Python has, or None; ``base`` is the folder of the
    Python behind a virtual environment; ``short`` gives the 8.3 form of a path; VBA reads files in ``code_page``.
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
    registry_names: Callable[[str], tuple[str, ...]] = field(default=_no_names)
    base: Path = Path()
    short: Callable[[Path], Path] = field(default=_same)
    code_page: str = "utf-8"
    excel_runs: Callable[[], bool] = field(default=_no)

    @property
    def is_windows(self) -> bool:
        """Whether it runs Windows."""
        return self.system == "Windows"

    @property
    def has_excel(self) -> bool:
        """Whether Excel exists for its system."""
        return self.system in ("Windows", "Darwin")

    @property
    def is_store_python(self) -> bool:
        """Whether Python comes from the Microsoft Store: what it writes into AppData no other program sees."""
        places = (str(self.executable), str(self.base), str(self.prefix))
        return self.is_windows and any("windowsapps" in place.lower() for place in places)

    @property
    def runs_inside(self) -> bool:
        """Whether the running Python is that of the environment that sop_xl makes for Excel."""
        try:
            return self.prefix.samefile(self.environment)  # Windows has several names for a folder
        except OSError:
            return False  # one of them is not there

    # ---- places

    @property
    def data_folder(self) -> Path:
        """Folder of sop_xl's own files: the same for every user of a kind of system, so that advice fits all."""
        if self.is_windows:
            return Path(self.env.get("LOCALAPPDATA") or self.home / "AppData" / "Local") / "sop_xl"
        if self.system == "Darwin":
            return self.home / "Library" / "sop_xl"  # no blank: xlwings' script hands the path to a shell as it is
        return Path(self.env.get("XDG_DATA_HOME") or self.home / ".local" / "share") / "sop_xl"

    @property
    def environment(self) -> Path:
        """Folder of the Python environment."""
        return self.data_folder / "venv"

    @property
    def interpreter(self) -> Path:
        """Python of that environment, as Excel starts it."""
        parts = ("Scripts", "pythonw.exe") if self.is_windows else ("bin", "python")
        return self.environment.joinpath(*parts)

    @property
    def console_interpreter(self) -> Path:
        """The same Python for commands that say something."""
        return self.interpreter.with_name("python.exe") if self.is_windows else self.interpreter

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
    def script_folder(self) -> Path | None:
        """Folder whose scripts Excel for Mac may start, buttons among them; None elsewhere."""
        return (
            self.home / "Library" / "Application Scripts" / "com.microsoft.Excel" if self.system == "Darwin" else None
        )

    @property
    def configuration(self) -> Path | None:
        """Settings that the VBA of the template reads for this user; None where there is no Excel."""
        if self.is_windows:
            return self.home / f".{SETTINGS}" / f"{SETTINGS}.conf"
        if self.system == "Darwin":
            return self.home / "Library" / "Containers" / "com.microsoft.Excel" / "Data" / f"{SETTINGS}.conf"
        return None


def this_machine() -> Machine:
    """The machine that this runs on."""
    system = platform.system()
    windows = system == "Windows"
    return Machine(
        system=system,
        home=Path.home(),
        env=dict(os.environ),
        python=tuple(sys.version_info[:3]),
        executable=Path(sys.executable),
        prefix=Path(sys.prefix),
        bits=struct.calcsize("P") * 8,
        version=_installed,
        registry=_registry_value if windows else _nothing,
        registry_names=_registry_names if windows else _no_names,
        base=Path(sys.base_prefix),
        short=_short_path if windows else _same,
        code_page="mbcs" if windows else locale.getpreferredencoding(do_setlocale=False),
        excel_runs=_excel_runs,
    )


def _installed(package: str) -> str | None:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return None


def _excel_runs() -> bool:
    """Whether this user has Excel open, as the system's own list of programs says."""
    system = platform.system()
    if system == "Windows":
        command, wanted = ["tasklist", "/NH", "/FI", "IMAGENAME eq EXCEL.EXE"], "EXCEL.EXE"
        if user := os.environ.get("USERNAME"):
            command += ["/FI", f"USERNAME eq {user}"]
    elif system == "Darwin":
        command, wanted = ["pgrep", "-x", "-u", str(os.getuid()), "-l", "Microsoft Excel"], "MICROSOFT EXCEL"
    else:
        return False
    try:
        said = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)  # noqa: S603  # fixed words
    except OSError:
        return False  # it cannot be told; what is open is refused when it is written
    return wanted in said.stdout.upper()


# What follows exists on Windows only, and is looked at there only.


def _short_path(path: Path) -> Path:
    import ctypes

    buffer = ctypes.create_unicode_buffer(1024)
    length = ctypes.windll.kernel32.GetShortPathNameW(str(path), buffer, 1024)  # type: ignore[attr-defined,unused-ignore]
    return Path(buffer.value) if 0 < length < 1024 else path  # it says 0 where there is none


def _registry_value(key: str, name: str) -> str | None:
    """Value under the current user's hive, or else under the machine's."""
    import winreg

    for hive in _hives(winreg):
        try:
            with winreg.OpenKey(hive, key) as opened:  # type: ignore[attr-defined,unused-ignore]
                value = winreg.QueryValueEx(opened, name)[0]  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
        return value.decode("utf-16-le", "ignore") if isinstance(value, bytes) else str(value)
    return None


def _registry_names(key: str) -> tuple[str, ...]:
    """Names of the values of a key, of the current user and of the machine."""
    import winreg

    names: dict[str, None] = {}
    for hive in _hives(winreg):
        try:
            with winreg.OpenKey(hive, key) as opened:  # type: ignore[attr-defined,unused-ignore]
                count = winreg.QueryInfoKey(opened)[1]  # type: ignore[attr-defined,unused-ignore]
                names |= dict.fromkeys(winreg.EnumValue(opened, i)[0] for i in range(count))  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            continue
    return tuple(names)


def _hives(winreg: object) -> tuple[object, ...]:
    return winreg.HKEY_CURRENT_USER, winreg.HKEY_LOCAL_MACHINE  # type: ignore[attr-defined]
