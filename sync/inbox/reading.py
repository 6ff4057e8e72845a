"""Read the mailbox: what came, matched and acted upon, each mail once.

A reading's mails, what they change and the bookmark are one transaction: a run that is killed has
read all of it or nothing. Nothing is done to the mailbox before that.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from connectors.errors import Trouble
from connectors.inbox.incoming import Harvest, Inbox, Incoming, Nature
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.inbox.answers import of_automatic, of_reply
from sync.inbox.bounces import of_bounce
from sync.inbox.matching import How, directions
from sync.inbox.news import Arrival, News, Situation
from sync.inbox.report import InboxReport
from sync.notes import notes_of_return
from sync.store import (
    address_rows,
    delivery_rows,
    incoming_rows,
    mark_rows,
    outbox_rows,
)
from sync.store.engine import Store
from sync.store.incoming_rows import MailboxState, Read, identity_of
from sync.store.outbox_rows import State
from sync.tasks import raise_task

MOST_READINGS = 50
"""So often a reading that says that there is more is followed by another, within one run."""

_OF: dict[Nature, Callable[..., News]] = {
    Nature.REPLY: of_reply,
    Nature.AUTOMATIC: of_automatic,
    Nature.BOUNCE: of_bounce,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """The company's mailbox, and where the run stands that reads it."""

    store: Store
    company: str
    inbox: Inbox
    address: str
    """Which mailbox it is, without a password."""
    moves: bool
    """Whether what was read is moved to another folder."""
    rulebook: Rulebook
    zone: ZoneInfo
    now: datetime
    today: date

    def read(self, books: Books) -> InboxReport:
        """Read what has come since the last time. A mailbox that is away is told, not raised."""
        found = _Found()
        try:
            for _ in range(MOST_READINGS):
                more = self._read_once(books, found)
                if not more:
                    break
            self._file_away()
        except Trouble as trouble:
            with self.store.write() as connection:
                state = self._state(connection)
                failed = MailboxState(self.address, state.bookmark, state.read_at, str(trouble))
                incoming_rows.put_mailbox(connection, self.company, failed)
            return found.report(failed=str(trouble), exit_code=trouble.exit_code)
        return found.report()

    def _state(self, connection: Connection) -> MailboxState:
        state = incoming_rows.mailbox_state(connection, self.company)
        return state if state and state.address == self.address else MailboxState(self.address)

    def _read_once(self, books: Books, found: "_Found") -> bool:
        with self.store.read() as connection:
            before = self._state(connection)
        harvest = self.inbox.read(before.bookmark)
        with self.store.write() as connection:
            self._take(connection, books, before, harvest, found)
            read_at = before.read_at if harvest.more else self.now
            state = MailboxState(self.address, harvest.bookmark, read_at)
            incoming_rows.put_mailbox(connection, self.company, state)
        found.unreadable.extend(harvest.unreadable)
        return harvest.more

    def _take(
        self,
        connection: Connection,
        books: Books,
        before: MailboxState,
        harvest: Harvest,
        found: "_Found",
    ) -> None:
        fresh = incoming_rows.unread_of(connection, self.company, harvest.mails)
        situation = self._situation(connection, books, before) if fresh else None
        for mail in fresh:
            assert situation is not None  # noqa: S101 - there are mails
            on = self._came_on(mail, before)
            news = _OF[mail.nature](mail, situation, on=on)
            situation.learn(news)
            self._apply(connection, news)
            read = _read(mail, news, on=on)
            incoming_rows.add_read(connection, self.company, read, to_file=self.moves)
            found.take(read)

    def _situation(self, connection: Connection, books: Books, before: MailboxState) -> Situation:
        intents = outbox_rows.all_intents(connection, self.company)
        return Situation(
            directions=directions(books, self.rulebook, intents),
            names={contact.id: contact.name for contact in books.contacts.values()},
            addresses=address_rows.all_addresses(connection, self.company),
            is_first=before.read_at is None,
            today=self.today,
        )

    def _came_on(self, mail: Incoming, before: MailboxState) -> date:
        """The day on which it came, by the server's clock.

        What says that it came before we last looked was put there since, and counts from today, as
        does what says that it comes from a later day than this.
        """
        day = mail.received.astimezone(self.zone).date()
        last = before.read_at.astimezone(self.zone).date() if before.read_at else day
        return day if last <= day <= self.today else self.today

    def _apply(self, connection: Connection, news: News) -> None:
        for customer, mark in news.marks:
            mark_rows.add_mark(connection, self.company, customer, mark)
        for task in news.tasks:
            raise_task(connection, self.company, task)
        address_rows.put_addresses(connection, self.company, news.addresses)
        for arrival in news.arrivals:
            apply_arrival(connection, self.company, arrival)

    def _file_away(self) -> None:
        if not self.moves:
            return
        with self.store.read() as connection:
            keys = incoming_rows.to_file(connection, self.company)
        if keys:
            self.inbox.file_away(keys)
            with self.store.write() as connection:
                incoming_rows.set_filed(connection, self.company, keys)


@dataclass(slots=True)
class _Found:
    """What the readings of one run have brought so far."""

    mails: list[Read] = field(default_factory=list)
    others: int = 0
    unreadable: list[str] = field(default_factory=list)

    def take(self, read: Read) -> None:
        if read.is_ours:
            self.mails.append(read)
        else:
            self.others += 1

    def report(self, *, failed: str | None = None, exit_code: int = 0) -> InboxReport:
        return InboxReport(
            tuple(self.mails), self.others, tuple(self.unreadable), failed, exit_code
        )


def apply_arrival(connection: Connection, company: str, arrival: Arrival) -> None:
    """Store what is known now of a mail of ours.

    One that came back is told again once, to somebody else; when that comes back too, a person
    has to look.
    """
    intent, says = arrival.intent, arrival.says
    delivery_rows.set_delivery(
        connection, intent.id, arrival.delivery, says, retry_on=arrival.retry_on
    )
    if not (arrival.returned or arrival.refused):
        return
    again = delivery_rows.came_back_before(connection, company, intent)
    if arrival.refused or again:
        outbox_rows.set_intent(connection, intent.id, State.FAILED, says)
    else:
        outbox_rows.set_intent(connection, intent.id, State.BOUNCED, says)
    outbox_rows.add_notes(connection, company, notes_of_return(intent, says))


def tell_again(connection: Connection, company: str, *, today: date) -> int:
    """Give back the steps of mails that came back for now, some days ago; returns how many."""
    due = delivery_rows.to_retry(connection, company, today)
    for intent in due:
        says = intent.delivery_says or "it came back"
        arrival = Arrival(intent, delivery_rows.Delivery.BOUNCED, says, returned=True)
        apply_arrival(connection, company, arrival)
    return len(due)


def _read(mail: Incoming, news: News, *, on: date) -> Read:
    """What is kept of a mail; of one that is no customer's, nothing that it says."""
    match = news.match
    ours = match.how not in (How.NOBODY, How.OURS) and bool(match.customers)
    return Read(
        identity=identity_of(mail),
        key=mail.key,
        nature=mail.nature,
        received_on=on,
        sender=mail.sender if ours else "",
        subject=mail.subject if ours else "",
        first_lines=mail.first_lines if ours else "",
        customer=match.customers[0] if ours else None,
        intent=match.intent.id if match.intent else None,
        says=news.says,
    )
