"""A company's planning data as a folder of CSV files: what ``sop-xl new --from FOLDER`` reads.

``company.toml`` holds name, currency, fiscal year and units; every table of ``PlanningData`` is a CSV file of its
name. Items and sales are required; what is missing is empty, and snapshots are made from the sales.
"""

from __future__ import annotations

import datetime as dt
import tomllib
from dataclasses import fields
from pathlib import Path
from typing import Any

import pandas as pd

from sop_xl.errors import UsageError
from workbooks import cycle_tables
from workbooks import data_checks as checks
from workbooks.csv_table import read_table
from workbooks.planning_data import CYCLE_MONTHS, CycleTables, DetailTables, PlanningData, Unit
from workbooks.snapshots import cycle_log, snapshots

CONFIGURATION = "company.toml"
_DATES = {
    "month", "first", "last", "expires", "needed_by", "launch", "phase_out", "valid_from", "valid_to", "cycle",
    "ordered", "due", "received", "decided_on",
    "Raised", "Due", "Closed on", "Needed by", "Date", "Milestone due",
}  # fmt: skip
_NUMBERS = {
    "units", "revenue", "cogs", "lag_1", "lag_3", "last_plan", "sales_lag_1", "value", "actual", "budget", "rate",
    "hours_per_week", "stations", "run_hours", "setup_hours", "lines", "in_full", "on_time_in_full", "lead_time",
    "lot_size", "unit_cost", "list_price", "quantity", "on_hand", "safety_stock", "ordered_quantity",
    "received_quantity", "price", "standard_price", "started", "good", "scrapped", "units_in", "units_out", "closing",
    "rate_paid", "efficiency", "standard_rate", "Value", *(f"m{i}" for i in range(1, CYCLE_MONTHS + 1)),
}  # fmt: skip
_REQUIRED = {
    "items": [
        "item", "name", "family", "subfamily", "source", "lead_time", "lot_size", "unit_cost", "launch", "phase_out",
    ],
    "sales": ["unit", "month", "item", "channel", "units", "revenue", "cogs"],
}  # fmt: skip
_OPTIONAL = {
    "stock": ["unit", "month", "item", "units"],
    "budget": ["unit", "family", "month", "units", "revenue", "cogs"],
    "snapshots": ["unit", "month", "item", "lag_1", "lag_3", "last_plan", "sales_lag_1"],
    "overrides": ["unit", "item", "first", "last", "kind", "value", "reason", "owner", "assumption", "expires"],
    "inputs": ["unit", "item", "month", "source", "units"],
    "requests": ["unit", "request", "reason", "value", "needed_by"],
    "ledger": ["month", "line", "currency", "actual", "budget"],
    "rates": ["month", "currency", "rate"],
    "resources": ["resource", "hours_per_week", "stations"],
    "routing": ["family", "resource", "run_hours", "setup_hours", "lot_size"],
    "receipts": ["month", "lines", "in_full", "on_time_in_full"],
}
_DETAIL = {table.name: list(getattr(DetailTables(), table.name).columns) for table in fields(DetailTables)}
_REGISTERS = {
    "actions": ["Id", "Raised", "Raised in", "Action", "Owner", "Due", "Status", "Closed on", "Evidence"],
    "decisions": ["Id", "Cycle", "Issue", "Options", "Recommendation", "Value", "Owner", "Needed by", "Status"],
    "launches": ["Project", "Kind", "Family", "Date", "Next milestone", "Milestone due", "Status", "Owner"],
}


def read_folder(folder: Path, as_of: dt.date, unit_names: tuple[str, ...] = ()) -> PlanningData:
    """Planning data of a folder at a planning date (the last day of a month).

    Raises
    ------
    UsageError
        A missing file or column, an unknown item or family, a date that is none.
    """
    configuration = _configuration(folder)
    items, sales = (_table(folder, name, columns, required=True) for name, columns in _REQUIRED.items())
    names = unit_names or tuple(_texts(configuration, "units"))
    units = tuple(Unit(name, f"{file_name(name)}.xlsx") for name in names)
    checks.check_units(names, [unit.file for unit in units])
    checks.check_items(items, _texts(configuration, "families"))
    checks.check_sales(sales, names, items["item"], as_of)
    tables = {name: _table(folder, name, columns) for name, columns in _OPTIONAL.items()}
    if tables["snapshots"].empty:
        tables["snapshots"] = snapshots(sales, items, [unit.name for unit in units], as_of)
    notes = list(configuration.get("notes", ()))
    if tables["resources"].empty or tables["routing"].empty:
        notes.append(_NO_CAPACITY)
        tables["resources"], tables["routing"] = _open_capacity(items, _texts(configuration, "families"))
    detail = {name: _table(folder, name, columns) for name, columns in _DETAIL.items()}
    detail["prices"] = _with_realised_prices(detail["prices"], items, sales)
    if detail["cycles"].empty:
        detail["cycles"] = cycle_log(sales, items, [unit.name for unit in units], as_of)
    people = configuration.get("people", {})
    registers = {name: _table(folder, name, columns) for name, columns in _REGISTERS.items()}
    return PlanningData(
        company=configuration["company"],
        as_of=as_of,
        fiscal_year_start=configuration.get("fiscal_year_start", 1),
        currency=configuration.get("currency", "USD"),
        units=units,
        families=tuple(_texts(configuration, "families")),
        items=items.sort_values("item", ignore_index=True),
        sales=sales.sort_values(["unit", "month", "item", "channel"], ignore_index=True),
        **tables,
        cycle=CycleTables(
            roles=cycle_tables.roles(people),
            agenda=cycle_tables.agenda(),
            calendar=cycle_tables.calendar(),
            targets=cycle_tables.targets(configuration.get("targets", {})),
            **registers,
        ),
        notes=tuple(notes),
        accepted_difference=_accepted(configuration),
        detail=DetailTables(**detail),
    )


