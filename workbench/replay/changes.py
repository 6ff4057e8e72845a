"""Two lists of what customers hear, one by each rulebook, and what becomes of each contact."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import zip_longest

from rules import wording
from rules.decisions import Action, Decision
from rules.facts import CustomerId, InvoiceId, Person


class Kind(StrEnum):
    """What becomes of a contact. The order is that of the report."""

    NEWLY = "newly contacted"
    GONE = "no longer contacted"
    OTHER = "contacted about something else"
    """One of several changes of a customer who hears both more and less."""
    MORE = "also contacted about"
    FEWER = "no longer contacted about"
    MOVED = "moved"
    READDRESSED = "re-addressed"
    REWORDED = "re-worded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """One step about one invoice, and its day."""

    on: date
    invoice: InvoiceId
    number: str
    step: str
    decision: Decision
    good_history: bool = False
    """Whether the letter may say that the customer pays well."""
    held: str | None = None
    """What keeps it quiet until then; None where nothing but its day is waited for."""

    @property
    def customer(self) -> CustomerId:
        """Whose it is."""
        return self.decision.customer

    @property
    def people(self) -> tuple[str, ...]:
        """To whom it goes, and in copy, as a reader knows them."""
        return tuple(_person(each) for each in (*self.decision.to, *self.decision.cc))

    @property
    def says(self) -> str:
        """`nudge by email on Wed 25 November 2026`."""
        return f"{wording.by(self.step, self.decision.channel)} on {wording.day(self.on)}"


@dataclass(frozen=True, slots=True)
class Change:
    """What is another by the new rulebook, in a sentence about one customer."""

    kind: Kind
    customer: CustomerId
    name: str
    old: Heard | None
    new: Heard | None
    says: str

    @property
    def on(self) -> date:
        """The day of it by the new rulebook, else by the old."""
        known = self.new or self.old
        return known.on if known is not None else date.min


def heard_of(decision: Decision, on: date, *, good_history: bool = False) -> Iterator[Heard]:
    """What a contact says about each invoice of which it takes a step.

    A statement of account, or what is announced, says it about none of them by itself, and stands
    in a place of its own.
    """
    if decision.action.is_of_customer:
        yield Heard(
            on=on,
            invoice=place_of(decision),
            number="Account" if decision.action is Action.STATEMENT else "Announcement",
            step=decision.step or "",
            decision=decision,
            good_history=good_history,
        )
        return
    for line in decision.lines:
        if line.step is not None:
            yield Heard(
                on=on,
                invoice=line.invoice.id,
                number=wording.name_of(line.invoice),
                step=line.step,
                decision=decision,
                good_history=good_history,
            )


def place_of(decision: Decision) -> InvoiceId:
    """Where an occasion of a customer stands, in place of an invoice."""
    return InvoiceId(f"{decision.customer} {decision.occasion}")


Reworded = Callable[[Heard, Heard], bool]
"""Whether the letter of a step that both have says something else."""

WhyNot = Callable[[Heard], Heard | str]
"""Why a rulebook never says what the other one does; or when it does, beyond all that is compared."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked to tell one change from another."""

    reworded: Reworded
    not_by_old: WhyNot
    not_by_new: WhyNot
    until: date = date.max
    """The last of the days that are compared. Later contacts tell only where a contact moves to."""

    def is_told(self, heard: Heard | None) -> bool:
        """Whether it comes on one of the days that are compared."""
        return heard is not None and heard.on <= self.until


def changes(old: Iterable[Heard], new: Iterable[Heard], asked: Asked) -> tuple[Change, ...]:
    """Every change; all of a customer's together, by the kind of the first of them, then by name."""
    before, after = _by_invoice(old), _by_invoice(new)
    known_before = {heard.customer for every in before.values() for heard in every}
    known_after = {heard.customer for every in after.values() for heard in every}
    found: list[Change] = []
    for invoice in sorted({*before, *after}):
        for was, now in _pairs(before.get(invoice, ()), after.get(invoice, ()), asked):
            if was is None and now is not None:
                kind = Kind.MORE if now.customer in known_before else Kind.NEWLY
                found.extend(_new(kind, now, asked))
            elif now is None and was is not None:
                kind = Kind.FEWER if was.customer in known_after else Kind.GONE
                found.extend(_away(kind, was, asked))
            elif was is not None and now is not None:
                found.extend(_both(was, now, asked))
    return tuple(_in_order(found))


