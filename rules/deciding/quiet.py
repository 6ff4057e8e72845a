"""How often a customer may hear from us at all, whatever the number of their invoices."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
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
    recent = _recent(limits, past, today)
    if len(recent) < limits.per_customer:
        return None
    return ENOUGH, _freed(limits, recent, today)


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
    recent = _recent(limits, desk.history, today)
    return hold(
        ENOUGH,
        f"The customer heard from us {len(recent)} times in {wording.days(limits.per_days)}, "
        f"and may hear {limits.per_customer} times",
        at=_place(desk),
        next_on=_open(desk, _freed(limits, recent, today)),
    )


def room(desk: Desk) -> int:
    """How many contacts the customer may still have today."""
    limits = desk.book.rulebook.limits
    return limits.per_customer - len(_recent(limits, desk.history, desk.case.today))


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
    recent = len(_recent(limits, desk.history, desk.case.today))
    return Finding(
        holds=True,
        says=f"{said}, needs {wording.days(limits.gap_days)} between; {recent} of at "
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


def _recent(limits: Limits, past: History | Past, today: date) -> tuple[date, ...]:
    since = today - timedelta(days=limits.per_days)
    return past.contacts[bisect_right(past.contacts, since) :]


def _freed(limits: Limits, recent: Sequence[date], today: date) -> date:
    """The day on which there is room for one contact more."""
    enough = 0 < limits.per_customer <= len(recent)
    return (recent[-limits.per_customer] if enough else today) + timedelta(limits.per_days)


def _latest(payments: Iterable[Payment], today: date) -> Payment | None:
    past = (payment for payment in payments if payment.on <= today)
    return max(past, key=lambda payment: (payment.on, payment.id), default=None)


def _open(desk: Desk, day: date) -> date:
    return desk.book.calendar.next_open(max(day, desk.case.today + timedelta(days=1)))


def _place(desk: Desk) -> str:
    at = desk.book.rulebook.limits.at
    return str(at) if at else "limits"
