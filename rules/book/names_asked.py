"""Names that conditions ask for, and that only the whole rulebook knows: its segments and its steps."""

from collections.abc import Iterator
from dataclasses import dataclass

from rules.book.fields import Problems, nearest
from rules.comparisons import Like, OneOf, Test
from rules.conditions import SEGMENT, conditions_of, tests_in
from rules.problems import quoted
from rules.rulebook import Rulebook

STEP = "step_done"


@dataclass(frozen=True, slots=True)
class Names:
    """What there is; None where not all of it could be read."""

    segments: frozenset[str] | None = None
    steps: frozenset[str] | None = None


def check_names(rulebook: Rulebook, names: Names, problems: Problems) -> None:
    """A test against a name that nothing has would never hold, or always."""
    known = {SEGMENT: (names.segments, "segment"), STEP: (names.steps, "step")}
    for condition in conditions_of(rulebook):
        for test in tests_in(condition):
            there, what = known.get(test.fact, (None, ""))
            for like in likes(test.test) if there is not None else ():
                if not any(like.pattern.fullmatch(name) for name in there or ()):
                    says = f"{quoted(like.shown)} is not a {what}."
                    hint = nearest(like.shown, sorted(there or ()))
                    problems.add(like.at or test.at, says, hint)


def likes(test: Test) -> Iterator[Like]:
    """Each text or pattern that a test asks for."""
    if isinstance(test, Like):
        yield test
    elif isinstance(test, OneOf):
        for each in test.tests:
            yield from likes(each)
