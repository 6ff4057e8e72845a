"""Reads what happened before the day of a golden test: steps, what was told, marks, payments, credits."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from rules.book.fields import Fields, Problems, Reader, day, name, nearest, one_of, text
from rules.book.yaml_nodes import Mapping as Node
from rules.book.yaml_nodes import Sequence as Items
from rules.book.yaml_nodes import Text, Written
from rules.case import LedgerState, Mark, MarkKind, Part, StepState, Taken, Told
from rules.facts import Applied, Credit, CreditKind, InvoiceId, Kind, Money, Payment, Unreadable
from rules.golden.invoices import CUSTOMER
from rules.golden.values import amount, email, is_none, words, yes_no
from rules.instalments import read_part
from rules.problems import quoted
from rules.rulebook import Channel

TAKEN_KEYS: Final = (
    "step",
    "on",
    "invoices",
    "policy",
    "channel",
    "state",
    "to",
    "contact",
    "says",
    "offer",
)
TOLD_KEYS: Final = ("announcement", "statement", "on", "state")
MARK_KEYS: Final = ("mark", "invoices", "since", "until", "parts", "says")
PAYMENT_KEYS: Final = ("on", "amount", "invoices")
CREDIT_KEYS: Final = ("amount", "kind", "number", "on")
LEDGER_KEYS: Final = ("pull_failed", "last_payment")
UNREADABLE_KEYS: Final = ("kind", "id", "why")
SETTLED_SINCE: Final = InvoiceId("settled since")
"""The invoice of a step about one that is no longer open."""
SOURCE: Final = "the test"

_state: Final = one_of({each.value: each for each in StepState}, "a state of a step")
_channel: Final = one_of({each.value: each.value for each in Channel}, "a channel")
_mark: Final = one_of({each.value: each for each in MarkKind}, "a mark")
_credit: Final = one_of({each.value: each for each in CreditKind}, "a kind of credit")
_kind: Final = one_of({each.value: each for each in Kind}, "a kind of record")


@dataclass(frozen=True, slots=True)
class Before:
    """What is known while the past is read."""

    on: date
    currency: str
    numbers: Mapping[str, InvoiceId]
    """The invoices of the test by number, in lower case, and how each is written."""
    open: Sequence[InvoiceId]
    written: Sequence[str]


def taken(node: Written, before: Before, problems: Problems) -> tuple[Taken, ...]:
    """Steps that were taken: about all open invoices, unless it says which."""
    return tuple(
        one
        for fields in _each(node, "a step that was taken", TAKEN_KEYS, problems)
        for one in _taken(fields, before)
    )


def _taken(fields: Fields, before: Before) -> Iterable[Taken]:
    step = fields.need("step", name)
    on = fields.need("on", day)
    about = _invoices(fields, before, usual=before.open)
    policy = fields.take("policy", name, "")
    channel = fields.take("channel", _channel, "")
    state = fields.take("state", _state, StepState.SENT)
    emails = fields.many("to", email)
    contact = fields.take("contact", words, "")
    says = fields.maybe("says", words)
    offer = fields.take("offer", yes_no, False)
    if step is None or on is None:
        return
    for invoice in about:
        yield Taken(
            invoice=invoice,
            policy=policy,
            step=step,
            channel=channel,
            on=on,
            state=state,
            emails=emails,
            contact=contact,
            says=says,
            offer=offer,
        )


def told(node: Written, problems: Problems) -> tuple[Told, ...]:
    """What the customer was told once and about no invoice: an announcement, or a statement."""
    each = _each(node, "something that was told", TOLD_KEYS, problems)
    return tuple(one for fields in each if (one := _told(fields)) is not None)


def _told(fields: Fields) -> Told | None:
    named, ends = fields.maybe("announcement", name), fields.maybe("statement", day)
    on = fields.need("on", day)
    state = fields.take("state", _state, StepState.SENT)
    if (fields.node.get("announcement") is None) == (fields.node.get("statement") is None):
        says = "Told is either an announcement, by its name, or a statement, by its last day."
        hint = 'Write "announcement: new terms", or "statement: 2026-10-31".'
        fields.problems.add(fields.place, says, hint)
        return None
    occasion = f"announcement {named}" if ends is None else f"statement {ends}"
    return Told(occasion, on, state) if on is not None else None


def told_as(told: Told) -> dict[str, str]:
    """How it is written in a test."""
    kind, _, which = told.occasion.partition(" ")
    said = {kind: which, "on": told.on.isoformat()}
    return said if told.state is StepState.SENT else said | {"state": told.state.value}


def _invoices(
    fields: Fields, before: Before, *, usual: Sequence[InvoiceId]
) -> tuple[InvoiceId, ...]:
    """Which invoices it is about; `none`: one that is settled by now."""
    node = fields.node.get("invoices")
    if node is None:
        return tuple(usual)
    if is_none(node):
        return (SETTLED_SINCE,)
    found: list[InvoiceId] = []
    for item in node.items if isinstance(node, Items) else (node,):
        written = words(item, fields.problems)
        if written is None:
            continue
        if written.casefold() in before.numbers:
            found.append(before.numbers[written.casefold()])
        else:
            says = f"{quoted(written)} is not an invoice of this test."
            hint = nearest(written, before.written)
            fields.problems.add(item.place, says, hint or 'Write "none" for one settled since.')
    return tuple(found)


def marks(node: Written, before: Before, problems: Problems) -> tuple[Mark, ...]:
    """Marks: on the customer, unless it says on which invoices."""
    return tuple(
        mark
        for fields in _each(node, "a mark", MARK_KEYS, problems)
        for mark in _marks(fields, before)
    )


def _marks(fields: Fields, before: Before) -> Iterable[Mark]:
    kind = fields.need("mark", _mark)
    until = None if is_none(fields.node.get("until")) else fields.maybe("until", day)
    since = fields.take("since", day, before.on)
    said = fields.take("says", words, "")
    marked = fields.node.get("invoices") is not None
    about = _invoices(fields, before, usual=()) if marked else (None,)
    if kind is MarkKind.PROMISE and fields.node.get("until") is None:
        fields.problems.add(fields.place, "A promise needs its day.", 'Write "until: 2026-12-01".')
    parts = fields.many("parts", _part_in(before.currency))
    if (kind is MarkKind.INSTALMENTS) != bool(parts):
        says = "Instalments have parts, and no other mark has any."
        fields.problems.add(fields.place, says, 'Write "parts: [2026-12-01=500]".')
    if kind is None:
        return
    for invoice in about:
        yield Mark(
            kind=kind,
            invoice=invoice,
            since=since,
            until=until,
            words=said,
            source=SOURCE,
            parts=parts,
        )


def _part_in(currency: str) -> Reader[Part]:
    def read(node: Written, problems: Problems) -> Part | None:
        written = text(node, problems)
        try:
            return read_part(written, currency) if written is not None else None
        except ValueError as mistake:
            problems.add(node.place, str(mistake))
            return None

    return read


def payments(node: Written, before: Before, problems: Problems) -> tuple[Payment, ...]:
    """Payments of the customer that were booked lately."""
    found: list[Payment] = []
    for fields in _each(node, "a payment", PAYMENT_KEYS, problems):
        on = fields.need("on", day)
        paid = fields.take("amount", amount(before.currency), Money(Decimal(50), before.currency))
        if on is not None:
            at = f"payment {len(found):05}"
            settles = _invoices(fields, before, usual=())
            applied = tuple(Applied(each, paid.amount) for each in settles)
            found.append(Payment(id=at, customer=CUSTOMER, on=on, amount=paid, applied=applied))
    return tuple(found)


def credits(node: Written, before: Before, problems: Problems) -> tuple[Credit, ...]:
    """Money of the customer's that is not applied to an invoice."""
    found: list[Credit] = []
    for fields in _each(node, "a credit", CREDIT_KEYS, problems):
        left = fields.need("amount", amount(before.currency))
        kind = fields.take("kind", _credit, CreditKind.CREDIT_NOTE)
        number, on = fields.maybe("number", name), fields.maybe("on", day)
        if left is not None:
            at = f"credit {len(found):05}"
            one = Credit(id=at, kind=kind, customer=CUSTOMER, on=on, remaining=left, number=number)
            found.append(one)
    return tuple(found)


