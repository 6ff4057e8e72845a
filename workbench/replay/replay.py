"""Every contact that a rulebook would have made, from one day to another.

Only the days on which something can change for a customer are decided: when the ledger books
something, when a mark begins or ends, when a decision said that it would look again, and when a
condition moves by itself. The days between would decide the same again, so that the outcome is
that of `decide` and `ration` on every single day.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from connectors.errors import Misuse
from rules.ahead import steps_taken
from rules.calendar import ONE_DAY
from rules.case import Behaviour, LedgerState, StepState, Taken, Told
from rules.deciding import quiet
from rules.deciding.compiled import compiled
from rules.decisions import Decision
from rules.engine import decide
from rules.facts import CustomerId
from rules.ration import ration
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.outbox import BY_A_PERSON
from sync.plan import pays_well
from workbench.replay.customers import walks
from workbench.replay.lookout import Lookout
from workbench.replay.walk import Walk

ENOUGH: Final = frozenset({quiet.ENOUGH, quiet.LATELY})
"""Holds by which the limits of a customer make a step wait."""
FULL: Final = frozenset({"run is full", "backlog is spread"})
"""Holds by which the limits of a run make a step wait."""

_NO_TIME: Final = timedelta(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is replayed, and how people act on it. Raises Misuse for days the wrong way round."""

    start: date
    end: date
    """The last day."""
    acts: bool = True
    """Whether a person makes each call, and approves each offer, on the day it comes; else never."""
    pulled: date = date.max
    """After this day nothing is known to be paid, and the ledger is as fresh as it was on it."""

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise Misuse(f'"{self.end}" lies before "{self.start}"; give --from the earlier day.')


