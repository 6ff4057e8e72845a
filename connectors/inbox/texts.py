"""The text of a mail, as a person reads it: the plain part, else the HTML part's words."""

import re
from collections.abc import Iterator
from email.message import Message

from connectors.inbox.charsets import decode
from connectors.inbox.headers import Mail
from connectors.inbox.html_text import LONGEST, html_to_text

LONGEST_LINE = 500
"""Characters of a line: a limit for the patterns that look for quotes."""
_DEEPEST = 20
"""Parts within parts."""
_UNSEEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ud800-\udfff]"
)
"""Control characters, what turns the direction of writing, and halves of characters."""
_BLANK_LINES = re.compile(r"\n(?:[ \t]*\n)+")


def text_of(mail: Mail) -> str:
    """The words of the mail, in lines; empty when it has none."""
    plain = "\n".join(_decoded(part) for part in _parts(mail, "text/plain"))
    if plain.strip():
        return tidy(plain)
    html = "\n".join(_decoded(part) for part in _parts(mail, "text/html"))
    return tidy(html_to_text(html))


def tidy(text: str) -> str:
    """Without control characters, long lines and runs of blank lines."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\xa0", " ")
    text = _UNSEEN.sub("", text[:LONGEST])
    lines = (line[:LONGEST_LINE].rstrip() for line in text.split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def own_parts(mail: Mail, *, deepest: int = _DEEPEST) -> Iterator[Mail]:
    """Every part that is the mail's own: not those of a mail that it returns or forwards."""
    yield mail
    if mail.get_content_maintype() != "multipart" or not deepest:
        return
    inner = mail.get_payload()
    if isinstance(inner, list):
        for part in inner:
            if isinstance(part, Message):
                yield from own_parts(part, deepest=deepest - 1)


def _parts(mail: Mail, kind: str) -> Iterator[Mail]:
    for part in own_parts(mail):
        if part.get_content_type() == kind and part.get_content_disposition() != "attachment":
            yield part


def _decoded(part: Mail) -> str:
    content = part.get_payload(decode=True)
    if not isinstance(content, bytes):
        return ""
    charset = part.get_param("charset")
    return decode(content, charset if isinstance(charset, str) else part.get_content_charset())
