"""Agreed instalments: what a plan covers, which parts were missed, and which are still to come.

A plan is kept by what the ledger says is owed: whatever has been paid or credited since it was
agreed counts towards its parts, the earliest first. Money of the customer's that lies in the ledger
unapplied counts as well, so that nobody is asked for a part that has come in.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from rules.case import Case, Mark, MarkKind, Part
from rules.facts import Credit, Invoice, Money


@dataclass(frozen=True, slots=True)
class Progress:
    """How a plan stands on a day."""

    missed: tuple[Part, ...]
    """Parts whose day is over, with what is left of each; by day."""
    to_come: tuple[Part, ...]
    """Parts of today or later, with what is left of each; by day."""

    @property
    def last_missed(self) -> date | None:
        """The day of the latest part that was missed."""
        return self.missed[-1].on if self.missed else None


def covers(mark: Mark, invoice: Invoice) -> bool:
    """Whether the mark is a plan for this invoice: one for a customer is for what was owed then."""
    if mark.kind is not MarkKind.INSTALMENTS or not mark.parts:
        return False
    if mark.invoice is not None:
        return mark.invoice == invoice.id
    currencies = {part.amount.currency for part in mark.parts}
    return invoice.issued <= mark.since and invoice.balance.currency in currencies


def progress(
    mark: Mark, invoices: Iterable[Invoice], credits: Iterable[Credit], *, today: date
) -> Progress:
    """How the plan stands, given the customer's open invoices and unapplied credits."""
    owed = [invoice.balance for invoice in invoices if covers(mark, invoice)]
    free = [credit.remaining for credit in credits]
    left: list[Part] = []
    for currency in dict.fromkeys(part.amount.currency for part in mark.parts):
        parts = [part for part in mark.parts if part.amount.currency == currency]
        paid = _sum(parts_amounts(parts), currency) - _sum(owed, currency) + _sum(free, currency)
        left += _left(sorted(parts, key=lambda part: part.on), paid)
    left.sort(key=lambda part: part.on)
    return Progress(
        missed=tuple(part for part in left if part.on < today),
        to_come=tuple(part for part in left if part.on >= today),
    )


def plan_for(case: Case, invoice: Invoice) -> Progress | None:
    """How the plan stands that covers this invoice; None where none does.

    One for the invoice goes before one for the customer, and a later before an earlier one.
    """
    plans = [mark for mark in case.marks if covers(mark, invoice)]
    if not plans:
        return None
    mark = max(plans, key=lambda mark: (mark.invoice is not None, mark.since))
    is_open = (each for each in case.invoices if each.is_open)
    return progress(mark, is_open, case.credits, today=case.today)


def parts_amounts(parts: Iterable[Part]) -> list[Money]:
    """The amounts of these parts."""
    return [part.amount for part in parts]


_PART = re.compile(
    r"(?P<on>\d{4}-\d{2}-\d{2})\s*[=:]\s*(?P<amount>\d+(\.\d+)?)\s*(?P<code>[A-Z]{3})?"
)


def read_part(written: str, currency: str | None) -> Part:
    """`2026-12-01=500`, or with its currency `2026-12-01=500 EUR`. Raises ValueError in a sentence."""
    found = _PART.fullmatch(written.strip())
    if found is None:
        raise ValueError(f'"{written}" is not a part; write its day and amount, as 2026-12-01=500.')
    code = found["code"] or currency
    if code is None:
        raise ValueError(f'"{written}" needs its currency; write 2026-12-01=500 EUR, say.')
    try:
        on, amount = date.fromisoformat(found["on"]), Decimal(found["amount"])
    except (ValueError, InvalidOperation):
        raise ValueError(f'"{found["on"]}" in "{written}" is not a day of the calendar.') from None
    if not amount:
        raise ValueError(f'"{written}" asks for nothing; write an amount above zero.')
    return Part(on, Money(amount, code))


def _left(parts: Sequence[Part], paid: Decimal) -> list[Part]:
    """What is left of each part once `paid` went into the earliest ones."""
    left = []
    for part in parts:
        covered = min(max(paid, Decimal(0)), part.amount.amount)
        paid -= part.amount.amount
        if covered < part.amount.amount:
            rest = Money(part.amount.amount - covered, part.amount.currency)
            left.append(Part(part.on, rest))
    return left


def _sum(amounts: Iterable[Money], currency: str) -> Decimal:
    return sum((money.amount for money in amounts if money.currency == currency), Decimal(0))
