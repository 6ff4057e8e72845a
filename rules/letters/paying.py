"""The block `ways_to_pay`: a sentence, or a list with what one needs for each way, per currency."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape as html

from rules.letters.facts import LetterFacts, Row
from rules.letters.language import Language, listed, number_of, plain
from rules.letters.markdown import STYLES, WIDTH, Block, wrapped
from rules.letters.ways import Way, filled, serving


@dataclass(frozen=True, slots=True)
class Payable:
    """Currencies that can be paid in the same ways, and the invoices in them."""

    currencies: tuple[str, ...]
    rows: tuple[Row, ...]
    ways: tuple[Way, ...]


def payables(facts: LetterFacts) -> list[Payable]:
    """How each currency of a mail can be paid; never by the account of another."""
    found: list[Payable] = []
    for currency in facts.totals:
        rows = tuple(row for row in facts.by_age if row.balance.currency == currency)
        ways = serving(facts.pay_by, currency, linked=any(row.link for row in rows))
        same = next((each for each in found if each.ways == ways), None)
        if same is None:
            found.append(Payable((currency,), rows, ways))
        else:
            both = Payable((*same.currencies, currency), (*same.rows, *rows), ways)
            found[found.index(same)] = both
    return found


def names_of(facts: LetterFacts, language: Language) -> list[str]:
    """The ways to pay what the mail lists, by name, each once."""
    ways = dict.fromkeys(way for payable in payables(facts) for way in payable.ways)
    return list(dict.fromkeys(plain(language.way(way)) for way in ways))


def ways_block(facts: LetterFacts, language: Language) -> Block:
    """What `{{ ways_to_pay }}` stands for; empty where the link says all there is."""
    says, found = language.phrases, [each for each in payables(facts) if each.ways]
    if not found:
        linked = all(row.link for row in facts.rows)
        return _paragraph("" if linked else says.ways_on_invoice[facts.count > 1])
    if not any(way.details for each in found for way in each.ways):
        names = listed(names_of(facts, language), last=says.either)
        return _paragraph(says.ways_named.format(ways=names))
    several = len(found) > 1
    heads = [
        says.ways_for.format(currency=listed(each.currencies, last=says.both))
        if several
        else says.ways_listed
        for each in found
    ]
    lists = [_items(each, facts, language) for each in found]
    return Block(
        text="\n\n".join(map(_text_list, heads, lists)),
        html="\n".join(map(_html_list, heads, lists)),
    )


def _items(payable: Payable, facts: LetterFacts, language: Language) -> list[str]:
    blanks = {
        "number": _numbers(payable.rows, language),
        "customer": plain(facts.customer),
    }
    items = []
    for way in payable.ways:
        name = plain(language.way(way))
        name = name[:1].upper() + name[1:]
        details = plain(filled(way.details, blanks)) if way.details else ""
        phrase = language.phrases.way_with
        items.append(phrase.format(way=name, details=details) if details else name)
    return items


def _numbers(rows: Sequence[Row], language: Language) -> str:
    if len(rows) > 3:
        return language.phrases.the_numbers
    return ", ".join(number_of(row, language) for row in rows)


def _paragraph(words: str) -> Block:
    if not words:
        return Block("", "")
    shown = f'<p style="{STYLES["p"]}">{html(words)}</p>'
    return Block(text=wrapped(words, WIDTH), html=shown)


def _text_list(head: str, items: Sequence[str]) -> str:
    return "\n".join([wrapped(head, WIDTH), *(wrapped(item, WIDTH, "- ") for item in items)])


def _html_list(head: str, items: Sequence[str]) -> str:
    points = "".join(f'<li style="{STYLES["li"]}">{html(item)}</li>' for item in items)
    return f'<p style="margin:0 0 6px 0">{html(head)}</p>\n<ul style="{STYLES["ul"]}">{points}</ul>'
