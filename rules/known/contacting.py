"""Facts of what was said before: by us, and by the customer."""

from typing import Final

from rules.case import Case, MarkKind, StepState
from rules.comparisons import NEVER, FactType, Value
from rules.known.spec import OURS, FactSpec, Source, of_customer, since
from rules.rulebook import Channel

_HEARD: Final = frozenset({StepState.SENT, StepState.UNKNOWN})
# a member of an enum takes ten times as long to look up as a name
_SENT, _PHONE, _REPLIED = StepState.SENT, Channel.PHONE.value, MarkKind.REPLIED


def _days_since_contact(case: Case) -> Value:
    """A mail of which nobody knows whether it went out counts; so do a statement and other news."""
    steps = [step.on for step in case.taken if step.state in _HEARD]
    news = [told.on for told in case.told if told.state in _HEARD]
    return min([(case.today - on).days for on in (*steps, *news)], default=NEVER)


def _days_since_reply(case: Case) -> Value:
    if not case.marks:
        return NEVER
    said = [mark.since for mark in case.marks if mark.kind is _REPLIED]
    return min([(case.today - day).days for day in said if day <= case.today], default=NEVER)


def _calls(case: Case) -> list[tuple[int, str]]:
    """Days since each call that was made, and what came of it."""
    return sorted(
        {
            ((case.today - taken.on).days, taken.says or "")
            for taken in case.taken
            if taken.channel == _PHONE and taken.state is _SENT
        }
    )


def _days_since_call(case: Case) -> Value:
    called = [t.on for t in case.taken if t.channel == _PHONE and t.state is _SENT]
    return (case.today - max(called)).days if called else NEVER


def _call_outcome(case: Case) -> tuple[str, ...]:
    calls = _calls(case)
    return (calls[0][1],) if calls and calls[0][1] else ()


def _marked(case: Case, kind: MarkKind) -> int:
    """On how many open invoices such a mark is in force."""
    return sum(
        any(
            mark.kind is kind
            and mark.invoice in (None, invoice.id)
            and (mark.until is None or case.today <= mark.until)
            for mark in case.marks
        )
        or (kind is MarkKind.DISPUTE and invoice.disputed)
        for invoice in case.invoices
    )


_PROMISES = Source(
    "ExpectedPaymentDate, `#promised` in a note that was read, and `goodterms mark`",
    "`#promised` in PrivateNote, and `goodterms mark`",
)
_MARKS = Source(
    "tags in notes of the invoice that were read, and `goodterms mark`",
    "tags in PrivateNote and in the Notes on the customer, invoiceStatus, and `goodterms mark`",
)

CONTACT_FACTS: Final[dict[str, FactSpec]] = {
    "days_since_contact": since(
        _days_since_contact,
        "Days since the customer last heard from Goodterms; never, when they have not yet.",
        source=OURS,
    ),
    "days_since_reply": since(
        _days_since_reply,
        "Days since the customer last wrote back, as far as the mailbox shows it or somebody has "
        "said so; else never.",
        source=Source(
            "the mailbox, `#replied` in a note that was read, and `goodterms mark`",
            "the mailbox, `#replied` in PrivateNote, and `goodterms mark`",
        ),
    ),
    "bounced_addresses": of_customer(
        FactType.COUNT,
        lambda case: len(case.bounced),
        "At how many of the customer's addresses mail is known to bounce.",
        source=Source(
            "not told by Xero: the mailbox, and mail servers that refuse an address",
            "DeliveryInfo.DeliveryErrorType, the mailbox, and mail servers that refuse an address",
        ),
    ),
    "calls": of_customer(
        FactType.COUNT,
        lambda case: len(_calls(case)),
        "How many calls to the customer were made, as settled in the outbox.",
        source=OURS,
    ),
    "days_since_call": since(
        _days_since_call,
        "Days since the step of the last call that was made; never, when there was none.",
        source=OURS,
    ),
    "call_outcome": of_customer(
        FactType.TEXT,
        _call_outcome,
        "What was said of the last call when it was settled in the outbox.",
        source=OURS,
    ),
    "promises_kept": of_customer(
        FactType.COUNT,
        lambda case: case.behaviour.promises_kept,
        "How many promises of the last two years were paid by their day.",
        source=_PROMISES,
    ),
    "promises_broken": of_customer(
        FactType.COUNT,
        lambda case: case.behaviour.promises_broken,
        "How many promises of the last two years passed unpaid.",
        source=_PROMISES,
    ),
    "disputes": of_customer(
        FactType.COUNT,
        lambda case: _marked(case, MarkKind.DISPUTE),
        "How many of the customer's open invoices are in dispute.",
        source=_MARKS,
    ),
    "holds": of_customer(
        FactType.COUNT,
        lambda case: _marked(case, MarkKind.HOLD),
        "How many of the customer's open invoices are on hold.",
        source=_MARKS,
    ),
}
