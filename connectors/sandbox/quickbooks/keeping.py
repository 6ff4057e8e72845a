"""The whole state of a company as one JSON object, and back."""

from typing import Any

import msgspec

from connectors.sandbox.quickbooks.consent import Code, Consent, Office
from connectors.sandbox.quickbooks.store import Store

_KEPT = (
    "home",
    "multicurrency",
    "tables",
    "graves",
    "odd",
    "replays",
    "mailed",
    "next_id",
    "next_attachable",
)
"""Attributes of the Store that are plain JSON."""


def state(store: Store, office: Office, ids: dict[str, str]) -> dict[str, Any]:
    """Return everything that a restart has to find again."""
    return {
        "store": {name: getattr(store, name) for name in _KEPT},
        "consents": office.consents,
        "codes": office.codes,
        "is_open": office.is_open,
        "ids": ids,
    }


def restore(state: dict[str, Any], store: Store, office: Office) -> dict[str, str]:
    """Put a state back in place; return the ids of the story keys."""
    for name in _KEPT:
        setattr(store, name, state["store"][name])
    store.mailed = [(day, id) for day, id in store.mailed]
    office.consents = msgspec.convert(state["consents"], list[Consent])
    office.codes = msgspec.convert(state["codes"], dict[str, Code])
    office.is_open = state["is_open"]
    return dict(state["ids"])
