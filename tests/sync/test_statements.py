"""A statement of account: what the customer gets, what the ledger shows, what comes next."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

import pytest

from connectors.sandbox.story import Story, StoryCredit, StoryPayment
from rules.decisions import Action
from sync.by_hand import make
from sync.deliver import Delivery
from sync.report import Outcome
from sync.store.outbox_rows import Intent, State
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

ON_THE_DAY = RULEBOOK + "statements: {on: 17, letter: statement}\n"
"""Its period is the month to Monday 16 November."""
TOMORROW = TUESDAY + timedelta(days=1)


def told(payments: Sequence[StoryPayment] = ()) -> Story:
    """Jo owes an invoice from before the month, paid in part in it, and one of the month."""
    part = StoryPayment(
        key="part",
        customer="jo",
        on=date(2026, 11, 3),
        amount=Decimal("40.00"),
        applied=(("1", Decimal("40.00")),),
    )
    invoices = [
        invoice("1", "jo", overdue=20, issued=date(2026, 10, 1)),
        invoice("2", "jo", overdue=-10, issued=date(2026, 11, 2), total=Decimal("250.00")),
    ]
    credit = StoryCredit(
        key="cn",
        number="CN-9",
        customer="jo",
        on=date(2026, 11, 9),
        total=Decimal("25.00"),
        remaining=Decimal("25.00"),
    )
    return replace(story([customer("jo")], invoices, [part, *payments]), credits=(credit,))


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def test_it_goes_once_and_wins_over_the_reminder_of_the_day(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, told()) as office:
        office.write_rules(ON_THE_DAY)
        report = office.run()
        [mail] = office.mails()

        assert mail["To"] == "Jo Park <jo@jo.example>"
        assert "statement of account, 17 October 2026 to 16 November 2026" in mail["Subject"]
        lines = text_of(mail).splitlines()
        shown = [" ".join(line.split()) for line in lines]
        assert "17 October 2026 Balance brought forward 100.00" in shown
        assert any(line.startswith("3 November 2026 Payment") for line in shown)
        assert "16 November 2026 Balance on this day 285.00" in shown
        assert "not yet due 250.00" in shown
        assert "1 to 30 days 60.00" in shown
        assert "credit taken off: 25.00" in shown

        [pdf] = list(mail.iter_attachments())
        assert pdf.get_filename() == "statement-2026-11-16.pdf"
        assert pdf.get_content().startswith(b"%PDF")

        waiting = {d.hold: d for d in report.plan.decisions if d.action is Action.HOLD}
        assert "statement of account goes out today" in waiting["one mail a day"].reason

        assert len(office.notes()) == 2
        assert all("On the statement of account e-mailed to Jo Park" in n for n in office.notes())

        office.run()
        later = office.run(TOMORROW)
        assert len(office.mails()) == 1
        assert not [d for d in later.plan.contacts if d.action is Action.STATEMENT]


def test_an_invoice_paid_meanwhile_leaves_the_statement_right(
    tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(tmp_path, platform, told()) as office:
        office.write_rules(ON_THE_DAY)
        _paying_before_delivery(office, monkeypatch, ["1"])
        office.run()
        [mail] = office.mails()
        shown = [" ".join(line.split()) for line in text_of(mail).splitlines()]
        assert "1 to 30 days 0.00" in shown
        assert any(line.startswith("17 November 2026 Balance today 225.00") for line in shown)
        assert len(office.notes()) == 1


def test_of_nothing_that_is_owed_there_is_no_statement(
    tmp_path: Path, platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(tmp_path, platform, told()) as office:
        office.write_rules(ON_THE_DAY)
        _paying_before_delivery(office, monkeypatch, ["1", "2"])
        report = office.run()
        assert office.mails() == []
        assert [each.says for each in report.of(State.OVERTAKEN)] == ["nothing is owed any more"]


def _paying_before_delivery(
    office: Office, monkeypatch: pytest.MonkeyPatch, keys: Sequence[str]
) -> None:
    """The customer pays between the plan and the delivery, of which the run only hears then."""
    real = Delivery.deliver
    due = list(keys)

    def deliver(self: Delivery, intents: Sequence[Intent]) -> Iterator[Outcome]:
        while due:
            office.books.pay(due.pop(), on=TUESDAY)
        return real(self, intents)

    monkeypatch.setattr(Delivery, "deliver", deliver)


@pytest.mark.parametrize(
    ("memo", "why"),
    [("#dispute: two vases broken", "Disputed"), ("#hold until 2026-12-01", "On hold")],
)
def test_while_an_invoice_is_disputed_or_held_the_statement_waits(
    tmp_path: Path, memo: str, why: str
) -> None:
    """Promise 1."""
    quiet = told()
    first, *others = quiet.invoices[1:]
    quiet = replace(quiet, invoices=(quiet.invoices[0], replace(first, memo=memo), *others))
    with an_office(tmp_path, "quickbooks", quiet) as office:
        office.write_rules(ON_THE_DAY)
        report = office.run()
        assert office.mails() == []
        [waits] = [d for d in report.plan.decisions if not d.lines]
        assert waits.reason.startswith(
            f"The statement of account to Mon 16 November 2026 waits: {why}"
        )


def test_one_made_by_hand_is_text_json_and_a_pdf_that_can_be_read(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, told()) as office:
        office.run()
        made = make(office.opener(), "jo ltd", start=date(2026, 10, 17), end=date(2026, 11, 16))
        [account] = made.json["accounts"]
        assert (account["opening"], account["closing"]) == ("100.00", "285.00")
        assert "Statement of account: Jo Ltd" in made.text
        assert made.pdf == made.pdf
