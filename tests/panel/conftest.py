"""Histories to forecast, and the run that the tests repeat."""

from pathlib import Path

import numpy as np
import pytest

from sop_xl.panel.chunk import Terms
from sop_xl.panel.run import PanelListener, PanelRequest, forecast_panel


def write_history(path: Path, series: int = 7, seed: int = 5, longest: int = 40) -> list[str]:
    """Monthly histories of different lengths, some intermittent, with a few gaps; the lines written."""
    random = np.random.default_rng(seed)
    lines = []
    for number in range(series):
        length = int(random.integers(3, longest + 1))
        demand = random.poisson(40 * (1 + 0.4 * np.sin(np.arange(length) * np.pi / 6)) if number % 3 else 0.5, length)
        for t, units in enumerate(demand):
            month = longest - length + t
            if 0 < t < length - 1 and random.random() < 0.03:
                continue
            lines.append(f"item {number},{2015 + month // 12}-{month % 12 + 1:02d},{units}")
    path.write_text("\n".join(["unique_id,ds,y", *lines]) + "\n")
    return lines


@pytest.fixture
def run(tmp_path):
    """Forecast a file in the folder of the test; the report and the lines of the output."""

    def forecast(source, horizon=3, season=12, output="out.csv", **options):
        terms = {key: options.pop(key) for key in ("method", "level", "missing", "lead_time") if key in options}
        target = tmp_path / output
        request = PanelRequest(source, target, Terms(horizon, season, **terms), **options)
        report = forecast_panel(request, PanelListener())
        lines = target.read_text().splitlines() if target.exists() and target.suffix == ".csv" else []
        return report, [line.split(",") for line in lines]

    return forecast


@pytest.fixture
def history(tmp_path):
    """A file of the given lines."""

    def write(*lines, name="in.csv"):
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n")
        return path

    return write
