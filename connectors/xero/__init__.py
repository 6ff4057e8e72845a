"""Xero: calls addressed by xero-python, bytes decoded here to facts."""
