"""The program as a module, where its script is not on the path."""

from __future__ import annotations

import subprocess
import sys

from sop_xl import __version__


def test_the_module_is_the_command():
    done = subprocess.run([sys.executable, "-m", "sop_xl", "--version"], capture_output=True, text=True, check=True)
    assert done.stdout == f"sop-xl, version {__version__}\n"
