"""The output files of a panel, put together from its chunks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path

import pyarrow as pa

from sop_xl.book.publish import publish
from sop_xl.panel.chunk import Format
from sop_xl.panel.source import ID, PERIOD, is_parquet

_BLOCK_BYTES = 1 << 20


def format_of(path: Path) -> Format:
    """Format of an output file, by its name."""
    return "parquet" if is_parquet(path) else "csv"


def put_together(parts: Sequence[Path], target: Path, columns: Sequence[str], source: Path) -> None:
    """Write the header and the parts, in order, and put the file in its place in one step.

    In Parquet, ids and periods have the types of a Parquet source.

    Raises
    ------
    PublishError, LockedFileError
        The output cannot be written; what was there before is untouched.
    """
    if format_of(target) == "csv":
        header = (",".join(columns) + "\n").encode()
        publish(chain([header], _blocks(parts)), target)
    else:
        whole = parts[0].with_name("whole.parquet")
        _write_parquet(parts, whole, _types(source))
        publish(_blocks([whole]), target)


def _blocks(files: Sequence[Path]) -> Iterator[bytes]:
    for path in files:
        with path.open("rb") as file:
            while block := file.read(_BLOCK_BYTES):
                yield block


def _types(source: Path) -> dict[str, pa.DataType]:
    if not is_parquet(source):
        return {}
    from pyarrow import parquet

    schema = parquet.read_schema(source)
    kinds = {name: schema.field(name).type for name in (ID, PERIOD)}
    return {name: kind.value_type if pa.types.is_dictionary(kind) else kind for name, kind in kinds.items()}


def _write_parquet(parts: Sequence[Path], target: Path, types: dict[str, pa.DataType]) -> None:
    from pyarrow import parquet

    writer = None
    for part in parts:
        table = pa.ipc.open_stream(part.read_bytes()).read_all()
        for place, name in enumerate(table.column_names):
            column = table.column(name)
            if pa.types.is_dictionary(column.type):
                plain = column.cast(pa.string()).cast(types.get(name, pa.string()))
                table = table.set_column(place, name, plain)
        if writer is None:
            writer = parquet.ParquetWriter(target, table.schema)
        writer.write_table(table)
    if writer is not None:
        writer.close()
