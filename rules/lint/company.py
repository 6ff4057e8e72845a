"""What the company itself leaves out: thanks, ways to pay, a name."""

import re
from collections.abc import Iterator
from typing import Final

from rules.conditions import asking
from rules.letters.ways import currencies_named
from rules.lint.found import Found
from rules.names import is_person
from rules.problems import Place, quoted
from rules.rulebook import Mailbox, Rulebook

ENOUGH_WAYS: Final = 4


def no_thanks(book: Rulebook) -> Iterator[Found]:
    """A rulebook that never says thank you."""
    if not book.thanks:
        says = "Nobody is ever thanked for a payment."
        fix = 'Write "thanks: {when: {paid: on time}, letter: thanks}".'
        yield Found(_company(book), says, fix)


def few_ways_to_pay(book: Rulebook) -> Iterator[Found]:
    """Fewer ways to pay than four, in some currency that the ways are for."""
    every = book.company.pay_by
    for currency in currencies_named(every) or (None,):
        serving = (way.way for way in every if currency is None or way.serves(currency))
        ways = list({way.casefold(): way for way in serving}.values())
        if len(ways) < ENOUGH_WAYS:
            many = f"{len(ways)} {'way' if len(ways) == 1 else 'ways'}" if ways else "No way"
            listed = f" ({', '.join(ways)})" if ways else ""
            what = f"{many} to pay{f' in {currency}' if currency else ''}{listed}"
            says = f"{what} stand{'s' if len(ways) < 2 else ''} in the letters."
            fix = (
                "Name at least four: pay_by: [online, bank transfer, card by phone, direct debit]."
            )
            yield Found(_company(book), says, fix)


_QUIET: Final = (
    ("days_since_reply", "a reply", 'hold: replied, when: {days_since_reply: "< 5 days"}'),
    ("days_since_call", "a call", 'hold: called, when: {days_since_call: "< 3 days"}'),
    (
        "days_since_payment",
        "a payment",
        'hold: paid lately, when: {days_since_payment: "< 4 days", days_overdue: "> 0"}',
    ),
)
"""What a customer did or heard, after which a mail on its heels takes it back; and its guard."""


def no_quiet(book: Rulebook) -> Iterator[Found]:
    """No guard that leaves the customer in peace after a reply, a call or a payment."""
    for fact, after, guard in _QUIET:
        if not any(next(asking(each.when, fact), None) for each in book.guards):
            says = f"No guard keeps quiet after {after}."
            yield Found(_company(book), says, f'Write under "guards:" {{{guard}}}.')


def nameless_sender(book: Rulebook) -> Iterator[Found]:
    """Mail from an address without a person's name."""
    for word, box in (("from", book.company.sender), ("senior", book.company.senior)):
        if box is not None and not (is_person(box.name) and not _is_of_the_firm(box)):
            says = f"The letters {word} {quoted(box.name or box.email)} are signed by no person."
            title = f", {box.name}" if box.name else ""
            fix = f'Write "{word}: Ana Reid{title} <{box.email}>".'
            yield Found(_company(book), says, fix)


def _is_of_the_firm(box: Mailbox) -> bool:
    """Whether the name is that of the mailbox's domain, and nobody's whose mailbox it is."""
    words = re.findall(r"\w+", (box.name or "").casefold())
    local, _, domain = box.email.casefold().partition("@")
    label = domain.partition(".")[0].replace("-", "")
    return label in (words[0], "".join(words)) and not {*re.findall(r"[^\W\d_]+", local)} & {*words}


def _company(book: Rulebook) -> Place:
    return book.company.at or Place("the rulebook", 1, 1)
