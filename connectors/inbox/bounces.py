"""Reports that a mail did not arrive: RFC 3464, and those that servers word as they like.

`Action: delivered` and `relayed` are no failure. The returned mail tells which one it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from flufl.bounce import all_failures

from connectors.inbox.headers import (
    Mail,
    addresses,
    decoded,
    message_id,
    raw,
    sender,
    shown,
)
from connectors.inbox.incoming import Undelivered
from connectors.inbox.texts import own_parts, text_of
from connectors.inbox.verdicts import judge

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_DAEMON = re.compile(r"(mailer|mail)-?daemon|postmaster|bounces?([+_-].*)?|mdaemon", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver(ed|able)|delivery (status notification|failure|has failed|delayed)|"
    r"delivery.{0,20}(failed|failure)|mail (delivery|system).{0,20}(fail|error)|returned mail|"
    r"failure notice|could not be delivered|unzustellbar|nicht zugestellt|"
    r"non remis|échec de (la )?(remise|distribution)|no se (puede|pudo) entregar|no entregado",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_XTEXT = re.compile(r"\+([0-9A-F]{2})")
_BLANK = re.compile(r"\r?\n[ \t]*\r?\n")
_MOST = 50
"""Recipients of one report."""


@dataclass(frozen=True, slots=True)
class Report:
    """What a bounce says."""

    undelivered: tuple[Undelivered, ...]
    returned: tuple[str, ...]
    """Message-ID of the mail that did not arrive, where it can be seen."""


def read_bounce(mail: Mail) -> Report | None:
    """The report; None when the mail is none."""
    blocks = [block for part in _of_kind(mail, _REPORTS) for block in _blocks(part)]
    if blocks and (_is_report(mail) or _from_daemon(mail)):
        named = [found for block in blocks for found in _recipient(block)]
        if named or not any("action" in block for block in blocks):
            return Report(_each_once(named), _returned_ids(mail))
        return None  # a confirmation that the mail was delivered
    if (
        _from_daemon(mail)
        or _SUBJECT.match(shown(mail, "Subject"))
        or "X-Failed-Recipients" in mail
    ):
        return _unstructured(mail)
    return None


def _is_report(mail: Mail) -> bool:
    return mail.get_content_type() == "multipart/report"


def _from_daemon(mail: Mail) -> bool:
    return _DAEMON.fullmatch(sender(mail)[0].partition("@")[0]) is not None


def _of_kind(mail: Mail, kinds: tuple[str, ...]) -> Iterator[Mail]:
    return (part for part in own_parts(mail) if part.get_content_type() in kinds)


def _blocks(part: Mail) -> Iterator[Mail]:
    """The groups of fields of a report: the first of the message, then one for each recipient."""
    inner = part.get_payload()
    if not isinstance(inner, list):
        inner = [HeaderParser().parsestr(block) for block in _BLANK.split(str(inner))[:_MOST]]
    for block in inner[:_MOST]:
        if not isinstance(block, Message):
            continue
        yield block
        rest = block.get_payload()
        if isinstance(rest, str) and rest.strip():
            # kinds that the standard library does not take apart
            yield from (HeaderParser().parsestr(each) for each in _BLANK.split(rest)[:_MOST])


def _recipient(block: Mail) -> Iterator[Undelivered]:
    action = raw(block, "Action").lower()
    email = _address(block)
    if not email or not action.startswith(("fail", "error", "delay")):
        return
    says = raw(block, "Diagnostic-Code")
    kind, _, words = says.partition(";")
    yield judge(
        email,
        decoded((words if kind.strip().isalnum() else says).strip()),
        code=raw(block, "Status"),
        delayed=action.startswith("delay"),
    )


def _address(block: Mail) -> str | None:
    """The address as the mail was sent to; the final one may be where somebody forwards to."""
    for name in ("Original-Recipient", "Final-Recipient"):
        kind, semicolon, value = raw(block, name).partition(";")
        text = value if semicolon else kind
        if kind.strip().lower() in ("rfc822", "utf-8") and semicolon:
            text = _XTEXT.sub(lambda found: chr(int(found[1], 16)), text)
        found = addresses(text)
        if found:
            return found[0]
    return None


def _unstructured(mail: Mail) -> Report | None:
    text = text_of(mail)
    delayed, failed = (_emails(found) for found in all_failures(mail))
    failed += list(addresses(raw(mail, "X-Failed-Recipients")))
    returned = _returned_ids(mail) or tuple(_IN_TEXT.findall(text)[:1])
    if not (delayed or failed) and returned:
        failed = _only_recipient(mail)
    if not (delayed or failed or returned):
        return None
    named = [judge(email, _said_of(email, text), delayed=True) for email in delayed]
    named += [judge(email, _said_of(email, text)) for email in failed]
    return Report(_each_once(named), returned)


def _emails(found: frozenset[bytes]) -> list[str]:
    return [email for one in sorted(found) for email in addresses(one.decode("ascii", "replace"))]


def _said_of(email: str, text: str) -> str:
    """The lines that follow the address, up to a blank one: there servers say why."""
    lines = text.split("\n")
    start = next((at for at, line in enumerate(lines) if email in line.lower()), None)
    if start is None:
        return ""
    said = [lines[start].lower().partition(email)[2].strip(" <>:()\t")]
    for line in lines[start + 1 : start + 8]:
        if not line.strip() and any(said):
            break
        said.append(line.strip())
    return " ".join(said)


def _only_recipient(mail: Mail) -> list[str]:
    """Of a mail that went to one person, that person."""
    to = [email for part in _returned(mail) for email in addresses(raw(part, "To"))]
    return to if len(to) == 1 else []


def _returned_ids(mail: Mail) -> tuple[str, ...]:
    ids = [found for part in _returned(mail) if (found := message_id(part))]
    return tuple(dict.fromkeys(ids))


def _returned(mail: Mail) -> Iterator[Mail]:
    for part in _of_kind(mail, _RETURNED):
        inner = part.get_payload()
        if isinstance(inner, list):
            yield from (one for one in inner if isinstance(one, Message))
        else:
            yield HeaderParser().parsestr(str(inner).lstrip())


def _each_once(named: list[Undelivered]) -> tuple[Undelivered, ...]:
    return tuple({found.email: found for found in reversed(named)}.values())[::-1][:_MOST]
