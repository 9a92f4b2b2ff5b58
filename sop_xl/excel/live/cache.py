"""Results of calls by their contents: the same function with the same cells is computed once."""

from __future__ import annotations

import hashlib
import marshal
from collections import OrderedDict
from collections.abc import Sequence

from sop_xl.cells.encode import Outcome

_PLAIN_FORMAT = 2  # of marshal: without references between equal objects, so that equal contents give equal bytes


def content_key(function: str, arguments: Sequence[object]) -> bytes | None:
    """Key of a call, or None where an argument is nothing that cells hold."""
    try:
        raw = marshal.dumps((function, _plain(arguments)), _PLAIN_FORMAT)  # type: ignore[arg-type]  # it refuses the rest
    except ValueError:
        return None
    return hashlib.blake2b(raw, digest_size=16).digest()


def _plain(value: object) -> object:
    """Lists as tuples: a host may send either for the same range."""
    return tuple(_plain(element) for element in value) if isinstance(value, (list, tuple)) else value


class ResultCache:
    """The latest results, as many as fit into a number of cells."""

    def __init__(self, most_cells: int) -> None:
        self._most = most_cells
        self._cells = 0
        self._results: OrderedDict[bytes, Outcome] = OrderedDict()

    def __len__(self) -> int:
        """Number of results that are kept."""
        return len(self._results)

    def get(self, key: bytes) -> Outcome | None:
        """Result of a call, if it is kept."""
        found = self._results.get(key)
        if found is not None:
            self._results.move_to_end(key)
        return found

    def put(self, key: bytes, outcome: Outcome) -> None:
        """Keep a result and let the oldest go where there is no room."""
        size = _size(outcome)
        if size > self._most:
            return
        before = self._results.pop(key, None)
        self._cells += size - (_size(before) if before is not None else 0)
        self._results[key] = outcome
        while self._cells > self._most:
            _, gone = self._results.popitem(last=False)
            self._cells -= _size(gone)


def _size(outcome: Outcome) -> int:
    return len(outcome.grid) * len(outcome.grid[0])
