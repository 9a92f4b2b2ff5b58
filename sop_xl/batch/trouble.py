"""What happens to a bug: where it struck goes to a file, the user gets an id and the place."""

from __future__ import annotations

import hashlib
import tempfile
import traceback
from pathlib import Path


def record_bug(error: BaseException, folder: Path | None = None) -> tuple[str, Path | None]:
    """Id of a bug, and the file that tells where in the code it struck, if one could be written.

    The file names errors by their type and place only: their messages may quote cells.
    """
    lines = []
    cause: BaseException | None = error
    while cause is not None:
        lines += [*traceback.format_tb(cause.__traceback__), f"{type(cause).__module__}.{type(cause).__qualname__}\n"]
        cause = cause.__cause__ or cause.__context__
    trace = "".join(lines)
    bug = hashlib.sha256(trace.encode()).hexdigest()[:8]
    log = (folder or Path(tempfile.gettempdir())) / f"sop-xl-bug-{bug}.log"
    try:
        log.write_text(trace, encoding="utf-8")
    except OSError:
        return bug, None
    return bug, log
