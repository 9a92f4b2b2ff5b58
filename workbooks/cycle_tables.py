"""The rows with which the registers of the cycle start: steps, roles, agenda, calendar, targets.

They are rows of tables, not code: a company changes them in the workbook.
"""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

STEPS = (
    "Product review",
    "Demand review",
    "Supply review",
    "Finance review",
    "Pre-S&OP",
    "Executive S&OP",
)

EXECUTIVE, DEMAND, OPERATIONS, SUPPLY, MARKETING, SALES, FINANCE = (
    "Executive management",
    "Demand planner",
    "Operations leader",
    "Supply planning and master scheduling",
    "Sales and marketing leader",
    "Sales team",
    "Finance",
)
_ROLES = (EXECUTIVE, DEMAND, OPERATIONS, SUPPLY, MARKETING, SALES, FINANCE)

# O = owns the step, R = required, I = informed
_TAKES_PART = {
    "Product review": "I R R R O R R",
    "Demand review": "I O R R R R R",
    "Supply review": "I R R O I I R",
    "Finance review": "I R R R R I O",
    "Pre-S&OP": "I O R R R I R",
    "Executive S&OP": "O R R R R I R",
}

# Working day of the month on which a step meets, counted from the month after the planning date.
_WORKING_DAY = {
    "Product review": 3,
    "Demand review": 5,
    "Supply review": 8,
    "Finance review": 10,
    "Pre-S&OP": 12,
    "Executive S&OP": 15,
}

_AGENDA = (
    ("Product review", "Launches and phase-outs: are we on track?", "Decide", 20, MARKETING, "Product review", "Yes"),
    ("Product review", "Portfolio tail and stock of discontinued items", "Decide", 15, FINANCE, "Product review", "Yes"),
    ("Demand review", "Last month: accuracy, bias, what we missed and why", "Learn", 15, DEMAND, "LastMonth", "No"),
    ("Demand review", "Baseline, inputs of sales and marketing, overrides", "Agree", 30, DEMAND, "Demand review", "Yes"),
    ("Demand review", "Assumptions, risks and opportunities", "Agree", 15, MARKETING, "Demand review", "No"),
    ("Supply review", "Stock, cover and safety stock exceptions", "Decide", 20, SUPPLY, "Supply review", "Yes"),
    ("Supply review", "Capacity against load, levers and their cost", "Decide", 20, OPERATIONS, "Supply review", "Yes"),
    ("Finance review", "Units in money: latest estimate against AOP and prior year", "Agree", 20, FINANCE, "Finance review", "No"),
    ("Finance review", "Price, volume and mix; tie-out of the sheets", "Agree", 15, FINANCE, "PVM", "No"),
    ("Pre-S&OP", "Gaps between demand, supply and AOP; options to close them", "Recommend", 30, DEMAND, "Pre-S&OP", "Yes"),
    ("Pre-S&OP", "Recommendations and the decisions wanted", "Recommend", 20, OPERATIONS, "Decisions", "Yes"),
    ("Executive S&OP", "Decisions needed today and status of the last ones", "Decide", 20, EXECUTIVE, "Decisions", "Yes"),
    ("Executive S&OP", "Dashboard and what changed since last cycle", "Inform", 10, DEMAND, "Executive", "No"),
    ("Executive S&OP", "Latest estimate, rolling twelve months by family", "Decide", 20, FINANCE, "Executive", "Yes"),
    ("Executive S&OP", "Restate actions, owners and dates; next cycle", "Agree", 5, EXECUTIVE, "Actions", "No"),
)  # fmt: skip

_TARGETS = (
    ("Revenue against AOP, year to date", 1.00, "at least", "pct"),
    ("Gross margin", 0.12, "at least", "pct"),
    ("Forecast accuracy, lag 1", 0.70, "at least", "pct"),
    ("Forecast bias, lag 1", 0.05, "within ±", "pct"),
    ("Supplier lines on time and in full", 0.95, "at least", "pct"),
    ("Stock value", 7_000_000.0, "at most", "money"),
    ("Days of inventory", 60.0, "at most", "days"),
    ("Peak utilisation, next 12 months", 0.95, "at most", "pct"),
    ("Order backlog, units", 1_500.0, "at most", "units"),
    ("Cash", 5_000_000.0, "at least", "money"),
)


def sample_people() -> dict[str, str]:
    """Names to replace by one's own."""
    return {role: f"Sample person {i}" for i, role in enumerate(_ROLES, start=1)}


def roles(people: Mapping[str, str]) -> pd.DataFrame:
    """Role, person and part in each step."""
    rows = []
    for i, role in enumerate(_ROLES):
        parts = {step: {"O": "owner", "R": "required", "I": "informed"}[_TAKES_PART[step].split()[i]] for step in STEPS}
        rows.append(
            {"Role": role, "Person": people.get(role, ""), "Delegate": people.get(f"{role}/delegate", ""), **parts}
        )
    return pd.DataFrame(rows)


def agenda() -> pd.DataFrame:
    """Agenda items of every step: purpose, minutes, presenter, sheet and whether a decision is needed."""
    columns = ["Step", "Item", "Purpose", "Minutes", "Presenter", "Sheet", "Decision"]
    return pd.DataFrame(list(_AGENDA), columns=columns)


def calendar() -> pd.DataFrame:
    """Working day on which each step meets."""
    return pd.DataFrame({"Step": list(STEPS), "Working day": [_WORKING_DAY[step] for step in STEPS]})


def targets(own: Mapping[str, float]) -> pd.DataFrame:
    """KPI, target, sense of the target and number format; ``own`` replaces some of the usual targets."""
    rows = [(name, own.get(name, usual), sense, kind) for name, usual, sense, kind in _TARGETS]
    return pd.DataFrame(rows, columns=["KPI", "Target", "Sense", "Format"])
