"""What earlier cycles would have said: forecasts made with the data known then.

For a company that starts with the template and has no record of its earlier plans, this is the honest stand-in; from
then on the month roll keeps the real ones.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence

import pandas as pd

from sop_xl.planning.demand.forecast import forecast
from workbooks.planning_data import CYCLE_MONTHS, HISTORY_MONTHS, PLAN_MONTHS, add_months

_KEYS = ["unit", "month", "item"]


def history(sales: pd.DataFrame, unit: str, items: Sequence[str], last_month: dt.date) -> pd.DataFrame:
    """Units of a unit by item and month up to the last closed one; blank (NaN) before the first sale."""
    months = [add_months(last_month, i - HISTORY_MONTHS + 1) for i in range(HISTORY_MONTHS)]
    own = sales[(sales["unit"] == unit) & sales["item"].isin(items)]
    table = own.pivot_table(index="item", columns="month", values="units", aggfunc="sum")
    table = table.reindex(index=list(items), columns=months).astype(float)
    started = table.notna().cumsum(axis=1) > 0
    return table.fillna(0.0).where(started)


def snapshots(sales: pd.DataFrame, items: pd.DataFrame, units: Sequence[str], as_of: dt.date) -> pd.DataFrame:
    """Forecast of each month one and three months before, and the plan of the last cycle, by unit and item."""
    last_month = as_of.replace(day=1)
    on_sale = items.loc[items["phase_out"].isna() | (items["phase_out"] > as_of), "item"].tolist()
    said = []
    for unit in units:
        table = history(sales, unit, on_sale, last_month).dropna(how="all")
        for origin in range(-14, 0):  # the last month known then, counted from the planning date
            steps = range(1, PLAN_MONTHS + 2) if origin == -1 else (1, 3)
            known = table.iloc[:, : HISTORY_MONTHS + origin].to_numpy()
            mean = forecast(known, max(steps), 12).mean.round().clip(min=0)
            for step in steps:
                month = add_months(last_month, origin + step)
                rows = {"unit": unit, "month": month, "item": table.index, "origin": origin, "step": step}
                said.append(pd.DataFrame({**rows, "forecast": mean[:, step - 1]}))
    every = pd.concat(said).dropna(subset="forecast")
    every = every[every["month"] >= add_months(last_month, -11)]
    parts = {
        "lag_1": every[every["step"] == 1],
        "lag_3": every[(every["step"] == 3) & (every["month"] <= last_month)],
        "last_plan": every[every["origin"] == -1],
    }
    columns = [part.set_index(_KEYS)["forecast"].rename(name) for name, part in parts.items()]
    return pd.concat(columns, axis=1).sort_index().reset_index().assign(sales_lag_1=None)


def sales_views(sales: pd.DataFrame, snapshot: pd.DataFrame, optimism: float) -> pd.Series:
    """What a sales team tends to say a month before: the mean of the three months it knew, and a bit more.

    An example of the second step of the forecast process, for data that keeps no record of one.
    """
    known = sales.groupby(_KEYS)["units"].sum()
    means = [
        sum(known.get((unit, add_months(month, -k), item), 0.0) for k in (1, 2, 3)) / 3
        for unit, month, item in snapshot[_KEYS].itertuples(index=False)
    ]
    said = (pd.Series(means, index=snapshot.index) * (1 + optimism)).round()
    return said.where(snapshot["lag_1"].notna())


def cycle_log(sales: pd.DataFrame, items: pd.DataFrame, units: Sequence[str], as_of: dt.date) -> pd.DataFrame:
    """The forecast of every family that each of the last twelve cycles would have made."""
    last_month = as_of.replace(day=1)
    family_of = items.set_index("item")["family"]
    names = [f"m{i}" for i in range(1, CYCLE_MONTHS + 1)]
    logs = []
    for unit in units:
        table = history(sales, unit, items["item"].tolist(), last_month).dropna(how="all")
        families = table.index.map(family_of)
        for origin in range(-CYCLE_MONTHS, 0):
            known = table.iloc[:, : HISTORY_MONTHS + origin]
            running = known.iloc[:, -3:].sum(axis=1) > 0  # what sold nothing for three months is on no plan
            mean = pd.DataFrame(forecast(known.to_numpy(), CYCLE_MONTHS, 12).mean, columns=names).clip(lower=0)
            mean[~running.to_numpy()] = 0.0
            log = mean.fillna(0.0).groupby(families.rename("family")).sum().round().reset_index()
            logs.append(log.assign(unit=unit, cycle=add_months(last_month, origin + 1)))
    both = pd.concat(logs)[["unit", "family", "cycle", *names]]
    return both.sort_values(["unit", "family", "cycle"], ignore_index=True)
