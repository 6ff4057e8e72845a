"""Row 10: appreciation, and being left in peace."""

from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from connectors.sandbox.story import StoryInvoice, StoryPayment
from tests.acceptance.advice.shop import a_shop, day
from tests.sync.office import customer, invoice, story


def test_thanks_at_most_once_a_month_and_for_each_kind(tmp_path: Path, platform: str) -> None:
    """Jo pays one on time, another a week later, and a third in part after a month."""
    told = story(
        [customer("jo")],
        [
            invoice("1", "jo", overdue=-3),
            invoice("2", "jo", overdue=-16),
            invoice("3", "jo", overdue=-28),
        ],
    )
    with a_shop(tmp_path, platform, told) as shop:
        assert len(shop.on(0)) == 1
        shop.office.books.pay("1", on=day(2))
        assert "INV-1 is settled. Thank you" in shop.one(2).words
        assert [mail.subject for mail in shop.on(9)] == [
            "Maple Florist: invoice INV-2 is coming up"
        ]
        shop.office.books.pay("2", on=day(10))
        assert shop.quiet(10, 14)  # on time as well, and thanked for eight days ago

        shop.on(21)
        shop.office.books.pay("3", on=day(34), amount=Decimal("40.00"))
        part = shop.one(34)
        assert "Your payment of NZD 40.00 arrived on Monday 21 December 2026" in part.words
        assert "What remains of invoice INV-3 is NZD 60.00" in part.words
        assert shop.quiet(36)


def test_a_kept_promise_is_thanked_for(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with a_shop(tmp_path, platform, told) as shop:
        shop.on(0)
        shop.promised("INV-1", on=0, until=9)
        assert shop.quiet(7, 9)
        assert "promise" in shop.explain("INV-1", 9)
        shop.office.books.pay("1", on=day(9))
        assert "You told us to expect your payment by Thursday 26 November 2026" in (
            shop.one(9).words
        )
        assert "Thanks e-mailed to Jo Park" in shop.notes("1")[-1]


def test_thanks_never_stand_beside_a_reminder(tmp_path: Path, platform: str) -> None:
    """On the day on which one is paid, the heads-up of another is due: that goes, and nothing else.

    The word of thanks comes on the next day.
    """
    told = story(
        [customer("jo")], [invoice("1", "jo", overdue=-10), invoice("2", "jo", overdue=-16)]
    )
    with a_shop(tmp_path, platform, told) as shop:
        assert len(shop.on(3)) == 1
        shop.office.books.pay("1", on=day(9))
        assert shop.one(9).subject == "Maple Florist: invoice INV-2 is coming up"
        assert "INV-1 is settled. Thank you" in shop.one(10).words


def test_a_good_history_is_mentioned_in_the_first_late_mail_alone(
    tmp_path: Path, platform: str
) -> None:
    """Five invoices paid before their day; the sixth slips, and slips again."""
    paid = [invoice(f"P{n}", "jo", overdue=30 * n, number=f"OLD-{n}") for n in range(2, 7)]
    told = story(
        [customer("jo")],
        [*paid, invoice("1", "jo", overdue=6)],
        [on_time(each) for each in paid],
    )
    with a_shop(tmp_path, platform, told) as shop:
        first, second = shop.one(0), shop.one(9)
        assert "You usually pay us so promptly" in first.words
        assert "promptly" not in second.words


def test_after_a_call_it_is_quiet(tmp_path: Path, platform: str) -> None:
    """The call is made on the Tuesday; the letter that is due two days later waits for a third."""
    told = story([customer("jo", phone="+64 9 555 0101")], [invoice("1", "jo", overdue=6)])
    rules = """\
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: call, at: 3 days after due, channel: phone}
      - {step: check-in, at: 5 days after due, letter: check-in}
limits: {gap: 1 day}
"""
    with a_shop(tmp_path, platform, told, rules=rules) as shop:
        [waiting] = shop.run(0).json["lists"]["waiting"]
        shop.goodterms("outbox", "resolve", waiting["id"], "done", "--says", "will look into it")
        assert shop.quiet(1, 2)
        assert "called" in shop.explain("INV-1", 2)
        assert len(shop.on(3)) == 1
        assert 'Call "call" made' in shop.notes("1")[0]


def on_time(invoice: StoryInvoice) -> StoryPayment:
    """Paid two days before its day."""
    assert invoice.due is not None
    return StoryPayment(
        key=f"paid-{invoice.key}",
        customer=invoice.customer,
        on=invoice.due - timedelta(days=2),
        amount=invoice.total,
        applied=((invoice.key, invoice.total),),
    )
