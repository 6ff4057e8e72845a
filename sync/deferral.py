"""Mails that a server puts off: tried again with growing distance, and given up after some days.

Remembered by address, for each run decides anew what is to be said. A mail server of ours that is away
is no such thing: then nothing is tried, and the next run tries everything.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection

from connectors.mail.message import Refusal
from rules import wording
from sync.store import address_rows
from sync.store.address_rows import AddressState
from sync.store.outbox_rows import Intent
from sync.store.task_rows import Source, new_task
from sync.tasks import raise_task

BACK_OFF = (timedelta(0), timedelta(hours=1), timedelta(hours=4), timedelta(days=1))
"""How long nothing is tried after the first time, the second and so on; then always the last."""
GIVE_UP_AFTER = timedelta(days=5)
_NOBODY = re.compile(r"\b5\.1\.\d{1,3}\b")


def waits(connection: Connection, company: str, intent: Intent, *, now: datetime) -> str | None:
    """Why its mail is not tried yet; None when it is."""
    known = address_rows.all_addresses(connection, company)
    for email in _to(intent):
        state = known.get(email)
        if state is not None and state.retry_at is not None and now < state.retry_at:
            return (
                f"{email} is tried again from {state.retry_at:%d %B %Y %H:%M %Z} on: {state.says}"
            )
    return None


def put_off(
    connection: Connection, company: str, intent: Intent, says: str, *, now: datetime
) -> bool:
    """Remember that its mail was put off; whether that has gone on for too long."""
    known = address_rows.all_addresses(connection, company)
    states = [_once_more(known.get(email), email, says, now) for email in _to(intent)]
    since = min((state.deferred_since or now for state in states), default=now)
    is_over = now - since >= GIVE_UP_AFTER
    if is_over:
        states = [_as_new(state) for state in states]
        words = (
            f"find out why {wording.listing(_to(intent))} of {intent.customer_name} takes no mail"
        )
        task = new_task(
            words,
            source=Source.MAIL,
            since=now.date(),
            customer=intent.customer,
            customer_name=intent.customer_name,
            about=says,
        )
        raise_task(connection, company, task)
    address_rows.put_addresses(connection, company, states)
    return is_over


def _once_more(known: AddressState | None, email: str, says: str, now: datetime) -> AddressState:
    state = known or AddressState(email=email)
    pause = BACK_OFF[min(state.tries, len(BACK_OFF) - 1)]
    return replace(
        state,
        tries=state.tries + 1,
        says=says,
        deferred_since=state.deferred_since or now,
        retry_at=now + pause,
    )


def went(
    connection: Connection,
    company: str,
    intent: Intent,
    refused: Iterable[Refusal],
    *,
    now: datetime,
) -> None:
    """The mail was taken: nobody is put off any more, and who was turned away for good is known."""
    known = address_rows.all_addresses(connection, company)
    changed = [_as_new(known[email]) for email in _to(intent) if email in known]
    changed = [state for state in changed if state != known[state.email]]
    address_rows.put_addresses(connection, company, changed)
    turned_away(connection, company, intent, refused, now=now)


def turned_away(
    connection: Connection,
    company: str,
    intent: Intent,
    refused: Iterable[Refusal],
    *,
    now: datetime,
) -> None:
    """The server knows nobody at an address: that one is not written to again, and a task asks."""
    known = address_rows.all_addresses(connection, company)
    turned = {each.email.lower(): each.says for each in refused if _NOBODY.search(each.says)}
    changed = []
    for email in (email for email in intent.theirs if email in turned):
        state = known.get(email, AddressState(email=email, customer=intent.customer))
        dead = replace(state, usable=False, bounced_on=now.date(), says=turned[email])
        changed.append(dead)
        task = new_task(
            f"ask {intent.customer_name} for an address",
            source=Source.BOUNCE,
            since=now.date(),
            customer=intent.customer,
            customer_name=intent.customer_name,
            about=f"{email}: {turned[email]}",
        )
        raise_task(connection, company, task)
    address_rows.put_addresses(connection, company, changed)


def _as_new(state: AddressState) -> AddressState:
    return replace(state, tries=0, deferred_since=None, retry_at=None)


def _to(intent: Intent) -> list[str]:
    return [person.email.lower() for person in intent.to if person.email]
