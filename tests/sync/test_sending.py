"""The sending of approved invoices by the platform itself, on both platforms."""

from dataclasses import replace
from pathlib import Path
from typing import Any, cast

import pytest

from connectors.errors import AllowanceSpent, Refused, Unanswered
from connectors.ledger import Ledger
from connectors.sandbox.xero.books import XeroBooks
from rules.facts import InvoiceId
from sync.run import run
from sync.store.outbox_rows import State
from tests.sync.office import RULEBOOK, TUESDAY, an_office, customer, invoice, story
from tests.sync.test_thanks import day, text_of

OUR_LETTER = RULEBOOK + "send_invoices: {within: 1 day, by: email, letter: invoice}\n"


class Marking:
    """A ledger that is away, or refuses, when it is told that an invoice was sent."""

    def __init__(self, ledger: Ledger, trouble: Exception) -> None:
        self._ledger, self._trouble = ledger, trouble

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def mark_sent(self, invoice: InvoiceId, *, key: str) -> None:
        """Does nothing of the kind."""
        raise self._trouble


class Spent:
    """A ledger whose mails of the day are used up after so many."""

    def __init__(self, ledger: Ledger, left: int) -> None:
        self._ledger, self._left = ledger, left

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def send_invoice(self, invoice: InvoiceId, *, key: str) -> None:
        """One mail less."""
        if not self._left:
            raise AllowanceSpent("No more mails today.")
        self._left -= 1
        self._ledger.send_invoice(invoice, key=key)


@pytest.mark.parametrize("left", [0, 1])
def test_when_the_days_mails_are_spent_the_rest_goes_tomorrow_and_each_once(
    left: int, tmp_path: Path, platform: str
) -> None:
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=-17, sent=False),
            invoice("2", "kim", overdue=-17, sent=False),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        house = office.opener().house(as_of=TUESDAY)
        report = run(replace(house, ledger=cast(Ledger, Spent(house.ledger, left))))
        waiting = report.of(State.QUEUED)
        assert [each.says for each in waiting] == ["No more mails today."] * (2 - left)

        office.run(day(1))
        office.run(day(2))
        ids = [office.books.id_of(key) for key in "12"]
        assert sorted(office.books.sent()) == sorted(ids)


def test_an_invoice_that_was_not_sent_is_in_no_mail_about_another(
    tmp_path: Path, platform: str
) -> None:
    """Neither as a reminder nor as a line of the table, before the due date or after it."""
    told = story(
        [customer("jo")],
        [
            invoice("1", "jo", overdue=6),
            invoice("OLD", "jo", overdue=9, sent=False),
            invoice("SOON", "jo", overdue=-5, sent=False, issued=day(-18)),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        for later in range(12):
            office.run(day(later))
        assert office.mails()
        assert all(not {"INV-OLD", "INV-SOON"} & office.numbers(mail) for mail in office.mails())


def test_xeros_own_limit_of_mails_is_a_sentence_and_nobodys_task(tmp_path: Path) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, "xero", told) as office:
        assert isinstance(office.books, XeroBooks)
        office.books.settings = replace(office.books.settings, emails_per_day=0)
        report = office.run()
        [waiting] = report.of(State.QUEUED)
        assert (waiting.says or "").startswith("Xero e-mails no more invoices")
        assert report.of(State.FAILED) == ()


def test_our_own_letter_carries_the_invoice_once_and_counts_as_sent(
    tmp_path: Path, platform: str
) -> None:
    """The PDF goes from the company's mailbox; the heads-up comes later, in the same thread."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(
            RULEBOOK + "send_invoices: {within: 1 day, by: email, letter: invoice}\n"
        )
        for later in (0, 1, 10, 11):
            office.run(day(later))

        assert office.books.sent() == []
        first, second = sorted(office.mails(), key=lambda mail: mail["Date"].datetime)
        assert [part.get_content_type() for part in first.iter_attachments()] == ["application/pdf"]
        assert "our invoice INV-1 due in 17 days, on Friday 4 December 2026" in text_of(first)
        assert second["References"] == first["Message-ID"]
        assert any("Invoice sent to the customer" in note for note in office.notes())


def test_the_ledger_is_told_that_our_letter_took_the_invoice_and_a_lost_word_is_said_again(
    tmp_path: Path, platform: str
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(OUR_LETTER)
        house = office.opener().house(as_of=TUESDAY)
        away = cast(Ledger, Marking(house.ledger, Unanswered("The connection died.")))
        assert run(replace(house, ledger=away)).notes[-1].state is State.QUEUED

        again = office.run(day(1))
        assert [note.note.is_mark for note in again.notes] == [True]
        assert office.run(day(2)).notes == ()

        number = InvoiceId(office.books.id_of("1"))
        ledger = office.opener().house(as_of=day(2)).ledger
        assert ledger.reread([number]).found[number].sent
        assert len(office.mails()) == 1
        assert office.books.sent() == []


def test_a_ledger_that_takes_no_such_mark_costs_nothing(tmp_path: Path, platform: str) -> None:
    """A warning, once; our own record counts, and the heads-up follows."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(OUR_LETTER)
        house = office.opener().house(as_of=TUESDAY)
        refuses = cast(Ledger, Marking(house.ledger, Refused("Read only.", status=400)))
        report = run(replace(house, ledger=refuses))
        assert report.exit_code == 0
        assert "our own record counts: Read only." in (report.notes[-1].says or "")

        assert office.run(day(1)).notes == ()
        office.run(day(10))
        assert len(office.mails()) == 2
