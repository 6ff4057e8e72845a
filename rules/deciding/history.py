"""A case's past, sorted by what the engine asks for: per invoice, and per day."""

from collections.abc import Iterable, Mapping
from datetime import date

from msgspec import Struct

from rules.case import Case, Mark, StepState, Taken, Told
from rules.deciding.ladder import BESIDE_THE_LADDER, THANKING
from rules.facts import InvoiceId

REACHED = (StepState.SENT, StepState.UNKNOWN, StepState.QUEUED, StepState.WAITING)
"""States in which the customer has heard, may have heard, or is about to hear, also from a person."""

_SENT = StepState.SENT  # a member of an enum takes ten times as long to look up as a name
_WAITING = StepState.WAITING


class History(Struct, frozen=True, gc=False):
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
    reminded: bool = False
    """Whether anything but thanks ever went out."""
    under_way: bool = False
    """Whether the end of any step is still open."""
    awaited: date | None = None
    """The last day on which something was decided that still waits for a person."""

    def marks_on(self, invoice: InvoiceId) -> tuple[Mark, ...]:
        """Marks in force on this invoice, those on its customer among them."""
        return self.marks.get(invoice, ()) + self.marks.get(None, ())


class Past:
    """Steps that were taken, sorted; what is taken later is added to it, as in a replay."""

    __slots__ = (
        "_contacts",
        "awaited",
        "contacts",
        "latest",
        "reminded",
        "taken",
        "thanked",
        "under_way",
    )

    def __init__(self, steps: Iterable[Taken] = (), told: Iterable[Told] = ()) -> None:
        self.taken: dict[InvoiceId, tuple[Taken, ...]] = {}
        self.contacts: tuple[date, ...] = ()
        """The day of every contact, oldest first."""
        self.latest: date | None = None
        """The last day on which the customer heard anything."""
        self.thanked: date | None = None
        self.reminded = False
        self.awaited: date | None = None
        self.under_way = False
        self._contacts: set[tuple[date, str, frozenset[str], str]] = set()
        self.add(steps)
        self.tell(told)

    def add(self, steps: Iterable[Taken]) -> None:
        """Go on from here with these steps, in any order."""
        heard: list[date] = []
        for step in steps:
            self.taken[step.invoice] = (*self.taken.get(step.invoice, ()), step)
            if step.state is not _SENT:
                self.under_way = True
                if step.state not in REACHED:
                    continue
                if step.state is _WAITING and (self.awaited is None or self.awaited < step.on):
                    self.awaited = step.on
            elif step.step not in THANKING:
                self.reminded = True
            if self.latest is None or self.latest < step.on:
                self.latest = step.on
            if step.step in THANKING and (self.thanked is None or self.thanked < step.on):
                self.thanked = step.on
            if step.step not in BESIDE_THE_LADDER:
                contact = (step.on, step.channel, frozenset(step.emails), step.contact)
                if contact not in self._contacts:
                    self._contacts.add(contact)
                    heard.append(step.on)
        self._hear(heard)

    def tell(self, told: Iterable[Told]) -> None:
        """Go on from here with what the customer was told once, about no invoice by itself."""
        self._hear([one.on for one in told if one.state in REACHED])

    def _hear(self, days: list[date]) -> None:
        if days:
            self.contacts = tuple(sorted((*self.contacts, *days)))


def history(case: Case, past: Past | None = None) -> History:
    """Sort a case's past. `past`: what was done and told, where it is sorted already."""
    if not case.taken and not case.marks and not case.told:
        return _NOTHING
    past = past or Past(case.taken, case.told)
    marks: dict[InvoiceId | None, tuple[Mark, ...]] = {}
    for mark in sorted(case.marks, key=_mark_order) if case.marks else ():
        if mark.until is None or case.today <= mark.until:
            marks[mark.invoice] = (*marks.get(mark.invoice, ()), mark)
    return History(
        past.taken,
        marks,
        past.contacts,
        _heard(case) if past.latest and past.latest >= case.today else frozenset(),
        past.thanked,
        past.reminded,
        past.under_way,
        past.awaited,
    )


_NOTHING = History({}, {}, (), frozenset())


def _mark_order(mark: Mark) -> tuple[str, date, str, str]:
    return (mark.kind, mark.until or date.max, mark.words, mark.source)


def _heard(case: Case) -> frozenset[str]:
    mine = [s.emails for s in case.taken if s.on == case.today and s.state in REACHED]
    return frozenset([email.lower() for emails in mine for email in emails])
