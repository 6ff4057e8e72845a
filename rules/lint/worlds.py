"""Whether a condition can come true: tried in every kind of customer that the conditions tell apart.

Only the borders that a rulebook writes matter: `"< 3"` tells 2, 3 and 4 apart, and nothing else. A
world gives each fact one value of each kind; the worlds of a few facts are a few hundred. Where
there are too many, or a test is of a kind that is not known here, nothing is said: each question has
its share of `IN_ALL`, so that a rulebook of hundreds of conditions is looked through in a moment.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import combinations, product
from math import prod
from typing import Final

from rules.comparisons import (
    NEVER,
    Compare,
    CompareMoney,
    FactType,
    Is,
    IsNone,
    Like,
    OneOf,
    Test,
    Value,
)
from rules.conditions import All, Any, FactTest, Not
from rules.fact_table import FactSpec
from rules.facts import Money
from rules.rulebook import Condition, Verdict

World = Mapping[str, Value | None]

MOST: Final = 10_000
"""Worlds that are tried for one question."""
IN_ALL: Final = 100_000
"""Worlds that are tried for all questions of one kind."""
_SOME_CURRENCY: Final = "XXX"
_STRANGE: Final = "\ue000"
"""A character that stands in no name."""
_ONE: Final = Decimal(1)
_SOMETHING: Final[Mapping[FactType, Value]] = {FactType.MONEY: (Money(_ONE, _SOME_CURRENCY),)}
_LEAST: Final = {FactType.COUNT: 0, FactType.PERCENT: 0}
_GREATEST: Final = {FactType.PERCENT: 100}
_OPPOSITE: Final = {"days_until_due": "days_overdue"}
"""One fact is the other, with its sign turned."""


class Unclear(Exception):
    """The conditions ask for more than can be tried."""


Window = tuple[int, int]
"""From and to which day overdue, both included."""


def share(questions: int) -> int:
    """How many worlds may be tried for each of so many questions."""
    return min(MOST, IN_ALL // max(1, questions))


def worlds(
    conditions: Iterable[Condition | None],
    overdue: Window | None = None,
    *,
    owing: bool = False,
    most: int = MOST,
) -> Iterator[World]:
    """Every world that these conditions tell apart. Raises Unclear where there are more than `most`.

    `owing` leaves out the worlds in which nothing is open. `overdue` leaves out the worlds in which an invoice is less or more days overdue.
    """
    asked: dict[str, list[FactTest]] = {}
    for condition in conditions:
        for test in _tests(condition) if condition is not None else ():
            asked.setdefault(test.fact, []).append(test)
    values = {fact: _values(tests, owing) for fact, tests in asked.items()}
    for fact, other in _OPPOSITE.items():
        if fact in values and other in values:
            turned = [-value for value in values[fact] if isinstance(value, Decimal)]
            values[other] = [*turned, *values[other]]
            del values[fact]  # worked out from the other, in `_value`
    if overdue is not None:
        _narrow(values, overdue)
    if prod(map(len, values.values())) > most:
        raise Unclear
    for several in product(*values.values()):
        yield dict(zip(values, several, strict=True))


def _narrow(values: dict[str, list[Value | None]], overdue: Window) -> None:
    for fact, sign in (("days_overdue", 1), ("days_until_due", -1)):
        if fact in values:
            least, greatest = sorted(sign * day for day in overdue)
            inside = [v for v in values[fact] if isinstance(v, Decimal) and least <= v <= greatest]
            values[fact] = [*inside, Decimal(least), Decimal(greatest)]


def holds_always(condition: Condition, overdue: Window | None = None, *, most: int = MOST) -> bool:
    """Whether it holds of each open invoice of which its facts are known. False where that cannot be told."""
    some = False
    try:
        for world in worlds([condition], overdue, owing=True, most=most):
            if None in world.values():
                continue
            some = True
            if verdict(condition, world) is not Verdict.YES:
                return False
    except Unclear:
        return False
    return some


def certain(condition: Condition, *, owing: bool = False, most: int = MOST) -> Verdict | None:
    """YES where it holds whatever its facts are, once they are known; NO where it never does.

    `owing`: it is asked only of customers who owe something.
    """
    never = always = True
    some = False
    try:
        for world in worlds([condition], owing=owing, most=most):
            holds = verdict(condition, world) is Verdict.YES
            known = None not in world.values()
            some = some or known
            never = never and not holds
            always = always and (holds or not known)
            if not (never or always):
                return None
    except Unclear:
        return None
    return Verdict.NO if never else Verdict.YES if some else None


def is_beaten(
    condition: Condition | None, earlier: Sequence[Condition | None], *, most: int = MOST
) -> bool:
    """Whether it never holds without one of the earlier ones. False where that cannot be told."""
    try:
        return not any(
            verdict(condition, world) is Verdict.YES
            and all(verdict(each, world) is Verdict.NO for each in earlier)
            for world in worlds([condition, *earlier], most=most)
        )
    except Unclear:
        return False


def asks(condition: Condition, facts: Iterable[str]) -> bool:
    """Whether it asks for one of these facts. False where that cannot be told."""
    try:
        return any(test.fact in facts for test in _tests(condition))
    except Unclear:
        return False


def verdict(condition: Condition | None, world: World) -> Verdict:
    """What the condition comes to in a world; none at all holds in each. Raises Unclear."""
    if condition is None:
        return Verdict.YES
    if isinstance(condition, FactTest):
        value = _value(condition.fact, world)
        return condition.test.absent if value is None else condition.test.verdict(value)
    if isinstance(condition, Not):
        return _turned(verdict(condition.part, world))
    if isinstance(condition, All):
        return _least(verdict(part, world) for part in condition.parts)
    if isinstance(condition, Any):
        return _turned(_least(_turned(verdict(part, world)) for part in condition.parts))
    raise Unclear


def _value(fact: str, world: World) -> Value | None:
    if fact in world:
        return world[fact]
    value = world[_OPPOSITE[fact]]
    return -value if isinstance(value, int | float | Decimal) else None


def _turned(found: Verdict) -> Verdict:
    return {Verdict.YES: Verdict.NO, Verdict.NO: Verdict.YES}.get(found, found)


def _least(found: Iterable[Verdict]) -> Verdict:
    all_found = set(found)
    for one in (Verdict.NO, Verdict.UNKNOWN):
        if one in all_found:
            return one
    return Verdict.YES


def _tests(condition: Condition) -> Iterator[FactTest]:
    if isinstance(condition, FactTest):
        yield condition
    elif isinstance(condition, Not):
        yield from _tests(condition.part)
    elif isinstance(condition, All | Any):
        for part in condition.parts:
            yield from _tests(part)
    else:
        raise Unclear


def _leaves(test: Test) -> Iterator[Test]:
    if isinstance(test, OneOf):
        for part in test.tests:
            yield from _leaves(part)
    else:
        yield test


def _values(tests: list[FactTest], owing: bool) -> list[Value | None]:
    spec = tests[0].spec
    leaves = [leaf for test in tests for leaf in _leaves(test.test)]
    kind = _KINDS.get(spec.type)
    if kind is None:
        raise Unclear
    values = kind(leaves, spec)
    if owing and spec.of_what_is_open:
        values = [value for value in values if _some(value)] or [_SOMETHING.get(spec.type, _ONE)]
    return [*values, *([NEVER] if spec.can_be_never else []), None]


def _some(value: Value) -> bool:
    """Whether it is more than nothing."""
    amount = value[0].amount if isinstance(value, tuple) and isinstance(value[0], Money) else value
    return isinstance(amount, Decimal) and amount > 0


def _numbers(leaves: list[Test], spec: FactSpec) -> list[Value]:
    found: set[Decimal] = set()
    for leaf in leaves:
        if isinstance(leaf, Compare) and isinstance(leaf.than, Decimal):
            found |= _near(leaf.than, spec.type)
        elif not isinstance(leaf, IsNone):
            raise Unclear
    least, greatest = _LEAST.get(spec.type, spec.least), _GREATEST.get(spec.type)
    return [
        number
        for number in sorted(found)
        if (least is None or number >= least) and (greatest is None or number <= greatest)
    ] or [Decimal(0)]


def _near(border: Decimal, type_: FactType) -> set[Decimal]:
    """The border, and the next values on both sides of it; a count is whole."""
    if type_ is not FactType.COUNT:
        return {border - _ONE / 2, border, border + _ONE / 2}
    below, above = border.to_integral_value(ROUND_FLOOR), border.to_integral_value(ROUND_CEILING)
    return {below - 1, below, above, above + 1}


def _amounts(leaves: list[Test], _: FactSpec) -> list[Value]:
    """No amount is less than nothing: what is owed to a customer is a credit of its own."""
    borders: set[Decimal] = set()
    currencies: set[str | None] = set()
    for leaf in leaves:
        if not isinstance(leaf, CompareMoney):
            raise Unclear
        borders |= {leaf.than - _ONE / 2, leaf.than, leaf.than + _ONE / 2}
        currencies.add(leaf.currency)
    named = [currency for currency in currencies if currency]
    if len(named) > 1:
        raise Unclear
    units = [*named, _SOME_CURRENCY]
    owed = sorted(border for border in borders if border >= 0) or [_ONE]
    return [(Money(border, unit),) for border in owed for unit in units]


def _texts(leaves: list[Test], _: FactSpec) -> list[Value]:
    """Texts like each pattern, each two and all of them side by side, and another; also two at once.

    Side by side only those that leave something open: a value is like nothing but itself.
    """
    samples: dict[str, None] = {}
    patterns: dict[str, None] = {}
    for leaf in leaves:
        if isinstance(leaf, Like):
            for filled in ("", _STRANGE):
                sample = leaf.shown.replace("*", filled).replace("?", _STRANGE)
                samples[sample] = None
                if sample != leaf.shown:
                    patterns[sample] = None
        elif not isinstance(leaf, IsNone):
            raise Unclear
    if len(samples) ** 2 > MOST:
        raise Unclear
    joined = [a + b for a in patterns for b in patterns if a != b]
    each = dict.fromkeys([*samples, *joined, "".join(patterns) or _STRANGE, _STRANGE])
    return [(), *((one,) for one in each), *combinations(samples, 2)]


def _yes_no(leaves: list[Test], _: FactSpec) -> list[Value]:
    if not all(isinstance(leaf, Is | IsNone) for leaf in leaves):
        raise Unclear
    return [True, False]


_KINDS: Final[Mapping[FactType, Callable[[list[Test], FactSpec], list[Value]]]] = {
    FactType.MONEY: _amounts,
    FactType.COUNT: _numbers,
    FactType.PERCENT: _numbers,
    FactType.DAYS: _numbers,
    FactType.TEXT: _texts,
    FactType.YES_NO: _yes_no,
}
"""Days of the calendar have no place in it: what holds today may not hold tomorrow."""
