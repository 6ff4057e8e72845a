"""On which days a condition of a rulebook can change though nothing in the ledger does.

`days_overdue: ">= 10"` changes ten days after the due date: that day, and the days beside it, are
worth deciding. A fact that no list here names makes every day worth it, so that a new one costs time
and never a contact. Name it in all the lists in which it belongs.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Final

from rules.case import Case
from rules.comparisons import Compare, CompareMoney, Is, IsNone, Like, OneOf, Test
from rules.conditions import OURS, All, Any, FactTest, Not, asking, choosing
from rules.deciding.compiled import Compiled
from rules.deciding.statements import CATCH_UP, period_at, statement_days
from rules.rulebook import Condition, Verdict


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


_OF_CONTACTS: Final = frozenset(
    [
        "steps_done",
        "step_done",
        "calls",
        "call_outcome",
        "days_since_contact",
        "days_since_call",
        "days_since_sent",
    ]
)
"""A contact can change them at once; all others wait for the ledger or for a mark."""
_OF_ISSUES: Final = frozenset(
    [
        "days_known",
        "open_invoices",
        "total_due",
        "overdue_invoices",
        "overdue_balance",
        "oldest_days_overdue",
        "bounced_addresses",
        "disputes",
        "holds",
    ]
)
"""Facts of a customer that another invoice of theirs can change on the day of its issue."""


@dataclass(frozen=True, slots=True)
class Moves:
    """When some conditions can change by themselves."""

    after: Mapping[Event, frozenset[int]]
    """So many days after these; before them when negative."""
    every_day: bool = False
    """It cannot be told, so that every day is worth a look."""
    by_contacts: bool = False
    """Whether a contact can change one at once."""
    by_issues: bool = False
    """Whether an invoice can change one for the others of its customer by being issued."""

    @classmethod
    def of(cls, conditions: Iterable[Condition | None]) -> "Moves":
        """Read it off these conditions; None is one that was left out."""
        after: dict[Event, set[int]] = {event: set() for event in Event}
        leaves = [leaf for each in conditions if each is not None for leaf in _leaves(each)]
        counted = [_count(leaf, after) for leaf in leaves]
        facts = {leaf.fact for leaf in leaves if isinstance(leaf, FactTest)}
        every_day = not all(counted)
        return cls(
            {event: frozenset(days) for event, days in after.items()},
            every_day,
            by_contacts=every_day or not facts.isdisjoint(_OF_CONTACTS),
            by_issues=every_day or not facts.isdisjoint(_OF_ISSUES),
        )


@dataclass(frozen=True, slots=True)
class Season:
    """The days on which something may be said by the calendar alone, where its condition holds."""

    begins: tuple[date, ...]
    """The first day of each time of it."""
    days: Mapping[date, str]
    """Each day, and the occasion that is told then."""
    when: Condition | None
    moves: Moves
    steps_aside: bool
    """Whether it waits, without a word of it, while the customer hears anything else."""

    @classmethod
    def of(
        cls, spans: Iterable[tuple[date, date, str]], when: Condition | None, *, steps_aside: bool
    ) -> "Season":
        """From the first and the last day of each time of it, and what is told in it."""
        times = list(spans)
        days = {day: told for first, last, told in times for day in days_between(first, last)}
        return cls(tuple(first for first, *_ in times), days, when, Moves.of([when]), steps_aside)

    def is_for(self, case: Case) -> bool:
        """Whether it may be for a customer today; what the rulebook itself gives is not asked here."""
        occasion = self.days.get(case.today)
        if occasion is None or any(told.occasion == occasion for told in case.told):
            return False
        if self.when is None or any(any(asking(self.when, fact)) for fact in OURS):
            return True
        return self.when.verdict(case, None) is not Verdict.NO

    @property
    def may_follow(self) -> bool:
        """Whether a contact of any kind may make room for it, or bring it about."""
        return self.steps_aside or self.moves.by_contacts


@dataclass(frozen=True, slots=True)
class Moving:
    """When a rulebook can come to say something else though nothing in the ledger changes."""

    always: Moves
    """What chooses the ladder and the people."""
    guards: Mapping[str, Moves]
    """By name. A guard that begins to hold keeps quiet what is looked at anyway; when one ceases
    matters only to whom it holds."""
    seasons: tuple[Season, ...]
    """Statements of account and announcements: their conditions are asked in their time alone."""


def moving(book: Compiled, start: date, end: date) -> Moving:
    """Read it off a rulebook, for the days from one to the other."""
    guards: dict[str, list[Condition | None]] = defaultdict(list)
    for guard in book.rulebook.guards:
        guards[guard.name].append(guard.when)
    return Moving(
        Moves.of(choosing(book.rulebook)),
        {name: Moves.of(conditions) for name, conditions in guards.items()},
        tuple(_seasons(book, start, end)),
    )


def _seasons(book: Compiled, start: date, end: date) -> Iterator[Season]:
    rule = book.rulebook.statements
    if rule is not None:
        periods = [period_at(rule, day) for day in statement_days(rule, start, end)]
        goes = [(book.calendar.next_open(each.goes), each.occasion) for each in periods]
        spans = [(day, day + CATCH_UP, occasion) for day, occasion in goes]
        yield Season.of(spans, rule.when, steps_aside=False)
    for each in book.rulebook.announcements:
        spoken = (max(each.start, start), min(each.until, end), each.occasion)
        yield Season.of([spoken], each.when, steps_aside=True)


def days_between(first: date, last: date) -> Iterator[date]:
    """Every day from one to the other, both included."""
    return (first + timedelta(n) for n in range((last - first).days + 1))


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
