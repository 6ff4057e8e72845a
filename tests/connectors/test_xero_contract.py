"""Xero keeps the contract, and what only Xero has."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

import pytest

from connectors.errors import Refused, Unanswered
from connectors.ledger import Ledger, Sweep
from connectors.sandbox.books import Books
from connectors.sandbox.story import Story, StoryCustomer, StoryPerson
from connectors.sandbox.trouble import What
from connectors.sandbox.xero.books import XeroBooks
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer
from connectors.xero.ledger import NOTE_LIMIT, XeroLedger
from rules.facts import Contact, Invoice, Kind, Person
from tests.connectors.contract import (
    STORY,
    TODAY,
    Desk,
    LedgerContract,
    OpenDesk,
    an_invoice,
)


class TestXeroKeepsTheContract(LedgerContract):
    platform = "xero"
    quiet_calls = 6
    first_calls = 6
    tells_reminders = True

    def make_books(self, story: Story) -> Books:
        return XeroBooks(story)

    def open_ledger(
        self, settings: LedgerSettings, bearer: Bearer, sleep: Callable[[float], None]
    ) -> Ledger:
        return XeroLedger(settings, bearer, sleep=sleep)

    def test_the_time_zone_is_a_place(self, desk: Desk) -> None:
        assert desk.ledger.company().timezone == "Pacific/Auckland"

    def test_people_whom_the_company_left_out_of_emails_are_left_out(
        self, open_desk: OpenDesk
    ) -> None:
        acme = StoryCustomer(
            key="maple",
            name="Acme",
            email="ap@acme.example",
            people=(
                StoryPerson(first="Jo", last="Park", email="jo@acme.example"),
                StoryPerson(
                    first="Max", last="Out", email="max@acme.example", include_in_emails=False
                ),
            ),
        )
        desk = open_desk(replace(STORY, customers=(acme,), invoices=(), payments=()))

        (contact,) = desk.pull().all(Contact).values()

        assert contact.people == (
            Person("ap@acme.example"),
            Person("jo@acme.example", "Jo Park"),
        )

    def test_two_contacts_that_are_merged_point_to_the_one_that_stays(self, desk: Desk) -> None:
        cursor = desk.pull().cursor
        books = xero(desk)
        with books.lock:
            merged = books.state.contacts[desk.customer_id("birch")]
            merged.merged_to, merged.status = desk.customer_id("maple"), "ARCHIVED"
            merged.updated = books.clock()

        contact = desk.pull(cursor).all(Contact)[desk.customer_id("birch")]

        assert (contact.merged_into, contact.active) == (desk.customer_id("maple"), False)

    def test_a_due_date_that_moved_without_a_trace_is_found_by_the_daily_look(
        self, desk: Desk
    ) -> None:
        """Xero does not touch UpdatedDateUTC when a part-paid invoice gets another due date."""
        first = desk.pull()
        books = xero(desk)
        with books.lock:
            books.state.invoices[desk.invoice_id("part")].due = date(2026, 12, 24)

        quiet, deep = desk.pull(first.cursor), desk.pull(first.cursor, deep=True)

        assert desk.invoice_id("part") not in quiet.all(Invoice)
        assert deep.all(Invoice)[desk.invoice_id("part")].due == date(2026, 12, 24)
        assert desk.invoice_id("settled") not in deep.all(Invoice)
        assert deep.sweeps == [Sweep(Kind.INVOICE, open_only=True)]
        assert deep.calls == quiet.calls + 1 == 7

    def test_a_long_note_is_cut_to_what_xero_takes(self, desk: Desk) -> None:
        desk.ledger.add_note(desk.invoice_id("open"), "Reminder e-mailed. " * 30, key="k")

        (note,) = desk.ledger.notes(desk.invoice_id("open"))
        assert len(note.text) <= NOTE_LIMIT
        assert note.text.endswith("e-mailed.…")

    def test_a_note_that_was_written_but_answered_by_half_is_in_doubt(self, desk: Desk) -> None:
        desk.script(What.BROKEN_JSON)

        with pytest.raises(Unanswered):
            desk.ledger.add_note(desk.invoice_id("open"), "Reminder e-mailed.", key="k")

        assert [note.text for note in desk.ledger.notes(desk.invoice_id("open"))] == [
            "Reminder e-mailed."
        ]

    def test_an_invoice_that_is_not_approved_cannot_be_sent(self, open_desk: OpenDesk) -> None:
        desk = open_desk(
            replace(STORY, invoices=(an_invoice("open", status="draft"),), payments=())
        )

        with pytest.raises(Refused, match="Xero refuses"):
            desk.ledger.send_invoice(desk.invoice_id("open"), key="k")

    def test_a_limit_is_waited_out_as_long_as_xero_says(self, desk: Desk) -> None:
        desk.script(What.MINUTE_LIMIT, retry_after=17)

        desk.pull()

        assert desk.pauses == [17.0]

    def test_a_cursor_of_before_the_last_change_brings_it_again(self, desk: Desk) -> None:
        """The overlap: what changed while a pull ran is not lost between two pulls."""
        desk.books.pay("open", on=TODAY)
        first = desk.pull()

        assert desk.invoice_id("open") in desk.pull(first.cursor).all(Invoice)


def xero(desk: Desk) -> XeroBooks:
    """The books as Xero's own, for what no bookkeeper of both platforms can do."""
    assert isinstance(desk.books, XeroBooks)
    return desk.books
