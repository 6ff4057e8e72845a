"""One run from pull to note, on both platforms."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

from connectors.ledger import Ledger, Reread
from rules.decisions import Action
from rules.facts import InvoiceId
from sync.run import run
from sync.store.outbox_rows import State
from tests.sync.office import TUESDAY, an_office, customer, invoice, story


def test_an_overdue_invoice_becomes_a_mail_and_a_note(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        report = office.run()

        [mail] = office.mails()
        assert mail["To"] == "Jo Park <jo@jo.example>"
        assert {"INV-1"} == office.numbers(mail)
        [note] = office.notes()
        assert 'Reminder "nudge" e-mailed to Jo Park <jo@jo.example>, NZD 100.00 open' in note
        assert len(report.of(State.SENT)) == 1
        assert report.exit_code == 0


def test_a_second_run_says_nothing_twice(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.run()
        again = office.run()

        assert len(again.of(State.SENT)) == 0
        assert len(office.mails()) == 1
        assert len(office.notes()) == 1


class PaidMeanwhile:
    """A ledger in which somebody books a payment just before the re-read."""

    def __init__(self, ledger: Ledger, book: Callable[[], None]) -> None:
        self._ledger, self._book = ledger, book

    def __getattr__(self, name: str) -> Any:
        return getattr(self._ledger, name)

    def reread(self, ids: Sequence[InvoiceId]) -> Reread:
        """The payment comes first."""
        self._book()
        return self._ledger.reread(ids)


def test_what_was_paid_between_plan_and_delivery_is_overtaken(
    tmp_path: Path, platform: str
) -> None:
    """The re-read sees the payment; the other invoice of the customer is still reminded."""
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=6),
            invoice("2", "jo", overdue=7),
            invoice("3", "kim", overdue=6),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        house = office.opener().house(as_of=TUESDAY)
        once = iter([lambda: office.books.pay("1")])
        ledger = PaidMeanwhile(house.ledger, lambda: next(once, lambda: None)())
        report = run(replace(house, ledger=cast(Ledger, ledger)))

        [overtaken] = report.of(State.OVERTAKEN)
        assert overtaken.says == "INV-1 is paid now"
        told_of = [office.numbers(mail) for mail in office.mails()]
        assert all("INV-1" not in numbers for numbers in told_of)
        assert {"INV-3"} in told_of


def test_every_open_invoice_stands_in_exactly_one_decision(tmp_path: Path, platform: str) -> None:
    told = story(
        [customer("jo"), customer("kim", email=None)],
        [
            invoice("1", "jo", overdue=6),
            invoice("2", "jo", overdue=-30),
            invoice("3", "kim", overdue=9),
            invoice("4", "kim", overdue=9, sent=False),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        decisions = office.run().plan.json["decisions"]

        numbers = sorted(line["number"] for each in decisions for line in each["invoices"])
        assert numbers == ["INV-1", "INV-2", "INV-3", "INV-4"]


def test_an_unreadable_invoice_holds_its_customer_and_nobody_else(
    tmp_path: Path, platform: str
) -> None:
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=6, broken="total"),
            invoice("2", "jo", overdue=6),
            invoice("3", "kim", overdue=6),
        ],
    )
    with an_office(tmp_path, platform, told) as office:
        report = office.run()

        assert [{"INV-3"}] == [office.numbers(mail) for mail in office.mails()]
        held = {d.hold for d in report.plan.decisions if d.action is Action.HOLD}
        assert {"cannot be read"} == held
        assert len(report.plan.unreadable) == 1


def test_the_note_on_an_invoice_that_the_platform_sent_is_there(
    tmp_path: Path, platform: str
) -> None:
    """Each kind of write has a key of its own, or the second would be taken for the first."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, platform, told) as office:
        office.run()

        assert len(office.books.sent()) == 1
        [note] = office.notes()
        assert "Invoice sent to the customer" in note


def test_a_letter_is_about_the_invoice_whose_step_it_takes(tmp_path: Path, platform: str) -> None:
    """The other one, due today, stands in the table, and is not asked after."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=10), invoice("2", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.run()
        office.run(TUESDAY + timedelta(days=8))

        texts = [mail.get_body(("plain",)).get_content() for mail in office.mails()]  # type: ignore[union-attr]
        assert all("INV-1" in text and "INV-2" in text for text in texts)
