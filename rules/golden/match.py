"""Holds what is decided against what is expected, each decision against one entry."""

from collections.abc import Sequence
from dataclasses import dataclass

from rules.decisions import Decision
from rules.golden.expecting import Decided, Expected, Value, fits, got, told


@dataclass(frozen=True, slots=True)
class Difference:
    """One key under which a decision says something else."""

    key: str
    wanted: Value
    got: Value


@dataclass(frozen=True, slots=True)
class Pair:
    """What is expected beside what is decided; one of them may be missing."""

    expected: Expected | None
    decided: Decided | None

    @property
    def decision(self) -> Decision | None:
        """What is decided, without its letter."""
        return self.decided.decision if self.decided else None

    @property
    def differences(self) -> tuple[Difference, ...]:
        """Under which keys they differ; none where one of them is missing."""
        if self.expected is None or self.decided is None:
            return ()
        return tuple(
            Difference(key, value, got(self.decided, key, value))
            for key, value in self.expected.said.items()
            if not fits(key, value, self.decided)
        )

    @property
    def holds(self) -> bool:
        """Whether what is expected is what is decided."""
        return self.expected is not None and self.decided is not None and not self.differences


def pair(wanted: Sequence[Expected], decisions: Sequence[Decided]) -> tuple[Pair, ...]:
    """Put each entry beside a decision: as many as can be that fit, then those that are alike.

    In the order of the entries; decisions that nothing is like come last.
    """
    partners = _fitting(wanted, decisions)
    _alike(wanted, decisions, partners)
    pairs = [
        Pair(one, decisions[partners[at]] if at in partners else None)
        for at, one in enumerate(wanted)
    ]
    left = set(range(len(decisions))) - set(partners.values())
    return (*pairs, *(Pair(None, decisions[at]) for at in sorted(left)))


def _fitting(wanted: Sequence[Expected], decisions: Sequence[Decided]) -> dict[int, int]:
    """The most pairs that fit: an entry may have to leave its decision to a pickier one."""
    choices = [
        [at for at, one in enumerate(decisions) if Pair(entry, one).holds] for entry in wanted
    ]
    owners: dict[int, int] = {}
    for first in range(len(wanted)):
        _place(first, choices, owners)
    return {entry: decision for decision, entry in owners.items()}


def _place(first: int, choices: list[list[int]], owners: dict[int, int]) -> None:
    """Find a decision for an entry along a path of exchanges, the shortest first."""
    came_from: dict[int, int] = {}
    asked = [first]
    for entry in asked:
        for decision in choices[entry]:
            if decision in came_from:
                continue
            came_from[decision] = entry
            if decision not in owners:
                _exchange(decision, first, came_from, owners)
                return
            asked.append(owners[decision])


def _exchange(decision: int, first: int, came_from: dict[int, int], owners: dict[int, int]) -> None:
    given = {entry: had for had, entry in owners.items()}
    while True:
        entry = came_from[decision]
        owners[decision] = entry
        if entry == first:
            return
        decision = given[entry]


def _alike(
    wanted: Sequence[Expected], decisions: Sequence[Decided], partners: dict[int, int]
) -> None:
    """Pair what is left by how much it has in common, so that the difference can be told."""
    free = set(range(len(decisions))) - set(partners.values())
    chances = sorted(
        (-_likeness(wanted[entry], decisions[at]), entry, at)
        for entry in range(len(wanted))
        if entry not in partners
        for at in free
    )
    for likeness, entry, at in chances:
        if likeness < 0 and entry not in partners and at in free:
            partners[entry] = at
            free.discard(at)


def _likeness(entry: Expected, decision: Decided) -> int:
    same = sum(fits(key, value, decision) for key, value in entry.said.items())
    invoices = entry.said.get("invoices")
    theirs = told(decision.decision)["invoices"]
    if isinstance(invoices, tuple) and isinstance(theirs, tuple):
        same += 5 * len(set(invoices) & set(theirs))
    return same
