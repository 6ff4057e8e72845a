"""How often a customer may hear from us at all, whatever the number of their invoices."""

from bisect import bisect_right
from collections.abc import Iterable
from datetime import date, timedelta

from rules import wording
from rules.deciding.desk import Desk
from rules.deciding.holds import Held, hold
from rules.decisions import Finding
from rules.facts import Payment


def too_soon(desk: Desk) -> Held | None:
    """The gap after the last contact, and the number of contacts in the period."""
    limits, contacts = desk.book.rulebook.limits, desk.history.contacts
    thanked = desk.history.thanked
    if not contacts and thanked is None:
        return None
    last = contacts[-1] if contacts else date.min
    if thanked is not None and thanked > last:
        last = thanked  # no contact that counts, yet a reminder the day after takes thanks back
    gap = max(1, limits.gap_days)
    if (desk.case.today - last).days < gap:
        heard = "The customer heard from us on"
        if last == desk.history.awaited:
            heard = "Something for the customer waits for a person since"
        return hold(
            "heard from us lately",
            f"{heard} {wording.day(last)}, less than {wording.days(gap)} ago",
            at=_place(desk),
            next_on=_open(desk, last + timedelta(days=gap)),
        )
    return enough(desk) if room(desk) <= 0 else None


def enough(desk: Desk) -> Held:
    """The hold for what no longer fits into the customer's period."""
    limits = desk.book.rulebook.limits
    recent = _recent(desk)
    freed = recent[-limits.per_customer] if 0 < limits.per_customer <= len(recent) else None
    free_on = (freed or desk.case.today) + timedelta(days=limits.per_days)
    return hold(
        "heard enough this month",
        f"The customer heard from us {len(recent)} times in {wording.days(limits.per_days)}, "
        f"and may hear {limits.per_customer} times",
        at=_place(desk),
        next_on=_open(desk, free_on),
    )


def room(desk: Desk) -> int:
    """How many contacts the customer may still have today."""
    return desk.book.rulebook.limits.per_customer - len(_recent(desk))


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
        says=f"{said}, needs {wording.days(limits.gap_days)} between; {len(_recent(desk))} of at "
        f"most {limits.per_customer} contacts in {wording.days(limits.per_days)}: holds",
        at=_place(desk),
    )


def _recent(desk: Desk) -> tuple[date, ...]:
    since = desk.case.today - timedelta(days=desk.book.rulebook.limits.per_days)
    return desk.history.contacts[bisect_right(desk.history.contacts, since) :]


def _latest(payments: Iterable[Payment], today: date) -> Payment | None:
    past = (payment for payment in payments if payment.on <= today)
    return max(past, key=lambda payment: (payment.on, payment.id), default=None)


def _open(desk: Desk, day: date) -> date:
    return desk.book.calendar.next_open(max(day, desk.case.today + timedelta(days=1)))


def _place(desk: Desk) -> str:
    at = desk.book.rulebook.limits.at
    return str(at) if at else "limits"