def unreadable(node: Written, problems: Problems) -> tuple[Unreadable, ...]:
    """Records of the customer that could not be read."""
    found: list[Unreadable] = []
    for fields in _each(node, "a record that cannot be read", UNREADABLE_KEYS, problems):
        kind = fields.take("kind", _kind, Kind.INVOICE)
        why = fields.take("why", words, "it cannot be read")
        found.append(Unreadable(kind, fields.maybe("id", words), CUSTOMER, why))
    return tuple(found)


def ledger(node: Written, on: date, problems: Problems) -> LedgerState | None:
    """How far the ledger can be trusted; a payment was booked today, unless it says otherwise."""
    fields = Fields.of(node, "ledger", LEDGER_KEYS, problems=problems)
    if fields is None:
        return None
    paid = (
        None if is_none(fields.node.get("last_payment")) else fields.take("last_payment", day, on)
    )
    return LedgerState(pull_failed=fields.maybe("pull_failed", words), last_payment_on=paid)


def _each(node: Written, what: str, known: tuple[str, ...], problems: Problems) -> Iterable[Fields]:
    if isinstance(node, Text) and node.is_empty:
        return
    for item in node.items if isinstance(node, Items) else (node,):
        if isinstance(item, Node) or not isinstance(item, Items):
            fields = Fields.of(item, what, known, problems=problems)
            if fields is not None:
                yield fields
        else:
            problems.add(item.place, f"This is {what}: a mapping of keys to values, not a list.")
