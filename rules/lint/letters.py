"""What a letter should hold, and the trade's bad habits that it should not."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from jinja2 import nodes

from rules.book.fields import nearest, quoted
from rules.letters.letter import WORDS, Letter
from rules.lint.found import Check, Found
from rules.problems import Place
from rules.rulebook import Rulebook


def letters_in_use(book: Rulebook) -> Mapping[str, Letter]:
    """The letters that a step sends, each once, in the order of the ladders."""
    names = [step.letter for policy in book.policies for step in policy.steps if step.letter]
    return {name: book.letters[name] for name in names if name in book.letters}


def idle_letters(book: Rulebook) -> Iterator[Found]:
    """Letters beside the rulebook itself that nothing sends."""
    used = _with_thanks(book)
    beside = PurePosixPath(book.company.at.file).parent / "letters" if book.company.at else None
    for letter in book.letters.values():
        is_ours = PurePosixPath(letter.at.file).parent == beside
        if is_ours and not {letter.name, letter.name.partition(".")[0]} & set(used):
            says = f"No step sends the letter {quoted(letter.name)}."
            near = nearest(letter.name, used) or ""
            yield Found(
                letter.at, says, f"Name it in a step, rename it or delete it. {near}".rstrip()
            )


def _with_thanks(book: Rulebook) -> Mapping[str, Letter]:
    used = dict(letters_in_use(book))
    if book.thanks is not None and book.thanks.letter in book.letters:
        used.setdefault(book.thanks.letter, book.letters[book.thanks.letter])
    return used


def _asked(letter: Letter) -> set[str]:
    """Every placeholder that the letter uses, also `row.due` as `due`."""
    found: set[str] = set()
    for source in (letter.subject, letter.body):
        tree = WORDS.parse(source)
        found |= {name.name for name in tree.find_all(nodes.Name)}
        found |= {dot.attr for dot in tree.find_all(nodes.Getattr)}
    return found


def no_pay_link(book: Rulebook) -> Iterator[Found]:
    """Letters about open invoices without a link to pay them by."""
    for letter in letters_in_use(book).values():
        if not _asked(letter) & {"table", "pay_link"}:
            says = f"The letter {quoted(letter.name)} has no pay link."
            yield Found(letter.at, says, "Add {{ table }}, which lists each invoice with its link.")


def no_name(book: Rulebook) -> Iterator[Found]:
    """Letters that nobody signs, or that greet nobody."""
    for letter in _with_thanks(book).values():
        asked = _asked(letter)
        if not asked & {"signature", "sender"}:
            says = f"Nobody signs the letter {quoted(letter.name)}."
            yield Found(letter.at, says, "End it with {{ signature }}.")
        if "greeting" not in asked:
            says = f"The letter {quoted(letter.name)} greets nobody by name."
            yield Found(letter.at, says, "Begin it with {{ greeting }}.")


def no_day(book: Rulebook) -> Iterator[Found]:
    """Letters about open invoices that name no day."""
    for letter in letters_in_use(book).values():
        if not _asked(letter) & {"when", "table", "due"}:
            says = f"The letter {quoted(letter.name)} does not say on which day the money is due."
            fix = 'Add {{ when }}, as in "due in 2 days, on Friday 4 December", or {{ table }}.'
            yield Found(letter.at, says, fix)


def _wording(pattern: str, says: str, fix: str, *, flags: re.RegexFlag = re.IGNORECASE) -> Check:
    """A check that finds an expression in any letter's own words; a blank there is any space."""
    expression = re.compile(pattern.replace(" ", r"\s+"), flags | re.DOTALL)

    def check(book: Rulebook) -> Iterator[Found]:
        for letter in _with_thanks(book).values():
            for at, words in _places(letter, expression):
                shown = quoted(re.sub(f"{GAP}+", "...", words))
                yield Found(at, says.format(words=shown, letter=quoted(letter.name)), fix)

    return check


GAP: Final = "\ue000"
"""Stands for each character of a placeholder."""
_PLACEHOLDER = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
_LINK = re.compile(r"\S+://\S+|\S+@\S+")
_SUBJECT: Final = len("Subject: ")


def own_words(source: str) -> str:
    """The words of a template: what is none of them is a GAP, so that each keeps its place."""
    for what in (_PLACEHOLDER, _LINK):
        source = what.sub(lambda found: re.sub(r"[^\n]", GAP, found[0]), source)
    return source


