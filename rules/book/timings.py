"""When a step is taken: `7 days before due`, `on end of month`, `2 weeks after previous step`.

And how often: `every 14 days, at most 3 times`.
"""

import re
from dataclasses import dataclass
from typing import Final

from rules.book.fields import Problems, is_over, nearest, shortened, text
from rules.book.yaml_nodes import Written
from rules.problems import quoted
from rules.rulebook import Anchor, Timing, Unit

_EXAMPLE = 'Write for instance "3 working days after due".'
_FURTHEST = 3650
"""Days, weeks: whatever the unit, more is a slip of the finger."""

UNITS: Final = {
    "day": Unit.DAYS,
    "days": Unit.DAYS,
    "working day": Unit.WORKING_DAYS,
    "working days": Unit.WORKING_DAYS,
    "business day": Unit.WORKING_DAYS,
    "business days": Unit.WORKING_DAYS,
    "week": Unit.WEEKS,
    "weeks": Unit.WEEKS,
}
ANCHORS: Final = {
    "due": Anchor.DUE,
    "due date": Anchor.DUE,
    "issued": Anchor.ISSUED,
    "issue": Anchor.ISSUED,
    "previous step": Anchor.PREVIOUS_STEP,
    "promise": Anchor.PROMISE,
    "promised day": Anchor.PROMISE,
    "instalment": Anchor.INSTALMENT,
    "missed instalment": Anchor.INSTALMENT,
    "end of month": Anchor.MONTH_END,
    "end of the month": Anchor.MONTH_END,
}
DIRECTIONS: Final = {"before": -1, "after": 1}
_SHOWN_UNITS: Final = ("days", "working days", "weeks")
_SHOWN_ANCHORS: Final = tuple(anchor.value for anchor in Anchor)
EARLY: Final = frozenset({Anchor.DUE, Anchor.MONTH_END})
"""What a step can come before."""

_AT_ONCE = re.compile(r"(?:on )?(?:the )?(?P<anchor>[a-z ]+)")
_APART = re.compile(
    r"(?P<count>[0-9]+) ?(?P<unit>[a-z]+(?: days?)?)"
    r" (?P<way>[a-z]+) (?:the )?(?P<anchor>[a-z ]+)"
)


def timing(node: Written, problems: Problems) -> Timing | None:
    """Read when a step is taken."""
    written = text(node, problems)
    if written is None:
        return None
    words = " ".join(written.casefold().split())
    match = _APART.fullmatch(words)
    read = _apart(match) if match else _at_once(words)
    if isinstance(read, Timing):
        return read
    says, hint = read
    problems.add(node.place, f"{quoted(written)} is not a time for a step: {says}", hint)
    return None


_Wrong = tuple[str, str | None]


def _at_once(words: str) -> Timing | _Wrong:
    match = _AT_ONCE.fullmatch(words)
    if match is None:
        return "it is not a count, a unit, before or after, and what it counts from.", _EXAMPLE
    anchor = match["anchor"]
    if anchor not in ANCHORS:
        return f"{quoted(anchor)} is nothing to count from.", nearest(anchor, _SHOWN_ANCHORS)
    if ANCHORS[anchor] is Anchor.PREVIOUS_STEP:
        return "two steps cannot be taken on one day.", 'Write "2 weeks after previous step", say.'
    if ANCHORS[anchor] is Anchor.PROMISE:
        return (
            "the day promised belongs to the customer.",
            'Write "1 working day after promise", say.',
        )
    if ANCHORS[anchor] is Anchor.INSTALMENT:
        return (
            "until its day is over nobody has missed it.",
            'Write "2 days after instalment", say.',
        )
    return Timing(0, Unit.DAYS, ANCHORS[anchor])


_SAYS_AFTER = frozenset({"past", "over", "from", "beyond"})


def _apart(match: re.Match[str]) -> Timing | _Wrong:
    unit, way, anchor = match["unit"], match["way"], match["anchor"]
    for word, known, shown in (
        (unit, UNITS, _SHOWN_UNITS),
        (way, DIRECTIONS, tuple(DIRECTIONS)),
        (anchor, ANCHORS, _SHOWN_ANCHORS),
    ):
        if word not in known:
            says = f"{quoted(word)} is not understood."
            if word in _SAYS_AFTER:
                return says, f'Write "{match["count"]} {unit} after {anchor}".'
            return says, nearest(word, shown)
    if is_over(match["count"], _FURTHEST):
        return f"{shortened(match['count'])} is more than {_FURTHEST}.", None
    count = int(match["count"]) * DIRECTIONS[way]
    if way == "before" and ANCHORS[anchor] not in EARLY:
        return f"nothing can be sent before {anchor}.", f'Write "after {anchor}".'
    if count == 0:
        return _at_once(anchor)
    return Timing(count, UNITS[unit], ANCHORS[anchor])


@dataclass(frozen=True, slots=True)
class Repeat:
    """A step that is taken again and again."""

    every: Timing
    """Counted from the previous step."""
    times: int
    """How often at most, the first time included."""


_MOST_TIMES: Final = 12
_REPEAT = re.compile(
    r"every (?P<count>[0-9]+) ?(?P<unit>[a-z]+(?: days?)?)"
    r",? (?:at most|up to) (?P<times>[0-9]+) times"
)


def repeat(node: Written, problems: Problems) -> Repeat | None:
    """Read how often a step is taken."""
    written = text(node, problems)
    if written is None:
        return None
    read = _repeated(" ".join(written.casefold().split()))
    if isinstance(read, Repeat):
        return read
    says, hint = read
    problems.add(node.place, f"{quoted(written)} does not say how often: {says}", hint)
    return None


def _repeated(words: str) -> Repeat | _Wrong:
    match = _REPEAT.fullmatch(words)
    if match is None:
        return "it needs a distance and an end.", 'Write "every 14 days, at most 3 times", say.'
    if match["unit"] not in UNITS:
        return f"{quoted(match['unit'])} is not understood.", nearest(match["unit"], _SHOWN_UNITS)
    for written, low, high in (("count", 1, _FURTHEST), ("times", 2, _MOST_TIMES)):
        if is_over(match[written], high) or int(match[written]) < low:
            return f"{shortened(match[written])} is not between {low} and {high}.", None
    count, times = int(match["count"]), int(match["times"])
    return Repeat(Timing(count, UNITS[match["unit"]], Anchor.PREVIOUS_STEP), times)


Span = tuple[float, float]
"""The earliest and the latest calendar day on which a step can fall, from its anchor."""


def span(when: Timing) -> Span:
    """The days on which it can fall; of working days, with a week of holidays among them."""
    if when.unit is Unit.WEEKS:
        return when.count * 7, when.count * 7
    if when.unit is Unit.DAYS or when.count == 0:
        return when.count, when.count
    longest = abs(when.count) * 7 / 5 + 9
    return (when.count, longest) if when.count > 0 else (-longest, when.count)
