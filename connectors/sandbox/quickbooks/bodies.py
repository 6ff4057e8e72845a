"""What a write may carry: every property known, every text short enough, references alive."""

import json
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks import faults
from connectors.sandbox.quickbooks.entities import (
    ALWAYS,
    ENTITIES,
    LONGEST,
    LONGEST_ADDRESS,
)
from connectors.sandbox.quickbooks.store import Record, Store

_REFERENCES = {
    "CustomerRef": "Customer",
    "SalesTermRef": "Term",
    "ParentRef": "Customer",
    "CustomerTypeRef": "CustomerType",
}


def parsed(raw: bytes) -> Record:
    """Read a JSON object, amounts as Decimal; fault 500 or 2010 if it is none."""
    try:
        body = json.loads(raw, parse_float=Decimal)
    except UnicodeDecodeError:
        raise faults.unsupported("non-UTF-8 body") from None
    except ValueError:
        raise faults.unsupported_property("failed to parse json object") from None
    if not isinstance(body, dict):
        raise faults.unsupported_property("failed to parse json object")
    return body


def is_blank(value: Any) -> bool:
    """Whether a write that carries this value clears the field."""
    return value is None or value == ""


def checked(store: Store, entity: str, body: Record) -> Record:
    """Return the writable part of a body; a fault if anything in it cannot be written.

    What the ledger computes itself is accepted and left out.
    """
    kind = ENTITIES[entity]
    for name, value in body.items():
        if name in kind.refused or name not in kind.known:
            raise faults.unsupported_property(name)
        _check_length(name, value)
        _check_reference(store, entity, name, value)
    skipped = kind.reads_only | ALWAYS
    return {name: value for name, value in body.items() if name not in skipped}


def check_required(entity: str, fields: Record) -> None:
    """Fault 2020 if a required property is absent or blank."""
    for name in ENTITIES[entity].required:
        if is_blank(fields.get(name)):
            raise faults.missing(name)


def _check_length(name: str, value: Any) -> None:
    if name in LONGEST and isinstance(value, str) and len(value) > LONGEST[name]:
        raise faults.too_long(name, LONGEST[name])
    if name in LONGEST_ADDRESS and isinstance(value, dict):
        most = LONGEST_ADDRESS[name]
        if len(value.get("Address") or "") > most:
            raise faults.too_long(f"{name}.Address", most)


def _check_reference(store: Store, entity: str, name: str, value: Any) -> None:
    target = "Item" if (entity, name) == ("Item", "ParentRef") else _REFERENCES.get(name)
    if target is None or not value:
        return
    id = value.get("value") if isinstance(value, dict) else None
    if id not in store.tables[target]:
        raise faults.no_such_reference(name, id)
