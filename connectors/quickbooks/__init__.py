"""QuickBooks Online: calls addressed by python-quickbooks, bytes decoded here to facts."""
