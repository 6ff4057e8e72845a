"""The organisation's records as the sandbox keeps them; `shapes` turns them into Xero's words.

All of it together is the State, which is saved and loaded as one JSON document.
"""

from datetime import date, datetime
from decimal import Decimal

import msgspec

ZERO = Decimal("0.00")


class PersonRecord(msgspec.Struct):
    """One of a contact's further persons; Xero gives them no id."""

    first: str | None = None
    last: str | None = None
    email: str | None = None
    include_in_emails: bool = False


class ContactRecord(msgspec.Struct, kw_only=True):
    """A contact."""

    id: str
    name: str
    updated: datetime
    first: str | None = None
    last: str | None = None
    email: str | None = None
    number: str | None = None
    phone: str | None = None
    status: str = "ACTIVE"
    merged_to: str | None = None
    people: list[PersonRecord] = []
    groups: list[str] = []
    """Names of contact groups."""
    terms_day: int | None = None
    terms_type: str = "DAYSAFTERBILLDATE"
    currency: str | None = None
    country: str | None = None
    street: str | None = None


class Settled(msgspec.Struct):
    """What a credit has settled of one invoice."""

    id: str
    invoice: str
    amount: Decimal
    on: date


class LineRecord(msgspec.Struct):
    """A line of a document."""

    id: str
    description: str
    amount: Decimal
    tax: Decimal


class InvoiceRecord(msgspec.Struct, kw_only=True):
    """A sales invoice or a bill. What is due follows from the other amounts."""

    id: str
    contact: str
    issued: date
    total: Decimal
    tax: Decimal
    currency: str
    updated: datetime
    rate: Decimal = Decimal(1)
    """Foreign units for one home unit, as Xero has it."""
    type: str = "ACCREC"
    status: str = "DRAFT"
    number: str | None = None
    reference: str | None = None
    due: date | None = None
    expected: date | None = None
    lines: list[LineRecord] = []
    paid: Decimal = ZERO
    credited: Decimal = ZERO
    payments: list[str] = []
    credits: list[str] = []
    sent: bool = False
    fully_paid_on: date | None = None
    broken: str | None = None
    """Name of the field that is answered in an unreadable way."""

    @property
    def outstanding(self) -> Decimal:
        """What is due; nothing on a voided or deleted document."""
        if self.status in {"VOIDED", "DELETED"}:
            return ZERO
        return self.total - self.paid - self.credited


class PaymentRecord(msgspec.Struct, kw_only=True):
    """A payment of one invoice."""

    id: str
    invoice: str
    on: date
    amount: Decimal
    updated: datetime
    reference: str | None = None
    status: str = "AUTHORISED"


class CreditRecord(msgspec.Struct, kw_only=True):
    """A credit note, an overpayment or a prepayment; `kind` is the plural of its endpoint."""

    id: str
    kind: str
    contact: str
    on: date
    total: Decimal
    remaining: Decimal
    currency: str
    updated: datetime
    number: str | None = None
    status: str = "AUTHORISED"
    settled: list[Settled] = []


class HistoryRecord(msgspec.Struct):
    """A line of a record's history."""

    details: str
    at: datetime
    user: str = "System Generated"
    changes: str = "Note"
    by_api: bool = True


class RefreshToken(msgspec.Struct):
    """A refresh token, and what became of it."""

    issued: datetime | None
    """None for the one that is there from the start: its age is never counted."""
    scope: str
    parent: str | None = None
    used: datetime | None = None


class AccessToken(msgspec.Struct):
    """An access token. That of a custom connection may leave the tenant unsaid."""

    expires: datetime
    custom: bool = False


class ConsentCode(msgspec.Struct):
    """What the consent page gave; good once and for five minutes."""

    redirect_uri: str
    scope: str
    expires: datetime
    challenge: str | None = None


class State(msgspec.Struct, kw_only=True):
    """Everything about the organisation that can change, by Xero's ids."""

    invoices: dict[str, InvoiceRecord] = {}
    contacts: dict[str, ContactRecord] = {}
    payments: dict[str, PaymentRecord] = {}
    credits: dict[str, CreditRecord] = {}
    history: dict[str, list[HistoryRecord]] = {}
    emailed: list[str] = []
    emails_by_day: dict[str, int] = {}
    refresh_tokens: dict[str, RefreshToken] = {}
    access_tokens: dict[str, AccessToken] = {}
    codes: dict[str, ConsentCode] = {}
    connected: bool = True
    reminders: bool = False
    made: int = 0
    """How many ids the sandbox itself has given out."""
