"""A letter as it is set on paper: its pieces in order, and the addresses that the window shows."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from babel import Locale

from rules.decisions import totals
from rules.facts import Postal
from rules.letters.blocks import blocks_of
from rules.letters.facts import LetterFacts, Row
from rules.letters.language import Language, number_of, plain
from rules.letters.letter import MARKDOWN, WORDS, Letter, template
from rules.letters.markdown import Block, pieces_of
from rules.letters.placeholders import context
from rules.letters.statement_block import account_lines, age_lines, period_words, words_of


@dataclass(frozen=True, slots=True)
class Words:
    """A paragraph; its line ends are kept."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table. Columns from `figures` on are set to the right."""

    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[int, ...]
    """In parts of the whole."""
    figures: int
    sums: frozenset[int] = frozenset()
    """Rows that are set bold."""
    links: Mapping[int, tuple[str, str]] = field(default_factory=dict)
    """Rows below which a line stands, and its words and where it leads, for who reads on a screen."""


Piece = Words | Grid


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A letter on paper."""

    subject: str
    language: str
    day: str
    company: tuple[str, ...]
    """The letterhead: name and address."""
    to: tuple[str, ...]
    """Name and address for the window; empty where nobody posts it."""
    country: str | None
    """The company's, which decides the form: ISO 3166 alpha-2."""
    pieces: tuple[Piece, ...]
    made: date


CITY_FIRST: Final = frozenset({"US", "CA", "AU", "NZ", "IN", "SG", "ZA", "IE"})
"""Town, state and postcode on one line, in this order; elsewhere the postcode stands first."""
ON_ITS_OWN: Final = frozenset({"GB", "IE"})
"""The postcode has a line of its own."""
LINKED: Final = 5
"""Of so many invoices each has its pay link on paper."""


def paper(
    letter: Letter,
    facts: LetterFacts,
    *,
    home: Postal | None,
    to: tuple[str, ...],
    country: str | None,
) -> Paper:
    """Set a letter that was read without problems; `to` are the lines for the window."""
    language = Language.of(facts.locale)
    blocks = blocks_of(facts, language)
    values = context(facts, language)
    body = template(MARKDOWN, language.spelt(letter.body)).render(values)
    return Paper(
        subject=plain(template(WORDS, language.spelt(letter.subject)).render(values)),
        language=language.tag,
        day=language.short_day(facts.today),
        company=(plain(facts.company), *address_lines(home, country)),
        to=to,
        country=country,
        pieces=tuple(_pieces(body, blocks, facts, language)),
        made=facts.today,
    )


def statement_paper(
    facts: LetterFacts, *, home: Postal | None, to: tuple[str, ...], country: str | None
) -> Paper:
    """A statement of account as a document of its own, with what is open and how to pay it."""
    language = Language.of(facts.locale)
    drawn = facts.account
    period = period_words(drawn, language) if drawn else ""
    ways = blocks_of(facts, language)["ways_to_pay"].text if facts.rows else ""
    return Paper(
        subject=f"{words_of(language).title}, {period}",
        language=language.tag,
        day=language.short_day(facts.today),
        company=(plain(facts.company), *address_lines(home, country)),
        to=to,
        country=country,
        pieces=(
            *_statement(facts, language),
            *_tables(facts, language),
            *([Words(_unwrapped(ways))] if ways else []),
        ),
        made=facts.today,
    )


def address_lines(address: Postal | None, home: str | None) -> tuple[str, ...]:
    """An address as its country writes it; the country last, where it is not `home`."""
    if address is None:
        return ()
    country = address.country or home
    abroad = address.country if address.country and address.country != home else None
    name = Locale("en").territories.get(abroad, abroad).upper() if abroad else ""
    lines = (*address.lines, *_town(address, country or ""), name)
    return tuple(line for each in lines if (line := plain(each)))


def _town(address: Postal, country: str) -> Iterator[str]:
    city, region, code = (part or "" for part in (address.city, address.region, address.postcode))
    region = "" if region.casefold() == city.casefold() else region
    if country in ON_ITS_OWN:
        yield from (city, region, code)
    elif country in CITY_FIRST:
        yield " ".join(part for part in (city, region, code) if part)
    else:
        yield f"{code} {city}".strip()
        yield region


def _pieces(
    body: str, blocks: Mapping[str, Block], facts: LetterFacts, language: Language
) -> Iterator[Piece]:
    for piece in pieces_of(body):
        if piece.block == "table":
            yield from _tables(facts, language)
        elif piece.block == "statement":
            yield from _statement(facts, language)
        elif piece.block is not None:
            if said := blocks[piece.block].text:
                yield Words(_unwrapped(said))
        else:
            yield Words(piece.text)


def _unwrapped(said: str) -> str:
    """Lines that were only broken for the width of a mail run on."""
    return re.sub(r"(?<=\S)\n(?=  \S)", " ", re.sub(r"\n {2,}", "\n  ", said))


def _tables(facts: LetterFacts, language: Language) -> Iterator[Grid]:
    by_currency: dict[str, list[Row]] = {}
    for row in facts.by_age:
        by_currency.setdefault(row.balance.currency, []).append(row)
    for rows in by_currency.values():
        lines = [_row(row, facts, language) for row in rows]
        if len(rows) > 1:
            [(currency, amount)] = totals(row.balance for row in rows).items()
            lines.append((language.phrases.total, "", language.money(amount, currency)))
        sums = frozenset({len(rows)} if len(rows) > 1 else ())
        links = dict(_links(rows, language))
        yield Grid(language.phrases.heads, tuple(lines), (30, 45, 25), 2, sums, links)


def _links(rows: Sequence[Row], language: Language) -> Iterator[tuple[int, tuple[str, str]]]:
    """Where each of a few invoices is paid; of many the first, since nobody types in so many."""
    for at, row in enumerate(rows):
        if row.link is not None and (at == 0 or len(rows) <= LINKED):
            says, shown = language.phrases, row.link.removeprefix("https://")
            yield at, (says.way_with.format(way=says.pay_online, details=shown), row.link)


def _row(row: Row, facts: LetterFacts, language: Language) -> tuple[str, str, str]:
    due = language.due_short(row.due, today=facts.today)
    amount = language.money(row.balance.amount, row.balance.currency)
    return (number_of(row, language), due, amount)


def _statement(facts: LetterFacts, language: Language) -> Iterator[Piece]:
    drawn, says = facts.account, words_of(language)
    for account in drawn.accounts if drawn else ():
        lines = list(account_lines(account, drawn, language)) if drawn else []
        rows = tuple((line.day, line.what, line.amount, line.balance) for line in lines)
        sums = frozenset(at for at, line in enumerate(lines) if line.is_sum)
        yield Words(says.account.format(currency=account.currency), bold=True)
        yield Grid(says.heads, rows, (22, 44, 17, 17), 2, sums)
        ages = age_lines(account, language)
        yield Words(f"{says.ages_title}, {account.currency}", bold=True)
        yield Grid(
            tuple(name for name, _ in ages), (tuple(each for _, each in ages),), (20,) * 5, 0
        )
