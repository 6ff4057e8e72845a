"""Short tags in a ledger's own notes, by which a bookkeeper steers without leaving the ledger.

`#hold until 2026-12-05`, `#dispute: short delivery`, `#promised 2026-12-01`, `#no-chase`, `#sent`,
`#replied 2026-11-20`. Any other word, as in `#retail`, is a tag that a condition can ask about.
"""

import re
from datetime import date

from rules.case import Mark, MarkKind
from rules.facts import InvoiceId

_TAG = re.compile(
    r"#((?:on-?)?hold|disputed?|promised?|no[- ]?chase|sent(?!-)|replied|reply)\b([^#\n]*)",
    re.IGNORECASE,
)
_CLEAR = re.compile(r"#clear\b", re.IGNORECASE)
_DAY = re.compile(r"\b(\d{4}-\d{2}-\d{2})\b")
_KINDS = {
    "hold": MarkKind.HOLD,
    "onhold": MarkKind.HOLD,
    "dispute": MarkKind.DISPUTE,
    "disputed": MarkKind.DISPUTE,
    "promise": MarkKind.PROMISE,
    "promised": MarkKind.PROMISE,
    "nochase": MarkKind.NO_CHASE,
    "sent": MarkKind.SENT,
    "replied": MarkKind.REPLIED,
    "reply": MarkKind.REPLIED,
}
"""As people write them in a hurry, too: nobody is to be chased for an ending."""


AUTO_PAY = "auto-pay"
_NEEDS_DAY = frozenset({MarkKind.PROMISE, MarkKind.REPLIED})
_WORD = re.compile(r"(?<![\w#&/])#([^\W\d][\w-]*)")


def words_in(text: str) -> tuple[str, ...]:
    """Every tag in a text by its word, without the #; a number such as #12 is none."""
    return tuple(dict.fromkeys(_WORD.findall(text)))


def tells_auto_pay(memo: str | None) -> bool:
    """Whether the notes on a customer say that they pay by themselves: `#auto-pay`."""
    return AUTO_PAY in {word.casefold() for word in words_in(memo or "")}


def clears(text: str) -> bool:
    """Whether a note takes back what earlier notes said: `#clear`."""
    return _CLEAR.search(text) is not None


def marks_in(text: str, *, invoice: InvoiceId | None, since: date, source: str) -> tuple[Mark, ...]:
    """The tags in a note, as marks. A promise or a reply without a day is a hold: it is kept quiet."""
    return tuple(_mark(found, invoice, since, source) for found in _TAG.finditer(text))


def _mark(found: re.Match[str], invoice: InvoiceId | None, since: date, source: str) -> Mark:
    kind, rest = _KINDS[re.sub("[- ]", "", found[1].lower())], found[2]
    until = _day(rest)
    if kind in _NEEDS_DAY and until is None:
        kind = MarkKind.HOLD
    if kind is MarkKind.REPLIED and until is not None:
        since, until = until, None
    words = _DAY.sub("", rest).replace("until", "").strip(" :,.;-")
    return Mark(kind=kind, invoice=invoice, since=since, until=until, words=words, source=source)


def _day(text: str) -> date | None:
    found = _DAY.search(text)
    if found is None:
        return None
    try:
        return date.fromisoformat(found[1])
    except ValueError:
        return None
