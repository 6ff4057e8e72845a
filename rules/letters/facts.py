"""What a letter may speak of: plain facts about one mail to one customer on one day."""

import calendar
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from babel.numbers import get_currency_precision

from rules.decisions import totals
from rules.facts import Invoice, Money
from rules.letters.look import PLAIN_LOOK, Look
from rules.letters.ways import Way
from rules.statement import Statement

WEB_LINK = re.compile(r"https?://[A-Za-z0-9.\-\[\]:]+([/?#][!-~]*)?")
"""Host and path in printable ASCII; no user name before an @, which would disguise the host."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One invoice as the letter lists it."""

    number: str | None
    issued: date
    due: date | None
    total: Money
    balance: Money
    days_overdue: int
    """Negative before the due date."""
    pay_link: str | None = None
    """As the ledger gives it; `link` is what a letter uses."""
    listed_only: bool = False
    """It stands in the table because it is open as well; the letter is not about it."""

    @property
    def link(self) -> str | None:
        """The pay link, if it is an http or https address that cannot hide anything else."""
        return self.pay_link if self.pay_link and WEB_LINK.fullmatch(self.pay_link) else None

    @classmethod
    def of(cls, invoice: Invoice, *, today: date) -> "Row":
        """The row of an invoice as the ledger holds it on this day."""
        return cls(
            number=invoice.number,
            issued=invoice.issued,
            due=invoice.due,
            total=invoice.total,
            balance=invoice.balance,
            days_overdue=(today - invoice.due).days if invoice.due else 0,
            pay_link=invoice.pay_link,
        )


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment: what would be paid by a day, one amount per currency."""

    on: date
    amounts: tuple[Money, ...]


@dataclass(frozen=True, slots=True)
class Offer:
    """A plan of instalments that the customer could choose."""

    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterFacts:
    """Everything that a letter's placeholders draw on. The words come from `rules.letters.phrases`."""

    company: str
    sender: str
    """Who signs."""
    sender_title: str | None = None
    sender_email: str
    customer: str
    greeting: str | None = None
    """The name to greet, such as "Jo"; None when nobody knows whom the mail reaches."""
    today: date
    rows: tuple[Row, ...]
    """Empty in a letter that is about no invoice, such as one about new terms."""
    pay_by: tuple[Way, ...] = ()
    """The ways to pay that the company offers, for whatever currency."""
    locale: str = "en_GB"
    """A Babel locale, such as en_NZ, en_US or de; the language of the placeholders, and how days and
    amounts look."""
    good_history: bool = False
    """Whether the customer usually pays on time."""
    attached: bool = False
    """Whether the invoices go with the mail as PDF files."""
    offers: tuple[Offer, ...] = ()
    received: tuple[Money, ...] = ()
    """What was paid, in a letter of thanks."""
    received_on: date | None = None
    promised_on: date | None = None
    """The day promised: passed unpaid, or kept."""
    late_fee: str | None = None
    """What was agreed about paying late; None where nothing was."""
    missed: tuple[Part, ...] = ()
    """Parts of an agreed plan whose day has passed, and what is left of each."""
    to_come: tuple[Part, ...] = ()
    """Parts of an agreed plan of today and later."""
    terms_days: int | None = None
    """New terms: so many days after the day of the invoice."""
    terms_from: date | None = None
    """The first day of the new terms."""
    look: Look = PLAIN_LOOK
    account: Statement | None = None
    """Of a statement of account; its letter may speak of no invoice at all."""

    @property
    def count(self) -> int:
        """How many invoices the letter is about."""
        return len(self.about)

    @property
    def about(self) -> tuple[Row, ...]:
        """The invoices that the letter is about, by age; what is only listed is left out."""
        return tuple(row for row in self.by_age if not row.listed_only) or self.by_age

    @property
    def others(self) -> bool:
        """Whether it also lists invoices that it is not about."""
        return any(row.listed_only for row in self.rows)

    @property
    def by_age(self) -> tuple[Row, ...]:
        """The invoice that fell due first at the top; those without a due date come last."""
        return tuple(sorted(self.rows, key=lambda row: (row.due is None, row.due or row.issued)))

    @property
    def oldest(self) -> Row:
        """Of those that the letter is about the one that fell due first."""
        return self.about[0]

    @property
    def totals(self) -> dict[str, Decimal]:
        """What is still to be paid, per currency."""
        return totals(row.balance for row in self.rows)


def instalment_offers(
    amounts: Iterable[Money], *, first: date, counts: Sequence[int] = (2, 3)
) -> tuple[Offer, ...]:
    """Plans of so many equal parts, a month apart; a remainder is paid with the first part."""
    owed = totals(amounts)
    return tuple(
        Offer(
            tuple(
                Part(_months_after(first, index), _share(owed, count, index))
                for index in range(count)
            )
        )
        for count in counts
    )


def _share(owed: dict[str, Decimal], count: int, index: int) -> tuple[Money, ...]:
    shares = []
    for currency, amount in owed.items():
        cent = Decimal(1).scaleb(-get_currency_precision(currency))
        share = (amount / count).quantize(cent, rounding=ROUND_DOWN)
        shares.append(Money(amount - share * (count - 1) if index == 0 else share, currency))
    return tuple(shares)


def _months_after(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))
