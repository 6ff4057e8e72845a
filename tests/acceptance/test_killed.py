"""A run that is killed, whenever it is, and started again: nothing twice, and nothing lost."""

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from werkzeug.wrappers import Request

from connectors.sandbox.story import Story
from tests.acceptance.starter import Starter
from tests.acceptance.trial import Started, Trial, a_trial, is_note, is_reread, watch
from tests.connectors.mail_servers import Script, mail_server
from tests.sync.office import TUESDAY, customer, invoice, story

A_DAY = 3
"""Customers who are late on each day, the first of them with two invoices."""


@dataclass
class Server(Script):
    """A mail server that can be looked at while it works."""

    moment: Callable[[str], None] = lambda name: None

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        self.moment("a recipient is named")
        return await super().handle_RCPT(server, session, envelope, address, options)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.moment("the mail has arrived")
        answer = await super().handle_DATA(server, session, envelope)
        self.moment("the mail is taken")
        return answer


@dataclass(frozen=True)
class Place:
    """A trial, and where its mails end up."""

    trial: Trial
    server: Server = field(default_factory=Server)

    def mails(self) -> list[EmailMessage]:
        """Whatever a customer has received."""
        taken = [message_from_bytes(t.content, policy=default) for t in self.server.taken]
        return [*taken, *self.trial.office.mails()]

    def told(self) -> Counter[tuple[str, str, str]]:
        """Who received which words, how often."""
        return Counter((str(m["To"]), str(m["Subject"]), _text(m)) for m in self.mails())

    def notes(self) -> Counter[tuple[str, str]]:
        """Which note stands on which invoice, how often."""
        found = self.trial.office.books.notes()
        return Counter((invoice, text) for invoice, texts in found.items() for text in texts)

    def settle(self) -> int:
        """Be the person who looks into the mail server's log; how many mails were not known."""
        listed = self.trial.goodterms("outbox", "list", "--json").json
        unknown = [intent for intent in listed if intent["state"] == "unknown"]
        arrived = {mail["Message-ID"] for mail in self.mails()}
        for intent in unknown:
            became = "sent" if intent["message_id"] in arrived else "not-sent"
            assert self.trial.goodterms("outbox", "resolve", intent["id"], became).code == 0
        return len(unknown)


