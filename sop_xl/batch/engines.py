"""Engines by the name that the command line uses."""

from __future__ import annotations

import udfs
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.libreoffice import LibreOfficeEngine
from sop_xl.engine.port import Engine
from sop_xl.errors import UsageError

ENGINES = ("embedded", "libreoffice")


def make_engine(name: str) -> Engine:
    """The engine of a name."""
    if name == "embedded":
        return EmbeddedEngine(udfs.REGISTRY)
    if name == "libreoffice":
        return LibreOfficeEngine()
    raise UsageError("no such engine", got=name, expected=" | ".join(ENGINES))
