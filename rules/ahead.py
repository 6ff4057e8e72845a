"""What comes next for a customer if nothing changes: the days to come, decided one after the other.

Nothing is paid, said or marked, and the ledger stays as fresh or as stale as it is. What waits for a
person is taken to be done on the day on which it comes; what waits today already goes on waiting.
A promise whose day passes is broken.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from msgspec import structs

from rules.calendar import ONE_DAY
from rules.case import Behaviour, Case, LedgerState, StepState, Taken, Told
from rules.deciding.promises import broken
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.rulebook import Rulebook


@dataclass(frozen=True, slots=True)
class Coming:
    """A contact that is to come, and its day."""

    on: date
    decision: Decision


def ahead(
    rulebook: Rulebook,
    case: Case,
    decided: Sequence[Decision],
    *,
    until: date,
    every_day: bool = True,
) -> Iterator[Coming]:
    """Every contact after the day of the case, in order. `decided` is what is done on that day.

    Without `every_day` only those days are looked at on which a decision said that something
    follows: quicker, and blind to conditions that a day alone brings about.
    """
    days = Days(rulebook, case, decided, every_day=every_day)
    while (day := days.next_look) is not None and day <= until:
        yield from (Coming(day, one) for one in days.decide(day) if one.action.is_contact)


class Days:
    """The days of one customer, one after the other; `decided` is what is done on that of the case.

    Of what is decided on a day all is done, unless it is settled otherwise before the next.
    """

    __slots__ = ("_case", "_decided", "_every_day", "_rulebook")

    def __init__(
        self, rulebook: Rulebook, case: Case, decided: Sequence[Decision], *, every_day: bool
    ) -> None:
        self._rulebook, self._every_day = rulebook, every_day
        self._case, self._decided = _under_way(case), tuple(decided)

    @property
    def next_look(self) -> date | None:
        """The next day on which something can be decided; None where nothing follows."""
        return _next_look(self._case.today, self._decided, every_day=self._every_day)

    def decide(self, day: date) -> tuple[Decision, ...]:
        """What is decided on a later day."""
        self._case = _later(self._case, self._decided, day)
        self._decided = decide(self._rulebook, self._case)
        return self._decided

    def on(self, day: date) -> tuple[Decision, ...]:
        """What would be decided on a later day if nothing more is done until then."""
        return decide(self._rulebook, _later(self._case, self._decided, day))

    def settle(self, decided: Sequence[Decision]) -> None:
        """What of the last day's decisions is done: a run has no room for them all."""
        self._decided = tuple(decided)


def decided_on(
    rulebook: Rulebook, case: Case, decided: Sequence[Decision], day: date
) -> tuple[Decision, ...]:
    """What is decided on a later day, if nothing changes and nothing is done until then."""
    return decide(rulebook, _later(_under_way(case), decided, day))


def _next_look(today: date, decided: Sequence[Decision], *, every_day: bool) -> date | None:
    if every_day or any(one.action.is_contact for one in decided):
        return today + ONE_DAY
    days = (one.next_on for one in decided if one.next_on is not None)
    return max(today + ONE_DAY, soonest) if (soonest := min(days, default=None)) else None


def _under_way(case: Case) -> Case:
    """What is queued leaves by itself."""
    taken = (
        replace(step, state=StepState.SENT) if step.state is StepState.QUEUED else step
        for step in case.taken
    )
    return structs.replace(case, taken=tuple(taken))


def _later(case: Case, decided: Sequence[Decision], day: date) -> Case:
    """The case of a later day, with what was decided until then done."""
    last = case.ledger.last_payment_on
    apart: timedelta = day - case.today
    fresh = LedgerState(case.ledger.pull_failed, last + apart if last else None)
    done = (step for one in decided for step in steps_taken(one, case.today))
    told = (
        Told(one.occasion, case.today)
        for one in decided
        if one.action.is_contact and one.occasion is not None
    )
    return structs.replace(
        case,
        today=day,
        ledger=fresh,
        taken=(*case.taken, *done),
        told=(*case.told, *told),
        behaviour=_behaviour(case, day),
    )


def _behaviour(case: Case, day: date) -> Behaviour:
    """How the customer has paid by a later day, with the promises that pass until then."""
    more = broken(case, day) - broken(case, case.today)
    if not more:
        return case.behaviour
    return replace(case.behaviour, promises_broken=case.behaviour.promises_broken + more)


def steps_taken(
    decision: Decision, on: date, *, state: StepState = StepState.SENT
) -> Iterator[Taken]:
    """The steps that a decision takes once it is carried out; a hold takes none."""
    for line in decision.lines:
        if line.step is not None:
            yield Taken(
                invoice=line.invoice.id,
                policy=decision.policy or "",
                step=line.step,
                channel=decision.channel or "email",
                on=on,
                state=state,
                contact=f"{on} {decision.invoices[0]}",
                offer=decision.action is Action.OFFER,
            )
