"""Tags in the ledger's notes on a customer: they count for all that the customer owes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date

from rules.case import Mark
from rules.facts import Contact, CustomerId, Invoice
from rules.tags import marks_in

Billed = Callable[[CustomerId], CustomerId]


def marks_on_customers(
    contacts: Iterable[Contact], invoices: Iterable[Invoice], billed: Billed
) -> Iterator[tuple[CustomerId, Mark]]:
    """The marks, each with whom is billed. Notes on a sub-customer are about its own invoices.

    No ledger tells when its notes were written: they count from the first invoice on.
    """
    noted = [contact for contact in contacts if contact.memo]
    if not noted:
        return
    owed: dict[CustomerId, list[Invoice]] = defaultdict(list)
    for invoice in invoices:
        owed[invoice.customer].append(invoice)
        if billed(invoice.customer) != invoice.customer:
            owed[billed(invoice.customer)].append(invoice)
    for contact in noted:
        for mark in _marks(contact, owed[contact.id], whole=billed(contact.id) == contact.id):
            yield billed(contact.id), mark


def _marks(contact: Contact, owed: list[Invoice], *, whole: bool) -> Iterator[Mark]:
    memo, source = contact.memo or "", f"the ledger's notes on {contact.name}"
    since: date | None = min((invoice.issued for invoice in owed), default=None)
    if since is None:
        return
    if whole:
        yield from marks_in(memo, invoice=None, since=since, source=source)
        return
    for invoice in owed:
        yield from marks_in(memo, invoice=invoice.id, since=invoice.issued, source=source)
