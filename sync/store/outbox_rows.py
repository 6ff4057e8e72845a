"""The outbox's rows: intents, the steps that they take, and the notes that are due."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import msgspec
from sqlalchemy import Connection, Row, and_, delete, insert, or_, select, update

from rules.case import StepState, Taken, Told
from rules.deciding.recipients import OURS
from rules.decisions import NO_BACKGROUND, Action, Background
from rules.facts import CustomerId, InvoiceId, Person
from sync.store.schema import intents, notes, occasions, steps


class State(StrEnum):
    """Where an intent, or a note, stands."""

    QUEUED = "queued"
    APPROVED = "approved"
    """A person approved it; the next run delivers it."""
    WAITING = "waiting"
    """Waits for a person: an approval, or a call to be made."""
    CLAIMED = "claimed"
    """Being prepared: nothing has left."""
    SENDING = "sending"
    """May be leaving at this moment; after a crash nobody knows."""
    SENT = "sent"
    OVERTAKEN = "overtaken"
    UNKNOWN = "unknown"
    FAILED = "failed"
    BOUNCED = "bounced"
    """It came back: nobody of the customer's has it, and its steps are free again."""


REFUSED = "refused: "
"""What the word on a mail begins with that some of its recipients did not get."""

MARK_SENT = "marked as sent in the ledger"
"""The text of what is no note, but tells the ledger of an invoice that we sent by our own letter."""

STEP_STATES = {
    State.QUEUED: StepState.QUEUED,
    State.APPROVED: StepState.WAITING,
    State.WAITING: StepState.WAITING,
    State.CLAIMED: StepState.QUEUED,
    State.SENDING: StepState.QUEUED,
    State.SENT: StepState.SENT,
    State.UNKNOWN: StepState.UNKNOWN,
    State.FAILED: StepState.FAILED,
}


@dataclass(frozen=True, slots=True)
class IntentLine:
    """One invoice of an intent, as it stood when it was decided."""

    invoice: InvoiceId
    number: str | None
    step: str | None
    customer: CustomerId
    balance: Decimal
    currency: str
    due: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """Something to send, once."""

    id: str
    action: Action
    channel: str
    state: State
    customer: CustomerId
    customer_name: str
    decided_on: date
    policy: str | None
    step: str | None
    letter: str | None
    senior: bool
    to: tuple[Person, ...]
    cc: tuple[Person, ...]
    lines: tuple[IntentLine, ...]
    reason: str
    occasion: str | None = None
    """What it is about where it takes no step of an invoice; a customer hears each once."""
    language: str | None = None
    """The language of whom it goes to, where somebody said so."""
    good_history: bool = False
    """The customer usually pays on time: a letter may say so."""
    background: Background = NO_BACKGROUND
    message_id: str | None = None
    approval: str | None = None
    """By what of which approved plan it was queued; None where by none."""
    words: tuple[str, ...] | None = None
    """What made the words of its letter when a person approved it (`sync.words`); None where nobody
    did, or an earlier version noted none."""
    says: str | None = None
    delivery: str | None = None
    """What came back of its mail, by a word of `Delivery`; None as long as nothing did."""
    delivery_says: str | None = None

    @property
    def theirs(self) -> tuple[str, ...]:
        """The addresses, in lower case, of the customer's people to whom it goes."""
        people = (*self.to, *self.cc)
        return tuple(p.email.lower() for p in people if p.email and p.role != OURS)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteDue:
    """A note to be written on an invoice, once."""

    id: str
    intent: str
    invoice: InvoiceId
    text: str
    state: State
    says: str | None = None

    @property
    def is_mark(self) -> bool:
        """Whether nothing is written: the ledger is told that the customer has the invoice."""
        return self.text == MARK_SENT


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def add_intent(connection: Connection, company: str, intent: Intent) -> None:
    """Store an intent with its steps and its occasion; the database refuses what was taken before."""
    connection.execute(
        insert(intents).values(
            id=intent.id,
            company=company,
            channel=intent.channel,
            state=intent.state.value,
            customer=intent.customer,
            customer_name=intent.customer_name,
            decided_on=intent.decided_on.isoformat(),
            body=msgspec.json.encode(intent).decode(),
            message_id=intent.message_id,
            says=intent.says,
            changed_at=_now(),
        )
    )
    taken = [
        {
            "company": company,
            "invoice": line.invoice,
            "step": line.step,
            "policy": intent.policy or "",
            "intent": intent.id,
        }
        for line in intent.lines
        if line.step is not None
    ]
    if taken:
        connection.execute(insert(steps), taken)
    if intent.occasion is not None:
        about = {"customer": intent.customer, "occasion": intent.occasion, "intent": intent.id}
        connection.execute(insert(occasions).values(company=company, **about))


