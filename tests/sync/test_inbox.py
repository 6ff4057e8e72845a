"""What comes into the company's mailbox, and what it changes: on both platforms."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from connectors.errors import NeedsPerson, Trouble, Unavailable
from connectors.inbox.incoming import Harvest, Incoming, Nature, Undelivered
from rules.decisions import Action
from sync.cases import read_books
from sync.report import RunReport
from sync.run import run
from sync.store import incoming_rows
from sync.store.delivery_rows import Delivery, delivery_of
from sync.store.outbox_rows import Intent, State, all_intents
from sync.tasks import finish
from tests.sync.office import RULEBOOK, TUESDAY, Office, an_office, customer, invoice, story

SHORTLY = TUESDAY + timedelta(days=1)
NEXT_WEEK = TUESDAY + timedelta(days=9)
"""The day of the next step of a prompt payer who was six days late on the Tuesday."""


@dataclass
class Postbox:
    """A mailbox that serves what is put into it, from its bookmark on."""

    mails: list[Incoming] = field(default_factory=list)
    away: Trouble | None = None
    filed: list[str] = field(default_factory=list)
    a_time: int = 100
    """How many mails one reading takes."""

    def check(self) -> None:
        """It is there."""

    def read(self, bookmark: str | None) -> Harvest:
        """What came since."""
        if self.away is not None:
            raise self.away
        start = int(bookmark or 0)
        end = min(start + self.a_time, len(self.mails))
        return Harvest(self.mails[start:end], bookmark=str(end), more=end < len(self.mails))

    def file_away(self, keys: Sequence[str]) -> None:
        """Another folder."""
        self.filed += keys

    def put(self, sender: str, *, on: date = SHORTLY, **said: object) -> Incoming:
        """A mail arrives; without more said, from a person."""
        number = len(self.mails) + 1
        usual: dict[str, object] = {
            "key": f"INBOX/1/{number}",
            "message_id": f"<{number}@{sender.rpartition('@')[2]}>",
            "nature": Nature.REPLY,
            "sender": sender,
            "received": datetime(on.year, on.month, on.day, 1, tzinfo=UTC),
            "subject": "Re: your invoice",
            "first_lines": "We pay on Friday.\nKind regards",
        }
        mail = Incoming(**(usual | said))  # type: ignore[arg-type]
        self.mails.append(mail)
        return mail

    def bounce(
        self, about: Intent, email: str, *, why: str = "550 5.1.1 no such user", **how: bool
    ) -> None:
        """Our own mail server reports."""
        hard = how.pop("hard", True)
        self.put(
            "mailer-daemon@mail.example",
            nature=Nature.BOUNCE,
            answers=(about.message_id,),
            undelivered=(Undelivered(email, hard, why, **how),),
        )


@dataclass(frozen=True)
class Desk:
    """An office whose mailbox is read."""

    office: Office
    box: Postbox

    def run(self, on: date = TUESDAY) -> RunReport:
        """One run."""
        house = self.office.opener().house(as_of=on)
        return run(replace(house, inbox=self.box, inbox_address="imaps://mail", inbox_moves=True))

    def intents(self) -> dict[str, Intent]:
        """What left, by the address of whom it went to; the latest of each."""
        opener = self.office.opener()
        with opener.store.read() as connection:
            found = all_intents(connection, opener.settings.company)
        return {intent.to[0].email or "": intent for intent in found if intent.to}

    def told(self) -> list[str]:
        """To whom each mail went."""
        return [str(mail["To"]) for mail in self.office.mails()]


def hold(report: RunReport) -> set[str | None]:
    """Why somebody hears nothing."""
    return {d.hold for d in report.plan.decisions if d.action is Action.HOLD}


def says(report: RunReport) -> list[str]:
    """What a person is to do."""
    return [task.words for task in report.tasks]


ONE = ([customer("jo")], [invoice("1", "jo", overdue=6)])


def test_a_reply_pauses_the_ladder_and_is_a_task_and_then_it_goes_on(
    tmp_path: Path, platform: str
) -> None:
    """The reply comes just before the next step is due: it waits for the rulebook's five days."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        assert desk.run().exit_code == 0
        sent = desk.intents()["jo@jo.example"]
        desk.box.put(
            "jo@jo.example", sender_name="Jo Park", answers=(sent.message_id,), on=NEXT_WEEK
        )

        paused = desk.run(NEXT_WEEK)
        assert hold(paused) == {"replied"}
        assert says(paused) == ["read what Jo Park of Jo Ltd wrote"]
        assert "We pay on Friday." in paused.tasks[0].about
        assert paused.exit_code == 0
        assert delivery_of(desk.intents()["jo@jo.example"]) is Delivery.REPLIED

        desk.run(NEXT_WEEK + timedelta(days=1))
        assert len(desk.told()) == 1
        desk.run(NEXT_WEEK + timedelta(days=5))
        assert len(desk.told()) == 2


