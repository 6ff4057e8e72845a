"""What one look into the mailbox brought."""

from dataclasses import dataclass
from typing import Any

from sync.store.incoming_rows import Read


@dataclass(frozen=True, slots=True)
class InboxReport:
    """What one look into the mailbox brought."""

    mails: tuple[Read, ...] = ()
    """Those that concern a customer; of others only their number is told."""
    others: int = 0
    unreadable: tuple[str, ...] = ()
    failed: str | None = None
    """Why the mailbox could not be read to its end."""
    exit_code: int = 0
    """What a run ends with for it: 3 when it is away, 1 when a person has to put it right."""

    @property
    def json(self) -> dict[str, Any]:
        """The interface: see docs/json.md."""
        return {
            "mails": [_mail(read) for read in self.mails],
            "others": self.others,
            "unreadable": list(self.unreadable),
            "failed": self.failed,
        }


def _mail(read: Read) -> dict[str, Any]:
    return {
        "nature": read.nature.value,
        "received_on": read.received_on.isoformat(),
        "sender": read.sender or None,
        "subject": read.subject or None,
        "customer": read.customer,
        "intent": read.intent,
        "says": read.says,
    }
