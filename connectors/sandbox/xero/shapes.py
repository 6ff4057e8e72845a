"""Records in Xero's words, as lists, pages and single reads show them (accounting-apis A5 to A8)."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.records import (
    ZERO,
    ContactRecord,
    CreditRecord,
    InvoiceRecord,
    PaymentRecord,
    State,
)

Built = dict[str, Any]
BRANDING_THEME = guid("any", "branding theme", "standard")


class Form(Enum):
    """How much of a record is shown."""

    SUMMARY = "summaryOnly"
    LIST = "unpaged list"
    PAGE = "page"
    DETAIL = "single read"


UNREADABLE: Mapping[str, Built] = {
    "due": {"DueDate": "/Date(abc)/", "DueDateString": "abc"},
    "issued": {"Date": "/Date(abc)/", "DateString": "abc"},
    "total": {"Total": "n/a"},
    "balance": {"AmountDue": "n/a"},
    "status": {"Status": "ARCHIVED_BY_MAGIC"},
    "currency": {"CurrencyCode": ""},
    "customer": {"Contact": {}},
}
"""What stands in the answer for each `broken` of a story."""


def midnight(day: date | None) -> str | None:
    """Write the ISO twin of a date."""
    return None if day is None else f"{day.isoformat()}T00:00:00"


def moment(when: datetime) -> str:
    """Write the ISO twin of a time of change."""
    return when.strftime("%Y-%m-%dT%H:%M:%SZ")


def invoice(record: InvoiceRecord, state: State, form: Form) -> Built:
    """Show an invoice."""
    built: Built = {
        "Type": record.type,
        "InvoiceID": record.id,
        "InvoiceNumber": record.number,
        "Reference": record.reference if record.reference is not None else "",
        **({} if form is Form.SUMMARY else _settlements(record, state)),
        "AmountDue": record.outstanding,
        "AmountPaid": record.paid,
        "AmountCredited": record.credited,
        "SentToContact": record.sent,
        "CurrencyRate": record.rate,
        "IsDiscounted": False,
        "HasAttachments": False,
        "HasErrors": False,
        "Contact": _contact_within(state.contacts.get(record.contact), state, form),
        "DateString": midnight(record.issued),
        "Date": record.issued,
        "DueDateString": midnight(record.due),
        "DueDate": record.due,
        "ExpectedPaymentDate": record.expected,
        "BrandingThemeID": BRANDING_THEME,
        "Status": record.status,
        "LineAmountTypes": "Exclusive",
        **({} if form is Form.SUMMARY else {"LineItems": _lines(record, form)}),
        "SubTotal": record.total - record.tax,
        "TotalTax": record.tax,
        "Total": record.total,
        "FullyPaidOnDate": record.fully_paid_on,
        "UpdatedDateUTC": record.updated,
        "UpdatedDateUTCString": moment(record.updated),
        "CurrencyCode": record.currency,
        **({"Attachments": []} if form is Form.DETAIL else {}),
    }
    return built | UNREADABLE[record.broken] if record.broken else built


def contact(record: ContactRecord, state: State, form: Form) -> Built:
    """Show a contact; its balances only on pages and single reads."""
    built: Built = {
        "ContactID": record.id,
        "ContactNumber": record.number,
        "ContactStatus": record.status,
        "Name": record.name,
        "FirstName": record.first,
        "LastName": record.last,
        "EmailAddress": record.email if record.email is not None else "",
        "MergedToContactID": record.merged_to,
        "ContactPersons": _people(record),
        "Addresses": _addresses(record),
        "Phones": _phones(record),
        "ContactGroups": [
            {"ContactGroupID": guid("any", "group", name), "Name": name, "Status": "ACTIVE"}
            for name in record.groups
        ],
        "UpdatedDateUTC": record.updated,
        "IsSupplier": False,
        "IsCustomer": True,
        "DefaultCurrency": record.currency,
        "PaymentTerms": _terms(record),
        "HasAttachments": False,
        "HasValidationErrors": False,
    }
    if form is Form.SUMMARY:
        for detail in ("ContactPersons", "Addresses", "Phones", "ContactGroups", "PaymentTerms"):
            del built[detail]
    return built


def add_balances(contacts: list[Built], state: State, today: date) -> None:
    """Put on contacts what they owe. Doing so never moves their UpdatedDateUTC (A4)."""
    owed: dict[str, Decimal] = defaultdict(lambda: ZERO)
    late: dict[str, Decimal] = defaultdict(lambda: ZERO)
    for each in state.invoices.values():
        if each.type == "ACCREC" and each.status == "AUTHORISED":
            owed[each.contact] += each.outstanding
            if each.due is not None and each.due < today:
                late[each.contact] += each.outstanding
    for shown in contacts:
        identity = shown["ContactID"]
        receivable = {"Outstanding": owed[identity], "Overdue": late[identity]}
        payable = {"Outstanding": ZERO, "Overdue": ZERO}
        shown["Balances"] = {"AccountsReceivable": receivable, "AccountsPayable": payable}


def payment(record: PaymentRecord, state: State, form: Form) -> Built:
    """Show a payment, with the invoice that it pays."""
    paid = state.invoices[record.invoice]
    return {
        "PaymentID": record.id,
        "Date": record.on,
        "BankAmount": record.amount,
        "Amount": record.amount,
        "Reference": record.reference if record.reference is not None else "",
        "CurrencyRate": paid.rate,
        "PaymentType": "ACCRECPAYMENT" if paid.type == "ACCREC" else "ACCPAYPAYMENT",
        "Status": record.status,
        "UpdatedDateUTC": record.updated,
        "UpdatedDateUTCString": moment(record.updated),
        "HasAccount": True,
        "IsReconciled": False,
        "Account": {"AccountID": guid("any", "account", "090"), "Code": "090"},
        "Invoice": {
            "Type": paid.type,
            "InvoiceID": paid.id,
            "InvoiceNumber": paid.number,
            "Payments": [],
            "CreditNotes": [],
            "Prepayments": [],
            "Overpayments": [],
            "IsDiscounted": False,
            "HasErrors": False,
            "Contact": _contact_within(state.contacts.get(paid.contact), state, Form.LIST),
            "LineItems": [],
            "CurrencyCode": paid.currency,
        },
        "HasValidationErrors": False,
    }


_CREDIT_TYPE = {
    "CreditNotes": "ACCRECCREDIT",
    "Overpayments": "RECEIVE-OVERPAYMENT",
    "Prepayments": "RECEIVE-PREPAYMENT",
}
_CREDIT_ID = {
    "CreditNotes": "CreditNoteID",
    "Overpayments": "OverpaymentID",
    "Prepayments": "PrepaymentID",
}


def credit(record: CreditRecord, state: State, form: Form) -> Built:
    """Show a credit note, an overpayment or a prepayment."""
    numbered = {"CreditNoteNumber": record.number} if record.kind == "CreditNotes" else {}
    return {
        _CREDIT_ID[record.kind]: record.id,
        **numbered,
        "Type": _CREDIT_TYPE[record.kind],
        "Contact": _contact_within(state.contacts.get(record.contact), state, form),
        "DateString": midnight(record.on),
        "Date": record.on,
        "Status": record.status,
        "LineAmountTypes": "NoTax",
        "LineItems": [],
        "SubTotal": record.total,
        "TotalTax": ZERO,
        "Total": record.total,
        "UpdatedDateUTC": record.updated,
        "UpdatedDateUTCString": moment(record.updated),
        "CurrencyCode": record.currency,
        "CurrencyRate": Decimal(1),
        "RemainingCredit": record.remaining,
        "Allocations": allocations(record, state),
        "HasAttachments": False,
    }


def allocations(record: CreditRecord, state: State) -> list[Built]:
    """Show what a credit has settled."""
    return [
        {
            "AllocationID": each.id,
            "Amount": each.amount,
            "Date": each.on,
            "IsDeleted": False,
            "Invoice": {
                "InvoiceID": each.invoice,
                "InvoiceNumber": state.invoices[each.invoice].number,
            },
        }
        for each in record.settled
    ]


def _settlements(record: InvoiceRecord, state: State) -> Built:
    built: Built = {"Payments": [], "CreditNotes": [], "Prepayments": [], "Overpayments": []}
    for identity in record.payments:
        paid = state.payments[identity]
        built["Payments"].append(
            {
                "PaymentID": paid.id,
                "Date": paid.on,
                "Amount": paid.amount,
                "CurrencyRate": record.rate,
                "HasAccount": False,
                "HasValidationErrors": False,
            }
        )
    for identity in record.credits:
        used = state.credits[identity]
        applied = sum((each.amount for each in used.settled if each.invoice == record.id), ZERO)
        built[used.kind].append(
            {
                _CREDIT_ID[used.kind]: used.id,
                "Date": used.on,
                "AppliedAmount": applied,
                "Total": used.total,
            }
        )
    return built


def _lines(record: InvoiceRecord, form: Form) -> list[Built]:
    if form is Form.LIST:
        return []
    return [
        {
            "LineItemID": line.id,
            "Description": line.description,
            "Quantity": Decimal("1.0"),
            "UnitAmount": line.amount,
            "TaxType": "OUTPUT2",
            "TaxAmount": line.tax,
            "LineAmount": line.amount,
            "AccountCode": "200",
            "Tracking": [],
        }
        for line in record.lines
    ]


def _contact_within(record: ContactRecord | None, state: State, form: Form) -> Built:
    if record is None:
        return {}
    if form is Form.DETAIL:
        return contact(record, state, form)
    named: Built = {"ContactID": record.id, "Name": record.name}
    if form is Form.SUMMARY:
        return named
    empty: Built = {"Addresses": [], "Phones": [], "ContactGroups": [], "ContactPersons": []}
    return named | empty | {"HasValidationErrors": False}


def _people(record: ContactRecord) -> list[Built]:
    return [
        {
            "FirstName": person.first,
            "LastName": person.last,
            "EmailAddress": person.email,
            "IncludeInEmails": person.include_in_emails,
        }
        for person in record.people
    ]


def _phones(record: ContactRecord) -> list[Built]:
    """Xero always gives all four, most of them empty."""
    return [
        {
            "PhoneType": kind,
            "PhoneNumber": (record.phone or "") if kind == "DEFAULT" else "",
            "PhoneAreaCode": "",
            "PhoneCountryCode": "",
        }
        for kind in ("DDI", "DEFAULT", "FAX", "MOBILE")
    ]


def _addresses(record: ContactRecord) -> list[Built]:
    street: Built = {"AddressType": "STREET", "City": "", "Region": "", "PostalCode": ""}
    return [street | {"Country": record.country or "", "AttentionTo": ""}]


def _terms(record: ContactRecord) -> Built | None:
    if record.terms_day is None:
        return None
    return {"Sales": {"Day": record.terms_day, "Type": record.terms_type}}
