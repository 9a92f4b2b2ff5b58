"""Formulas behind chains of arrays: every value follows from those that it reads, in any order of the sheets."""

from __future__ import annotations

import datetime as dt
import io
import random

import pytest
import xlsxwriter

import udfs
from sop_xl.cells.address import a1
from sop_xl.cells.formula import Formula, FormulaList, Spread
from sop_xl.engine.embedded import EmbeddedEngine
from sop_xl.engine.port import CalculationRequest

ROWS = 12
AS_OF = dt.date(2020, 6, 30)


class Chain:
    """Columns of numbers over some sheets: formulas of random cells of earlier columns, and arrays over them."""

    def __init__(self, seed: int) -> None:
        rnd = random.Random(seed)
        self.sheets = ["Ka", "Lb", "Mc", "Nd"]
        rnd.shuffle(self.sheets)
        used = dict.fromkeys(self.sheets, 0)
        self.data = [rnd.randint(1, 9) for _ in range(ROWS)]
        self.columns: list[tuple[str, int, list[str] | str | None]] = []
        self.add(rnd, used, None)
        for _ in range(24):
            source, other = rnd.choice(self.columns[-4:]), rnd.choice(self.columns)
            span, others = self.span(source), self.span(other)
            if rnd.random() < 0.3:
                self.add(rnd, used, f"SOP_DAYS_OF_COVER({span},{others},1,50)")
                continue
            texts = []
            for row in range(1, ROWS + 1):
                cell, far = self.cell(source, row), self.cell(other, rnd.randint(1, ROWS))
                forms = (
                    f"{cell}+{far}*0.5", f"SUM({span})*0.1+{far}", f'SUMIFS({span},{others},">2")*0.1+1',
                    f"INDEX({span},{rnd.randint(1, ROWS)})+{cell}", f"SUMPRODUCT({span},{others})*0.001+{cell}*0.1",
                )  # fmt: skip
                texts.append(rnd.choice(forms))
            self.add(rnd, used, texts)

    def add(self, rnd: random.Random, used: dict[str, int], content: list[str] | str | None) -> None:
        sheet = rnd.choice(self.sheets)
        used[sheet] += 1
        self.columns.append((sheet, used[sheet], content))

    @staticmethod
    def span(column: tuple) -> str:
        return f"{column[0]}!{a1(1, column[1])}:{a1(ROWS, column[1])}"

    @staticmethod
    def cell(column: tuple, row: int) -> str:
        return f"{column[0]}!{a1(row, column[1])}"

    def calculated(self, given: dict[tuple[str, int], list[float]]) -> dict[tuple[str, int], list[float]]:
        """Values of all columns but the first; ``given`` stand as constants."""
        stream = io.BytesIO()
        book = xlsxwriter.Workbook(stream)
        sheets = {name: book.add_worksheet(name) for name in self.sheets}
        formulas = {name: FormulaList() for name in self.sheets}
        for sheet, column, content in self.columns:
            for row in range(1, ROWS + 1):
                if content is None or (sheet, column) in given:
                    value = self.data[row - 1] if content is None else given[sheet, column][row - 1]
                    sheets[sheet].write_formula(row - 1, column - 1, f"=0+{value!r}")
                elif isinstance(content, list):
                    sheets[sheet].write_formula(row - 1, column - 1, f"={content[row - 1]}")
                    formulas[sheet].append(Formula(row, column, content[row - 1]))
            if isinstance(content, str) and (sheet, column) not in given:
                sheets[sheet].write_dynamic_array_formula(0, column - 1, 0, column - 1, f"={content}")
                formulas[sheet].append(Formula(1, column, content, Spread.DYNAMIC))
        book.close()
        found = EmbeddedEngine(udfs.REGISTRY).calculate(CalculationRequest(stream.getvalue, formulas, AS_OF))
        return {
            (sheet, column): [found.value(sheet, row, column) for row in range(1, ROWS + 1)]
            for sheet, column, content in self.columns
            if content is not None and (sheet, column) not in given
        }


@pytest.mark.parametrize("seed", range(40))
def test_no_formula_behind_arrays_is_left_stale(seed):
    chain = Chain(seed)
    values = chain.calculated({})
    arrays = {(sheet, column) for sheet, column, content in chain.columns if isinstance(content, str)}
    again = chain.calculated({place: values[place] for place in arrays})
    assert again
    for place, column in again.items():
        assert values[place] == pytest.approx(column, rel=1e-9)
