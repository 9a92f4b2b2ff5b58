"""What a company's data must be, so that the workbooks built over it show right numbers."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Sequence

import pandas as pd

from sop_xl.errors import UsageError

# SUMIFS and its kin read these as wildcards, and a leading comparison sign as a comparison.
_WILDCARDS, _COMPARISONS = "*?~", "<>="
_COMPANY = "company"
# Accounts of the profit and loss statement, and the balances of working capital.
LEDGER_LINES = (
    "Gross sales", "Returns and discounts", "Cost of sales", "Labour", "Travel", "Marketing",
    "Other operating expenses", "Depreciation", "Cash", "Trade receivables", "Inventory, all stages",
    "Accounts payable",
)  # fmt: skip
_WINDOWS_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{i}" for port in ("com", "lpt") for i in range(1, 10))}


def check_units(names: Sequence[str], files: Sequence[str]) -> None:
    """Refuse units that would share a workbook, or have one that cannot be."""
    if not names:
        raise UsageError("no planning unit", argument="units", hint="Name at least one.")
    for name, file in zip(names, files):
        check_key(name, "unit")
        stem = file.rpartition(".")[0].lower()
        if stem == _COMPANY or stem in _WINDOWS_DEVICES:
            raise UsageError("not a name for a unit: its workbook could not be told apart", argument="unit", got=name)
    _refuse_twins(names, [file.lower() for file in files], "units whose workbooks would have one name")


def check_items(items: pd.DataFrame, families: Sequence[str]) -> None:
    """Refuse items that formulas cannot tell apart, and figures that no plan can be made with."""
    codes = items["item"].tolist()
    for code in codes:
        check_key(code, "items.csv, item")
    for family in families:
        check_key(family, "family")
    # A worksheet compares without case, and texts that look like numbers as numbers.
    _refuse_twins(codes, [_as_compared(code) for code in codes], "items that a worksheet cannot tell apart")
    _known(items["family"], families, "items.csv, family")
    for column, smallest in (("lead_time", 0.0), ("lot_size", 0.0), ("unit_cost", 0.0)):
        for code, value in zip(codes, items[column].astype(float)):
            if not value >= smallest or (column == "lot_size" and value == 0):
                expected = "more than 0" if column == "lot_size" else "0 or more"
                raise UsageError(
                    f"no {column} that a plan can be made with",
                    argument=f"items.csv, {code}",
                    got="a blank" if pd.isna(value) else value,
                    expected=expected,
                )


def check_sales(sales: pd.DataFrame, units: Sequence[str], items: Iterable[str], as_of: dt.date) -> None:
    """Refuse sales that no sheet would count."""
    if sales.empty:
        raise UsageError("has no rows", argument="sales.csv", hint="Give at least the last 12 months.")
    check_rows("sales", sales, units, items)
    for channel in sales["channel"].drop_duplicates():
        check_key(channel, "sales.csv, channel")
    if sales[["units", "revenue", "cogs"]].isna().any(axis=None):
        raise UsageError("a blank where an amount belongs", argument="sales.csv", hint="Type 0 if none is meant.")
    late = sales["month"] > as_of
    if late.any():
        raise UsageError(
            "sales after the planning date",
            argument="sales.csv, month",
            got=max(sales["month"]).isoformat(),
            expected=f"no later than {as_of.isoformat()}",
            hint="Give the end of the last month as the planning date, or leave the later rows out.",
        )


def check_rows(
    table: str, rows: pd.DataFrame, units: Iterable[str], items: Iterable[str], families: Iterable[str] = ()
) -> None:
    """Refuse rows of units, items, families and months that no sheet would count."""
    for column, known in (("unit", units), ("item", items), ("family", families)):
        allowed = set(known)
        if column in rows and allowed:
            _known(rows[column].dropna(), allowed, f"{table}.csv, {column}")
    if "month" in rows:
        for month in rows["month"].drop_duplicates():
            if month is None or month.day != 1:
                got = "a blank" if month is None else month.isoformat()
                expected = "the first day of the month"
                raise UsageError("not a month", argument=f"{table}.csv, month", got=got, expected=expected)


def check_ledger(ledger: pd.DataFrame) -> None:
    """Refuse lines that no statement would show."""
    check_rows("ledger", ledger, (), ())
    _known(ledger["line"], LEDGER_LINES, "ledger.csv, line")


def check_fiscal_year_start(month: object) -> None:
    """Refuse what is no month of the year."""
    if type(month) is not int or not 1 <= month <= 12:
        raise UsageError("not a month", argument="fiscal_year_start", got=month, expected="a number from 1 to 12")


def check_key(text: object, argument: str) -> None:
    """Refuse a code or name that formulas would take for something else."""
    if not isinstance(text, str) or not text.strip():
        raise UsageError("a blank where a name belongs", argument=argument, got=text)
    if text[0] in _COMPARISONS or any(sign in text for sign in _WILDCARDS):
        raise UsageError(
            "a name that worksheet formulas would take for a search pattern",
            argument=argument,
            got=text,
            expected="no * ? ~ in it, and no < > = before it",
        )


def _as_compared(code: str) -> str:
    try:
        return repr(float(code))
    except ValueError:
        return code.casefold()


def _refuse_twins(names: Sequence[str], compared: Sequence[str], problem: str) -> None:
    first: dict[str, str] = {}
    for name, key in zip(names, compared):
        if key in first:
            raise UsageError(problem, got=f"{first[key]} and {name}", hint="Give each a name of its own.")
        first[key] = name


def _known(found: Iterable[str], known: Collection[str], argument: str) -> None:
    strange = sorted({str(name) for name in found} - set(known))
    if strange:
        names = ", ".join(sorted(known))
        raise UsageError(
            "names that the company does not have",
            argument=argument,
            got=", ".join(strange[:5]),
            expected=names if len(names) < _SHORT else None,
            hint="Check the spelling.",
        )


_SHORT = 200  # a list of names that a message can hold
