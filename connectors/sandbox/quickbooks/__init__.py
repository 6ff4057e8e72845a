"""QuickBooks Online as a local server speaks it (accounting-apis B1-B15, E)."""
