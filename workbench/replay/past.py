"""What the ledger said on a past day, as far as its own dates can tell.

Nothing of what came later is in it: an invoice is there from its date of issue, owes what was not
yet paid by then, and is settled from the day on which it was paid. What the ledger gives without a
day of its own (a note, an expected date, an address) is taken as it is now.
"""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from rules.case import LedgerState
from rules.facts import Credit, Invoice, InvoiceStatus, Money
from sync.cases import Books, Parts


@dataclass(frozen=True, slots=True)
class Version:
    """An invoice as it stood from a day on."""

    since: date
    invoice: Invoice


def versions(invoice: Invoice, paid: Parts) -> tuple[Version, ...]:
    """How an invoice stood, from its date of issue on; the oldest first."""
    days = {invoice.issued, *(on for on, _ in paid)}
    days |= {day for day in (invoice.paid_on, invoice.sent_on) if day is not None}
    return tuple(
        Version(day, _stood(invoice, paid, day)) for day in sorted(days) if day >= invoice.issued
    )


def _stood(invoice: Invoice, paid: Parts, day: date) -> Invoice:
    mailed = invoice.sent_on is None or invoice.sent_on <= day
    known = invoice
    if invoice.viewed or not mailed:
        known = replace(
            invoice,
            # it was opened at some time: nobody knows whether by then
            viewed=None if invoice.viewed else invoice.viewed,
            sent_on=invoice.sent_on if mailed else None,
            delivery_problem=invoice.delivery_problem if mailed else None,
        )
    total, currency = invoice.total.amount, invoice.total.currency
    if invoice.status is InvoiceStatus.OPEN:
        later = sum((amount for on, amount in paid if on > day), Decimal(0))
        owed = min(total, invoice.balance.amount + later)
        same = owed == invoice.balance.amount
        return known if same else replace(known, balance=Money(owed, currency))
    if invoice.status is InvoiceStatus.PAID and invoice.paid_on and day < invoice.paid_on:
        sooner = sum((amount for on, amount in paid if on <= day), Decimal(0))
        owed = max(Decimal(0), total - sooner)
        return replace(
            known, status=InvoiceStatus.OPEN, balance=Money(owed, currency), paid_on=None
        )
    return known


def books_on(books: Books, day: date) -> Books:
    """The books as they stood at the end of that day; nothing that was contacted is in them."""
    payments = tuple(payment for payment in books.payments if payment.on <= day)
    return replace(
        books,
        ledger=LedgerState(last_payment_on=max((p.on for p in payments), default=None)),
        invoices=tuple(
            _stood(invoice, books.paid.get(invoice.id, ()), day)
            for invoice in books.invoices
            if invoice.issued <= day
        ),
        payments=payments,
        credits=tuple(credit for credit in books.credits if was_there(credit, day)),
        taken=(),
        marks=tuple((whose, mark) for whose, mark in books.marks if mark.since <= day),
    )


def was_there(credit: Credit, day: date) -> bool:
    """Whether a credit was in the ledger on that day; one without a day always was."""
    return credit.on is None or credit.on <= day