def set_intent(
    connection: Connection,
    intent: str,
    state: State,
    says: str | None = None,
    *,
    on: date | None = None,
) -> None:
    """Move an intent to another state. One that is overtaken, or came back, gives its steps and
    its occasion back.

    `on` is the day on which it was carried out, where that is not the day of the decision.
    """
    values = {"state": state.value, "says": says, "changed_at": _now()}
    if on is not None:
        values["decided_on"] = on.isoformat()
    connection.execute(update(intents).where(intents.c.id == intent).values(values))
    if state in (State.OVERTAKEN, State.BOUNCED):
        connection.execute(delete(steps).where(steps.c.intent == intent))
        connection.execute(delete(occasions).where(occasions.c.intent == intent))


def approve_intent(connection: Connection, intent: Intent, says: str | None) -> None:
    """A person approved it, in its words."""
    body = msgspec.json.encode(intent).decode()
    connection.execute(update(intents).where(intents.c.id == intent.id).values(body=body))
    set_intent(connection, intent.id, State.APPROVED, says)


def forget_intents(connection: Connection, company: str, states: Collection[State]) -> int:
    """Take back what was decided and never left; returns how many."""
    mine = select(intents.c.id).where(
        intents.c.company == company, intents.c.state.in_([state.value for state in states])
    )
    connection.execute(delete(steps).where(steps.c.intent.in_(mine)))
    connection.execute(delete(occasions).where(occasions.c.intent.in_(mine)))
    return connection.execute(delete(intents).where(intents.c.id.in_(mine))).rowcount


def all_intents(
    connection: Connection, company: str, states: Collection[State] | None = None
) -> tuple[Intent, ...]:
    """The company's intents, oldest decision first."""
    query = select(intents).where(intents.c.company == company)
    if states is not None:
        query = query.where(intents.c.state.in_([state.value for state in states]))
    rows = connection.execute(query.order_by(intents.c.decided_on, intents.c.id))
    return tuple(_intent(row) for row in rows)


def _intent(row: Row[Any]) -> Intent:
    body = msgspec.json.decode(row.body, type=Intent)
    return replace(
        body,
        state=State(row.state),
        says=row.says,
        delivery=row.delivery,
        delivery_says=row.delivery_says,
        decided_on=date.fromisoformat(row.decided_on),
    )


def refused_in_part(connection: Connection, company: str) -> tuple[Intent, ...]:
    """Mails that went out, though not to everybody, and of which nobody has taken note yet."""
    rows = connection.execute(
        select(intents).where(
            intents.c.company == company,
            intents.c.state == State.SENT.value,
            intents.c.says.like(f"{REFUSED}%"),
        )
    )
    return tuple(_intent(row) for row in rows)


_OFFERS = '"action":"offer"'
"""Stands in the body of an intent that offers instalments; a quote in a name is escaped there."""


def taken_steps(connection: Connection, company: str) -> Iterable[tuple[CustomerId, Taken]]:
    """Every step ever taken, with the customer whose case it belongs to."""
    query = select(
        steps.c.invoice,
        steps.c.step,
        steps.c.policy,
        steps.c.intent,
        intents.c.customer,
        intents.c.channel,
        intents.c.decided_on,
        intents.c.state,
        intents.c.says,
        intents.c.body.contains(_OFFERS, autoescape=True).label("offer"),
    ).join(intents, steps.c.intent == intents.c.id)
    for row in connection.execute(query.where(steps.c.company == company)):
        yield (
            CustomerId(row.customer),
            Taken(
                invoice=InvoiceId(row.invoice),
                policy=row.policy,
                step=row.step,
                channel=row.channel,
                on=date.fromisoformat(row.decided_on),
                state=STEP_STATES[State(row.state)],
                contact=row.intent,
                says=row.says,
                offer=bool(row.offer),
            ),
        )


