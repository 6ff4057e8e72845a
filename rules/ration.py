"""What one run may do as a whole: one mail a person a day across customers, the size of a run, and
an old backlog spread over days.

Old debts of many customers enter with the largest balance first. Balances of different currencies
are not added up: a decision counts by the largest of its totals.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final

from msgspec import structs

from rules.deciding.compiled import our_addresses
from rules.decisions import Action, Decision, Finding
from rules.facts import CustomerId, Person
from rules.rulebook import Rulebook

ONE_MAIL: Final = "one mail a day"
FULL: Final = "run is full"
SPREAD: Final = "backlog is spread"
RATIONED: Final = frozenset({ONE_MAIL, FULL, SPREAD})
"""Holds of what finds no room in a run, and comes with one of the next."""


def ration(
    rulebook: Rulebook,
    decisions: Sequence[Decision],
    *,
    heard_today: frozenset[str],
    tomorrow: date,
) -> tuple[Decision, ...]:
    """Keep the contacts that fit into this run; the others become holds, in the same places.

    `heard_today` are the addresses, in lower case, to which earlier runs of the day wrote; `tomorrow`
    is the day of the next run that may have room. Thanks that do not fit are left out: they are about
    nothing that is owed.
    """
    run = _Run(rulebook, tomorrow, our_addresses(rulebook), set(heard_today))
    if run.has_room_for(decisions):
        return tuple(decisions)
    kept: dict[int, Decision | None] = {}
    for place in sorted(range(len(decisions)), key=lambda place: _order(decisions[place])):
        kept[place] = run.admit(decisions[place])
    return tuple(
        decision for place in range(len(decisions)) if (decision := kept[place]) is not None
    )


@dataclass(slots=True)
class _Run:
    """What a run has used up so far."""

    rulebook: Rulebook
    tomorrow: date
    ours: frozenset[str]
    heard: set[str]
    contacts: int = 0
    backlog: set[CustomerId] = field(default_factory=set)

    def has_room_for(self, decisions: Sequence[Decision]) -> bool:
        """Whether all fit, and nobody is in two of them: nearly always so, and then soon seen."""
        contacts = [each for each in decisions if each.action.is_contact]
        old = {each.customer for each in contacts if each.backlog}
        limits = self.rulebook.limits
        if len(contacts) > limits.per_run or len(old) > limits.backlog_per_run:
            return False
        heard = set(self.heard)
        for each in contacts:
            people = self._people((*each.to, *each.cc))
            if not heard.isdisjoint(people):
                return False
            heard |= people
        return True

    def admit(self, decision: Decision) -> Decision | None:
        """The decision as it may go, a hold in its place, or None for thanks that do not fit."""
        if not decision.action.is_contact:
            return decision
        if (why := self._too_much(decision)) is not None:
            return self._held(decision, *why)
        self.contacts += 1
        if decision.backlog:
            self.backlog.add(decision.customer)
        decision = self._without_copies(decision)
        self.heard |= self._people((*decision.to, *decision.cc))
        return decision

    def _too_much(self, decision: Decision) -> tuple[str, str, str] | None:
        limits = self.rulebook.limits
        at = str(limits.at) if limits.at else "limits"
        if self._people(decision.to) & self.heard:
            return ONE_MAIL, "They hear from us today about another customer.", "promise 4"
        if self.contacts >= limits.per_run:
            says = f"This run is full: it contacts {limits.per_run} at most."
            return FULL, says, at
        full = len(self.backlog) >= limits.backlog_per_run
        if decision.backlog and full and decision.customer not in self.backlog:
            says = f"Old debts are spread over days: {limits.backlog_per_run} customers in a run."
            return SPREAD, says, at
        return None

    def _without_copies(self, decision: Decision) -> Decision:
        """Leave out copies to people who have heard from us today."""
        twice = self._people(decision.cc) & self.heard
        if not twice:
            return decision
        cc = tuple(p for p in decision.cc if (p.email or "").lower() not in twice)
        says = f"no copy to {', '.join(sorted(twice))}: they hear from us today already"
        finding = Finding(holds=False, says=says, at="promise 4")
        return structs.replace(decision, cc=cc, findings=(*decision.findings, finding))

    def _held(self, decision: Decision, name: str, says: str, at: str) -> Decision | None:
        if decision.action is Action.THANK:
            return None
        # the invoices that it lists stand in decisions of their own
        lines = () if decision.action.is_of_customer else decision.lines
        finding = Finding(holds=True, says=says, at=at)
        return Decision(
            action=Action.HOLD,
            customer=decision.customer,
            customer_name=decision.customer_name,
            lines=tuple(structs.replace(line, step=None) for line in lines),
            reason=says,
            policy=decision.policy,
            occasion=decision.occasion,
            hold=name,
            next_on=self.tomorrow,
            tasks=decision.tasks,
            findings=(*decision.findings, finding),
            because=finding,
        )

    def _people(self, people: Sequence[Person]) -> set[str]:
        return {p.email.lower() for p in people if p.email} - self.ours


_LAST: Final = {Action.THANK: 1, Action.ANNOUNCE: 2}


def _order(decision: Decision) -> tuple[int, bool, bool, Decimal, str, tuple[str, ...]]:
    """Statements before ladders, those under way before the backlog, the largest balance first.

    Then thanks, and last of all what is announced.
    """
    later = not decision.action.is_of_customer
    if not decision.action.is_contact:
        return (0, False, later, Decimal(0), decision.customer, decision.invoices)
    largest = max(decision.totals.values(), default=Decimal(0))
    last = _LAST.get(decision.action, 0)
    return (last, decision.backlog, later, -largest, decision.customer, decision.invoices)
