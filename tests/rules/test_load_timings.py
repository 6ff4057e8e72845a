"""When a step is taken, in words."""

import pytest

from rules.book.fields import Problems
from rules.book.timings import Repeat, repeat, timing
from rules.book.yaml_nodes import Text
from rules.deciding.timing import in_words
from rules.problems import Place
from rules.rulebook import Anchor, Timing, Unit
from tests.rules.rulebooks import problems, read


def when_is(written: str) -> tuple[Timing | None, list[str]]:
    noted = Problems()
    when = timing(Text(written, Place("a.yaml", 1, 1)), noted)
    return when, [f"{problem.says} {problem.hint}" for problem in noted.found]


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
        ("1 working day after promise", Timing(1, Unit.WORKING_DAYS, Anchor.PROMISE)),
        ("3 days after the end of the month", Timing(3, Unit.DAYS, Anchor.MONTH_END)),
        ("2 working days before end of month", Timing(-2, Unit.WORKING_DAYS, Anchor.MONTH_END)),
        ("on end of month", Timing(0, Unit.DAYS, Anchor.MONTH_END)),
    ],
)
def test_a_time_for_a_step_is_read(written: str, when: Timing) -> None:
    assert when_is(written) == (when, [])


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
        ("2 days before promise", 'nothing can be sent before promise. Write "after promise".'),
        ("on promise", "the day promised belongs to the customer."),
        ("0 days after previous step", "two steps cannot be taken on one day."),
        ("9999 days after due", "9999 is more than 3650."),
        ("-7 days", "it is not a count, a unit, before or after, and what it counts from."),
        ("", "A value is missing here."),
    ],
)
def test_what_is_no_time_for_a_step_says_the_nearest_word(written: str, says: str) -> None:
    when, found = when_is(written)

    assert when is None
    assert len(found) == 1
    assert says in found[0]


def often(written: str) -> tuple[Repeat | None, list[str]]:
    noted = Problems()
    again = repeat(Text(written, Place("a.yaml", 1, 1)), noted)
    return again, [f"{problem.says} {problem.hint}" for problem in noted.found]


@pytest.mark.parametrize(
    ("written", "count", "unit", "times"),
    [
        ("every 14 days, at most 3 times", 14, Unit.DAYS, 3),
        ("every 2 weeks at most 12 times", 2, Unit.WEEKS, 12),
        ("Every 5 working days, up to 2 times", 5, Unit.WORKING_DAYS, 2),
    ],
)
def test_how_often_a_step_is_taken_is_read(
    written: str, count: int, unit: Unit, times: int
) -> None:
    assert often(written) == (Repeat(Timing(count, unit, Anchor.PREVIOUS_STEP), times), [])


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("every 14 days", "it needs a distance and an end. Write"),
        ("every 14 dayz, at most 3 times", '"dayz" is not understood. Did you mean "days"?'),
        ("every 0 days, at most 3 times", "0 is not between 1 and 3650."),
        ("every 14 days, at most 1 times", "1 is not between 2 and 12."),
        ("every 14 days, at most 99 times", "99 is not between 2 and 12."),
    ],
)
def test_a_repetition_without_an_end_is_a_mistake(written: str, says: str) -> None:
    again, found = often(written)

    assert again is None
    assert len(found) == 1
    assert says in found[0]


def test_each_repetition_is_a_step_of_its_own() -> None:
    """So none of them is ever taken twice, and each shows in a plan under its own name."""
    book = read("""
        policies:
          - policy: late payers
            for: [late]
            steps:
              - {step: nudge, at: 3 days after due, letter: nudge}
              - step: check-in
                at: 10 days after due
                repeat: every 2 weeks, at most 3 times
                letter: check-in
    """)
    steps = next(policy.steps for policy in book.policies if policy.name == "late payers")

    assert [(step.name, in_words(step.when), step.letter) for step in steps] == [
        ("nudge", "3 days after due", "nudge"),
        ("check-in", "10 days after due", "check-in"),
        ("check-in 2", "2 weeks after the previous step", "check-in"),
        ("check-in 3", "2 weeks after the previous step", "check-in"),
    ]


REPEATED = "{step: %s, at: %s, repeat: 'every 9 days, at most 2 times', %s}"


@pytest.mark.parametrize(
    ("step", "says"),
    [
        (
            REPEATED % ("x", "90 days after due", "channel: handover, approval: required"),
            "a debt is handed over once.",
        ),
        (
            REPEATED % ("x", "1 day after promise", "letter: nudge"),
            "a promise that has passed is spoken of once.",
        ),
        (
            REPEATED % ("x", "1 day after due", "letter: nudge")
            + ", {step: x 2, at: 40 days after due, letter: nudge}",
            'The step "x 2" stands in this policy twice',
        ),
    ],
)
def test_what_cannot_be_repeated(step: str, says: str) -> None:
    found = problems(f"policies: [{{policy: late payers, for: [late], steps: [{step}]}}]")

    assert any(says in problem for problem in found)
