"""Two lists of what customers hear, one by each rulebook, and what becomes of each contact."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from rules import wording
from rules.decisions import Action, Decision
from rules.facts import CustomerId, InvoiceId, Person


class Kind(StrEnum):
    """What becomes of a contact. The order is that of the report."""

    NEWLY = "newly contacted"
    GONE = "no longer contacted"
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
    """Why it is not today; None where nothing but its day is to be waited for."""

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
            invoice=InvoiceId(f"{decision.customer} {decision.occasion}"),
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


Reworded = Callable[[Heard, Heard], bool]
"""Whether the letter of a step that both have says something else."""


def changes(
    old: Iterable[Heard],
    new: Iterable[Heard],
    *,
    reworded: Reworded,
    why: Mapping[InvoiceId, str] | None = None,
) -> tuple[Change, ...]:
    """Every change, by kind, then by customer. `why`: the reasons for quiet by the new rulebook."""
    before, after = _by_invoice(old), _by_invoice(new)
    known_before = {heard.customer for every in before.values() for heard in every}
    known_after = {heard.customer for every in after.values() for heard in every}
    found: list[Change] = []
    for invoice in sorted({*before, *after}):
        for was, now in _pairs(before.get(invoice, ()), after.get(invoice, ())):
            if was is None and now is not None:
                kind = Kind.MORE if now.customer in known_before else Kind.NEWLY
                found.append(_change(kind, None, now, f"{now.number}: {now.says}"))
            elif now is None and was is not None:
                kind = Kind.FEWER if was.customer in known_after else Kind.GONE
                reason = (why or {}).get(invoice)
                says = f"{was.number}: {was.says} falls away" + (f". {reason}" if reason else "")
                found.append(_change(kind, was, None, says))
            elif was is not None and now is not None:
                found.extend(_both(was, now, reworded))
    order = list(Kind)
    found.sort(key=lambda c: (order.index(c.kind), c.name, c.customer, c.on, c.says))
    return tuple(found)


def _by_invoice(every: Iterable[Heard]) -> Mapping[InvoiceId, list[Heard]]:
    found: dict[InvoiceId, list[Heard]] = defaultdict(list)
    for heard in every:
        found[heard.invoice].append(heard)
    return found


def _pairs(
    old: Sequence[Heard], new: Sequence[Heard]
) -> Iterator[tuple[Heard | None, Heard | None]]:
    """The same step beside the same step; of the rest, the first beside the first."""
    rest_old, rest_new = list(old), list(new)
    for was in old:
        same = next((now for now in rest_new if now.step == was.step), None)
        if same is not None:
            rest_old.remove(was)
            rest_new.remove(same)
            yield was, same
    rest_old.sort(key=lambda heard: heard.on)
    rest_new.sort(key=lambda heard: heard.on)
    for place in range(max(len(rest_old), len(rest_new))):
        yield (
            rest_old[place] if place < len(rest_old) else None,
            rest_new[place] if place < len(rest_new) else None,
        )


def _both(was: Heard, now: Heard, reworded: Reworded) -> Iterator[Change]:
    """What is another about a contact that both make."""
    if (was.on, was.step, was.decision.channel) != (now.on, now.step, now.decision.channel):
        says = f"{now.number}: {now.says} instead of {_apart(was, now)}"
        if now.held and now.on > was.on:
            says = f"{says}. {now.held}"
        yield _change(Kind.MOVED, was, now, says)
    if was.people != now.people:
        old, new = (wording.listing(each.people) or "nobody" for each in (was, now))
        says = f"{now.number}: {now.step} goes to {new} instead of {old}"
        yield _change(Kind.READDRESSED, was, now, says)
    if _in_one_letter(was) == _in_one_letter(now) and reworded(was, now):
        says = f"{now.number}: the letter of {now.step} says something else"
        yield _change(Kind.REWORDED, was, now, says)


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
