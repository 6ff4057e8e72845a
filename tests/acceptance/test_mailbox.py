"""The company's own mailbox, on a real IMAP server, read by the commands as they are typed."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from cli import goodterms
from connectors.errors import Misuse
from connectors.sandbox.story import Story
from sync.cases import read_books
from sync.config import load_settings
from tests.acceptance.pages import page
from tests.acceptance.starter import Starter
from tests.acceptance.test_docs import assert_told, paths
from tests.acceptance.trial import Trial, a_trial
from tests.connectors.bounce_samples import SENT, report
from tests.connectors.imap_servers import PASSWORD, Postbox, imap_server
from tests.sync.office import TUESDAY, customer, invoice, story

QUICKBOOKS = pytest.mark.parametrize("platform", ["quickbooks"], indirect=True)
NEXT_WEEK = TUESDAY + timedelta(days=8)


@contextmanager
def a_company(
    folder: Path, platform: str, starter: Starter, told: Story
) -> Iterator[tuple[Trial, Postbox]]:
    """A company whose mailbox is read."""
    with imap_server() as box, a_trial(folder, platform, told, starter) as trial:
        config = trial.office.config
        text = config.read_text("utf-8")
        config.write_text(text.replace("[mail]", f'[mail]\ninbox = "{box.url}"'))
        trial.environment["GOODTERMS_INBOX_PASSWORD"] = PASSWORD
        trial.secrets.add(PASSWORD)
        yield trial, box


def three_late() -> Story:
    """Jo, Kim and Lou are late; Kim has a telephone."""
    return story(
        [customer("jo"), customer("kim", phone="+64 9 555 0101"), customer("lou")],
        [invoice(each, each, overdue=6) for each in ("jo", "kim", "lou")],
    )


def answer(to: Any, sender: str, says: str) -> bytes:
    """What somebody writes back."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, to["From"]
    mail["Subject"] = f"Re: {to['Subject']}"
    mail["Message-ID"] = f"<{sum(sender.encode())}.{len(says)}@customer.example>"
    mail["In-Reply-To"] = to["Message-ID"]
    mail.set_content(f"{says}\n\nOn Tuesday Ana Reid wrote:\n> Our invoice is due.\n")
    return mail.as_bytes()


