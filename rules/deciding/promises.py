"""Promises: the days on which a customer said they would pay, and which of them have passed.

While a promise counts it keeps the invoice quiet (`holds.promised`); what is still open when its day
is over was promised in vain, and the steps that count from a promise speak of it.
"""

from datetime import date

from rules.case import Case, MarkKind
from rules.facts import Invoice


def passed(case: Case, invoice: Invoice) -> date | None:
    """The latest day on which this invoice was promised and not paid; None without such a day."""
    days = [
        mark.until
        for mark in case.marks
        if mark.kind is MarkKind.PROMISE
        and mark.invoice in (None, invoice.id)
        and mark.until is not None
    ]
    if invoice.expected_on is not None:
        days.append(invoice.expected_on)
    return max((day for day in days if day < case.today), default=None)
