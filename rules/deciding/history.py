"""A case's past, sorted by what the engine asks for: per invoice, and per day."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from rules.case import Case, Mark, StepState, Taken
from rules.deciding.ladder import BESIDE_THE_LADDER, THANKING
from rules.facts import InvoiceId

REACHED = (StepState.SENT, StepState.UNKNOWN, StepState.QUEUED)
"""States in which the customer has heard, may have heard, or is about to hear."""

_SENT = StepState.SENT  # a member of an enum takes ten times as long to look up as a name


class History(Struct, frozen=True):
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
    under_way: bool = False
    """Whether the end of any step is still open."""

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
    reached = [step for step in case.taken if step.state in REACHED]
    return History(
        taken,
        marks,
        _contacts(reached, case),
        _heard(reached, case.today),
        max([step.on for step in reached if step.step in THANKING], default=None),
        under_way=any(step.state is not _SENT for step in case.taken),
    )


_NOTHING = History({}, {}, (), frozenset())


def _mark_order(mark: Mark) -> tuple[str, date, str, str]:
    return (mark.kind, mark.until or date.max, mark.words, mark.source)


def _contacts(reached: Iterable[Taken], case: Case) -> tuple[date, ...]:
    contacts = {
        (step.on, step.channel, frozenset(step.emails), step.contact)
        for step in reached
        if step.step not in BESIDE_THE_LADDER
    }
    occasions = [one.on for one in case.told if one.state in REACHED]
    return tuple(sorted([on for on, *_ in contacts] + occasions))


def _heard(reached: Iterable[Taken], today: date) -> frozenset[str]:
    mine = [step.emails for step in reached if step.on == today]
    return frozenset([email.lower() for emails in mine for email in emails])
