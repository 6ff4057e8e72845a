"""What a bookkeeper writes on an invoice in the ledger, read again just before a mail goes.

QuickBooks' private note comes with the re-read. Xero has no such field: its notes stand in the
history of each invoice, one call apiece, so they are read of those invoices alone that are about to
be spoken of, and of those that such a note keeps quiet. What they say is stored as marks, so that
the next decision knows it. A note in Xero cannot be deleted; a later note `#clear` takes it back.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, tzinfo

from connectors.errors import Refused
from connectors.ledger import Ledger, Note
from rules import wording
from rules.case import Mark, MarkKind
from rules.facts import CustomerId, Invoice, InvoiceId
from rules.tags import clears, marks_in
from sync.store import mark_rows
from sync.store.engine import Store

HISTORY = "a note in Xero"
"""The source of a mark that stands in an invoice's history."""
OWN = "[goodterms "
"""How our own notes begin."""
QUIET = frozenset({MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.PROMISE, MarkKind.NO_CHASE})
_EARLIEST = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Steering:
    """One run's look at the notes of invoices; each is asked for once."""

    store: Store
    company: str
    ledger: Ledger
    today: date
    in_history: bool
    """Whether notes are in the history, and to be read from there."""
    zone: tzinfo = UTC
    """Where the company is: a note is of the day that it was there."""
    _asked: dict[InvoiceId, tuple[Mark, ...]] = field(default_factory=dict, init=False)

    def quiet(self, customer: CustomerId, invoices: Sequence[Invoice]) -> str | None:
        """Why one of these is not to be spoken of now. Raises the connector's Trouble."""
        for invoice in invoices:
            name = wording.name_of(invoice)
            if invoice.expected_on is not None and invoice.expected_on >= self.today:
                return f"{name} is expected to be paid on {wording.day(invoice.expected_on)} now"
            for mark in self._said(customer, invoice):
                if mark.kind in QUIET and (mark.until is None or mark.until >= self.today):
                    return f"{name} is kept quiet now: {_says(mark)}"
        return None

    def recheck(self, open_now: frozenset[InvoiceId]) -> None:
        """Ask again for the notes that keep open invoices quiet: one may be taken back since."""
        if not self.in_history:
            return
        with self.store.read() as connection:
            found = mark_rows.all_marks(connection, self.company)
            held = {
                (customer, mark.invoice)
                for customer, mark in found
                if mark.source == HISTORY and mark.invoice in open_now
            }
        for customer, invoice in sorted(held, key=str):
            if invoice is not None:
                try:
                    self._from_history(customer, invoice)
                except Refused:
                    continue  # it cannot be told, so the mark stays

    def _said(self, customer: CustomerId, invoice: Invoice) -> tuple[Mark, ...]:
        memo = marks_in(
            invoice.memo or "",
            invoice=invoice.id,
            since=invoice.issued,
            source="the ledger's private note",
            read_on=self.today,
        )
        if not self.in_history:
            return memo
        try:
            return (*memo, *self._from_history(customer, invoice.id))
        except Refused:
            return memo  # a ledger that shows no notes has no tags to go by

    def _from_history(self, customer: CustomerId, invoice: InvoiceId) -> tuple[Mark, ...]:
        if invoice not in self._asked:
            notes = self.ledger.notes(invoice)
            found = marks_of(notes, invoice, self.today, zone=self.zone)
            with self.store.write() as connection:
                mark_rows.replace_marks(
                    connection, self.company, customer, invoice=invoice, source=HISTORY, marks=found
                )
            self._asked[invoice] = found
        return self._asked[invoice]


def marks_of(
    notes: Iterable[Note], invoice: InvoiceId, today: date, *, zone: tzinfo = UTC
) -> tuple[Mark, ...]:
    """What the notes of an invoice come to: the oldest first, each `#clear` ending all before it.

    What is said twice counts from when it was said first.
    """
    marks: dict[Mark, Mark] = {}
    for note in sorted(notes, key=lambda note: note.at or _EARLIEST):
        if note.text.startswith(OWN):
            continue
        if clears(note.text):
            marks.clear()
        written = note.at.astimezone(zone).date() if note.at else None
        known = written is not None and written <= today  # a trial's day may come before it
        since = written if written is not None and known else date.min
        found = marks_in(
            note.text, invoice=invoice, since=since, source=HISTORY, dated=known, read_on=today
        )
        for mark in found:
            marks.setdefault(_said_before(mark), mark)
    return tuple(marks.values())


def _said_before(mark: Mark) -> Mark:
    """The mark whenever it was said; a reply is of its own day."""
    return mark if mark.kind is MarkKind.REPLIED else replace(mark, since=date.min, dated=False)


def _says(mark: Mark) -> str:
    until = f" until {wording.day(mark.until)}" if mark.until else ""
    words = f", “{mark.words}”" if mark.words else ""
    return f"{mark.kind.value}{until}{words}, says {mark.source}"
