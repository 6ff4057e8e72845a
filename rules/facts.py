"""What a ledger says, as frozen values. Nothing here knows which platform said it.

Money is a Decimal with a currency. A date is a calendar day of the organisation. A value that
the ledger did not give is None, never zero and never an empty string.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import NewType

CompanyId = NewType("CompanyId", str)
CustomerId = NewType("CustomerId", str)
InvoiceId = NewType("InvoiceId", str)


class Kind(StrEnum):
    """The kinds of record that a ledger holds for us."""

    INVOICE = "invoice"
    CONTACT = "contact"
    PAYMENT = "payment"
    CREDIT = "credit"
    TERMS = "terms"
    GROUP = "group"


@dataclass(frozen=True, slots=True)
class Money:
    """An amount in one currency. Amounts of different currencies are never added up."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Postal:
    """Where post reaches somebody. The name above it is that of the company or the customer."""

    lines: tuple[str, ...]
    """Street or post box, building, for whose attention; as many as the ledger gives."""
    city: str | None = None
    region: str | None = None
    """State, province or county, as written."""
    postcode: str | None = None
    country: str | None = None
    """ISO 3166 alpha-2; None: the company's own."""

    @property
    def is_complete(self) -> bool:
        """Whether a letter would arrive: a street or a box, and a town; or all of it in lines."""
        return bool(self.lines) and (bool(self.city or self.postcode) or len(self.lines) > 1)


@dataclass(frozen=True, slots=True)
class Company:
    """The organisation whose ledger this is."""

    id: CompanyId
    name: str
    platform: str
    timezone: str | None
    """IANA name, such as Pacific/Auckland; None when the ledger does not tell."""
    base_currency: str
    country: str | None
    """ISO 3166 alpha-2."""
    address: Postal | None = None


class InvoiceStatus(StrEnum):
    """Where a sales invoice stands."""

    DRAFT = "draft"
    OPEN = "open"
    PAID = "paid"
    VOIDED = "voided"
    DELETED = "deleted"


_OPEN = InvoiceStatus.OPEN  # a member of an enum takes ten times as long to look up as a name


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody, or some mailbox, at the customer."""

    email: str | None
    name: str | None = None
    phone: str | None = None
    """E.164 where the number parses, else None."""
    role: str | None = None
    language: str | None = None
    """The language to write to them in, such as de; None where nobody said. No ledger does."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Invoice:
    """A sales invoice. It is open while its status is OPEN and its balance is above zero."""

    id: InvoiceId
    number: str | None
    customer: CustomerId
    """The customer whom the invoice names; `Contact.billed_to` says who is written to."""
    status: InvoiceStatus
    issued: date
    due: date | None
    total: Money
    balance: Money
    sent: bool | None = None
    """Whether the ledger says that it was sent to the customer; None when it does not say."""
    bill_to: tuple[Person, ...] = ()
    """The people whom the invoice itself names (QuickBooks BillEmail)."""
    bill_cc: tuple[Person, ...] = ()
    reference: str | None = None
    department: str | None = None
    klass: str | None = None
    terms: str | None = None
    """Id of the Terms, where the platform keeps them apart."""
    expected_on: date | None = None
    """The day on which payment is expected (Xero ExpectedPaymentDate): a promise."""
    disputed: bool = False
    memo: str | None = None
    """The company's own private note on the invoice."""
    delivery_problem: str | None = None
    """What the platform says of its last e-mail, such as "Bounced Email"."""
    sent_on: date | None = None
    """The day on which the platform last e-mailed it, where it tells."""
    viewed: bool | None = None
    """Whether the customer has opened it online, where the platform tells."""
    pay_link: str | None = None
    payable_online: bool | None = None
    """Whether there is a page to pay on, as far as the ledger says so before it is asked for it."""
    paid_on: date | None = None
    updated: datetime | None = None
    version: str | None = None
    """The platform's version of the record (QuickBooks SyncToken)."""

    @property
    def is_open(self) -> bool:
        """Whether money is owed on it."""
        return self.status is _OPEN and self.balance.amount > 0


class TermsKind(StrEnum):
    """How a due date follows from the day of issue."""

    DAYS_AFTER_ISSUE = "days after issue"
    DAYS_AFTER_MONTH_END = "days after the end of the month of issue"
    DAY_OF_MONTH = "day of the month of issue"
    DAY_OF_NEXT_MONTH = "day of the month after issue"
    DATE_DRIVEN = "next such day of a month"


@dataclass(frozen=True, slots=True)
class Terms:
    """Agreed terms of payment."""

    id: str
    name: str | None
    kind: TermsKind
    days: int


@dataclass(frozen=True, slots=True)
class Group:
    """A group of customers that has a name of its own, such as a customer type in QuickBooks."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """A customer, as the ledger holds it."""

    id: CustomerId
    name: str
    people: tuple[Person, ...] = ()
    """The primary person first; each has at least an address or a name."""
    phone: str | None = None
    """E.164 where the number parses, else None."""
    parent: CustomerId | None = None
    billed_to: CustomerId | None = None
    """The customer who is billed for this one, where it is another (BillWithParent)."""
    active: bool = True
    merged_into: CustomerId | None = None
    terms: Terms | None = None
    terms_id: str | None = None
    currency: str | None = None
    language: str | None = None
    country: str | None = None
    address: Postal | None = None
    """Where its post goes; None where the ledger has no address that post would reach."""
    groups: tuple[str, ...] = ()
    group_id: str | None = None
    """A group of which the record gives no more than the id; the name is looked up. While it is here
    nobody knows in which groups the customer is."""
    memo: str | None = None
    """The company's own notes on the customer (QuickBooks Notes)."""
    unusable: tuple[str, ...] = ()
    """What stands in the ledger's address or phone fields and cannot be used, as written."""
    updated: datetime | None = None
    version: str | None = None


@dataclass(frozen=True, slots=True)
class Applied:
    """The part of a payment or credit that settles one invoice."""

    invoice: InvoiceId
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """Money received from a customer."""

    id: str
    customer: CustomerId | None
    on: date
    amount: Money
    applied: tuple[Applied, ...] = ()
    reference: str | None = None
    updated: datetime | None = None


class CreditKind(StrEnum):
    """Where a customer's credit comes from."""

    CREDIT_NOTE = "credit note"
    OVERPAYMENT = "overpayment"
    PREPAYMENT = "prepayment"
    UNAPPLIED_PAYMENT = "unapplied payment"


@dataclass(frozen=True, slots=True, kw_only=True)
class Credit:
    """Money of the customer's that lies in the ledger and is not applied to an invoice."""

    id: str
    kind: CreditKind
    customer: CustomerId
    on: date | None
    remaining: Money
    number: str | None = None
    updated: datetime | None = None


Fact = Invoice | Contact | Payment | Credit | Terms | Group

KIND_OF: dict[type, Kind] = {
    Invoice: Kind.INVOICE,
    Contact: Kind.CONTACT,
    Payment: Kind.PAYMENT,
    Credit: Kind.CREDIT,
    Terms: Kind.TERMS,
    Group: Kind.GROUP,
}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A record that could not be read. Its customer is held; the run goes on."""

    kind: Kind
    id: str | None
    customer: CustomerId | None
    why: str
