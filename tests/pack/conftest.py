"""A small company workbook with everything that the pack reads, written for the tests."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

Grid = list[list[Any]]
_TOP, _LEFT = 5, 1  # every range starts at B6, below the title in B5
_PLAN_START = dt.date(2030, 1, 1)


def month(offset: int) -> dt.date:
    years, index = divmod(_PLAN_START.month - 1 + offset, 12)
    return dt.date(_PLAN_START.year + years, index + 1, 1)


@dataclass
class Company:
    """What stands in the workbook; a test takes away or changes what it likes."""

    families: list[str]
    settings: dict[str, Any] = field(default_factory=dict)
    ranges: dict[str, Grid] = field(default_factory=dict)
    tables: dict[str, Grid] = field(default_factory=dict)
    titles: dict[str, str] = field(default_factory=dict)

    def write(self, path: Path) -> Path:
        """Write values only, as they stand after a run."""
        book = xlsxwriter.Workbook(path, {"strings_to_formulas": False})
        day = book.add_format({"num_format": "d mmm yyyy"})
        for i, (name, value) in enumerate(self.settings.items()):
            sheet = book.add_worksheet(f"Setting {i}")
            self._put(sheet, 2, 2, value, day)
            book.define_name(name, f"='Setting {i}'!$C$3")
        for i, (name, grid) in enumerate(self.ranges.items()):
            sheet = book.add_worksheet(f"Range {i}")
            sheet.write_string(_TOP - 1, _LEFT, self.titles.get(name, ""))
            self._fill(sheet, grid, day)
            last = xlsxwriter.utility.xl_rowcol_to_cell(
                _TOP + len(grid) - 1, _LEFT + len(grid[0]) - 1, row_abs=True, col_abs=True
            )
            book.define_name(name, f"='Range {i}'!$B$6:{last}")
        for name, grid in self.tables.items():
            sheet = book.add_worksheet(f"T {name}")
            self._fill(sheet, grid, day)
            columns = [{"header": head} for head in grid[0]]
            area = (_TOP, _LEFT, _TOP + len(grid) - 1, _LEFT + len(grid[0]) - 1)
            sheet.add_table(*area, {"name": name, "columns": columns})
        book.close()
        return path

    def _fill(self, sheet: Any, grid: Grid, day: Any) -> None:
        for r, row in enumerate(grid):
            for c, value in enumerate(row):
                self._put(sheet, _TOP + r, _LEFT + c, value, day)

    @staticmethod
    def _put(sheet: Any, row: int, column: int, value: Any, day: Any) -> None:
        if isinstance(value, dt.date):
            sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), day)
        elif isinstance(value, str) and value.startswith("#"):
            sheet.write_formula(row, column, f"={value}", None, value)
        elif isinstance(value, str):
            sheet.write_string(row, column, value)
        elif value is not None:
            sheet.write_number(row, column, value)


def with_total(rows: Grid, *, ratios: tuple[int, ...] = ()) -> Grid:
    """Rows and their sums; at the positions of ratios and texts stands the first row's value."""
    total: list[Any] = ["Total"]
    for position in range(1, len(rows[0])):
        column = [row[position] for row in rows]
        is_sum = position not in ratios and all(isinstance(value, int | float) for value in column)
        total.append(sum(column) if is_sum else column[0])
    return [*rows, total]


