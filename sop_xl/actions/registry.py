"""All actions in the order of the ribbon. An action's code is loaded when it is called."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence

from sop_xl.actions.definition import Action, Form, Options, Outcome, Parameter
from sop_xl.actions.port import WorkbookPort
from sop_xl.errors import UsageError


def _late(module: str, function: str) -> Callable[[WorkbookPort, Options], Outcome]:
    def run(port: WorkbookPort, options: Options) -> Outcome:
        found: Callable[[WorkbookPort, Options], Outcome] = getattr(
            importlib.import_module(f"sop_xl.actions.{module}"), function
        )
        return found(port, options)

    return run


def _late_check(module: str, function: str) -> Callable[[Sequence[WorkbookPort], Options], None]:
    def admit(ports: Sequence[WorkbookPort], options: Options) -> None:
        getattr(importlib.import_module(f"sop_xl.actions.{module}"), function)(ports, options)

    return admit


_DATA = Parameter("data", "Folder of CSV files with the new actuals (docs/data-folder.md)", Form.FOLDER)
_SCENARIO = Parameter("name", "Name of the scenario, such as Low price", required=True)

_ACTIONS = (
    # ---- Cycle
    Action(
        "new-month", "Cycle", "New month", "Open the cycle of the new month",
        "Company: clears the dates on which meetings were held, carries unfinished decisions, shows the meeting dates. "
        "Unit: what awaits its planner. Takes in the open workbooks of the cycle. Roll forward first.",
        "N", "CalendarInsert", _late("cycle", "new_month"),
        admit=_late_check("planning_dates", "require_one_date"), of_cycle=True,
    ),
    Action(
        "status", "Cycle", "Status", "Where the cycle stands",
        "Steps held, planned and late, open checks, late actions, decisions wanted. Changes nothing but its report.",
        "S", "AcceptTask", _late("cycle", "status"),
    ),
    Action(
        "roll-forward", "Cycle", "Roll forward", "Close the month and shift the plan by one period",
        "Takes a snapshot of the plan, brings the new actuals in, moves the planning date to the next month end, "
        "carries open actions and archives closed ones: in all open workbooks of the cycle, or in none.",
        "R", "RecurrenceEdit", _late("roll_forward", "roll_forward"), (_DATA,),
        admit=_late_check("planning_dates", "require_one_month_end"), of_cycle=True,
    ),
    Action(
        "undo", "Cycle", "Undo", "Take the last S&OP action back",
        "Puts values, formulas, table sizes and sheets back as they were before the last action, also after saving. "
        "Refuses when cells have been changed since.",
        "U", "Undo", _late("undo", "undo"),
        (Parameter("force", "Take back cells changed since, too, and without the other workbooks", Form.FLAG),),
        admit=_late_check("undo", "admit"),
    ),
    # ---- Data
    Action(
        "import-data", "Data", "Import data", "Bring a folder of CSV files into the data tables",
        "Items, sales, stock, orders, prices, AOP, ledger, capacity, bills, purchases and more: each file replaces the "
        "table of its name, or none does where a value is wrong.",
        "I", "ImportTextFile", _late("import_data", "import_data"),
        (
            Parameter("data", "Folder of CSV files (docs/data-folder.md)", Form.FOLDER, required=True),
            Parameter("preview", "Only list what would change, or every fault by file, line and column", Form.FLAG),
            Parameter("merge", "Replace only the months that a file holds, and keep the others", Form.FLAG),
            Parameter("only", "Files to take, such as sales, stock [default: all of the folder]"),
        ),
    ),
    Action(
        "validate", "Data", "Validate", "Look for faults in the data tables",
        "Doubles, gaps, unknown items, negative units, text in number columns, months that are none. Lists each fault "
        "with its cell.",
        "V", "DataValidation", _late("validate", "validate"),
    ),
    # ---- Demand
    Action(
        "forecast", "Demand", "Forecast", "Forecast every item and write the baseline",
        "Reads the history in one block and writes the baseline as values in one block. The formula is kept: Undo, or "
        "the option live, brings it back.",
        "F", "ChartTrendline", _late("demand", "forecast"),
        (
            Parameter("method", "Forecast method [default: the workbook's]"),
            Parameter("live", "Put the live SOP_FORECAST formula back instead of values", Form.FLAG),
        ),
    ),
    Action(
        "backtest", "Demand", "Backtest", "How well the methods would have done",
        "Forecasts the past from earlier months and compares methods with the naive forecast, item by item.",
        "B", "ChartTypeLineInsertGallery", _late("demand", "backtest"),
        (Parameter("origins", "Number of past months to forecast from", Form.WHOLE, default=6),),
    ),
    Action(
        "overrides", "Demand", "Overrides", "Check, apply and expire overrides",
        "Lists what each active override changes in units and money, and what is incomplete or unknown; expired rows "
        "are taken out of the table and reported.",
        "O", "ReviewTrackChangesMenu", _late("demand", "overrides"),
    ),
    Action(
        "consensus", "Demand", "Consensus", "Recalculate the consensus and show its parts",
        "Baseline, weighed with the inputs of sales and marketing, then active overrides: units and money by item for "
        "the next twelve months. Ties to the Demand plan.",
        "C", "Consolidate", _late("demand", "consensus"),
    ),
    # ---- Supply
    Action(
        "project", "Supply", "Project stock", "Project the balance of every item",
        "On hand, demand, open orders and planned receipts, month by month: items that run short or below safety "
        "stock, first the ones with most revenue at risk.",
        "P", "ChartTypeAreaInsertGallery", _late("supply", "project"),
    ),
    Action(
        "plan-orders", "Supply", "Plan orders", "Propose orders that keep safety stock",
        "Lot-sized orders with their release and receipt month by item, from demand, open orders, lead time and "
        "safety stock.",
        "L", "TableInsert", _late("supply", "plan_orders"),
    ),
    Action(
        "capacity", "Supply", "Capacity", "Load against capacity of every resource",
        "Hours needed by the plan and hours there are, utilisation by month, and the months over the limit.",
        "Y", "ChartTypeColumnInsertGallery", _late("capacity", "capacity"),
        (Parameter("limit", "Utilisation above which a month is listed", Form.NUMBER, default=0.95),),
    ),
    # ---- Finance
    Action(
        "variances", "Finance", "Variances", "Actual against AOP, with materiality",
        "Every line or family with its variance, favourable or not, and whether it passes both limits of materiality.",
        "A", "FunctionsFinancialInsertGallery", _late("finance", "variances"),
    ),
    Action(
        "price-volume-mix", "Finance", "Price-volume-mix", "Why revenue changed",
        "Price, volume, mix, new and lost by family between the last twelve months and the twelve before. The parts "
        "add up to the change exactly.",
        "X", "ChartTypeBarInsertGallery", _late("finance", "price_volume_mix"),
    ),
    Action(
        "review-links", "Finance", "Review links", "List the links to other workbooks",
        "Each link with its target, the cells that use it and the errors that come through it. Nothing is fetched.",
        "K", "FileLinksToFiles", _late("links", "review_links"),
    ),
    # ---- Scenarios
    Action(
        "scenario-new", "Scenarios", "New", "Keep the present inputs as a scenario",
        "Saves settings, overrides and sales inputs under a name, with the key figures that they give.",
        "E", "WhatIfAnalysisMenu", _late("scenarios", "scenario_new"),
        (_SCENARIO, Parameter("note", "What the scenario assumes")),
    ),
    Action(
        "scenario-compare", "Scenarios", "Compare", "Scenarios side by side",
        "Revenue, margin, units, stock and shortages of every kept scenario and of the present plan.",
        "D", "ReviewCompareMenu", _late("scenarios", "scenario_compare"),
    ),
    Action(
        "scenario-promote", "Scenarios", "Promote", "Make a scenario the plan",
        "Writes the inputs of a scenario into the plan and adds a decision record with who and why.",
        "M", "ReviewAcceptChange", _late("scenarios", "scenario_promote"),
        (_SCENARIO, Parameter("owner", "Who decides", required=True), Parameter("why", "Why", required=True)),
    ),
    # ---- Pack
    Action(
        "check", "Pack", "Check", "What must hold before the pack goes out",
        "The Checks sheet and every cell that shows an error, with its reason.",
        "H", "ErrorChecking", _late("pack", "check"),
    ),
    Action(
        "publish-pack", "Pack", "Publish pack", "Make the executive pack",
        "Writes the pack beside the workbook; its cover says COMPLETE or INCOMPLETE.",
        "J", "FileSaveAsPdfOrXps", _late("pack", "publish_pack"),
    ),
    Action(
        "agenda", "Pack", "Agenda", "Draft the invitation to a meeting",
        "Agenda with what each item is about this month, as a mail draft (.eml) and a calendar entry (.ics). Nothing "
        "is sent.",
        "G", "MeetingsWorkspace", _late("meetings", "agenda"),
        (
            Parameter("step", "Step of the cycle [default: the next one planned]"),
            Parameter("start", "Time at which it starts, HH:MM [default: as last time, else 09:00]"),
            Parameter("room", "Place of the meeting [default: as last time]"),
            Parameter("preread", "File to attach, such as the pack's PDF"),
        ),
    ),
    Action(
        "minutes", "Pack", "Minutes", "Draft the mail after a meeting",
        "Decisions first, then each person's own actions, then all actions, as a mail draft (.eml). Nothing is sent.",
        "T", "FileSendAsAttachment", _late("meetings", "minutes"),
        (
            Parameter("step", "Step of the cycle [default: the last one held]"),
            Parameter("held", "Day on which the step was held: noted in the calendar", Form.DATE),
        ),
    ),
    # ---- Help
    Action(
        "explain", "Help", "Explain", "Why a cell shows what it shows",
        "Formula, value, what it reads, and the reason and remedy of an error.",
        "Q", "FormulaEvaluate", _late("help", "explain"),
        (Parameter("cell", "Cell such as 'Demand plan'!AW8", required=True),),
    ),
    Action(
        "function-reference", "Help", "Functions", "What can be typed in a cell",
        "Every SOP function with its signature and one line on what it does.",
        "W", "FunctionWizard", _late("help", "function_reference"),
    ),
    Action(
        "doctor", "Help", "Doctor", "Is this workbook and this machine set up?",
        "Interpreter, packages, add-in, trust, folders; a line per check with its remedy.",
        "Z", "Info", _late("help", "doctor"),
    ),
)  # fmt: skip


def actions() -> tuple[Action, ...]:
    """Every action, group by group in the order of the ribbon."""
    return _ACTIONS


def action(name: str) -> Action:
    """One action by its name.

    Raises
    ------
    UsageError
        There is none of that name.
    """
    for found in _ACTIONS:
        if found.name == name:
            return found
    raise UsageError("no such action", got=name, hint="List them with: sop-xl action")
