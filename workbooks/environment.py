"""A virtual environment of the project's own, made with nothing but Python, pip and (for the tests) apt.

Only the standard library is used here: this runs before anything is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENVIRONMENT = ROOT / ".venv"
_CONSTRAINTS = ROOT / ".ci" / "constraints.txt"
_OLDEST = (3, 11)


def say(text: str) -> None:
    """Print a step, at once."""
    print(f"── {text}", flush=True)  # noqa: T201  # the program talks to a person here


def run(*command: str | Path, **options: object) -> None:
    """Run a command in the project's folder; stop with its exit code where it fails."""
    done = subprocess.run([str(word) for word in command], cwd=ROOT, check=False, **options)  # type: ignore[call-overload]
    if done.returncode:
        sys.exit(done.returncode)


def program(name: str) -> Path:
    """A program of the environment."""
    folder, ending = ("Scripts", ".exe") if os.name == "nt" else ("bin", "")
    return ENVIRONMENT / folder / f"{name}{ending}"


def make_environment(extras: str = "") -> None:
    """Make the environment if there is none, and install the project in it."""
    if sys.version_info < _OLDEST:
        sys.exit(f"Python {_OLDEST[0]}.{_OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}.")
    if not program("python").exists():
        say(f"Making a virtual environment in {ENVIRONMENT.name}")
        _create()
    say(f"Installing the project{' with what its tests need' if extras else ''}")
    pip = (program("python"), "-m", "pip", "--disable-pip-version-check", "install", "--quiet")
    run(*pip, "--constraint", _CONSTRAINTS, "--editable", f".{extras}")


def _create() -> None:
    made = subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], capture_output=True, check=False)
    if made.returncode == 0:
        return
    # Debian keeps the venv module in a package of its own; virtualenv does the same and comes by pip.
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    with tempfile.TemporaryDirectory() as folder:
        run(sys.executable, "-m", "pip", "install", "--quiet", "--target", folder, "virtualenv")
        environment = {**os.environ, "PYTHONPATH": folder}
        run(sys.executable, "-m", "virtualenv", "--quiet", ENVIRONMENT, env=environment)


def install_system_packages(wanted: Sequence[tuple[str, str]]) -> None:
    """Install Debian packages whose programs are absent; each pair is program and package."""
    missing = [package for name, package in wanted if shutil.which(name) is None]
    if not missing:
        return
    if shutil.which("apt-get") is None:
        sys.exit(f"Please install {' and '.join(missing)}; there is no apt-get here to do it.")
    root = [] if not hasattr(os, "geteuid") or os.geteuid() == 0 else ["sudo"]
    say(f"Installing {', '.join(missing)} by apt-get")
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    run(*root, "apt-get", "update", "-qq", env=environment)
    run(*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *missing, env=environment)
