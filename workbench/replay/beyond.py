"""The day of a contact that lies beyond all the days that were looked at one by one.

`days_overdue: "< 400"` ends some day: a guess a year further, again and again, and then the first day
between the last two guesses. What is held for good, or has no step left, has no such day.
"""

from datetime import date, timedelta
from typing import Final

from rules.ahead import Coming, Days
from rules.calendar import Calendar
from rules.facts import InvoiceId

_YEAR: Final = timedelta(days=366)
_YEARS: Final = 10
"""How far it is looked. Nobody signs what comes later."""


def first_beyond(
    days: Days, invoice: InvoiceId, *, after: date, calendar: Calendar
) -> Coming | None:
    """The first contact that takes a step of an invoice, if nothing else is done from that day on."""
    last = min(after, date.max - _YEAR * (_YEARS + 1))
    for _ in range(_YEARS):
        quiet, last = last, last + _YEAR
        if (found := _contact(days, invoice, calendar.next_open(last))) is not None:
            return _earliest(found, quiet, days=days, invoice=invoice, calendar=calendar)
    return None


def _earliest(
    found: Coming, quiet: date, *, days: Days, invoice: InvoiceId, calendar: Calendar
) -> Coming:
    """The first contact after a quiet day, up to the one that was found."""
    while (found.on - quiet).days > 1:
        middle = quiet + (found.on - quiet) // 2
        sooner = _contact(days, invoice, calendar.next_open(middle))
        if sooner is None:
            quiet = middle
        elif sooner.on == found.on:
            break  # nothing but closed days lies between
        else:
            found = sooner
    return found


def _contact(days: Days, invoice: InvoiceId, day: date) -> Coming | None:
    for decision in days.on(day):
        takes = (line.invoice.id for line in decision.lines if line.step is not None)
        if decision.action.is_contact and invoice in takes:
            return Coming(day, decision)
    return None
