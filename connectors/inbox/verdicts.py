"""What a server's refusal says about the address: dead, or good and this mail did not arrive.

The words weigh more than the numbers: servers say "no such user" under 5.7.1 and "mailbox full"
under 5.0.0. Codes are those of RFC 3463 and its register.
"""

import re

from connectors.inbox.incoming import Undelivered
from connectors.mail.addresses import one_line

LONGEST_WHY = 200
"""Characters of what the other server said."""
_CODE = re.compile(r"(?<![\d.])([245])\.(\d{1,3})\.(\d{1,3})(?![\d.])")
_REPLY = re.compile(r"(?<![\d.])([45])\d\d(?=[ -])")

_FULL = re.compile(
    r"(mail)?box.{0,40}\bfull\b|over.?quota|quota.{0,20}exceed|exceed.{0,30}quota|"
    r"insufficient.{0,20}storage|out of storage|\bvoll\b|überschritten|\bpleine\b|\bllen[ao]\b",
    re.IGNORECASE,
)
_NOBODY = re.compile(
    r"user.{0,10}unknown|unknown.{0,20}(user|address|recipient|mailbox|account)|"
    r"no such.{0,20}(user|person|mailbox|recipient|address|account|domain)|"
    r"(user|address|mailbox|recipient|account|host|domain|e-?mail).{0,60}"
    r"(does(n't| not) exist|not found|not exist|could ?n[o']t be found|invalid|disabled|"
    r"no longer|inactive|suspended)|"
    r"recipient.?not.?found|invalid (recipient|mailbox|address)|no mailbox (here )?by that name|"
    r"not recogni[sz]ed|not a valid (user|mailbox|recipient)|recipient address rejected: access denied|nxdomain|"
    r"unbekannt|existiert nicht|n'existe pas|inconnu|no existe|desconocid",
    re.IGNORECASE,
)
_UNWANTED = re.compile(
    r"spam|blacklist|block ?list|blocked|policy|dmarc|\bspf\b|\bdkim\b|reputation|"
    r"not authori[sz]ed|unsolicited|banned|too (large|big)|size (limit|exceed)|virus|content reject",
    re.IGNORECASE,
)

_DEAD = frozenset(
    {"", "0.0", "1.0", "1.1", "1.2", "1.3", "1.4", "1.6", "1.10", "2.0", "2.1", "4.1", "4.4"}
)
"""Class 5: no such mailbox or domain, moved, disabled; 4.1 is Exchange Online's for nobody."""
_REFUSED = re.compile(r"7\.\d+|6\.\d+|1\.7|1\.8|2\.3|3\.4")
"""Class 5: policy and security, content, the sender, the size."""


def judge(email: str, says: str, *, code: str = "", delayed: bool = False) -> Undelivered:
    """What one recipient's report says; `code` is its RFC 3463 status, `says` the server's words."""
    why = one_line(says)[:LONGEST_WHY]
    if delayed:
        return Undelivered(email, hard=False, why=why, delayed=True)
    category, detail = _code(code, why)
    full, nobody = _FULL.search(why) is not None, says_nobody(why)
    if category == "4" or full:
        return Undelivered(email, hard=False, why=why)
    if nobody:
        return Undelivered(email, hard=True, why=why)
    refused = bool(_UNWANTED.search(why) or _REFUSED.fullmatch(detail))
    return Undelivered(email, hard=not refused and detail in _DEAD, why=why, refused=refused)


def says_nobody(why: str) -> bool:
    """Whether the words say that there is no such address."""
    return _NOBODY.search(why) is not None


def _code(code: str, why: str) -> tuple[str, str]:
    """Class and the rest of the most telling code; both empty when there is none."""
    found = [match for text in (code, why) if (match := _CODE.search(text))]
    telling = [match for match in found if match[0][1:] != ".0.0"]
    for match in telling + found:
        return match[1], f"{match[2]}.{match[3]}"
    reply = _REPLY.search(why)
    return (reply[1], "") if reply else ("", "")
