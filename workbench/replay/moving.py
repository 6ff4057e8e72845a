"""On which days a condition of a rulebook can change though nothing in the ledger does.

`days_overdue: ">= 10"` changes ten days after the due date: that day, and the days beside it, are
worth deciding. What is not known here to move in a countable way makes every day worth it, so that
a new fact costs time and never a contact.
"""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rules.comparisons import Compare, CompareMoney, Is, IsNone, Like, OneOf, Test
from rules.conditions import All, Any, FactTest, Not, conditions_of
from rules.rulebook import Condition, Rulebook


class Event(StrEnum):
    """What a number of days is counted from."""

    DUE = "due"
    ISSUED = "issued"
    MAILED = "mailed by the ledger"
    HEARD = "heard from us"
    REPLIED = "replied"
    PAID = "paid"


_SINCE: Final[Mapping[str, tuple[Event, ...]]] = {
    "days_overdue": (Event.DUE,),
    "oldest_days_overdue": (Event.DUE,),
    "days_since_issued": (Event.ISSUED,),
    "days_known": (Event.ISSUED,),
    "days_since_sent": (Event.MAILED, Event.HEARD),
    "days_since_contact": (Event.HEARD,),
    "days_since_call": (Event.HEARD,),
    "days_since_reply": (Event.REPLIED,),
    "days_since_payment": (Event.PAID,),
}
_UNTIL: Final = {"days_until_due": Event.DUE}
_OVERDUE: Final = frozenset({"overdue_invoices", "overdue_balance"})
"""They change on the day after the due date, whatever they are tested for."""
_STILL: Final = frozenset(
    [
        "number",
        "reference",
        "currency",
        "department",
        "class",
        "sub_customer",
        "tag",
        "amount",
        "balance",
        "part_paid",
        "viewed",
        "has_pay_link",
        "issued",
        "due",
        "steps_done",
        "step_done",
        "delivery_problem",
        "on_instalments",
        "instalments_missed",
        "customer",
        "segment",
        "language",
        "auto_pay",
        "country",
        "group",
        "invoices_paid",
        "paid_late_share",
        "median_days_late",
        "mean_days_late",
        "trend_days_late",
        "open_invoices",
        "total_due",
        "unapplied_credit",
        "bounced_addresses",
        "calls",
        "call_outcome",
        "promises_kept",
        "promises_broken",
        "disputes",
        "holds",
    ]
)
"""They change only when something is booked, said or done, and that day is decided anyway."""


@dataclass(frozen=True, slots=True)
class Moves:
    """When the conditions of a rulebook can change by themselves."""

    after: Mapping[Event, frozenset[int]]
    """So many days after these; before them when negative."""
    every_day: bool
    """It cannot be told, so that every day is decided."""


def moves(rulebook: Rulebook) -> Moves:
    """Read it off the conditions of a rulebook."""
    after: dict[Event, set[int]] = {event: set() for event in Event}
    every_day = False
    for condition in conditions_of(rulebook):
        for leaf in _leaves(condition) if condition is not None else ():
            if not _count(leaf, after):
                every_day = True
    return Moves({event: frozenset(days) for event, days in after.items()}, every_day)


def _leaves(condition: Condition) -> Iterator[Condition]:
    match condition:
        case All() | Any():
            for part in condition.parts:
                yield from _leaves(part)
        case Not():
            yield from _leaves(condition.part)
        case _:
            yield condition


def _count(leaf: Condition, after: dict[Event, set[int]]) -> bool:
    """Note the days of one test; whether they can be told."""
    if not isinstance(leaf, FactTest):
        return False
    if leaf.fact in _STILL:
        return True
    if leaf.fact in _OVERDUE:
        after[Event.DUE].add(1)
        return True
    bounds = _bounds(leaf.test)
    if bounds is None or (leaf.fact not in _SINCE and leaf.fact not in _UNTIL):
        return False
    for event in _SINCE.get(leaf.fact, ()):
        after[event] |= bounds
    if leaf.fact in _UNTIL:
        # counted down: what begins at a number growing ceases a day after it falling
        after[_UNTIL[leaf.fact]] |= {1 - bound for bound in bounds}
    return True


def _bounds(test: Test) -> set[int] | None:
    """The numbers of days at which a test begins or ceases to hold, as they grow by one a day."""
    match test:
        case Compare(than=Decimal() as than):
            near = math.floor(than)
            held = {days: test.verdict(days) for days in range(near - 1, near + 3)}
            return {days for days in range(near, near + 3) if held[days] is not held[days - 1]}
        case OneOf():
            found = [_bounds(part) for part in test.tests]
            known = [part for part in found if part is not None]
            return set().union(*known) if len(known) == len(found) else None
        case IsNone() | Is() | Like() | CompareMoney():
            return set()
        case _:
            return None
