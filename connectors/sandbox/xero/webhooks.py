"""Xero's webhook sender: signed events, and the intent-to-receive trial (accounting-apis A13)."""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import requests

SECONDS_TO_ANSWER = 5
INTENTS = (True, False, True, False)
"""Which of the trial's posts are signed rightly."""


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happened to a record."""

    category: str
    """INVOICE, CONTACT or CREDITNOTE."""
    type: str
    """CREATE or UPDATE."""
    id: str
    at: datetime


def signature(body: bytes, key: str) -> str:
    """Return the value of x-xero-signature for a body."""
    return base64.b64encode(hmac.digest(key.encode(), body, hashlib.sha256)).decode()


def events_body(events: Sequence[Event], *, tenant: str, first: int = 1) -> bytes:
    """Build the body of a delivery; `first` is the sequence number of its first event."""
    told = [
        {
            "resourceUrl": f"https://api.xero.com/api.xro/2.0/{_PLURAL[event.category]}/{event.id}",
            "resourceId": event.id,
            "tenantId": tenant,
            "tenantType": "ORGANISATION",
            "eventCategory": event.category,
            "eventType": event.type,
            "eventDateUtc": event.at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:-3],
        }
        for event in events
    ]
    body = {
        "events": told,
        "firstEventSequence": first if told else 0,
        "lastEventSequence": first + len(told) - 1 if told else 0,
        "entropy": hashlib.sha256(json.dumps(told).encode()).hexdigest()[:20].upper(),
    }
    return json.dumps(body).encode()


def deliver(address: str, key: str, body: bytes, *, rightly: bool = True) -> int:
    """Post a body to a receiver and return its status; wrongly signed when not `rightly`."""
    signed = signature(body, key if rightly else f"not {key}")
    headers = {"x-xero-signature": signed, "Content-Type": "application/json; charset=utf-8"}
    return requests.post(address, data=body, headers=headers, timeout=SECONDS_TO_ANSWER).status_code


def passes_intent_to_receive(address: str, key: str, *, tenant: str) -> bool:
    """Whether a receiver answers 200 to each right signature and 401 to each wrong one."""
    body = events_body([], tenant=tenant)
    said = [deliver(address, key, body, rightly=rightly) for rightly in INTENTS]
    return said == [200 if rightly else 401 for rightly in INTENTS]


_PLURAL = {"INVOICE": "Invoices", "CONTACT": "Contacts", "CREDITNOTE": "CreditNotes"}
