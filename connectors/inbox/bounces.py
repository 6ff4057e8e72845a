"""Reports that a mail did not arrive: RFC 3464, and those that servers word as they like.

`Action: delivered` and `relayed` are no failure. The returned mail tells which one it was.
"""

import logging
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
from connectors.inbox.verdicts import LONGEST_WHY, judge, says_nobody
from connectors.mail.addresses import one_line

# it writes the traceback of each failing detector, and a detector that fails is no news
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False

_REPORTS = ("message/delivery-status", "message/global-delivery-status")
_RETURNED = ("message/rfc822", "message/global", "text/rfc822-headers", "message/global-headers")
_DAEMON = re.compile(r"(mailer|mail)-?daemon|postmaster|bounces?([+_-].*)?|mdaemon", re.IGNORECASE)
_SYSTEM = re.compile(r"mail (delivery|system)|postmaster|system administrator", re.IGNORECASE)
_SUBJECT = re.compile(
    r"undeliver(ed|able)|delivery (status notification|failure|has failed|delayed)|"
    r"delivery.{0,20}(failed|failure)|mail (delivery|system).{0,20}(fail|error)|returned mail|"
    r"failure notice|could not be delivered|unzustellbar|nicht zugestellt|"
    r"non remis|échec de (la )?(remise|distribution)|no se (puede|pudo) entregar|no entregado",
    re.IGNORECASE,
)
_IN_TEXT = re.compile(r"^[> \t]*Message-ID:\s*(<[^<>\s]+>)", re.IGNORECASE | re.MULTILINE)
_TO_IN_TEXT = re.compile(r"^[> \t]*To:(.*)$", re.IGNORECASE | re.MULTILINE)
_ANGLED = re.compile(r"^<([^<>\s@]+@[^<>\s@]+)>:", re.MULTILINE)
"""How Postfix and qmail begin what they say of a recipient."""
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
    if _from_daemon(mail) or _looks_returned(mail):
        return _unstructured(mail)
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
    delayed, failed = _detected(mail)
    failed += list(addresses(raw(mail, "X-Failed-Recipients")))
    if not (delayed or failed):
        failed = [email.lower() for email in _ANGLED.findall(text)[:_MOST]]
    returned = _returned_ids(mail) or tuple(_IN_TEXT.findall(text)[:1])
    named = [judge(email, _said_of(email, text), delayed=True) for email in delayed]
    named += [judge(email, _said_of(email, text)) for email in failed]
    if returned and not named:
        named = [_guessed(email, text) for email in _only_recipient(mail, text)]
    return Report(_each_once(named), returned) if named or returned else None


def _detected(mail: Mail) -> tuple[list[str], list[str]]:
    """The addresses that are delayed, and those that failed, by the shapes of known servers."""
    if not sender(mail)[0]:
        # a bounce may come from nobody, which the detectors do not expect
        del mail["From"]
        mail["From"] = "mailer-daemon@localhost"
    try:
        delayed, failed = all_failures(mail)
    except (LookupError, ValueError, TypeError, AttributeError, RecursionError):
        return [], []  # strange bytes; what follows asks less of them
    return _emails(delayed), _emails(failed)


def _guessed(email: str, text: str) -> Undelivered:
    """Nothing says why in a way that is known: the address is given up only on plain words."""
    why = one_line(text)[:LONGEST_WHY]
    return Undelivered(email, hard=says_nobody(why), why=why)


def _emails(found: frozenset[bytes]) -> list[str]:
    return [email for one in sorted(found) for email in addresses(one.decode("ascii", "replace"))]


def _said_of(email: str, text: str) -> str:
    """The lines that follow the address, up to a blank one: there servers say why."""
    lines = text.split("\n")
    naming = [at for at, line in enumerate(lines) if email in line.lower()]
    leading = (at for at in naming if lines[at].lower().lstrip(" <\t").startswith(email))
    start = next(leading, naming[0] if naming else None)
    if start is None:
        return ""
    said = [lines[start].lower().partition(email)[2].strip(" <>:()\t")]
    for line in lines[start + 1 : start + 8]:
        if not line.strip() and any(said):
            break
        said.append(line.strip())
    return " ".join(said)


def _only_recipient(mail: Mail, text: str) -> list[str]:
    """Of a mail that went to one person, that person."""
    lines = [raw(part, "To") for part in _returned(mail)] or _TO_IN_TEXT.findall(text)
    to = {email for line in lines for email in addresses(line)}
    return list(to) if len(to) == 1 else []


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
