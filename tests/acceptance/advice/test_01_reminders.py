"""Row 1: a gentle reminder, ideally a week before the due date."""

from pathlib import Path

from tests.acceptance.advice.shop import a_shop, day
from tests.sync.office import customer, invoice, story

HEADS_UP = """\
Hello Jo,

This is a friendly heads-up about invoice INV-1, so that it does not
catch you by surprise. It is due in 7 days, on Friday 4 December 2026.

Invoice  Due                             To pay
-------  --------------------------  ----------
INV-1    4 December 2026, in 7 days  NZD 100.00
  Pay online: {link}

You can pay whichever way suits you best:
- Online
- Bank transfer: 12-3456-7890123-00
- Card by phone
- Direct debit

A copy of the invoice is attached.

If payment is already on its way, thank you: there is nothing more to
do. And if anything on the invoice does not look right, or you need
something from us first, just reply to this mail and we will sort it
out.

Kind regards

Ana Reid
Maple Florist"""


def test_a_week_before_then_paid_then_thanked(tmp_path: Path, platform: str) -> None:
    """Due on Friday 4 December: a heads-up on the Friday before, paid on Thursday."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17)])
    with a_shop(tmp_path, platform, told) as shop:
        assert shop.quiet(0, 9)
        assert "Fri 27 November 2026: heads-up by email to Jo Park" in shop.explain("INV-1", 9)

        mail = shop.one(10)
        assert mail.subject == "Maple Florist: invoice INV-1 is coming up"
        assert mail.text == HEADS_UP.format(link=shop.pay_link("1"))
        assert mail.files == ["INV-1.pdf"]
        [note] = shop.notes("1")
        assert note.endswith(
            'Reminder "heads-up" e-mailed to Jo Park <jo@jo.example>, NZD 100.00 open on 2026-11-27.'
        )
        assert "Next is nudge, on Wed 9 December 2026 at the earliest" in shop.explain("INV-1", 10)

        assert shop.quiet(10, 13)
        shop.office.books.pay("1", on=day(16))
        thanks = shop.one(16)
        assert thanks.words.startswith(
            "Hello Jo, Your payment of NZD 100.00 arrived on Thursday 3 December 2026, "
            "and invoice INV-1 is settled. Thank you."
        )
        assert thanks.message["References"] == mail.message["Message-ID"]
        assert "Thanks e-mailed to Jo Park" in shop.notes("1")[-1]
        assert shop.quiet(22)
        assert "was paid on Thu 3 December 2026" in shop.explain("INV-1", 22)


def test_every_base_has_it_and_unpaid_it_goes_on_gently(tmp_path: Path, platform: str) -> None:
    """Nothing on the due day itself; then a nudge and a question, each once, and then a call."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17)])
    with a_shop(tmp_path, platform, told) as shop:
        heard = {offset: mail.subject for offset in (10, 17, 22, 29) for mail in shop.on(offset)}
        assert heard == {
            10: "Maple Florist: invoice INV-1 is coming up",
            22: "Maple Florist: a gentle reminder about invoice INV-1",
            29: "Maple Florist: is everything all right with invoice INV-1?",
        }
        assert "Tue 29 December 2026: call by phone with Jo Park" in shop.explain("INV-1", 29)
        assert len(shop.notes("1")) == 3


def test_short_terms_clip_it_to_half_of_them(tmp_path: Path, platform: str) -> None:
    """Invoiced on the Tuesday; Jo has seven days, and half of them end on a Saturday; Kim has three."""
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=-7, issued=day(0)),
            invoice("2", "kim", overdue=-3, issued=day(0)),
        ],
    )
    with a_shop(tmp_path, platform, told) as shop:
        assert shop.quiet(0, 1)
        kim, jo = shop.one(2), shop.one(6)
        assert kim.to == "Kim Park <kim@kim.example>"
        assert "It is due tomorrow, on Friday 20 November 2026." in kim.words
        assert jo.to == "Jo Park <jo@jo.example>"
        assert "It is due tomorrow, on Tuesday 24 November 2026." in jo.words


def test_never_before_the_invoice_was_sent(tmp_path: Path, platform: str) -> None:
    """A week before the due date it is still in the drawer, and nobody sends it."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with a_shop(tmp_path, platform, told, rules="send_invoices: none\n") as shop:
        assert shop.quiet(10, 22)
        assert "has not been sent" in shop.explain("INV-1", 10)
