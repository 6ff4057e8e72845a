"""What the platform says of the invoices that it e-mailed itself: QuickBooks tells of bounces."""

from datetime import date

from sqlalchemy import Connection

from rules import wording
from rules.facts import Invoice
from sync.cases import BOUNCES, Books
from sync.store import delivery_rows, outbox_rows
from sync.store.delivery_rows import Delivery
from sync.store.outbox_rows import State
from sync.store.task_rows import Source, new_task
from sync.tasks import raise_task


def note_bounces(connection: Connection, company: str, books: Books, *, today: date) -> None:
    """A mail of the platform's that came back is a bounce, and an address is asked for."""
    back = {i.id: i for i in books.invoices if i.is_open and i.delivery_problem in BOUNCES}
    if not back:
        return
    for invoice in back.values():
        _ask(connection, company, books, invoice, today)
    for intent in outbox_rows.all_intents(connection, company, (State.SENT,)):
        found = [back[line.invoice] for line in intent.lines if line.invoice in back]
        if intent.channel == "platform" and found and intent.delivery is None:
            delivery_rows.set_delivery(connection, intent.id, Delivery.BOUNCED, _says(found[0]))


def _ask(connection: Connection, company: str, books: Books, invoice: Invoice, today: date) -> None:
    customer = books.billed(invoice.customer)
    contact = books.contacts.get(customer)
    name = contact.name if contact else f"customer {customer}"
    task = new_task(
        f"ask {name} for an address",
        source=Source.BOUNCE,
        since=today,
        customer=customer,
        customer_name=name,
        about=_says(invoice),
    )
    raise_task(connection, company, task)


def _says(invoice: Invoice) -> str:
    return f"the ledger says of invoice {wording.name_of(invoice)}: {invoice.delivery_problem}"
