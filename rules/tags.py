"""Short tags in a ledger's own notes, by which a bookkeeper steers without leaving the ledger.

`#hold until 2026-12-05`, `#dispute: short delivery`, `#promised 2026-12-01`, `#no-chase`, `#sent`,
`#replied 2026-11-20`. Any other word, as in `#retail`, is a tag that a condition can ask about.

A hold, a dispute and a word not to chase end only by `until` and a day right behind the tag, a hold also
by the bare day: what is said further on, as in `#dispute: shop was shut until 2026-11-10`, is words. A
promise is for a day anywhere in its words, a reply of the day right behind the tag. Where a tag has a day
and its words name others, the latest counts, for it is the quieter (promise 1). In doubt the tag has no
end, and a promise or a reply is a hold: so it is where the words name a day in any other form, as in
`rest 15 Dec`, which may be the later one, and where a reply is of a day to come.
"""

import re
from dataclasses import replace
from datetime import date
from typing import Final

from rules.case import Mark, MarkKind
from rules.facts import InvoiceId

_TAG = re.compile(
    r"#((?:on-?)?hold|disput(?:e[ds]?|ing)|promised?|no[- _]?chas(?:e|ing)|do[- _]?not[- _]?chase|sent(?!-)|replied|reply)\b((?:[^#\n]|#(?![^\W\d]))*)",
    re.IGNORECASE,
)
_CLEAR = re.compile(r"#clear\b", re.IGNORECASE)
_KINDS = {
    "hold": MarkKind.HOLD,
    "onhold": MarkKind.HOLD,
    "dispute": MarkKind.DISPUTE,
    "disputed": MarkKind.DISPUTE,
    "disputes": MarkKind.DISPUTE,
    "disputing": MarkKind.DISPUTE,
    "promise": MarkKind.PROMISE,
    "promised": MarkKind.PROMISE,
    "nochase": MarkKind.NO_CHASE,
    "nochasing": MarkKind.NO_CHASE,
    "donotchase": MarkKind.NO_CHASE,
    "sent": MarkKind.SENT,
    "replied": MarkKind.REPLIED,
    "reply": MarkKind.REPLIED,
}
"""As people write them in a hurry, too: nobody is to be chased for an ending."""


AUTO_PAY = "auto-pay"
_NEEDS_DAY = frozenset({MarkKind.PROMISE, MarkKind.REPLIED})
_WORD = re.compile(r"(?<![\w#&/])#([^\W\d][\w-]*)")

_DAY = r"(?<!\w)(?<!\w-)\d{4}-\d{1,2}-\d{1,2}(?!-?\w)"
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?[.,]?\s+)?"
_TO = r"\s*(?:(?:up\s+)?to(?:\s+and\s+including)?|through|bis|au|al|[-–—])\s*"
_AND = r"\s*(?:and|or|und|oder|et|ou|y|o|[,/&+])\s*"
_DAYS = rf"{_WEEKDAY}{_DAY}(?:(?:{_TO}|{_AND}){_DAY})*"
_THE = (
    r"[\s:,]*+(?:(?:and|und)\s+)?(?:(?:including|incl\.?|einschließlich)\s+)?(?:(?:the|zum|au|à|le|el)\s+)?"
    r"(?:end\s+of\s+)?"
)
_UNTIL = r"\b(?:(?:until|till|til|bis|hasta)\b|jusqu['’])"
_FIRST = r"^[\s:;,.(=-]*+"
_CLAUSE_ENDS = r"(?=\s*(?:$|[.,;:)!]))"
_UNTIL_A_DAY = rf"{_FIRST}(?:of\s+)?{_UNTIL}{_THE}{_DAYS}"
_FROM = rf"(?:(?:from|vom|ab|du|desde)\s+)?{_DAY}"
_RANGE = rf"{_FIRST}(?:{_FROM}(?:{_TO}|[\s,]*{_UNTIL}{_THE})|{_TO})?{_DAYS}{_CLAUSE_ENDS}"
_FOR = r"(?:(?:for|on|by|zum|pour|para|am)\s+)?"
_ENDS: Final = {
    kind: re.compile(pattern, re.IGNORECASE)
    for kind, pattern in (
        (MarkKind.HOLD, f"{_UNTIL_A_DAY}|{_RANGE}"),
        (MarkKind.DISPUTE, _UNTIL_A_DAY),
        (MarkKind.NO_CHASE, _UNTIL_A_DAY),
        (MarkKind.PROMISE, rf"{_FIRST}(?:{_FOR}|{_UNTIL}){_THE}{_DAYS}"),
        (MarkKind.REPLIED, rf"{_FIRST}(?:(?:on|am|le|el)\s+)?{_DAYS}"),
    )
}
"""How a day is said right behind the tag. Of `#sent` none counts: what was sent stays sent."""
_A_DAY = re.compile(_DAY)
_OPEN_END = re.compile(rf"{_UNTIL}(?!{_THE}{_WEEKDAY}{_DAY})(?!\s+(?:then|dann)\b)", re.IGNORECASE)
"""`until further notice`, `until 5 December`: an end that nobody can tell is none."""
_MONTH = (
    r"(?:jan(?:uary|uar|v(?:ier)?)?|ene(?:ro)?|feb(?:ruary|ruar|rero)?|f[ée]v(?:r(?:ier)?)?|mar(?:ch|s|zo)?"
    r"|märz|mrz|apr(?:il)?|avr(?:il)?|abr(?:il)?|ma[iy]o?|june?|juni?o?|juin|july?|juli?o?|juil(?:let)?"
    r"|aug(?:ust)?|ago(?:sto)?|ao[uû]t|sept?(?:ember|embre|iembre)?|o[ck]t(?:ober|obre|ubre)?"
    r"|nov(?:ember|embre|iembre)?|de[cz](?:ember)?|déc(?:embre)?|dic(?:iembre)?)"
)
_IN_MONTH = r"(?:0?[1-9]|[12]\d|3[01])"
_MONTHS = r"(?:0?[1-9]|1[0-2])"
_OTHERWISE: Final = re.compile(
    rf"(?<![\w.,/]){_IN_MONTH}(?:\s?(?:st|nd|rd|th|er|[ºª.]))?\s*(?:(?:of|de|d['’])\s*)?{_MONTH}\b"
    rf"|\b{_MONTH}\.?\s+(?:the\s+)?{_IN_MONTH}(?!\d)|\b{_IN_MONTH}(?:st|nd|rd|th)\b"
    rf"|(?<![\w.,/-])(?:{_IN_MONTH}[./]{_MONTHS}|{_MONTHS}[./]{_IN_MONTH})(?![\w,/-])"
    r"|(?<![\w.,/-])\d{1,2}[./-]\d{1,2}[./-]\d{2,4}\b|\b\d{4}[./]\d{1,2}[./]\d{1,2}\b"
    rf"|\b(?:am|zum|bis)\s+{_IN_MONTH}\.|\b(?:le|el|au|al)\s+{_IN_MONTH}(?![\d%])",
    re.IGNORECASE,
)
"""A day that is not written as 2026-12-15: `15 Dec`, `Dec 15th`, `15.12.`, `12/15`, `the 15th`. Which one it is
is not guessed, for it may be the later one; an amount that looks like a day keeps quiet as well."""
_NO_END = "(no end was read: write #hold until DAY)"
_TO_COME = "(a reply of a day to come: write the day on which they wrote)"
_NOTHING_INSIDE = re.compile(r"\(\s*\)")