@dataclass(frozen=True, slots=True)
class Contacted:
    """One contact that would have been made."""

    on: date
    decision: Decision
    prompt: bool
    """Whether the customer was known by then to pay on time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Replay:
    """What came of a replay."""

    period: Period
    contacts: tuple[Contacted, ...]
    """By day, then by customer."""
    waited: Mapping[str, frozenset[CustomerId]]
    """By the limit that made a step wait: the customers."""
    decided: int
    """How many customers were decided about, counted anew on each day."""


Progress = Callable[[date], None]
"""Told each day that a replay comes to."""


def no_progress(day: date) -> None:
    """Nobody looks."""


def replay(
    rulebook: Rulebook, books: Books, period: Period, *, progress: Progress = no_progress
) -> Replay:
    """Replay the rulebook over these books."""
    return _Replay(rulebook, books, period).run(progress)


def acted(step: Taken, *, acts: bool) -> Taken:
    """A step as it stands in a replay: what waits for a person is done, or goes on waiting."""
    waiting = step.state in (StepState.WAITING, StepState.QUEUED)
    return replace(step, state=StepState.SENT) if acts and waiting else step


def steps_of(decision: Decision, on: date, *, acts: bool) -> Iterator[Taken]:
    """The steps that a contact takes, done by then or waiting for a person."""
    person = decision.needs_approval or decision.channel in BY_A_PERSON
    return steps_taken(
        decision, on, state=StepState.WAITING if person and not acts else StepState.SENT
    )


@dataclass(frozen=True, slots=True)
class PayDays:
    """The days on which anybody paid."""

    days: Sequence[date]
    pulled: date

    @classmethod
    def of(cls, books: Books, *, pulled: date) -> "PayDays":
        """Read them off the ledger; after the last pull none are known."""
        return cls(sorted({payment.on for payment in books.payments}), pulled)

    def ledger(self, day: date) -> LedgerState:
        """How fresh the ledger is on a day."""
        place = bisect_right(self.days, day)
        if not place:
            return LedgerState()
        return LedgerState(last_payment_on=self.days[place - 1] + max(day - self.pulled, _NO_TIME))


class _Replay:
    """A replay under way."""

    def __init__(self, rulebook: Rulebook, books: Books, period: Period) -> None:
        self.rulebook = rulebook
        self.period = period
        book = compiled(rulebook, books.company.country)
        self.lookout = Lookout(book, period.start, period.end)
        self.walks = walks(books, began=period.start)
        self.pay_days = PayDays.of(books, pulled=period.pulled)
        self.contacts: list[Contacted] = []
        self.waited: dict[str, set[CustomerId]] = defaultdict(set)
        self.decided = 0
        for walk in self.walks.values():
            walk.take([acted(step, acts=period.acts) for step in walk.before])
        again = _fresh_again(self.pay_days.days, rulebook.company.payments_within)
        self.lookout.lay_out(self.walks, list(again))

    def run(self, progress: Progress) -> Replay:
        """Go through the days."""
        day = self.period.start
        while day <= self.period.end:
            progress(day)
            if who := self.lookout.due_on(day):
                self._day(day, who)
            day += ONE_DAY
        return Replay(
            period=self.period,
            contacts=tuple(self.contacts),
            waited={name: frozenset(who) for name, who in self.waited.items()},
            decided=self.decided,
        )

    def _day(self, day: date, who: Sequence[CustomerId]) -> None:
        ledger = self.pay_days.ledger(day)
        wanted: list[Decision] = []
        known: dict[CustomerId, Behaviour] = {}
        everyone = bool(self.rulebook.announced_on(day))
        for customer in who:
            walk = self.walks[customer]
            walk.reach(day)
            if self._stays_quiet(walk, day):
                continue
            case = walk.case(day, ledger, thanks=self.lookout.thanks, everyone=everyone)
            if case is None or not self.lookout.is_due(walk, case):
                continue
            self.decided += 1
            decisions = decide(self.rulebook, case, past=walk.past)
            self.lookout.decided(walk, decisions, day)
            for decision in decisions:
                if decision.action.is_contact:
                    wanted.append(decision)
                    known[customer] = case.behaviour
                elif decision.hold in ENOUGH:
                    self.waited[decision.hold].add(customer)
        if wanted:
            self._carry_out(day, wanted, known)

    def _stays_quiet(self, walk: Walk, day: date) -> bool:
        """Whether nothing can go out for a limit of which it is known that it makes them wait."""
        found = quiet.quiet_until(self.rulebook.limits, walk.past, day)
        if found is None:
            return False
        name, until = found
        if walk.contact.id not in self.waited.get(name, ()):
            return False
        if walk.may_be_thanked(day, self.lookout.thanks):
            return False
        if self.rulebook.send_invoices is not None and walk.has_unsent:
            return False
        self.lookout.again(walk.contact.id, day, until)
        return True

    def _carry_out(
        self, day: date, wanted: Sequence[Decision], known: Mapping[CustomerId, Behaviour]
    ) -> None:
        going = ration(self.rulebook, wanted, heard_today=frozenset(), tomorrow=day + ONE_DAY)
        if len(going) < len(wanted):  # thanks that do not fit are left out
            for decision in wanted:
                self.lookout.look(decision.customer, day + ONE_DAY)
        for decision in going:
            if not decision.action.is_contact:
                self.lookout.look(decision.customer, day + ONE_DAY)
                if decision.hold in FULL:
                    self.waited[decision.hold].add(decision.customer)
                continue
            walk = self.walks[decision.customer]
            walk.take(list(steps_of(decision, day, acts=self.period.acts)))
            walk.heard.append(day)
            if decision.occasion is not None:
                walk.tell(Told(decision.occasion, day))
            prompt = pays_well(known[decision.customer])
            self.contacts.append(Contacted(day, decision, prompt))
            self.lookout.contacted(walk, decision, day)


def _fresh_again(pay_days: Sequence[date], within: int | None) -> Iterator[date]:
    """Days on which a payment ends a time without any, in which overdue mails waited."""
    if within is None:
        return
    previous: date | None = None
    for day in pay_days:
        if previous is None or (day - previous).days > within:
            yield day
        previous = day
