"""What became of a mail after it was handed over, beside the state of its intent."""

from datetime import date
from enum import StrEnum

from sqlalchemy import Connection, select, update

from sync.store.outbox_rows import REFUSED, Intent, State, all_intents
from sync.store.schema import intents


class Delivery(StrEnum):
    """How far a mail has come, as far as anybody can tell."""

    ACCEPTED = "accepted"
    """The mail server took it; nothing came back."""
    DEFERRED = "deferred"
    """A server put it off; it is tried again."""
    REFUSED = "refused"
    """A server would not take it, from all or from some of its people."""
    BOUNCED = "bounced"
    REPLIED = "replied"
    OUT_OF_OFFICE = "out of office"
    UNKNOWN = "unknown"


_BY_STATE = {
    State.SENT: Delivery.ACCEPTED,
    State.FAILED: Delivery.REFUSED,
    State.UNKNOWN: Delivery.UNKNOWN,
    State.BOUNCED: Delivery.BOUNCED,
}


def delivery_of(intent: Intent) -> Delivery | None:
    """How far its mail has come; None of what is no mail, or has not been tried."""
    if intent.channel not in ("email", "platform"):
        return None
    if intent.delivery is not None:
        return Delivery(intent.delivery)
    if intent.state is State.QUEUED:
        return Delivery.DEFERRED if intent.says else None
    if intent.state is State.SENT and (intent.says or "").startswith(REFUSED):
        return Delivery.REFUSED
    return _BY_STATE.get(intent.state)


def set_delivery(
    connection: Connection,
    intent: str,
    delivery: Delivery,
    says: str,
    *,
    retry_on: date | None = None,
) -> None:
    """Store what came back of a mail; `retry_on`: told again then, if nothing else comes."""
    connection.execute(
        update(intents)
        .where(intents.c.id == intent)
        .values(
            delivery=delivery.value,
            delivery_says=says,
            retry_on=retry_on.isoformat() if retry_on else None,
        )
    )


def to_retry(connection: Connection, company: str, on: date) -> tuple[Intent, ...]:
    """Mails that came back for now, and are to be told again."""
    due = connection.scalars(
        select(intents.c.id).where(
            intents.c.company == company,
            intents.c.state == State.SENT.value,
            intents.c.delivery == Delivery.BOUNCED.value,
            intents.c.retry_on <= on.isoformat(),
        )
    )
    wanted = set(due)
    if not wanted:
        return ()
    sent = all_intents(connection, company, (State.SENT,))
    return tuple(intent for intent in sent if intent.id in wanted)


def came_back_before(connection: Connection, company: str, intent: Intent) -> bool:
    """Whether what it says was told before, and came back as well."""
    own = _what(intent)
    earlier = all_intents(connection, company, (State.BOUNCED,))
    return any(other.id != intent.id and own & _what(other) for other in earlier)


def _what(intent: Intent) -> set[tuple[str, str]]:
    """The steps that it takes of its invoices, and its occasion."""
    told: set[tuple[str, str]] = {
        (line.invoice, line.step) for line in intent.lines if line.step is not None
    }
    return told if intent.occasion is None else told | {(intent.customer, intent.occasion)}
