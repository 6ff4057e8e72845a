"""An invented company with a past: invoices, payments early, late and in parts, marks and credits."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from rules.case import LedgerState, Mark, MarkKind, Part, StepState, Taken
from rules.facts import (
    Applied,
    Company,
    CompanyId,
    Contact,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Payment,
    Person,
    Unreadable,
)
from sync.cases import Books

START = date(2025, 11, 3)
END = START + timedelta(days=364)
PULLED = END + timedelta(days=10)
COMPANY = Company(
    CompanyId("maple"), "Maple Florist", "xero", "Pacific/Auckland", "NZD", country="NZ"
)


def history(invoices: int, *, customers: int, seed: int = 1) -> Books:
    """A company whose invoices are spread over the year before the last pull and some time before.

    Among them are drafts, credits, marks of every kind, notes, two customers who are billed
    together, one mailbox for two customers, and one customer with a record that cannot be read.
    """
    chance = random.Random(seed)
    contacts = {contact.id: contact for contact in _contacts(customers)}
    issued = [_invoice(place, chance, customers) for place in range(invoices)]
    settled = [_settled(invoice, chance) for invoice in issued]
    payments = sorted((p for _, paid in settled for p in paid), key=lambda p: p.id)
    return Books(
        company=COMPANY,
        ledger=LedgerState(last_payment_on=max(p.on for p in payments)),
        contacts=contacts,
        invoices=tuple(sorted((invoice for invoice, _ in settled), key=lambda i: i.id)),
        payments=tuple(payments),
        credits=tuple(_credits(customers, chance)),
        unreadable=(_unreadable(),) if customers > 9 else (),
        taken=tuple(_taken(issued)),
        marks=tuple(_marks(issued, chance)),
    )


def _contacts(count: int) -> Iterator[Contact]:
    for place in range(count):
        key = f"c{place:04d}"
        shared = place % 17 == 3
        name, email = f"Jo Park {place}", f"jo@{key}.example"
        if shared:
            name, email = "Lee Ward", "lee@bookkeepers.example"
        if place % 7 == 5:
            name, email = "", f"accounts@{key}.example"
        people = (Person(email=email, name=name or None, phone="+6491234567"),)
        yield Contact(
            id=CustomerId(key),
            name=f"Customer {place}",
            people=people if place % 23 != 22 else (),
            billed_to=CustomerId("c0001") if place == 2 else None,
            groups=("wholesale",) if place % 2 else (),
        )


def _invoice(place: int, chance: random.Random, customers: int) -> Invoice:
    issued = START + timedelta(days=chance.randint(-400, 370))
    total = Money(Decimal(chance.randrange(300, 90000, 25)) / 100, "NZD")
    draft = place % 41 == 40
    sent = None if place % 37 == 36 else place % 19 != 18
    return Invoice(
        id=InvoiceId(f"i{place:05d}"),
        number=f"INV-{place}",
        customer=CustomerId(f"c{chance.randrange(customers):04d}"),
        status=InvoiceStatus.DRAFT if draft else InvoiceStatus.OPEN,
        issued=issued,
        due=None if place % 53 == 52 else issued + timedelta(days=chance.choice((7, 14, 20, 30))),
        total=total,
        balance=total,
        sent=sent,
        sent_on=issued + timedelta(days=chance.randint(0, 40)) if place % 11 == 0 else None,
        delivery_problem="Bounced Email" if place % 77 == 11 else None,
        reference=f"PO-{place % 5}",
        expected_on=issued + timedelta(days=50) if place % 29 == 28 else None,
        memo=_memo(place, issued),
        viewed=place % 2 == 0 or None,
    )


def _memo(place: int, issued: date) -> str | None:
    return {
        5: f"#promised {issued + timedelta(days=45)}",
        15: "#dispute: short delivery",
        25: f"#hold until {issued + timedelta(days=60)}",
        35: f"#replied {issued + timedelta(days=33)}",
    }.get(place % 60)


def _settled(invoice: Invoice, chance: random.Random) -> tuple[Invoice, list[Payment]]:
    """The invoice as it stands at the last pull, with its payments."""
    late = int(invoice.customer[1:]) % 3
    fate = chance.random()
    base = invoice.due or invoice.issued
    on = base + timedelta(days=chance.choice(((-9, -2, 0), (1, 6, 15), (20, 45, 95))[late]))
    if invoice.status is InvoiceStatus.DRAFT or fate < 0.15:
        return invoice, []
    if fate < 0.18:
        return replace(invoice, status=InvoiceStatus.VOIDED), []
    if fate < 0.30:  # in two parts
        half = (invoice.total.amount / 2).quantize(Decimal("0.01"))
        first = _payment(invoice, "a", on - timedelta(days=12), half)
        rest = _payment(invoice, "b", on, invoice.total.amount - half)
        return _as_pulled(invoice, [first, rest])
    if fate < 0.33:  # by a credit, of which the ledger gives no day but that of settlement
        return replace(
            invoice, status=InvoiceStatus.PAID, balance=Money(Decimal(0), "NZD"), paid_on=on
        ), []
    return _as_pulled(invoice, [_payment(invoice, "a", on, invoice.total.amount)])


def _as_pulled(invoice: Invoice, paid: list[Payment]) -> tuple[Invoice, list[Payment]]:
    known = [payment for payment in paid if payment.on <= PULLED]
    left = invoice.total.amount - sum(payment.amount.amount for payment in known)
    if left > 0:
        return replace(invoice, balance=Money(left, "NZD")), known
    return replace(
        invoice,
        status=InvoiceStatus.PAID,
        balance=Money(Decimal(0), "NZD"),
        paid_on=max(payment.on for payment in known),
    ), known


def _payment(invoice: Invoice, part: str, on: date, amount: Decimal) -> Payment:
    return Payment(
        id=f"p-{invoice.id}-{part}",
        customer=invoice.customer,
        on=on,
        amount=Money(amount, "NZD"),
        applied=(Applied(invoice.id, amount),),
    )


def _credits(customers: int, chance: random.Random) -> Iterator[Credit]:
    for place in range(0, customers, 6):
        yield Credit(
            id=f"r{place:04d}",
            kind=CreditKind.CREDIT_NOTE,
            customer=CustomerId(f"c{place:04d}"),
            on=START + timedelta(days=chance.randint(-30, 300)) if place % 4 else None,
            remaining=Money(Decimal("250.00"), "NZD"),
        )


def _unreadable() -> Unreadable:
    from rules.facts import Kind

    return Unreadable(Kind.INVOICE, "i-strange", CustomerId("c0009"), 'its "Total" is missing')


def _marks(issued: list[Invoice], chance: random.Random) -> Iterator[tuple[CustomerId, Mark]]:
    for invoice in issued[::9]:
        kind = chance.choice(list(MarkKind))
        since = invoice.issued + timedelta(days=chance.randint(5, 50))
        until = since + timedelta(days=chance.randint(3, 25))
        whole = chance.random() < 0.1
        ends = kind is MarkKind.PROMISE or chance.random() < 0.5
        yield (
            invoice.customer,
            Mark(
                kind=kind,
                invoice=None if whole and kind is MarkKind.HOLD else invoice.id,
                since=since,
                until=until if ends and kind is not MarkKind.INSTALMENTS else None,
                source="goodterms mark",
                parts=_parts(invoice, since) if kind is MarkKind.INSTALMENTS else (),
            ),
        )


def _parts(invoice: Invoice, since: date) -> tuple[Part, ...]:
    half = (invoice.total.amount / 2).quantize(Decimal("0.01"))
    rest = invoice.total.amount - half
    return (
        Part(since + timedelta(days=14), Money(half, "NZD")),
        Part(since + timedelta(days=44), Money(rest, "NZD")),
    )


def _taken(issued: list[Invoice]) -> Iterator[tuple[CustomerId, Taken]]:
    """What was really done: most of it in the days that are replayed, and so no matter."""
    for place, invoice in enumerate(issued[::5]):
        if invoice.due is not None:
            yield (
                invoice.customer,
                Taken(
                    invoice=invoice.id,
                    policy="prompt payers",
                    step="nudge",
                    channel="email",
                    on=invoice.due + timedelta(days=4),
                    state=StepState.WAITING if place % 4 == 0 else StepState.SENT,
                ),
            )
