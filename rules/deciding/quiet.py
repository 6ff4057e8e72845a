"""How often a customer may hear from us at all, whatever the number of their invoices."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Final

from rules import wording
from rules.deciding.desk import Desk
from rules.deciding.history import History, Past
from rules.deciding.holds import Held, hold
from rules.decisions import Finding
from rules.facts import Payment
from rules.rulebook import Limits

LATELY: Final = "heard from us lately"
ENOUGH: Final = "heard enough this month"


def quiet_until(limits: Limits, past: History | Past, today: date) -> tuple[str, date] | None:
    """The limit that keeps every step and every statement back today, and until which day."""
    last, gap = _last(past), timedelta(_gap(limits))
    if last is None:
        return None
    if today - last < gap:
        return LATELY, last + gap
    free = _free_on(limits, past, today)
    return (ENOUGH, free) if free > today else None


def too_soon(desk: Desk) -> Held | None:
    """The gap after the last contact, and the number of contacts in the period."""
    found = quiet_until(desk.book.rulebook.limits, desk.history, desk.case.today)
    if found is None:
        return None
    name, until = found
    return enough(desk) if name == ENOUGH else _lately(desk, until)


def _lately(desk: Desk, until: date) -> Held:
    gap = _gap(desk.book.rulebook.limits)
    last = until - timedelta(gap)
    heard = "The customer heard from us on"
    if last == desk.history.awaited:
        heard = "Something for the customer waits for a person since"
    return hold(
        LATELY,
        f"{heard} {wording.day(last)}, less than {wording.days(gap)} ago",
        at=_place(desk),
        next_on=_open(desk, until),
    )


def enough(desk: Desk) -> Held:
    """The hold for what no longer fits into the customer's period."""
    limits, today = desk.book.rulebook.limits, desk.case.today
    free_on = _free_on(limits, desk.history, today)
    if free_on <= today:  # what goes out today takes up the room
        free_on = today + timedelta(limits.per_days)
    return hold(
        ENOUGH,
        f"The customer heard from us {_recent(desk)} times in {wording.days(limits.per_days)}, "
        f"and may hear {limits.per_customer} times",
        at=_place(desk),
        next_on=_open(desk, free_on),
    )


def room(desk: Desk) -> int:
    """How many contacts the customer may still have today."""
    return desk.book.rulebook.limits.per_customer - _recent(desk)


def just_paid(desk: Desk) -> Held | None:
    """Whoever paid something is left in peace until the end of the next working day.

    Their next payment may be in the post. It holds only what is overdue.
    """
    payment = _latest(desk.case.payments, desk.case.today)
    if payment is None:
        return None
    until = desk.book.calendar.add_working_days(payment.on, 1)
    if desk.case.today > until:
        return None
    return hold(
        "just paid something",
        f"{wording.money(payment.amount)} of the customer's was booked on {wording.day(payment.on)}",
        at="quiet after a payment",
        next_on=_open(desk, until + timedelta(days=1)),
    )


def allowed(desk: Desk) -> Finding:
    """What the limits say when they allow a contact."""
    limits, contacts = desk.book.rulebook.limits, desk.history.contacts
    said = (
        f"last heard from us on {wording.day(contacts[-1])}" if contacts else "never heard from us"
    )
    return Finding(
        holds=True,
        says=f"{said}, needs {wording.days(limits.gap_days)} between; {_recent(desk)} of at "
        f"most {limits.per_customer} contacts in {wording.days(limits.per_days)}: holds",
        at=_place(desk),
    )


def _gap(limits: Limits) -> int:
    return max(1, limits.gap_days)


def _last(past: History | Past) -> date | None:
    """Thanks are no contact that counts, yet a reminder the day after would take them back."""
    last = past.contacts[-1] if past.contacts else None
    if past.thanked is not None and (last is None or last < past.thanked):
        return past.thanked
    return last


def _recent(desk: Desk) -> int:
    """The number of contacts in the period that ends today."""
    contacts = desk.history.contacts
    since = desk.case.today - timedelta(days=desk.book.rulebook.limits.per_days)
    return len(contacts) - bisect_right(contacts, since)


def _free_on(limits: Limits, past: History | Past, today: date) -> date:
    """The day on which there is room for one contact more; a day gone by: there is room."""
    most, period = limits.per_customer, timedelta(limits.per_days)
    if most <= 0:
        return today + period
    return past.contacts[-most] + period if len(past.contacts) >= most else today


def _latest(payments: Iterable[Payment], today: date) -> Payment | None:
    past = (payment for payment in payments if payment.on <= today)
    return max(past, key=lambda payment: (payment.on, payment.id), default=None)


def _open(desk: Desk, day: date) -> date:
    return desk.book.calendar.next_open(max(day, desk.case.today + timedelta(days=1)))


def _place(desk: Desk) -> str:
    at = desk.book.rulebook.limits.at
    return str(at) if at else "limits"