def test_a_rulebook_without_a_guard_is_quiet_after_a_reply_as_well(
    tmp_path: Path, platform: str
) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(RULEBOOK + "remove: [replied]\nlimits: {after_reply: 2 days}\n")
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.put("jo@jo.example", on=NEXT_WEEK)

        assert hold(desk.run(NEXT_WEEK)) == {"replied"}
        desk.run(NEXT_WEEK + timedelta(days=4))
        assert len(desk.told()) == 2


def test_a_reply_to_a_mail_that_the_platform_sent_is_known_by_its_sender(
    tmp_path: Path, platform: str
) -> None:
    """It carries none of our Message-IDs."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=-17, sent=False)])
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.put("jo@jo.example", answers=("<a1@intuit.example>",))

        assert says(desk.run(SHORTLY)) == ["read what jo@jo.example of Jo Ltd wrote"]
        assert delivery_of(desk.intents()["jo@jo.example"]) is Delivery.REPLIED


def test_a_colleague_who_answers_counts_and_is_asked_about(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.put("kim@jo.example", answers=(sent.message_id,), on=NEXT_WEEK)

        report = desk.run(NEXT_WEEK)
        assert hold(report) == {"replied"}
        assert "they answered from kim@jo.example: is this who pays at Jo Ltd?" in says(report)


def test_whoever_pays_for_two_customers_quiets_both(tmp_path: Path, platform: str) -> None:
    told = story(
        [customer("jo", email="books@firm.example"), customer("kim", email="books@firm.example")],
        [invoice("1", "jo", overdue=15), invoice("2", "kim", overdue=15)],
    )
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        desk.box.put("books@firm.example", on=TUESDAY)

        report = desk.run()
        assert hold(report) == {"replied"}
        assert len(report.plan.contacts) == 0
        [task] = says(report)
        assert task.startswith("say whose mail this is: books@firm.example is known at Jo Ltd and")


def test_a_stranger_from_where_a_customer_is_pauses_nothing(tmp_path: Path, platform: str) -> None:
    """It may be anything; a person looks. From gmail.com it is not even that."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.box.put("reception@jo.example", on=TUESDAY)
        desk.box.put("jo.park@gmail.com", on=TUESDAY)

        report = desk.run()
        assert says(report) == ["see whether reception@jo.example writes for Jo Ltd"]
        assert desk.told() == ["Jo Park <jo@jo.example>"]
        assert report.inbox is not None
        assert report.inbox.others == 1


