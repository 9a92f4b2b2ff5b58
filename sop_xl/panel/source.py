"""Reading a history file, CSV or Parquet, in batches of rows."""

from __future__ import annotations

import csv
import gzip
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from sop_xl.errors import HistoryError
from sop_xl.panel.arrow import numbers_with_gaps, values

ID, PERIOD, DEMAND = "unique_id", "ds", "y"
COLUMNS = (ID, PERIOD, DEMAND)
PARQUET = (".parquet", ".pq")
_DELIMITERS = ",;\t|"
_DICTIONARY = pa.dictionary(pa.int32(), pa.string())
_BLOCK_BYTES = 1 << 20
_BATCH_ROWS = 1 << 16
_UNREADABLE = (UnicodeDecodeError, OSError, EOFError, zlib.error, csv.Error)
# What counts as a gap; everything else that is not a number is refused.
_GAPS = ["", "NA", "N/A", "NaN", "nan", "null", "NULL", "None", "<NA>"]


@dataclass(frozen=True)
class Batch:
    """Consecutive rows: for each its series and period as a place in the list of different ones, and its demand."""

    ids: list[str]
    id_of_row: NDArray[np.int32]
    periods: list[str]
    period_of_row: NDArray[np.int32]
    demand: NDArray[np.float64]


def is_parquet(path: Path) -> bool:
    """Tell by its name whether a file is Parquet; every other one is CSV."""
    return path.suffix.lower() in PARQUET


def read(path: Path) -> Iterator[Batch]:
    """Rows of a history file in order.

    Raises
    ------
    HistoryError
        A file that is neither, a missing column, a demand that is not a number, a blank id or period.
    """
    for batch in _parquet_batches(path) if is_parquet(path) else _csv_batches(path):
        yield _checked(path, batch)


def _csv_batches(path: Path) -> Iterator[pa.RecordBatch]:
    from pyarrow import csv as arrow_csv

    delimiter = delimiter_of(path)
    try:
        reader = arrow_csv.open_csv(
            path,
            read_options=arrow_csv.ReadOptions(block_size=_BLOCK_BYTES),
            parse_options=arrow_csv.ParseOptions(delimiter=delimiter),
            convert_options=arrow_csv.ConvertOptions(
                include_columns=COLUMNS,
                column_types={ID: _DICTIONARY, PERIOD: _DICTIONARY, DEMAND: pa.float64()},
                null_values=_GAPS,
                strings_can_be_null=False,
            ),
        )
        yield from reader
    except (pa.ArrowInvalid, UnicodeDecodeError, OSError) as error:
        raise _csv_problem(path, delimiter, error) from error


def delimiter_of(path: Path) -> str:
    """Delimiter of a CSV file that has the three columns."""
    try:
        with open_text(path) as file:
            header = file.readline().rstrip("\r\n")
    except _UNREADABLE as error:
        raise _not_text(path, error) from error
    if not header:
        raise HistoryError("is empty", argument=str(path), expected=f"columns {', '.join(COLUMNS)}")
    delimiter = max(_DELIMITERS, key=header.count)
    try:
        names = next(csv.reader([header], delimiter=delimiter))
    except _UNREADABLE as error:
        raise _not_text(path, error) from error
    _check_columns(path, names)
    return delimiter


def _check_columns(path: Path, found: list[str]) -> None:
    for column in COLUMNS:
        if found.count(column) == 1:
            continue
        raise HistoryError(
            f"has no column {column}" if column not in found else f"has more than one column {column}",
            argument=str(path),
            got=", ".join(found[:10]),
            expected=f"columns {', '.join(COLUMNS)}",
            hint="Name the columns so in the first row: series, period, demand.",
        )


def open_text(path: Path) -> TextIO:
    """CSV file as text, without a byte order mark, unpacked where it is gzipped."""
    raw: Any = gzip.open(path, "rb") if path.suffix.lower() == ".gz" else path.open("rb")  # noqa: SIM115
    return io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")


def _not_text(path: Path, error: Exception) -> HistoryError:
    if isinstance(error, UnicodeDecodeError):
        return HistoryError("is not UTF-8 text", argument=str(path), hint="Save it as CSV UTF-8.")
    return HistoryError(f"cannot be read: {error}", argument=str(path))


