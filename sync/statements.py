"""Statements of account out of the store: every document of one customer, as it is known now."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from connectors.errors import Misuse
from rules.deciding.statements import STATEMENT, Period, period_ending
from rules.facts import Contact, CustomerId, Invoice, InvoiceStatus
from rules.rulebook import Rulebook
from rules.statement import Statement, statement
from sync.cases import Books, read_books
from sync.naming import meant_of
from sync.store.engine import Store
from sync.store.outbox_rows import Intent


@dataclass(slots=True)
class Accounts:
    """The books, read when the first statement is asked for and kept for one run."""

    store: Store
    company: str
    _books: Books | None = field(default=None, init=False)

    @property
    def books(self) -> Books:
        """The books as they were when they were first asked for."""
        if self._books is None:
            self._books = read_books(self.store, self.company)
        return self._books

    def contact(self, customer: CustomerId) -> Contact | None:
        """The customer, as the ledger has them."""
        return self.books.contacts.get(customer)

    def keep(self, fresh: Iterable[Invoice], *, today: date) -> None:
        """Take note of what the ledger says of some invoices now."""
        now = {invoice.id: _paid_by(invoice, today) for invoice in fresh}
        if now:
            invoices = tuple(now.get(invoice.id, invoice) for invoice in self.books.invoices)
            self._books = replace(self.books, invoices=invoices)

    def of_intent(
        self, intent: Intent, fresh: Iterable[Invoice], rulebook: Rulebook, *, today: date
    ) -> Statement:
        """The statement of an intent, with what the ledger said of its invoices a moment ago.

        An open invoice that the intent does not name has not been sent to the customer.
        """
        end = date.fromisoformat((intent.occasion or "").removeprefix(f"{STATEMENT} "))
        rule = rulebook.statements
        period = period_ending(end, rule.every if rule else None)
        named = {line.invoice for line in intent.lines}
        seen = [_paid_by(invoice, today) for invoice in fresh]
        return self.of(intent.customer, period, today=today, named=named, fresh=seen)

    def of(
        self,
        customer: CustomerId,
        period: Period,
        *,
        today: date,
        named: Collection[str] | None = None,
        fresh: Iterable[Invoice] = (),
    ) -> Statement:
        """The statement of a customer. `named`: the open invoices that may be on it; None: all."""
        books, known = self.books, {invoice.id: invoice for invoice in fresh}
        mine = (
            known.get(invoice.id, invoice)
            for invoice in books.invoices
            if books.billed(invoice.customer) == customer
        )
        return statement(
            [i for i in mine if named is None or not i.is_open or i.id in named],
            [p for p in books.payments if p.on <= today],
            [c for c in books.credits if books.billed(c.customer) == customer],
            period=(period.start, period.end),
            today=today,
        )


def _paid_by(invoice: Invoice, today: date) -> Invoice:
    """What is paid since the last pull was paid today, where the ledger gives no day (QuickBooks)."""
    if invoice.status is InvoiceStatus.PAID and invoice.paid_on is None:
        return replace(invoice, paid_on=today)
    return invoice


def customer_called(books: Books, wanted: str) -> Contact:
    """A customer by name or id. Raises Misuse when it is not one alone."""
    folded = wanted.casefold()
    found = [
        contact
        for contact in books.contacts.values()
        if folded in (contact.id.casefold(), contact.name.casefold())
    ]
    ids = {books.billed(contact.id) for contact in found}
    if not ids:
        near = meant_of(wanted, sorted({contact.name for contact in books.contacts.values()}))
        raise Misuse(f'No customer is called "{wanted}". {near}'.rstrip())
    if len(ids) > 1:
        which = ", ".join(sorted(ids))
        raise Misuse(f'Several customers are called "{wanted}"; use the id of one: {which}.')
    return books.contacts[ids.pop()]
