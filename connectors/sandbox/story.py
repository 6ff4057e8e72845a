"""A company's two years as a story that either platform's books can be filled from.

Nothing here is in a vendor's words; `xero/` and `quickbooks/` beside it tell it in theirs.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPerson:
    """A person at a customer."""

    first: str
    last: str
    email: str
    include_in_emails: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCustomer:
    """A customer; `key` is unique within the story and becomes the stable part of the id."""

    key: str
    name: str
    first: str | None = None
    last: str | None = None
    email: str | None = None
    """As typed by a bookkeeper: QuickBooks may hold several, or nonsense, in this field."""
    phone: str | None = None
    people: tuple[StoryPerson, ...] = ()
    parent: str | None = None
    bill_with_parent: bool = False
    currency: str | None = None
    country: str | None = None
    street: str | None = "7 High Street"
    """None: the ledger has no postal address."""
    terms_days: int = 20
    active: bool = True
    groups: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryInvoice:
    """A sales invoice."""

    key: str
    number: str
    customer: str
    issued: date
    due: date | None
    total: Decimal
    currency: str | None = None
    """None: the company's own."""
    rate: Decimal = Decimal(1)
    """Home units for one foreign unit."""
    status: str = "approved"
    """draft, approved, voided or deleted."""
    sent: bool = True
    reference: str | None = None
    bill_email: str | None = None
    """QuickBooks BillEmail, where it differs from the customer's."""
    expected_on: date | None = None
    memo: str | None = None
    """The private note; may hold tags such as `#dispute: short delivery`."""
    disputed: bool = False
    bounced: bool = False
    """The platform's last e-mail of it came back."""
    broken: str | None = None
    """Name of a field that the ledger answers in an unreadable way, such as "due"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryPayment:
    """Money received; what is not applied stays as the customer's credit."""

    key: str
    customer: str
    on: date
    amount: Decimal
    applied: tuple[tuple[str, Decimal], ...] = ()
    """Pairs of invoice key and amount."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryCredit:
    """A credit note, or on Xero an over- or prepayment, with what is not yet applied."""

    key: str
    number: str
    customer: str
    on: date
    total: Decimal
    remaining: Decimal
    kind: str = "credit note"
    """credit note, overpayment or prepayment."""
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """One company with its books, as of `on`."""

    company_id: str
    company_name: str
    timezone: str
    """IANA name."""
    base_currency: str
    country: str
    on: date
    customers: tuple[StoryCustomer, ...]
    invoices: tuple[StoryInvoice, ...]
    payments: tuple[StoryPayment, ...] = ()
    credits: tuple[StoryCredit, ...] = ()
    own_reminders: bool = False
