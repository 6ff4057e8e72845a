"""Mails that came back: who is told next, and what a person is asked."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from rules.decisions import Action
from sync.store.delivery_rows import Delivery, delivery_of
from tests.sync.office import RULEBOOK, an_office, customer, invoice, story
from tests.sync.postbox import NEXT_WEEK, ONE, SHORTLY, Desk, Postbox, hold, says

TWO_PEOPLE = (
    RULEBOOK
    + """\
contacts:
  people:
    - {person: Kim Lee <kim@jo.example>, of: Jo Ltd, role: owner}
"""
)


def test_a_bounce_tells_the_next_person_and_asks_for_an_address(
    tmp_path: Path, platform: str
) -> None:
    """Nobody has heard the step: it is told again, the same day, and the ledger says why."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(TWO_PEOPLE)
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.bounce(desk.intents()["jo@jo.example"], "jo@jo.example")

        report = desk.run(SHORTLY)
        assert desk.told() == ["Jo Park <jo@jo.example>", "Kim Lee <kim@jo.example>"]
        assert {intent.step for intent in desk.intents().values()} == {"nudge"}
        assert delivery_of(desk.intents()["jo@jo.example"]) is Delivery.BOUNCED
        assert says(report) == ["ask Jo Ltd for an address"]
        assert any("did not arrive: jo@jo.example came back" in note for note in office.notes())


def test_a_report_about_a_mail_that_is_not_ours_gives_no_address_up(
    tmp_path: Path, platform: str
) -> None:
    """It may be forged, or about a mail written by hand: a person looks, and the ladder goes on."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(TWO_PEOPLE)
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.bounce(replace(sent, message_id="<forged@evil.example>"), "jo@jo.example")

        report = desk.run(SHORTLY)
        words = "see whether mail reaches jo@jo.example: one came back that Goodterms did not send"
        assert says(report) == [words]
        assert delivery_of(desk.intents()["jo@jo.example"]) is Delivery.ACCEPTED
        desk.run(NEXT_WEEK)
        assert desk.told() == ["Jo Park <jo@jo.example>"] * 2


def test_whoever_has_a_copy_has_heard_it(tmp_path: Path, platform: str) -> None:
    """The address is dead, and an address is asked for; the step is not told twice."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(TWO_PEOPLE + COPIED)
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.bounce(desk.intents()["jo@jo.example"], "jo@jo.example")

        report = desk.run(SHORTLY)
        assert len(desk.told()) == 1
        assert says(report) == ["ask Jo Ltd for an address"]


COPIED = """\
policies:
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: nudge, at: 3 working days after due, letter: nudge, cc: [owner]}
      - {step: check-in, at: 12 days after due, letter: check-in}
"""


def test_when_the_repetition_comes_back_too_a_person_has_to_look(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(
            TWO_PEOPLE + "    - {person: Lou <lou@jo.example>, of: Jo Ltd, role: director}\n"
        )
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.bounce(desk.intents()["jo@jo.example"], "jo@jo.example")
        desk.run(SHORTLY)
        desk.box.bounce(desk.intents()["kim@jo.example"], "kim@jo.example")

        report = desk.run(SHORTLY + timedelta(days=1))
        assert len(desk.told()) == 2
        assert hold(report) == {"could not be delivered"}


def test_with_nobody_else_it_is_a_call(tmp_path: Path, platform: str) -> None:
    told = story([customer("jo", phone="+64 9 555 0101")], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.bounce(desk.intents()["jo@jo.example"], "jo@jo.example")

        report = desk.run(SHORTLY)
        [call] = report.plan.contacts
        assert (call.action, call.step, call.channel) == (Action.CALL, "nudge", "phone")


def test_a_mailbox_that_is_full_is_tried_again_after_three_days(
    tmp_path: Path, platform: str
) -> None:
    """And once more; what comes back three times in a row is dead."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        first = desk.intents()["jo@jo.example"]
        desk.box.bounce(first, "jo@jo.example", hard=False, why="452 4.2.2 mailbox full")

        desk.run(SHORTLY)
        assert len(desk.told()) == 1
        desk.run(SHORTLY + timedelta(days=5))
        assert desk.told() == ["Jo Park <jo@jo.example>"] * 2
        assert {intent.step for intent in desk.intents().values()} == {"nudge"}


def test_a_server_that_still_tries_changes_nothing(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.bounce(sent, "jo@jo.example", hard=False, delayed=True, why="4.4.1 no answer")

        desk.run(SHORTLY)
        assert delivery_of(desk.intents()["jo@jo.example"]) is Delivery.DEFERRED
        desk.run(NEXT_WEEK)
        assert desk.intents()["jo@jo.example"].step == "check-in"


def test_a_server_that_does_not_want_our_mail_is_a_persons_business(
    tmp_path: Path, platform: str
) -> None:
    """The address is right: nobody else there is tried in its place."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(TWO_PEOPLE)
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.bounce(sent, "jo@jo.example", hard=False, refused=True, why="spam")

        report = desk.run(SHORTLY)
        assert len(desk.told()) == 1
        assert says(report) == ["find out why jo.example refuses our mail"]
        assert hold(report) == {"could not be delivered"}


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_what_quickbooks_says_of_its_own_mail_is_a_bounce(tmp_path: Path, platform: str) -> None:
    """Xero tells nothing of the kind."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6, bounced=True)])
    with an_office(tmp_path, platform, told) as office:
        [task] = Desk(office, Postbox()).run().tasks
        assert task.words == "ask Jo Ltd for an address"
        assert task.about == "the ledger says of invoice INV-1: Bounced Email"
        assert office.mails() == []
