"""The books, sorted to one walk for each customer who can be decided about."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.calendar import ONE_DAY, later
from rules.case import Mark, MarkKind, Taken, Told
from rules.deciding.thanks import LATELY
from rules.facts import Contact, Credit, CustomerId, Invoice, InvoiceId, Payment
from sync.behaviour import BEHAVIOUR_DAYS
from sync.cases import Books, introduced, tags_of, written_to
from workbench.replay.moving import Event, Moves
from workbench.replay.past import versions
from workbench.replay.walk import Track, Walk, promises_of

_FORGOTTEN = timedelta(BEHAVIOUR_DAYS + 1)
"""What was paid longer ago does not count any more."""


@dataclass(slots=True)
class _Drawer:
    invoices: list[Invoice] = field(default_factory=list)
    members: list[Contact] = field(default_factory=list)
    payments: list[Payment] = field(default_factory=list)
    credits: list[Credit] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    told: list[Told] = field(default_factory=list)


def held_all_along(books: Books) -> frozenset[CustomerId]:
    """Customers of whom a record cannot be read, or whom the ledger does not show."""
    strange = {
        books.billed(invoice.customer)
        for invoice in books.invoices
        if books.billed(invoice.customer) not in books.contacts
    }
    return frozenset(
        strange | {books.billed(each.customer) for each in books.unreadable if each.customer}
    )


@dataclass(frozen=True, slots=True)
class Cabinet:
    """The books, a drawer for each customer.

    Steps that were really taken before the first day count as they do on that day.
    """

    books: Books
    drawers: Mapping[CustomerId, _Drawer]
    promised: Mapping[InvoiceId, list[Mark]]

    @classmethod
    def of(cls, books: Books, *, began: date) -> "Cabinet":
        """Sort the books, for days from this one on."""
        return cls(books, _sort(books, began), _promises(books))

    @property
    def customers(self) -> list[CustomerId]:
        """Those who can be decided about and have an invoice, by id."""
        out = held_all_along(self.books)
        return [
            each for each in sorted(self.drawers) if self.drawers[each].invoices and each not in out
        ]

    def walk(self, customer: CustomerId) -> Walk:
        """The way of one of them, from its beginning."""
        books, drawer = self.books, self.drawers[customer]
        contact = books.contacts[customer]
        tracks = [_track(books, contact, each, promised=self.promised) for each in drawer.invoices]
        return Walk(
            company=books.company,
            contact=contact,
            members=tuple(drawer.members),
            tracks=sorted(tracks, key=lambda track: track.issued),
            payments=sorted(drawer.payments, key=lambda payment: payment.on),
            credits=tuple(drawer.credits),
            marks=tuple(drawer.marks),
            before=tuple(drawer.taken),
            told=list(drawer.told),
        )


def walks(books: Books, *, began: date) -> dict[CustomerId, Walk]:
    """A walk for each customer who can be decided about, by id."""
    cabinet = Cabinet.of(books, began=began)
    return {customer: cabinet.walk(customer) for customer in cabinet.customers}


def _sort(books: Books, began: date) -> Mapping[CustomerId, _Drawer]:
    drawers: dict[CustomerId, _Drawer] = defaultdict(_Drawer)
    for invoice in books.invoices:
        drawers[books.billed(invoice.customer)].invoices.append(invoice)
    for contact in books.contacts.values():
        if (billed := books.billed(contact.id)) != contact.id:
            drawers[billed].members.append(contact)
    for payment in books.payments:
        if payment.customer is not None:
            drawers[books.billed(payment.customer)].payments.append(payment)
    for credit in books.credits:
        drawers[books.billed(credit.customer)].credits.append(credit)
    for customer, mark in books.marks:
        drawers[books.billed(customer)].marks.append(mark)
    for customer, step in books.taken:
        if step.on < began:
            drawers[books.billed(customer)].taken.append(step)
    for customer, told in books.told:
        if told.on < began:
            drawers[books.billed(customer)].told.append(told)
    return drawers


def _promises(books: Books) -> Mapping[InvoiceId, list[Mark]]:
    found: dict[InvoiceId, list[Mark]] = defaultdict(list)
    for _, mark in books.marks:
        if mark.kind is MarkKind.PROMISE and mark.invoice is not None:
            found[mark.invoice].append(mark)
    return found


def _track(
    books: Books,
    contact: Contact,
    invoice: Invoice,
    *,
    promised: Mapping[InvoiceId, list[Mark]],
) -> Track:
    stood = versions(invoice, books.paid.get(invoice.id, ()))
    tags = tags_of(invoice, books.pulled_on)
    return Track(
        versions=stood,
        introduced=tuple(introduced(contact, version.invoice) for version in stood),
        tags=tags,
        promised=promises_of(invoice, promised.get(invoice.id, ()), tags),
        reached=written_to(books, invoice) if invoice.delivery_problem else set(),
    )


def event_days(walk: Walk) -> Iterator[date]:
    """Days on which something about the customer is booked, said, or ceases to count.

    Those on which their invoices are issued are not among them.
    """
    for track in walk.tracks:
        yield from (version.since for version in track.versions[1:])
        for day, since in track.promised:
            yield from (since, later(day, ONE_DAY), later(day, _FORGOTTEN))
        last = track.versions[-1].invoice
        if last.paid_on is not None:
            yield last.paid_on + _FORGOTTEN
    for mark in (*walk.marks, *(tag for track in walk.tracks for tag in track.tags)):
        yield mark.since
        if mark.until is not None:
            yield later(mark.until, ONE_DAY)
        if mark.kind is MarkKind.REPLIED:
            yield mark.since + LATELY
        yield from (part.on + ONE_DAY for part in mark.parts)
    yield from (credit.on for credit in walk.credits if credit.on is not None)


def moving_days(walk: Walk, moves: Moves) -> Iterator[date]:
    """Days on which a condition can change by itself, counted from what the ledger says."""
    for track in walk.tracks:
        last = track.versions[-1].invoice
        if last.due is not None:
            yield from counted(last.due, moves.after[Event.DUE])
        yield from counted(last.issued, moves.after[Event.ISSUED])
        if last.sent_on is not None:
            yield from counted(last.sent_on, moves.after[Event.MAILED])
    for mark in (*walk.marks, *(tag for track in walk.tracks for tag in track.tags)):
        if mark.kind is MarkKind.REPLIED:
            yield from counted(mark.since, moves.after[Event.REPLIED])
    for payment in walk.payments:
        yield from counted(payment.on, moves.after[Event.PAID])
    for on in walk.heard:
        yield from counted(on, moves.after[Event.HEARD])


def counted(day: date, numbers: Iterable[int]) -> Iterator[date]:
    """So many days after this one, for each number."""
    return (day + timedelta(number) for number in numbers)
