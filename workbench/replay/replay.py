"""Every contact that a rulebook would have made, from one day to another.

Only the days on which something can change for a customer are decided: when the ledger books
something, when a mark begins or ends, when a decision said that it would look again, and when a
condition moves by itself. The days between would decide the same again, so that the outcome is
that of `decide` and `ration` on every single day.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from rules.calendar import ONE_DAY, Calendar
from rules.case import Behaviour, LedgerState, StepState, Taken, Told
from rules.deciding.compiled import compiled
from rules.deciding.ladder import THANKING
from rules.deciding.statements import APART, statement_days
from rules.deciding.thanks import ONCE_IN
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import CustomerId, Payment
from rules.ration import ration
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.outbox import BY_A_PERSON
from sync.plan import pays_well
from workbench.replay.customers import counted, event_days, moving_days, walks
from workbench.replay.moving import Event, Moves, moves

ENOUGH: Final = frozenset({"heard enough this month", "heard from us lately"})
"""Holds by which the limits of a customer make a step wait."""
FULL: Final = frozenset({"run is full", "backlog is spread"})
"""Holds by which the limits of a run make a step wait."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """What is replayed, and how people act on it."""

    start: date
    end: date
    """The last day."""
    acts: bool = True
    """Whether a person makes each call, and approves each offer, on the day it comes; else never."""


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


def replay(rulebook: Rulebook, books: Books, period: Period) -> Replay:
    """Replay the rulebook over these books."""
    return _Replay(rulebook, books, period).run()


def acted(step: Taken, *, acts: bool) -> Taken:
    """A step as it stands in a replay: what waits for a person is done, or goes on waiting."""
    waiting = step.state in (StepState.WAITING, StepState.QUEUED)
    return replace(step, state=StepState.SENT) if acts and waiting else step


def steps_of(decision: Decision, on: date, *, acts: bool) -> Iterator[Taken]:
    """The steps that a contact takes."""
    person = decision.needs_approval or decision.channel in BY_A_PERSON
    for line in decision.lines:
        if line.step is not None:
            yield Taken(
                invoice=line.invoice.id,
                policy=decision.policy or "",
                step=line.step,
                channel=decision.channel or "email",
                on=on,
                state=StepState.WAITING if person and not acts else StepState.SENT,
                contact=f"{on} {decision.invoices[0]}",
                offer=decision.action is Action.OFFER,
            )


class _Replay:
    """A replay under way."""

    def __init__(self, rulebook: Rulebook, books: Books, period: Period) -> None:
        self.rulebook = rulebook
        self.period = period
        self.calendar: Calendar = compiled(rulebook, books.company.country).calendar
        self.moves: Moves = moves(rulebook)
        self.walks = walks(books, began=period.start)
        self.pay_days = sorted({payment.on for payment in books.payments})
        self.due: dict[date, set[CustomerId]] = defaultdict(set)
        self.opens: dict[date, date] = {}
        self.contacts: list[Contacted] = []
        self.waited: dict[str, set[CustomerId]] = defaultdict(set)
        self.decided = 0
        self._lay_out(books.payments)

    def _lay_out(self, payments: Sequence[Payment]) -> None:
        first = self._open(self.period.start)
        again = list(_fresh_again(self.pay_days, self.rulebook.company.payments_within))
        stating = list(self._stating())
        announcing = [max(each.start, self.period.start) for each in self.rulebook.announcements]
        for customer, walk in self.walks.items():
            walk.take([acted(step, acts=self.period.acts) for step in walk.before])
            self.due[first].add(customer)
            thanked = (step.on + ONCE_IN for step in walk.taken if step.step in THANKING)
            apart = (told.on + APART for told in walk.told) if stating else ()
            known = (*event_days(walk), *moving_days(walk, self.moves), *thanked, *apart)
            for day in (*known, *again, *stating, *announcing):
                self._look(customer, day)

    def _stating(self) -> Iterator[date]:
        """Days from which a statement of account may go out."""
        rule = self.rulebook.statements
        if rule is not None:
            yield from statement_days(rule, self.period.start, self.period.end)

    def _open(self, day: date) -> date:
        found = self.opens.get(day)
        if found is None:
            found = self.opens[day] = self.calendar.next_open(day)
        return found

    def _look(self, customer: CustomerId, day: date) -> None:
        """Decide about a customer on that day, or the next on which anything may go out."""
        if self.period.start <= day <= self.period.end:
            self.due[self._open(day)].add(customer)

    def run(self) -> Replay:
        """Go through the days."""
        day = self.period.start
        while day <= self.period.end:
            everyone = self.walks if self.moves.every_day and self._open(day) == day else ()
            who = self.due.pop(day, set()).union(everyone)
            if who:
                self._day(day, sorted(who))
            day += ONE_DAY
        return Replay(
            period=self.period,
            contacts=tuple(self.contacts),
            waited={name: frozenset(who) for name, who in self.waited.items()},
            decided=self.decided,
        )

    def _day(self, day: date, who: Sequence[CustomerId]) -> None:
        ledger = LedgerState(last_payment_on=self._last_payment(day))
        wanted: list[Decision] = []
        known: dict[CustomerId, Behaviour] = {}
        thanks = bool(self.rulebook.thanks)
        everyone = bool(self.rulebook.announced_on(day))
        for customer in who:
            walk = self.walks[customer]
            case = walk.case(day, ledger, thanks=thanks, everyone=everyone)
            if case is None:
                continue
            self.decided += 1
            for decision in decide(self.rulebook, case, past=walk.past):
                if decision.action.is_contact:
                    wanted.append(decision)
                    known[customer] = case.behaviour
                    self._look(customer, day + ONE_DAY)
                elif decision.next_on is not None:
                    self._look(customer, max(decision.next_on, day + ONE_DAY))
                if decision.hold in ENOUGH:
                    self.waited[decision.hold].add(customer)
        if wanted:
            self._carry_out(day, wanted, known)

    def _carry_out(
        self, day: date, wanted: Sequence[Decision], known: Mapping[CustomerId, Behaviour]
    ) -> None:
        going = ration(self.rulebook, wanted, heard_today=frozenset(), tomorrow=day + ONE_DAY)
        for decision in going:
            if not decision.action.is_contact:
                if decision.hold in FULL:
                    self.waited[decision.hold].add(decision.customer)
                continue
            walk = self.walks[decision.customer]
            walk.take(list(steps_of(decision, day, acts=self.period.acts)))
            if decision.occasion is not None:
                walk.told.append(Told(decision.occasion, day))
            prompt = pays_well(known[decision.customer])
            self.contacts.append(Contacted(day, decision, prompt))
            for later in self._later(decision, day):
                self._look(walk.contact.id, later)

    def _later(self, decision: Decision, day: date) -> Iterator[date]:
        """When what was said today counts no more."""
        if decision.action is Action.THANK:
            yield day + ONCE_IN
        yield from (on for on in counted(day, self.moves.after[Event.HEARD]) if on > day)

    def _last_payment(self, day: date) -> date | None:
        place = bisect_right(self.pay_days, day)
        return self.pay_days[place - 1] if place else None


def _fresh_again(pay_days: Sequence[date], within: int | None) -> Iterator[date]:
    """Days on which a payment ends a time without any, in which overdue mails waited."""
    if within is None:
        return
    previous: date | None = None
    for day in pay_days:
        if previous is None or (day - previous).days > within:
            yield day
        previous = day
