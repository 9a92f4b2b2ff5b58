"""Between NumPy and Arrow without a copy; Arrow's own conversions load pandas, which can take longer than the work."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def values(array: pa.Array, kind: type) -> NDArray[Any]:
    """Values of an Arrow array of fixed width; what stands in the place of a null is anything."""
    buffer = array.buffers()[1]
    if buffer is None:
        return np.empty(0, dtype=kind)
    return np.frombuffer(buffer, dtype=kind, count=array.offset + len(array))[array.offset :]


def numbers_with_gaps(array: pa.Array) -> NDArray[np.float64]:
    """Floats with NaN for nulls."""
    numbers = values(array, np.float64)
    if not array.null_count:
        return numbers
    bits = np.frombuffer(array.buffers()[0], dtype=np.uint8)
    known = np.unpackbits(bits, bitorder="little", count=array.offset + len(array))[array.offset :]
    return np.where(known == 1, numbers, np.nan)


def integers(numbers: NDArray[np.int64]) -> pa.Array:
    """Whole numbers as an Arrow array."""
    return pa.Array.from_buffers(pa.int64(), len(numbers), [None, _buffer(numbers)])


def floats(numbers: NDArray[np.float64]) -> pa.Array:
    """Floats as an Arrow array, NaN as null."""
    known = np.packbits(~np.isnan(numbers), bitorder="little")
    return pa.Array.from_buffers(pa.float64(), len(numbers), [_buffer(known), _buffer(numbers)])


def words(places: NDArray[np.int64], vocabulary: list[str]) -> pa.DictionaryArray:
    """Texts, each as its place in a list of different ones."""
    encoded = [word.encode() for word in vocabulary]
    ends = np.cumsum([0, *map(len, encoded)]).astype(np.int32)
    texts = pa.Array.from_buffers(pa.string(), len(encoded), [None, _buffer(ends), pa.py_buffer(b"".join(encoded))])
    indices = pa.Array.from_buffers(pa.int32(), len(places), [None, _buffer(places.astype(np.int32))])
    return pa.DictionaryArray.from_arrays(indices, texts)


def _buffer(array: NDArray[Any]) -> pa.Buffer:
    return pa.py_buffer(np.ascontiguousarray(array))