def told_occasions(connection: Connection, company: str) -> Iterable[tuple[CustomerId, Told]]:
    """Every occasion that a customer was told of, with the customer."""
    query = select(
        occasions.c.customer, occasions.c.occasion, intents.c.decided_on, intents.c.state
    ).join(intents, occasions.c.intent == intents.c.id)
    for row in connection.execute(query.where(occasions.c.company == company)):
        state = STEP_STATES[State(row.state)]
        yield (
            CustomerId(row.customer),
            Told(row.occasion, date.fromisoformat(row.decided_on), state),
        )


def heard(
    connection: Connection, company: str, on: date, *, to_come: bool = True
) -> frozenset[str]:
    """The addresses, in lower case, of the persons who hear from the company on that day.

    With `to_come` also those whom what was decided on the day is for, though it waits for a person,
    and those whom an approved mail is about to reach; without it only who has heard by e-mail.
    """
    went = [State.SENT.value, State.UNKNOWN.value, State.SENDING.value]
    states = [*went, State.WAITING.value] if to_come else went
    counts = and_(intents.c.decided_on == on.isoformat(), intents.c.state.in_(states))
    by_mail = intents.c.channel == "email"
    if to_come:
        counts = or_(counts, and_(by_mail, intents.c.state == State.APPROVED.value))
    else:
        counts = and_(counts, by_mail)
    bodies = connection.scalars(select(intents.c.body).where(intents.c.company == company, counts))
    found = (msgspec.json.decode(body, type=Intent) for body in bodies)
    return frozenset(email for intent in found for email in intent.theirs)


def thread_of(connection: Connection, company: str, intent: Intent) -> tuple[str, ...]:
    """The Message-IDs of what somebody whom the intent is for was sent before, oldest first.

    A customer's departments have a thread each: nobody's mail refers to one that they never got.
    """
    people = _addresses(intent)
    found = connection.execute(
        select(intents.c.message_id, intents.c.body)
        .where(
            intents.c.company == company,
            intents.c.customer == intent.customer,
            intents.c.state == State.SENT.value,
            intents.c.message_id.is_not(None),
        )
        .order_by(intents.c.decided_on, intents.c.changed_at, intents.c.id)
    )
    return tuple(
        row.message_id
        for row in found
        if people & _addresses(msgspec.json.decode(row.body, type=Intent))
    )


def _addresses(intent: Intent) -> frozenset[str]:
    return frozenset(person.email.lower() for person in intent.to if person.email)


def add_notes(connection: Connection, company: str, due: Iterable[NoteDue]) -> None:
    """Store notes that are due."""
    rows = [
        {
            "id": note.id,
            "company": company,
            "intent": note.intent,
            "invoice": note.invoice,
            "text": note.text,
            "state": note.state.value,
            "changed_at": _now(),
        }
        for note in due
    ]
    if rows:
        connection.execute(insert(notes), rows)


def set_note(connection: Connection, note: str, state: State, says: str | None = None) -> None:
    """Move a note to another state."""
    connection.execute(
        update(notes)
        .where(notes.c.id == note)
        .values(state=state.value, says=says, changed_at=_now())
    )


def all_notes(
    connection: Connection, company: str, states: Collection[State]
) -> tuple[NoteDue, ...]:
    """The company's notes in these states."""
    rows = connection.execute(
        select(notes)
        .where(notes.c.company == company, notes.c.state.in_([state.value for state in states]))
        .order_by(notes.c.id)
    )
    return tuple(
        NoteDue(
            id=row.id,
            intent=row.intent,
            invoice=InvoiceId(row.invoice),
            text=row.text,
            state=State(row.state),
            says=row.says,
        )
        for row in rows
    )
