"""Xero's answers as typed structs, under Xero's own names; nothing else is decoded.

A value may be null or absent: both are None. An enum is text, so that a new value of Xero's costs
nothing here. Money is a Decimal from the digits of the JSON text.
"""

from decimal import Decimal

import msgspec


class Ref(msgspec.Struct, gc=False):
    """The contact that a document names."""

    ContactID: str | None = None


class PaymentRef(msgspec.Struct, gc=False):
    """A payment, credit note or prepayment within an invoice: only its day is of use."""

    Date: str | None = None
    DateString: str | None = None


class TrackingRecord(msgspec.Struct, gc=False):
    """What a line is tracked by: a category of the company's, and one of its options."""

    Name: str | None = None
    Option: str | None = None


class LineRecord(msgspec.Struct, gc=False):
    """A line of an invoice, of which only the tracking is of use."""

    Tracking: list[TrackingRecord] | None = None


class InvoiceRecord(msgspec.Struct, gc=False):
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
    LineItems: list[LineRecord] | None = None
    Payments: list[PaymentRef] | None = None
    UpdatedDateUTC: str | None = None


class PhoneRecord(msgspec.Struct, gc=False):
    """One of a contact's numbers, in three parts."""

    PhoneType: str | None = None
    PhoneNumber: str | None = None
    PhoneAreaCode: str | None = None
    PhoneCountryCode: str | None = None


class PersonRecord(msgspec.Struct, gc=False):
    """One of a contact's further people."""

    FirstName: str | None = None
    LastName: str | None = None
    EmailAddress: str | None = None
    IncludeInEmails: bool | None = None


class AddressRecord(msgspec.Struct, gc=False):
    """A postal address: POBOX is where post goes, STREET where the premises are (A7)."""

    AddressType: str | None = None
    AttentionTo: str | None = None
    AddressLine1: str | None = None
    AddressLine2: str | None = None
    AddressLine3: str | None = None
    AddressLine4: str | None = None
    City: str | None = None
    Region: str | None = None
    PostalCode: str | None = None
    Country: str | None = None


class GroupRecord(msgspec.Struct, gc=False):
    """A contact group that the contact is in."""

    Name: str | None = None


class BillTerms(msgspec.Struct, gc=False):
    """How a due date follows."""

    Day: int | None = None
    Type: str | None = None


class TermsRecord(msgspec.Struct, gc=False):
    """A contact's terms for sales and bills."""

    Sales: BillTerms | None = None


class ContactRecord(msgspec.Struct, gc=False):
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


class CreditRecord(msgspec.Struct, gc=False):
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


class PaidInvoice(msgspec.Struct, gc=False):
    """The invoice that a payment is for."""

    InvoiceID: str | None = None
    CurrencyCode: str | None = None
    Contact: Ref | None = None


class PaymentRecord(msgspec.Struct, gc=False):
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


class OrganisationRecord(msgspec.Struct, gc=False):
    """The organisation (accounting-apis A12)."""

    Name: str
    BaseCurrency: str
    OrganisationID: str | None = None
    CountryCode: str | None = None
    Timezone: str | None = None
    Addresses: list[AddressRecord] | None = None


class Objection(msgspec.Struct, gc=False):
    """What Xero has against a record that it was given."""

    Message: str | None = None


class HistoryLine(msgspec.Struct, gc=False):
    """A line of a document's history (accounting-apis A9)."""

    Details: str | None = None
    DateUTC: str | None = None
    ValidationErrors: list[Objection] | None = None


class OnlineInvoice(msgspec.Struct, gc=False):
    """The page on which an invoice can be paid (accounting-apis A11)."""

    OnlineInvoiceUrl: str | None = None


class Reminders(msgspec.Struct, gc=False):
    """Whether Xero itself reminds (accounting-apis A10)."""

    Enabled: bool | None = None
