"""Supply: stock projection, policy, capacity."""
