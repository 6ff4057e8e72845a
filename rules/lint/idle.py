"""Tests that hold never, or always, wherever they stand in a condition."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from rules.comparisons import Like, OneOf
from rules.conditions import All, Any, FactTest, Not, conditions_of, tests_in
from rules.lint.found import Found
from rules.lint.worlds import certain, share
from rules.problems import quoted
from rules.rulebook import Condition, Rulebook, Verdict

_FIX = "Change it, or delete it."
_WORDS = {Verdict.YES: "always", Verdict.NO: "never"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """How a condition is asked."""

    owing: bool
    """Only of customers who owe something."""
    most: int
    """Worlds that may be tried."""

    def outcome(self, condition: Condition) -> Verdict | None:
        return certain(condition, owing=self.owing, most=self.most)


def idle_tests(book: Rulebook) -> Iterator[Found]:
    """Tests, and several together, of which the outcome is certain before anybody looks."""
    conditions = [condition for condition in conditions_of(book) if condition is not None]
    most = share(len(conditions))
    told = {
        *(id(segment.when) for segment in book.segments),
        *(id(policy.when) for policy in book.policies),
        *(id(route.when) for route in book.contacts.routes),
    }
    owing = _of_what_is_open(book)
    for condition in conditions:
        asked = _Asked(id(condition) in owing, most)
        found = list(_within(condition, asked))
        yield from found
        if found or not isinstance(condition, All) or id(condition) in told:
            continue
        if not _is_open(condition):
            outcome = asked.outcome(condition)
            yield from _together(condition, outcome if outcome is Verdict.NO else None)


def _of_what_is_open(book: Rulebook) -> frozenset[int]:
    """The conditions that are asked of open invoices only, by their ids.

    A guard that asks of the customer alone keeps announcements from whoever owes nothing, too.
    """
    guards = [guard.when for guard in book.guards]
    asked = [when for when in guards if when.asks_invoice or not book.announcements]
    return frozenset(map(id, [*asked, *(policy.when for policy in book.policies if policy.when)]))


def _within(condition: Condition, asked: _Asked) -> Iterator[Found]:
    if isinstance(condition, FactTest):
        yield from _of_fact(condition, asked)
    elif isinstance(condition, Not):
        yield from _inside(condition.part, asked)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _inside(part, asked)


def _inside(condition: Condition, asked: _Asked) -> Iterator[Found]:
    """A part of a condition, as a whole too where no part of its own is to blame."""
    found = list(_within(condition, asked))
    yield from found
    if not found and isinstance(condition, All | Any) and not _is_open(condition):
        yield from _together(condition, asked.outcome(condition))


def _is_open(condition: All | Any) -> bool:
    """Whether each part asks for a fact of its own, so that the outcome of none settles another."""
    facts = [part.fact for part in condition.parts if isinstance(part, FactTest)]
    return len({*facts}) == len(condition.parts) and not {"days_overdue", "days_until_due"} <= {
        *facts
    }


def _together(condition: All | Any, outcome: Verdict | None) -> Iterator[Found]:
    if outcome is not None:
        tests = list(tests_in(condition))
        facts = " and ".join(dict.fromkeys(quoted(test.fact) for test in tests))
        says = f"What is asked of {facts} here {_WORDS[outcome]} holds."
        yield Found(tests[0].at, says, _FIX)


def _of_fact(test: FactTest, asked: _Asked) -> Iterator[Found]:
    members = test.test.tests if isinstance(test.test, OneOf) else (test.test,)
    found = [each for one in members for each in _one(replace(test, test=one), asked)]
    yield from found
    if not found and len(members) > 1:
        yield from _one(test, asked)


def _one(test: FactTest, asked: _Asked) -> Iterator[Found]:
    if isinstance(test.test, Like):
        return  # there is always another text
    outcome = asked.outcome(test)
    if outcome is not None:
        yield Found(test.at, f"{quoted(test.fact)} is {_WORDS[outcome]} {test.test.phrase}.", _FIX)
