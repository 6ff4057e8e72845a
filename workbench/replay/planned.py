"""What each open invoice hears by a plan: today, or else by the next step that comes to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from rules.ahead import Days
from rules.calendar import ONE_DAY, Calendar
from rules.case import Case
from rules.deciding.compiled import compiled
from rules.decisions import Action, Decision
from rules.facts import CustomerId, InvoiceId
from rules.ration import RATIONED, ration
from rules.rulebook import Rulebook
from sync.plan import Plan
from workbench.replay.changes import Heard, heard_of

AHEAD: Final = timedelta(days=366)
"""How far it is looked for the next step."""


def planned(rulebook: Rulebook, plan: Plan, cases: Sequence[Case]) -> Iterator[Heard]:
    """What is heard of each invoice of these cases: once of each, if nothing changes until then."""
    of_customer = _by_customer(plan.decisions)
    customers: list[_Customer] = []
    for case in cases:
        today = of_customer.get(case.customer.id, [])
        good = case.customer.id in plan.good_payers
        for decision in today:
            if decision.action.is_contact:
                yield from heard_of(decision, plan.on, good_history=good)
        customers.append(_Customer.of(rulebook, case, today, good_history=good))
    calendar = compiled(rulebook, plan.company.country).calendar
    yield from _Queue(rulebook, calendar, customers).heard(plan.on + AHEAD)


@dataclass(slots=True, eq=False)
class _Customer:
    """A customer on the days to come."""

    id: CustomerId
    days: Days
    wanted: set[InvoiceId]
    """The invoices that take no step today, and of which none has come yet."""
    held: Mapping[InvoiceId, str]
    good_history: bool
    crowded_out: bool
    """A contact of theirs finds no room, and comes as soon as there is some."""

    @classmethod
    def of(
        cls, rulebook: Rulebook, case: Case, today: Sequence[Decision], *, good_history: bool
    ) -> "_Customer":
        """The customer after what is decided today."""
        guards = {guard.name for guard in rulebook.guards}
        ending = any(decision.hold in guards for decision in today)
        taken = {line.invoice.id for d in today for line in d.lines if line.step is not None}
        return cls(
            id=case.customer.id,
            days=Days(rulebook, case, today, every_day=ending),
            wanted={invoice.id for invoice in case.invoices} - taken,
            held=dict(_held(today)),
            good_history=good_history,
            crowded_out=_rationed(today),
        )

    def hear(self, decided: Sequence[Decision], on: date) -> Iterator[Heard]:
        """Those of the day's steps that are the first of their invoice."""
        for decision in decided:
            if not decision.action.is_contact:
                continue
            for heard in heard_of(decision, on, good_history=self.good_history):
                if heard.invoice in self.wanted:
                    self.wanted.discard(heard.invoice)
                    yield replace(heard, held=self.held.get(heard.invoice))


@dataclass(slots=True)
class _Queue:
    """All customers, day by day: a run has only so much room, and they share it.

    One of whom nothing is wanted any more is followed on only while others find no room: until then it
    may take theirs.
    """

    rulebook: Rulebook
    calendar: Calendar
    customers: list[_Customer]

    def heard(self, until: date) -> Iterator[Heard]:
        """The first step of each wanted invoice."""
        looks: dict[date, list[_Customer]] = defaultdict(list)
        self._schedule(self.customers, looks)
        wanting = sum(bool(each.wanted) for each in self.customers)
        while wanting and looks and (day := min(looks)) <= until:
            crowded = any(each.crowded_out and each.wanted for each in self.customers)
            now = [each for each in looks.pop(day) if each.wanted or crowded]
            for customer, decided in self._run(now, day):
                had = bool(customer.wanted)
                yield from customer.hear(decided, day)
                wanting -= had and not customer.wanted
            self._schedule(now, looks)

    def _run(
        self, customers: Sequence[_Customer], day: date
    ) -> Iterator[tuple[_Customer, Sequence[Decision]]]:
        """What of the day's decisions finds room."""
        wished = [decision for each in customers for decision in each.days.decide(day)]
        going = ration(self.rulebook, wished, heard_today=frozenset(), tomorrow=day + ONE_DAY)
        of_customer = _by_customer(going)
        for customer in customers:
            decided = of_customer.get(customer.id, [])
            customer.days.settle(decided)
            if customer.crowded_out and self.calendar.is_open(day):
                customer.crowded_out = _rationed(decided)
            yield customer, decided

    def _schedule(self, customers: Iterable[_Customer], looks: dict[date, list[_Customer]]) -> None:
        for customer in customers:
            if (day := customer.days.next_look) is not None:
                looks[day].append(customer)


def _by_customer(decisions: Iterable[Decision]) -> Mapping[CustomerId, list[Decision]]:
    found: dict[CustomerId, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.customer].append(decision)
    return found


def _rationed(decided: Iterable[Decision]) -> bool:
    return any(decision.hold in RATIONED for decision in decided)


def _held(today: Iterable[Decision]) -> Iterator[tuple[InvoiceId, str]]:
    for decision in today:
        if decision.action is Action.HOLD:
            yield from ((invoice, decision.reason) for invoice in decision.invoices)
