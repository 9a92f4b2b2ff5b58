"""Worksheet functions for suppliers: on time, in full, lead time and price."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

import numpy as np

from sop_xl.cells.dates import to_serial
from sop_xl.errors import ZeroDenominatorError
from sop_xl.functions.definition import Arg, Example, Labels, Result, Series
from sop_xl.functions.registry import worksheet_function
from sop_xl.planning.supply import suppliers
from udfs.rows import mark_rows

_CATEGORY = "Supply"


@worksheet_function(
    "SOP_SUPPLIER_PERFORMANCE",
    category=_CATEGORY,
    source="SCOR model, perfect order fulfilment",
    examples=[
        Example.of(
            '=SOP_SUPPLIER_PERFORMANCE({"Ito";"Ito"},{10;20},{9;22},{5;5},{5;5},{1;12})',
            ("Ito", 2, 0.5, 1, 0.5, 9, 1.414213562),
        )
    ],
)
def supplier_performance(
    supplier: Annotated[Labels, Arg("Supplier of each order line")],
    due: Annotated[Series, Arg("Promised date of each line", "date")],
    received: Annotated[Series, Arg("Date of receipt; blank while the line is open", "date")],
    ordered_quantity: Annotated[Series, Arg("Quantity ordered, above 0", "units")],
    received_quantity: Annotated[Series, Arg("Quantity received", "units", blank="zero")],
    order_date: Annotated[Series | None, Arg("Date of the order, for the lead time", "date")] = None,
    as_of: Annotated[
        dt.date | None, Arg("Open lines due before this day count as late; else open lines do not count")
    ] = None,
) -> Annotated[
    object, Result("Supplier, lines, on time, in full, OTIF, mean and std of lead time in days", None, "suppliers × 7")
]:
    """Supplier performance: on time, in full, both (OTIF), and the lead time, one row per supplier.

    Shares are of the lines that are received or overdue. A figure without a line behind it is #DIV/0!; a supplier with
    a line that makes no sense says which.
    """
    figures = suppliers.supplier_performance(
        supplier,
        due,
        received,
        ordered_quantity,
        received_quantity,
        np.nan if order_date is None else order_date,
        -np.inf if as_of is None else to_serial(as_of),
    )
    numbers = np.column_stack(
        [
            figures.lines,
            figures.on_time,
            figures.in_full,
            figures.otif,
            figures.lead_time_mean,
            figures.lead_time_std,
        ]
    )
    problems = [problem or _NO_LINE for problem in figures.problems]
    return _table(figures.suppliers, mark_rows(numbers, problems))


@worksheet_function(
    "SOP_SUPPLIER_PPV",
    category=_CATEGORY,
    source="Horngren, Datar & Rajan, Cost Accounting, 15e, ch. 7",
    examples=[Example.of('=SOP_SUPPLIER_PPV({"Ito";"Ito"},{10.5;9},{10;10},{100;20})', ("Ito", 30, 0.025))],
)
def supplier_ppv(
    supplier: Annotated[Labels, Arg("Supplier of each receipt")],
    price_paid: Annotated[Series, Arg("Price paid", "currency/unit")],
    standard_price: Annotated[Series, Arg("Standard price", "currency/unit")],
    quantity: Annotated[Series, Arg("Quantity received", "units")],
) -> Annotated[object, Result("Supplier, variance, share of the standard value", None, "suppliers × 3")]:
    """Purchase price variance by supplier: (price paid − standard price) × quantity; positive = paid too much.

    A supplier with a blank in one of its lines is #N/A.
    """
    prices = suppliers.purchase_price_variance(supplier, price_paid, standard_price, quantity)
    numbers = np.column_stack([prices.variance, prices.share])
    return _table(prices.suppliers, mark_rows(numbers, [problem or _NO_LINE for problem in prices.problems]))


_NO_LINE = ZeroDenominatorError("no line to tell it from", argument="supplier")


def _table(names: tuple[str, ...], numbers: np.ndarray) -> list[list[object]]:
    return [[name, *row] for name, row in zip(names, numbers.tolist(), strict=True)]
