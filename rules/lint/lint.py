"""Lints a rulebook that loads."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.lint.found import Found, Rule
from rules.lint.table import RULES
from rules.problems import Place
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding of the linter."""

    rule: Rule
    found: Found
    allowed: str | None = None
    """Why the rulebook allows it; None: it does not."""

    @property
    def at(self) -> Place:
        """Where it was found."""
        return self.found.at


def lint(book: Rulebook) -> tuple[Remark, ...]:
    """Every finding, also those that the rulebook allows; in the order of the rules."""
    return tuple(remark for rule in RULES for remark in _of(rule, book))


def _of(rule: Rule, book: Rulebook) -> Iterator[Remark]:
    allowed = book.allow.get(rule.code)
    because = allowed.because if allowed else None
    seen: set[Found] = set()
    for found in rule.check(book):
        if found not in seen:
            seen.add(found)
            yield Remark(rule, found, because)
