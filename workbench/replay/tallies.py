"""What a replay comes to in figures. It counts contacts; it claims nothing about money."""

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from rules.deciding.ladder import name_of_step
from rules.decisions import Action
from rules.facts import CustomerId, InvoiceId
from rules.rulebook import Rulebook
from sync.cases import Books
from workbench.replay.replay import ENOUGH, FULL, Contacted, Period, Replay

SOON: Final = timedelta(days=5)
"""A contact so shortly before a payment may have been needless."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallies:
    """The figures of one replay."""

    contacts: int
    customers: Mapping[CustomerId, int]
    """The customers who were contacted, the most often first."""
    names: Mapping[CustomerId, str]
    months: Mapping[str, int]
    """By month, such as 2026-03; months without a contact among them."""
    steps: Mapping[tuple[str, str], int]
    """By policy and step; those of the rulebook first, in its order, also those never reached."""
    never_reached: tuple[tuple[str, str], ...]
    channels: Mapping[str, int]
    months_by_channel: Mapping[str, Mapping[str, int]]
    """Of each channel its contacts in each month; the channel used most first."""
    calls: Mapping[date, int]
    """Calls on each day that had one."""
    before_payment: tuple[Contacted, ...]
    """Contacts about an invoice on which a payment was booked within 5 days."""
    prompt: tuple[Contacted, ...]
    """Contacts with those who were known to pay on time, about what they owed."""
    held_back: Mapping[CustomerId, tuple[str, ...]]
    """Customers whose step waited for the limits, with the limits."""
    most: Mapping[CustomerId, int]
    """How often each customer was contacted at most within the rulebook's period, as limits count."""
    over: Mapping[CustomerId, int]
    """Those of them contacted more often than the limit."""


_NOT_OWED: Final = (Action.THANK, Action.SEND_INVOICE, Action.ANNOUNCE)
"""What asks nobody for money."""


def tally(rulebook: Rulebook, books: Books, replayed: Replay) -> Tallies:
    """Count what a replay says."""
    contacts = replayed.contacts
    steps = _steps(rulebook, contacts)
    owed = [c for c in contacts if c.decision.action not in _NOT_OWED]
    calls = Counter(c.on for c in contacts if c.decision.action is Action.CALL)
    channels = dict(Counter(channel_of(c) for c in contacts).most_common())
    most = _most_of(rulebook, owed)
    return Tallies(
        contacts=len(contacts),
        customers=dict(Counter(c.decision.customer for c in contacts).most_common()),
        names={c.decision.customer: c.decision.customer_name for c in contacts}
        | {customer: books.contacts[customer].name for customer in _waited(replayed)},
        months=by_month(replayed.period, contacts),
        steps=steps,
        never_reached=tuple(_never_reached(rulebook, contacts)),
        channels=channels,
        months_by_channel={
            channel: by_month(replayed.period, (c for c in contacts if channel_of(c) == channel))
            for channel in channels
        },
        calls=dict(sorted(calls.items())),
        before_payment=tuple(before_payment(books, owed)),
        prompt=tuple(c for c in owed if c.prompt),
        held_back=_waited(replayed),
        most=most,
        over={who: count for who, count in most.items() if count > rulebook.limits.per_customer},
    )


def before_payment(books: Books, contacts: Iterable[Contacted]) -> Iterator[Contacted]:
    """Those of the contacts about an invoice on which a payment was booked within 5 days."""
    paid = _pay_days(books)
    for contact in contacts:
        days = (day for invoice in contact.decision.invoices for day in paid.get(invoice, ()))
        if any(timedelta(0) <= day - contact.on <= SOON for day in days):
            yield contact


def _pay_days(books: Books) -> Mapping[InvoiceId, set[date]]:
    found: dict[InvoiceId, set[date]] = defaultdict(set)
    for invoice, parts in books.paid.items():
        found[invoice] |= {on for on, _ in parts}
    for each in books.invoices:
        if each.paid_on is not None:
            found[each.id].add(each.paid_on)
    return found


def channel_of(contact: Contacted) -> str:
    """How it would have reached the customer."""
    return contact.decision.channel or "email"


def by_month(period: Period, contacts: Iterable[Contacted]) -> Mapping[str, int]:
    """How many in each month of the period."""
    counts = Counter((contact.on.year, contact.on.month) for contact in contacts)
    day, months = period.start.replace(day=1), {}
    while day <= period.end:
        months[f"{day:%Y-%m}"] = counts[day.year, day.month]
        day = (day + timedelta(days=31)).replace(day=1)
    return months


def _steps(rulebook: Rulebook, contacts: Sequence[Contacted]) -> Mapping[tuple[str, str], int]:
    own = {(policy.name, step.name): 0 for policy in rulebook.policies for step in policy.steps}
    made = Counter((c.decision.policy or "", c.decision.step or "") for c in contacts)
    return own | dict(sorted(made.items(), key=lambda item: (item[0] not in own, item[0])))


def _never_reached(rulebook: Rulebook, contacts: Sequence[Contacted]) -> Iterator[tuple[str, str]]:
    """A step is reached by the letter that carries it, be it named for another step."""
    reached = {
        (contact.decision.policy, name_of_step(line.step or ""))
        for contact in contacts
        for line in contact.decision.lines
    }
    for policy in rulebook.policies:
        for step in policy.steps:
            if (policy.name, step.name) not in reached:
                yield (policy.name, step.name)


def _waited(replayed: Replay) -> Mapping[CustomerId, tuple[str, ...]]:
    found: dict[CustomerId, list[str]] = defaultdict(list)
    for name in sorted(ENOUGH | FULL):
        for customer in replayed.waited.get(name, ()):
            found[customer].append(name)
    return {customer: tuple(found[customer]) for customer in sorted(found)}


def _most_of(rulebook: Rulebook, contacts: Sequence[Contacted]) -> Mapping[CustomerId, int]:
    days: dict[CustomerId, list[date]] = defaultdict(list)
    for contact in contacts:
        if contact.decision.action is not Action.HAND_OVER:
            days[contact.decision.customer].append(contact.on)
    period = rulebook.limits.per_days
    return {customer: _most(days[customer], period) for customer in sorted(days)}


def _most(days: Sequence[date], period: int) -> int:
    """The greatest number of these days, which are in order, that lie within so many days."""
    within = timedelta(period)
    return max(bisect_left(days, first + within) - place for place, first in enumerate(days))
