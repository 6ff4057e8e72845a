"""After a crash: what an earlier run left half done is settled before anything new is decided.

Only the holder of the run lock comes here, so whatever is not settled belongs to a dead run.
"""

from connectors.ledger import Ledger
from connectors.mail.message import Channel, Receipt
from rules.facts import Invoice
from sync.notes import notes_of
from sync.outbox import NEVER_LEFT
from sync.report import Outcome
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, State

UNKNOWN = (
    "the run ended while this mail was being handed over; look in the mail server's log or ask "
    "the customer, then `goodterms outbox resolve`"
)


def recover(store: Store, ledger: Ledger, channel: Channel, company: str) -> tuple[Outcome, ...]:
    """Settle what may have left, and take back what certainly has not.

    Returns what became of the former: the dead run has told nobody.
    """
    with store.read() as connection:
        perhaps = outbox_rows.all_intents(connection, company, (State.SENDING,))
    settled = [_settle(store, ledger, channel, company, intent) for intent in perhaps]
    with store.write() as connection:
        outbox_rows.forget_intents(connection, company, NEVER_LEFT)
    return tuple(outcome for outcome in settled if outcome.state is not State.QUEUED)


def _settle(
    store: Store, ledger: Ledger, channel: Channel, company: str, intent: Intent
) -> Outcome:
    found = ledger.reread([line.invoice for line in intent.lines]).found
    invoices = [found[line.invoice] for line in intent.lines if line.invoice in found]
    went = _went(channel, intent, invoices)
    with store.write() as connection:
        if went is None:
            outbox_rows.set_intent(connection, intent.id, State.UNKNOWN, UNKNOWN)
            return Outcome(intent=intent, state=State.UNKNOWN, says=UNKNOWN)
        if not went:
            outbox_rows.set_intent(connection, intent.id, State.QUEUED)
            return Outcome(intent=intent, state=State.QUEUED)
        outbox_rows.set_intent(connection, intent.id, State.SENT)
        outbox_rows.add_notes(connection, company, notes_of(intent, invoices, _all_of(intent)))
        return Outcome(intent=intent, state=State.SENT)


def _went(channel: Channel, intent: Intent, invoices: list[Invoice]) -> bool | None:
    if intent.channel == "platform":
        return True if invoices and all(invoice.sent for invoice in invoices) else None
    return channel.holds(intent.message_id) if intent.message_id else None


def _all_of(intent: Intent) -> Receipt:
    return Receipt(tuple(person.email for person in intent.to if person.email))
