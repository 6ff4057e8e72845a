"""What came into the company's mailbox, as frozen values. Nothing here knows IMAP."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Nature(StrEnum):
    """What an incoming mail is."""

    REPLY = "reply"
    """Written by a person, as far as anybody can tell; whether it answers us is seen by matching."""
    AUTOMATIC = "automatic"
    """An out-of-office or another automatic answer (RFC 3834): no reply."""
    BOUNCE = "bounce"
    """A report that a mail of ours could not be delivered, or will be tried again."""


@dataclass(frozen=True, slots=True)
class Undelivered:
    """One address that a bounce reports on."""

    email: str
    """In lower case."""
    hard: bool
    """True: nothing will ever arrive there, no such person or no such domain. False: the address
    is good, and this mail did not arrive: a full mailbox, a refusal, a delay."""
    why: str
    """What the other server said, in one line; empty where it said nothing."""
    delayed: bool = False
    """The mail is still being tried: it may yet arrive."""
    refused: bool = False
    """The server turned this mail down for what it is or whom it comes from: spam, policy, size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """One mail of the company's mailbox."""

    key: str
    """Names it for ever within the mailbox: folder, UIDVALIDITY and UID."""
    message_id: str | None
    nature: Nature
    sender: str
    """The address that it came from, in lower case; empty for a bounce without one."""
    sender_name: str | None = None
    received: datetime
    """Aware; the server's own time of arrival, not what the sender's clock says."""
    answers: tuple[str, ...] = ()
    """Message-IDs of In-Reply-To and References, and of the mail that a bounce returns; the nearest
    first."""
    subject: str = ""
    first_lines: str = ""
    """What was written anew, without the quoted mail and the signature; at most 300 characters."""
    undelivered: tuple[Undelivered, ...] = ()
    instead: tuple[str, ...] = ()
    """Addresses that an automatic answer names to write to instead, in lower case."""
    gone: bool = False
    """An automatic answer that says that its sender no longer works there."""


@dataclass(frozen=True, slots=True)
class Harvest:
    """One reading of the mailbox."""

    mails: Sequence[Incoming]
    unreadable: Sequence[str] = ()
    """One sentence for each mail that could not be read; it is not tried again."""
    bookmark: str = ""
    """Where the next reading goes on; stored with what was read, in one transaction."""
    more: bool = False
    """Whether there was more than one reading takes; the next goes on with it."""


class Inbox(Protocol):
    """A mailbox that can be read. Raises `connectors.errors.Trouble` when it cannot be."""

    def check(self) -> None:
        """Raise a Trouble when it could not be read right now; nothing is read."""
        ...

    def read(self, bookmark: str | None) -> Harvest:
        """Everything that arrived after the bookmark; with None, of the last 30 days."""
        ...

    def file_away(self, keys: Sequence[str]) -> None:
        """Move what was read to the folder that the configuration names; nothing without one."""
        ...
