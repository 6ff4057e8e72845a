"""What a decision wants sent: the intent of it, as it is queued, stored or not."""

from datetime import date

from rules.decisions import Action, Decision, Line
from sync.store.outbox_rows import Intent, IntentLine, State


def intent_of(decision: Decision, on: date, *, key: str, good_history: bool) -> Intent:
    """What a decision of that day wants sent, as it is queued; nothing is stored."""
    return Intent(
        id=key,
        action=decision.action,
        channel=decision.channel or "email",
        state=State.QUEUED,
        customer=decision.customer,
        customer_name=decision.customer_name,
        decided_on=on,
        policy=decision.policy,
        step=decision.step,
        letter=decision.letter,
        occasion=decision.occasion,
        senior=decision.senior,
        language=decision.language,
        to=decision.to,
        cc=decision.cc,
        lines=tuple(line_of(line) for line in decision.lines),
        reason=decision.reason,
        good_history=good_history,
        background=decision.background,
    )


def may_praise(decision: Decision) -> bool:
    """A good history is mentioned with thanks, and in the first late mail alone."""
    return decision.action is Action.THANK or decision.background.first_late


def line_of(line: Line) -> IntentLine:
    """An invoice of a decision, as an intent keeps it."""
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
