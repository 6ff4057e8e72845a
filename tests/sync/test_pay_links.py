"""The pay link of a mail, and the account in it: the ledger's own, or none and a warning."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.ledger import Ledger
from connectors.mail.message import Address, Mail
from rules.facts import Invoice, Money
from rules.letters.ways import Way
from sync.mail_check import wrong_account
from sync.pay_links import trouble_with, warnings
from tests.rules.builders import invoice as an_invoice
from tests.sync.office import RULEBOOK, Office, an_office, customer, invoice, story

PLATFORMS = ("xero", "quickbooks")
NZ = Way("bank transfer", ("NZD",), "12-3456-7890123-00, reference {{ number }}")
EURO = Way("bank transfer", ("EUR",), "IBAN DE89 3704 0044 0532 0130 00")


@pytest.mark.parametrize(
    ("platform", "link"),
    [
        ("xero", "https://in.xero.com/4fjPkTzC"),
        ("xero", "https://IN.XERO.COM/4fjPkTzC"),
        ("quickbooks", "https://connect.intuit.com/portal/app/CommerceNetwork/view/scs-v1-a?x=1"),
        ("xero", "https://pay.maple.example/1"),
        ("xero", "https://pay.partner.co.nz/1"),
    ],
)
def test_a_link_to_the_ledgers_page_or_where_we_allow_goes_out(platform: str, link: str) -> None:
    assert trouble_with(link, platform, ["partner.co.nz"]) is None


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.org/in.xero.com",
        "https://in.xero.com.evil.org/",
        "https://notxero.com/1",
        "https://in.xero.com@evil.org/",
        "https://connect.intuit.com/1",
        "javascript:alert(1)",
        "in.xero.com/1",
    ],
)
def test_any_other_link_is_left_out_with_a_reason(link: str) -> None:
    assert trouble_with(link, "xero", [])


def test_a_warning_says_what_to_do() -> None:
    bare = [(f"INV-{number}", "the ledger gives none") for number in range(7)]
    odd = ("INV-9", 'it leads to "evil.org", which is not the ledger\'s')
    first, second = warnings([*bare, odd])
    assert first.startswith("7 invoices went out without a pay link, because the ledger gives none")
    assert "INV-4 and 2 more" in first
    assert second.startswith('The pay link of INV-9 was left out: it leads to "evil.org"')
    assert warnings([]) == ()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_mail_has_the_ledgers_link_as_a_button_and_in_the_text(
    platform: str, tmp_path: Path
) -> None:
    with an_office(
        tmp_path, platform, story([customer("jo")], [invoice("1", "jo", overdue=6)])
    ) as (office):
        report = office.run()
        text, html = parts(office)
        link = office.opener().ledger.pay_link(report.outcomes[0].intent.lines[0].invoice)
        assert f"Pay online: {link}" in text
        assert f'href="{link}"' in html
        assert report.warnings == ()


@pytest.mark.parametrize("platform", PLATFORMS)
def test_without_a_link_the_mail_tells_the_other_ways_and_the_report_warns(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        kind: type[Ledger] = type(office.opener().ledger)
        monkeypatch.setattr(kind, "pay_link", lambda self, invoice: None)
        report = office.run()
        text, html = parts(office)
        assert "bank transfer, card by phone or direct debit" in text.replace("\n", " ")
        assert 'class="button"' not in html
        assert report.warnings[0].startswith("1 invoice went out without a pay link")


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_strange_link_is_left_out_and_told(
    platform: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        kind: type[Ledger] = type(office.opener().ledger)
        monkeypatch.setattr(kind, "pay_link", lambda self, invoice: "https://evil.org/pay")
        report = office.run()
        text, html = parts(office)
        assert "evil.org" not in text + html
        assert "bank transfer, card by phone or direct debit" in text.replace("\n", " ")
        [warning] = report.warnings
        assert 'The pay link of INV-1 was left out: it leads to "evil.org"' in warning
        assert report.json["warnings"] == [warning]
        assert report.exit_code == 0


def test_the_account_in_a_mail_is_the_one_for_its_currency(tmp_path: Path) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    ways = (
        '[online, {way: bank transfer, for: NZD, details: "12-3456-7890123-00"}, '
        '{way: bank transfer, for: EUR, details: "IBAN DE89"}, card]'
    )
    with an_office(tmp_path, "xero", told) as office:
        old = "[online, bank transfer, card by phone, direct debit]"
        office.write_rules(RULEBOOK.replace(old, ways))
        office.run()
        text, html = parts(office)
        assert "- Bank transfer: 12-3456-7890123-00\n" in text
        assert "IBAN" not in text + html


def test_a_letter_that_names_another_currencys_account_does_not_go_out(tmp_path: Path) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=6)])
    letter = "Subject: {{ invoices }}\n\n{{ greeting }}\n\nPlease pay to DE89 3704 0044.\n"
    way = "[online, {way: bank transfer, for: EUR, details: DE89 3704 0044}, card, cash]"
    with an_office(tmp_path, "xero", told) as office:
        office.write_rules(
            RULEBOOK.replace("[online, bank transfer, card by phone, direct debit]", way)
        )
        (tmp_path / "letters").mkdir()
        (tmp_path / "letters" / "nudge.md").write_text(letter, encoding="utf-8")
        report = office.run()
        assert office.mails() == []
        [outcome] = report.outcomes
        assert "names the bank transfer for EUR, and its invoices are in NZD" in (
            outcome.says or ""
        )
        assert report.exit_code == 1


def mail(text: str) -> Mail:
    return Mail(
        message_id="<1@maple.example>",
        sender=Address("a@maple.example", None),
        to=(),
        subject="x",
        text=text,
        html="",
        date=datetime(2026, 11, 17, tzinfo=UTC),
    )


def owed(currency: str) -> Invoice:
    return replace(an_invoice("1"), balance=Money(Decimal(5), currency))


@pytest.mark.parametrize(
    ("currency", "text", "wrong"),
    [
        ("NZD", "12-3456-7890123-00", False),
        ("NZD", "IBAN DE89 3704 0044\n0532 0130 00", True),
        ("EUR", "to 12-3456-7890123-00", True),
        ("EUR", "reference INV-1", False),
    ],
)
def test_an_account_is_recognised_wherever_a_line_breaks(
    currency: str, text: str, wrong: bool
) -> None:
    assert bool(wrong_account(mail(text), [owed(currency)], [NZ, EURO])) is wrong


def test_an_account_is_recognised_in_whatever_language_its_details_are() -> None:
    told = (("en", "IBAN DE89 3704 0044 0532 0130 00"), ("de", "IBAN CH93 0076 2011 6238 5295 7"))
    foreign = Way("bank transfer", ("EUR",), translated=told)
    for _, account in told:
        assert wrong_account(mail(account), [owed("NZD")], [NZ, foreign]) is not None


def parts(office: Office) -> tuple[str, str]:
    [message] = office.mails()
    found = [message.get_body((kind,)) for kind in ("plain", "html")]
    text, html = (part.get_content() if part is not None else "" for part in found)
    return text.replace("\r\n", "\n"), html
