"""The days, counted from the due date, on which the steps of a policy can fall."""

from collections.abc import Iterator
from typing import Final

from rules.book.timings import span
from rules.lint.worlds import Window
from rules.rulebook import Anchor, Policy, Step

FAR: Final = 10_000
"""Days overdue that no invoice gets to."""


def windows(policy: Policy) -> Iterator[tuple[Step, Window | None]]:
    """Each step with the days overdue on which it may be taken; None where that depends.

    A step before the due date is taken until then, one after it whenever it is caught up.
    """
    reached: float | None = 0
    for step in policy.steps:
        anchor, (earliest, _) = step.when.anchor, span(step.when)
        if anchor is Anchor.DUE:
            reached = earliest
        elif anchor is Anchor.PREVIOUS_STEP and reached is not None:
            reached += earliest
        else:
            reached = None
        if reached is None:
            yield step, None
        else:
            yield step, (int(reached), -1 if reached < 0 else FAR)
