"""A word of thanks as the customer receives it, on both platforms: each kind, and what comes next."""

from datetime import date, timedelta
from decimal import Decimal
from email.message import EmailMessage
from pathlib import Path

from sync.cases import read_books
from sync.marking import add, find_target, new_mark
from tests.sync.office import TUESDAY, Office, an_office, customer, invoice, story


def text_of(mail: EmailMessage) -> str:
    """The text part, on one line."""
    body = mail.get_body(("plain",))
    return " ".join(body.get_content().split()) if body is not None else ""


def last(office: Office) -> str:
    """Subject and text of the latest mail."""
    mail = max(office.mails(), key=lambda mail: mail["Date"].datetime)
    return f"{mail['Subject']} | {text_of(mail)}"


def day(offset: int) -> date:
    """So many days after the Tuesday."""
    return TUESDAY + timedelta(days=offset)


def promise(office: Office, number: str, *, until: date) -> None:
    """Somebody promises on the Tuesday."""
    opener = office.opener()
    company = opener.settings.company
    target = find_target(read_books(opener.store, company), number)
    mark = new_mark("promise", target, until=until, words="by phone", today=TUESDAY)
    add(opener.store, company, target, mark)


def test_a_payment_on_time_is_thanked_for_once(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=-6)])
    with an_office(tmp_path, platform, told) as office:
        office.run()
        office.books.pay("1", on=day(1))
        office.run(day(1))
        office.run(day(2))

        assert len(office.mails()) == 2
        assert "INV-1 is settled. Thank you." in last(office)
        assert "Hello Jo," in last(office)
        assert any("Thanks e-mailed to Jo Park" in note for note in office.notes())


def test_a_kept_promise_is_thanked_for_with_its_day(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.run()
        promise(office, "INV-1", until=day(6))
        assert not office.run(day(3)).outcomes  # quiet while it counts
        office.books.pay("1", on=day(6))
        office.run(day(6))

        assert len(office.mails()) == 2
        assert "You told us to expect your payment by Monday 23 November 2026" in last(office)
        assert "INV-1 is settled" in last(office)


def test_a_part_payment_is_thanked_for_and_the_rest_left_in_peace(
    tmp_path: Path, platform: str
) -> None:
    """What came, what remains and its day; the ladder goes on four days later, not the next day."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        office.run()
        office.books.pay("1", on=day(7), amount=Decimal("40.00"))
        office.run(day(7))

        assert "Your payment of NZD 40.00 arrived on Tuesday 24 November 2026" in last(office)
        assert "What remains of invoice INV-1 is NZD 60.00, 13 days overdue" in last(office)
        assert [len(office.run(day(later)).outcomes) for later in (8, 9, 10)] == [0, 0, 0]
        office.run(day(13))
        assert "NZD 60.00" in last(office)
        assert len(office.mails()) == 3
