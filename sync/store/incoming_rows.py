"""What was read in the mailbox: each mail once, by its key and by its Message-ID."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, delete, insert, or_, select, update

from connectors.inbox.incoming import Incoming, Nature
from rules.facts import CustomerId
from sync.store.rows import CHUNK, put
from sync.store.schema import incoming as table
from sync.store.schema import mailboxes


@dataclass(frozen=True, slots=True)
class MailboxState:
    """How far the company's mailbox has been read."""

    address: str
    """Which mailbox it was, without a password."""
    bookmark: str | None = None
    read_at: datetime | None = None
    """The last good reading."""
    failed: str | None = None
    """Why the last reading failed, if it did."""

    @property
    def json(self) -> dict[str, str | None]:
        """The interface: see docs/json.md."""
        read_at = self.read_at.isoformat() if self.read_at else None
        return {"read_at": read_at, "failed": self.failed}


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One mail that was read, and what it came to."""

    identity: str
    key: str
    nature: Nature
    received_on: date
    sender: str
    """Empty, like the subject and the first lines, where the mail is no customer's."""
    subject: str = ""
    first_lines: str = ""
    customer: CustomerId | None = None
    intent: str | None = None
    """The mail of ours that it is about."""
    says: str
    """What it changed, in words."""

    @property
    def is_ours(self) -> bool:
        """Whether it concerns a customer: only such a mail is ever moved."""
        return self.customer is not None or self.intent is not None


def identity_of(mail: Incoming) -> str:
    """The Message-ID; of a mail without one a digest of what it is."""
    if mail.message_id:
        return mail.message_id
    parts = (mail.sender, mail.received.isoformat(), mail.subject, mail.first_lines)
    return "sha256:" + hashlib.sha256("\n".join(parts).encode()).hexdigest()


def mailbox_state(connection: Connection, company: str) -> MailboxState | None:
    """How far the mailbox has been read; None before the first attempt."""
    row = connection.execute(select(mailboxes).where(mailboxes.c.company == company)).first()
    if row is None:
        return None
    read_at = datetime.fromisoformat(row.read_at) if row.read_at else None
    return MailboxState(row.address, row.bookmark, read_at, row.failed)


def put_mailbox(connection: Connection, company: str, state: MailboxState) -> None:
    """Store how far it has been read."""
    row = {
        "company": company,
        "address": state.address,
        "bookmark": state.bookmark,
        "read_at": state.read_at.isoformat() if state.read_at else None,
        "failed": state.failed,
    }
    put(connection, mailboxes, [row])


def forget_mailbox(connection: Connection, company: str) -> None:
    """No mailbox is configured any more, so nothing lies unread in it."""
    connection.execute(delete(mailboxes).where(mailboxes.c.company == company))


def unread_of(
    connection: Connection, company: str, mails: Iterable[Incoming]
) -> tuple[Incoming, ...]:
    """Those that were never read before, each once, the oldest first."""
    fresh: dict[str, Incoming] = {}
    for mail in sorted(mails, key=lambda mail: (mail.received, mail.key)):
        fresh.setdefault(identity_of(mail), mail)
    known: set[str] = set()
    wanted = [*fresh, *(mail.key for mail in fresh.values())]
    for start in range(0, len(wanted), CHUNK):
        some = wanted[start : start + CHUNK]
        rows = connection.execute(
            select(table.c.identity, table.c.key).where(
                table.c.company == company, or_(table.c.identity.in_(some), table.c.key.in_(some))
            )
        )
        known.update(word for row in rows for word in row)
    return tuple(
        mail for identity, mail in fresh.items() if identity not in known and mail.key not in known
    )


def add_read(connection: Connection, company: str, read: Read, *, to_file: bool) -> None:
    """Store what was read; the database refuses the same mail twice."""
    connection.execute(
        insert(table).values(
            company=company,
            identity=read.identity,
            key=read.key,
            nature=read.nature.value,
            received_on=read.received_on.isoformat(),
            sender=read.sender,
            subject=read.subject,
            first_lines=read.first_lines,
            customer=read.customer,
            intent=read.intent,
            says=read.says,
            to_file=int(to_file and read.is_ours),
        )
    )


def to_file(connection: Connection, company: str) -> tuple[str, ...]:
    """Keys of the mails that are to be moved out of the way, and have not been."""
    query = select(table.c.key).where(table.c.company == company, table.c.to_file == 1)
    return tuple(connection.scalars(query.order_by(table.c.key)))


def set_filed(connection: Connection, company: str, keys: Sequence[str]) -> None:
    """They were moved."""
    for start in range(0, len(keys), CHUNK):
        some = table.c.key.in_(keys[start : start + CHUNK])
        connection.execute(update(table).where(table.c.company == company, some).values(to_file=0))
