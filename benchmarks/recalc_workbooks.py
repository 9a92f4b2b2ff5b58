"""Workbooks for ``benchmarks/recalc.py``: one large plan, and many ordinary ones, as Excel formulas without values."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import xlsxwriter
from xlsxwriter.utility import xl_col_to_name, xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

SEED = 11
MONTHS = 36
FAMILIES = 60
HORIZON = 6
ORDERS = 10_000
KINDS = ("open", "late", "planned")
_FIRST = 2  # column of the first month: item and family stand before it


def write_plan(path: Path, items: int, *, sop_calls: bool = True) -> int:
    """A plan of items by month; returns the number of its native formula cells.

    Actuals and orders are values. The plan is looked up per cell (XLOOKUP), stock rolls forward, orders are summed up
    by item and months by family (SUMIFS), and each item has one SOP_FORECAST of its history.
    """
    random = np.random.default_rng(SEED)
    book = xlsxwriter.Workbook(path)
    names = ("Actuals", "Master", "Orders", "Plan", "Stock", "Families")
    actuals, master, orders, plan, stock, families = (book.add_worksheet(name) for name in names)
    keys = [(f"Item {i:06d}", f"Family {family:02d}") for i, family in enumerate(random.integers(0, FAMILIES, items))]
    sales = random.poisson(40 + 20 * np.sin(np.arange(MONTHS) / 2), (items, MONTHS)).tolist()
    for sheet in (actuals, plan, stock):
        sheet.write_row(0, 0, ["Item", "Family", *[f"M{month + 1:02d}" for month in range(MONTHS)]])
    master.write_row(0, 0, ["Item", "Safety stock", "Growth"])
    orders.write_row(0, 0, ["Item", "Quantity", "Kind"])
    for row, item in enumerate(random.permutation(items).tolist(), start=1):
        master.write_row(row, 0, [keys[item][0], int(random.integers(20, 80)), 1 + item % 9 / 100])
    for row in range(1, ORDERS + 1):
        kind = KINDS[int(random.integers(0, len(KINDS)))]
        orders.write_row(row, 0, [keys[int(random.integers(0, items))][0], int(random.integers(1, 200)), kind])
    count = 0
    for row, key in enumerate(keys, start=1):
        actuals.write_row(row, 0, [*key, *sales[row - 1]])
        plan.write_row(row, 0, key)
        stock.write_row(row, 0, key)
        count += _write_item(plan, stock, row, items + 1)
        if sop_calls:
            first = _FIRST + MONTHS + 1
            call = f"SOP_FORECAST(C{row + 1}:{_column(-1)}{row + 1},{HORIZON})"
            actuals.write_dynamic_array_formula(row, first, row, first + HORIZON - 1, call)
    count += _write_families(families, items + 1)
    book.close()
    return count


def _column(offset: int) -> str:
    return xl_col_to_name(_FIRST + MONTHS + offset)


def _write_item(plan: Worksheet, stock: Worksheet, row: int, last: int) -> int:
    at = row + 1
    safety, growth = f"${_column(1)}{at}", f"${_column(2)}{at}"
    for offset, column in ((1, "B"), (2, "C")):
        looked_up = f"_xlfn.XLOOKUP($A{at},Master!$A$2:$A${last},Master!${column}$2:${column}${last})"
        plan.write_formula(row, _FIRST + MONTHS + offset, looked_up)
    for number, kind in enumerate(KINDS):
        column, key, kinds = (f"Orders!${letter}$2:${letter}${ORDERS + 1}" for letter in "BAC")
        stock.write_formula(row, _FIRST + MONTHS + number, f'SUMIFS({column},{key},$A{at},{kinds},"{kind}")')
    for month in range(MONTHS):
        column = xl_col_to_name(_FIRST + month)
        source = f"_xlfn.XLOOKUP($A{at},Actuals!$A$2:$A${last},Actuals!{column}$2:{column}${last})"
        plan.write_formula(row, _FIRST + month, f"ROUND({source}*{growth},1)")
        before = xl_rowcol_to_cell(row, _FIRST + month - 1) if month else f"Plan!{safety}"
        receipts = f"IF({before}<Plan!{safety},CEILING(Plan!{safety}*2-{before},10),0)"
        stock.write_formula(row, _FIRST + month, f"{before}-Plan!{column}{at}+{receipts}")
    for quarter in range(MONTHS // 3):
        first, third = (xl_col_to_name(_FIRST + 3 * quarter + k) for k in (0, 2))
        span = f"{first}{at}:{third}{at}"
        plan.write_formula(row, _FIRST + MONTHS + 4 + quarter, f"SUM({span})")
        stock.write_formula(row, _FIRST + MONTHS + 4 + quarter, f"AVERAGE({span})/MAX(1,SUM(Plan!{span}))")
    return 2 + len(KINDS) + 2 * MONTHS + 2 * (MONTHS // 3)


def _write_families(sheet: Worksheet, last: int) -> int:
    count = 0
    for number in range(FAMILIES):
        sheet.write(number + 1, 0, f"Family {number:02d}")
        for month in range(MONTHS):
            column = xl_col_to_name(_FIRST + month)
            for block, source in enumerate(("Actuals", "Plan", "Stock")):
                total = f"SUMIFS({source}!{column}$2:{column}${last},{source}!$B$2:$B${last},$A{number + 2})"
                sheet.write_formula(number + 1, 1 + month + block * (MONTHS + 1), total)
                count += 1
    return count


def write_ordinary(path: Path, number: int) -> int:
    """A small workbook such as people keep by the dozen: a table of orders, a monthly summary, a chart, notes."""
    random = np.random.default_rng([SEED, number])
    book = xlsxwriter.Workbook(path)
    orders, summary = book.add_worksheet("Orders"), book.add_worksheet("Summary")
    bold, money = book.add_format({"bold": True}), book.add_format({"num_format": "#,##0.00"})
    rows = int(random.integers(150, 400))
    regions = ["North", "South", "East", "West"]
    data = [
        [1000 + i, 1 + int(random.integers(0, 12)), regions[random.integers(0, 4)], int(random.integers(1, 90)),
         float(random.integers(100, 9900)) / 100]
        for i in range(rows)
    ]  # fmt: skip
    amount = "Orders[[#This Row],[Amount]]"
    columns = [{"header": h} for h in ("Order", "Month", "Region", "Units", "Price")]
    columns += [
        {
            "header": "Amount",
            "formula": "=ROUND(Orders[[#This Row],[Units]]*Orders[[#This Row],[Price]],2)",
            "format": money,
        }
    ]
    columns += [{"header": "Class", "formula": f'=IF({amount}>2000,"A",IF({amount}>500,"B","C"))'}]
    orders.add_table(0, 0, rows, 6, {"name": "Orders", "data": data, "columns": columns})
    summary.write_row(0, 0, ["Month", *regions, "Total", "Share", "Cumulative", "Best"], bold)
    for month in range(1, 13):
        at = month + 1
        summary.write_number(month, 0, month)
        for i in range(4):
            column = xl_col_to_name(i + 1)
            amount = f"SUMIFS(Orders[Amount],Orders[Month],$A{at},Orders[Region],{column}$1)"
            summary.write_formula(month, i + 1, amount, money)
        summary.write_formula(month, 5, f"SUM(B{at}:E{at})", money)
        summary.write_formula(month, 6, f"IFERROR(F{at}/SUM(F$2:F$13),0)")
        summary.write_formula(month, 7, f"SUM(F$2:F{at})", money)
        summary.write_formula(month, 8, f"INDEX($B$1:$E$1,MATCH(MAX(B{at}:E{at}),B{at}:E{at},0))")
    summary.write_formula("B16", '=COUNTIFS(Orders[Class],"A")')
    summary.write_formula("B17", "=_xlfn.XLOOKUP(MAX(Orders[Amount]),Orders[Amount],Orders[Order])")
    chart = book.add_chart({"type": "column"})
    chart.add_series({"values": "=Summary!$F$2:$F$13", "categories": "=Summary!$A$2:$A$13"})
    summary.insert_chart("K2", chart)
    summary.write_comment("F1", "All regions")
    book.close()
    return rows * 2 + 12 * 8 + 2
