"""The log of the Python that Excel runs: it has no console, and a bug must leave its traceback somewhere."""

from __future__ import annotations

import logging
from pathlib import Path

from sop_xl.setup.machine import LOG

_MOST_BYTES = 1_000_000


def log_to_file(folder: Path) -> None:
    """Send warnings and errors of sop_xl to a file; it is made with its first line, and begun anew when it is long."""
    file = folder / LOG
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mode = "w" if file.is_file() and file.stat().st_size > _MOST_BYTES else "a"
        handler = logging.FileHandler(file, mode, encoding="utf-8", delay=True)
    except OSError:
        return  # no folder, no log; the functions work without
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s %(message)s"))
    logging.getLogger("sop_xl").addHandler(handler)
