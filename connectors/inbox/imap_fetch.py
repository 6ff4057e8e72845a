"""Mails fetched by number, as values: number, time of arrival, the first bytes of the mail."""

import imaplib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from imap_tools import BaseMailBox

from connectors.mail.addresses import one_line

BYTES = 64 * 1024
"""Fetched of one mail: headers, text and a bounce's report come before what is large."""
ITEMS = f"(UID INTERNALDATE BODY.PEEK[]<0.{BYTES}>)"
"""PEEK: the mail is not marked as read."""

_UID = re.compile(rb"\bUID (\d+)", re.IGNORECASE)
_ARRIVED = re.compile(rb'\bINTERNALDATE "([^"]+)"', re.IGNORECASE)
_BODY = re.compile(rb"\bBODY\[\]", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Fetched:
    """One mail as the server has it."""

    uid: int
    arrived: datetime | None
    """Aware; None when the server's time cannot be read."""
    content: bytes
    """Its first `BYTES`; empty when the server gave none of it."""


def fetch(box: BaseMailBox, folder: str, uids: Sequence[int]) -> tuple[list[Fetched], list[str]]:
    """The mails in the order of their numbers, and a sentence for each that the server refuses.

    One that is gone meanwhile is in neither. Raises imaplib's abort or OSError.
    """
    try:
        status, answer = box.client.uid("FETCH", ",".join(map(str, uids)), ITEMS)
        says = answer[-1]
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        status, answer, says = "BAD", [], str(error)
    if status == "OK":
        return sorted(_read_answer(answer), key=lambda mail: mail.uid), []
    if len(uids) == 1:
        return [], [_refused(folder, uids[0], says)]
    # servers answer for a whole batch what is wrong with one mail in it
    each = [fetch(box, folder, [uid]) for uid in uids]
    return [mail for found, _ in each for mail in found], [no for _, bad in each for no in bad]


def _refused(folder: str, uid: int, says: object) -> str:
    words = says.decode("utf-8", "replace") if isinstance(says, bytes) else str(says)
    return (
        f'Mail {uid} in "{folder}" cannot be fetched ("{one_line(words)[:200]}"): '
        "look at it in the mailbox; it is not tried again."
    )


def _read_answer(answer: Sequence[object]) -> Iterator[Fetched]:
    """What imaplib makes of the answer: a tuple for each literal, and plain bytes between them."""
    head, content = b"", b""
    for item in answer:
        if isinstance(item, tuple):
            yield from _one(head, content)
            head, content = bytes(item[0]), bytes(item[1])
        elif isinstance(item, bytes):
            head += item
            if item.endswith(b")"):
                yield from _one(head, content)
                head, content = b"", b""
    yield from _one(head, content)


def _one(head: bytes, content: bytes) -> Iterator[Fetched]:
    uid = _UID.search(head)
    # without a body it is news about a flag, which servers may send at any time
    if uid and _BODY.search(head):
        yield Fetched(int(uid[1]), _arrival(head), content)


def _arrival(head: bytes) -> datetime | None:
    found = _ARRIVED.search(head)
    if not found:
        return None
    try:
        arrived = parsedate_to_datetime(found[1].decode("ascii", "replace"))
    except (ValueError, TypeError):
        return None
    return arrived if arrived.tzinfo else arrived.replace(tzinfo=UTC)
