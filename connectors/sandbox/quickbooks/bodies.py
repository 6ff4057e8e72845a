"""What a write may carry: every property known, every text short enough, references alive."""

import json
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks import faults
from connectors.sandbox.quickbooks.entities import (
    ALWAYS,
    ENTITIES,
    LONGEST,
    LONGEST_ADDRESS,
)
from connectors.sandbox.quickbooks.money import amount
from connectors.sandbox.quickbooks.store import Record, Store

_NUMBERS = frozenset(
    {"TotalAmt", "ExchangeRate", "DueDays", "DayOfMonthDue", "DueNextMonthDays", "DiscountDays"}
)
_DATES = frozenset({"TxnDate", "DueDate", "ShipDate", "ExpirationDate"})
_LISTS = frozenset({"Line", "CustomField", "AttachableRef"})
_OBJECTS = ("Ref", "Addr", "Email", "EmailCc", "EmailBcc", "TaxDetail", "Memo")
"""How the names of properties end whose value is an object."""
_OBJECTS_IN_LISTS = frozenset({"EntityRef", "SalesItemLineDetail"})
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
        _check_shape(name, value)
        _check_length(name, value)
        _check_reference(store, entity, name, value)
    skipped = kind.reads_only | ALWAYS
    return {name: value for name, value in body.items() if name not in skipped}


def check_required(entity: str, fields: Record) -> None:
    """Fault 2020 if a required property is absent or blank."""
    for name in ENTITIES[entity].required:
        if is_blank(fields.get(name)):
            raise faults.missing(name)


def _check_shape(name: str, value: Any) -> None:
    """Refuse what is not of the property's kind: 2010, and 2080 for numbers."""
    if is_blank(value):
        return
    if name in _NUMBERS:
        amount(name, value)
    elif name in _DATES:
        _check_date(name, value)
    elif name in _LISTS:
        _check_list(name, value)
    elif name.endswith(_OBJECTS) and not isinstance(value, dict):
        raise faults.unsupported_property(name)


def _check_list(name: str, value: Any) -> None:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise faults.unsupported_property(name)
    for one in value:
        for inner in _OBJECTS_IN_LISTS & one.keys():
            if not isinstance(one[inner], dict):
                raise faults.unsupported_property(f"{name}.{inner}")
        if name == "Line":
            amount("Line.Amount", one.get("Amount", 0))
            _check_links(one.get("LinkedTxn", []))


def _check_links(links: Any) -> None:
    _check_list("LinkedTxn", links)
    for link in links:
        if not all(isinstance(link.get(name), str) for name in ("TxnId", "TxnType")):
            raise faults.unsupported_property("LinkedTxn")


def _check_date(name: str, value: Any) -> None:
    try:
        date.fromisoformat(value)
    except (TypeError, ValueError):
        raise faults.unsupported_property(name) from None


def _check_length(name: str, value: Any) -> None:
    if name in LONGEST and isinstance(value, str) and len(value) > LONGEST[name]:
        raise faults.too_long(name, LONGEST[name])
    if name in LONGEST_ADDRESS and isinstance(value, dict):
        most, address = LONGEST_ADDRESS[name], value.get("Address") or ""
        if not isinstance(address, str):
            raise faults.unsupported_property(f"{name}.Address")
        if len(address) > most:
            raise faults.too_long(f"{name}.Address", most)


def _check_reference(store: Store, entity: str, name: str, value: Any) -> None:
    target = "Item" if (entity, name) == ("Item", "ParentRef") else _REFERENCES.get(name)
    if target is None or is_blank(value):
        return
    id = value.get("value")
    if not isinstance(id, str) or id not in store.tables[target]:
        raise faults.no_such_reference(name, id)
