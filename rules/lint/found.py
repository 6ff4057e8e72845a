"""What a rule of the linter finds."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from rules.problems import Place
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a rule found, and what to do about just this one."""

    at: Place
    says: str
    """A full sentence with the value in quotes."""
    fix: str


Check = Callable[[Rulebook], Iterator[Found]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule of the linter; the page about them is written from these."""

    code: str
    name: str
    finds: str
    """What it finds, as a phrase."""
    why: str
    """Why that is worth a second look: one or two sentences."""
    check: Check
