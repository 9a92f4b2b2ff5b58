"""Supply: projection, policy, orders, materials, promising, capacity and the aggregate plan."""
