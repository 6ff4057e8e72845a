"""When a step is taken, in words."""

import pytest

from rules.book.fields import Problems
from rules.book.timings import timing
from rules.book.yaml_nodes import Text
from rules.problems import Place
from rules.rulebook import Anchor, Timing, Unit


def read(written: str) -> tuple[Timing | None, list[str]]:
    problems = Problems()
    when = timing(Text(written, Place("a.yaml", 1, 1)), problems)
    return when, [f"{problem.says} {problem.hint}" for problem in problems.found]


@pytest.mark.parametrize(
    ("written", "when"),
    [
        ("7 days before due", Timing(-7, Unit.DAYS, Anchor.DUE)),
        ("1 day after due", Timing(1, Unit.DAYS, Anchor.DUE)),
        ("3 working days after due", Timing(3, Unit.WORKING_DAYS, Anchor.DUE)),
        ("1 working day before the due date", Timing(-1, Unit.WORKING_DAYS, Anchor.DUE)),
        ("2 business days after due", Timing(2, Unit.WORKING_DAYS, Anchor.DUE)),
        ("on due", Timing(0, Unit.DAYS, Anchor.DUE)),
        ("due", Timing(0, Unit.DAYS, Anchor.DUE)),
        ("On the due date", Timing(0, Unit.DAYS, Anchor.DUE)),
        ("0 days after due", Timing(0, Unit.DAYS, Anchor.DUE)),
        ("2 weeks after previous step", Timing(2, Unit.WEEKS, Anchor.PREVIOUS_STEP)),
        ("2  weeks after the previous step", Timing(2, Unit.WEEKS, Anchor.PREVIOUS_STEP)),
        ("10 days after issued", Timing(10, Unit.DAYS, Anchor.ISSUED)),
    ],
)
def test_a_time_for_a_step_is_read(written: str, when: Timing) -> None:
    assert read(written) == (when, [])


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("7 dayz before due", '"dayz" is not understood. Did you mean "days"?'),
        ("7 days befor due", '"befor" is not understood. Did you mean "before"?'),
        ("7 days after duo", '"duo" is not understood. Did you mean "due"?'),
        (
            "3 workin days after due",
            '"workin days" is not understood. Did you mean "working days"?',
        ),
        ("2 months after due", 'It can be "days", "working days" or "weeks".'),
        ("on dew", '"dew" is nothing to count from. Did you mean "due"?'),
        ("5 days before issued", 'nothing can be sent before issued. Write "after issued".'),
        ("2 days before previous step", "nothing can be sent before previous step."),
        ("0 days after previous step", "two steps cannot be taken on one day."),
        ("9999 days after due", "9999 is more than 3650."),
        ("-7 days", "it is not a count, a unit, before or after, and what it counts from."),
        ("", "A value is missing here."),
    ],
)
def test_what_is_no_time_for_a_step_says_the_nearest_word(written: str, says: str) -> None:
    when, found = read(written)

    assert when is None
    assert len(found) == 1
    assert says in found[0]
