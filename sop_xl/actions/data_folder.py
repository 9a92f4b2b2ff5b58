"""A folder of CSV files as rows of the data tables; docs/data-folder.md describes it to users."""

from __future__ import annotations

import csv
import datetime as dt
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sop_xl.actions.desk import Row
from sop_xl.errors import UsageError

_DOCS = "See docs/data-folder.md."


@dataclass(frozen=True)
class Source:
    """A CSV file and the table that it fills: column of the file → column of the table.

    ``dates`` and ``texts`` name columns of the file; the others are numbers. ``by_unit`` files hold all units, and
    ``with_family`` tables show the family of the item beside it.
    """

    file: str
    table: str
    columns: Mapping[str, str]
    texts: frozenset[str]
    dates: frozenset[str] = frozenset()
    by_unit: bool = False
    with_family: bool = False


def _source(
    file: str, table: str, columns: str, texts: str = "", dates: str = "", *, unit: bool = False, family: bool = False
) -> Source:
    pairs = dict(pair.split("=") for pair in columns.split(","))
    heads = {name: head.replace("_", " ") for name, head in pairs.items()}
    return Source(file, table, heads, frozenset(texts.split()), frozenset(dates.split()), unit, family)


SOURCES = (
    _source(
        "items.csv", "Items",
        "item=Item,name=Name,family=Family,subfamily=Subfamily,source=Source,lead_time=Lead_time,lot_size=Lot_size,"
        "unit_cost=Unit_cost,launch=Launch,phase_out=Phase-out",
        "item name family subfamily source", "launch phase_out",
    ),
    _source(
        "sales.csv", "Sales", "month=Month,item=Item,channel=Channel,units=Units,revenue=Revenue,cogs=COGS",
        "item channel", "month", unit=True, family=True,
    ),
    _source("stock.csv", "Stock", "month=Month,item=Item,units=Units", "item", "month", unit=True, family=True),
    _source("open_orders.csv", "OpenOrders", "month=Month,item=Item,units=Units", "item", "month", unit=True),
    _source("customer_orders.csv", "CustomerOrders", "month=Month,item=Item,units=Units", "item", "month", unit=True),
    _source(
        "budget.csv", "AOP", "month=Month,family=Family,units=Units,revenue=Revenue,cogs=COGS", "family", "month",
        unit=True,
    ),
    _source(
        "prices.csv", "Prices", "item=Item,valid_from=Valid_from,list_price=List_price,unit_cost=Standard_cost", "item",
        "valid_from",
    ),
    _source(
        "ledger.csv", "Ledger", "month=Month,line=Line,currency=Currency,actual=Actual,budget=AOP", "line currency",
        "month",
    ),
    _source("rates.csv", "Rates", "month=Month,currency=Currency,rate=Rate", "currency", "month"),
    _source(
        "resources.csv", "Resources", "resource=Resource,hours_per_week=Hours_per_week,stations=Stations", "resource"
    ),
    _source(
        "routing.csv", "Routing",
        "family=Family,resource=Resource,run_hours=Run_hours,setup_hours=Set-up_hours,lot_size=Lot_size",
        "family resource",
    ),
    _source(
        "receipts.csv", "Receipts", "month=Month,lines=Lines,in_full=In_full,on_time_in_full=On_time_in_full", "",
        "month",
    ),
)  # fmt: skip


def read_source(folder: Path, source: Source, unit: str) -> list[Row] | None:
    """Rows of a file as its table takes them, of one unit where the file holds several; None where there is no file.

    Raises
    ------
    UsageError
        A missing column, or a value that is not what its column holds, with file and line.
    """
    path = folder / source.file
    if not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file, strict=True)
            heads = reader.fieldnames or []
            needed = [*source.columns, *(["unit"] if source.by_unit else [])]
            missing = [name for name in needed if name not in heads]
            if missing:
                raise UsageError(
                    f"lacks the column {missing[0]}", argument=source.file, expected=", ".join(needed), hint=_DOCS
                )
            rows = []
            for line in reader:
                if source.by_unit and (line["unit"] or "").strip() != unit:
                    continue
                where = f"{source.file}, line {reader.line_num}"
                rows.append(
                    {head: _value(line[name], name, source, where) for name, head in source.columns.items()}
                )  # fmt: skip
            return rows
    except (csv.Error, UnicodeDecodeError) as error:
        raise UsageError(f"cannot be read: {error}", argument=source.file, hint="Save it as CSV in UTF-8.") from error
    except OSError as error:
        raise UsageError(f"cannot be read: {error.strerror}", argument=source.file) from error


def _value(raw: str | None, name: str, source: Source, where: str) -> object:
    typed = (raw or "").strip()
    if not typed:
        return None
    if name in source.texts:
        return typed
    try:
        if name in source.dates:
            return dt.date.fromisoformat(typed[:10])
        number = float(typed)
    except ValueError as error:
        kind, expected = ("date", "YYYY-MM-DD") if name in source.dates else ("number", "a number such as 12.5")
        raise UsageError(f"column {name} holds no {kind}", argument=where, got=typed, expected=expected) from error
    if not math.isfinite(number):
        raise UsageError(f"column {name} holds no finite number", argument=where, got=typed)
    return number


def add_families(source: Source, rows: Sequence[Row], family_of: Mapping[str, object]) -> list[Row]:
    """Rows with the family of their item; an item that the item table does not have is refused."""
    if not source.with_family:
        return list(rows)
    unknown = sorted({str(row["Item"]) for row in rows} - set(family_of))
    if unknown:
        raise UsageError(
            "holds items that the item table does not have",
            argument=source.file,
            got=", ".join(unknown[:5]),
            hint="Add them to items.csv and import both.",
        )
    return [{**row, "Family": family_of[str(row["Item"])]} for row in rows]


def merged(old: Sequence[Row], new: Sequence[Row]) -> list[Row]:
    """Rows with the months of the new ones in the place of those months' old rows; what has no month is replaced."""
    if not new or "Month" not in new[0]:
        return list(new)
    fresh = {row["Month"] for row in new}
    rows = [*(row for row in old if row["Month"] not in fresh), *new]
    return sorted(rows, key=lambda row: str(row["Month"]))
