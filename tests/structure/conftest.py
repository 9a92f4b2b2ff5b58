"""The rules and the builder lie beside the tests."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture(scope="session")
def validator() -> Path:
    """The validator of the Open XML SDK; a test that needs it fails, and is never skipped, where it is missing."""
    from sdk import program

    return program()
