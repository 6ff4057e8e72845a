"""What whoever reads another language than the company's gets in other words than its own."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import Final

from babel import Locale

from rules.letters.letter import Letter
from rules.lint.found import Found
from rules.lint.letters import beside, letters_sent
from rules.problems import quoted
from rules.rulebook import Rulebook

_SHIPPED: Final = "goodterms/"


def untranslated(book: Rulebook) -> Iterator[Found]:
    """Letters of the consultant's own that some readers do not get, or not in their language."""
    for name, letter in letters_sent(book).items():
        if "/" in name or _is_shipped(letter):
            continue
        for code in languages_read(book):
            found = book.letters.get(f"{code}/{name}")
            if found is None or _nearness(book, found) > _nearness(book, letter):
                yield _found(book, letter, code, instead=found)


def languages_read(book: Rulebook) -> tuple[str, ...]:
    """Other languages than the company's in which the rulebook has somebody written to.

    No ledger tells a language, so there are no others.
    """
    told = [rule.language for rule in book.contacts.languages]
    told += [person.language for person in book.contacts.people if person.language]
    codes = {tag.replace("_", "-").partition("-")[0].lower() for tag in told}
    return tuple(sorted(codes - {book.company.language}))


def in_english(code: str) -> str:
    """The name of a language."""
    return Locale.parse(code).english_name or code


def _nearness(book: Rulebook, letter: Letter) -> int:
    """How far from the rulebook it lies: beside it, beside a base of their own, or shipped."""
    if beside(book) in PurePosixPath(letter.at.file).parents:
        return 0
    return 2 if _is_shipped(letter) else 1


def _is_shipped(letter: Letter) -> bool:
    return letter.at.file.startswith(_SHIPPED)


def _found(book: Rulebook, letter: Letter, code: str, *, instead: Letter | None) -> Found:
    language, usual = in_english(code), in_english(book.company.language)
    gets = f"gets {quoted(instead.at.file)}" if instead else f"gets it in {usual}"
    says = f"The letter {quoted(letter.name)} is yours in {usual}; whoever reads {language} {gets}."
    return Found(letter.at, says, f"Write letters/{code}/{letter.name}.md, or allow it.")
