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
    InvoiceRecord,
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


CREDIT_ID = {
    "CreditNotes": "CreditNoteID",
    "Overpayments": "OverpaymentID",
    "Prepayments": "PrepaymentID",
}
"""The name of a credit's id, by the plural of its endpoint."""


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
        "Contact": contact_within(state.contacts.get(record.contact), state, form),
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
                CREDIT_ID[used.kind]: used.id,
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


def contact_within(record: ContactRecord | None, state: State, form: Form) -> Built:
    """Show the contact of a document: whole in a single read, else by id and name."""
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
    """Xero always gives both; where post goes is the POBOX one (A7)."""
    town = {"City": "", "Region": "", "PostalCode": "", "Country": record.country or ""}
    street: Built = {"AddressType": "STREET", **town, "AttentionTo": ""}
    post: Built = {"AddressType": "POBOX", **town, "AttentionTo": ""}
    if record.street is not None:
        post |= {"AddressLine1": record.street, "City": "Riverton", "PostalCode": "10001"}
    return [street, post]


def _terms(record: ContactRecord) -> Built | None:
    if record.terms_day is None:
        return None
    return {"Sales": {"Day": record.terms_day, "Type": record.terms_type}}
