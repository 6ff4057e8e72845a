"""What QuickBooks sends, as typed bodies that name only the wanted fields.

Names are the vendor's (accounting-apis B3-B11). A null is an absent field; unknown keys are
passed over; amounts are Decimals made from the JSON text, whether a number or a string.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import msgspec


class Ref(msgspec.Struct, gc=False):
    """A reference to another record."""

    value: str | None = None
    name: str | None = None


class Email(msgspec.Struct, gc=False):
    """One e-mail field; it may hold several addresses (trap of B8)."""

    Address: str | None = None


class Phone(msgspec.Struct, gc=False):
    """A telephone number, as typed."""

    FreeFormNumber: str | None = None


class AddressBody(msgspec.Struct, gc=False):
    """A postal address (B8). On a form's copy of one the name may stand in the first line."""

    Line1: str | None = None
    Line2: str | None = None
    Line3: str | None = None
    Line4: str | None = None
    Line5: str | None = None
    City: str | None = None
    CountrySubDivisionCode: str | None = None
    PostalCode: str | None = None
    Country: str | None = None


class Stamp(msgspec.Struct, gc=False):
    """MetaData. Kept as text: a strange time is not worth a record."""

    CreateTime: str | None = None
    LastUpdatedTime: str | None = None


class OwnField(msgspec.Struct, gc=False):
    """A field of the company's own on a form."""

    Name: str | None = None
    StringValue: str | None = None


class Link(msgspec.Struct, gc=False):
    """The other side of a link between two transactions."""

    TxnId: str | None = None
    TxnType: str | None = None


class SalesItem(msgspec.Struct, gc=False):
    """The class of a sales line."""

    ClassRef: Ref | None = None


class InvoiceLine(msgspec.Struct, gc=False):
    """A line of an invoice."""

    SalesItemLineDetail: SalesItem | None = None


class PaymentLine(msgspec.Struct, gc=False):
    """A line of a payment: an amount, and what it settles."""

    Amount: Decimal | None = None
    LinkedTxn: list[Link] | None = None


class Delivery(msgspec.Struct, gc=False):
    """How the last e-mail of a form fared."""

    DeliveryErrorType: str | None = None
    DeliveryTime: str | None = None


class Record(msgspec.Struct):
    """What every record has. A stub of CDC has no more than this, and `status` "Deleted"."""

    Id: str | None = None
    SyncToken: str | None = None
    MetaData: Stamp | None = None
    status: str | None = None


class InvoiceBody(Record):
    """An Invoice (B6)."""

    DocNumber: str | None = None
    TxnDate: date | None = None
    DueDate: date | None = None
    CustomerRef: Ref | None = None
    CurrencyRef: Ref | None = None
    TotalAmt: Decimal | None = None
    Balance: Decimal | None = None
    SalesTermRef: Ref | None = None
    DepartmentRef: Ref | None = None
    ClassRef: Ref | None = None
    BillEmail: Email | None = None
    BillEmailCc: Email | None = None
    EmailStatus: str | None = None
    DeliveryInfo: Delivery | None = None
    PrivateNote: str | None = None
    CustomField: list[OwnField] | None = None
    Line: list[InvoiceLine] | None = None
    InvoiceLink: str | None = None
    AllowOnlineCreditCardPayment: bool | None = None
    AllowOnlineACHPayment: bool | None = None
    EInvoiceStatus: str | None = None
    invoiceStatus: Any = None  # not in every plain read, and not always a string (B6)


class CustomerBody(Record):
    """A Customer (B8)."""

    DisplayName: str | None = None
    FullyQualifiedName: str | None = None
    CompanyName: str | None = None
    GivenName: str | None = None
    FamilyName: str | None = None
    Active: bool | None = None
    PrimaryEmailAddr: Email | None = None
    PrimaryPhone: Phone | None = None
    Mobile: Phone | None = None
    AlternatePhone: Phone | None = None
    BillAddr: AddressBody | None = None
    SalesTermRef: Ref | None = None
    CurrencyRef: Ref | None = None
    CustomerTypeRef: Ref | None = None
    Notes: str | None = None
    ParentRef: Ref | None = None
    BillWithParent: bool | None = None


class PaymentBody(Record):
    """A Payment (B9)."""

    CustomerRef: Ref | None = None
    CurrencyRef: Ref | None = None
    TxnDate: date | None = None
    TotalAmt: Decimal | None = None
    UnappliedAmt: Decimal | None = None
    PaymentRefNum: str | None = None
    Line: list[PaymentLine] | None = None


class CreditMemoBody(Record):
    """A CreditMemo (B9)."""

    DocNumber: str | None = None
    CustomerRef: Ref | None = None
    CurrencyRef: Ref | None = None
    TxnDate: date | None = None
    Balance: Decimal | None = None
    RemainingCredit: Decimal | None = None


class TermBody(Record):
    """A Term (B9)."""

    Name: str | None = None
    Type: str | None = None
    DueDays: int | None = None
    DayOfMonthDue: int | None = None


class CustomerTypeBody(Record):
    """A CustomerType, which customers refer to by its id."""

    Name: str | None = None


class Target(msgspec.Struct, gc=False):
    """What an attachable hangs on."""

    type: str | None = None
    value: str | None = None


class Hook(msgspec.Struct, gc=False):
    """One of the records that an attachable hangs on."""

    EntityRef: Target | None = None


class AttachableBody(Record):
    """An Attachable: a note, or a file with one (B10)."""

    Note: str | None = None
    AttachableRef: list[Hook] | None = None


class Rows(msgspec.Struct):
    """One QueryResponse: a single list is filled, or a count, or a fault, or nothing at all."""

    Invoice: list[InvoiceBody] | None = None
    Customer: list[CustomerBody] | None = None
    Payment: list[PaymentBody] | None = None
    CreditMemo: list[CreditMemoBody] | None = None
    Term: list[TermBody] | None = None
    CustomerType: list[CustomerTypeBody] | None = None
    Attachable: list[AttachableBody] | None = None
    totalCount: int | None = None
    Fault: Any = None


class RawRows(msgspec.Struct):
    """The same with the records left as they came, for a page on which one of them is broken."""

    Invoice: list[msgspec.Raw] | None = None
    Customer: list[msgspec.Raw] | None = None
    Payment: list[msgspec.Raw] | None = None
    CreditMemo: list[msgspec.Raw] | None = None
    Term: list[msgspec.Raw] | None = None
    CustomerType: list[msgspec.Raw] | None = None
    Attachable: list[msgspec.Raw] | None = None
    totalCount: int | None = None
    Fault: Any = None