def test_our_own_mail_is_no_reply(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.put("mere@maple.example", answers=(sent.message_id,))

        assert says(desk.run(SHORTLY)) == []


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


def test_out_of_office_is_no_reply(tmp_path: Path, platform: str) -> None:
    """The ladder goes on; whom they name instead is asked about, and not written to."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        sent = desk.intents()["jo@jo.example"]
        desk.box.put(
            "jo@jo.example",
            sender_name="Jo Park",
            nature=Nature.AUTOMATIC,
            answers=(sent.message_id,),
            instead=("kim@jo.example",),
        )

        report = desk.run(NEXT_WEEK)
        assert desk.told() == ["Jo Park <jo@jo.example>"] * 2
        assert says(report) == [
            "Jo Ltd: Jo Park is out of office and names kim@jo.example: write there instead?"
        ]
        first = report.plan.contacts[0]
        assert first.step == "check-in"


def test_a_mailbox_that_is_away_holds_those_alone_whose_reply_it_may_hold(
    tmp_path: Path, platform: str
) -> None:
    """Jo was written to since the last good reading, Kim was not."""
    told = story(
        [customer("jo"), customer("kim")],
        [invoice("1", "jo", overdue=6), invoice("2", "kim", overdue=-14)],
    )
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.away = Unavailable("The mailbox is away; try again later.")

        report = desk.run(NEXT_WEEK + timedelta(days=1))
        assert desk.told() == ["Jo Park <jo@jo.example>", "Kim Park <kim@kim.example>"]
        assert "replies not read" in hold(report)
        assert report.exit_code == 3
        assert report.json["inbox"]["failed"] == "The mailbox is away; try again later."

        desk.box.away = None
        assert desk.run(NEXT_WEEK + timedelta(days=4)).exit_code == 0
        assert len(desk.told()) == 3


def test_a_password_that_is_wrong_needs_a_person(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        box = Postbox(away=NeedsPerson("The mailbox does not take the password."))
        assert Desk(office, box).run().exit_code == 1
        assert len(office.mails()) == 1


def test_a_mail_is_read_once_by_its_place_and_by_its_message_id(
    tmp_path: Path, platform: str
) -> None:
    """The server has numbered its mails anew, and shows all of them as new."""
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox(a_time=1))
        desk.run()
        desk.box.put("jo@jo.example")
        desk.box.put("jo@jo.example", message_id=None)
        first = desk.run(SHORTLY)
        assert first.inbox is not None
        assert len(first.inbox.mails) == 2
        for mail in tuple(desk.box.mails):
            desk.box.mails.append(replace(mail, key=mail.key.replace("/1/", "/2/")))

        again = desk.run(SHORTLY)
        assert again.inbox is not None
        assert (again.inbox.mails, again.inbox.others) == ((), 0)
        assert desk.box.filed == ["INBOX/1/1", "INBOX/1/2"]


@pytest.mark.parametrize("moment", ["in the transaction", "before the mails are moved"])
def test_killed_while_reading_nothing_is_lost_and_nothing_read_twice(
    tmp_path: Path, platform: str, moment: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        desk = Desk(office, Postbox())
        desk.run()
        desk.box.put("jo@jo.example")
        desk.box.put("kim@kim.example")

        def killed(*_: object, **__: object) -> None:
            raise ZeroDivisionError

        with monkeypatch.context() as dying:
            if moment == "in the transaction":
                dying.setattr(incoming_rows, "put_mailbox", killed)
            else:
                dying.setattr(Postbox, "file_away", killed)
            with pytest.raises(ZeroDivisionError):
                desk.run(SHORTLY)
        desk.run(SHORTLY)

        opener = office.opener()
        marks = read_books(opener.store, opener.settings.company).marks
        assert len(marks) == 1
        assert desk.box.filed == ["INBOX/1/1"]


@pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
def test_what_quickbooks_says_of_its_own_mail_is_a_bounce(tmp_path: Path, platform: str) -> None:
    """Xero tells nothing of the kind."""
    told = story([customer("jo")], [invoice("1", "jo", overdue=6, bounced=True)])
    with an_office(tmp_path, platform, told) as office:
        [task] = Desk(office, Postbox()).run().tasks
        assert task.words == "ask Jo Ltd for an address"
        assert task.about == "the ledger says of invoice INV-1: Bounced Email"
        assert office.mails() == []


def test_a_task_is_there_once_until_it_is_done(tmp_path: Path, platform: str) -> None:
    """A decision asks who pays at a vague mailbox, run after run."""
    told = story(
        [customer("jo", first=None, last=None, email="accounts@jo.example")],
        [invoice("1", "jo", overdue=6)],
    )
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        for day in (TUESDAY, SHORTLY, NEXT_WEEK):
            [task] = desk.run(day).tasks
            assert (task.words, task.since) == ("ask who pays at Jo Ltd", TUESDAY)
        opener = office.opener()
        finish(opener.store, opener.settings.company, task.id[:4], today=NEXT_WEEK)
        assert desk.run(NEXT_WEEK + timedelta(days=9)).tasks == ()


def test_a_task_of_a_hold_goes_with_its_reason(tmp_path: Path, platform: str) -> None:
    """The invoice that nobody had an address for is paid."""
    told = story([customer("jo", email=None)], [invoice("1", "jo", overdue=6)])
    with an_office(tmp_path, platform, told) as office:
        desk = Desk(office, Postbox())
        assert says(desk.run()) == ["ask Jo Ltd for an address"]
        office.books.pay("1")
        assert says(desk.run(SHORTLY)) == []


def test_what_waited_for_a_yes_is_decided_anew_after_a_reply(tmp_path: Path, platform: str) -> None:
    with an_office(tmp_path, platform, story(*ONE)) as office:
        office.write_rules(
            RULEBOOK + "policies:\n  - policy: prompt payers\n    for: [new, prompt]\n    steps:\n"
            "      - {step: nudge, at: 3 days after due, letter: nudge, approval: required}\n"
        )
        desk = Desk(office, Postbox())
        assert len(desk.run().of(State.WAITING)) == 1
        desk.box.put("jo@jo.example")

        report = desk.run(SHORTLY)
        assert report.of(State.WAITING) == ()
        assert hold(report) == {"replied"}