def _with_realised_prices(prices: pd.DataFrame, items: pd.DataFrame, sales: pd.DataFrame) -> pd.DataFrame:
    """The prices given; an item without any has what it brought on average since its first sale, and its unit cost.

    What brought nothing has a price of 0.
    """
    of_others = sales[~sales["item"].isin(prices["item"])]
    if of_others.empty:
        return prices
    sold = of_others.groupby("item").agg(
        valid_from=("month", "min"), revenue=("revenue", "sum"), units=("units", "sum")
    )
    has_price = (sold["units"] > 0) & (sold["revenue"] > 0)
    realised = (sold["revenue"] / sold["units"].where(has_price)).fillna(0.0).round(4)
    made = pd.DataFrame({"valid_from": sold["valid_from"], "list_price": realised})
    made["unit_cost"] = items.set_index("item")["unit_cost"].reindex(made.index)
    made = made.rename_axis("item").reset_index()
    return made if prices.empty else pd.concat([prices, made], ignore_index=True)


def write_folder(data: PlanningData, folder: Path) -> None:
    """The same data as a folder, to start one's own from."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in (*_REQUIRED, *_OPTIONAL):
        getattr(data, name).to_csv(folder / f"{name}.csv", index=False)
    for name in _DETAIL:
        getattr(data.detail, name).to_csv(folder / f"{name}.csv", index=False)
    for name in _REGISTERS:
        getattr(data.cycle, name).to_csv(folder / f"{name}.csv", index=False)
    people: dict[str, str] = {}
    for role, person, delegate in data.cycle.roles[["Role", "Person", "Delegate"]].itertuples(index=False):
        people |= {role: person, f"{role}/delegate": delegate}
    amount, reason = data.accepted_difference
    lines = [
        f"company = {_quoted(data.company)}",
        f"currency = {_quoted(data.currency)}",
        f"fiscal_year_start = {data.fiscal_year_start}",
        f"units = [{', '.join(_quoted(unit.name) for unit in data.units)}]",
        f"families = [{', '.join(_quoted(family) for family in data.families)}]",
        f"notes = [{', '.join(_quoted(note) for note in data.notes)}]",
        f"accepted_difference = {{amount = {amount!r}, reason = {_quoted(reason)}}}",
        "[people]",
        *(f"{_quoted(role)} = {_quoted(person)}" for role, person in people.items()),
        "[targets]",
        *(
            f"{_quoted(k)} = {float(v)}"
            for k, v in zip(data.cycle.targets["KPI"], data.cycle.targets["Target"], strict=True)
        ),
    ]
    (folder / CONFIGURATION).write_text("\n".join(lines) + "\n", encoding="utf-8")


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _configuration(folder: Path) -> dict[str, Any]:
    path = folder / CONFIGURATION
    if not path.is_file():
        raise UsageError(f"the folder has no {CONFIGURATION}", got=str(folder), hint="See docs/data-folder.md.")
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise UsageError(f"{CONFIGURATION} cannot be read: {error}", argument=str(path)) from error
    missing = {"company", "units", "families"} - set(found)
    if missing:
        raise UsageError(f"{CONFIGURATION} lacks {', '.join(sorted(missing))}", argument=str(path))
    return found


_NO_CAPACITY = "No work centres or routing were given: capacity shows one placeholder that nothing loads."


def _open_capacity(items: pd.DataFrame, families: list[str]) -> tuple[pd.DataFrame, pd.DataFrame]:
    """A work centre that nothing loads, so that the sheets stand until the real ones are typed in."""
    resources = pd.DataFrame({"resource": ["Work centre 1"], "hours_per_week": [40], "stations": [1]})
    used = set(items["family"])
    routing = pd.DataFrame(
        [(family, "Work centre 1", 0.0, 0.0, 1) for family in families if family in used],
        columns=["family", "resource", "run_hours", "setup_hours", "lot_size"],
    )
    return resources, routing


def _accepted(configuration: dict[str, Any]) -> tuple[float, str]:
    found = configuration.get("accepted_difference", {"amount": 0.0, "reason": ""})
    try:
        amount, reason = float(found["amount"]), str(found["reason"])
    except (TypeError, KeyError, ValueError) as error:
        where, expected = f"{CONFIGURATION}, accepted_difference", '{amount = 0.0, reason = "why finance accepts it"}'
        raise UsageError("not an amount with its reason", argument=where, got=found, expected=expected) from error
    if amount and not reason.strip():
        raise UsageError("an accepted difference needs a reason", argument=f"{CONFIGURATION}, accepted_difference")
    return amount, reason


def _texts(configuration: dict[str, Any], name: str) -> list[str]:
    found = configuration[name]
    if not isinstance(found, list) or not all(isinstance(text, str) for text in found):
        expected = '["one", "another"]'
        raise UsageError("not a list of names", argument=f"{CONFIGURATION}, {name}", got=found, expected=expected)
    return found


def _table(folder: Path, name: str, columns: list[str], *, required: bool = False) -> pd.DataFrame:
    path = folder / f"{name}.csv"
    if not path.is_file():
        if required:
            raise UsageError(f"the folder has no {name}.csv", got=str(folder), hint="See docs/data-folder.md.")
        return pd.DataFrame({column: pd.Series(dtype=object) for column in columns})
    return read_table(path, columns, _DATES, _NUMBERS)


def file_name(unit: str) -> str:
    """File name of a unit's workbook without its ending."""
    return "".join(character if character.isalnum() else "_" for character in unit.lower()).strip("_") or "unit"
