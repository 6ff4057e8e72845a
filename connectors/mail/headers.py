"""Header lines in ASCII, folded (RFC 5322, RFC 2047).

Python 3.11's own folding puts spaces into long names beyond ASCII, so these few lines are ours.
"""

import base64
import re
import textwrap
from collections.abc import Sequence

from connectors.mail.addresses import Envelope, one_line

FOLD = "\r\n "
WIDTH = 70
"""Leaves room for the header's name within the recommended 78."""
WORD_BYTES = 45
"""Of UTF-8 in one encoded word, which then has 72 characters of the 75 that are allowed."""
ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~ -]+")


def text_header(name: str, value: str) -> str:
    """A header of free text, such as Subject."""
    line = one_line(value)
    return _header(name, FOLD.join(_wrapped(line)) if _is_plain(line) else _encoded(line))


def address_header(name: str, people: Sequence[tuple[str | None, Envelope]]) -> str:
    """A header of people: display name and checked address."""
    return _header(name, f",{FOLD}".join(_mailbox(*person) for person in people))


def list_header(name: str, words: Sequence[str]) -> str:
    """A header of words without spaces in them, such as References."""
    return _header(name, FOLD.join(words))


def _header(name: str, value: str) -> str:
    return f"{name}: {value}\r\n"


def _mailbox(name: str | None, envelope: Envelope) -> str:
    shown = one_line(name or "")
    if not shown:
        return str(envelope)
    if not _is_plain(shown) or len(shown) > WIDTH:
        return f"{_encoded(shown)}{FOLD}<{envelope}>"
    if not ATOMS.fullmatch(shown):
        shown = '"' + re.sub(r'(["\\])', r"\\\1", shown) + '"'
    return f"{shown} <{envelope}>"


def _is_plain(line: str) -> bool:
    """Whether it can stand as it is: ASCII, foldable, and not to be taken for an encoded word."""
    return (
        line.isascii() and "=?" not in line and all(len(word) <= WIDTH for word in line.split(" "))
    )


def _wrapped(line: str) -> list[str]:
    return textwrap.wrap(line, WIDTH, break_long_words=False, break_on_hyphens=False)


def _encoded(line: str) -> str:
    words, piece = [], b""
    for char in line:
        byte = char.encode()
        if len(piece) + len(byte) > WORD_BYTES:
            words.append(piece)
            piece = b""
        piece += byte
    words.append(piece)
    return FOLD.join(f"=?utf-8?b?{base64.b64encode(word).decode('ascii')}?=" for word in words)
