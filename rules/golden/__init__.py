"""Golden tests of a rulebook: a small ledger and a day in YAML, and what is expected of them."""
