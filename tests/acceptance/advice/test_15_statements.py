"""Row 15: a statement of account, by mail and as a PDF. More: `tests/sync/test_statements.py`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

from connectors.sandbox.story import StoryCredit, StoryPayment
from tests.acceptance.advice.shop import a_shop
from tests.sync.office import customer, invoice, story

ACCOUNT = """\
Account in NZD
-----------------------------------------------------------------
Day                                               Amount  Balance
-----------------------------------------------------------------
17 October 2026   Balance brought forward                  100.00
-----------------------------------------------------------------
2 November 2026   Invoice INV-2, due 27 November  250.00   350.00
                  2026
3 November 2026   Payment, thank you              -40.00   310.00
9 November 2026   Credit CN-9, not used yet       -25.00   285.00
16 November 2026  Balance on this day                      285.00
"""


def test_once_a_month_in_place_of_the_reminder_of_that_day(tmp_path: Path, platform: str) -> None:
    """Jo was invoiced 350.00, has paid 40.00 of it, and has a credit note of 25.00."""
    forty = Decimal("40.00")
    part = StoryPayment(
        key="part", customer="jo", on=date(2026, 11, 3), amount=forty, applied=(("1", forty),)
    )
    credit = StoryCredit(
        key="cn",
        number="CN-9",
        customer="jo",
        on=date(2026, 11, 9),
        total=Decimal("25.00"),
        remaining=Decimal("25.00"),
    )
    invoices = [
        invoice("1", "jo", overdue=20, issued=date(2026, 10, 1)),
        invoice("2", "jo", overdue=-10, issued=date(2026, 11, 2), total=Decimal("250.00")),
    ]
    told = replace(story([customer("jo")], invoices, [part]), credits=(credit,))
    rules = "statements: {on: 17, letter: statement}\n"
    with a_shop(tmp_path, platform, told, rules=rules) as shop:
        mail = shop.one(0)
        assert mail.subject.endswith("statement of account, 17 October 2026 to 16 November 2026")
        assert "Your balance today is NZD 285.00." in mail.words
        assert ACCOUNT in mail.text
        assert "not yet due 250.00 1 to 30 days 60.00 31 to 60 days 0.00" in mail.words
        assert mail.files == ["statement-2026-11-16.pdf"]
        for key, owed in (("1", "60.00"), ("2", "250.00")):
            [note] = shop.notes(key)
            assert "On the statement of account e-mailed to Jo Park" in note
            assert f"NZD {owed} open" in note
        by_hand = ("statement", "Jo Ltd", "--from", "2026-10-17", "--to", "2026-11-16")
        assert ACCOUNT in shop.goodterms(*by_hand).out

        assert shop.quiet(0, 3)
        assert shop.one(6).subject == "Maple Florist: a gentle reminder about invoice INV-1"
        next_one = shop.one(30)
        assert next_one.subject.endswith("17 November 2026 to 16 December 2026")
