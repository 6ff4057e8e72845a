"""Reports that a mail did not arrive: RFC 3464, and those that servers word as they like.

`Action: delivered` and `relayed` are no failure. The returned mail tells which one it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from email.parser import HeaderParser

from connectors.inbox.headers import Mail, addresses, decoded, raw, sender, shown
from connectors.inbox.incoming import Undelivered
from connectors.inbox.loose_bounces import loose_report
from connectors.inbox.returned import returned_ids
from connectors.inbox.texts import own_parts
from connectors.inbox.verdicts import judge

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_DAEMON = re.compile(r"(mailer|mail)-?daemon|postmaster|bounces?([+_-].*)?|mdaemon", re.IGNORECASE)
_SYSTEM = re.compile(r"mail (delivery|system)|postmaster|system administrator", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver(ed|able)|delivery (status notification|failure|has failed|delayed)|"
    r"delivery.{0,20}(failed|failure)|mail (delivery|system).{0,20}(fail|error)|returned mail|"
    r"failure notice|could not be delivered|unzustellbar|nicht zugestellt|"
    r"non remis|échec de (la )?(remise|distribution)|no se (puede|pudo) entregar|no entregado",
    re.IGNORECASE,
)
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


def read_bounce(mail: Mail, text: str) -> Report | None:
    """The report; None when the mail, with that text, is none."""
    returned = returned_ids(mail, text)
    blocks = [block for part in own_parts(mail) for block in _blocks(part)]
    if blocks and (_is_report(mail) or _from_daemon(mail)):
        named = [found for block in blocks for found in _recipient(block)]
        if named or not any("action" in block for block in blocks):
            return Report(_each_once(named), returned)
        return None  # a confirmation that the mail was delivered
    if _from_daemon(mail) or _looks_returned(mail):
        named = list(loose_report(mail, text, returns_mail=bool(returned)))
        return Report(_each_once(named), returned) if named or returned else None
    return None


def _is_report(mail: Mail) -> bool:
    return mail.get_content_type() == "multipart/report"


def _from_daemon(mail: Mail) -> bool:
    return _DAEMON.fullmatch(sender(mail)[0].partition("@")[0]) is not None


def _looks_returned(mail: Mail) -> bool:
    """By the subject alone a person's mail could be meant: nobody may be behind it either."""
    nobody = raw(mail, "Return-Path") == "<>" or _SYSTEM.search(sender(mail)[1] or "") is not None
    return "X-Failed-Recipients" in mail or (
        nobody and _SUBJECT.match(shown(mail, "Subject")) is not None
    )


def _blocks(part: Mail) -> Iterator[Mail]:
    """The groups of fields of a report: the first of the message, then one for each recipient."""
    if part.get_content_type() not in _REPORTS:
        return
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


def _each_once(named: list[Undelivered]) -> tuple[Undelivered, ...]:
    return tuple({found.email: found for found in reversed(named)}.values())[::-1][:_MOST]
