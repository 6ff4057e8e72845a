"""Headers of other people's mail: broken encodings and bad syntax give what can be read of them."""

import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses
from typing import TypeAlias

from connectors.inbox.charsets import decode
from connectors.mail.addresses import one_line

Mail: TypeAlias = "Message[str, str]"

LONGEST = 2000
"""Characters of a header that are looked at; a long thread's References are longer."""
LONGEST_THREAD = 20_000
_MESSAGE_ID = re.compile(r"<[^<>\s]{1,990}>")
_ADDRESS = re.compile(r"[^\s<>@,;:\"()\[\]\\]{1,64}@[^\s<>@,;:\"()\[\]\\]{1,255}")
_MOST_IDS = 50


def raw(mail: Mail, name: str, *, longest: int = LONGEST) -> str:
    """The header as it stands, unfolded; empty when there is none."""
    wanted = name.lower()
    for known, value in mail.raw_items():
        if known.lower() == wanted:
            # bytes beyond ASCII stand in the header as lone surrogates
            return one_line(decode(str(value)[:longest].encode("utf-8", "surrogateescape"), None))
    return ""


def shown(mail: Mail, name: str) -> str:
    """The header as a person reads it: encoded words decoded."""
    return decoded(raw(mail, name))


def decoded(text: str) -> str:
    """Encoded words (RFC 2047) decoded; what is no valid one stays as it is."""
    if "=?" not in text:
        return text
    try:
        parts = decode_header(text)
    except (HeaderParseError, ValueError, LookupError):
        return text
    return one_line(
        "".join(
            decode(part, charset) if isinstance(part, bytes) else part for part, charset in parts
        )
    )


def sender(mail: Mail) -> tuple[str, str | None]:
    """Address in lower case and name of From; an empty address when there is none."""
    written = raw(mail, "From")
    try:
        named = getaddresses([written])
    except (ValueError, IndexError, RecursionError):  # comments in comments in comments
        named = []
    for name, address in named:
        found = _ADDRESS.fullmatch(address.strip())
        if found:
            return found[0].lower(), decoded(name).strip() or None
    loose = _ADDRESS.search(written)
    return (loose[0].lower(), None) if loose else ("", None)


def addresses(text: str) -> list[str]:
    """Every address in a header's text, in lower case."""
    return [found.lower() for found in _ADDRESS.findall(text)]


def message_id(mail: Mail) -> str | None:
    """The Message-ID with its angle brackets."""
    ids = message_ids(raw(mail, "Message-ID"))
    return ids[0] if ids else None


def message_ids(text: str) -> list[str]:
    """Every Message-ID in a text, in its order."""
    return _MESSAGE_ID.findall(text)


def answered(mail: Mail) -> tuple[str, ...]:
    """What the mail says it answers, the nearest first."""
    references = message_ids(raw(mail, "References", longest=LONGEST_THREAD))
    ids = message_ids(raw(mail, "In-Reply-To")) + references[::-1]
    return tuple(dict.fromkeys(ids))[:_MOST_IDS]
