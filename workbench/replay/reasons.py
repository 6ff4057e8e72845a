"""Why a rulebook never says what another one does, or the day on which it does so after all."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from rules import wording
from rules.ahead import Days
from rules.calendar import ONE_DAY
from rules.case import Case, Told
from rules.deciding.compiled import compiled
from rules.deciding.ladder import name_of_step
from rules.deciding.laid_out import lay_out
from rules.deciding.statements import unwanted
from rules.deciding.thanks import ONCE_IN, STEPS
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import CustomerId
from rules.ration import RATIONED, ration
from rules.rulebook import Rulebook
from sync.cases import Books
from workbench.replay.beyond import first_beyond
from workbench.replay.changes import Heard, heard_of
from workbench.replay.customers import Cabinet
from workbench.replay.replay import Contacted, PayDays, Replay, acted, steps_of
from workbench.replay.walk import Walk

_LOOKS: Final = 40
"""How often it is looked again whether what is to come does come."""


class Reasons:
    """Of one rulebook, by what it said in a replay."""

    def __init__(self, rulebook: Rulebook, books: Books, replayed: Replay) -> None:
        self._rulebook, self._period = rulebook, replayed.period
        self._thanks = frozenset(rule.earned for rule in rulebook.thanks)
        self._calendar = compiled(rulebook, books.company.country).calendar
        self._cabinet = Cabinet.of(books, began=replayed.period.start)
        self._pay_days = PayDays.of(books, pulled=replayed.period.pulled)
        self._of_customer: dict[CustomerId, list[Contacted]] = defaultdict(list)
        self._of_day: dict[date, list[Decision]] = defaultdict(list)
        for contact in replayed.contacts:
            self._of_customer[contact.decision.customer].append(contact)
            self._of_day[contact.on].append(contact.decision)

    def why(self, was: Heard) -> Heard | str:
        """Why what another rulebook says is not said, or the day after the replay on which it is."""
        walk = self._cabinet.walk(was.customer)
        walk.take([acted(step, acts=self._period.acts) for step in walk.before])
        if was.decision.action is Action.THANK or was.decision.action.is_of_customer:
            return self._beside(walk, was)
        kept, last, follows = "", None, self._next(was)
        for case, said in self._looks(walk, was):
            if said is None:
                return _settled(walk, was, kept)
            if said.action is not Action.HOLD and (lacks := has_not(self._rulebook, was, said)):
                return f"{lacks} {follows}".strip()
            if follows:  # the ladder goes on without it
                why = said.reason if said.action is Action.HOLD else ""
                return f"{why} {follows}".strip()
            kept, last = said.reason, case
        return kept if last is None else self._beyond(last, walk, was, kept)

    def _looks(self, walk: Walk, was: Heard) -> Iterator[tuple[Case, Decision | None]]:
        """The case and what is said of the invoice: on that day, and when it is to be said anew."""
        day: date | None = was.on
        left = list(self._of_customer[was.customer])
        for _ in range(_LOOKS):
            if day is None or day > self._period.end:
                return
            case = self._case(walk, left, day)
            if case is None:
                return
            decided = decide(self._rulebook, case)
            about = (each for each in decided if not each.action.is_of_customer)
            said = next((each for each in about if was.invoice in each.invoices), None)
            said = said and self._as_it_went(said, day)
            yield case, said
            day = _anew(said, day) if said is not None else None

    def _beyond(self, case: Case, walk: Walk, was: Heard, kept: str) -> Heard | str:
        """The day after the replay, where it is not paid before; else what keeps quiet."""
        days = Days(self._rulebook, case, (), every_day=False)
        end, calendar = self._period.end, self._calendar
        coming = first_beyond(days, was.invoice, after=end, calendar=calendar)
        if coming is None:
            return kept
        if (paid := _settled(walk, was, kept)) != kept:
            return paid
        found = heard_of(coming.decision, coming.on)
        return next(replace(each, held=kept) for each in found if each.invoice == was.invoice)

    def _case(self, walk: Walk, left: list[Contacted], day: date) -> Case | None:
        """The case of a day, after all that went before; `left` is what did not yet."""
        while left and left[0].on < day:
            went = left.pop(0)
            walk.take(list(steps_of(went.decision, went.on, acts=self._period.acts)))
            walk.heard.append(went.on)
            if went.decision.occasion is not None:
                walk.tell(Told(went.decision.occasion, went.on))
        walk.reach(day)
        everyone = bool(self._rulebook.announced_on(day))
        ledger = self._pay_days.ledger(day)
        return walk.case(day, ledger, thanks=self._thanks, everyone=everyone)

    def _as_it_went(self, said: Decision, day: date) -> Decision:
        """What the limits of a run made of it."""
        going = self._of_day[day]
        if not said.action.is_contact or said in going:
            return said
        rationed = ration(
            self._rulebook, [*going, said], heard_today=frozenset(), tomorrow=day + ONE_DAY
        )
        return next((each for each in rationed if each.hold in RATIONED), said)

    def _next(self, was: Heard) -> str:
        """What the customer hears of the invoice instead, and when."""
        for went in self._of_customer[was.customer]:
            for heard in heard_of(went.decision, went.on):
                if heard.invoice == was.invoice and heard.on >= was.on:
                    return f"Next is {heard.says}."
        return ""

    def _beside(self, walk: Walk, was: Heard) -> str:
        theirs = self._of_customer[was.customer]
        heard = [each for went in theirs for each in heard_of(went.decision, went.on)]
        case = self._case(walk, list(theirs), was.on)
        said = decide(self._rulebook, case) if case is not None else ()
        decided = [self._as_it_went(each, was.on) for each in said]
        return beside(self._rulebook, was, heard, case=case, decided=decided)


def _anew(said: Decision, day: date) -> date | None:
    """The day on which something else can be said; None where it stays as it is."""
    return said.next_on if said.next_on is not None and said.next_on > day else None


def _settled(walk: Walk, was: Heard, kept: str) -> str:
    """What kept quiet, and that the invoice was paid then."""
    invoices = (track.versions[-1].invoice for track in walk.tracks)
    on = next((each.paid_on for each in invoices if each.id == was.invoice), None)
    return f"{kept} It was paid on {wording.day(on)}.".strip() if on else kept


def has_not(rulebook: Rulebook, was: Heard, said: Decision | None) -> str | None:
    """What a rulebook lacks that another one goes by; None where it lacks nothing."""
    match was.decision.action:
        case Action.THANK if was.step not in {STEPS[rule.earned] for rule in rulebook.thanks}:
            return "The new rules give no such thanks."
        case Action.STATEMENT if rulebook.statements is None:
            return "The new rules send no statements of account."
        case Action.ANNOUNCE if was.decision.occasion not in _announced(rulebook):
            return "The new rules announce nothing of the kind."
        case Action.SEND_INVOICE if rulebook.send_invoices is None:
            return "The new rules send no invoices."
    if said is None or was.decision.policy is None:
        return None
    step = name_of_step(was.step)
    for policy in rulebook.policies:
        if policy.name == said.policy and step not in {each.name for each in policy.steps}:
            return f"The policy “{policy.name}” has no step {step}."
    return None


def _announced(rulebook: Rulebook) -> frozenset[str]:
    return frozenset(each.occasion for each in rulebook.announcements)


def beside(
    rulebook: Rulebook,
    was: Heard,
    heard: Iterable[Heard],
    *,
    case: Case | None,
    decided: Iterable[Decision],
) -> str:
    """Why thanks, a statement or an announcement is not said on its day.

    `heard`: all that the customer hears; `case` and `decided`: of that day, where there is a case.
    """
    if (lacks := has_not(rulebook, was, None)) is not None:
        return lacks
    if held := [each.reason for each in decided if each.hold and not each.lines]:
        return held[0]
    said = sorted(heard, key=lambda each: each.on)
    if that_day := [each.step for each in said if each.on == was.on]:
        return f"They hear {wording.listing(list(dict.fromkeys(that_day)))} on that day."
    if was.decision.action is Action.STATEMENT and case is not None:
        says = unwanted(lay_out(rulebook, case))
        return says[:1].upper() + says[1:] if says else "Their open invoices are kept quiet."
    if was.decision.action is Action.THANK:
        return _no_thanks(was, [each for each in said if each.on < was.on], case)
    return "It is for other customers."


def _no_thanks(was: Heard, before: Sequence[Heard], case: Case | None) -> str:
    thanked = [each for each in before if each.decision.action is Action.THANK]
    if thanked and was.on - thanked[-1].on < ONCE_IN:
        return f"They are thanked on {wording.day(thanked[-1].on)}."
    if not before and not (case is not None and case.taken):
        return "No reminder goes out before it, so that there is nothing to thank for."
    return "The new rules do not thank for such a payment."
