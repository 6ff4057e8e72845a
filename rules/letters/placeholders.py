"""The placeholders that a letter can use: one table, from which checking and rendering follow."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, fields
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rules.decisions import totals
from rules.facts import Money
from rules.letters.facts import LetterFacts, Part, Row
from rules.letters.language import Language, listed, number_of, plain
from rules.letters.paying import names_of
from rules.letters.statement_block import period_words


class Shape(StrEnum):
    """What a placeholder puts into a letter."""

    WORDS = "words"
    """A piece of a sentence; empty when there is nothing to say, so that `if` can ask."""
    NUMBER = "number"
    FLAG = "flag"
    """Yes or no, to be asked for with `if`."""
    BLOCK = "block"
    """Lines of its own: a table, a list, a signature. Not for a subject."""
    ROWS = "rows"
    """To be gone through with `for`."""


@dataclass(frozen=True, slots=True)
class RowWords:
    """What `{% for row in rows %}` gives: each invoice in words."""

    number: str
    issued: str
    due: str
    when: str
    total: str
    balance: str
    pay_link: str


ROW_WORDS = tuple(field.name for field in fields(RowWords))


class Ready(str):
    """A mark that stands for a finished block: it passes the escaping as it is."""

    __slots__ = ()


Value = str | int | bool | tuple[RowWords, ...]


@dataclass(frozen=True, slots=True)
class Placeholder:
    """One word that a letter can use."""

    shape: Shape
    says: str
    value: Callable[[LetterFacts, Language], Value]


def block(name: str) -> Ready:
    """The mark of a block. Data cannot forge it: `plain` removes private-use characters."""
    return Ready(f"\n\n\ue000{name}\ue001\n\n")


def _summed(sums: Mapping[str, Decimal]) -> list[Money]:
    return [Money(amount, currency) for currency, amount in sums.items()]


def _left(facts: LetterFacts) -> Mapping[str, Decimal]:
    owed = totals(row.balance for row in facts.about) if facts.rows else {}
    return {currency: amount for currency, amount in owed.items() if amount}


def _parts(parts: Iterable[Part], language: Language) -> str:
    said = [
        language.phrases.part.format(
            amounts=language.amounts(part.amounts), day=language.day(part.on)
        )
        for part in parts
    ]
    return listed(said, last=language.phrases.both)


def _invoices(facts: LetterFacts, language: Language) -> str:
    says = language.phrases
    numbers = [number_of(row, language) for row in facts.about]
    if not numbers:
        return ""
    if len(numbers) == 1:
        return says.invoice.format(number=numbers[0])
    if len(numbers) > 3:
        return says.invoices_counted.format(count=len(numbers))
    return says.invoices_named.format(numbers=listed(numbers, last=says.both))


def _greeting(facts: LetterFacts, language: Language) -> str:
    name = plain(facts.greeting or "")
    says = language.phrases
    return says.hello_to.format(name=name) if name else says.hello


def _row_words(row: Row, facts: LetterFacts, language: Language) -> RowWords:
    return RowWords(
        number=number_of(row, language),
        issued=language.day(row.issued),
        due=language.day(row.due) if row.due else "",
        when=language.due(row.due, today=facts.today),
        total=language.money(row.total.amount, row.total.currency),
        balance=language.money(row.balance.amount, row.balance.currency),
        pay_link=row.link or "",
    )


def _terms(days: int | None, language: Language) -> str:
    return language.phrases.terms[days > 1].format(count=days) if days else ""


W, B, F = Shape.WORDS, Shape.BLOCK, Shape.FLAG

PLACEHOLDERS: Mapping[str, Placeholder] = {
    "company": Placeholder(W, "the company that writes", lambda f, e: f.company),
    "customer": Placeholder(W, "the customer's name in the ledger", lambda f, e: f.customer),
    "greeting": Placeholder(
        W,
        '"Hello Jo,", or "Hello," when the name is not known',
        _greeting,
    ),
    "sender": Placeholder(W, "the name of the person who signs", lambda f, e: f.sender),
    "sender_title": Placeholder(W, "their title", lambda f, e: f.sender_title or ""),
    "sender_email": Placeholder(W, "their address", lambda f, e: f.sender_email),
    "signature": Placeholder(B, "name, title and company", lambda f, e: block("signature")),
    "today": Placeholder(W, "the day of the letter", lambda f, e: e.day(f.today)),
    "count": Placeholder(Shape.NUMBER, "how many invoices", lambda f, e: f.count),
    "invoices": Placeholder(W, '"invoice INV-0003", "invoices 3 and 4" or "5 invoices"', _invoices),
    "Invoices": Placeholder(
        W,
        "the same at the beginning of a sentence",
        lambda f, e: (said := _invoices(f, e))[:1].upper() + said[1:],
    ),
    "others": Placeholder(
        F,
        "whether the table lists other open invoices as well",
        lambda f, e: f.others,
    ),
    "when": Placeholder(
        W,
        'of the oldest invoice: "due in 2 days, on Friday 4 December 2026"',
        lambda f, e: e.due(f.oldest.due, today=f.today) if f.rows else "",
    ),
    "oldest": Placeholder(
        W, "the oldest invoice's number", lambda f, e: number_of(f.oldest, e) if f.rows else ""
    ),
    "total": Placeholder(
        W, "what is to be paid, per currency", lambda f, e: e.amounts(_summed(f.totals))
    ),
    "table": Placeholder(
        B, "every invoice with its day, amount and pay link", lambda f, e: block("table")
    ),
    "rows": Placeholder(
        Shape.ROWS,
        f"every invoice by itself: {', '.join(ROW_WORDS)}",
        lambda f, e: tuple(_row_words(row, f, e) for row in f.by_age),
    ),
    "pay_by": Placeholder(
        W,
        '"bank transfer, card or direct debit"',
        lambda f, e: listed(names_of(f, e), last=e.phrases.either),
    ),
    "ways_to_pay": Placeholder(
        B,
        "how to pay: a sentence, or a list with an account for each currency of the invoices",
        lambda f, e: block("ways_to_pay"),
    ),
    "pay_online": Placeholder(
        F, "whether an invoice has a pay link", lambda f, e: any(row.link for row in f.rows)
    ),
    "plans": Placeholder(B, "the instalment plans on offer", lambda f, e: block("plans")),
    "offers": Placeholder(F, "whether there are such plans", lambda f, e: bool(f.offers)),
    "received": Placeholder(
        W, "what was paid, per currency", lambda f, e: e.amounts(_summed(totals(f.received)))
    ),
    "received_on": Placeholder(
        W, "the payment's day", lambda f, e: e.day(f.received_on) if f.received_on else ""
    ),
    "remaining": Placeholder(
        W,
        "what is still open on the invoices it is about, per currency; empty when they are settled",
        lambda f, e: e.amounts(_summed(_left(f))),
    ),
    "promised_on": Placeholder(
        W,
        "the day promised, in a promise reminder or in thanks",
        lambda f, e: e.day(f.promised_on) if f.promised_on else "",
    ),
    "late_fee": Placeholder(
        W, "what was agreed about paying late, if it was", lambda f, e: f.late_fee or ""
    ),
    "missed": Placeholder(
        W,
        'parts of an agreed plan whose day has passed: "NZD 50.00 on Friday 4 December 2026"',
        lambda f, e: _parts(f.missed, e),
    ),
    "to_come": Placeholder(
        W, "the parts of an agreed plan that are to come", lambda f, e: _parts(f.to_come, e)
    ),
    "terms": Placeholder(
        W,
        'new terms, to follow "due": "14 days after the day of the invoice"',
        lambda f, e: _terms(f.terms_days, e),
    ),
    "terms_from": Placeholder(
        W,
        "the first day of the new terms",
        lambda f, e: e.day(f.terms_from) if f.terms_from else "",
    ),
    "good_history": Placeholder(
        F, "whether the customer usually pays on time", lambda f, e: f.good_history
    ),
    "enclosed": Placeholder(
        W,
        '"A copy of the invoice is attached.", when one is',
        lambda f, e: e.phrases.enclosed[f.count > 1] if f.attached else "",
    ),
    "also_open": Placeholder(
        W,
        'that the table lists other open invoices as well, when it does; before "table"',
        lambda f, e: e.phrases.also_open if f.others else "",
    ),
    "statement": Placeholder(
        B,
        "of a statement: the account of each currency, and what is open by age",
        lambda f, e: block("statement"),
    ),
    "period": Placeholder(
        W,
        'of a statement: "1 October 2026 to 31 October 2026"',
        lambda f, e: period_words(f.account, e) if f.account else "",
    ),
    "balance": Placeholder(
        W,
        "of a statement: what the accounts come to today, credit taken off, per currency",
        lambda f, e: e.amounts(
            Money(each.balance, each.currency) for each in (f.account.accounts if f.account else ())
        ),
    ),
    "attached": Placeholder(F, "whether the invoices are attached", lambda f, e: f.attached),
}

OF_INVOICES: Final = frozenset(
    {
        *("count", "invoices", "Invoices", "when", "oldest", "total", "table", "rows"),
        *("pay_by", "ways_to_pay", "remaining", "plans", "plural"),
    }
)
"""What has nothing to say in a letter that is about no invoice."""
OF_STATEMENTS: Final = frozenset({"statement", "period", "balance"})
"""What has something to say in the letter of a statement alone."""
PLURAL = "plural"
"""`{{ plural("is", "are") }}`: the first word for one invoice, the second for more."""


def context(facts: LetterFacts, language: Language) -> dict[str, object]:
    """The value of every placeholder, and `plural`."""
    values: dict[str, object] = {
        name: placeholder.value(facts, language) for name, placeholder in PLACEHOLDERS.items()
    }

    def plural(one: object, many: object) -> object:
        return one if facts.count == 1 else many

    values[PLURAL] = plural
    return values
