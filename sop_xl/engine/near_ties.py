"""Comparisons that hang on the sixteenth digit: Excel compares fifteen, the engine all.

``IF(0.1+0.2=0.3,…)`` holds in Excel. Every comparison of two numbers that may be computed gets a formula beside the
sheet that asks whether its sides are unequal by no more than rounding; where they are, the answer is not to be used.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping

import formualizer as fz

from sop_xl.cells.address import CellAddress, parse_cell, split_sheet
from sop_xl.cells.formula import Formulas, Spread
from sop_xl.cells.values import EXCEL_MAX_COLUMNS
from sop_xl.engine.letters import SAME_LETTERS

_COMPARISONS = frozenset({"=", "<>", "<", ">", "<=", ">="})
_SIGN = re.compile(r"[=<>]")
_TEXT = re.compile(r'"[^"]*"')
_OPERAND = r"(?:(?:'[^']+'|[A-Za-z_][\w.]*)!)?\$?[A-Za-z]{1,3}\$?\d+|\d+(?:\.\d+)?"
_OPERAND_ONLY = re.compile(_OPERAND)
_SIMPLE = re.compile(rf"(?<![\w.$!'])({_OPERAND})(?![\w(:!.])\s*(?:<=|>=|<>|=|<|>)\s*({_OPERAND})(?![\w(:!.])")
_DIGITS = re.compile(r"\d+")
_WHOLE = frozenset("COUNT COUNTA COUNTIF COUNTIFS COLUMN DAY LEN MATCH MONTH ROW ROWS SIGN TODAY WEEKDAY YEAR".split())
_CLOSE = "1E-14"  # of the larger side; what differs by less is told, what is told is not calculated
_COLUMN = EXCEL_MAX_COLUMNS - 1  # beside whatever a sheet holds


def near_ties(
    workbook: fz.Workbook, formulas: Mapping[str, Formulas], left_out: Collection[CellAddress], *, letters: bool
) -> Iterator[CellAddress]:
    """Formulas whose comparisons Excel may answer otherwise.

    With ``letters``, texts are compared too: the engine knows no case of letters beyond ASCII.
    """
    kinds: dict[str, bool] = {}
    simple: dict[str, bool] = {}

    def wanted(text: str | None, _: Spread) -> bool:
        if text is None or not _SIGN.search(_TEXT.sub("", text)):
            return False
        key = _DIGITS.sub("1", text)
        if key not in kinds:
            kinds[key] = any(True for _ in _pairs(text, letters=letters))
        return kinds[key]

    was_asked = False
    for sheet, cells in formulas.items():
        asked = []
        for formula in cells.select(wanted):
            address = CellAddress(sheet, formula.row, formula.column)
            if address in left_out:
                continue
            text = formula.text or ""
            if letters or formula.shared is not None or not _is_simple(text, simple):
                asked.append(address)
            elif any(_tie(workbook, sheet, match) for match in _SIMPLE.finditer(_TEXT.sub('""', text))):
                yield address
        questions = [[_question(workbook.get_formula(*address) or "", letters=letters)] for address in asked]
        if not questions:
            continue
        workbook.set_formulas_batch(sheet, 1, _COLUMN, questions)
        workbook.evaluate_all()
        answers = workbook.sheet(sheet).get_values(fz.RangeAddress(sheet, 1, _COLUMN, len(asked), _COLUMN))
        workbook.set_values_batch(sheet, 1, _COLUMN, [[None]] * len(asked))
        was_asked = True
        yield from (address for address, row in zip(asked, answers, strict=True) if row and row[0] is True)
    if was_asked:
        workbook.evaluate_all()  # for what reads whole rows


def _is_simple(text: str, known: dict[str, bool]) -> bool:
    """Tell whether all comparisons are of cells and numbers, which can be looked up."""
    key = _DIGITS.sub("1", text)
    if key not in known:
        sides = [side for pair in _pairs(text, letters=False) for side in pair]
        known[key] = "[" not in text and all(map(_OPERAND_ONLY.fullmatch, sides))
    return known[key]


def _tie(workbook: fz.Workbook, sheet: str, match: re.Match[str]) -> bool:
    left, right = _value(workbook, sheet, match[1]), _value(workbook, sheet, match[2])
    if isinstance(left, float) and isinstance(right, float):
        return left != right and abs(left - right) <= float(_CLOSE) * abs(left)
    return False


def _value(workbook: fz.Workbook, sheet: str, operand: str) -> object:
    if operand[0].isdigit():
        return float(operand)
    home, address = split_sheet(operand) if "!" in operand else (sheet, operand)
    value: object = workbook.get_value(home, *parse_cell(address))
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _question(text: str, *, letters: bool) -> str:
    pairs = [(f"({a})", f"({b})") for a, b in _pairs(text, letters=False)]
    ties = [f"IFERROR(AND({a}<>{b},ABS({a}-{b})<={_CLOSE}*ABS({a})),FALSE)" for a, b in pairs]
    if letters:
        ties += [f"{SAME_LETTERS}({a},{b})" for a, b in _pairs(text, letters=True)]
    return f"=OR({','.join(ties)})" if ties else "=FALSE"


def _pairs(text: str, *, letters: bool) -> Iterator[tuple[str, str]]:
    """Both sides of every comparison of single numbers that may be no whole ones."""
    try:
        waiting = [fz.parse(f"={text.removeprefix('=')}")]
    except Exception:  # noqa: BLE001  # the parser raises several unrelated types; the coverage has told of it
        return
    while waiting:
        node = waiting.pop()
        children = node.children()
        waiting += children
        if node.get_operator() in _COMPARISONS and all(
            _may_be_inexact(child) or (letters and _is_text(child)) for child in children
        ):
            left, right = (child.to_formula().removeprefix("=") for child in children)
            yield left, right


def _is_text(node: fz.ASTNode) -> bool:
    if node.node_type() == "Literal":
        return isinstance(node.get_literal_value(), str) and not str(node.get_literal_value()).isascii()
    return node.get_operator() == "&" or (node.node_type() == "Reference" and ":" in node.to_formula())


def _may_be_inexact(node: fz.ASTNode) -> bool:
    kind = node.node_type()
    if kind in ("Reference", "Array") and (kind == "Array" or ":" in node.to_formula()):
        return False  # many answers, which are not looked into
    if kind == "Literal":
        value = node.get_literal_value()
        return not isinstance(value, (str, bool)) and value != 0
    if kind == "Function":
        return (node.get_function_name() or "").upper() not in _WHOLE
    if kind in ("BinaryOp", "UnaryOp"):
        if node.get_operator() in {"&", *_COMPARISONS}:
            return False
        return all(child.node_type() == "Literal" or _may_be_inexact(child) for child in node.children())
    return True
