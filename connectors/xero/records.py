"""Xero's answers as typed structs, under Xero's own names; nothing else is decoded.

A value may be null or absent: both are None. An enum is text, so that a new value of Xero's costs
nothing here. Money is a Decimal from the digits of the JSON text.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Generic, TypeVar

import msgspec

from connectors.errors import Unavailable

NOT_XERO = "Xero answered with something that is not its data: {why}. Try again later."
_UNDECODABLE = (msgspec.DecodeError, UnicodeDecodeError)


class Ref(msgspec.Struct):
    """The contact that a document names."""

    ContactID: str | None = None


class PaymentRef(msgspec.Struct):
    """A payment, credit note or prepayment within an invoice: only its day is of use."""

    Date: str | None = None
    DateString: str | None = None


class InvoiceRecord(msgspec.Struct):
    """One element of `Invoices` (accounting-apis A6)."""

    InvoiceID: str | None = None
    Type: str | None = None
    Status: str | None = None
    InvoiceNumber: str | None = None
    Reference: str | None = None
    Contact: Ref | None = None
    Date: str | None = None
    DateString: str | None = None
    DueDate: str | None = None
    DueDateString: str | None = None
    ExpectedPaymentDate: str | None = None
    ExpectedPaymentDateString: str | None = None
    FullyPaidOnDate: str | None = None
    Total: Decimal | None = None
    AmountDue: Decimal | None = None
    CurrencyCode: str | None = None
    SentToContact: bool | None = None
    Payments: list[PaymentRef] | None = None
    UpdatedDateUTC: str | None = None


class PhoneRecord(msgspec.Struct):
    """One of a contact's numbers, in three parts."""

    PhoneType: str | None = None
    PhoneNumber: str | None = None
    PhoneAreaCode: str | None = None
    PhoneCountryCode: str | None = None


class PersonRecord(msgspec.Struct):
    """One of a contact's further people."""

    FirstName: str | None = None
    LastName: str | None = None
    EmailAddress: str | None = None
    IncludeInEmails: bool | None = None


class AddressRecord(msgspec.Struct):
    """A postal address, of which only the country is of use."""

    Country: str | None = None


class GroupRecord(msgspec.Struct):
    """A contact group that the contact is in."""

    Name: str | None = None


class BillTerms(msgspec.Struct):
    """How a due date follows."""

    Day: int | None = None
    Type: str | None = None


class TermsRecord(msgspec.Struct):
    """A contact's terms for sales and bills."""

    Sales: BillTerms | None = None


class ContactRecord(msgspec.Struct):
    """One element of `Contacts` (accounting-apis A7)."""

    ContactID: str | None = None
    ContactStatus: str | None = None
    Name: str | None = None
    FirstName: str | None = None
    LastName: str | None = None
    EmailAddress: str | None = None
    ContactPersons: list[PersonRecord] | None = None
    Phones: list[PhoneRecord] | None = None
    Addresses: list[AddressRecord] | None = None
    ContactGroups: list[GroupRecord] | None = None
    PaymentTerms: TermsRecord | None = None
    DefaultCurrency: str | None = None
    MergedToContactID: str | None = None
    UpdatedDateUTC: str | None = None


class CreditRecord(msgspec.Struct):
    """One element of `CreditNotes`, `Overpayments` or `Prepayments` (accounting-apis A8)."""

    CreditNoteID: str | None = None
    OverpaymentID: str | None = None
    PrepaymentID: str | None = None
    CreditNoteNumber: str | None = None
    Type: str | None = None
    Status: str | None = None
    Contact: Ref | None = None
    Date: str | None = None
    DateString: str | None = None
    RemainingCredit: Decimal | None = None
    CurrencyCode: str | None = None
    UpdatedDateUTC: str | None = None


class PaidInvoice(msgspec.Struct):
    """The invoice that a payment is for."""

    InvoiceID: str | None = None
    CurrencyCode: str | None = None
    Contact: Ref | None = None


class PaymentRecord(msgspec.Struct):
    """One element of `Payments` (accounting-apis A8)."""

    PaymentID: str | None = None
    PaymentType: str | None = None
    Status: str | None = None
    Date: str | None = None
    DateString: str | None = None
    Amount: Decimal | None = None
    CurrencyRate: Decimal | None = None
    Reference: str | None = None
    Invoice: PaidInvoice | None = None
    UpdatedDateUTC: str | None = None


