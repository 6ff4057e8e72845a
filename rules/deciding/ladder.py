"""Where an invoice stands on its ladder: what is due today, or what comes next and when.

Every run works it out anew from the ledger's dates and the steps that were taken, so a missed day
is caught up once, and a date that moves in the ledger moves the ladder with it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from msgspec import Struct
from msgspec.structs import replace

from rules import wording
from rules.calendar import ONE_DAY, Calendar
from rules.case import StepState, Taken
from rules.deciding.timing import Rung, Schedule, in_words, nominal, schedule
from rules.facts import Invoice
from rules.rulebook import Anchor, Channel, Policy, Step

SEND_INVOICE = "send-invoice"
"""The step under which the sending of an invoice itself is recorded."""
THANKS, THANKS_PROMISE, THANKS_PART = "thanks", "thanks-promise", "thanks-part"
"""The steps under which letters of thanks are recorded: for a payment, a promise kept, a part paid."""
THANKING = frozenset({THANKS, THANKS_PROMISE, THANKS_PART})
BESIDE_THE_LADDER = THANKING | {SEND_INVOICE}
BACKLOG = timedelta(days=7)
"""A first step that is later than this belongs to the backlog."""
DUE_DAY_GRACE = timedelta(days=2)
"""How long after its day a step of the due date may still be caught up."""
_MEMORY = 20_000
_BY_DAY = re.compile(r"(.*) (\d{4}-\d{2}-\d{2})")
_SENT = StepState.SENT  # a member of an enum takes ten times as long to look up as a name


def name_of_step(key: str) -> str:
    """The name of a step, however it was recorded: `instalment` of `instalment 2026-12-01`."""
    found = _BY_DAY.fullmatch(key)
    return found[1] if found else key


class Position(Struct, frozen=True, gc=False):
    """Where an invoice stands today. A ladder makes one for all invoices that stand there."""

    step: Step | None
    """The step that is due today, or the next one; None when the ladder is finished."""
    index: int
    on: date | None
    """The sending day on which the step is or was due; None when the ladder is finished."""
    is_due: bool
    says: str
    """What a finding says of it: "check-in is at 10 days after due: holds"."""
    overdue_taken: bool
    """Whether a step after the due date has been taken."""
    backlog: bool = False
    """Whether it is the first contact about an invoice that has been due for one for long."""
    waited: bool = False
    """Whether the step has been due since an earlier day."""
    part: date | None = None
    """The day of the missed instalment that the step speaks of."""

    @property
    def key(self) -> str:
        """The name under which the step is recorded: each missed instalment is one of its own."""
        name = self.step.name if self.step is not None else ""
        return f"{name} {self.part}" if self.part is not None else name


@dataclass(frozen=True, slots=True)
class Ladder:
    """A policy's steps with a calendar. Remembers the days of invoices that share their dates."""

    policy: Policy
    calendar: Calendar
    names: frozenset[str]
    words: tuple[str, ...]
    """The timing of each step as the rulebook says it."""
    places: tuple[str, ...]
    after_promise: tuple[int, ...]
    """The steps that count from a promise. They stand beside the others, and come before them."""
    after_instalment: tuple[int, ...]
    """The steps that count from a missed instalment, likewise."""
    _schedules: dict[tuple[date, date], Schedule] = field(compare=False, repr=False)
    _positions: dict[tuple[int, date, date, bool, bool], Position] = field(
        compare=False, repr=False
    )
    _stood: dict[tuple[object, ...], Position] = field(compare=False, repr=False)

    @classmethod
    def of(cls, policy: Policy, calendar: Calendar) -> "Ladder":
        """Compile a policy."""
        return cls(
            policy,
            calendar,
            frozenset(step.name for step in policy.steps),
            tuple(in_words(step.when) for step in policy.steps),
            tuple(str(step.at) for step in policy.steps),
            tuple(
                index
                for index, step in enumerate(policy.steps)
                if step.when.anchor is Anchor.PROMISE
            ),
            tuple(
                index
                for index, step in enumerate(policy.steps)
                if step.when.anchor is Anchor.INSTALMENT
            ),
            {},
            {},
            {},
        )

    def schedule(self, issued: date, due: date) -> Schedule:
        """The days of all steps for an invoice with these dates."""
        found = self._schedules.get((issued, due))
        if found is None:
            if len(self._schedules) >= _MEMORY:
                self._schedules.clear()
            found = schedule(self.policy.steps, self.calendar, issued=issued, due=due)
            self._schedules[issued, due] = found
        return found

    def position(
        self,
        invoice: Invoice,
        due: date,
        *,
        taken: Sequence[Taken],
        today: date,
        promised: date | None = None,
        missed: date | None = None,
    ) -> Position:
        """Say what is due today for an invoice, given every step recorded for it.

        `promised` is the latest day on which it was promised and not paid, `missed` that of the
        latest instalment that was not paid.
        """
        done = [t for t in taken if t.state is _SENT and t.step not in BESIDE_THE_LADDER]
        position = self._by_due(invoice.issued, due, done=done, today=today)
        if missed is not None and self.after_instalment:
            return self._missed(missed, done, position, today=today) or position
        if promised is None or not self.after_promise:
            return position
        return self._broken(max(promised, due), done, position, today=today) or position

    def _by_due(self, issued: date, due: date, *, done: Sequence[Taken], today: date) -> Position:
        """Where it stands by its dates; remembered, for many invoices share theirs."""
        key = (issued, due, today, *[(t.step, t.on, t.channel) for t in done])
        found = self._stood.get(key)
        if found is None:
            plan = self.schedule(issued, due)
            if done:
                found = self._continued(plan, due, done=done, today=today)
            else:
                found = self._fresh(plan, due, today)
            if len(self._stood) >= _MEMORY:
                self._stood.clear()
            self._stood[key] = found
        return found

    def _broken(
        self, promised: date, done: Sequence[Taken], position: Position, *, today: date
    ) -> Position | None:
        """What is said of a promise that has passed, unless the ladder has gone on since."""
        names = {t.step for t in done}
        steps = self.policy.steps
        ours = {steps[index].name for index in self.after_promise}
        if any(t.on > promised and t.step not in ours for t in done):
            return None
        for index in self.after_promise:
            if steps[index].name not in names:
                on = nominal(steps[index].when, promised, self.calendar)
                found = self._at(index, on, today=today)
                return replace(found, overdue_taken=position.overdue_taken)
        return None

    def _missed(
        self, part: date, done: Sequence[Taken], position: Position, *, today: date
    ) -> Position | None:
        """What is said of an instalment that was missed, unless the ladder has gone on since."""
        if any(t.on > part and not _BY_DAY.fullmatch(t.step) for t in done):
            return None
        names = {t.step for t in done}
        for index in self.after_instalment:
            step = self.policy.steps[index]
            if f"{step.name} {part}" not in names:
                found = self._at(index, nominal(step.when, part, self.calendar), today=today)
                return replace(found, overdue_taken=position.overdue_taken, part=part)
        return None

    def _fresh(self, plan: Schedule, due: date, today: date) -> Position:
        if today < due:
            for rung in reversed(plan.before):
                if rung.on <= today:
                    return self._before(rung, today)
            if plan.before:
                return self._before(min(plan.before, key=lambda r: r.on), today)
        if not plan.after:
            return _NONE_LEFT
        first = plan.after[self._entry(plan, due, today)]
        late = today - first.on > BACKLOG
        return self._at(first.index, first.on, today=today, backlog=late)

    def _continued(
        self, plan: Schedule, due: date, *, done: Sequence[Taken], today: date
    ) -> Position:
        place, last = self._reached(plan, due, done)
        if place == 0 and today < due and (rung := self._next_before(plan, done, today)):
            return self._before(rung, today)
        if place >= len(plan.after):
            return _FINISHED if place else _NONE_LEFT
        place = place or self._entry(plan, due, today)
        place = self._before_handover(plan, place, done)
        rung = plan.after[place]
        on = rung.on
        if last is not None:
            apart = rung.on - plan.after[place - 1].on if place else ONE_DAY
            on = max(on, last + max(ONE_DAY, apart))
        return self._at(rung.index, on, today=today, overdue_taken=last is not None)

    def _entry(self, plan: Schedule, due: date, today: date) -> int:
        """The place of the first step after the due date for whoever has had none yet.

        A letter for the due day itself is for that day: an old debt enters behind it.
        """
        first = plan.after[0]
        step = self.policy.steps[first.index]
        if first.on > due or step.channel is Channel.PHONE or step.is_offer or len(plan.after) < 2:
            return 0
        return int(self.calendar.next_open(first.on) + DUE_DAY_GRACE < today)

    def _reached(self, plan: Schedule, due: date, done: Sequence[Taken]) -> tuple[int, date | None]:
        """The place of the next step after the due date, and the day of the last one taken.

        Steps of an older rulebook whose names this ladder does not know count by their number,
        so that a change of the rulebook never starts a customer over.
        """
        ours: set[str] = set()
        strange: set[str] = set()
        last: date | None = None
        for t in done:
            if t.step in plan.places:
                ours.add(t.step)
            elif _BY_DAY.fullmatch(t.step):
                pass  # beside the ladder
            elif t.step not in self.names and t.on >= due:
                strange.add(t.step)
            elif not self._is_of_promise(t.step):
                continue
            last = t.on if last is None or t.on > last else last
        furthest = max([plan.places[name] + 1 for name in ours], default=0)
        if not strange:
            return furthest, last
        # no count of other steps stands for a hand-over
        return max(furthest, min(len(ours) + len(strange), plan.handover)), last

    def _is_of_promise(self, name: str) -> bool:
        """A step beside the ladder: those after it keep their distance from its day."""
        return any(self.policy.steps[index].name == name for index in self.after_promise)

    def _next_before(self, plan: Schedule, done: Sequence[Taken], today: date) -> Rung | None:
        """The latest step before the due date that is ripe, else the next one to come."""
        steps = self.policy.steps
        names = {t.step for t in done}
        reached = max(
            (place + 1 for place, r in enumerate(plan.before) if steps[r.index].name in names),
            default=0,
        )
        left = plan.before[reached:]
        ripe = [rung for rung in left if rung.on <= today]
        return ripe[-1] if ripe else min(left, key=lambda rung: rung.on, default=None)

    def _before_handover(self, plan: Schedule, place: int, done: Sequence[Taken]) -> int:
        """Promise 10: a call and an offer come first, also where an older rulebook had neither."""
        steps = self.policy.steps
        if place < plan.handover or steps[plan.after[place].index].channel is not Channel.HANDOVER:
            return place
        names = {t.step for t in done}
        called = any(t.channel == Channel.PHONE for t in done)
        offered = any(t.offer for t in done)
        for earlier, rung in enumerate(plan.after[:place]):
            step = steps[rung.index]
            missing_call = step.channel is Channel.PHONE and not called
            owed = missing_call or (step.is_offer and not offered)
            if owed and step.name not in names:
                return earlier
        return place

    def _before(self, rung: Rung, today: date) -> Position:
        """A step before the due date, which short terms may have moved."""
        position = self._at(rung.index, rung.on, today=today)
        if rung.moved_from is None:
            return position
        comes = rung.on if position.is_due or position.on is None else position.on
        says = (
            f"{self._timing(rung.index)}, {wording.day(rung.moved_from)}, and moves to "
            f"{wording.day(comes)} for these short terms"
        )
        return replace(position, says=f"{says}: {'holds' if position.is_due else 'not yet'}")

    def _at(
        self,
        index: int,
        on: date,
        *,
        today: date,
        overdue_taken: bool = False,
        backlog: bool = False,
    ) -> Position:
        key = (index, on, today, overdue_taken, backlog)
        found = self._positions.get(key)
        if found is None:
            if len(self._positions) >= _MEMORY:
                self._positions.clear()
            on = self.calendar.next_open(on)
            earliest = self.calendar.next_open(today)
            is_due = on <= today == earliest
            comes = on if is_due else max(on, earliest)
            found = self._positions[key] = Position(
                step=self.policy.steps[index],
                index=index,
                on=comes,
                is_due=is_due,
                says=self._says(index, None if is_due else comes),
                overdue_taken=overdue_taken,
                backlog=backlog and is_due,
                waited=is_due and on < today,
            )
        return found

    def _says(self, index: int, comes: date | None) -> str:
        is_at = self._timing(index)
        return (
            f"{is_at}, on {wording.day(comes)} at the earliest: not yet"
            if comes
            else f"{is_at}: holds"
        )

    def _timing(self, index: int) -> str:
        """`check-in is at 10 days after due`."""
        return f"{self.policy.steps[index].name} is at {self.words[index]}"


_NO_STEP = "and no step of the ladder is left"
_FINISHED = Position(None, -1, None, is_due=False, says=_NO_STEP, overdue_taken=True)
_NONE_LEFT = Position(None, -1, None, is_due=False, says=_NO_STEP, overdue_taken=False)
