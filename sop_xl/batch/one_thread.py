"""One thread for linear algebra, as far as nothing else was said: to be called before NumPy is loaded.

Small matrices gain nothing from threads, which spin while they wait; and sums that are shared out among as many threads
as there are processors would differ in their last digits from machine to machine.
"""

from __future__ import annotations

import os


def calculate_in_one_thread() -> None:
    """Tell the libraries below NumPy, in this process and those that it starts."""
    for name in ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ.setdefault(name, "1")
