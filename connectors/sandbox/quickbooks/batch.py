"""Many requests in one (accounting-apis B5): each item has an answer, a fault, and its own bId."""

from typing import Any

from connectors.sandbox.quickbooks import mails, select
from connectors.sandbox.quickbooks.bodies import parsed
from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import Fault, business, missing, unsupported_property
from connectors.sandbox.quickbooks.store import Record, Store
from connectors.sandbox.quickbooks.writes import write

MOST = 30
"""Items in one batch."""


def batch(store: Store, raw: bytes) -> list[dict[str, Any]]:
    """Carry the items out one after the other; a fault ends its own item only."""
    items = parsed(raw).get("BatchItemRequest")
    if not isinstance(items, list):
        raise missing("BatchItemRequest")
    if not all(isinstance(item, dict) for item in items):
        raise unsupported_property("BatchItemRequest")
    if len(items) > MOST:
        raise business(f"A batch holds at most {MOST} items, this one has {len(items)}.")
    return [_answer(store, item) | {"bId": item.get("bId")} for item in items]


def _answer(store: Store, item: Record) -> dict[str, Any]:
    try:
        if "Query" in item:
            return {"QueryResponse": select.run(store, str(item["Query"]))}
        return _write(store, item)
    except Fault as fault:
        return {"Fault": fault.body()}


def _write(store: Store, item: Record) -> dict[str, Any]:
    entity = next((name for name in item if name in ENTITIES), None)
    if entity is None or not isinstance(item[entity], dict):
        raise unsupported_property(", ".join(item))
    operation = item.get("operation")
    if operation is None:
        raise missing("operation")
    if operation == "send" and entity == "Invoice":
        return {entity: mails.send(store, str(item[entity].get("Id")), None)}
    voids = item.get("optionsData") == "void"
    return {entity: write(store, entity, item[entity], operation=operation, voids=voids)}
