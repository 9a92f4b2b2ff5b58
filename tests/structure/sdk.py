"""The validator of Microsoft's Open XML SDK: what the schemas of Office say about a file.

It comes as one program in an npm package (``package.json``), needs no .NET and no network.
"""

from __future__ import annotations

import json
import re
import subprocess
import tempfile
from collections import Counter
from functools import lru_cache
from pathlib import Path

import pytest

_MODULES = Path(__file__).parent / "node_modules" / "@xarsh"
_NUMBER = re.compile(r"\[\d+\]")


def program() -> Path:
    """The program of this platform."""
    found = [path for path in _MODULES.glob("ooxml-validator-*/ooxml-validator*") if path.suffix in ("", ".exe")]
    if not found:
        pytest.fail("The Open XML validator is not installed; install it with: python3 -m tests")
    return found[0]


@lru_cache(maxsize=4)
def schema_errors(data: bytes, suffix: str) -> tuple[str, ...]:
    """What the validator finds in a file, one line each."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"book{suffix}"
        path.write_bytes(data)
        command = [str(program()), str(path), "Microsoft365"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=120)
    said = json.loads(done.stdout)
    lines = [f"{e['path']} {e['xPath']}: {e['description']}" for e in said["errors"]]
    assert said["ok"] == (not lines)
    return tuple(lines)


def new_errors(before: bytes, after: bytes, suffix: str) -> list[str]:
    """Errors of a file that it did not have before a change; a place may have moved by rows."""
    old = Counter(_NUMBER.sub("[]", line) for line in schema_errors(before, suffix))
    new = Counter(_NUMBER.sub("[]", line) for line in schema_errors(after, suffix))
    return sorted((new - old).elements())