def _in_order(found: Iterable[Change]) -> Iterator[Change]:
    """A customer stands in one place, and never both among those who hear more and less."""
    order = {kind: place for place, kind in enumerate(Kind)}
    of_customer: dict[CustomerId, list[Change]] = defaultdict(list)
    for change in found:
        of_customer[change.customer].append(change)
    theirs = [
        sorted(_told_apart(every), key=lambda c: (order[c.kind], c.on, c.says))
        for every in of_customer.values()
    ]
    theirs.sort(key=lambda every: (order[every[0].kind], every[0].name, every[0].customer))
    return (change for every in theirs for change in every)


def _told_apart(every: Sequence[Change]) -> Sequence[Change]:
    apart = {Kind.MORE, Kind.FEWER}
    if not apart <= {change.kind for change in every}:
        return every
    return [replace(c, kind=Kind.OTHER) if c.kind in apart else c for c in every]


def _by_invoice(every: Iterable[Heard]) -> Mapping[InvoiceId, list[Heard]]:
    found: dict[InvoiceId, list[Heard]] = defaultdict(list)
    for heard in every:
        found[heard.invoice].append(heard)
    return found


def _pairs(
    old: Sequence[Heard], new: Sequence[Heard], asked: Asked
) -> Iterator[tuple[Heard | None, Heard | None]]:
    """The same step beside the same step; of the rest, the first beside the first.

    Nothing of which both, or all there is, comes later than the days that are compared.
    """
    rest_old, rest_new = list(old), list(new)
    for was in old:
        same = next((now for now in rest_new if now.step == was.step), None)
        if same is not None:
            rest_old.remove(was)
            rest_new.remove(same)
            if asked.is_told(was) or asked.is_told(same):
                yield was, same
    rest_old = sorted(filter(asked.is_told, rest_old), key=lambda heard: heard.on)
    rest_new = sorted(filter(asked.is_told, rest_new), key=lambda heard: heard.on)
    yield from zip_longest(rest_old, rest_new)


def _new(kind: Kind, now: Heard, asked: Asked) -> Iterator[Change]:
    """What only the new rulebook says."""
    was = asked.not_by_old(now)
    if isinstance(was, Heard):
        yield from _both(was, now, asked)
    else:
        yield _change(kind, None, now, f"{now.number}: {now.says}")


def _away(kind: Kind, was: Heard, asked: Asked) -> Iterator[Change]:
    """What only the old rulebook says."""
    now = asked.not_by_new(was)
    if isinstance(now, Heard):
        yield from _both(was, now, asked)
    else:
        yield _change(kind, was, None, f"{was.number}: {was.says} falls away. {now}")


def _both(was: Heard, now: Heard, asked: Asked) -> Iterator[Change]:
    """What is another about a contact that both make."""
    if (was.on, was.step, was.decision.channel) != (now.on, now.step, now.decision.channel):
        yield _change(Kind.MOVED, was, now, f"{now.number}: {_moved(was, now, asked)}")
    if not (asked.is_told(was) and asked.is_told(now)):
        return
    if was.people != now.people:
        old, new = (wording.listing(each.people) or "nobody" for each in (was, now))
        says = f"{now.number}: {now.step} goes to {new} instead of {old}"
        yield _change(Kind.READDRESSED, was, now, says)
    if _in_one_letter(was) == _in_one_letter(now) and asked.reworded(was, now):
        says = f"{now.number}: the letter of {now.step} says something else"
        yield _change(Kind.REWORDED, was, now, says)


def _moved(was: Heard, now: Heard, asked: Asked) -> str:
    """Both days, what lies outside of those compared, and what is in its way by the new rules."""
    later = "after the days looked at"
    comes = now.says if asked.is_told(now) else f"{now.says}, {later},"
    came = _apart(was, now) if asked.is_told(was) else f"{_apart(was, now)}, {later}"
    why = f". {now.held}" if now.held and now.held != was.held and now.on > was.on else ""
    return f"{comes} instead of {came}{why}"


def _apart(was: Heard, now: Heard) -> str:
    """What it was, and of the same step only the day."""
    same = (was.step, was.decision.channel) == (now.step, now.decision.channel)
    return wording.day(was.on) if same else was.says


def _in_one_letter(heard: Heard) -> tuple[str | None, ...]:
    """Its step, and the step whose letter carries it: only like letters can be held side by side."""
    return heard.step, heard.decision.step, heard.decision.channel


def _change(kind: Kind, was: Heard | None, now: Heard | None, says: str) -> Change:
    known = now or was
    assert known is not None  # noqa: S101 - a change is of something
    name = known.decision.customer_name
    return Change(kind, known.customer, name, was, now, wording.sentence(says))


def _person(person: Person) -> str:
    if person.email is None:
        return person.name or "nobody"
    return f"{person.name} <{person.email}>" if person.name else person.email