def _text(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def _open(stack: ExitStack, folder: Path, setting: tuple[str, str, str, Starter]) -> Place:
    platform, store_url, mail, starter = setting
    server = Server()
    if mail == "smtp":
        mail = f"smtp://127.0.0.1:{stack.enter_context(mail_server(server)).port}"
    told = busy_story()
    trial = a_trial(folder, platform, told, starter, store_url=store_url, mail=mail)
    return Place(stack.enter_context(trial), server)


def working_days(first: date) -> Iterator[date]:
    """Monday to Friday, from that day on."""
    while True:
        if first.weekday() < 5:
            yield first
        first += timedelta(days=1)


def busy_story() -> Story:
    """On every working day some customers are three days late."""
    customers, invoices = [], []
    for number, due in zip(range(20), working_days(TUESDAY - timedelta(days=5)), strict=False):
        for place in range(A_DAY):
            key = f"d{number}c{place}"
            customers.append(customer(key))
            overdue = (TUESDAY - due).days
            ends = "ab" if place == 0 else "a"
            invoices += [invoice(f"{key}{end}", key, overdue=overdue) for end in ends]
    return story(customers, invoices)


@pytest.mark.parametrize(
    ("platform", "store_url", "mail", "most"),
    [
        ("quickbooks", "sqlite", "smtp", 30),
        ("xero", "postgresql", "smtp", 30),
        ("quickbooks", "postgresql", "maildir:outbox", 12),
    ],
    indirect=["platform", "store_url"],
)
def test_random_kills_lose_nothing_and_double_nothing(
    tmp_path: Path, platform: str, store_url: str, mail: str, most: int, starter: Starter
) -> None:
    """Beside it stands a twin that nobody kills: in the end both have told and noted the same."""
    chance, kills = random.Random(f"{platform} {store_url[:6]} {mail}"), 0
    with ExitStack() as stack:
        twin = _open(stack, tmp_path / "twin", (platform, "", "", starter))
        killed = _open(stack, tmp_path / "killed", (platform, store_url, mail, starter))
        for day in working_days(TUESDAY):
            begun = time.monotonic()
            assert twin.trial.run(day).code == 0
            usual = time.monotonic() - begun

            kills += _killed_until_done(killed.trial, day, chance, usual, most - kills)
            killed.settle()
            assert killed.trial.run(day).code == 0

            assert killed.told() == twin.told()
            assert killed.notes() == twin.notes()
            assert max(killed.notes().values()) == 1
            ids = Counter(mail["Message-ID"] for mail in killed.mails())
            assert max(ids.values()) == 1
            if kills == most:
                break


def _killed_until_done(
    trial: Trial, day: date, chance: random.Random, usual: float, most: int
) -> int:
    """Start runs and kill them, until one comes to its end before that; how many were killed."""
    kills = 0
    while True:
        started = trial.start_run(day)
        if kills < most:
            time.sleep(chance.uniform(0, usual))  # a random moment is what this test is about
            started.kill()
        done = started.wait()
        if done.code >= 0:
            assert done.code in (0, 1), done
            return kills
        kills += 1


MOMENTS = {
    # the moment at which the run is killed -> mails of which nobody knows afterwards
    "before the ledger is pulled": 0,
    "while the ledger is pulled": 0,
    "before the re-read": 0,
    "after the re-read": 0,
    "a recipient is named": 0,
    "the mail has arrived": 1,
    "the mail is taken": 1,
    "before a note": 0,
    "after a note": 0,
}


@pytest.mark.parametrize("moment", MOMENTS)
def test_a_kill_at_a_tender_moment(
    tmp_path: Path, platform: str, moment: str, starter: Starter
) -> None:
    """Killed at its second mail, or its second note, a run has its first behind it."""
    told = story(
        [customer("jo"), customer("kim")],
        [
            invoice("1", "jo", overdue=6),
            invoice("2", "jo", overdue=6),
            invoice("3", "kim", overdue=6),
        ],
    )
    server = Server()
    with ExitStack() as stack:
        url = f"smtp://127.0.0.1:{stack.enter_context(mail_server(server)).port}"
        trial = stack.enter_context(a_trial(tmp_path, platform, told, starter, mail=url))
        place = Place(trial, server)
        watched = watch(trial)
        reaper = Reaper(moment)
        watched.moment, server.moment = reaper.call, reaper.now
        reaper.run = trial.start_run()
        assert reaper.run.wait().code == -9
        watched.moment, server.moment = lambda request, done: None, lambda name: None

        after = trial.run()
        assert after.json["unknown"] == MOMENTS[moment]
        assert after.code == (1 if MOMENTS[moment] else 0)
        assert place.settle() == MOMENTS[moment]
        assert trial.run().code == 0
        assert sorted(str(mail["To"]) for mail in place.mails()) == [
            "Jo Park <jo@jo.example>",
            "Kim Park <kim@kim.example>",
        ]
        assert len({mail["Message-ID"] for mail in place.mails()}) == 2
        assert {len(texts) for texts in trial.office.books.notes().values()} == {1}
        assert len(trial.office.books.notes()) == 3


@dataclass
class Reaper:
    """Kills a run at one moment: where it may come twice, the second time."""

    moment: str
    run: Started | None = None
    seen: int = 0

    def call(self, request: Request, done: bool) -> None:
        """A call has come to the ledger, or its work is done."""
        when = "after" if done else "before"
        if is_note(request):
            self.now(f"{when} a note")
        elif is_reread(request):
            self.now(f"{when} the re-read")
        elif "/batch" in request.path or "/Contacts" in request.path:
            self.now("while the ledger is pulled")
        elif not done:
            self.now("before the ledger is pulled")

    def now(self, name: str) -> None:
        """Whether this is the moment."""
        self.seen += name == self.moment
        twice = "mail" in self.moment or "note" in self.moment or "recipient" in self.moment
        if self.run is not None and name == self.moment and self.seen == (2 if twice else 1):
            self.run.kill()
