"""Installing for Excel: a plan that is shown first, then carried out step by step."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl import __version__
from sop_xl.book.publish import publish
from sop_xl.errors import UsageError
from sop_xl.setup import configuration, environment
from sop_xl.setup.machine import Machine
from sop_xl.setup.record import InstallRecord, fingerprint

Runner = Callable[[Sequence[str]], None]
ADDIN = "sop_xl.xlam"
PACKAGE = "sop-xl"
# What Excel will ask of the environment: a package that is blocked or broken shows now, and not in a cell.
_PROOF = "import sop_xl.excel.live.udf_server, sop_xl.excel.live.macros, xlwings"
# Settings of the user that would lead pip or Python elsewhere than into the environment.
_LEADING_ASTRAY = ("PYTHONPATH", "PYTHONHOME", "PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV")


@dataclass(frozen=True)
class MakeEnvironment:
    """A Python environment at its fixed place, with the package in it."""

    folder: Path
    what: str
    commands: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        """What it does, for the user."""
        return f"{self.what} in {self.folder}"


@dataclass(frozen=True)
class WriteFile:
    """A file that is written; what was there and is not ours is kept as a copy."""

    path: Path
    data: bytes
    what: str
    kept: Path | None = None

    def __str__(self) -> str:
        """What it does, for the user."""
        verb = "replace" if self.path.exists() else "write"
        copy = f" (the present one is kept as {self.kept})" if self.kept is not None else ""
        return f"{verb} {self.what}: {self.path}{copy}"


Step = MakeEnvironment | WriteFile


def install_plan(
    machine: Machine,
    addin: bytes | None,
    source: str | None = None,
    *,
    renew: bool = False,
    script: tuple[str, bytes] | None = None,
) -> list[Step]:
    """Steps that a machine still needs; an empty plan means that all is there and current.

    Parameters
    ----------
    addin : bytes, optional
        The add-in as a file; left out where there is no Excel.
    source : str, optional
        What pip installs instead of the released package, such as the path of a wheel.
    renew : bool
        Make the environment anew even when it is there.
    script : tuple of str and bytes, optional
        Name and contents of the script by which buttons start Python on a Mac.

    Raises
    ------
    UsageError
        An environment made from this Python would not work with Excel.
    """
    steps: list[Step] = []
    if machine.has_excel:
        _refuse_unfit(machine)
    if renew or source or not environment.is_current(machine):
        steps.append(_environment_step(machine, source, renew=renew))
    folder, conf = machine.startup_folder, machine.configuration
    if folder is not None and addin is not None:
        steps += _if_new(machine, folder / ADDIN, addin, "the add-in")
    if machine.script_folder is not None and script is not None:
        steps += _if_new(machine, machine.script_folder / script[0], script[1], "the script behind the buttons")
    if conf is not None:
        steps += _if_new(machine, conf, configuration.contents(machine), "settings of the add-in")
    return steps


def _refuse_unfit(machine: Machine) -> None:
    hint = "Install a 64-bit Python from python.org (for yourself, no administrator), and there: pip install sop-xl"
    if machine.is_store_python:
        raise UsageError(
            "comes from the Microsoft Store: Excel would not see what it writes",
            argument=str(machine.executable),
            hint=hint,
        )
    if machine.bits < 64:  # bits of an address
        raise UsageError(f"is a Python of {machine.bits} bits", argument=str(machine.executable), hint=hint)


def _environment_step(machine: Machine, source: str | None, *, renew: bool) -> MakeEnvironment:
    python = str(machine.console_interpreter)
    wanted = source or f"{PACKAGE}=={__version__}"
    # The add-in names the DLL of this xlwings, so the environment gets the same version.
    pinned = [f"xlwings=={version}"] if machine.has_excel and (version := machine.version("xlwings")) else []
    pip = (
        python,
        "-I",
        "-m",
        "pip",
        "install",
        "--upgrade",
        "--disable-pip-version-check",
        "--no-input",
        wanted,
        *pinned,
    )
    proof = (python, "-I", "-c", _PROOF if machine.has_excel else "import sop_xl.cli.app")
    if not renew and environment.can_start(machine):
        before = environment.version_in(machine, PACKAGE)
        what = f"bring the Python environment from {before or 'an unfinished state'} to {wanted}"
        return MakeEnvironment(machine.environment, what, (pip, proof))
    if machine.runs_inside:
        raise UsageError(
            "cannot make anew the environment that it runs in",
            argument=str(machine.executable),
            hint="Run it from the Python in which you installed sop-xl: py -m sop_xl install",
        )
    again = ("--clear",) if machine.environment.exists() else ()
    make = (str(machine.executable), "-m", "venv", *again, str(machine.environment))
    verb = "make the Python environment anew" if again else "make a Python environment"
    return MakeEnvironment(machine.environment, f"{verb} with {wanted}", (make, pip, proof))


def _if_new(machine: Machine, path: Path, data: bytes, what: str) -> list[Step]:
    if not path.is_file():
        return [WriteFile(path, data, what)]
    if path.read_bytes() == data:
        return []
    record = InstallRecord.read(machine)
    ours = record is not None and not record.is_changed(path)
    return [WriteFile(path, data, what, None if ours else _copy_of(machine, path))]


def _copy_of(machine: Machine, path: Path) -> Path:
    """A free name for what is replaced; not beside it, for Excel opens whatever lies in its start-up folder."""
    folder = machine.data_folder / "replaced"
    number = 1
    while (copy := folder / f"{path.name}.{number}").exists():
        number += 1
    return copy


def carry_out(steps: Sequence[Step], machine: Machine, run: Runner, say: Callable[[str], None]) -> None:
    """Do the steps in order and keep a record of what was written, after each: a step that fails leaves the others.

    Raises
    ------
    UsageError
        Excel is open, or a program failed.
    """
    refuse_while_excel_runs(machine)
    record = InstallRecord.read(machine) or InstallRecord(__version__, "", {})
    _keep(record, machine)  # also of a step that fails, uninstall takes away what it left
    files = dict(record.files)
    for step in steps:
        say(str(step))
        match step:
            case MakeEnvironment(_, _, commands):
                for command in commands:
                    run(command)
            case WriteFile(path, data, _, kept):
                if kept is not None:
                    publish(path.read_bytes(), kept)
                publish(data, path)
                files[str(path)] = fingerprint(data)
        _keep(InstallRecord(record.version, record.xlwings, files), machine)
    _keep(InstallRecord(__version__, machine.version("xlwings") or "", files), machine)


def _keep(record: InstallRecord, machine: Machine) -> None:
    publish(record.text().encode(), InstallRecord.place(machine))


def refuse_while_excel_runs(machine: Machine) -> None:
    """Refuse to work under an open Excel: it holds the add-in, the DLL and the Python that serves its cells."""
    if machine.excel_runs():
        raise UsageError("Excel is open", hint="Save your work, close all windows of Excel, and run this again.")


def run_program(command: Sequence[str]) -> None:
    """Run a program and refuse its failure with the reason that it gave."""
    env = {name: value for name, value in os.environ.items() if name.upper() not in _LEADING_ASTRAY}
    try:
        subprocess.run(  # noqa: S603  # our own fixed commands
            command, check=True, capture_output=True, encoding="utf-8", errors="replace", env=env
        )
    except OSError as error:
        raise UsageError(f"cannot be started: {error.strerror}", argument=command[0]) from error
    except subprocess.CalledProcessError as error:
        raise UsageError(
            f"failed: {_reason(error.stderr or error.stdout or '')}",
            argument=" ".join(command[1:5]),
            hint=_hint(command, error.stderr or ""),
        ) from error


def _reason(said: str) -> str:
    """The line that names the reason: pip ends with notices, Python with the exception."""
    lines = [line.strip() for line in said.splitlines() if line.strip() and not line.startswith("[notice]")]
    return next((line for line in lines if line.startswith("ERROR:")), lines[-1] if lines else "no message")


def _hint(command: Sequence[str], said: str) -> str | None:
    if "pip" not in command:
        return None
    if any(
        word in said for word in ("ProxyError", "SSLError", "ConnectTimeout", "NewConnectionError", "ConnectionError")
    ):
        return "Behind a proxy, set HTTPS_PROXY (and PIP_CERT) as IT tells you; or use --source with a folder's wheel."
    return "Run it again: what is there already is used. docs/guide-it.md tells of machines without an index."
