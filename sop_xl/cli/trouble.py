"""What happens to a bug: its traceback goes to a file, the user gets an id and the place."""

from __future__ import annotations

import hashlib
import tempfile
import traceback
from pathlib import Path


def report_bug(error: Exception) -> str:
    """Keep the traceback and say where."""
    trace = "".join(traceback.format_exception(error))
    bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
    log = Path(tempfile.gettempdir()) / f"sop-xl-bug-{bug}.log"
    try:
        log.write_text(trace, encoding="utf-8")
    except OSError:
        return f"a bug in sop_xl, id {bug}: {type(error).__name__}: {error}"
    return f"a bug in sop_xl, id {bug}. The details are in {log}; please report them."
