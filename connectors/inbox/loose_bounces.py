"""Bounces that servers word as they like: by the shapes of known servers, then by what is quoted."""

import logging
import re
from collections.abc import Iterator

from flufl.bounce import all_failures

from connectors.inbox.headers import Mail, addresses, raw, sender
from connectors.inbox.incoming import Undelivered
from connectors.inbox.returned import only_recipient
from connectors.inbox.verdicts import LONGEST_WHY, judge, says_nobody
from connectors.mail.addresses import one_line

# it writes the traceback of each failing detector, and a detector that fails is no news
logging.getLogger("flufl.bounce").addHandler(logging.NullHandler())
logging.getLogger("flufl.bounce").propagate = False

_ANGLED = re.compile(r"^<([^<>\s@]+@[^<>\s@]+)>:", re.MULTILINE)
"""How Postfix and qmail begin what they say of a recipient."""


def loose_report(mail: Mail, text: str, *, returns_mail: bool) -> Iterator[Undelivered]:
    """Whom it names; whom the mail that it returns went to, if it names nobody."""
    delayed, failed = _detected(mail)
    failed += list(addresses(raw(mail, "X-Failed-Recipients")))
    if not (delayed or failed):
        failed = [email.lower() for email in _ANGLED.findall(text)]
    yield from (judge(email, _said_of(email, text), delayed=True) for email in delayed)
    yield from (judge(email, _said_of(email, text)) for email in failed)
    if returns_mail and not (delayed or failed):
        yield from (_guessed(email, text) for email in only_recipient(mail, text))


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
    said = [lines[start].lower().partition(email)[2].strip(" <>()\t")]
    for line in lines[start + 1 : start + 8]:
        if not line.strip() and any(said) and not said[-1].endswith(":"):
            break
        said.append(line.strip())
    return " ".join(said).strip(" :")
