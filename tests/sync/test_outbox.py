"""What waits for a person: approved, done, dropped, and what becomes of it meanwhile."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from cli import goodterms
from connectors.errors import Misuse
from sync import runs
from sync.cases import read_books
from sync.marking import mark_target
from sync.resolve import list_intents, resolve
from sync.store import outbox_rows
from sync.store.outbox_rows import Intent, State
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

OFFER_FIRST = (
    RULEBOOK
    + """
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: offer, at: 3 days after due, letter: instalments, approval: required}
      - {step: call, at: 10 days after due, channel: phone}
"""
)
ONE = story([customer("jo")], [invoice("1", "jo", overdue=6)])
NEXT_DAY = TUESDAY + timedelta(days=1)


def waiting(office: Office) -> Intent:
    """The one intent that waits for a person."""
    opener = office.opener()
    [intent] = list_intents(opener.store, opener.settings.company, everything=False)
    return intent


def typed(office: Office, *words: str) -> str:
    """What is answered to a command."""
    typing = ["--config", str(office.config), *words]
    return CliRunner().invoke(goodterms, typing, catch_exceptions=False).stdout.strip()


def say(office: Office, outcome: str) -> None:
    """What a person says of it."""
    opener = office.opener()
    resolve(opener, waiting(office).id, outcome, says="")


def test_an_offer_goes_out_once_it_is_approved(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        assert office.mails() == []
        say(office, "approve")
        report = office.run(NEXT_DAY)

        [mail] = office.mails()
        assert "jo@jo.example" in mail["To"]
        assert len(report.of(State.SENT)) == 1
        assert len(office.notes()) == 1


INSTALMENTS = (
    "Subject: {{ invoices }}\n\nDear {{ greeting }}, {{ invoices }} {{ when }}. {{ ways_to_pay }}\n"
)


def another_letter(office: Office) -> None:
    (office.folder / "letters").mkdir(exist_ok=True)
    (office.folder / "letters" / "instalments.md").write_text(INSTALMENTS, encoding="utf-8")


def another_sender(office: Office) -> None:
    zed = "from: Zed Other <zed@maple.example>"
    office.write_rules(OFFER_FIRST.replace("from: Ana Reid <accounts@maple.example>", zed))


def a_way_to_pay_less(office: Office) -> None:
    office.write_rules(OFFER_FIRST.replace("card by phone, ", ""))


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (another_letter, "the letter is worded otherwise now"),
        (another_sender, "it would come from Zed Other <zed@maple.example> now, not Ana Reid <"),
        (a_way_to_pay_less, "other ways to pay are offered now"),
    ],
)
def test_what_would_go_in_other_words_than_a_person_approved_waits_for_another_yes(
    tmp_path: Path, platform: str, change: Callable[[Office], None], why: str
) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        say(office, "approve")
        change(office)
        report = office.run(NEXT_DAY)

        assert office.mails() == []
        [told] = report.of(State.WAITING)
        assert (told.says or "").startswith(f"approved in other words: {why}")
        assert report.exit_code == 1
        assert waiting(office).state is State.WAITING
        assert "approved in other words" in typed(office, "outbox", "list", "--json")

        say(office, "approve")
        office.run(NEXT_DAY)
        [mail] = office.mails()
        assert ("zed@" in mail["From"]) == (change is another_sender)


def test_rules_that_change_nothing_of_its_letter_let_an_approved_offer_go(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        assert "approve" in typed(office, "outbox", "resolve", waiting(office).id[:6], "approve")
        office.write_rules(f"{OFFER_FIRST}limits: {{gap: 5 days}}\n")
        report = office.run(NEXT_DAY + timedelta(days=2))

        assert len(office.mails()) == 1
        assert report.exit_code == 0


def test_what_an_earlier_version_approved_without_its_words_goes_as_before(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        intent = waiting(office)
        with office.opener().store.write() as connection:
            outbox_rows.set_intent(connection, intent.id, State.APPROVED)
        another_sender(office)
        office.run(NEXT_DAY)

        assert len(office.mails()) == 1


def test_an_approved_offer_about_what_is_disputed_by_now_stays_here(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        say(office, "approve")
        mark_target(office.opener(), "INV-1", "dispute", until=None, words="short delivery")
        office.run(NEXT_DAY)

        assert office.mails() == []
        opener = office.opener()
        [intent] = list_intents(opener.store, opener.settings.company, everything=True)
        assert intent.state is State.OVERTAKEN
        assert "there is a dispute on it" in (intent.says or "")


def test_what_waits_is_taken_back_when_its_invoice_is_paid(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        office.books.pay("1")
        office.run(NEXT_DAY)

        opener = office.opener()
        assert list_intents(opener.store, opener.settings.company, everything=False) == ()


def test_a_call_that_was_made_counts_from_the_day_of_the_last_run(
    tmp_path: Path, platform: str
) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=20)])
    rules = OFFER_FIRST.replace(
        "- {step: offer, at: 3 days after due, letter: instalments, approval: required}\n", ""
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(rules)
        office.run()
        office.run(NEXT_DAY)
        say(office, "done")

        opener = office.opener()
        assert runs.last_runs(opener.store, opener.settings.company)[0].decided_on == NEXT_DAY
        with opener.store.read() as connection:
            [(_, taken)] = outbox_rows.taken_steps(connection, opener.settings.company)
        assert (taken.step, taken.on) == ("call", NEXT_DAY)
        office.run(NEXT_DAY + timedelta(days=1))
        [note] = office.notes()
        assert f'Call "call" made, NZD 100.00 open on {NEXT_DAY}' in note


def test_what_was_done_yesterday_is_told_with_its_day(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo")], [invoice("1", "jo", overdue=20)])
    rules = OFFER_FIRST.replace(
        "- {step: offer, at: 3 days after due, letter: instalments, approval: required}\n", ""
    )
    with an_office(tmp_path, platform, told) as office:
        office.write_rules(rules)
        office.run()
        office.run(NEXT_DAY)
        done = typed(office, "outbox", "resolve", waiting(office).id, "done", "--on", str(TUESDAY))
        assert done.endswith("for Jo Ltd: done, on Tue 17 November 2026.")
        said = typed(office, "mark", "Jo Ltd", "replied", "--on", str(TUESDAY))
        assert said == "Marked customer Jo Ltd: replied, since Tue 17 November 2026."

        books = read_books(office.opener().store, office.opener().settings.company)
        assert [(taken.step, taken.on) for _, taken in books.taken] == [("call", TUESDAY)]
        assert [(mark.kind, mark.since) for _, mark in books.marks] == [("replied", TUESDAY)]
        office.run(NEXT_DAY + timedelta(days=1))
        assert "open on 2026-11-17" in office.notes()[0]


REFUSED = [
    (["mark", "INV-1", "replied", "--on", "2031-01-05"], "2031-01-05 is still to come: --on takes"),
    (["mark", "INV-1", "clear", "--on", "2026-11-16"], "leave --on out"),
    (
        ["mark", "INV-1", "hold", "--until", "2026-11-10", "--on", "2026-11-16"],
        "--until, 2026-11-10, lies before --on, 2026-11-16",
    ),
    (["outbox", "resolve", "ID", "done", "--on", "2031-01-05"], "2031-01-05 is still to come"),
    (["outbox", "resolve", "ID", "drop", "--on", "2026-11-16"], "--on goes with done and sent"),
    (
        ["mark", "Joe Ltd", "hold"],
        'customer "Joe Ltd" in our copy of the ledger. It could be "Jo Ltd"',
    ),
    (["mark", "INV-7", "hold"], 'Several are called "INV-7"; use the id of the one that is meant'),
]


@pytest.mark.parametrize(("words", "says"), REFUSED)
def test_what_cannot_be_meant_is_told(tmp_path: Path, words: list[str], says: str) -> None:
    twice = [invoice(key, "jo", overdue=-30, number="INV-7") for key in ("7a", "7b")]
    told = story([customer("jo")], [invoice("1", "jo", overdue=6), *twice])
    with an_office(tmp_path, "quickbooks", told) as office:
        office.write_rules(OFFER_FIRST)
        office.run()
        typing = [waiting(office).id if word == "ID" else word for word in words]
        with pytest.raises(Misuse, match=re.escape(says)):
            typed(office, *typing)


def test_a_letter_that_the_rulebook_lost_meanwhile_is_told(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, ONE) as office:
        letters = tmp_path / "letters"
        letters.mkdir()
        (letters / "our-offer.md").write_text(
            "Subject: An offer\n\n{{ greeting }}\n\n{{ invoices }}\n"
        )
        office.write_rules(OFFER_FIRST.replace("letter: instalments", "letter: our-offer"))
        office.run()
        say(office, "approve")
        office.write_rules(OFFER_FIRST)
        (letters / "our-offer.md").unlink()
        report = office.run(NEXT_DAY)

        [failed] = report.of(State.FAILED)
        assert failed.says == 'there is no letter "our-offer" now'
        assert report.exit_code == 1
