"""Marks that a person makes: a dispute, a hold, a promise, on an invoice or on a customer."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from connectors.errors import Misuse
from rules import wording
from rules.case import Mark, MarkKind, Part
from rules.decisions import totals
from rules.facts import CustomerId, InvoiceId, Money
from rules.instalments import read_part
from sync.cases import Books, read_books
from sync.days import refuse_to_come, today_of
from sync.house import Opener
from sync.naming import meant
from sync.store import mark_rows
from sync.store.engine import Store


@dataclass(frozen=True, slots=True)
class Target:
    """What a mark is on."""

    customer: CustomerId
    invoice: InvoiceId | None
    name: str


def find_target(books: Books, wanted: str) -> Target:
    """An invoice by number or id, or a customer by name or id.

    Raises Misuse when there is none, and when it is not one alone.
    """
    found = _invoices(books, wanted) or _customers(books, wanted)
    if len(found) == 1:
        return found[0]
    if not found:
        says = f'There is no invoice and no customer "{wanted}" in our copy of the ledger.'
        newer = "What is newer comes with `goodterms pull`."
        raise Misuse(" ".join(filter(None, [says, meant(books, wanted), newer])))
    which = ", ".join(f"{each.invoice or each.customer} ({_whose(books, each)})" for each in found)
    raise Misuse(f'Several are called "{wanted}"; use the id of the one that is meant: {which}.')


def _invoices(books: Books, wanted: str) -> list[Target]:
    """Those of the number, the open ones before others; QuickBooks' ids look like numbers."""
    sought = wanted.casefold()
    called = [each for each in books.invoices if (each.number or "").casefold() == sought]
    called = called or [each for each in books.invoices if each.id.casefold() == sought]
    return [
        Target(books.billed(each.customer), each.id, f"invoice {wording.name_of(each)}")
        for each in [each for each in called if each.is_open] or called
    ]


def _customers(books: Books, wanted: str) -> list[Target]:
    sought, found = wanted.casefold(), {}
    for contact in books.contacts.values():
        if sought in (contact.id.casefold(), contact.name.casefold()):
            billed = books.billed(contact.id)
            found[billed] = Target(billed, None, f"customer {contact.name}")
    return list(found.values())


def _whose(books: Books, target: Target) -> str:
    contact = books.contacts.get(target.customer)
    return contact.name if contact else f"customer {target.customer}"


def add(store: Store, company: str, target: Target, mark: Mark) -> None:
    """Store a mark. Raises Misuse for a promise without a day."""
    if mark.kind is MarkKind.PROMISE and mark.until is None:
        raise Misuse("A promise needs its day; add --until, such as `--until 2026-12-01`.")
    put = mark_rows.replace_plan if mark.kind is MarkKind.INSTALMENTS else mark_rows.add_mark
    with store.write() as connection:
        put(connection, company, target.customer, mark)


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


def mark_target(
    opener: Opener,
    wanted: str,
    kind: str,
    *,
    until: date | None,
    words: str,
    parts: Sequence[str] = (),
    on: date | None = None,
) -> str:
    """Mark an invoice or a customer, or clear the marks; returns a sentence.

    `parts` are the instalments of an agreed plan, each as `2026-12-01=500`; `on` is the day on which
    it was said, today when left out.
    """
    company = opener.settings.company
    books = read_books(opener.store, company)
    target = find_target(books, wanted)
    if (kind == MarkKind.INSTALMENTS) != bool(parts):
        raise Misuse(
            "Instalments need their parts, and nothing else has any; write "
            "`goodterms mark INV-0003 instalments --part 2026-12-01=500 --part 2027-01-01=500`."
        )
    refuse_to_come(opener, on)
    if kind == "clear":
        if on is not None:
            raise Misuse("`clear` takes back every mark, of whatever day; leave --on out.")
        count = clear(opener.store, company, target)
        return f"{count} {'mark' if count == 1 else 'marks'} taken back from {target.name}."
    today = today_of(opener)
    if until is not None and until < today and not opener.is_trial:
        raise Misuse(f"{until} is past; --until takes today or a day to come.")
    if until is not None and on is not None and until < on:
        raise Misuse(f"--until, {until}, lies before --on, {on}; nothing would count.")
    mark = new_mark(kind, target, until=until, words=words, today=on or today)
    if parts:
        mark = replace(mark, parts=read_parts(parts, books, target))
        _refuse_past(mark.parts, today, is_trial=opener.is_trial)
    add(opener.store, company, target, mark)
    until_words = f" until {wording.day(until)}" if until else ""
    since = f", since {wording.day(on)}" if on else ""
    listed = wording.listing(
        [f"{wording.money(p.amount)} by {wording.day(p.on)}" for p in mark.parts]
    )
    return f"Marked {target.name}: {kind}{until_words}{since}{f': {listed}' if listed else ''}."


def read_parts(written: Sequence[str], books: Books, target: Target) -> tuple[Part, ...]:
    """The parts of a plan, by day. Raises Misuse unless they come to exactly what is owed."""
    owed = totals(
        invoice.balance
        for invoice in books.invoices
        if invoice.is_open and books.billed(invoice.customer) == target.customer
        if target.invoice in (None, invoice.id)
    )
    if not owed:
        raise Misuse(f"Nothing is owed on {target.name}, so there is nothing to pay in parts.")
    usual = next(iter(owed)) if len(owed) == 1 else None
    try:
        parts = [read_part(each, usual) for each in written]
    except ValueError as mistake:
        raise Misuse(str(mistake)) from None
    planned = totals(part.amount for part in parts)
    for currency, amount in planned.items():
        due = owed.get(currency, Decimal(0))
        if amount != due:
            come_to, is_owed = (wording.money(Money(each, currency)) for each in (amount, due))
            raise Misuse(
                f"The parts come to {come_to}, and {is_owed} is owed on {target.name}; write parts "
                "that come to what is owed."
            )
    return tuple(sorted(parts, key=lambda part: part.on))


def _refuse_past(parts: Sequence[Part], today: date, *, is_trial: bool) -> None:
    past = next((part.on for part in parts if part.on < today), None)
    if past is not None and not is_trial:
        raise Misuse(f"{past} is past; a part takes today or a day to come.")
