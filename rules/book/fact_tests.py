"""Reads the test of a fact: `"> 50"`, `"<= 20%"`, `"< 5 days"`, a value, a list, a pattern.

The type of the fact is known, so comparing unlike things, such as days with money or a text with
`<`, is found when the rulebook is loaded.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Final

from rules.book.fields import Problems, kind, nearest
from rules.book.yaml_nodes import Sequence, Text, Written
from rules.comparisons import (
    OPERATORS,
    Compare,
    CompareMoney,
    FactType,
    Is,
    IsNone,
    Like,
    OneOf,
    Test,
    pattern_of,
)
from rules.known.texts import Texts, Unfit, currency
from rules.problems import quoted
from rules.rulebook import Verdict

EXAMPLES: Final = {
    FactType.MONEY: '"< 20" or "< 20 NZD"',
    FactType.COUNT: '">= 3"',
    FactType.PERCENT: '"<= 20%"',
    FactType.DAYS: '"< 5 days"',
    FactType.TEXT: '"Acme*" or [NZ, AU]',
    FactType.YES_NO: "yes",
    FactType.DATE: '">= 2026-04-01"',
}


@dataclass(frozen=True, slots=True)
class Asked:
    """The fact that a test is written for."""

    name: str
    type: FactType
    can_be_never: bool = False
    texts: Texts | None = None


def read_test(node: Written, fact: Asked, problems: Problems) -> Test | None:
    """Read one test; a test that does not fit the fact becomes a Problem."""
    if isinstance(node, Sequence):
        return _read_list(node, fact, problems)
    if not isinstance(node, Text):
        says = f'The test of "{fact.name}" is a value or a list of values, not {kind(node)}.'
        problems.add(node.place, says, f"Write for instance {EXAMPLES[fact.type]}.")
        return None
    test = _parse(node.text.strip(), fact)
    if isinstance(test, Unfit):
        problems.add(node.place, test.says, test.hint)
        return None
    return replace(test, at=node.place) if isinstance(test, Like) else test


def _read_list(node: Sequence, fact: Asked, problems: Problems) -> Test | None:
    if not node.items:
        problems.add(node.place, f'The list of values for "{fact.name}" is empty.')
        return None
    tests = [read_test(item, fact, problems) for item in node.items]
    return OneOf(tuple(test for test in tests if test is not None))


_TEST = re.compile(r"(?P<sign><=|>=|!=|==|=|<|>)?\s*(?P<value>.*)", re.DOTALL)


def _parse(written: str, fact: Asked) -> Test | Unfit:
    match = _TEST.fullmatch(written)
    sign, value = (match["sign"] or "=", match["value"]) if match else ("=", "")
    if not written:
        return _missing(fact)
    if not value:
        return _unlike(written, fact, "nothing")
    if fact.can_be_never and value.casefold() == "never" and sign == "=":
        return IsNone("never", Verdict.UNKNOWN)
    sign = "=" if sign == "==" else sign
    return _PARSERS[fact.type](sign, value, fact)


def _missing(fact: Asked) -> Unfit:
    hint = f"Write for instance {EXAMPLES[fact.type]}"
    if fact.type is FactType.TEXT:
        hint += ', none where there is none, or "#retail" in quotes'
    return Unfit(f'The test of "{fact.name}" is missing.', f"{hint}.")


def _unlike(written: str, fact: Asked, other: str) -> Unfit:
    says = f'{quoted(written)} compares "{fact.name}", {fact.type.value}, with {other}.'
    return Unfit(says, f"Write for instance {EXAMPLES[fact.type]}.")


_AMOUNT = re.compile(
    r"(?P<before>[A-Z]{3})?\s*(?P<number>-?[0-9]{1,12}(?:,[0-9]{3}){0,3}(?:\.[0-9]{1,6})?)"
    r"\s*(?P<unit>.*)",
    re.DOTALL,
)
UNITS: Final = {
    "%": (FactType.PERCENT, 1),
    "percent": (FactType.PERCENT, 1),
    "day": (FactType.DAYS, 1),
    "days": (FactType.DAYS, 1),
    "week": (FactType.DAYS, 7),
    "weeks": (FactType.DAYS, 7),
}
_PLAIN: Final = frozenset({FactType.MONEY, FactType.COUNT, FactType.DAYS})
"""The types whose unit goes without saying."""


def _parse_number(sign: str, value: str, fact: Asked) -> Test | Unfit:
    match = _AMOUNT.fullmatch(value)
    written = value if sign == "=" else f"{sign} {value}"
    if match is None:
        return _unlike(written, fact, f"the text {quoted(value)}")
    unit = match["unit"].strip()
    named = match["before"] or (unit if re.fullmatch("[A-Z]{3}", unit) else None)
    if named:
        if isinstance(unfit := currency(named), Unfit):
            return unfit
        type_, factor = FactType.MONEY, 1
    elif unit:
        if unit.casefold() not in UNITS:
            says = f"In {quoted(written)}, {quoted(unit)} is not a unit."
            return Unfit(says, nearest(unit, [*UNITS, "NZD"]))
        type_, factor = UNITS[unit.casefold()]
    else:
        type_, factor = fact.type if fact.type in _PLAIN else FactType.COUNT, 1
    if type_ is not fact.type:
        return _unlike(written, fact, type_.value if unit or named else "a bare number")
    number = Decimal(match["number"].replace(",", "")) * factor
    if type_ is FactType.MONEY:
        return CompareMoney(OPERATORS[sign], number, named, value)
    return Compare(
        OPERATORS[sign], number, f"{number}%" if type_ is FactType.PERCENT else str(number)
    )


def _parse_text(sign: str, value: str, fact: Asked) -> Test | Unfit:
    if sign not in ("=", "!="):
        says = f'"{fact.name}" is a text, and {quoted(sign)} does not apply to it.'
        return Unfit(says, f"Write for instance {EXAMPLES[fact.type]}.")
    if value.casefold() == "none" and sign == "=":
        return IsNone("none", Verdict.YES)
    read = fact.texts(value) if fact.texts else value
    if isinstance(read, Unfit):
        return read
    return Like(pattern_of(read), read, other=sign == "!=")


YES_NO: Final = {"yes": True, "true": True, "no": False, "false": False}


def _parse_yes_no(sign: str, value: str, fact: Asked) -> Test | Unfit:
    if sign == "=" and value.casefold() in YES_NO:
        return Is(YES_NO[value.casefold()])
    written = value if sign == "=" else f"{sign} {value}"
    return Unfit(f'{quoted(written)} is no answer to "{fact.name}".', "Write yes or no.")


def _parse_date(sign: str, value: str, fact: Asked) -> Test | Unfit:
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        try:
            return Compare(OPERATORS[sign], date.fromisoformat(value), value)
        except ValueError:
            return Unfit(f"The calendar has no day {quoted(value)}.")
    return _unlike(value, fact, f"the text {quoted(value)}")


_PARSERS: Final[dict[FactType, Callable[[str, str, Asked], Test | Unfit]]] = {
    FactType.MONEY: _parse_number,
    FactType.COUNT: _parse_number,
    FactType.PERCENT: _parse_number,
    FactType.DAYS: _parse_number,
    FactType.TEXT: _parse_text,
    FactType.YES_NO: _parse_yes_no,
    FactType.DATE: _parse_date,
}
