"""The outbox: what a plan wants to leave the house becomes intents, each once."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date

from connectors.mail.compose import message_id
from rules import wording
from rules.case import MarkKind
from rules.decisions import Action, Decision, Line
from rules.rulebook import Rulebook
from sync import gate
from sync.cases import Books, read_books
from sync.intents import intent_of, may_praise
from sync.plan import Plan
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, IntentLine, State
from sync.words import Words

BY_A_PERSON = ("letter", "phone", "handover")
"""Channels that nothing but a person carries."""
NEVER_LEFT = (State.QUEUED, State.CLAIMED)
"""States from which an intent is taken back and decided anew: nothing has left."""


def enqueue(
    store: Store,
    company: str,
    plan: Plan,
    rulebook: Rulebook,
    *,
    approved: Sequence[tuple[Decision, str]] | None = None,
) -> tuple[Intent, ...]:
    """Store the plan's contacts as intents, all in one transaction.

    With `approved` only these of them, each with the mark of its approval; they need no further one.
    """
    domain = _domain(rulebook)
    if approved is None:
        intents = tuple(_intent(company, plan, decision, domain) for decision in plan.contacts)
    else:
        intents = tuple(
            _approved(
                _intent(company, plan, decision, domain), mark, plan.words(decision, on=plan.on)
            )
            for decision, mark in approved
        )
    with store.write() as connection:
        known = {intent.id for intent in outbox_rows.all_intents(connection, company)}
        fresh = tuple(_with_fresh_id(intent, known, domain) for intent in intents)
        for intent in fresh:
            outbox_rows.add_intent(connection, company, intent)
    return fresh


def _approved(intent: Intent, mark: str, words: Words) -> Intent:
    """What needed the approval keeps it until the send window opens, whichever run comes then."""
    if intent.state is State.WAITING and intent.channel not in BY_A_PERSON:
        return replace(intent, state=State.APPROVED, approval=mark, words=tuple(words))
    return replace(intent, approval=mark)


def _domain(rulebook: Rulebook) -> str:
    sender = rulebook.company.sender
    return sender.email.rpartition("@")[2] if sender else "goodterms.invalid"


def _intent(company: str, plan: Plan, decision: Decision, domain: str) -> Intent:
    waits = decision.needs_approval or decision.channel in BY_A_PERSON
    good = decision.customer in plan.good_payers and may_praise(decision)
    intent = intent_of(decision, plan.on, key="", good_history=good)
    key = _key(company, plan, decision, intent.lines)
    return replace(
        intent,
        id=key,
        state=State.WAITING if waits else State.QUEUED,
        message_id=message_id(key, domain) if decision.channel == "email" else None,
    )


def _key(company: str, plan: Plan, decision: Decision, lines: tuple[IntentLine, ...]) -> str:
    content = [company, plan.on.isoformat(), decision.action.value, decision.customer]
    content += [decision.occasion] if decision.occasion is not None else []
    content += [f"{line.invoice} {line.step} {line.balance} {line.due}" for line in lines]
    return hashlib.sha256("\n".join(content).encode()).hexdigest()[:20]


def _with_fresh_id(intent: Intent, known: set[str], domain: str) -> Intent:
    # decided before and overtaken or refused since: this is another attempt, another message
    key, attempt = intent.id, 2
    while key in known:
        key, attempt = f"{intent.id}-{attempt}", attempt + 1
    if key == intent.id:
        return intent
    return replace(
        intent, id=key, message_id=message_id(key, domain) if intent.message_id else None
    )


def withdraw_stale(store: Store, company: str, plan: Plan) -> bool:
    """Take back what waits for a person, or was approved, and may not be done any more.

    It is decided anew as soon as the reason is gone. Tells whether there was anything: it kept others
    quiet, so they are decided anew at once.
    """
    return _withdraw(store, company, lambda intent, books: _against(intent, plan, books))


def withdraw_answered(store: Store, company: str) -> None:
    """Take back what waits for a person, or was approved, of a customer who wrote to us since.

    What they wrote is read first; then it is decided anew.
    """
    _withdraw(store, company, _answered)


def _withdraw(store: Store, company: str, why: Callable[[Intent, Books], str | None]) -> bool:
    with store.read() as connection:
        waiting = outbox_rows.all_intents(connection, company, (State.WAITING, State.APPROVED))
    if not waiting:
        return False
    books = read_books(store, company)
    against = {intent.id: says for intent in waiting if (says := why(intent, books)) is not None}
    with store.write() as connection:
        for intent_id, says in against.items():
            outbox_rows.set_intent(connection, intent_id, State.OVERTAKEN, says)
    return bool(against)


def _answered(intent: Intent, books: Books) -> str | None:
    wrote = _replied_since(intent, books)
    return f"they wrote on {wording.day(wrote)}: it is decided anew" if wrote else None


def _replied_since(intent: Intent, books: Books) -> date | None:
    """The day on which the customer wrote to us, after this was decided."""
    wrote = (
        mark.since
        for customer, mark in books.marks
        if mark.kind is MarkKind.REPLIED
        and books.billed(customer) == books.billed(intent.customer)
        and intent.decided_on <= mark.since
    )
    return max(wrote, default=None) if intent.action is not Action.THANK else None


def _against(intent: Intent, plan: Plan, books: Books) -> str | None:
    invoices = {invoice.id: invoice for invoice in books.invoices}
    if not all(line.invoice in invoices for line in intent.lines):
        return "an invoice of it is not in the ledger any more"
    decision = Decision(
        action=intent.action,
        customer=intent.customer,
        customer_name=intent.customer_name,
        lines=tuple(Line(invoices[line.invoice], line.step, 0) for line in intent.lines),
        reason=intent.reason,
        channel=intent.channel,
        needs_approval=True,
    )
    return gate.reason_against(decision, plan, books)
