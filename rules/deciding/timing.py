"""The days on which the steps of a ladder fall for one invoice."""

import calendar as months
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from rules.calendar import ONE_DAY, Calendar
from rules.rulebook import AGREED, Anchor, Channel, Step, Timing, Unit

_FROM = {
    Anchor.DUE: "due",
    Anchor.ISSUED: "issue",
    Anchor.PREVIOUS_STEP: "the previous step",
    Anchor.PROMISE: "the day promised",
    Anchor.INSTALMENT: "the missed instalment",
    Anchor.MONTH_END: "the end of the month",
}


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder and its day for one invoice."""

    index: int
    """Its place in the ladder, from 0."""
    on: date
    """Before the due date a sending day; after it the nominal day, not yet moved to one."""
    moved_from: date | None = None
    """The nominal day, where that is no later than the invoice itself: its terms are that short."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """All steps of a ladder for one invoice, each part in the order of the ladder."""

    before: tuple[Rung, ...]
    """Steps before the due date, each on a later day than the one before it; those for which the
    terms leave no room are absent."""
    after: tuple[Rung, ...]
    places: Mapping[str, int]
    """Name of each step after the due date -> its place in `after`."""
    handover: int
    """The place of the first hand-over in `after`; their number where there is none."""


def schedule(steps: tuple[Step, ...], calendar: Calendar, *, issued: date, due: date) -> Schedule:
    """Lay the ladder out for an invoice that was issued and falls due on these days.

    Steps that count from a promise or an instalment have no day until there is one; they stand in neither part.
    """
    before: list[Rung] = []
    after: list[Rung] = []
    previous = due
    for index, step in enumerate(steps):
        if step.when.anchor in AGREED:
            continue
        anchors = {
            Anchor.DUE: due,
            Anchor.ISSUED: issued,
            Anchor.PREVIOUS_STEP: previous,
            Anchor.MONTH_END: _month_end(due),
        }
        on = previous = nominal(step.when, anchors[step.when.anchor], calendar)
        if _is_before(step.when, on, due) and not (after and step.when.anchor is not Anchor.DUE):
            earliest = _earliest(step.when, on, issued=issued, due=due)
            room = _fit_before_due(on, earliest=earliest, due=due, calendar=calendar)
            if room is not None:
                short = on <= issued and step.when.anchor is not Anchor.ISSUED
                before.append(Rung(index, room, on if short else None))
                previous = max(on, room)
        else:
            after.append(Rung(index, max(on, due)))
    names = [steps[rung.index].name for rung in after]
    handovers = [p for p, r in enumerate(after) if steps[r.index].channel is Channel.HANDOVER]
    return Schedule(
        before=_in_turn(before),
        after=tuple(after),
        places={name: place for place, name in enumerate(names)},
        handover=min(handovers, default=len(after)),
    )


def in_words(when: Timing) -> str:
    """`3 working days after due`, `on due`."""
    anchor = _FROM[when.anchor]
    if when.count == 0:
        return f"on {anchor}"
    unit = when.unit.value if abs(when.count) != 1 else when.unit.value.removesuffix("s")
    return f"{abs(when.count)} {unit} {'before' if when.count < 0 else 'after'} {anchor}"


def nominal(when: Timing, anchor: date, calendar: Calendar) -> date:
    """The day at this distance from the anchor's day, not yet moved to a sending day."""
    if when.unit is Unit.WORKING_DAYS:
        return calendar.add_working_days(anchor, when.count)
    return anchor + timedelta(days=when.count * (7 if when.unit is Unit.WEEKS else 1))


def _month_end(day: date) -> date:
    return day.replace(day=months.monthrange(day.year, day.month)[1])


def _is_before(when: Timing, on: date, due: date) -> bool:
    return when.count < 0 if when.anchor is Anchor.DUE else on < due


def _earliest(when: Timing, on: date, *, issued: date, due: date) -> date:
    """The first day after the invoice; the second half of the terms for what falls before that day."""
    if on > issued or when.anchor is Anchor.ISSUED:
        return issued + ONE_DAY
    return issued + timedelta(days=max(1, ((due - issued).days + 1) // 2))


def _fit_before_due(on: date, *, earliest: date, due: date, calendar: Calendar) -> date | None:
    """Move to a sending day before the due date; None where there is none from `earliest` on."""
    moved = calendar.next_open(max(on, earliest))
    if moved >= due:
        moved = calendar.last_open(due - ONE_DAY)
    return moved if earliest <= moved < due else None


def _in_turn(before: list[Rung]) -> tuple[Rung, ...]:
    """Without those that short terms, or a weekend, move to the day of a later step or past it."""
    kept: list[Rung] = []
    for rung in reversed(before):
        if not kept or rung.on < kept[-1].on:
            kept.append(rung)
    return tuple(reversed(kept))
