"""Row 2: invoices go out as soon as the work is done, once, and before any word about them."""

from pathlib import Path

from tests.acceptance.advice.shop import Shop, a_shop, day
from tests.sync.office import customer, invoice, story


def is_sent(shop: Shop, key: str) -> bool | None:
    """What the ledger says of its own e-mail: `SentToContact`, or `EmailStatus`."""
    id_ = shop.invoice_id(key)
    return shop.office.opener().ledger.reread([id_]).found[id_].sent


def test_an_approved_invoice_goes_out_within_a_day_once_and_a_reminder_comes_later(
    tmp_path: Path, platform: str
) -> None:
    """Issued on Tuesday; the ledger mails it, and our heads-up comes a week before its day."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False, issued=day(0))])
    with a_shop(tmp_path, platform, told) as shop:
        assert shop.quiet(0, 1, 2)  # not by us
        assert shop.office.books.sent() == [shop.invoice_id("1")]
        assert is_sent(shop, "1")
        [note] = shop.notes("1")
        assert "Invoice sent to the customer" in note

        assert "due in 7 days, on Friday 4 December 2026" in shop.one(10).words
        assert len(shop.office.books.sent()) == 1


def test_nothing_is_said_of_it_until_it_went_by_post_and_somebody_says_so(
    tmp_path: Path, platform: str
) -> None:
    """Weeks overdue in the ledger, and the customer has never seen it."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6, sent=False)])
    with a_shop(tmp_path, platform, told, rules="send_invoices: none\n") as shop:
        assert shop.quiet(0, 1)
        assert shop.office.books.sent() == []
        assert shop.goodterms("mark", "INV-1", "sent", "--because", "by post").code == 0
        mail = shop.one(1)
        assert "7 days overdue" in mail.words
        assert mail.subject == "Maple Florist: a gentle reminder about invoice INV-1"


def test_no_more_than_the_platforms_mails_of_a_day(tmp_path: Path, platform: str) -> None:
    """Two are ready and one may go: the other waits, and nobody is troubled."""
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=-17, sent=False),
            invoice("2", "kim", overdue=-17, sent=False),
        ],
    )
    with a_shop(tmp_path, platform, told) as shop:
        shop.allow_mails(1)
        first = shop.run(0).json
        print(first["lists"])
        assert len(shop.office.books.sent()) == 1
        shop.allow_mails(2)
        shop.run(1)
        assert sorted(shop.office.books.sent()) == sorted(map(shop.invoice_id, ("1", "2")))
