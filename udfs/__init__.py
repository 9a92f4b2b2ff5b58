"""The worksheet functions by domain: each takes coerced arguments, calls the planning maths and returns.

Importing this package fills the registry and freezes it.
"""

from sop_xl.functions.registry import REGISTRY
from udfs import (
    capacity,
    cash,
    costing,
    demand,
    demand_review,
    finance,
    forecast_performance,
    info,
    inventory,
    materials,
    policy,
    product,
    promotion,
    reporting,
    safety_stock,
    scenario,
    stock,
    suppliers,
    supply,
)

__all__ = [
    "REGISTRY",
    "capacity",
    "cash",
    "costing",
    "demand",
    "demand_review",
    "finance",
    "forecast_performance",
    "info",
    "inventory",
    "materials",
    "policy",
    "product",
    "promotion",
    "reporting",
    "safety_stock",
    "scenario",
    "stock",
    "suppliers",
    "supply",
]

REGISTRY.freeze()