def company_of(families: list[str]) -> Company:
    """A company with numbers that tell each cell from every other."""
    size = [1000.0 * (i + 1) for i in range(len(families))]
    plan_months = [month(k) for k in range(12)]
    made = Company(families)
    made.settings = {
        "UnitName": "Small Company",
        "CycleMonth": "Jan 2030",
        "Currency": "EUR",
        "AsOf": dt.date(2029, 12, 31),
    }
    made.ranges["Pack_KPI"] = [
        ["KPI", "Target", "Sense", "Actual", "Month before", "Trend", "Signal"],
        ["Gross margin", 0.3, "at least", 0.312, 0.305, "better", "on target"],
        ["Stock value", 2e6, "at most", 2345678.0, 2200000.0, "worse", "off target"],
        ["Peak utilisation", 0.95, "at most", 1.024, "", "new", "near"],
    ]
    made.ranges["Pack_Plan12Revenue"] = [
        ["Family", *plan_months, "Next 12", "Margin", "Margin %", "AOP", "Gap to AOP", "Last 12"],
        *with_total(
            [
                [f, *[100 * s + k for k in range(12)], 1200 * s, 240 * s, 0.2, 1190 * s, 10 * s, 1100 * s]
                for f, s in zip(families, size, strict=True)
            ],
            ratios=(15,),
        ),
    ]
    made.ranges["Pack_RevenueMonths"] = [
        ["Month", "Year before", "AOP", "Latest estimate"],
        *[[m, 90000.0 + k, 99000.0 + k, 100000.0 + k] for k, m in enumerate(plan_months)],
    ]
    heads = ["Family", "Last 12 months", "Baseline, next 12", "Consensus, next 12", "Change on last 12"]
    heads += ["Inputs, overrides", "Last plan, next 12", "Since last cycle", "AOP, next 12", "Gap to AOP"]
    heads += ["WAPE, lag 1", "Bias, lag 1"]
    made.ranges["Pack_Demand"] = [
        heads,
        *with_total(
            [
                [f, s, 1.1 * s, 1.2 * s, 0.2, 0.1 * s, 1.15 * s, 0.05 * s, 1.3 * s, -0.1 * s, 0.25, 0.03]
                for f, s in zip(families, size, strict=True)
            ],
            ratios=(4, 10, 11),
        ),
    ]
    made.ranges["Pack_PnL"] = [
        ["Line", "Month actual", "Month AOP", "Variance", "F or U", "Year actual", "Year AOP", "Variance", "Variance, %",
         "F or U", "Prior year", "On prior year", "Latest estimate, next 12", "AOP, next 12", "Gap to AOP", "Account type"],
        ["Net sales", 510e3, 500e3, 10e3, "F", 6.1e6, 6e6, 100e3, 1 / 60, "F", 5.5e6, 0.109, 6.5e6, 6.4e6, 100e3, "revenue"],
        ["Costs", 420e3, 400e3, 20e3, "U", 5.2e6, 5e6, 200e3, 0.04, "U", 4.8e6, 0.083, 5.4e6, 5.3e6, 100e3, "expense"],
        ["Profit", 90e3, 100e3, -10e3, "U", 900e3, 1e6, -100e3, -0.1, "U", 700e3, 0.286, 1.1e6, 1.1e6, 0.0, "income"],
    ]  # fmt: skip
    made.ranges["Pack_ProfitBridge"] = [
        ["Step", "Amount"], ["AOP profit", 1e6], ["Net sales", 100e3], ["Costs", -200e3], ["Actual profit", 900e3],
    ]  # fmt: skip
    made.ranges["Pack_Bridge"] = [
        ["Step", "Amount"], ["Prior year", 5.5e6], ["Volume", 700e3], ["Price", -100e3], ["Year closed", 6.1e6],
    ]  # fmt: skip
    margin_heads = ["Family", "Revenue, prior year", "Margin, prior year", "Margin %", "Revenue, year", "Margin, year"]
    margin_heads += ["Margin %", "AOP margin, year", "Margin − AOP", "Revenue, next 12", "Margin, next 12", "Margin %"]
    made.ranges["Pack_Margin"] = [
        margin_heads,
        *with_total(
            [
                [f, 900 * s, 180 * s, 0.2, 1100 * s, 242 * s, 0.22, 240 * s, 2 * s, 1200 * s, 276 * s, 0.23]
                for f, s in zip(families, size, strict=True)
            ],
            ratios=(3, 6, 11),
        ),
    ]
    gap_heads = [
        "Family",
        "Gap, units",
        "Estimate, revenue",
        "AOP, revenue",
        "Gap, revenue",
        "Gap, %",
        "Estimate, margin",
    ]
    gap_heads += ["AOP, margin", "Gap, margin", "Backlog in 3 months", "Items short", "Excess stock", "Signal"]
    made.ranges["Pack_Gaps"] = [
        gap_heads,
        *with_total(
            [
                [f, -s / 10, 1200 * s, 1250 * s, -50 * s, -0.04, 240 * s, 250 * s, -10 * s, 3.0, 2.0, 77 * s, "act"]
                for f, s in zip(families, size, strict=True)
            ],
            ratios=(5,),
        ),
    ]
    estimate = sum(240 * s for s in size)
    made.ranges["Pack_Closers"] = [
        ["Estimate, margin", estimate], ["Closers on the table", 50e3], ["Cost of the decisions", -20e3],
        ["AOP, margin", sum(250 * s for s in size)], ["Still open", 0.0],
    ]  # fmt: skip
    for i, (family, s) in enumerate(zip(families, size, strict=True), start=1):
        made.titles[f"Pack_Family{i}"] = family
        made.ranges[f"Pack_Family{i}"] = _family_grid(s)
    made.ranges["Pack_Capacity"] = [
        ["Resource", *plan_months],
        ["Welding", *[0.7 + 0.03 * k for k in range(12)]],
        ["Assembly", *[0.5 + 0.02 * k for k in range(12)]],
    ]
    stock_heads = [
        "Family",
        "On hand, units",
        "Safety stock",
        "Demand, next 3",
        "Receipts, next 3",
        "Stock in 3 months",
    ]
    stock_heads += ["Cover, days", "Items short in 3 months", "Stock value", "Stock value in 12 months", "Change"]
    stock_heads += ["Excess value", "Share of excess"]
    made.ranges["Pack_Stock"] = [
        stock_heads,
        *with_total(
            [
                [f, s, s / 4, s / 2, s / 3, 0.8 * s, 61.0, 1.0, 300 * s, 250 * s, -50 * s, 90 * s, 0.3]
                for f, s in zip(families, size, strict=True)
            ],
            ratios=(6, 12),
        ),
    ]
    region_heads = [
        "Region",
        "Revenue, year",
        "AOP, year",
        "On AOP",
        "Prior year",
        "On prior year",
        "Estimate, next 12",
    ]
    region_heads += ["AOP, next 12", "Gap to AOP", "Margin, year", "WAPE, lag 1", "Stock value", "Excess stock"]
    region_heads += ["Items short", "Planning date", "Checks"]
    as_of = dt.date(2029, 12, 31)
    made.ranges["Pack_Regions"] = [
        region_heads,
        ["North", 4e6, 3.9e6, 0.026, 3.5e6, 0.143, 4.2e6, 4.1e6, 100e3, 900e3, 0.2, 800e3, 90e3, 1.0, as_of, "OK"],
        ["South", 2.1e6, 2.1e6, 0.0, 2e6, 0.05, 2.3e6, 2.5e6, -200e3, 400e3, 0.3, 500e3, 40e3, 2.0, as_of, "WARN"],
        ["Company", 6.1e6, 6e6, 0.017, 5.5e6, 0.109, 6.5e6, 6.6e6, -100e3, 1.3e6, "", 1.3e6, 130e3, 3.0, "", ""],
    ]
    made.ranges["Pack_Suppliers"] = [
        ["Month", "Lines", "In full", "On time and in full", "Share"],
        *[[month(k), 100.0 + k, 95.0, 90.0, 90 / (100 + k)] for k in range(-13, 0)],
    ]
    made.ranges["Pack_LastMonth"] = [
        ["What", "Plan", "Actual", "Difference", "Difference, %", "Signal", "Department"],
        ["Bookings, units", 1000.0, 1100.0, 100.0, 0.1, "better", "Sales"],
        ["Stock value", 2e6, 2345678.0, 345678.0, 0.173, "worse", "Supply"],
    ]
    steps = ["Demand review", "Supply review", "Executive S&OP"]
    meetings = [
        [float(k), step, float(3 + i), dt.date(2030, 1 + k, 7 + i), "Monday", "Ann Lee", "", "planned"]
        for k in range(3)
        for i, step in enumerate(steps)
    ]
    made.ranges["Pack_Calendar"] = [
        ["Cycle in", "Step", "Working day", "Date", "Weekday", "Owner", "Held on", "Status"],
        *meetings,
    ]
    made.tables = _registers(steps)
    return made


