"""`rules diff`: on the same ledger, what customers hear by another rulebook; for a client to sign."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from itertools import groupby
from typing import Any, Final

from rules import wording
from rules.facts import CustomerId
from rules.rulebook import Rulebook
from sync.cases import Books, build_cases
from sync.plan import make_plan
from workbench.collecting import no_collecting
from workbench.replay.changes import Asked, Change, Heard, Kind, Reworded, changes, heard_of
from workbench.replay.planned import AHEAD, Planned, planned
from workbench.replay.reasons import Reasons, beside
from workbench.replay.replay import Period, Progress, Replay, no_progress, replay
from workbench.texts import Texts

_HEADS: Final = {
    Kind.NEWLY: "Newly contacted: nothing by the old rules",
    Kind.GONE: "No longer contacted: nothing by the new rules",
    Kind.OTHER: "Contacted about something else: some is new, and some falls away",
    Kind.MORE: "Contacted about more",
    Kind.FEWER: "Contacted about less",
    Kind.MOVED: "Moved: another step or another day",
    Kind.READDRESSED: "Re-addressed: other people",
    Kind.REWORDED: "Re-worded: another text",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Two rulebooks on one ledger."""

    company: str
    old: str
    new: str
    days: tuple[date, date]
    """The same twice: the plan of one day."""
    contacts: tuple[int, int]
    """How many each makes."""
    changes: tuple[Change, ...]
    unchanged: frozenset[CustomerId]
    """Customers who hear the same by both."""
    pulled: date | None = None
    """The day of the last pull, where the days go beyond it."""


@dataclass(frozen=True, slots=True)
class Two:
    """The two rulebooks, and how they are called."""

    old: Rulebook
    new: Rulebook
    names: tuple[str, str]


def on_a_day(two: Two, books: Books, day: date, *, heard: frozenset[str]) -> Difference:
    """Compare the plans of one day, and for what hears nothing on it the next step that comes."""
    everyone = any(book.announced_on(day) for book in (two.old, two.new))
    cases = tuple(build_cases(books, today=day, everyone=everyone))
    plans = [make_plan(book, books, today=day, heard=heard) for book in (two.old, two.new)]
    was, now = (
        planned(book, plan, cases) for book, plan in zip((two.old, two.new), plans, strict=True)
    )
    asked = Asked(
        reworded=_reworded(two, books),
        not_by_old=partial(_why, two.old, was),
        not_by_new=partial(_why, two.new, now),
    )
    found = changes(was.heard, now.heard, asked)
    return Difference(
        company=books.company.name,
        old=two.names[0],
        new=two.names[1],
        days=(day, day),
        contacts=(len(plans[0].contacts), len(plans[1].contacts)),
        changes=found,
        unchanged=_unchanged(found, (*was.heard, *now.heard)),
    )


def over_a_period(
    two: Two,
    books: Books,
    period: Period,
    *,
    pulled: date | None = None,
    progress: Progress = no_progress,
) -> Difference:
    """Compare replays of both over the ledger's history; beyond the last pull nothing is booked.

    They go on after the period, so that a step that moves there is told from one that is gone.
    """
    end = min(period.end, date.max - AHEAD) + AHEAD
    longer = replace(period, end=end, pulled=pulled or date.max)
    with no_collecting():
        was, now = (replay(book, books, longer, progress=progress) for book in (two.old, two.new))
    asked = Asked(
        reworded=_reworded(two, books),
        not_by_old=Reasons(two.old, books, was).why,
        not_by_new=Reasons(two.new, books, now).why,
        until=period.end,
    )
    old, new = tuple(_replayed(was)), tuple(_replayed(now))
    found = changes(old, new, asked)
    return Difference(
        company=books.company.name,
        old=two.names[0],
        new=two.names[1],
        days=(period.start, period.end),
        contacts=(_until(was, period.end), _until(now, period.end)),
        changes=found,
        unchanged=_unchanged(found, filter(asked.is_told, (*old, *new))),
        pulled=pulled if pulled and pulled < period.end else None,
    )


def _until(replayed: Replay, day: date) -> int:
    return sum(contact.on <= day for contact in replayed.contacts)


def _reworded(two: Two, books: Books) -> Reworded:
    return Texts(books.company, two.old, two.new).reworded


def _why(rulebook: Rulebook, planned: Planned, was: Heard) -> str:
    """Why nothing of the kind is planned."""
    said = planned.quiet.get(was.invoice)
    if said is None:
        theirs = (each for each in planned.heard if each.customer == was.customer)
        case, decided = planned.of_day.get(was.customer, (None, ()))
        return beside(rulebook, was, theirs, case=case, decided=decided)
    return said.reason


def _replayed(replayed: Replay) -> Iterator[Heard]:
    for contact in replayed.contacts:
        yield from heard_of(contact.decision, contact.on, good_history=contact.prompt)


def _unchanged(found: Iterable[Change], heard: Iterable[Heard]) -> frozenset[CustomerId]:
    return frozenset(each.customer for each in heard) - {change.customer for change in found}


def say_difference(made: Difference) -> Iterator[str]:
    """The lines that a client reads, and can sign."""
    yield f"{made.company}: {made.new} instead of {made.old}, {_when(made)}."
    yield f"Contacts: {made.contacts[1]} instead of {made.contacts[0]}."
    for kind, every in groupby(_by_customer(made.changes), key=lambda theirs: theirs[0].kind):
        listed = list(every)
        yield ""
        yield f"{_HEADS[kind]} ({len(listed)} {'customer' if len(listed) == 1 else 'customers'})"
        for theirs in listed:
            yield f"  {theirs[0].name}"
            yield from (f"    {change.says}" for change in theirs)
    yield ""
    same = len(made.unchanged)
    if not made.changes:
        yield "Nothing changes for any customer."
    elif same:
        yield f"For {same} further {'customer' if same == 1 else 'customers'} nothing changes."


def _by_customer(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """As they are ordered: the first of a customer's changes is the heading of them all."""
    return (list(theirs) for _, theirs in groupby(changes, key=lambda change: change.customer))


def _when(made: Difference) -> str:
    first, last = made.days
    days = f"{wording.day(first)} to {wording.day(last)}, replayed"
    if made.pulled is not None:
        return f"{days}; after {wording.day(made.pulled)}, the last pull, as if nothing were paid"
    return days if first != last else f"on {wording.day(first)}"


def difference_json(made: Difference) -> dict[str, Any]:
    """The same for machines."""
    return {
        "company": made.company,
        "old": made.old,
        "new": made.new,
        "from": made.days[0].isoformat(),
        "to": made.days[1].isoformat(),
        "as_if_unpaid_after": made.pulled.isoformat() if made.pulled else None,
        "contacts": {"old": made.contacts[0], "new": made.contacts[1]},
        "unchanged_customers": len(made.unchanged),
        "changes": [
            {
                "kind": change.kind.value,
                "customer": {"id": change.customer, "name": change.name},
                "says": change.says,
                "old": _heard(change.old),
                "new": _heard(change.new),
            }
            for change in made.changes
        ],
    }


def _heard(heard: Heard | None) -> dict[str, Any] | None:
    if heard is None:
        return None
    return {
        "on": heard.on.isoformat(),
        "invoice": heard.invoice,
        "number": heard.number,
        "step": heard.step,
        "channel": heard.decision.channel,
        "people": list(heard.people),
    }
