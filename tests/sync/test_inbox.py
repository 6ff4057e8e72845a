"""What comes into the company's mailbox, and what it changes: on both platforms."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from connectors.errors import NeedsPerson, Unavailable
from connectors.inbox.incoming import Nature
from sync.cases import read_books
from sync.store import incoming_rows
from sync.store.delivery_rows import Delivery, delivery_of
from sync.store.outbox_rows import State
from sync.tasks import finish
from tests.sync.office import RULEBOOK, TUESDAY, an_office, customer, invoice, story
from tests.sync.postbox import NEXT_WEEK, ONE, SHORTLY, Desk, Postbox, hold, says


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
    tmp_path: Path, platform: str, store_url: str
) -> None:
    """The server has numbered its mails anew, and shows all of them as new."""
    with an_office(tmp_path, platform, story(*ONE), store_url=store_url) as office:
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
