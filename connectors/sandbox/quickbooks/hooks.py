"""Webhooks in both formats (accounting-apis B15): what happened, bodies, signature, delivery."""

import base64
import hashlib
import hmac
import json
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import requests

from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.store import Record, Store, updated

SECONDS_TO_ANSWER = 3
_PAST = {
    "Create": "created",
    "Update": "updated",
    "Delete": "deleted",
    "Void": "voided",
    "Merge": "merged",
    "Emailed": "emailed",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to one record; `at` is aware."""

    entity: str
    id: str
    operation: str
    """Create, Update, Delete, Void, Merge or Emailed."""
    at: datetime


def events(store: Store, since: datetime) -> list[Event]:
    """Return what happened to the records after a moment, the oldest first."""
    told = [
        Event(entity, record["Id"], operation(record), datetime.fromisoformat(updated(record)))
        for entity in ENTITIES
        for table, operation in ((store.tables, _operation), (store.graves, _deleted))
        for record in table[entity].values()
    ]
    return sorted((event for event in told if event.at > since), key=lambda event: event.at)


def _operation(record: Record) -> str:
    return "Create" if record["SyncToken"] == "0" else "Update"


def _deleted(record: Record) -> str:
    return "Delete"


def deliver(address: str, verifier: str, body: bytes) -> int:
    """Post a body to a receiver and return its status; anything but 200 asks for a repetition."""
    kind = "application/cloudevents+json" if body.startswith(b"[") else "application/json"
    headers = {"intuit-signature": signature(body, verifier), "Content-Type": kind}
    return requests.post(address, data=body, headers=headers, timeout=SECONDS_TO_ANSWER).status_code


def signature(body: bytes, verifier: str) -> str:
    """Return the value of the header `intuit-signature`."""
    return base64.b64encode(hmac.digest(verifier.encode(), body, hashlib.sha256)).decode()


def legacy(realm: str, events: Sequence[Event]) -> bytes:
    """Return the body of the format that ended in 2026."""
    entities = [
        {
            "name": event.entity,
            "id": event.id,
            "operation": event.operation,
            "lastUpdated": _utc(event.at, "milliseconds"),
        }
        for event in events
    ]
    change = {"realmId": realm, "dataChangeEvent": {"entities": entities}}
    return json.dumps({"eventNotifications": [change]}, separators=(",", ":")).encode()


def cloud_events(realm: str, events: Sequence[Event]) -> bytes:
    """Return the body of the CloudEvents format; `id` is the same when an event is repeated."""
    return json.dumps([_cloud_event(realm, event) for event in events]).encode()


def _cloud_event(realm: str, event: Event) -> dict[str, object]:
    name = f"{realm}/{event.entity}/{event.id}/{event.operation}/{event.at.isoformat()}"
    return {
        "specversion": "1.0",
        "id": str(uuid.uuid5(uuid.NAMESPACE_URL, name)),
        "source": "intuit.sandbox",
        "type": f"qbo.{event.entity.lower()}.{_PAST[event.operation]}.v1",
        "datacontenttype": "application/json",
        "time": _utc(event.at, "microseconds")[:-1] + "000Z",
        "intuitentityid": event.id,
        "intuitaccountid": realm,
        "data": {},
    }


def _utc(at: datetime, precision: str) -> str:
    return at.astimezone(UTC).isoformat(timespec=precision).replace("+00:00", "Z")
