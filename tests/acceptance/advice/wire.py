"""Whether a mail is clean by RFC 5322 and its kin, looked at as the bytes that a server took."""

import re
from collections.abc import Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime

STRICT = SMTP.clone(raise_on_defect=True)
LONGEST = 998
"""Characters of a line without its end, RFC 5322 2.1.1."""
IDENTIFIER = re.compile(r"<[^<>@\s]+@[a-z0-9.-]+>")
ONCE = {"from", "to", "cc", "subject", "date", "message-id", "in-reply-to", "references"}
ONCE |= {"mime-version", "content-type", "content-language", "auto-submitted"}
NEEDED = {"from", "to", "subject", "date", "message-id", "mime-version", "content-type"}


def assert_clean(content: bytes) -> None:
    """No defect in any part; what must be there is there, and once."""
    lines = content.split(b"\r\n")
    assert not any(b"\r" in line or b"\n" in line for line in lines)
    assert max(map(len, lines)) <= LONGEST
    head, _, _ = content.partition(b"\r\n\r\n")
    assert head.isascii()
    message = message_from_bytes(content, policy=STRICT)
    assert isinstance(message, EmailMessage)
    _headers(message)
    for part in message.walk():
        assert not part.defects
        for header in part.values():
            assert not getattr(header, "defects", ())
    _bodies(message)


def _headers(message: EmailMessage) -> None:
    names = [name.lower() for name in message]
    assert set(names) <= ONCE
    assert len(names) == len(set(names))
    assert set(names) >= NEEDED
    assert parsedate_to_datetime(str(message["Date"])).tzinfo is not None
    assert str(message["Auto-Submitted"]) == "auto-generated"
    assert IDENTIFIER.fullmatch(str(message["Message-ID"]))
    if "References" in message:
        earlier = str(message["References"]).split()
        assert all(IDENTIFIER.fullmatch(one) for one in earlier)
        assert str(message["In-Reply-To"]) == earlier[-1]
        assert str(message["Message-ID"]) not in earlier
    for header in ("From", "To", "Cc"):
        for address in message[header].addresses if header in message else ():
            assert re.fullmatch(r"[^@\s]+@[^@\s]+", address.addr_spec)


def _bodies(message: EmailMessage) -> None:
    parts = list(message.walk())
    assert len({part.get_boundary() for part in parts if part.is_multipart()}) == len(
        [part for part in parts if part.is_multipart()]
    )
    [text] = _of(message, "text/plain")
    [html] = _of(message, "text/html")
    assert parts.index(text) < parts.index(html)  # the last is the one to prefer, RFC 2046 5.1.4
    for part in (text, html):
        assert part.get_content_charset() == "utf-8"
        assert part["Content-Transfer-Encoding"] in ("7bit", "quoted-printable", "base64")
        assert "\ufffd" not in part.get_content()
    assert not re.search(r"</?(a|b|p|div|table|td|span|strong)\b|&\w+;", text.get_content())
    for attached in message.iter_attachments():
        assert attached.get_filename()
        assert attached["Content-Transfer-Encoding"] == "base64"


def _of(message: EmailMessage, kind: str) -> Iterator[EmailMessage]:
    for part in message.walk():
        if part.get_content_type() == kind and not part.is_attachment():
            assert isinstance(part, EmailMessage)
            yield part
