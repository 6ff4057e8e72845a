"""Tests of one fact: a comparison, a value, a list of values, a pattern.

Text is compared without regard to upper and lower case; `*` stands for any characters and `?` for
one. An amount without a currency is compared in the currency of the invoice; with one, as in
`"< 20 NZD"`, an amount in another currency is no such amount, and the test does not hold.
"""

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import Enum, StrEnum
from typing import Any, Final, Protocol

from rules.facts import Money
from rules.problems import Place, quoted
from rules.rulebook import Verdict


class FactType(StrEnum):
    """What kind of value a fact has; the value is how a sentence calls it."""

    MONEY = "an amount of money"
    COUNT = "a count"
    PERCENT = "a percentage"
    DAYS = "a number of days"
    TEXT = "a text"
    YES_NO = "yes or no"
    DATE = "a date"


class Never(Enum):
    """The time since something that is known not to have happened: longer than any."""

    NEVER = "never"


NEVER: Final = Never.NEVER

Value = Money | tuple[Money, ...] | int | float | Decimal | str | tuple[str, ...] | date | Never
"""What a fact can be. A tuple of Money is a sum per currency; a bool is an int to Python."""


class Test(Protocol):
    """What a fact has to be."""

    @property
    def phrase(self) -> str:
        """In words, to follow "needs"."""
        ...

    @property
    def absent(self) -> Verdict:
        """What it comes to when the fact is missing; UNKNOWN unless `none` was asked for."""
        ...

    def verdict(self, value: Value) -> Verdict:
        """Whether the value passes."""
        ...


@dataclass(frozen=True, slots=True)
class Operator:
    """A sign of comparison."""

    apply: Callable[[Any, Any], bool]
    words: str
    never: bool
    """What it comes to for a time that never ends, as for days since a reply that never came."""


OPERATORS: Final = {
    "<": Operator(operator.lt, "less than ", never=False),
    "<=": Operator(operator.le, "at most ", never=False),
    ">": Operator(operator.gt, "more than ", never=True),
    ">=": Operator(operator.ge, "at least ", never=True),
    "=": Operator(operator.eq, "", never=False),
    "!=": Operator(operator.ne, "other than ", never=True),
}


_YES, _NO = Verdict.YES, Verdict.NO  # a member takes ten times as long to look up as a name


def _verdict(holds: bool) -> Verdict:
    return _YES if holds else _NO


@dataclass(frozen=True, slots=True)
class Compare:
    """A number, a share, a count of days or a date against another."""

    sign: Operator
    than: Decimal | date
    shown: str
    absent: Verdict = Verdict.UNKNOWN

    @property
    def phrase(self) -> str:
        """Such as "at least 10"."""
        return self.sign.words + self.shown

    def verdict(self, value: Value) -> Verdict:
        """Whether the value passes."""
        if value is NEVER:
            return _verdict(self.sign.never)
        return _YES if self.sign.apply(value, self.than) else _NO


@dataclass(frozen=True, slots=True)
class CompareMoney:
    """An amount against another, never across currencies."""

    sign: Operator
    than: Decimal
    currency: str | None
    shown: str
    absent: Verdict = Verdict.UNKNOWN

    @property
    def phrase(self) -> str:
        """Such as "less than 20 NZD"."""
        return self.sign.words + self.shown

    def verdict(self, value: Value) -> Verdict:
        """Whether the amount passes; UNKNOWN for sums in several currencies, when none is named."""
        if isinstance(value, Money):
            if self.currency not in (None, value.currency):
                return _NO
            return _YES if self.sign.apply(value.amount, self.than) else _NO
        return self._of_sums(value) if isinstance(value, tuple) else Verdict.UNKNOWN

    def _of_sums(self, sums: tuple[Money, ...] | tuple[str, ...]) -> Verdict:
        amounts = {money.currency: money.amount for money in sums if isinstance(money, Money)}
        if self.currency is not None:
            amount = amounts.get(self.currency, Decimal(0))
        elif len(amounts) == 1:
            (amount,) = amounts.values()
        else:
            return Verdict.UNKNOWN
        return _verdict(self.sign.apply(amount, self.than))


def pattern_of(value: str) -> re.Pattern[str]:
    """`*` any characters, `?` one, all else itself; atomic groups, so that nothing backtracks."""
    first, *rest = [re.escape(part).replace(r"\?", ".") for part in re.split(r"\*+", value)]
    middle = "".join(f"(?>.*?{part})" for part in rest[:-1])
    last = f".*{rest[-1]}" if rest else ""
    return re.compile(first + middle + last, re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Like:
    """A text against a value or a pattern; of several texts, as of groups, one is enough."""

    pattern: re.Pattern[str]
    shown: str
    other: bool = False
    """`!=`: anything else."""
    absent: Verdict = Verdict.UNKNOWN
    at: Place | None = field(default=None, compare=False, repr=False)
    """Where it was written."""

    @property
    def phrase(self) -> str:
        """Such as `"Acme*"`."""
        return ("other than " if self.other else "") + quoted(self.shown)

    def verdict(self, value: Value) -> Verdict:
        """Whether the text, or one of the texts, is like the pattern."""
        if isinstance(value, str):
            found = self.pattern.fullmatch(value) is not None
        else:
            texts = value if isinstance(value, tuple) else ()
            found = any(self.pattern.fullmatch(str(each)) for each in texts)
        return _verdict(found is not self.other)


@dataclass(frozen=True, slots=True)
class Is:
    """Yes or no."""

    wanted: bool
    absent: Verdict = Verdict.UNKNOWN

    @property
    def phrase(self) -> str:
        """`yes` or `no`."""
        return "yes" if self.wanted else "no"

    def verdict(self, value: Value) -> Verdict:
        """Whether it is so."""
        return _verdict(value is self.wanted)


@dataclass(frozen=True, slots=True)
class IsNone:
    """`none`: the ledger gives no such text. `never`: it is known not to have happened."""

    phrase: str
    absent: Verdict

    def verdict(self, value: Value) -> Verdict:
        """Whether there is none."""
        return _verdict(value is NEVER or value == ())


@dataclass(frozen=True, slots=True)
class OneOf:
    """A list: one of the tests has to pass."""

    tests: tuple[Test, ...]

    @property
    def phrase(self) -> str:
        """All of them, joined by "or"."""
        return " or ".join(test.phrase for test in self.tests)

    @property
    def absent(self) -> Verdict:
        """YES when `none` is in the list."""
        found = any(test.absent is Verdict.YES for test in self.tests)
        return Verdict.YES if found else Verdict.UNKNOWN

    def verdict(self, value: Value) -> Verdict:
        """Whether one of them passes."""
        verdicts = {test.verdict(value) for test in self.tests}
        for verdict in (Verdict.YES, Verdict.UNKNOWN):
            if verdict in verdicts:
                return verdict
        return Verdict.NO


def say(value: Value) -> str:
    """A fact's value in words."""
    if isinstance(value, Money):
        return f"{value.amount} {value.currency}"
    if isinstance(value, tuple):
        return " and ".join(say(each) for each in value) or "none"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float | Decimal):
        return f"{value:.1f}".removesuffix(".0")
    if value is NEVER:
        return "never"
    return quoted(value) if isinstance(value, str) else str(value)