def _places(letter: Letter, expression: re.Pattern[str]) -> Iterator[tuple[Place, str]]:
    for found in expression.finditer(own_words(letter.subject)):
        yield Place(letter.at.file, 1, _SUBJECT + found.start() + 1), found[0]
    body = own_words(letter.body)
    for found in expression.finditer(body):
        before = body[: found.start()]
        line = letter.body_line + before.count("\n")
        column = found.start() - (before.rfind("\n") + 1) + 1
        yield Place(letter.at.file, line, column), found[0]


upon_receipt = _wording(
    r"\b(?:due|payable|payment|pay) (?:up)?on receipt\b",
    "The letter {letter} says {words}, which is no day that anybody can plan with.",
    "Name the day: {{ when }}.",
)

haste = _wording(
    r"\b(?:immediate(?:ly)?|at once|without (?:any )?(?:further )?delay|right away|straight ?away"
    r"|urgent(?:ly)?|asap|as soon as possible|at your earliest convenience)\b",
    "The letter {letter} says {words}, which presses and names no day.",
    "Ask on which day you can expect the payment, or name one.",
)

_SAME: Final = r"(?:(?![.!?]).)"
"""Any character of the same sentence."""
_NOT: Final = r"(?:\bnot\b|(?<!ca)n['’]t\b|\bno\b|\bunpaid\b|\boutstanding\b|\bremains?\b|\bfail)"
_COUNT: Final = r"(?:\d+|an?|one|two|three|four|five|six|seven|ten|fourteen|thirty)"
_SOON: Final = rf"(?:within|in) (?:the )?(?:next |another )?{_COUNT} (?:\w+ )?(?:hour|day|week)s?\b"
_BY: Final = (
    rf"by (?:the )?(?:{GAP}|\d|end of|tomorrow|(?:mon|tues|wednes|thurs|fri|satur|sun)day|close of)"
)

ultimatum = _wording(
    rf"\bif {_SAME}{{0,80}}?{_NOT}{_SAME}{{0,80}}?\b(?:{_SOON}|{_BY})"
    rf"|\b(?:carry out|make|effect|send|remit) (?:this|the|your|full)? ?payment {_SAME}{{0,40}}?{_SOON}"
    rf"|\bunless {_SAME}{{0,80}}?\b(?:pay|paid|payment|receiv\w*|settle\w*|hear)\b"
    r"|\bfail(?:ure|ing)? to (?:pay|settle|respond|reply|comply|make payment|do so)\b"
    r"|\b(?:final|last) (?:notice|demand|warning|reminder|chance|opportunity|request)\b"
    r"|\bwe (?:will|shall|would) (?:then )?(?:be (?:forced|obliged|compelled)"
    r"|have no (?:choice|option|alternative))\b"
    r"|\b(?:leaves? us|left) (?:with )?no (?:choice|option|alternative)\b"
    r"|\botherwise,? we (?:will|shall|must)\b"
    r"|\bor else\b",
    "The letter {letter} sets an ultimatum: {words}.",
    "Say what helps instead: another date, smaller payments, a person to talk to.",
)

threat = _wording(
    r"\b(?:lawyers?|solicitors?|attorneys?|bailiffs?|legal (?:action|proceedings?|steps|advice"
    r"|measures|team|counsel|department)|court|sue (?:you|for)|lawsuit|litigation|prosecut\w+"
    r"|debt[ -]collect\w+|collections? (?:agenc(?:y|ies)|agents?|department|team|process)"
    r"|to (?:our |a |the )?collections?|credit (?:bureau|rating|score|agency|file)s?"
    r"|no longer (?:be able to )?suppl\w+|stop on your account"
    r"|blacklist\w*|(?:suspend|stop|withdraw|disconnect|terminat)\w* (?:of )?(?:your|the|all) "
    r"(?:\w+ )?(?:services?|accounts?|suppl(?:y|ies)))\b",
    "The letter {letter} threatens: {words}.",
    "Take it out: collections is decided by a person, after a call and an offer, never threatened.",
)

exclamations = _wording(
    r"!+",
    "The letter {letter} raises its voice: {words}.",
    "End the sentence with a full stop.",
)

_KNOWN_CAPITALS: Final = "IBAN|SWIFT|BACS|CHAPS|SEPA|GIRO|BPAY|ACH|PAYID|PAYPAL|HTML|PDF|NZBN|ABN"
capitals = _wording(
    rf"\b(?!(?:{_KNOWN_CAPITALS})\b)[A-Z]{{2,}}(?: (?!(?:{_KNOWN_CAPITALS})\b)[A-Z]{{2,}})+\b"
    rf"|\b(?!(?:{_KNOWN_CAPITALS})\b)[A-Z]{{4,}}\b",
    "The letter {letter} shouts: {words}.",
    "Write it in small letters.",
    flags=re.NOFLAG,
)
