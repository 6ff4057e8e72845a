"""A statement of account: what a customer owed, what was invoiced, paid and credited, what is open.

It is worked out from the ledger's documents, per currency, and currencies are never added up. Two
things hold for every account: opening balance and entries come to the closing balance, and the
balance now is the open invoices less the credit that is left.

What a ledger does not tell of is how much of an invoice was settled by credit on which day. What an
invoice has lost beyond its known payments is an entry of its own, dated the day on which it was
paid in full, else the day of issue.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rules.facts import Credit, Invoice, InvoiceId, InvoiceStatus, Payment

ZERO = Decimal(0)
AGES = (0, 30, 60, 90)
"""The last day overdue of each class but the last: current, 1-30, 31-60, 61-90, over 90."""


class EntryKind(StrEnum):
    """What an entry of a statement is."""

    INVOICE = "invoice"
    PAYMENT = "payment"
    CREDIT = "credit"
    """Credit that is left: a credit note, an overpayment, a payment not yet set against anything."""
    SETTLED = "settled"
    """What an invoice lost to credit that is used up by now, or to payments that are not known."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: what it is, of which day, and by how much it changes the balance."""

    on: date
    kind: EntryKind
    number: str | None
    """The invoice's, the payment's reference, the credit note's."""
    amount: Decimal
    """Positive when the customer owes more by it."""
    due: date | None = None
    """Of an invoice."""


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's account in one currency."""

    currency: str
    opening: Decimal
    entries: tuple[Entry, ...]
    """Of the period, by day."""
    since: tuple[Entry, ...]
    """After the period, up to the day of the statement."""
    ages: tuple[Decimal, ...]
    """What is open on the day of the statement, by how long it is overdue: see AGES."""
    credit: Decimal
    """What is left of the customer's credit then."""

    @property
    def closing(self) -> Decimal:
        """The balance at the end of the period."""
        return self.opening + sum((entry.amount for entry in self.entries), ZERO)

    @property
    def balance(self) -> Decimal:
        """The balance on the day of the statement; below zero when the customer has credit."""
        return self.closing + sum((entry.amount for entry in self.since), ZERO)


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A statement of account."""

    start: date
    end: date
    """The last day of the period."""
    today: date
    """The day of the statement, as of which what is open is counted; not before `end`."""
    accounts: tuple[Account, ...]
    """One for each currency, by its code."""

    @property
    def owes(self) -> bool:
        """Whether anything is open in any currency once credit is taken off."""
        return any(account.balance > 0 for account in self.accounts)


def statement(
    invoices: Iterable[Invoice],
    payments: Iterable[Payment],
    credits: Iterable[Credit],
    *,
    period: tuple[date, date],
    today: date,
) -> Statement:
    """The statement of a period as of today, from all documents of one customer.

    Drafts, voided and deleted invoices are none of the customer's business. What is dated after
    today is left out.
    """
    real = (InvoiceStatus.OPEN, InvoiceStatus.PAID)
    known = [i for i in invoices if i.status in real and i.issued <= today]
    left = [c for c in credits if c.remaining.amount > 0 and (c.on or period[0]) <= today]
    entries: dict[str, list[Entry]] = defaultdict(list)
    for currency, entry in _entries(known, payments, left, period[0]):
        entries[currency].append(entry)
    return Statement(
        start=period[0],
        end=period[1],
        today=today,
        accounts=tuple(
            _account(currency, entries[currency], known, left, period=period, today=today)
            for currency in sorted(entries)
        ),
    )


def _account(
    currency: str,
    entries: Sequence[Entry],
    invoices: Sequence[Invoice],
    credits: Sequence[Credit],
    *,
    period: tuple[date, date],
    today: date,
) -> Account:
    start, end = period
    order = list(EntryKind)
    ordered = sorted(entries, key=lambda e: (e.on, order.index(e.kind), e.number or "", e.amount))
    return Account(
        currency=currency,
        opening=sum((e.amount for e in ordered if e.on < start), ZERO),
        entries=tuple(e for e in ordered if start <= e.on <= end),
        since=tuple(e for e in ordered if end < e.on),
        ages=_ages([i for i in invoices if i.balance.currency == currency], today),
        credit=sum((c.remaining.amount for c in credits if c.remaining.currency == currency), ZERO),
    )


def _ages(invoices: Iterable[Invoice], today: date) -> tuple[Decimal, ...]:
    sums = [ZERO] * (len(AGES) + 1)
    for invoice in invoices:
        if invoice.is_open:
            days = (today - invoice.due).days if invoice.due else 0
            sums[sum(days > last for last in AGES)] += invoice.balance.amount
    return tuple(sums)


def _entries(
    invoices: Sequence[Invoice], payments: Iterable[Payment], credits: Iterable[Credit], first: date
) -> Iterator[tuple[str, Entry]]:
    """Every document as entries, whatever its day; the sum per currency is the balance today."""
    owed = {invoice.id: invoice for invoice in invoices}
    paid: dict[InvoiceId, Decimal] = defaultdict(Decimal)
    for payment in payments:
        for currency, entry in _of_payment(payment, owed, paid):
            yield currency, entry
    for invoice in invoices:
        currency, total = invoice.total.currency, invoice.total.amount
        yield (
            currency,
            Entry(invoice.issued, EntryKind.INVOICE, invoice.number, total, invoice.due),
        )
        lost = total - invoice.balance.amount - paid[invoice.id]
        if lost:
            on = max(invoice.paid_on or invoice.issued, invoice.issued)
            yield currency, Entry(on, EntryKind.SETTLED, invoice.number, -lost)
    for credit in credits:
        on, money = credit.on or first, credit.remaining
        yield money.currency, Entry(on, EntryKind.CREDIT, credit.number, -money.amount)


def _of_payment(
    payment: Payment, owed: dict[InvoiceId, Invoice], paid: dict[InvoiceId, Decimal]
) -> Iterator[tuple[str, Entry]]:
    """What a payment settled of these invoices; `paid` keeps it by invoice.

    A payment of less than it settles has set credit against an invoice (QuickBooks does so with a
    payment of nothing, accounting-apis B9): the rest of it was never money.
    """
    settled: dict[str, Decimal] = defaultdict(Decimal)
    for part in payment.applied:
        if (invoice := owed.get(part.invoice)) is not None:
            paid[part.invoice] += part.amount
            settled[invoice.balance.currency] += part.amount
    for currency, amount in settled.items():
        money = min(amount, payment.amount.amount)
        if money:
            yield currency, Entry(payment.on, EntryKind.PAYMENT, payment.reference, -money)
        if amount > money:
            yield currency, Entry(payment.on, EntryKind.SETTLED, None, money - amount)
