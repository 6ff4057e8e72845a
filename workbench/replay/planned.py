"""What each open invoice hears by a plan: today, or else by the next step that comes to it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Final

from rules.ahead import Days
from rules.calendar import ONE_DAY, Calendar
from rules.case import Case
from rules.conditions import choosing
from rules.deciding.compiled import compiled
from rules.decisions import Decision
from rules.facts import CustomerId, InvoiceId
from rules.ration import RATIONED, ration
from rules.rulebook import Rulebook
from sync.plan import Plan
from workbench.replay.beyond import first_beyond
from workbench.replay.changes import Heard, heard_of, place_of
from workbench.replay.moving import Moves

AHEAD: Final = timedelta(days=366)
"""How far it is looked day by day for the next step."""


@dataclass(frozen=True, slots=True)
class Planned:
    """What is heard by a plan, and by its rulebook on the days to come."""

    heard: tuple[Heard, ...]
    """Once of each invoice, if nothing changes until then."""
    quiet: Mapping[InvoiceId, Decision]
    """What is said in the end of those of which nothing ever comes."""
    of_day: Mapping[CustomerId, tuple[Case, Sequence[Decision]]]
    """On the day of the plan: each customer, and what is decided about them."""


def planned(rulebook: Rulebook, plan: Plan, cases: Sequence[Case]) -> Planned:
    """What is heard of each invoice of these cases."""
    of_customer = _by_customer(plan.decisions)
    customers: list[_Customer] = []
    heard: list[Heard] = []
    for case in cases:
        today = of_customer.get(case.customer.id, [])
        good = case.customer.id in plan.good_payers
        for decision in today:
            if decision.action.is_contact:
                heard.extend(heard_of(decision, plan.on, good_history=good))
        customers.append(_Customer.of(rulebook, case, today, good_history=good))
    calendar = compiled(rulebook, plan.company.country).calendar
    until = min(plan.on, date.max - AHEAD) + AHEAD
    heard.extend(_Queue(rulebook, calendar, customers).heard(plan.on, until))
    quiet = {invoice: d for each in customers for invoice, d in each.quiet.items()}
    of_day = {case.customer.id: (case, of_customer.get(case.customer.id, ())) for case in cases}
    return Planned(tuple(heard), quiet, of_day)


@dataclass(slots=True, eq=False)
class _Customer:
    """A customer on the days to come."""

    id: CustomerId
    days: Days
    wanted: set[InvoiceId]
    """The invoices that take no step today, and of which none has come yet; and what finds no room
    today and is about the customer as a whole."""
    quiet: dict[InvoiceId, Decision]
    """What was said last of each that is wanted; of several days with one hold that of the first."""
    restless: frozenset[str | None]
    """The guards that a day may end, and None where a day may bring another ladder."""
    said: Sequence[Decision]
    """What was decided on the last day that was looked at."""
    good_history: bool
    crowded_out: bool
    """A contact of theirs finds no room, and comes as soon as there is some."""

    @classmethod
    def of(
        cls, rulebook: Rulebook, case: Case, today: Sequence[Decision], *, good_history: bool
    ) -> "_Customer":
        """The customer after what is decided today."""
        taken = {line.invoice.id for d in today for line in d.lines if line.step is not None}
        customer = cls(
            id=case.customer.id,
            days=Days(rulebook, case, today, every_day=False),
            wanted=({invoice.id for invoice in case.invoices} - taken)
            | {place_of(d) for d in today if d.hold and d.occasion is not None},
            quiet={},
            restless=_restless(rulebook),
            said=today,
            good_history=good_history,
            crowded_out=_rationed(today),
        )
        customer.keep(today)
        return customer

    def keep(self, decided: Sequence[Decision]) -> None:
        """Remember what is said of those that are wanted."""
        for decision in decided:
            if decision.action.is_contact:
                continue
            for invoice in self.wanted.intersection((*decision.invoices, place_of(decision))):
                before = self.quiet.get(invoice)
                if before is None or decision.hold is None or decision.hold != before.hold:
                    self.quiet[invoice] = decision

    def next_look(self, today: date) -> date | None:
        """The next day on which something can be decided; None where nothing follows."""
        wanted = (each for each in self.said if not self.wanted.isdisjoint(each.invoices))
        if any(not d.action.is_contact and d.hold in self.restless for d in wanted):
            return today + ONE_DAY
        return self.days.next_look

    def far(self, after: date, calendar: Calendar) -> Iterator[Heard]:
        """What comes beyond the days that are looked at one by one."""
        for invoice in sorted(self.wanted):
            if invoice not in self.wanted:
                continue  # it came with another
            coming = first_beyond(self.days, invoice, after=after, calendar=calendar)
            if coming is not None:
                yield from self.hear([coming.decision], coming.on)

    def hear(self, decided: Sequence[Decision], on: date) -> Iterator[Heard]:
        """Those of the day's steps that are the first of their invoice."""
        for decision in decided:
            if not decision.action.is_contact:
                continue
            for heard in heard_of(decision, on, good_history=self.good_history):
                if heard.invoice in self.wanted:
                    self.wanted.discard(heard.invoice)
                    before = self.quiet.pop(heard.invoice, None)
                    held = before.reason if before is not None and before.hold else None
                    yield replace(heard, held=held)


@dataclass(slots=True)
class _Queue:
    """All customers, day by day: a run has only so much room, and they share it.

    One of whom nothing is wanted any more is followed on only while others find no room: until then it
    may take theirs.
    """

    rulebook: Rulebook
    calendar: Calendar
    customers: list[_Customer]

    def heard(self, today: date, until: date) -> Iterator[Heard]:
        """The first step of each wanted invoice."""
        looks: dict[date, list[_Customer]] = defaultdict(list)
        self._schedule(self.customers, looks, today)
        wanting = sum(bool(each.wanted) for each in self.customers)
        while wanting and looks and (day := min(looks)) <= until:
            crowded = any(each.crowded_out and each.wanted for each in self.customers)
            now = [each for each in looks.pop(day) if each.wanted or crowded]
            for customer, decided in self._run(now, day):
                had = bool(customer.wanted)
                yield from customer.hear(decided, day)
                wanting -= had and not customer.wanted
            self._schedule(now, looks, day)
        for customer in self.customers:
            yield from customer.far(until, self.calendar)

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
            customer.said = decided
            if self.calendar.is_open(day):  # on others nothing is due, whatever holds
                customer.keep(decided)
                customer.crowded_out = customer.crowded_out and _rationed(decided)
            yield customer, decided

    def _schedule(
        self, customers: Iterable[_Customer], looks: dict[date, list[_Customer]], today: date
    ) -> None:
        for customer in customers:
            if (day := customer.next_look(today)) is not None:
                looks[day].append(customer)


def _by_customer(decisions: Iterable[Decision]) -> Mapping[CustomerId, list[Decision]]:
    found: dict[CustomerId, list[Decision]] = defaultdict(list)
    for decision in decisions:
        found[decision.customer].append(decision)
    return found


def _rationed(decided: Iterable[Decision]) -> bool:
    return any(decision.hold in RATIONED for decision in decided)


def _restless(rulebook: Rulebook) -> frozenset[str | None]:
    always = Moves.of(choosing(rulebook))
    moves = always.every_day or any(always.after.values())
    guards = (guard.name for guard in rulebook.guards)
    return frozenset([*guards, None] if moves else guards)
