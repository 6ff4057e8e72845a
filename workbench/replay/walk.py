"""One customer's records, walked through day by day: the case of each day asked for, in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from rules.calendar import ONE_DAY
from rules.case import Behaviour, Case, LedgerState, Mark, MarkKind, Taken, Told
from rules.deciding.history import Past
from rules.deciding.thanks import LATELY, ONCE_IN
from rules.facts import Company, Contact, Credit, Invoice, InvoiceId, InvoiceStatus, Payment
from rules.rulebook import Earned
from sync.behaviour import BEHAVIOUR_DAYS, Tally
from sync.cases import BOUNCES, PAYMENT_DAYS, SETTLED_DAYS, kept_in_mind, last_of
from workbench.replay.past import Version, was_there

_NOBODY: frozenset[str] = frozenset()
NO_BEHAVIOUR = Behaviour((), BEHAVIOUR_DAYS)
_COUNTS = timedelta(BEHAVIOUR_DAYS)
_LATELY_PAID = timedelta(PAYMENT_DAYS)
_SETTLED = timedelta(SETTLED_DAYS)
_GONE = (InvoiceStatus.VOIDED, InvoiceStatus.DELETED)


@dataclass(slots=True)
class Track:
    """One invoice through time."""

    versions: tuple[Version, ...]
    introduced: tuple[Invoice, ...]
    """The versions with the names of those whom the invoice only gives the address of."""
    tags: tuple[Mark, ...]
    """What its private note says, as it is now."""
    promised: tuple[tuple[date, date], ...]
    """Days promised, each with the day since which that is known."""
    reached: set[str]
    """Addresses, in lower case, that its mails go to."""
    place: int = 0
    is_open: bool = False
    is_settled: bool = False
    """Paid, and so lately that there may be thanks to give."""
    matters: bool = True
    changes_on: date = date.min
    """Until then all these stay as they are."""

    @property
    def now(self) -> Invoice:
        """As it stands on the day that was reached."""
        return self.versions[self.place].invoice

    @property
    def issued(self) -> date:
        """The first day on which it is known."""
        return self.versions[0].since

    @property
    def named(self) -> Invoice:
        """The same, with the names of those whom it only gives the address of."""
        return self.introduced[self.place]

    def reach(self, day: date) -> None:
        """Go on to a later day."""
        if day < self.changes_on:
            return
        while self.place + 1 < len(self.versions) and self.versions[self.place + 1].since <= day:
            self.place += 1
        now, changes = self.now, [version.since for version in self.versions[self.place + 1 :]]
        lately = False
        if now.status is InvoiceStatus.PAID and now.paid_on is not None:
            ends = now.paid_on + _SETTLED
            lately = day <= ends
            changes += [ends + ONE_DAY] if lately else []
        self.is_open = now.is_open
        self.is_settled = lately and now.due is not None
        self.matters = lately or self.is_open or now.status is InvoiceStatus.OPEN
        self.changes_on = min(changes, default=date.max)


@dataclass(slots=True, kw_only=True)
class Walk:
    """One customer, on the way from the first day of a replay to the last."""

    company: Company
    contact: Contact
    members: tuple[Contact, ...]
    tracks: list[Track]
    """By date of issue."""
    payments: list[Payment]
    """By day."""
    credits: tuple[Credit, ...]
    marks: tuple[Mark, ...]
    before: tuple[Taken, ...]
    """Steps that were really taken before the first day."""
    told: list[Told]
    taken: list[Taken] = field(default_factory=list)
    """Steps that count, as `take` was told."""
    past: Past = field(default_factory=Past)
    """The same, sorted."""
    heard: list[date] = field(default_factory=list)
    """The days of every contact, in any order."""
    going: list[Track] = field(default_factory=list)
    """Issued, and neither settled long ago nor withdrawn."""
    begun: int = 0
    """How many tracks have been issued."""
    _open: tuple[Invoice, ...] = ()
    _settled: tuple[Invoice, ...] = ()
    """Paid lately."""
    _changes_on: date = date.min
    """Until then these two stay as they are."""
    _paid: list[tuple[date, str, int]] = field(default_factory=list)
    """Of each invoice that was paid in full: the day, the invoice, and how many days late."""
    _paid_days: list[date] = field(default_factory=list)
    _ahead: dict[str, date] = field(default_factory=dict)
    """Invoices that were paid before their date of issue, and that date."""
    _pay_days: list[date] = field(default_factory=list)
    _counted: tuple[int, int] = (0, 0)
    _paying: Behaviour = NO_BEHAVIOUR
    _promising: list[Track] = field(default_factory=list)
    _tagged: list[Track] = field(default_factory=list)
    _bouncing: list[Track] = field(default_factory=list)
    _known_since: date | None = None

    def __post_init__(self) -> None:
        for track in self.tracks:
            last = track.versions[-1].invoice
            if last.status is InvoiceStatus.PAID and last.paid_on and last.due:
                late = (last.paid_on - last.due).days
                self._paid.append((last.paid_on, last.id, late))
                if last.paid_on < track.issued:
                    self._ahead[last.id] = track.issued
        self._paid.sort()
        self._paid_days = [on for on, _, _ in self._paid]
        self.past.tell(self.told)
        self.heard += [step.on for step in self.before] + [told.on for told in self.told]
        self._pay_days = [payment.on for payment in self.payments]
        self._promising = [track for track in self.tracks if track.promised]
        self._tagged = [track for track in self.tracks if track.tags]
        self._bouncing = [t for t in self.tracks if t.versions[-1].invoice.delivery_problem]
        self._known_since = min(
            (track.issued for track in self.tracks if track.now.status not in _GONE), default=None
        )

    @property
    def is_spoken_for(self) -> bool:
        """Whether anything was ever promised, agreed or said about them or their invoices."""
        return bool(self.marks or self._promising or self._tagged)

    def may_be_thanked(self, day: date, thanks: Collection[Earned]) -> bool:
        """Whether there may be something to give these thanks for: nobody was thanked of late."""
        past = self.past
        if not thanks or not past.reminded:
            return False
        if past.thanked is not None and day - past.thanked < ONCE_IN:
            return False
        return self._has_settled(day, thanks) or (
            Earned.PART in thanks and self._has_paid_part(day)
        )

    def _has_settled(self, day: date, thanks: Collection[Earned]) -> bool:
        first = bisect_left(self._paid_days, day - LATELY)
        lately = self._paid[first : bisect_right(self._paid_days, day)]
        if not lately:
            return False
        if Earned.ANY_TIME in thanks or (Earned.PROMISE in thanks and self.is_spoken_for):
            return True
        return Earned.ON_TIME in thanks and any(late <= 0 for _, _, late in lately)

    def _has_paid_part(self, day: date) -> bool:
        """Whether anything was paid lately of what is still open."""
        first = bisect_left(self._pay_days, day - LATELY)
        lately = self.payments[first : bisect_right(self._pay_days, day)]
        if not lately:
            return False
        still = {invoice.id for invoice in self._open}
        return any(part.invoice in still for payment in lately for part in payment.applied)

    @property
    def has_unsent(self) -> bool:
        """Whether an invoice is open, on the day that was reached, that was not sent to them."""
        return any(invoice.sent is False for invoice in self._open)

    def take(self, steps: Sequence[Taken]) -> None:
        """Keep steps that are taken."""
        self.taken.extend(steps)
        self.past.add(steps)

    def tell(self, told: Told) -> None:
        """Keep what the customer is told once."""
        self.told.append(told)
        self.past.tell([told])

    def case(
        self, day: date, ledger: LedgerState, *, thanks: Collection[Earned], everyone: bool
    ) -> Case | None:
        """The case of the day that was reached; None when nothing can be said.

        `thanks`: what is ever thanked for. `everyone`: whether something is said to customers who
        owe nothing.
        """
        may_hear = self._open or self.may_be_thanked(day, thanks)
        if not may_hear and not (everyone and self._is_ours(day)):
            return None
        return Case(
            company=self.company,
            today=day,
            customer=self.contact,
            members=self.members,
            invoices=self._open,
            settled=self._settled if thanks else (),
            payments=self._lately_paid(day),
            credits=tuple([credit for credit in self.credits if was_there(credit, day)]),
            taken=tuple(self.taken),
            told=tuple(self.told),
            marks=tuple(self._marks(day)) if self.marks or self._tagged else (),
            behaviour=self._behaviour(day),
            known_since=self._known_since,
            bounced=self._bounced(day) if self._bouncing else _NOBODY,
            ledger=ledger,
        )

    def reach(self, day: date) -> None:
        """Go on to a day, not before the last one."""
        if day >= self._changes_on:
            self._reach(day)

    def _reach(self, day: date) -> None:
        while self.begun < len(self.tracks) and self.tracks[self.begun].issued <= day:
            self.going.append(self.tracks[self.begun])
            self.begun += 1
        for track in self.going:
            track.reach(day)
        self.going = going = [track for track in self.going if track.matters]
        # by id, so that the order of the store and of the days makes no difference
        self._open = tuple(sorted([t.named for t in going if t.is_open], key=_by_id))
        self._settled = tuple([t.named for t in going if t.is_settled])
        changes = [track.changes_on for track in going]
        changes += [track.issued for track in self.tracks[self.begun : self.begun + 1]]
        self._changes_on = min(changes, default=date.max)

    def _is_ours(self, day: date) -> bool:
        """Whether an invoice of the last two years is known."""
        invoiced = (t.issued for t in self.tracks[: self.begun] if t.now.status not in _GONE)
        return day - max(invoiced, default=date.min) <= timedelta(BEHAVIOUR_DAYS)

    def _lately_paid(self, day: date) -> tuple[Payment, ...]:
        first = bisect_left(self._pay_days, day - _LATELY_PAID)
        lately = tuple(self.payments[first : bisect_right(self._pay_days, day)])
        return lately or last_of(self.payments[:first])

    def _marks(self, day: date) -> Iterator[Mark]:
        yield from (mark for mark in self.marks if mark.since <= day)
        for track in self.going if self._tagged else ():
            if track.tags and track.is_open:
                yield from track.tags
            elif track.tags and track.is_settled:
                yield from kept_in_mind(track.tags)

    def _behaviour(self, day: date) -> Behaviour:
        counted = (
            bisect_left(self._paid_days, day - _COUNTS),
            bisect_right(self._paid_days, day),
        )
        if counted == self._counted and not self._ahead and not self._promising:
            return self._paying
        self._counted = counted
        tally = Tally(day)
        for track in self._promising:
            if track.issued <= day:
                track.reach(day)
                tally.count(track.now, [on for on, since in track.promised if since <= day])
        paid = self._paid[slice(*counted)]
        self._paying = Behaviour(
            tuple(late for _, invoice, late in paid if self._ahead.get(invoice, day) <= day),
            BEHAVIOUR_DAYS,
            promises_kept=tally.kept,
            promises_broken=tally.broken,
        )
        return self._paying

    def _bounced(self, day: date) -> frozenset[str]:
        found: set[str] = set()
        for track in self._bouncing:
            if track.issued <= day:
                track.reach(day)
                invoice = track.now
                if invoice.delivery_problem:
                    found |= {p.email.lower() for p in invoice.bill_to if p.email}
                if invoice.delivery_problem in BOUNCES:
                    found |= track.reached
        return frozenset(found)


def _by_id(invoice: Invoice) -> InvoiceId:
    return invoice.id


def promises_of(
    invoice: Invoice, marks: Sequence[Mark], tags: Sequence[Mark]
) -> tuple[tuple[date, date], ...]:
    """Days for which it was promised, and since when that is known.

    `marks` are the promises that a person noted on this invoice; the ledger's own date and note
    count from the day of issue.
    """
    said = [(mark.until, mark.since) for mark in marks if mark.until is not None]
    said += [
        (mark.until, invoice.issued)
        for mark in tags
        if mark.kind is MarkKind.PROMISE and mark.until is not None
    ]
    if invoice.expected_on is not None:
        said.append((invoice.expected_on, invoice.issued))
    return tuple(said)
