"""What a person says of an intent that waits for one."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from connectors.errors import Misuse
from connectors.mail.message import Receipt
from rules.facts import Invoice
from sync.cases import read_books
from sync.house import Opener
from sync.notes import notes_of
from sync.outbox import BY_A_PERSON
from sync.run import calendar_of
from sync.runs import last_runs
from sync.store import ledger_copy, outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, State
from sync.words import Wording

NEEDS_A_PERSON = (State.WAITING, State.UNKNOWN, State.FAILED)

OUTCOMES: Mapping[str, tuple[State, tuple[State, ...]]] = {
    "sent": (State.SENT, (State.UNKNOWN, State.FAILED, State.SENT)),
    "not-sent": (State.OVERTAKEN, (State.UNKNOWN, State.FAILED)),
    "approve": (State.APPROVED, (State.WAITING,)),
    "done": (State.SENT, (State.WAITING,)),
    "drop": (State.OVERTAKEN, (State.WAITING, State.APPROVED, State.FAILED)),
}
"""What a person can say -> the state it leads to, and the states in which it can be said.

`sent`: it went out, or: I know who did not get it. `not-sent`: it did not; it is decided anew. `approve`: let it go out at the
next run. `done`: the call was made, the paper posted, the hand-over happened. `drop`: forget it; decided anew.
"""


def list_intents(store: Store, company: str, *, everything: bool) -> tuple[Intent, ...]:
    """What waits for a person, or all that ever was."""
    with store.read() as connection:
        if everything:
            return outbox_rows.all_intents(connection, company)
        return for_a_person(connection, company)


def for_a_person(connection: Connection, company: str) -> tuple[Intent, ...]:
    """What waits for a person, and what a person should know."""
    return (
        *outbox_rows.all_intents(connection, company, NEEDS_A_PERSON),
        *outbox_rows.refused_in_part(connection, company),
    )


def resolve(
    opener: Opener, wanted: str, outcome: str, *, says: str, on: date | None = None
) -> Intent:
    """Settle an intent, by its id or the beginning of it. Raises Misuse when that cannot be.

    `on` is the day on which it was done, or went out; when left out that of the last run. What is
    approved is approved in the words that its letter has at this moment.
    """
    store, company = opener.store, opener.settings.company
    intent = find_intent(store, company, wanted)
    state, said_of = OUTCOMES[outcome]
    if intent.state not in said_of:
        fitting = [name for name, (_, states) in OUTCOMES.items() if intent.state in states]
        raise Misuse(
            f'"{intent.id[:10]}" is {intent.state.value}, of which "{outcome}" cannot be said; '
            f"what can be said of it: {', '.join(fitting) or 'nothing'}."
        )
    if on is not None and state is not State.SENT:
        raise Misuse(f'"{outcome}" counts from now; --on goes with done and sent.')
    if outcome == "approve" and intent.channel in BY_A_PERSON:
        raise Misuse(f'"{intent.id[:10]}" is for a person to do; say "done" when it is, or "drop".')
    if state is State.APPROVED:
        approved = replace(intent, words=_words(opener, intent))
        with store.write() as connection:
            outbox_rows.approve_intent(connection, approved, says or None)
        return approved
    if intent.state is State.SENT:  # somebody has taken note of who was refused
        with store.write() as connection:
            outbox_rows.set_intent(connection, intent.id, State.SENT, says or None)
        return intent
    last = next(iter(last_runs(store, company)), None)
    if on is None and last and state is State.SENT:
        on = last.decided_on
    with store.write() as connection:
        outbox_rows.set_intent(connection, intent.id, state, says or None, on=on)
        if state is State.SENT:
            invoices = ledger_copy.facts_by_id(
                connection, company, Invoice, [line.invoice for line in intent.lines]
            )
            addresses = tuple(person.email for person in intent.to if person.email)
            done = replace(intent, decided_on=on or intent.decided_on)
            due = notes_of(done, list(invoices.values()), Receipt(addresses))
            outbox_rows.add_notes(connection, company, due)
    return intent


def _words(opener: Opener, intent: Intent) -> tuple[str, ...]:
    """What makes the words of its letter now."""
    store, key = opener.store, opener.settings.company
    company = read_books(store, key).company
    calendar = calendar_of(opener.rulebook, company)
    wording = Wording(opener.rulebook, company, calendar, opener.settings.attach_pdf)
    ids = [line.invoice for line in intent.lines]
    with store.read() as connection:
        found = ledger_copy.facts_by_id(connection, key, Invoice, ids)
    return wording.of_intent(intent, [found[each] for each in ids if each in found])


def find_intent(store: Store, company: str, wanted: str) -> Intent:
    """An intent by its id or the beginning of it. Raises Misuse when it is not one alone."""
    with store.read() as connection:
        found = [
            intent
            for intent in outbox_rows.all_intents(connection, company)
            if intent.id.startswith(wanted)
        ]
    if len(found) != 1:
        count = "no" if not found else str(len(found))
        raise Misuse(
            f'"{wanted}" is the beginning of {count} ids in the outbox; '
            "`goodterms outbox list --all` shows them."
        )
    return found[0]
