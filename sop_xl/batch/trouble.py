"""What happens to a bug: where it struck goes to a file, the user gets an id and the place."""

from __future__ import annotations

import hashlib
import os
import tempfile
import traceback
from pathlib import Path

# Its name can be guessed, so not through a link that somebody else has put in its place.
_OVERWRITING = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | getattr(os, "O_NOFOLLOW", 0)


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
        handle = os.open(log, _OVERWRITING, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(trace)
    except OSError:
        return bug, None
    return bug, log
