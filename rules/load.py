"""Reads a rulebook: the text of the files in, a Rulebook or every mistake in them out."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from rules.problems import Problem
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class RulebookSource:
    """The text of one rulebook, and of the letters that lie beside it."""

    name: str
    """What the user calls the file; it stands in every Place."""
    text: str
    letters: Mapping[str, str] = field(default_factory=dict)
    """The text of each letter, by its name."""


Resolve = Callable[[str, str], RulebookSource]
"""Finds what `extends` names: (the name, the file that says so) -> source; raises LookupError
with a sentence when there is no such rulebook."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """A rulebook, or what keeps it from being one."""

    rulebook: Rulebook | None
    """None exactly when there are problems."""
    problems: tuple[Problem, ...]


def load_rulebook(source: RulebookSource, resolve: Resolve) -> Loaded:
    """Read a rulebook and all that it extends. Never raises on any text."""
    raise NotImplementedError(source.name, resolve)
