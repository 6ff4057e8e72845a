"""Ids that are the same in every process: uuid5 of the company and a story key."""

from uuid import NAMESPACE_URL, uuid5


def guid(company: str, kind: str, key: str) -> str:
    """Return the GUID of one thing in one company, in lower case."""
    return str(uuid5(NAMESPACE_URL, f"sandbox:xero:{company}:{kind}:{key}"))
