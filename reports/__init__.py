"""Shows: tables, explanations and the JSON interface. Sends nothing."""
