"""Segments, policies, routes and guards that can never have their say, that clash, or that are missing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from itertools import pairwise
from typing import Final

from rules.lint.before import Before
from rules.lint.found import Found
from rules.lint.spans import windows
from rules.lint.worlds import asks, holds_always, is_beaten, share
from rules.problems import Place, quoted
from rules.rulebook import Anchor, Guard, Policy, Rulebook, Segment, Step, Timing, Unit

_AGES = ("days_overdue", "days_until_due")


def unreachable_segments(book: Rulebook) -> Iterator[Found]:
    """Segments whose condition never holds where no earlier one does."""
    most, before = share(len(book.segments)), Before()
    for segment in book.segments:
        if segment.when is None:
            continue
        if is_beaten(segment.when, before.of(segment.when), most=most):
            beaten = not is_beaten(segment.when, [])
            why = _why("is in an earlier segment", beaten)
            says = f"No customer ever gets into the segment {quoted(segment.name)}: {why}"
            yield Found(segment.at, says, "Put it before them, change its condition, or delete it.")
        before.add(segment.when)


def _why(where: str, beaten: bool) -> str:
    if beaten:
        return f"whatever its condition fits {where} already."
    return "its condition contradicts itself."


def unreachable_steps(book: Rulebook) -> Iterator[Found]:
    """Policies that no customer gets to, and steps that a guard always keeps quiet."""
    yield from _idle_policies(book)
    most, rungs = share(len(book.guards)), _rungs(book)
    silenced: set[Place] = set()
    for guard in book.guards:
        if holds_always(guard.when, most=most):
            says = (
                f"The guard {quoted(guard.name)} holds for every invoice: no step is ever reached."
            )
            yield Found(guard.at, says, "Change its condition, or delete it.")
        elif asks(guard.when, _AGES):
            for found in _silenced(guard, rungs, most):
                if found.at not in silenced:  # one guard is enough to say
                    silenced.add(found.at)
                    yield found


def _idle_policies(book: Rulebook) -> Iterator[Found]:
    taken: dict[str, Policy] = {}
    for policy in book.policies:
        first = [taken.setdefault(each, policy) for each in policy.segments if not policy.when]
        if first and policy not in first:
            who = f"{quoted(first[0].name)}, before it, takes its segments."
            fix = f'Write "remove: [policy {policy.name}]", or give the new one its name.'
            yield Found(policy.at, f"{_IDLE.format(quoted(policy.name))}{who}", fix)
    yield from _idle_overrides(book)


_IDLE: Final = "No step of the policy {} is ever reached: "


def _idle_overrides(book: Rulebook) -> Iterator[Found]:
    """Policies with a condition, in the order in which they are asked."""
    asked = [(policy, policy.when) for policy in book.policies if policy.when is not None]
    most, before = share(len(asked)), defaultdict[str | None, Before](Before)
    for policy, when in sorted(asked, key=lambda each: not each[1].asks_invoice):
        for_any = before[None].of(when)
        if all(
            is_beaten(when, [*for_any, *(before[name].of(when) if name else ())], most=most)
            for name in policy.segments or (None,)
        ):
            beaten = not is_beaten(when, [])
            says = _IDLE.format(quoted(policy.name)) + _why("has an earlier policy", beaten)
            yield Found(policy.at, says, "Put it before them, change its condition, or delete it.")
        for name in policy.segments or (None,):
            before[name].add(when)


_Rung = tuple[int, Policy, Step]
"""A step, with the first of the days on which it can be taken."""


def _rungs(book: Rulebook) -> Mapping[int, Sequence[_Rung]]:
    """The steps whose days are known, by the last of these days."""
    steps: dict[int, list[_Rung]] = defaultdict(list)
    for policy in book.policies:
        for step, window in windows(policy):
            if window is not None:
                steps[window[1]].append((window[0], policy, step))
    return steps


def _silenced(guard: Guard, rungs: Mapping[int, Sequence[_Rung]], most: int) -> Iterator[Found]:
    for last, steps in rungs.items():
        # what holds from a day on, holds from every later day on
        firsts = sorted({first for first, _, _ in steps})
        holds = partial(_holds_until, guard, last, most)
        quiet = bisect_left(firsts, True, key=holds)
        for first, policy, step in steps if quiet < len(firsts) else ():
            if first >= firsts[quiet]:
                says = (
                    f"The step {quoted(step.name)} of {quoted(policy.name)} is never reached: the "
                    f"guard {quoted(guard.name)} always keeps quiet on its days."
                )
                yield Found(step.at, says, "Change the guard, or delete the step.")


def _holds_until(guard: Guard, last: int, most: int, first: int) -> bool:
    return holds_always(guard.when, (first, last), most=most)


def unreachable_routes(book: Rulebook) -> Iterator[Found]:
    """Routes that are never asked, for an earlier one with the same role always fits."""
    most = share(len(book.contacts.routes))
    before: dict[str | None, Before] = defaultdict(Before)
    for route in book.contacts.routes:
        if is_beaten(route.when, before[route.role].of(route.when), most=most):
            who = quoted(", ".join(box.name or box.email for box in route.to))
            beaten = not is_beaten(route.when, [])
            says = f"No invoice is ever routed to {who}: {_why('is routed elsewhere', beaten)}"
            yield Found(route.at, says, "Put it first, change its condition, or delete it.")
        before[route.role].add(route.when)


def overlaps(book: Rulebook) -> Iterator[Found]:
    """Segments with two policies, and steps of one policy that fall on the same day."""
    taken: dict[str, Policy] = {}
    for policy in book.policies:
        if policy.when is None:
            first = {segment: taken.setdefault(segment, policy) for segment in policy.segments}
            if policy in first.values():
                yield from _shared(policy, first)
        yield from _same_day(policy)


def _shared(policy: Policy, first: dict[str, Policy]) -> Iterator[Found]:
    for segment, other in first.items():
        if other is not policy:
            says = (
                f"The segment {quoted(segment)} has two policies, {quoted(other.name)} and "
                f"{quoted(policy.name)}; only {quoted(other.name)} is used for it."
            )
            fix = f'Take it out of one of them, or write "remove: [policy {policy.name}]".'
            yield Found(policy.at, says, fix)


def _same_day(policy: Policy) -> Iterator[Found]:
    for one, two in pairwise(policy.steps):
        apart = Anchor.PREVIOUS_STEP in (one.when.anchor, two.when.anchor)
        if not apart and _day(one.when) == _day(two.when) and one.at != two.at:
            says = f"The steps {quoted(one.name)} and {quoted(two.name)} fall on the same day."
            yield Found(two.at, says, "Put some days between them: one mail a day is sent.")


def _day(when: Timing) -> tuple[int, Anchor, bool]:
    """What two steps on the same day have in common."""
    days = when.count * (7 if when.unit is Unit.WEEKS else 1)
    return (days, when.anchor, when.count != 0 and when.unit is Unit.WORKING_DAYS)


def gaps(book: Rulebook) -> Iterator[Found]:
    """Segments that no policy is for, or only policies with conditions that may all fail."""
    most = share(len(book.segments))
    for_any = [policy.when for policy in book.policies if not policy.segments]
    if is_beaten(None, for_any, most=most):
        return
    for segment in book.segments:
        named = [policy for policy in book.policies if segment.name in policy.segments]
        conditions = [policy.when for policy in named]
        if None in conditions:
            continue
        if not named or not is_beaten(None, [*conditions, *for_any], most=most):
            yield _gap(segment, named)


def _gap(segment: Segment, named: list[Policy]) -> Found:
    called = quoted(segment.name)
    if not named:
        says = f"No policy is for the segment {called}: it never hears anything."
        return Found(segment.at, says, f"Add {called} to the `for` of a policy.")
    policies = " or ".join(quoted(policy.name) for policy in named)
    says = f"In the segment {called} only those hear anything for whom {policies} is meant."
    return Found(named[0].at, says, f"Add {called} to the `for` of a policy without a condition.")
