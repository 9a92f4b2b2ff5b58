"""The finished chunks of a run, kept in a folder beside its output until they are published together."""

from __future__ import annotations

import hashlib
import json
import shutil
from pathlib import Path
from typing import Any

from sop_xl.errors import HistoryError, PublishError, UsageError
from sop_xl.panel.chunk import Result

_STATE = "run.json"
_BYTES = 1 << 20


class Checkpoint:
    """Finished chunks of one run.

    Parameters
    ----------
    target : Path
        The output that the run is for; the folder lies beside it and bears its name.
    """

    def __init__(self, target: Path) -> None:
        self.folder = target.with_name(f".{target.name}.work")

    @property
    def rows(self) -> Path:
        """Where the rows of the input may lie."""
        return self.folder / "rows"

    def open(self, state: dict[str, Any], *, resume: bool) -> None:
        """Make the folder, or find what an interrupted run of the same state has left in it.

        Raises
        ------
        UsageError
            To be resumed, but the input or an option is another one now.
        PublishError
            The folder cannot be made.
        """
        shutil.rmtree(self.rows, ignore_errors=True)
        found = self._state()
        if resume and found is not None:
            different = sorted(key for key in state if found.get(key) != state[key])
            if different:
                raise UsageError(
                    "the interrupted run was another one",
                    argument="--resume",
                    got=f"another {', '.join(different)}",
                    hint="Run without --resume to begin anew.",
                )
            return
        self.remove()
        try:
            self.folder.mkdir(parents=True)
        except OSError as error:
            reason = f"cannot be written: {error.strerror}"
            raise PublishError(reason, argument=str(self.folder.parent), hint="Choose another folder.") from error
        _write(self.folder / _STATE, json.dumps(state, indent=2).encode())

    @property
    def is_worth_resuming(self) -> bool:
        """Whether any chunk is finished."""
        return any(self.folder.glob("*.out"))

    def _state(self) -> dict[str, Any] | None:
        try:
            state: dict[str, Any] = json.loads((self.folder / _STATE).read_bytes())
        except (OSError, ValueError):
            return None
        return state

    def save(self, chunk: int, result: Result) -> None:
        """Keep a finished chunk; the file that says so is written last."""
        _write(self.output(chunk), result.output)
        if result.levels:
            _write(self.levels(chunk), result.levels)
        _write(self._summary(chunk), json.dumps({"series": result.series, "problems": result.problems}).encode())

    def summary(self, chunk: int) -> tuple[int, list[tuple[str, str]]] | None:
        """Series and problems of a finished chunk, or None where it is not finished."""
        try:
            said = json.loads(self._summary(chunk).read_bytes())
        except (OSError, ValueError):
            return None
        return said["series"], [(name, reason) for name, reason in said["problems"]]

    def output(self, chunk: int) -> Path:
        """File with the chunk's lines of the output."""
        return self.folder / f"{chunk:06d}.out"

    def levels(self, chunk: int) -> Path:
        """File with the chunk's lines of the order-up-to levels."""
        return self.folder / f"{chunk:06d}.levels"

    def _summary(self, chunk: int) -> Path:
        return self.folder / f"{chunk:06d}.json"

    def remove(self) -> None:
        """Delete the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)


def _write(path: Path, data: bytes) -> None:
    temporary = path.with_name(path.name + ".part")
    temporary.write_bytes(data)
    temporary.replace(path)


def fingerprint(path: Path) -> str:
    """Hash of the contents of a file.

    Raises
    ------
    HistoryError
        It cannot be read.
    """
    digest = hashlib.blake2b(digest_size=16)
    try:
        with path.open("rb") as file:
            while block := file.read(_BYTES):
                digest.update(block)
    except OSError as error:
        raise HistoryError(f"cannot be read: {error.strerror}", argument=str(path)) from error
    return digest.hexdigest()
