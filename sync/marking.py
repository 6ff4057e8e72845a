"""Marks that a person makes: a dispute, a hold, a promise, on an invoice or on a customer."""

from dataclasses import dataclass
from datetime import date

from connectors.errors import Misuse
from rules.case import Mark, MarkKind
from rules.facts import CustomerId, InvoiceId
from sync.cases import Books, read_books
from sync.house import Opener, utc_now
from sync.store import mark_rows
from sync.store.engine import Store


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is on."""

    customer: CustomerId
    invoice: InvoiceId | None
    name: str


def find_target(books: Books, wanted: str) -> Target:
    """An invoice by number or id, or a customer by name or id. Raises Misuse when there is none."""
    sought = wanted.casefold()
    for invoice in books.invoices:
        if sought in (invoice.id.casefold(), (invoice.number or "").casefold()):
            name = f"invoice {invoice.number or invoice.id}"
            return Target(books.billed(invoice.customer), invoice.id, name)
    for contact in books.contacts.values():
        if sought in (contact.id.casefold(), contact.name.casefold()):
            return Target(books.billed(contact.id), None, f"customer {contact.name}")
    raise Misuse(
        f'There is no invoice and no customer "{wanted}" in our copy of the ledger; check the '
        "number, or run `goodterms pull` first."
    )


def add(store: Store, company: str, target: Target, mark: Mark) -> None:
    """Store a mark. Raises Misuse for a promise without a day."""
    if mark.kind is MarkKind.PROMISE and mark.until is None:
        raise Misuse("A promise needs its day; add --until, such as `--until 2026-12-01`.")
    with store.write() as connection:
        mark_rows.add_mark(connection, company, target.customer, mark)


def clear(store: Store, company: str, target: Target) -> int:
    """Take back all marks on the target; returns how many there were."""
    with store.write() as connection:
        return mark_rows.remove_marks(connection, company, target.customer, target.invoice)


def new_mark(kind: str, target: Target, *, until: date | None, words: str, today: date) -> Mark:
    """A mark as said on the command line."""
    return Mark(
        kind=MarkKind(kind),
        invoice=target.invoice,
        since=today,
        until=until,
        words=words,
        source="goodterms mark",
    )


def mark_target(opener: Opener, wanted: str, kind: str, *, until: date | None, words: str) -> str:
    """Mark an invoice or a customer, or clear the marks; returns a sentence."""
    company = opener.settings.company
    target = find_target(read_books(opener.store, company), wanted)
    if kind == "clear":
        count = clear(opener.store, company, target)
        return f"{count} {'mark' if count == 1 else 'marks'} taken back from {target.name}."
    today = utc_now().date()
    if until is not None and until < today and not opener.is_trial:
        raise Misuse(f"{until} is past; --until takes today or a day to come.")
    mark = new_mark(kind, target, until=until, words=words, today=today)
    add(opener.store, company, target, mark)
    until_words = f" until {until:%A %d %B %Y}" if until else ""
    return f"Marked {target.name}: {kind}{until_words}."
