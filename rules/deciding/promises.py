"""Promises: the days on which a customer said they would pay, which have passed, which were kept.

While a promise counts it keeps the invoice quiet (`holds.promised`); what is still open when its day
is over was promised in vain, and the steps that count from a promise speak of it.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from rules.case import Case, MarkKind
from rules.facts import Invoice


def passed(case: Case, invoice: Invoice) -> date | None:
    """The latest day on which this invoice was promised and not paid; None without such a day."""
    if not case.marks and invoice.expected_on is None:
        return None
    days = (day for day, _ in _days(case, invoice))
    return max((day for day in days if day < case.today), default=None)


def kept(case: Case, invoice: Invoice) -> date | None:
    """The day by which this invoice was promised and then paid; None without such a day."""
    paid = invoice.paid_on
    if paid is None or invoice.is_open:
        return None
    promised = (day for day, since in _days(case, invoice) if since <= paid <= day)
    return min(promised, default=None)


def broken(case: Case, by: date) -> int:
    """How many promises on open invoices count as broken on a day if nothing is paid until then.

    They are counted as the customer's behaviour counts them: each day of an invoice once, for as
    long as its period goes back, and no promise that is on the customer as a whole.
    """
    said = {(one.id, one.expected_on) for one in case.invoices if one.expected_on is not None}
    promises = [mark for mark in case.marks if mark.kind is MarkKind.PROMISE]
    if promises:
        ours = {one.id for one in case.invoices}
        said |= {(one.invoice, one.until) for one in promises if one.until and one.invoice in ours}
    period = timedelta(case.behaviour.period_days)
    return sum(day < by and by - day <= period for _, day in said)


def _days(case: Case, invoice: Invoice) -> Iterator[tuple[date, date]]:
    """Each day promised, and since when that is known."""
    for mark in case.marks:
        is_ours = mark.kind is MarkKind.PROMISE and mark.invoice in (None, invoice.id)
        if is_ours and mark.until is not None:
            yield mark.until, mark.since
    if invoice.expected_on is not None:
        yield invoice.expected_on, invoice.issued
