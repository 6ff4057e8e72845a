"""The bytes of a mail read into what it says. Pure: nothing is fetched, opened or run."""

from collections.abc import Collection
from datetime import datetime
from email import message_from_bytes

from connectors.errors import Trouble
from connectors.inbox.automatic import is_automatic, named_instead, says_gone
from connectors.inbox.bounces import Report, read_bounce
from connectors.inbox.headers import Mail, answered, message_id, sender, shown
from connectors.inbox.incoming import Incoming, Nature
from connectors.inbox.new_words import first_lines, new_words
from connectors.inbox.texts import text_of

LONGEST_SUBJECT = 300


class Unreadable(Trouble):
    """The bytes are no mail that can be read."""


def read_mail(
    content: bytes, *, key: str, received: datetime, own: Collection[str] = ()
) -> Incoming:
    """What a mail says; `own` are the company's addresses, in lower case. Raises Unreadable."""
    if not content.strip():
        raise Unreadable(f'Mail "{key}" is empty: look at it in the mailbox.')
    try:
        return _read(message_from_bytes(content), key, received, own)
    except Exception as error:
        # strangers wrote these bytes and others the parsers: one mail must not end the reading
        raise Unreadable(
            f'Mail "{key}" cannot be read ({type(error).__name__}): look at it in the mailbox.'
        ) from error


def _read(mail: Mail, key: str, received: datetime, own: Collection[str]) -> Incoming:
    address, name = sender(mail)
    whole = text_of(mail)
    bounce = read_bounce(mail, whole)
    text = new_words(whole)
    automatic = bounce is None and is_automatic(mail, sender=address, own=own)
    return Incoming(
        key=key,
        message_id=message_id(mail),
        nature=_nature(bounce, automatic),
        sender=address,
        sender_name=name,
        received=received,
        answers=tuple(dict.fromkeys((*(bounce.returned if bounce else ()), *answered(mail)))),
        subject=shown(mail, "Subject")[:LONGEST_SUBJECT],
        first_lines=first_lines(text),
        undelivered=bounce.undelivered if bounce else (),
        instead=named_instead(text, sender=address, own=own) if automatic else (),
        gone=automatic and says_gone(f"{shown(mail, 'Subject')}\n{text}"),
    )


def _nature(bounce: Report | None, automatic: bool) -> Nature:
    if bounce:
        return Nature.BOUNCE
    return Nature.AUTOMATIC if automatic else Nature.REPLY
