"""The text of a mail, as a person reads it: the plain part, else the HTML part's words."""

import re
import unicodedata
from collections.abc import Iterator
from email.message import Message

from connectors.inbox.charsets import decode
from connectors.inbox.headers import Mail
from connectors.inbox.html_text import html_to_text

LONGEST = 20_000
"""Characters that are looked at; what a person writes anew comes first."""
LONGEST_LINE = 500
"""Characters of a line: a limit for the patterns that look for quotes."""
_DEEPEST = 20
"""Parts within parts."""
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
    text = "".join(char for char in text[:LONGEST] if char in "\n\t" or _visible(char))
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


def _visible(char: str) -> bool:
    return unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Cn")