def _csv_problem(path: Path, delimiter: str, error: Exception) -> HistoryError:
    """Read the file again slowly to name the row that the fast reader stumbled over."""
    from sop_xl.panel.rows import first_bad_row

    try:
        found = first_bad_row(path, delimiter, _GAPS)
    except _UNREADABLE as reason:
        return _not_text(path, reason)
    return found or HistoryError(f"cannot be read as CSV: {error}", argument=str(path))


def _parquet_batches(path: Path) -> Iterator[pa.RecordBatch]:
    from pyarrow import parquet

    try:
        with parquet.ParquetFile(path, read_dictionary=[ID]) as file:
            _check_columns(path, file.schema_arrow.names)
            _refuse_extension(path, file.schema_arrow.field(PERIOD))
            for batch in file.iter_batches(_BATCH_ROWS, columns=list(COLUMNS)):
                yield _from_parquet(path, batch)
    except (pa.ArrowInvalid, OSError) as error:
        hint = "Write it again, or give it as CSV."
        raise HistoryError("is not a Parquet file that can be read", argument=str(path), hint=hint) from error


def _refuse_extension(path: Path, field: pa.Field) -> None:
    """Refuse periods of a library's own type, such as those of pandas, of which only the bare numbers can be read."""
    metadata = field.metadata or {}
    if b"ARROW:extension:name" in metadata or isinstance(field.type, pa.BaseExtensionType):
        got = metadata.get(b"ARROW:extension:name", str(field.type).encode()).decode()
        hint = "Write the periods as text (2020-06, 2020Q2, 2020W23) or as dates."
        raise HistoryError("is no column of periods", argument=f"{path}, {PERIOD}", got=got, hint=hint)


def _from_parquet(path: Path, batch: pa.RecordBatch) -> pa.RecordBatch:
    """Parquet columns in the types of CSV columns: whole days as dates, numbers as text, decimals as floats."""
    period = batch.column(PERIOD)
    kind = period.type
    if pa.types.is_timestamp(kind):
        period = period.cast(pa.timestamp("us", kind.tz)).cast(pa.timestamp("us"))
    demand = batch.column(DEMAND)
    number = pa.types.is_integer(demand.type) or pa.types.is_floating(demand.type) or pa.types.is_decimal(demand.type)
    if not number:
        raise HistoryError("is no column of numbers", argument=f"{path}, {DEMAND}", got=str(demand.type))
    if not (pa.types.is_integer(kind) or pa.types.is_temporal(kind) or _is_text(kind)):
        expected = "dates, texts or whole numbers"
        raise HistoryError("is no column of periods", argument=f"{path}, {PERIOD}", got=str(kind), expected=expected)
    series = batch.column(ID)
    columns = [
        (series if pa.types.is_dictionary(series.type) else series.cast(pa.string())).cast(_DICTIONARY),
        (period if _is_text(kind) else period.dictionary_encode().cast(_DICTIONARY)).cast(_DICTIONARY),
        demand.cast(pa.float64()),
    ]
    return pa.RecordBatch.from_arrays(columns, names=list(COLUMNS))


def _is_text(kind: pa.DataType) -> bool:
    inner = kind.value_type if pa.types.is_dictionary(kind) else kind
    return bool(pa.types.is_string(inner) or pa.types.is_large_string(inner))


def _checked(path: Path, batch: pa.RecordBatch) -> Batch:
    """Arrow columns as NumPy arrays; blank ids and periods are refused."""
    series, period, demand = (batch.column(name) for name in COLUMNS)
    for column, name in ((series, ID), (period, PERIOD)):
        blank = [place for place, text in enumerate(column.dictionary.to_pylist()) if not (text or "").strip()]
        if column.null_count or blank:
            raise HistoryError("is blank", argument=f"{path}, column {name}", hint="Every row needs one.")
    return Batch(
        series.dictionary.to_pylist(),
        values(series.indices, np.int32),
        period.dictionary.to_pylist(),
        values(period.indices, np.int32),
        numbers_with_gaps(demand),
    )
