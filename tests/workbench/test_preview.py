"""`goodterms letters preview`: the mail of a step for a real customer, and nothing sent."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from cli import goodterms
from connectors.errors import Misuse
from sync.house import utc_now
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

PLATFORMS = ("xero", "quickbooks")
AGO = (utc_now().date() - TUESDAY).days
"""The office's books stand on the Tuesday; a preview is written as of today."""


@contextmanager
def a_shop(folder: Path, platform: str) -> Iterator[Office]:
    """One customer three days overdue and one who has ten days left, as of today."""
    told = story(
        [customer("acme"), customer("beta", email=None)],
        [
            invoice("1", "acme", overdue=3 - AGO),
            invoice("2", "acme", overdue=40 - AGO),
            invoice("3", "beta", overdue=3 - AGO),
            invoice("4", "acme", overdue=-10 - AGO),
        ],
    )
    with an_office(folder, platform, told) as office:
        office.opener().pull()
        yield office


def preview(office: Office, *words: str) -> Result:
    """Typed in the office."""
    typed = ["--config", str(office.config), "letters", "preview", *words]
    environment = {"GOODTERMS_CLIENT_SECRET": "s3cret"}
    return CliRunner().invoke(goodterms, typed, env=environment)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_mail_of_a_step_is_shown_for_a_real_customer(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        shown = preview(office, "nudge").stdout
        assert "From:     Ana Reid <accounts@maple.example>" in shown
        assert "To:       Acme Park <acme@acme.example>" in shown
        assert "Hello Acme," in shown
        assert "INV-1" in shown
        assert "INV-4" not in shown


@pytest.mark.parametrize("platform", PLATFORMS)
def test_nothing_is_sent_noted_or_stored(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        assert preview(office, "nudge", "--html").exit_code == 0
        assert office.mails() == []
        assert office.notes() == []
        assert office.books.sent() == []
        listed = ["--config", str(office.config), "outbox", "list", "--all", "--json"]
        assert json.loads(CliRunner().invoke(goodterms, listed).stdout) == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_the_pay_link_is_the_ledgers_own(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        shown = preview(office, "nudge").stdout
        assert "Pay online: http" in shown
        assert "Pay online" not in preview(office, "nudge", "--offline").stdout
        assert "the ledger was not asked" in preview(office, "nudge", "--offline").stdout


@pytest.mark.parametrize("platform", PLATFORMS)
def test_html_and_text_stand_side_by_side_on_a_page(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        told = preview(office, "nudge", "--html", "--offline").stdout
        page = (tmp_path / "preview-nudge.html").read_text(encoding="utf-8")
        assert told.strip().endswith((tmp_path / "preview-nudge.html").resolve().as_uri())
        assert 'srcdoc="&lt;!DOCTYPE html&gt;' in page
        assert "<pre>Hello Acme," in page
        assert "<dt>Subject</dt><dd>Maple Florist" in page


def test_a_step_before_the_due_date_is_shown_as_of_its_own_day(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        shown = json.loads(preview(office, "heads-up", "--json", "--offline").stdout)
        due = utc_now().date() + timedelta(days=10)
        assert shown["on"] < due.isoformat()
        assert "INV-4" in shown["text"]
        assert "overdue" not in shown["text"]


def test_a_named_customer_gets_it_whoever_is_nearer(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        shown = json.loads(preview(office, "offer", "--customer", "BETA ltd", "--json").stdout)
        assert shown["customer"] == "Beta Ltd"
        assert shown["to"] == []
        assert "Nobody is known to whom it could go." in shown["remarks"]


def test_a_company_that_writes_german_sends_the_shipped_letters_in_german(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        office.write_rules(RULEBOOK.replace("company:", "company:\n  language: de"))
        shown = preview(office, "nudge", "--offline").stdout
        assert "Guten Tag" in shown
        assert "Herzliche Grüße" in shown
        assert "Kind regards" not in shown


def test_the_senior_signs_the_senior_note(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        shown = preview(office, "senior-note", "--offline").stdout
        assert "From:     Mere Tui <mere@maple.example>" in shown
        assert "Director" in shown


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_letter_about_a_promise_or_a_plan_is_shown_with_all_its_words(
    platform: str, tmp_path: Path
) -> None:
    with a_shop(tmp_path, platform) as office:
        shown = " ".join(preview(office, "promise", "--offline").stdout.split())
        assert "to expect the payment of invoice INV-1 by " in shown
        assert "(Nobody has promised anything for INV-1: the day is made up.)" in shown
        shown = " ".join(preview(office, "instalment", "--offline").stdout.split())
        assert "One part of it, NZD 33.34 on " in shown
        assert "Still to come after it: NZD 33.33 on " in shown


def test_what_a_customer_promised_is_what_the_letter_names(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        day = utc_now().date() + timedelta(days=4)
        typed = ["--config", str(office.config), "mark", "INV-2", "promise", "--until", str(day)]
        assert CliRunner().invoke(goodterms, typed).exit_code == 0
        shown = preview(office, "promise", "--offline").stdout
        assert f"{day.day} {day:%B %Y}" in shown
        assert "made up" not in shown


@pytest.mark.parametrize("platform", PLATFORMS)
def test_an_announcement_is_shown_by_its_name(platform: str, tmp_path: Path) -> None:
    until = utc_now().date() + timedelta(days=20)
    announced = (
        "announcements: [{announce: new terms, letter: new-terms, from: 2026-01-01, "
        f"until: {until}, terms: 14 days, terms_from: {until + timedelta(days=9)}}}]\n"
    )
    with a_shop(tmp_path, platform) as office:
        office.write_rules(RULEBOOK + announced)
        shown = json.loads(preview(office, "new terms", "--offline", "--json").stdout)
        assert shown["subject"] == "Maple Florist: a word about the days on our invoices"
        assert "due 14 days after the day of the invoice" in " ".join(shown["text"].split())
        assert shown["remarks"] == []


@pytest.mark.parametrize("platform", PLATFORMS)
def test_our_own_letter_with_an_invoice_is_shown(platform: str, tmp_path: Path) -> None:
    ours = "send_invoices: {within: 1 day, by: email, letter: invoice}\n"
    with a_shop(tmp_path, platform) as office:
        office.write_rules(RULEBOOK + ours)
        shown = preview(office, "send-invoice", "--offline").stdout
        assert "Attached: INV-4.pdf" in shown
        assert "(It would not go out now: INV-4 was sent already.)" in shown


MISUSED = [
    (["nudg"], 'No policy has a step "nudg"; did you mean "nudge"?'),
    (
        ["send-invoice"],
        'This rulebook has no letter for "send-invoice"; there are: heads-up, nudge',
    ),
    (["call"], 'The step "call" goes by phone, and sends no letter.'),
    (["nudge", "--customer", "Acme Lt"], 'Did you mean "Acme Ltd"?'),
    (["thanks", "--customer", "Acme Ltd"], 'the letter of "thanks" has nothing to be about'),
]


@pytest.mark.parametrize(("words", "says"), MISUSED)
def test_what_cannot_be_shown_is_told(words: list[str], says: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        done = preview(office, *words)
        assert isinstance(done.exception, Misuse)
        assert says in str(done.exception)


@pytest.mark.parametrize("platform", PLATFORMS)
def test_a_statement_is_shown_with_its_figures_and_as_a_pdf(platform: str, tmp_path: Path) -> None:
    with a_shop(tmp_path, platform) as office:
        file = tmp_path / "acme.pdf"
        shown = preview(office, "statement", "--customer", "Acme Ltd", "--pdf", str(file)).stdout
        assert "Maple Florist: your statement of account" in shown
        assert "Attached: statement-" in shown
        assert "Your balance today is NZD 300.00" in " ".join(shown.split())
        assert "over 90" in shown
        assert file.read_bytes().startswith(b"%PDF")
        assert office.mails() == []


def test_a_statement_that_would_not_go_says_why(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        office.write_rules(
            RULEBOOK + "statements: {letter: statement, when: {open_invoices: '>= 4'}}\n"
        )
        shown = preview(office, "statement", "--customer", "Acme Ltd").stdout
        assert "(It would not go out now: open invoices 3" in shown


def test_the_pdf_of_a_step_is_that_for_the_post(tmp_path: Path) -> None:
    with a_shop(tmp_path, "xero") as office:
        file = tmp_path / "nudge.pdf"
        preview(office, "nudge", "--pdf", str(file))
        assert file.read_bytes().startswith(b"%PDF")
