"""The planr demo data as blocks of items × periods."""

import csv
from pathlib import Path

import numpy as np

FOLDER = Path(__file__).parent / "data"


def blocks(name, *columns):
    """Names of the items, and one block per column; a blank cell is 0."""
    with (FOLDER / f"{name}.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    items = list(dict.fromkeys(row["DFU"] for row in rows))
    return items, *(np.array([[float(r[c] or 0) for r in rows if r["DFU"] == item] for item in items]) for c in columns)
