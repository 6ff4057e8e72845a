"""The mail that a bounce returns, whole or by its headers: which one it was, and to whom."""

import re
from collections.abc import Iterator
from email.message import Message
from email.parser import HeaderParser

from connectors.inbox.headers import Mail, addresses, message_id, raw
from connectors.inbox.texts import own_parts

_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_IN_TEXT = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_TO_IN_TEXT = re.compile(r"^[> \t]*To:(.*)$", re.IGNORECASE | re.MULTILINE)


def returned_ids(mail: Mail, text: str) -> tuple[str, ...]:
    """Its Message-ID; where no part returns the mail, as the text of the bounce quotes it."""
    ids = [found for part in _returned(mail) if (found := message_id(part))]
    return tuple(dict.fromkeys(ids or _IN_TEXT.findall(text)[:1]))


def only_recipient(mail: Mail, text: str) -> list[str]:
    """Of a mail that went to one person, that person."""
    lines = [raw(part, "To") for part in _returned(mail)] or _TO_IN_TEXT.findall(text)
    to = {email for line in lines for email in addresses(line)}
    return list(to) if len(to) == 1 else []


def _returned(mail: Mail) -> Iterator[Mail]:
    for part in own_parts(mail):
        if part.get_content_type() not in _RETURNED:
            continue
        inner = part.get_payload()
        if isinstance(inner, list):
            yield from (one for one in inner if isinstance(one, Message))
        else:
            yield HeaderParser().parsestr(str(inner).lstrip())
