"""A rulebook made ready for many cases: what does not change from case to case, worked out once."""

from collections.abc import Mapping
from dataclasses import dataclass

from rules.calendar import Calendar
from rules.conditions import OURS, apart, asking, conditions_of
from rules.deciding.ladder import Ladder
from rules.deciding.roles import Directory
from rules.rulebook import Condition, Guard, Policy, Rulebook


@dataclass(frozen=True, slots=True)
class Override:
    """A policy that stands before those of the segments, where its condition holds."""

    policy: Policy
    when: Condition
    ladder: Ladder


@dataclass(frozen=True, slots=True)
class Asked:
    """A guard, with what it asks of the customer alone: that has one answer for all invoices."""

    guard: Guard
    of_customer: Condition | None
    asks_invoice: bool

    @classmethod
    def of(cls, guard: Guard) -> "Asked":
        """Take a guard's condition apart."""
        of_customer, of_invoice = apart(guard.when)
        return cls(guard, of_customer, of_invoice is not None)


@dataclass(frozen=True, slots=True)
class Compiled:
    """A rulebook with its calendar and its ladders."""

    rulebook: Rulebook
    calendar: Calendar
    ladders: Mapping[str, Ladder]
    """By segment: the first policy that is for it."""
    directory: Directory
    overrides: tuple[Override, ...]
    """Those for an invoice before those for a customer, each in the rulebook's order."""
    guards: tuple[Asked, ...]
    asks: frozenset[str]
    """The facts that the rulebook itself gives, as far as any of its conditions asks for them."""
    ours: frozenset[str]
    """Addresses of our own people, in lower case."""


_MEMORY = 16
_ready: dict[tuple[int, str | None], Compiled] = {}
"""By identity, for a rulebook holds mappings and has no hash; what is kept keeps its identity."""


def compiled(rulebook: Rulebook, country: str | None) -> Compiled:
    """The compiled form of this rulebook for a company in this country; remembered."""
    found = _ready.get((id(rulebook), country))
    if found is None:
        if len(_ready) >= _MEMORY:
            _ready.clear()
        found = _ready[id(rulebook), country] = _compile(rulebook, country)
    return found


def our_addresses(rulebook: Rulebook) -> frozenset[str]:
    """Addresses of our own people: who writes, and whom the rulebook copies in; in lower case."""
    company = rulebook.company
    boxes = [company.sender, company.senior, *(m.box for m in rulebook.contacts.managers)]
    statements = rulebook.statements
    copied = (*statements.to, *statements.cc) if statements else ()
    return (
        frozenset(box.email.lower() for box in boxes if box)
        | frozenset(
            word.lower()
            for policy in rulebook.policies
            for step in policy.steps
            for word in (*step.to, *step.cc)
            if "@" in word
        )
        | frozenset(word.lower() for word in copied if "@" in word)
    )


def _asks(rulebook: Rulebook, fact: str) -> bool:
    return any(any(asking(condition, fact)) for condition in conditions_of(rulebook))


def _compile(rulebook: Rulebook, country: str | None) -> Compiled:
    calendar = Calendar.from_rules(rulebook.company, country)
    ladders: dict[str, Ladder] = {}
    overrides: list[Override] = []
    for policy in rulebook.policies:
        ladder = Ladder.of(policy, calendar)
        if policy.when is not None:
            overrides.append(Override(policy, policy.when, ladder))
            continue
        for segment in policy.segments:
            ladders.setdefault(segment, ladder)
    overrides.sort(key=lambda override: not override.when.asks_invoice)
    return Compiled(
        rulebook,
        calendar,
        ladders,
        Directory.of(rulebook),
        tuple(overrides),
        tuple(Asked.of(guard) for guard in rulebook.guards),
        frozenset(fact for fact in OURS if _asks(rulebook, fact)),
        our_addresses(rulebook),
    )
