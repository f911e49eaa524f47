"""The gate: policy, evidence, rules, noise, ledger and the only safe results."""
