"""What the rows of each data table must hold: one set of rules for rows in a sheet and rows in a file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sop_xl.actions.desk import Row, day, text
from sop_xl.cells.values import CellError
from sop_xl.errors import UsageError
from workbooks.data_checks import LEDGER_LINES, check_key


@dataclass(frozen=True)
class Rule:
    """What a table must hold.

    Parameters
    ----------
    key : tuple of str
        Columns that are filled in every row and tell rows apart.
    numbers, not_negative, positive : tuple of str
        Columns of numbers, and what they may not be.
    months : tuple of str
        Columns that hold the first day of a month.
    of_items, of_families : bool
        The column Item (Family) names an item (a family) of the item table, where the workbook has one.
    known : mapping
        Words that a column may hold.
    repeats : bool
        Rows of the same key may occur.
    """

    table: str
    key: tuple[str, ...]
    numbers: tuple[str, ...] = ()
    not_negative: tuple[str, ...] = ()
    positive: tuple[str, ...] = ()
    months: tuple[str, ...] = ()
    of_items: bool = False
    of_families: bool = False
    known: Mapping[str, Collection[str]] = field(default_factory=dict)
    repeats: bool = False


_MONTH = ("Month",)
_VOLUMES = ("Units", "Revenue", "COGS")
_LAGS = ("Lag 1", "Lag 3", "Last plan")
_VIEWS = (*_LAGS, "Sales view")
_COSTS = ("Lot size", "Unit cost")
_HOURS = ("Hours per week", "Stations")
_RUN = ("Run hours", "Set-up hours")
_LINES = ("Lines", "In full", "On time in full")
_PRICES = ("List price", "Standard cost")
_PART = ("Lead time", "Lot size", "On hand", "Safety stock", "Unit cost")
_BOUGHT = ("Quantity ordered", "Quantity received", "Price", "Standard price")
_CYCLE = tuple(f"Month {k}" for k in range(1, 13))
_SPAN = ("First month", "Last month")
_KINDS = {"Kind": ("percent", "units", "replace")}
_SOURCES = {"Source": ("make", "buy")}
_STATUSES = {"Status": ("open", "closed", "dropped")}

RULES = (
    Rule("Items", ("Item",), ("Lead time", *_COSTS), ("Lead time", "Unit cost"), ("Lot size",), known=_SOURCES),
    Rule("Sales", ("Month", "Item", "Channel"), _VOLUMES, ("Units",), months=_MONTH, of_items=True, of_families=True),
    Rule("Stock", ("Month", "Item"), ("Units",), ("Units",), months=_MONTH, of_items=True),
    Rule("OpenOrders", ("Month", "Item"), ("Units",), ("Units",), months=_MONTH, of_items=True),
    Rule("CustomerOrders", ("Month", "Item"), ("Units",), ("Units",), months=_MONTH, of_items=True),
    Rule("Prices", ("Item", "Valid from"), _PRICES, _PRICES, of_items=True),
    Rule("Snapshots", ("Month", "Item"), _VIEWS, _LAGS, months=_MONTH, of_items=True),
    Rule("CycleLog", ("Cycle", "Family"), _CYCLE, _CYCLE, months=("Cycle",)),
    Rule("AOP", ("Month", "Family"), _VOLUMES, ("Units",), months=_MONTH, of_families=True),
    Rule("Overrides", ("Item",), ("Value",), months=_SPAN, of_items=True, known=_KINDS, repeats=True),
    Rule("SalesInputs", ("Month", "Item", "Source"), ("Units",), ("Units",), months=_MONTH, of_items=True),
    Rule("Successions", ("Item", "Successor")),
    Rule("Planners", ("Family", "Planner"), of_families=True),
    Rule("Ledger", ("Month", "Line", "Currency"), ("Actual", "AOP"), months=_MONTH, known={"Line": LEDGER_LINES}),
    Rule("Rates", ("Month", "Currency"), ("Rate",), positive=("Rate",), months=_MONTH),
    Rule("Resources", ("Resource",), _HOURS, _HOURS),
    Rule("Routing", ("Family", "Resource"), (*_RUN, "Lot size"), _RUN),
    Rule("Receipts", _MONTH, _LINES, _LINES, months=_MONTH),
    Rule("Bom", ("Component",), ("Quantity",), positive=("Quantity",), repeats=True),
    Rule("Parts", ("Item",), _PART, _PART, known=_SOURCES),
    Rule("PurchaseOrders", ("Supplier", "Item", "Due"), _BOUGHT, _BOUGHT, repeats=True),
    Rule("StockMoves", ("Month", "Item"), ("In", "Out", "Closing"), ("Closing",), months=_MONTH),
    Rule("ScenarioChanges", ("Scenario", "Driver"), ("Value",), months=("From", "To"), repeats=True),
    Rule("Promotions", ("Scenario",)),
    Rule("Actions", ("Id",), known=_STATUSES),
    Rule("Decisions", ("Id",), ("Value",)),
    Rule("Launches", ("Project",)),
)  # fmt: skip
_PATTERNS = ("Item", "Channel", "Family", "Successor", "Parent", "Component")  # looked for by formulas

Found = tuple[int, str, str, object]  # row, column, what is wrong, value


def faults_of(
    rule: Rule,
    columns: Collection[str],
    rows: Sequence[Row],
    items: Collection[str] | None,
    families: Collection[str] | None,
) -> Iterator[Found]:
    """Every fault of rows, in the order of the rows; what is not known of items and families is not judged."""
    keys: Counter[tuple[str, ...]] = Counter()
    key_columns = [column for column in rule.key if column in columns]
    for r, row in enumerate(rows):
        if all(row[column] is None for column in key_columns):
            continue
        for column in key_columns:
            if row[column] is None:
                yield r, column, f"{column} is blank", None
        for column in rule.months:
            month = day(row.get(column))
            if row.get(column) is not None and (month is None or month.day != 1):
                yield r, column, "not the first day of a month", row[column]
        if rule.of_items and items is not None and row["Item"] is not None and text(row["Item"]) not in items:
            yield r, "Item", "an item that the item table does not have", row["Item"]
        if rule.of_families and families is not None and "Family" in row and text(row["Family"]) not in families:
            yield r, "Family", "a family that no item has", row["Family"]
        for column, words in rule.known.items():
            if row.get(column) is not None and text(row[column]) not in words:
                yield r, column, f"{column} is none of {', '.join(words)}", row[column]
        for column in _PATTERNS:
            if isinstance(row.get(column), str) and _is_pattern(row[column]):
                yield r, column, f"{column} would be taken for a search pattern by formulas", row[column]
        for column in rule.numbers:
            fault = _number_fault(rule, column, row[column]) if column in columns else ""
            if fault:
                yield r, column, fault, row[column]
        key = tuple(_compared(row[column]) for column in key_columns)
        keys[key] += 1
        if keys[key] > 1 and not rule.repeats:
            shown = ", ".join(_named(row[column]) for column in key_columns)
            yield r, key_columns[0], f"{', '.join(key_columns)} occur twice: {shown}", row[key_columns[0]]


def _number_fault(rule: Rule, column: str, value: object) -> str:
    if value is None:
        return f"{column} is blank" if column in rule.positive else ""
    if isinstance(value, CellError):
        return f"{column} holds an error"
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return f"{column} is not a number"
    if column in rule.not_negative and value < 0:
        return f"{column} is negative"
    if column in rule.positive and value <= 0:
        return f"{column} is not above zero"
    return ""


def _is_pattern(name: object) -> bool:
    try:
        check_key(name, "")
    except UsageError:
        return True
    return False


def _compared(value: object) -> str:
    """A key as a worksheet compares it: without case, and texts that look like numbers as numbers."""
    shown = text(value)
    try:
        return repr(float(shown))
    except ValueError:
        return shown.casefold()


def _named(value: object) -> str:
    found = day(value) if not isinstance(value, (str, int, float)) else None
    return found.isoformat() if found is not None else text(value)
