"""Installing for Excel: a plan that is shown first, then carried out step by step; and taking it away again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl import __version__
from sop_xl.book.publish import publish
from sop_xl.errors import UsageError
from sop_xl.setup import configuration
from sop_xl.setup.doctor import ADDIN
from sop_xl.setup.machine import Machine
from sop_xl.setup.record import InstallRecord, fingerprint

Runner = Callable[[Sequence[str]], None]
PACKAGE = "sop-xl"


@dataclass(frozen=True)
class MakeEnvironment:
    """A Python environment at its fixed place, with the package in it."""

    folder: Path
    commands: tuple[tuple[str, ...], ...]

    def __str__(self) -> str:
        """What it does, for the user."""
        return f"make a Python environment in {self.folder} and install {self.commands[-1][-1]}"


@dataclass(frozen=True)
class WriteFile:
    """A file that is written; what was there before is kept as a copy."""

    path: Path
    data: bytes
    what: str

    @property
    def backup(self) -> Path:
        """Where the old contents are kept."""
        number = 1
        while (copy := self.path.with_name(f"{self.path.name}.before-{number}")).exists():
            number += 1
        return copy

    def __str__(self) -> str:
        """What it does, for the user."""
        if not self.path.exists():
            return f"write {self.what}: {self.path}"
        return f"replace {self.what}: {self.path} (the present one is kept as {self.backup.name})"


@dataclass(frozen=True)
class Remove:
    """A file or folder of ours that is removed."""

    path: Path
    what: str

    def __str__(self) -> str:
        """What it does, for the user."""
        return f"remove {self.what}: {self.path}"


Step = MakeEnvironment | WriteFile | Remove


def install_plan(
    machine: Machine, addin: bytes | None, source: str | None = None, *, renew: bool = False
) -> list[Step]:
    """Steps that a machine still needs; an empty plan means that all is there.

    Parameters
    ----------
    addin : bytes, optional
        The add-in as a file; left out where there is no Excel.
    source : str, optional
        What pip installs instead of the released package, such as the path of a wheel.
    renew : bool
        Install the package again even when the environment is there.
    """
    steps: list[Step] = []
    if renew or not machine.interpreter.exists():
        python = machine.environment / ("Scripts/python.exe" if machine.is_windows else "bin/python")
        what = source or f"{PACKAGE}=={__version__}"
        commands: list[tuple[str, ...]] = [(str(machine.executable), "-m", "venv", str(machine.environment))]
        commands.append((str(python), "-m", "pip", "install", "--upgrade", what))
        steps.append(MakeEnvironment(machine.environment, tuple(commands)))
    folder, conf = machine.startup_folder, machine.configuration
    if folder is not None and addin is not None:
        steps += _if_new(folder / ADDIN, addin, "the add-in")
    if conf is not None:
        text = conf.read_text(encoding="utf-8", errors="replace") if conf.is_file() else ""
        wanted = configuration.wanted(machine)
        if not wanted.items() <= configuration.read(text).items():
            steps.append(WriteFile(conf, configuration.merged(text, wanted).encode(), "settings of xlwings"))
    return steps


def _if_new(path: Path, data: bytes, what: str) -> list[Step]:
    if path.is_file() and path.read_bytes() == data:
        return []
    return [WriteFile(path, data, what)]


def uninstall_plan(machine: Machine) -> list[Step]:
    """Steps that take away what was installed; files that were changed since stay, and so do other settings."""
    record = InstallRecord.read(machine)
    steps: list[Step] = []
    if record is None:
        return steps
    for name in record.files:
        file = Path(name)
        if file.is_file() and file != machine.configuration and not record.is_changed(file):
            steps.append(Remove(file, "the add-in"))
    conf = machine.configuration
    if conf is not None and conf.is_file():
        text = conf.read_text(encoding="utf-8", errors="replace")
        rest = configuration.without_ours(text)
        if rest and rest != text:
            steps.append(WriteFile(conf, rest.encode(), "settings of xlwings without ours"))
        elif not rest:
            steps.append(Remove(conf, "settings of xlwings: there were no others"))
    if machine.environment.is_dir():
        steps.append(Remove(machine.environment, "the Python environment"))
    steps.append(Remove(InstallRecord.place(machine), "the record of the installation"))
    return steps


def carry_out(steps: Sequence[Step], machine: Machine, run: Runner, say: Callable[[str], None]) -> None:
    """Do the steps in order and keep a record of what was written.

    Raises
    ------
    UsageError
        A folder outside of what sop_xl owns is to be removed, or a program failed.
    """
    written: dict[str, str] = {}
    for step in steps:
        say(str(step))
        match step:
            case MakeEnvironment(_, commands):
                for command in commands:
                    run(command)
            case WriteFile(path, data, _):
                if path.exists():
                    publish(path.read_bytes(), step.backup)
                publish(data, path)
                written[str(path)] = fingerprint(data)
            case Remove(path, _):
                _remove(path, machine)
    if not any(isinstance(step, Remove) for step in steps):
        before = InstallRecord.read(machine)
        files = {**(before.files if before else {}), **written}
        publish(InstallRecord(__version__, files).text().encode(), InstallRecord.place(machine))


def _remove(path: Path, machine: Machine) -> None:
    if path.is_dir():
        if path != machine.environment:
            raise UsageError("is not a folder of sop_xl", got=str(path))
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def run_program(command: Sequence[str]) -> None:
    """Run a program and refuse its failure with what it said last."""
    try:
        subprocess.run(command, check=True, capture_output=True, text=True)  # noqa: S603  # our own fixed commands
    except OSError as error:
        raise UsageError(f"cannot be started: {error.strerror}", argument=command[0]) from error
    except subprocess.CalledProcessError as error:
        last = (error.stderr or error.stdout or "").strip().splitlines()[-1:] or ["no message"]
        raise UsageError(f"failed: {last[0]}", argument=" ".join(command[:4])) from error
