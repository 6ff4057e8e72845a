"""A mailbox of values, and a desk at which runs read it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

from connectors.errors import Trouble
from connectors.inbox.incoming import Harvest, Incoming, Nature, Undelivered
from rules.decisions import Action
from sync.report import RunReport
from sync.run import run
from sync.store.outbox_rows import Intent, all_intents
from tests.sync.office import TUESDAY, Office, customer, invoice

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
