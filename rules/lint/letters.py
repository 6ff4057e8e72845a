"""What a letter should hold, and the trade's bad habits that it should not."""

import re
from collections.abc import Iterator, Mapping
from pathlib import PurePosixPath
from typing import Final

from rules.book.fields import nearest
from rules.letters.letter import Letter, asked
from rules.lint.found import Check, Found
from rules.lint.sayings import (
    ANY,
    CAPITALS,
    FEE,
    GAP,
    HASTE,
    NO_FEE,
    THREAT,
    ULTIMATUM,
    UPON_RECEIPT,
)
from rules.lint.shapes import PRESSING, Shape
from rules.lint.speech import either, phrases, places, shaped
from rules.problems import quoted
from rules.rulebook import Rulebook


def letters_in_use(book: Rulebook) -> Mapping[str, Letter]:
    """The letters that a step sends, in every language, each once."""
    return _named(book, {step.letter for policy in book.policies for step in policy.steps})


def _named(book: Rulebook, names: set[str | None]) -> Mapping[str, Letter]:
    return {
        name: letter for name, letter in book.letters.items() if name.rpartition("/")[2] in names
    }


def idle_letters(book: Rulebook) -> Iterator[Found]:
    """Letters beside the rulebook itself that nothing sends."""
    used, ours = letters_sent(book), beside(book)
    for letter in book.letters.values():
        if ours in PurePosixPath(letter.at.file).parents and letter.name not in used:
            says = f"No step sends the letter {quoted(letter.name)}."
            near = nearest(letter.name, used) or ""
            yield Found(
                letter.at, says, f"Name it in a step, rename it or delete it. {near}".rstrip()
            )


def beside(book: Rulebook) -> PurePosixPath | None:
    """The folder of the letters that lie beside the rulebook itself."""
    at = book.company.at
    return PurePosixPath(at.file).parent / "letters" if at else None


def letters_sent(book: Rulebook) -> Mapping[str, Letter]:
    """Every letter that goes out, in every language, each once."""
    thanks = {each.letter for each in book.thanks}
    if book.send_invoices is not None and book.send_invoices.letter is not None:
        thanks.add(book.send_invoices.letter)
    if book.statements is not None:
        thanks.add(book.statements.letter)
    thanks |= {each.letter for each in book.announcements}
    return {**letters_in_use(book), **_named(book, {*thanks})}


def no_pay_link(book: Rulebook) -> Iterator[Found]:
    """Letters about open invoices without a link to pay them by."""
    for letter in letters_in_use(book).values():
        if not asked(letter) & {"table", "pay_link"}:
            says = f"The letter {quoted(letter.name)} has no pay link."
            yield Found(letter.at, says, "Add {{ table }}, which lists each invoice with its link.")


def no_name(book: Rulebook) -> Iterator[Found]:
    """Letters that nobody signs, or that greet nobody."""
    for letter in letters_sent(book).values():
        words = asked(letter)
        if not words & {"signature", "sender"}:
            says = f"Nobody signs the letter {quoted(letter.name)}."
            yield Found(letter.at, says, "End it with {{ signature }}.")
        if "greeting" not in words:
            says = f"The letter {quoted(letter.name)} greets nobody by name."
            yield Found(letter.at, says, "Begin it with {{ greeting }}.")


def no_day(book: Rulebook) -> Iterator[Found]:
    """Letters about open invoices that name no day."""
    for letter in letters_in_use(book).values():
        if not asked(letter) & {"when", "table", "due"}:
            says = f"The letter {quoted(letter.name)} does not say on which day the money is due."
            fix = 'Add {{ when }}, as in "due in 2 days, on Friday 4 December", or {{ table }}.'
            yield Found(letter.at, says, fix)


_NEVER: Final[Mapping[str, str]] = {}


def _wording(
    expressions: Mapping[str, str],
    says: str,
    fix: str,
    *,
    unless: Mapping[str, str] = _NEVER,
    shapes: Mapping[str, tuple[Shape, ...]] | None = None,
) -> Check:
    """A check that finds an expression of a letter's language in its own words, or a shape of them.

    `unless` what stands before it is like that language's expression there.
    """
    finders = phrases(expressions, unless)
    if shapes is not None:
        finders = either(finders, shaped(shapes))

    def check(book: Rulebook) -> Iterator[Found]:
        for letter in letters_sent(book).values():
            language = letter.name.rpartition("/")[0] or book.company.language
            for at, words in places(letter, language, finders):
                shown = quoted(re.sub(f"{GAP}+", "...", words))
                yield Found(at, says.format(words=shown, letter=quoted(letter.name)), fix)

    return check


upon_receipt = _wording(
    UPON_RECEIPT,
    "The letter {letter} says {words}, which is no day that anybody can plan with.",
    "Name the day: {{ when }}.",
)

haste = _wording(
    HASTE,
    "The letter {letter} says {words}, which presses and names no day.",
    "Ask on which day you can expect the payment, or name one.",
)

ultimatum = _wording(
    ULTIMATUM,
    "The letter {letter} sets an ultimatum: {words}.",
    "Say what helps instead: another date, smaller payments, a person to talk to.",
    shapes=PRESSING,
)

threat = _wording(
    THREAT,
    "The letter {letter} threatens: {words}.",
    "Take it out: collections is decided by a person, after a call and an offer, never threatened.",
)

exclamations = _wording(
    {ANY: r"!++(?:\s*+!++)*+"},
    "The letter {letter} raises its voice: {words}.",
    "End the sentence with a full stop.",
)

capitals = _wording(
    CAPITALS,
    "The letter {letter} shouts: {words}.",
    "Write it in small letters.",
)

_fee = _wording(
    FEE,
    "The letter {letter} states a fee that the rulebook does not say was agreed: {words}.",
    'Say it with {{ late_fee }}; write "late_fee: {agreed: yes, text: ...}" if it was agreed.',
    unless=NO_FEE,
)


def unagreed_fee(book: Rulebook) -> Iterator[Found]:
    """Letters that state a fee for paying late where none was agreed."""
    if book.late_fee is None or not book.late_fee.agreed:
        yield from _fee(book)
