"""Finance: variances, bridges, the plan in money, standard cost, currencies, cash and reporting."""
