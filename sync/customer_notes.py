"""Tags in the ledger's notes on a customer: they count for all that the customer owes."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import partial

from rules.case import Mark
from rules.facts import Contact, CustomerId, Invoice
from rules.tags import marks_in

Billed = Callable[[CustomerId], CustomerId]


def marks_on_customers(
    contacts: Iterable[Contact],
    invoices: Iterable[Invoice],
    billed: Billed,
    *,
    read_on: date | None = None,
) -> Iterator[tuple[CustomerId, Mark]]:
    """The marks, each with whom is billed. Notes on a sub-customer are about its own invoices.

    No ledger tells when its notes were written: they count from the first invoice on. `read_on`: the day
    on which they were read.
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
        said = partial(
            marks_in,
            contact.memo or "",
            source=f"the ledger's notes on {contact.name}",
            read_on=read_on,
        )
        for mark in _marks(said, owed[contact.id], whole=billed(contact.id) == contact.id):
            yield billed(contact.id), mark


def _marks(
    said: Callable[..., tuple[Mark, ...]], owed: list[Invoice], *, whole: bool
) -> Iterator[Mark]:
    since: date | None = min((invoice.issued for invoice in owed), default=None)
    if since is None:
        return
    if whole:
        yield from said(invoice=None, since=since)
        return
    for invoice in owed:
        yield from said(invoice=invoice.id, since=invoice.issued)