def words_in(text: str) -> tuple[str, ...]:
    """Every tag in a text by its word, without the #; a number such as #12 is none."""
    return tuple(dict.fromkeys(_WORD.findall(text)))


def tells_auto_pay(memo: str | None) -> bool:
    """Whether the notes on a customer say that they pay by themselves: `#auto-pay`."""
    return AUTO_PAY in {word.casefold() for word in words_in(memo or "")}


def clears(text: str) -> bool:
    """Whether a note takes back what earlier notes said: `#clear`."""
    return _CLEAR.search(text) is not None


def marks_in(
    text: str,
    *,
    invoice: InvoiceId | None,
    since: date,
    source: str,
    dated: bool = False,
    read_on: date | None = None,
) -> tuple[Mark, ...]:
    """The tags in a note, as marks. A promise or a reply without a day is a hold: it is kept quiet.

    `dated`: `since` is the day of the note itself; else only the first day on which it counts. `read_on`: the
    day on which the note was read, if it is known: no reply is of a later one.
    """
    lines = "\n".join(text.splitlines())
    blank = Mark(kind=MarkKind.HOLD, invoice=invoice, since=since, source=source, dated=dated)
    return tuple(_mark(found, blank, read_on or date.max) for found in _TAG.finditer(lines))


def _mark(found: re.Match[str], blank: Mark, read_on: date) -> Mark:
    kind, rest = _KINDS[re.sub("[- _]", "", found[1].lower())], found[2]
    until, words = _ending(kind, rest)
    if kind is MarkKind.REPLIED and until is not None and until > read_on:
        until, words = None, f"{_tidy(rest)} {_TO_COME}"
    if kind is MarkKind.REPLIED and until is not None:
        return replace(blank, kind=kind, since=until, words=words, dated=True)
    if kind is not MarkKind.PROMISE and until is not None and until < blank.since:
        until, words = None, _tidy(rest)  # over before it was written: a slip of the pen
    if kind is MarkKind.HOLD and until is None and _A_DAY.search(rest):
        words = f"{words} {_NO_END}"
    if kind in _NEEDS_DAY and until is None:
        kind = MarkKind.HOLD
    return replace(blank, kind=kind, until=until, words=words)


def _ending(kind: MarkKind, rest: str) -> tuple[date | None, str]:
    """The day that counts, None where none is plain, and what else is said."""
    said = _ENDS.get(kind)
    if said is None or _OPEN_END.search(rest):
        return None, _tidy(rest)
    behind = said.match(rest)
    if behind is None and kind is not MarkKind.PROMISE:
        return None, _tidy(rest)
    counts = behind[0] if behind and kind is MarkKind.REPLIED else rest
    days = [_read(day) for day in _A_DAY.findall(counts)]
    known = [day for day in days if day is not None]
    if not known or len(known) < len(days):
        return None, _tidy(rest)
    if kind is not MarkKind.REPLIED and _OTHERWISE.search(_A_DAY.sub(" ", rest)):
        return None, _tidy(rest)
    others = said.sub("(" if behind and "(" in behind[0] else " ", rest)
    more = kind is not MarkKind.REPLIED and _A_DAY.search(others)
    return max(known), _tidy(rest if more else others)


def _tidy(words: str) -> str:
    return " ".join(_NOTHING_INSIDE.sub(" ", words).split()).strip(" :,.;-")


def _read(day: str) -> date | None:
    try:
        return date.fromisoformat(day)
    except ValueError:
        return None