def _family_grid(s: float) -> Grid:
    months = [month(k) for k in range(-6, 12)]
    lines: Grid = [["Key figure", *months]]
    for label, kind in (
        ("Bookings", "three"), ("Shipments", "three"), ("Backlog, end of month", "one"), ("Supply", "three"),
        ("Inventory", "three"), ("Revenue", "one"), ("AOP revenue", "one"),
    ):  # fmt: skip
        plan = [s + 7 * k for k in range(18)]
        if kind == "one":
            lines.append([label, *plan])
            continue
        actual = [value + 13 if k < 6 else None for k, value in enumerate(plan)]
        lines.append([f"{label}, plan", *plan])
        lines.append([f"{label}, actual", *actual])
        lines.append([f"{label}, difference", *[13.0 if k < 6 else None for k in range(18)]])
    return lines


def _registers(steps: list[str]) -> dict[str, Grid]:
    d = dt.date
    return {
        "Decisions": [
            ["Id", "Cycle", "Issue", "Options", "Recommendation", "Value", "Owner", "Needed by", "Status", "Wanted"],
            ["D-1", "2030-01", "=1+1 is no formula", "A · B", "Take A", 50000.0, "Ann Lee", d(2030, 1, 20), "wanted", 1.0],
            ["D-2", "2030-01", "Rent a hall", "Yes · no", "Yes", -20000.0, "Bo Ek", d(2030, 1, 20), "wanted", 2.0],
            ["D-0", "2029-12", "Old matter", "C · D", "C", 1000.0, "Bo Ek", d(2029, 12, 20), "decided", 0.0],
        ],
        "Actions": [
            ["Id", "Raised", "Raised in", "Action", "Owner", "Due", "Status", "Closed on", "Evidence", "Age", "Signal"],
            ["A-1", d(2029, 11, 1), "Pre-S&OP", "Call the vendor", "Ann Lee", d(2029, 12, 1), "open", "", "", 60.0, "late"],
            ["A-2", d(2029, 12, 1), "Pre-S&OP", "Count the stock", "Bo Ek", d(2030, 2, 1), "open", "", "", 30.0, "open"],
            ["A-3", d(2029, 12, 1), "Pre-S&OP", "Done", "Bo Ek", d(2030, 2, 1), "closed", "", "", 0.0, "done"],
        ],
        "Launches": [
            ["Project", "Kind", "Family", "Date", "Next milestone", "Milestone due", "Status", "Owner", "Months to go"],
            ["New lamp", "launch", "Lamps", d(2030, 5, 1), "Samples", d(2030, 2, 1), "late", "Ann Lee", 4.0],
            ["Old lamp", "phase-out", "Lamps", d(2030, 4, 1), "Last buy", d(2030, 2, 1), "on track", "Bo Ek", 3.0],
        ],
        "Agenda": [
            ["Step", "Item", "Purpose", "Minutes", "Presenter", "Person", "Sheet", "Decision", "Right now"],
            ["Demand review", "Accuracy", "Learn", 15.0, "Planner", "Ann Lee", "KPI", "No", "fine"],
            [steps[-1], "Decisions needed today", "Decide", 20.0, "Chair", "Bo Ek", "Decisions", "Yes", "2 wanted"],
        ],
        "Roles": [
            ["Role", "Person", "Delegate", *steps],
            ["Executive management", "Bo Ek", "", "informed", "informed", "owner"],
            ["Demand planner", "Ann Lee", "Cy Day", "owner", "required", "required"],
        ],
        "Checks": [
            ["Check", "Status", "Detail"],
            ["The sheets tie out", "OK", "5 of 5 lines tie"],
            ["No check fails in a planning workbook", "WARN", "1 with warnings"],
        ],
    }  # fmt: skip


@pytest.fixture
def company() -> Company:
    """A small company with three families."""
    return company_of(["Lamps", "Chairs", "Tables"])


@pytest.fixture
def build(tmp_path: Path) -> Callable[[Company], Path]:
    """Write a company workbook."""
    return lambda made: made.write(tmp_path / "company.xlsx")


@pytest.fixture
def many_families() -> Company:
    """A company with more families than fit anywhere, with long names."""
    return company_of([f"Family {i} of the very long range of garden furniture and lamps" for i in range(1, 19)])
