"""The outbox: what a plan wants to leave the house becomes intents, each once."""

import hashlib
from dataclasses import replace

from sqlalchemy import Connection

from connectors.mail.compose import message_id
from rules.decisions import Action, Decision, Line
from rules.facts import InvoiceId
from rules.rulebook import Rulebook
from sync.plan import Plan
from sync.store import outbox_rows
from sync.store.engine import Store
from sync.store.outbox_rows import Intent, IntentLine, State

BY_A_PERSON = ("phone", "handover")
"""Channels that nothing but a person carries."""
NEVER_LEFT = (State.QUEUED, State.CLAIMED)
"""States from which an intent is taken back and decided anew: nothing has left."""


def enqueue(store: Store, company: str, plan: Plan, rulebook: Rulebook) -> tuple[Intent, ...]:
    """Store the plan's contacts as intents, all in one transaction."""
    domain = _domain(rulebook)
    intents = tuple(_intent(company, plan, decision, domain) for decision in plan.contacts)
    with store.write() as connection:
        known = {intent.id for intent in outbox_rows.all_intents(connection, company)}
        fresh = tuple(_with_fresh_id(intent, known, domain) for intent in intents)
        for intent in fresh:
            outbox_rows.add_intent(connection, company, intent)
    return fresh


def _domain(rulebook: Rulebook) -> str:
    sender = rulebook.company.sender
    return sender.email.rpartition("@")[2] if sender else "goodterms.invalid"


def _intent(company: str, plan: Plan, decision: Decision, domain: str) -> Intent:
    waits = decision.needs_approval or decision.channel in BY_A_PERSON
    lines = tuple(_line(line) for line in decision.lines)
    key = _key(company, plan, decision, lines)
    return Intent(
        id=key,
        action=decision.action,
        channel=decision.channel or "email",
        state=State.WAITING if waits else State.QUEUED,
        customer=decision.customer,
        customer_name=decision.customer_name,
        decided_on=plan.on,
        policy=decision.policy,
        step=decision.step,
        letter=decision.letter,
        senior=decision.senior,
        to=decision.to,
        cc=decision.cc,
        lines=lines,
        reason=decision.reason,
        good_history=decision.customer in plan.good_payers,
        message_id=message_id(key, domain) if decision.channel == "email" else None,
    )


def _line(line: Line) -> IntentLine:
    invoice = line.invoice
    return IntentLine(
        invoice=invoice.id,
        number=invoice.number,
        step=line.step,
        customer=invoice.customer,
        balance=invoice.balance.amount,
        currency=invoice.balance.currency,
        due=invoice.due,
    )


def _key(company: str, plan: Plan, decision: Decision, lines: tuple[IntentLine, ...]) -> str:
    content = [company, plan.on.isoformat(), decision.action.value, decision.customer]
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


def withdraw_closed(connection: Connection, company: str, is_open: frozenset[InvoiceId]) -> int:
    """Take back what waits for a person about invoices that are no longer open; how many."""
    waiting = outbox_rows.all_intents(connection, company, (State.WAITING, State.APPROVED))
    closed = [
        intent
        for intent in waiting
        if intent.action is not Action.THANK
        and not all(line.invoice in is_open for line in intent.lines)
    ]
    for intent in closed:
        outbox_rows.set_intent(
            connection, intent.id, State.OVERTAKEN, "an invoice of it is no longer open"
        )
    return len(closed)
