"""What whoever reads another language than the company's gets in other words than its own."""

from collections.abc import Iterator, Sequence
from pathlib import PurePosixPath
from typing import Final

from babel import Locale

from rules import wording
from rules.letters.language import code_of
from rules.letters.letter import Letter, asked
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
    yield from _titles(book)
    yield from _ways(book)
    yield from _late_fee(book)


def _titles(book: Rulebook) -> Iterator[Found]:
    company = book.company
    if company.at is None:
        return
    boxes = [box for box in (company.sender, company.senior) if box is not None]
    for title in dict.fromkeys(box.title for box in boxes if box.title):
        missing = [c for c in languages_read(book) if c not in company.titles.get(title, {})]
        if missing:
            says = f"The title {quoted(title)} stands untranslated below letters in {_listed(missing)}."
            fix = f'Write "titles: {{{title}: {{{missing[0]}: ...}}}}" under "company:".'
            yield Found(company.at, says, fix)


def _ways(book: Rulebook) -> Iterator[Found]:
    """Details that are told by language; an account or a number is for all to read."""
    usual, at = book.company.language, book.company.at
    for way in book.company.pay_by if at is not None else ():
        told = dict(way.translated)
        missing = [code for code in languages_read(book) if told and code not in told]
        if missing and at is not None:
            says = f"The details of {quoted(way.way)} are told in {in_english(usual)}"
            both = ", ".join(f"{code}: ..." for code in (*told, *missing))
            says = f"{says} in letters in {_listed(missing)}."
            yield Found(at, says, f'Write "details: {{{both}}}".')


def _late_fee(book: Rulebook) -> Iterator[Found]:
    fee, usual = book.late_fee, book.company.language
    if fee is None or not fee.agreed or not _speak_of_fee(book):
        return
    if missing := [code for code in languages_read(book) if code not in fee.text]:
        says = f"The late fee is told in {in_english(usual)} in letters in {_listed(missing)}."
        both = ", ".join(f"{code}: ..." for code in (usual, *missing))
        yield Found(fee.at, says, f'Write "text: {{{both}}}".')


def _speak_of_fee(book: Rulebook) -> bool:
    return any("late_fee" in asked(letter) for letter in letters_sent(book).values())


def _listed(codes: Sequence[str]) -> str:
    return wording.listing([in_english(code) for code in codes])


def languages_read(book: Rulebook) -> tuple[str, ...]:
    """Other languages than the company's in which the rulebook has somebody written to.

    No ledger tells a language, so there are no others.
    """
    told = [rule.language for rule in book.contacts.languages]
    told += [person.language for person in book.contacts.people if person.language]
    return tuple(sorted({*map(code_of, told)} - {book.company.language}))


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
