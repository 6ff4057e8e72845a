"""A mail as a value, what became of it, and the seam that a channel fills."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from connectors.errors import NeedsPerson, Trouble, Unavailable


@dataclass(frozen=True, slots=True)
class Address:
    """A display name and an address, the name None when nobody knows it."""

    email: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that goes with the mail."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One message to the customer, complete."""

    message_id: str
    """With angle brackets; derived from the intent, so that a repetition is the same message."""
    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...] = ()
    subject: str
    text: str = field(repr=False)
    html: str = field(repr=False)
    references: tuple[str, ...] = ()
    """Message-IDs of what this customer received before, oldest first."""
    language: str | None = None
    """Language tag of the text, such as en-NZ."""
    attachments: tuple[Attachment, ...] = ()
    date: datetime
    """Aware."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """One recipient whom the mail server would not take."""

    email: str
    says: str


@dataclass(frozen=True, slots=True)
class Receipt:
    """The mail was taken, by this server's word, for `accepted`."""

    accepted: tuple[str, ...]
    refused: tuple[Refusal, ...] = ()


class MailRefused(NeedsPerson):
    """The server refuses this mail for every recipient: it was not sent."""

    def __init__(self, sentence: str, *, refused: tuple[Refusal, ...] = ()) -> None:
        super().__init__(sentence)
        self.refused = refused
        """Whom it turned away, and in which words; empty where it is not about the recipients."""


class MailDeferred(Unavailable):
    """The server is away or busy: it was not sent, and may be tried again."""

    def __init__(self, sentence: str, *, others_may_go: bool = False) -> None:
        super().__init__(sentence)
        self.others_may_go = others_may_go
        """Only this mail has to wait, as when a server greylists its recipient."""


class MailUnknown(Trouble):
    """The connection died after the data went out: nobody knows whether it was sent."""


class Channel(Protocol):
    """Carries mails."""

    @property
    def local(self) -> bool:
        """Whether nothing leaves this machine: a maildir, or a mail server on loopback."""
        ...

    def check(self) -> None:
        """Raise a Trouble when mail could not be carried right now; send nothing."""
        ...

    def send(self, mail: Mail, *, before_data: Callable[[], None]) -> Receipt:
        """Carry one mail. `before_data` is called at the last moment at which nothing is sent yet.

        Raises MailRefused, MailDeferred (both: not sent) or MailUnknown.
        """
        ...

    def holds(self, message_id: str) -> bool | None:
        """Whether this mail has been carried; None when the channel cannot know."""
        ...

    def close(self) -> None:
        """End the connection, if one is kept; the channel can be used again."""
        ...