class OrganisationRecord(msgspec.Struct):
    """The organisation (accounting-apis A12)."""

    Name: str
    BaseCurrency: str
    OrganisationID: str | None = None
    CountryCode: str | None = None
    Timezone: str | None = None


class Objection(msgspec.Struct):
    """What Xero has against a record that it was given."""

    Message: str | None = None


class HistoryLine(msgspec.Struct):
    """A line of a document's history (accounting-apis A9)."""

    Details: str | None = None
    DateUTC: str | None = None
    ValidationErrors: list[Objection] | None = None


class OnlineInvoice(msgspec.Struct):
    """The page on which an invoice can be paid (accounting-apis A11)."""

    OnlineInvoiceUrl: str | None = None


class Reminders(msgspec.Struct):
    """Whether Xero itself reminds (accounting-apis A10)."""

    Enabled: bool | None = None


class Paging(msgspec.Struct):
    """Where a page stands among the pages."""

    pageCount: int | None = None
    itemCount: int | None = None


_ENVELOPE = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ABSENT = msgspec.Raw(b"null")

R = TypeVar("R")
_Undecoded = tuple[tuple[bytes, str], ...]


@dataclass(frozen=True, slots=True)
class Page(Generic[R]):
    """One answer, opened: its readable records, and the others as they came, each with why."""

    records: tuple[R, ...]
    unreadable: _Undecoded
    paging: Paging
    at: str | None
    """The server's own time of the answer, as written."""
    mark: int | None
    """The same for two answers with the same records; None where Xero counts its pages."""

    @property
    def count(self) -> int:
        """How many records the answer held."""
        return len(self.records) + len(self.unreadable)


class Opener(Generic[R]):
    """Opens answers that carry records of one sort under one name."""

    def __init__(self, plural: str, record: type[R]) -> None:
        self._plural = plural
        self._whole = msgspec.json.Decoder(list[record], strict=False)  # type: ignore[valid-type]
        self._one = msgspec.json.Decoder(record, strict=False)

    def open(self, body: bytes) -> Page[R]:
        """Decode an answer. A record that cannot be decoded costs only itself.

        Raises Unavailable when the answer as a whole is not what Xero answers.
        """
        try:
            envelope = _ENVELOPE.decode(body)
            # Absent is not empty: it would make a pass over everything find nothing.
            array = envelope.get(self._plural, _ABSENT)
            records, unreadable = self._records(array)
        except _UNDECODABLE as error:
            raise Unavailable(NOT_XERO.format(why=error)) from None
        paging = _lenient(envelope.get("pagination"), Paging) or Paging()
        at = _lenient(envelope.get("DateTimeUTC"), str)
        mark = hash(bytes(array)) if paging.pageCount is None else None
        return Page(records, unreadable, paging, at, mark)

    def _records(self, array: msgspec.Raw) -> tuple[tuple[R, ...], _Undecoded]:
        try:
            return tuple(self._whole.decode(array)), ()
        except _UNDECODABLE:
            return self._one_by_one(array)

    def _one_by_one(self, array: msgspec.Raw) -> tuple[tuple[R, ...], _Undecoded]:
        readable, unreadable = [], []
        for raw in msgspec.json.decode(array, type=list[msgspec.Raw]):
            try:
                readable.append(self._one.decode(raw))
            except _UNDECODABLE as error:
                unreadable.append((bytes(raw), str(error)))
        return tuple(readable), tuple(unreadable)


def _lenient(raw: msgspec.Raw | None, wanted: type[R]) -> R | None:
    try:
        return msgspec.json.decode(raw or _ABSENT, type=wanted, strict=False)
    except _UNDECODABLE:
        return None


def fished(raw: bytes, path: tuple[str, ...]) -> str | None:
    """Look for a text at `path` in a record beyond typed reading; None when there is none."""
    try:
        value = msgspec.json.decode(raw)
    except _UNDECODABLE:
        return None
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value if isinstance(value, str) and value else None
