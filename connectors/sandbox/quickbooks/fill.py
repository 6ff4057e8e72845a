"""Tell a story in QuickBooks' records.

A draft does not exist in QuickBooks and is left out; a deleted invoice is only a tombstone. The
reference of an invoice goes to the custom field "PO Number"; an expected date has no place.
"""

from connectors.sandbox.quickbooks.fill_parties import Work, book_company, book_customer
from connectors.sandbox.quickbooks.fill_sales import (
    book_credit,
    book_invoice,
    book_payment,
    void_told,
)
from connectors.sandbox.quickbooks.store import Store
from connectors.sandbox.story import Story


def fill(store: Store, story: Story) -> dict[str, str]:
    """Put a story's records into an empty store; return the id of every story key."""
    work = Work(store, story)
    store.home = story.base_currency
    store.multicurrency = _currencies(story) != {story.base_currency}
    book_company(work)
    for customer in story.customers:
        book_customer(work, customer)
    for invoice in story.invoices:
        book_invoice(work, invoice)
    for payment in story.payments:
        book_payment(work, payment)
    for credit in story.credits:
        book_credit(work, credit)
    for invoice in story.invoices:
        if invoice.status == "voided":
            void_told(work, invoice)
    return work.ids


def _currencies(story: Story) -> set[str]:
    used = {one.currency for one in story.customers}
    used |= {one.currency for one in story.invoices} | {one.currency for one in story.credits}
    return {code or story.base_currency for code in used} | {story.base_currency}
