"""Reading one mail in a test."""

from datetime import UTC, datetime

from connectors.inbox.incoming import Incoming
from connectors.inbox.reading import read_mail

ARRIVED = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)
OURS = "accounts@maple.example"


def read(mail: str | bytes) -> Incoming:
    """What the mail says, to accounts@maple.example."""
    content = mail.encode() if isinstance(mail, str) else mail
    return read_mail(content, key="INBOX/1/1", received=ARRIVED, own={OURS})


def written(body: str, *, headers: str = "", subject: str = "Re: Invoice INV-7") -> Incoming:
    """What a mail of Jo Park's with that text says."""
    head = f"From: Jo Park <jo@acme.example>\nTo: {OURS}\nSubject: {subject}\n"
    return read(f"{head}{headers}Content-Type: text/plain; charset=utf-8\n\n{body}\n")
