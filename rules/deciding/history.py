"""A case's past, sorted by what the engine asks for: per invoice, and per day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rules.case import Case, Mark, StepState, Taken, Told
from rules.deciding.ladder import BESIDE_THE_LADDER, THANKING
from rules.facts import InvoiceId

REACHED = (StepState.SENT, StepState.UNKNOWN, StepState.QUEUED)
"""States in which the customer has heard, may have heard, or is about to hear."""


@dataclass(frozen=True, slots=True)
class History:
    """What was done and said before today."""

    taken: Mapping[InvoiceId, tuple[Taken, ...]]
    marks: Mapping[InvoiceId | None, tuple[Mark, ...]]
    """Marks in force today, by invoice; under None those on the customer."""
    contacts: tuple[date, ...]
    """The day of every contact, oldest first: one mail about five invoices is one contact."""
    heard_today: frozenset[str]
    """Addresses, in lower case, to which something went out today."""
    thanked: date | None = None
    """The day of the last letter of thanks."""

    def marks_on(self, invoice: InvoiceId) -> tuple[Mark, ...]:
        """Marks in force on this invoice, those on its customer among them."""
        return self.marks.get(invoice, ()) + self.marks.get(None, ())


def history(case: Case) -> History:
    """Sort a case's past."""
    if not case.taken and not case.marks and not case.told:
        return _NOTHING
    taken: dict[InvoiceId, tuple[Taken, ...]] = {}
    for step in case.taken:
        taken[step.invoice] = (*taken.get(step.invoice, ()), step)
    marks: dict[InvoiceId | None, tuple[Mark, ...]] = {}
    for mark in sorted(case.marks, key=_mark_order) if case.marks else ():
        if mark.until is None or case.today <= mark.until:
            marks[mark.invoice] = (*marks.get(mark.invoice, ()), mark)
    contacts, heard = _contacts(case.taken, case.told), _heard(case.taken, case.today)
    return History(taken, marks, contacts, heard, _thanked(case))


_NOTHING = History({}, {}, (), frozenset())


def _mark_order(mark: Mark) -> tuple[str, date, str, str]:
    return (mark.kind, mark.until or date.max, mark.words, mark.source)


def _contacts(taken: Iterable[Taken], told: Iterable[Told]) -> tuple[date, ...]:
    contacts = {
        (step.on, step.channel, frozenset(step.emails), step.contact)
        for step in taken
        if step.state in REACHED and step.step not in BESIDE_THE_LADDER
    }
    occasions = (one.on for one in told if one.state in REACHED)
    return tuple(sorted((*(on for on, *_ in contacts), *occasions)))


def _thanked(case: Case) -> date | None:
    days = (step.on for step in case.taken if step.step in THANKING and step.state in REACHED)
    return max(days, default=None)


def _heard(taken: Iterable[Taken], today: date) -> frozenset[str]:
    return frozenset(
        email.lower()
        for step in taken
        if step.on == today and step.state in REACHED
        for email in step.emails
    )
