"""What the engine says of a case, and why.

These three are made for every open invoice of every run, and so are structs of msgspec: frozen like
a dataclass, and made in a tenth of its time (docs/benchmarks.md). To change one in a copy, take
`msgspec.structs.replace`. None of them can stand in a circle, so the collector of circles is spared
them (`gc=False`), as it is those of the engine.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Final

from msgspec import Struct

from rules.case import Part
from rules.facts import CustomerId, Invoice, InvoiceId, Money, Person


class Action(StrEnum):
    """What is to happen."""

    REMIND = "remind"
    CALL = "call"
    SEND_INVOICE = "send_invoice"
    THANK = "thank"
    OFFER = "offer"
    HAND_OVER = "hand_over"
    STATEMENT = "statement"
    ANNOUNCE = "announce"
    HOLD = "hold"
    NOTHING = "nothing"

    @property
    def is_contact(self) -> bool:
        """Whether the customer hears something."""
        return self is not _HOLD and self is not _NOTHING

    @property
    def is_of_customer(self) -> bool:
        """Whether it is about the customer as a whole: it takes no step of an invoice.

        The invoices that its letter lists stand in decisions of their own beside it.
        """
        return self in (Action.STATEMENT, Action.ANNOUNCE)


# a member of an enum takes ten times as long to look up as a name
_HOLD, _NOTHING = Action.HOLD, Action.NOTHING


class Finding(Struct, frozen=True, gc=False):
    """One fact against one rule, able to say itself."""

    holds: bool
    says: str
    at: str
    """`file:line:column` of the rule, or the name of a promise that no rulebook can break."""


class Line(Struct, frozen=True, gc=False):
    """One invoice in a decision, and the step of its ladder that this decision takes."""

    invoice: Invoice
    step: str | None
    """None: it is listed because it is overdue as well, and no step of it is taken."""
    days_overdue: int
    """Negative before the due date."""


class Background(Struct, frozen=True, gc=False, kw_only=True):
    """What a letter can speak of beyond its invoices."""

    promised_on: date | None = None
    """The day promised: passed unpaid, or, in a letter of thanks, kept."""
    received: tuple[Money, ...] = ()
    """What was paid, in a letter of thanks; one amount per currency."""
    received_on: date | None = None
    missed: tuple[Part, ...] = ()
    """Agreed instalments whose day has passed, and what is left of each."""
    to_come: tuple[Part, ...] = ()
    """Agreed instalments of today and later."""
    first_late: bool = False
    """No late mail about an open invoice of the customer went before this one."""
    terms_days: int | None = None
    """New terms that are announced, in days from issue to due."""
    terms_from: date | None = None
    """The first day of the new terms."""


NO_BACKGROUND: Final = Background()


class Decision(Struct, frozen=True, gc=False, kw_only=True):
    """What one customer should hear today about these invoices, or why they hear nothing."""

    action: Action
    customer: CustomerId
    customer_name: str
    lines: tuple[Line, ...]
    reason: str
    """One sentence."""
    policy: str | None = None
    step: str | None = None
    channel: str | None = None
    """email, platform, phone or handover; None when nothing goes out."""
    letter: str | None = None
    occasion: str | None = None
    """What it is about where it takes no step of an invoice, such as "announcement new terms": a
    customer hears each occasion once."""
    to: tuple[Person, ...] = ()
    cc: tuple[Person, ...] = ()
    senior: bool = False
    """Signed by the company's senior person."""
    language: str | None = None
    """The language of whom it goes to; None where nobody said."""
    needs_approval: bool = False
    hold: str | None = None
    """The short name of the reason to keep quiet, such as "disputed"; for counting."""
    next_on: date | None = None
    """When the next step comes if nothing changes."""
    next_step: str | None = None
    """Its name, where a ladder says which it is."""
    tasks: tuple[str, ...] = ()
    """What a person could do, such as "ask who pays at ACME"."""
    backlog: bool = False
    """The first contact about an invoice that was long overdue when Goodterms came."""
    background: Background = NO_BACKGROUND
    findings: tuple[Finding, ...] = ()
    because: Finding | None = None
    """Of these the one that decided: of a contact its step, else what stands first in the way."""

    @property
    def invoices(self) -> tuple[InvoiceId, ...]:
        """The invoices it is about."""
        return tuple(line.invoice.id for line in self.lines)

    @property
    def totals(self) -> Mapping[str, Decimal]:
        """The sum of the balances, per currency."""
        return totals(line.invoice.balance for line in self.lines)


def totals(amounts: Iterable[Money]) -> dict[str, Decimal]:
    """Add amounts up per currency, in the order in which the currencies first occur."""
    sums: dict[str, Decimal] = {}
    for money in amounts:
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return sums
