"""Everything known about one customer on one day. The engine sees nothing else."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from msgspec import Struct

from rules.facts import (
    Company,
    Contact,
    Credit,
    CustomerId,
    Invoice,
    InvoiceId,
    Money,
    Payment,
    Unreadable,
)


class MarkKind(StrEnum):
    """What a person, or a tag in the ledger, said about an invoice or a customer."""

    DISPUTE = "dispute"
    HOLD = "hold"
    PROMISE = "promise"
    NO_CHASE = "no-chase"
    SENT = "sent"
    """The invoice was sent by hand, or on paper."""
    REPLIED = "replied"
    """The customer wrote back on the day `since`. Nothing is held for it by itself."""
    INSTALMENTS = "instalments"
    """A plan of instalments was agreed on the day `since`."""


@dataclass(frozen=True, slots=True)
class Part:
    """One instalment of an agreed plan."""

    on: date
    """The last day on which it is paid in time."""
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A dispute, a hold, a promise: a reason that lies outside the invoice's own figures."""

    kind: MarkKind
    invoice: InvoiceId | None
    """None: the mark is on the customer, and so on every invoice of theirs."""
    since: date
    """The first day on which it counts; `date.min` where nothing tells of any."""
    until: date | None = None
    """The last day on which it counts; of a promise, the day promised. None: until taken back."""
    words: str = ""
    source: str
    """Where it was said, such as "QuickBooks private note" or "goodterms hold"."""
    parts: tuple[Part, ...] = ()
    """Of agreed instalments, by day."""
    dated: bool = True
    """Whether it was said on the day `since`; False where the ledger does not tell when."""


class StepState(StrEnum):
    """What became of a step that was taken."""

    SENT = "sent"
    UNKNOWN = "unknown"
    """Nobody knows whether the mail went out; a person has to look."""
    WAITING = "waiting"
    """Waits for a person: an approval, or a call to be made."""
    QUEUED = "queued"
    """Decided in an earlier run and not delivered yet."""
    FAILED = "failed"
    """Could not be delivered; a person has to look."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """One step that was taken for one invoice."""

    invoice: InvoiceId
    policy: str
    step: str
    channel: str
    on: date
    state: StepState = StepState.SENT
    emails: tuple[str, ...] = ()
    contact: str = ""
    """What the steps of one letter or one call have in common, and those of no other of that day."""
    says: str | None = None
    """What was said of it when it was settled, as of a call."""
    offer: bool = False
    """Whether it offered instalments; whatever its name, and whatever the rulebook says today."""


@dataclass(frozen=True, slots=True)
class Told:
    """Something that the customer is told once and that is about no invoice by itself."""

    occasion: str
    """Its name among all that the customer is told so, such as "announcement new terms"."""
    on: date
    state: StepState = StepState.SENT


@dataclass(frozen=True, slots=True)
class Behaviour:
    """How the customer has paid so far: plain counts, with their evidence."""

    days_late: tuple[int, ...] = ()
    """Of every invoice paid in the period, days from due to paid, in the order of the payments;
    negative when early."""
    period_days: int = 730
    promises_kept: int = 0
    """Days promised in the period by which the invoice was paid."""
    promises_broken: int = 0

    @property
    def paid(self) -> int:
        """How many invoices were paid."""
        return len(self.days_late)

    @property
    def late(self) -> int:
        """How many of them were paid after the due date."""
        return len([days for days in self.days_late if days > 0])


@dataclass(frozen=True, slots=True)
class LedgerState:
    """How far the copy of the ledger can be trusted today."""

    pull_failed: str | None = None
    """Why the last pull failed; None when it went through."""
    last_payment_on: date | None = None
    """The day of the latest payment booked for any customer; None when there is none."""


class Case(Struct, frozen=True, kw_only=True, gc=False):
    """One customer who is billed, with everything that bears on what they should hear today."""

    company: Company
    today: date
    customer: Contact
    members: tuple[Contact, ...] = ()
    """Sub-customers who are billed through this customer."""
    invoices: tuple[Invoice, ...] = ()
    """Every open invoice, by id; drafts and settled invoices are not here."""
    settled: tuple[Invoice, ...] = ()
    """Invoices paid lately, with `paid_on`: what there is to give thanks for."""
    payments: tuple[Payment, ...] = ()
    """Payments of the last 60 days."""
    credits: tuple[Credit, ...] = ()
    """Credit with something remaining."""
    taken: tuple[Taken, ...] = ()
    told: tuple[Told, ...] = ()
    marks: tuple[Mark, ...] = ()
    unreadable: tuple[Unreadable, ...] = ()
    behaviour: Behaviour = Behaviour()
    bounced: frozenset[str] = frozenset()
    """Addresses, in lower case, at which mail is known to bounce."""
    ledger: LedgerState = LedgerState()
    unread: str | None = None
    """Why a reply of theirs may lie in our mailbox unread; None when there is none."""
    known_since: date | None = None
    """The date of the customer's first invoice in the ledger, settled ones among them."""
    segment: str | None = None
    """Filled in by the engine, as are the next two, where a condition of the rulebook asks for it."""
    language: str | None = None
    """The language of the letters to the customer; None where that cannot be told."""
    auto_pay: bool | None = None
    """Whether the rulebook says that the customer pays by themselves; None where it cannot tell."""

    def names(self, customer: CustomerId) -> str:
        """The name of this customer or of one of the sub-customers."""
        for contact in (self.customer, *self.members):
            if contact.id == customer:
                return contact.name
        return customer
