"""New terms, told once: who hears of them, what the ledger shows, and who is left in peace."""

from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

from connectors.sandbox.story import StoryPayment
from rules.decisions import Action
from sync.cases import read_books
from sync.marking import add, find_target, new_mark
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

NEW_TERMS = (
    RULEBOOK
    + """\
announcements:
  - announce: new terms
    letter: new-terms
    from: 2026-11-17
    until: 2026-12-18
    terms: 14 days
    terms_from: 2027-01-04
"""
)
PAID = StoryPayment(
    key="paid",
    customer="ben",
    on=date(2026, 9, 1),
    amount=Decimal("100.00"),
    applied=(("old", Decimal("100.00")),),
)


def day(offset: int) -> date:
    """So many days after the Tuesday."""
    return TUESDAY + timedelta(days=offset)


def told_to(office: Office) -> list[str]:
    """To whom the new terms were told, by address, in order."""
    mails = (m for m in office.mails() if "days on our invoices" in m["Subject"])
    return sorted(str(mail["To"].addresses[0].addr_spec) for mail in mails)


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    return " ".join(body.get_content().split()) if body is not None else ""


def test_each_customer_is_told_once_also_one_who_owes_nothing(
    tmp_path: Path, platform: str
) -> None:
    """Ann has an invoice that is not due yet, on which the note stands; Ben paid his long ago."""
    invoices = [invoice("1", "ann", overdue=-15), invoice("old", "ben", overdue=80)]
    told = story([customer("ann"), customer("ben")], invoices, [PAID])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(NEW_TERMS)
        for offset in (0, 1, 2):
            office.run(day(offset))

        assert told_to(office) == ["ann@ann.example", "ben@ben.example", "other@other.example"]
        to_ben = next(mail for mail in office.mails() if "ben@" in mail["To"])
        assert "Hello Ben," in text_of(to_ben)
        assert (
            "From Monday 4 January 2027 on, our new invoices to you are due 14 days after the day "
            "of the invoice." in text_of(to_ben)
        )
        assert "INV-" not in text_of(to_ben)
        assert [n.partition("] ")[2] for n in office.notes()] == [
            'Told of "new terms" by e-mail to Ann Park <ann@ann.example> on 2026-11-17.'
        ]


def test_a_reminder_comes_first_and_the_terms_days_after_it(tmp_path: Path, platform: str) -> None:
    told = story([customer("ann")], [invoice("1", "ann", overdue=5)])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(NEW_TERMS)
        office.run()
        assert "ann@ann.example" not in told_to(office)
        assert len([mail for mail in office.mails() if "ann@" in mail["To"]]) == 1

        held = [d for d in office.run(day(1)).plan.decisions if not d.lines]
        assert [d.hold for d in held] == ["heard from us lately"]
        office.run(day(6))
        assert "ann@ann.example" in told_to(office)


def test_who_is_held_or_has_no_named_person_is_not_told(tmp_path: Path, platform: str) -> None:
    """A no-chase on the customer, a dispute on the customer, and a mailbox without a person."""
    nobody = customer("cay", first=None, last=None, email="accounts@cay.example")
    told = story(
        [customer("ann"), customer("ben"), nobody],
        [invoice(str(n), who, overdue=-15) for n, who in enumerate(("ann", "ben", "cay"))],
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(NEW_TERMS)
        office.run(day(-1))
        for name, kind in (("Ann Ltd", "no-chase"), ("Ben Ltd", "dispute")):
            opener = office.opener()
            company = opener.settings.company
            target = find_target(read_books(opener.store, company), name)
            add(
                opener.store,
                company,
                target,
                new_mark(kind, target, until=None, words="", today=TUESDAY),
            )
        report = office.run()

        assert told_to(office) == ["other@other.example"]
        waits = {d.customer_name: d for d in report.plan.decisions if d.action is Action.HOLD}
        assert waits["Cay Ltd"].tasks == ("ask who pays at Cay Ltd",)
        assert "Only accounts@cay.example is known" in waits["Cay Ltd"].reason


def test_a_run_tells_so_many_and_the_next_run_goes_on(tmp_path: Path, platform: str) -> None:
    names = ("ann", "ben", "cay", "dan")
    told = story([customer(n) for n in names], [invoice(n, n, overdue=-15) for n in names])
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(NEW_TERMS + "limits: {per_run: 2}\n")
        counts = []
        for offset in (0, 1, 2, 3):
            office.run(day(offset))
            counts.append(len(told_to(office)))
        assert counts == [2, 4, 5, 5]