def test_replies_and_bounces_change_what_happens_next(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    """Jo replies, Kim's address is dead, Lou is away; a week later the next step is due."""
    with a_company(tmp_path, platform, starter, three_late()) as (trial, box):
        assert trial.run().code == 0
        sent = {str(mail["To"]).split("@")[0].split("<")[1]: mail for mail in trial.office.mails()}
        box.deliver(
            answer(sent["jo"], "Jo Park <jo@jo.example>", "We pay on Friday."),
            bounce(sent["kim"], "kim@kim.example"),
            away(sent["lou"]),
        )

        read = trial.goodterms("inbox", "--json")
        assert (read.code, len(read.json["mails"])) == (0, 3)
        assert trial.goodterms("inbox", "--json").json["mails"] == []
        tasks = trial.goodterms("tasks", "--json").json
        assert {task["says"] for task in tasks} == {
            "read what Jo Park of Jo Ltd wrote",
            "ask Kim Ltd for an address",
        }
        [reply] = [task for task in tasks if task["source"] == "reply"]
        assert "We pay on Friday." in reply["about"]
        assert "Our invoice is due" not in reply["about"]

        done = trial.run(NEXT_WEEK)
        decided = {each["customer"]["name"]: each for each in done.json["decisions"]}
        assert decided["Kim Ltd"]["decision"] == "call"
        assert decided["Kim Ltd"]["step"] == "nudge"
        assert decided["Lou Ltd"]["step"] == "check-in"
        outbox = trial.goodterms("outbox", "list", "--all", "--json").json
        told = {(each["customer"]["name"], each["delivery"]) for each in outbox}
        assert {("Jo Ltd", "replied"), ("Kim Ltd", "bounced"), ("Lou Ltd", "out of office")} <= told


def bounce(of: Any, email: str) -> str:
    """What our mail server reports of an address that is dead."""
    told = report(fields=f"Final-Recipient: rfc822; {email}", says="550 5.1.1 no such user")
    return told.replace(SENT, str(of["Message-ID"]))


def away(to: Any) -> bytes:
    """An automatic answer."""
    mail = EmailMessage()
    mail["From"], mail["To"] = "Lou Park <lou@lou.example>", to["From"]
    mail["Subject"] = "Out of office"
    mail["Auto-Submitted"] = "auto-replied"
    mail["Message-ID"], mail["In-Reply-To"] = "<away@lou.example>", to["Message-ID"]
    mail.set_content("I am away until Monday.\n")
    return mail.as_bytes()


@QUICKBOOKS
def test_people_tasks_and_their_json(tmp_path: Path, platform: str, starter: Starter) -> None:
    """A dead address makes a customer unusable, until somebody says that it works."""
    with a_company(tmp_path, platform, starter, three_late()) as (trial, box):
        trial.run()
        [lou] = [mail for mail in trial.office.mails() if "lou" in str(mail["To"])]
        box.deliver(bounce(lou, "lou@lou.example"))
        inbox = trial.goodterms("inbox", "--json").json

        [unusable] = trial.goodterms("people", "--unusable", "--json").json
        assert unusable["customer"]["name"] == "Lou Ltd"
        [task] = trial.goodterms("tasks", "--json").json
        told = {
            name: {row[0].strip("`") for row in page("docs/json-mailbox.md").table(name)}
            for name in ("inbox", "tasks", "people")
        }
        assert_told(paths(inbox), told["inbox"])
        assert_told(paths([task]), told["tasks"])
        assert_told(paths([unusable]), told["people"])

        assert "ask Lou Ltd for an address" in trial.goodterms("tasks").out
        assert trial.goodterms("people", "--confirm", "lou@lou.example").code == 0
        assert trial.goodterms("people", "--unusable", "--json").json == []
        assert trial.goodterms("tasks", "done", task["id"][:5]).code == 0
        assert trial.goodterms("tasks", "--json").json == []
        again = trial.goodterms("tasks", "done", task["id"])
        assert (again.code, "goodterms tasks" in again.sentence) == (2, True)


def test_the_mailbox_is_named_at_the_beginning(tmp_path: Path) -> None:
    """A mistake in it is told before any file is written."""
    config = tmp_path / "goodterms.toml"
    typed = [
        "--config",
        str(config),
        "init",
        "--platform",
        "xero",
        "--company",
        "7078",
        "--client-id",
    ]
    typed += ["ABC", "--sender", "Ana Reid <accounts@maple.example>", "--inbox"]
    refused = CliRunner().invoke(goodterms, [*typed, "pop3://mail.example"], standalone_mode=False)
    assert isinstance(refused.exception, Misuse)
    assert not config.exists()

    url = "imaps://accounts@mail.example/INBOX"
    assert CliRunner().invoke(goodterms, [*typed, url], standalone_mode=False).exception is None
    assert load_settings(config).inbox_url == url


@QUICKBOOKS
def test_a_mailbox_that_is_away_or_is_none(tmp_path: Path, platform: str, starter: Starter) -> None:
    with a_company(tmp_path, platform, starter, three_late()) as (trial, box):
        config = trial.office.config
        good = config.read_text("utf-8")
        config.write_text(good.replace(str(box.port), "9"))
        first = trial.run()
        assert (first.code, first.json["sent"]) == (3, 3)
        assert first.json["inbox"]["failed"]
        second = trial.run(NEXT_WEEK)
        assert {each["hold"] for each in second.json["decisions"]} == {"replies not read"}
        status = trial.goodterms("status", "--json")
        assert (status.code, bool(status.json["mailbox"]["failed"])) == (1, True)

        config.write_text(good)
        assert trial.run(NEXT_WEEK).json["sent"] == 3
        config.write_text(good.replace("inbox = ", "# inbox = "))
        none = trial.goodterms("inbox")
        assert (none.code, '"imaps://' in none.sentence) == (2, True)


@QUICKBOOKS
def test_killed_while_it_reads_nothing_is_read_twice_and_nothing_lost(
    tmp_path: Path, platform: str, starter: Starter
) -> None:
    chance = random.Random("mailbox")
    with a_company(tmp_path, platform, starter, three_late()) as (trial, box):
        trial.run()
        for mail in trial.office.mails():
            for number in range(5):
                box.deliver(answer(mail, str(mail["To"]), "We pay." + "." * number))
        begun = time.monotonic()
        assert trial.goodterms("doctor").code in (0, 1)
        usual = time.monotonic() - begun
        for _ in range(6):
            started = trial.start("inbox", "--json")
            time.sleep(chance.uniform(0, usual))  # a random moment is what this test is about
            started.kill()
            started.wait()
        assert trial.goodterms("inbox", "--json").code == 0

        opener = trial.office.opener()
        marks = read_books(opener.store, opener.settings.company).marks
        assert len(marks) == len(trial.goodterms("tasks", "--json").json) == 15
