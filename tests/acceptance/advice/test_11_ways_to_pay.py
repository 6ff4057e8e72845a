"""Row 11: four or five ways to pay, and the right account for the currency."""

from pathlib import Path

import pytest

from tests.acceptance.advice.shop import RULES, a_shop
from tests.sync.office import customer, invoice, story

KIWI = "12-3456-7890123-00"
EURO = "IBAN DE89 3704 0044 0532 0130 00"
RULEBOOK = f"""\
rulebook: 1
extends: goodterms/gentle
company:
  from: Ana Reid <accounts@maple.example>
  pay_by:
    - online
    - {{way: bank transfer, for: [NZD], details: "{KIWI}, reference {{{{ number }}}}"}}
    - {{way: bank transfer, for: [EUR], details: "{EURO}"}}
    - {{way: card by phone, details: "+64 9 555 0134"}}
    - direct debit
"""


def test_each_currency_has_its_account_in_every_mail(tmp_path: Path, platform: str) -> None:
    """Jo owes dollars, Kim euros; each reads of one account, in the reminder and in the next."""
    told = story(
        [customer("jo"), customer("kim", currency="EUR")],
        [
            invoice("1", "jo", overdue=6),
            invoice("2", "kim", overdue=6, currency="EUR"),
        ],
    )
    with a_shop(tmp_path, platform, told, rules=RULEBOOK) as shop:
        for offset in (0, 9):
            jo, kim = sorted(shop.on(offset), key=lambda mail: mail.to)
            assert f"- Bank transfer: {KIWI}, reference INV-1\n" in jo.text
            assert EURO not in jo.text + jo.html
            assert f"- Bank transfer: {EURO}\n" in kim.text
            assert KIWI not in kim.text + kim.html
            assert "- Online\n" in jo.text
            for mail in (jo, kim):
                assert "- Card by phone: +64 9 555 0134\n- Direct debit\n" in mail.text
        assert "NZD 100.00 open" in shop.notes("1")[0]
        assert "EUR 100.00 open" in shop.notes("2")[0]


@pytest.mark.parametrize(
    ("ways", "warned"), [("online, card, cash", True), ("online, card, cash, direct debit", False)]
)
def test_fewer_than_four_are_warned_of(ways: str, warned: bool, tmp_path: Path) -> None:
    head, _, _ = RULES.partition("  pay_by:")
    with a_shop(tmp_path, "xero", story([], []), rules=f"{head}  pay_by: [{ways}]\n") as shop:
        told = shop.goodterms("rules", "check", str(tmp_path / "rules.yaml")).out
        assert ("GT111" in told) is warned
