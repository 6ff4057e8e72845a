"""Xero's records as facts: the one place where its words become ours.

Each function takes one record and gives its fact, `Gone`, or None for a record that is none of our
business (a bill, a supplier's credit). It raises Untranslatable when a value that a fact cannot do
without is missing or makes no sense; `reading` turns that into an Unreadable and goes on.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TypeVar

from connectors.ledger import Gone
from connectors.xero import dates
from connectors.xero.countries import country_code
from connectors.xero.people import best_phone, people, post_address
from connectors.xero.records import (
    ContactRecord,
    CreditRecord,
    InvoiceRecord,
    PaymentRecord,
    Ref,
    TermsRecord,
)
from rules.facts import (
    Applied,
    Contact,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Money,
    Payment,
    Terms,
    TermsKind,
)

STATUS = {
    "DRAFT": InvoiceStatus.DRAFT,
    "SUBMITTED": InvoiceStatus.DRAFT,
    "AUTHORISED": InvoiceStatus.OPEN,
    "PAID": InvoiceStatus.PAID,
    "VOIDED": InvoiceStatus.VOIDED,
    "DELETED": InvoiceStatus.DELETED,
}
NOT_SALES = frozenset(
    {
        "ACCPAY",
        "ACCPAYCREDIT",
        "APOVERPAYMENT",
        "APPREPAYMENT",
        "ACCRECCREDIT",
        "AROVERPAYMENT",
        "ARPREPAYMENT",
    }
)
"""The types of other documents that Xero lists among invoices (accounting-apis A6)."""
CREDIT_KIND = {
    "ACCRECCREDIT": CreditKind.CREDIT_NOTE,
    "RECEIVE-OVERPAYMENT": CreditKind.OVERPAYMENT,
    "AROVERPAYMENT": CreditKind.OVERPAYMENT,
    "RECEIVE-PREPAYMENT": CreditKind.PREPAYMENT,
    "ARPREPAYMENT": CreditKind.PREPAYMENT,
}
NO_CREDIT = frozenset({"DRAFT", "SUBMITTED", "PAID", "VOIDED", "DELETED"})
"""The statuses in which a credit cannot be used. A new one of Xero's keeps the credit standing:
better a reminder held than one sent to somebody who has paid."""
TERMS_KIND = {
    "DAYSAFTERBILLDATE": TermsKind.DAYS_AFTER_ISSUE,
    "DAYSAFTERBILLMONTH": TermsKind.DAYS_AFTER_MONTH_END,
    "OFCURRENTMONTH": TermsKind.DAY_OF_MONTH,
    "OFFOLLOWINGMONTH": TermsKind.DAY_OF_NEXT_MONTH,
}
DEPARTMENT = frozenset(
    {"department", "departments", "location", "branch", "office", "region", "division", "team"}
)
"""Names that companies give to the tracking category that says whose an invoice is."""
CLASS = frozenset({"class", "classes", "cost centre", "cost center", "project", "product line"})


@dataclass(frozen=True, slots=True)
class Home:
    """What a record leaves unsaid because the organisation says it once."""

    country: str | None
    currency: str


class Untranslatable(Exception):
    """A record misses what a fact needs. The text says what, with the value in quotes."""


V = TypeVar("V")


def _needed(name: str, value: V | None) -> V:
    if not value:
        raise Untranslatable(f'its "{name}" is missing')
    return value


def _date(name: str, twin: str | None, ticks: str | None) -> date | None:
    try:
        return dates.day(twin, ticks)
    except ValueError:
        raise Untranslatable(f'its {name} "{twin or ticks}" is not a date') from None


def _updated(ticks: str | None) -> datetime | None:
    try:
        return dates.instant(ticks) if ticks else None
    except ValueError:
        return None  # nothing is decided by it


def _amount(name: str, value: Decimal | None) -> Decimal:
    if value is None:
        raise Untranslatable(f'its "{name}" is missing')
    if not value.is_finite():
        raise Untranslatable(f'its {name} "{value}" is not an amount')
    return value


def _customer(contact: Ref | None) -> CustomerId:
    return CustomerId(_needed("ContactID", contact.ContactID if contact else None))


def invoice(record: InvoiceRecord, home: Home) -> Invoice | None:
    """Translate a sales invoice; a bill is None."""
    if record.Type != "ACCREC":
        if record.Type in NOT_SALES:
            return None
        raise Untranslatable(f'its Type "{record.Type}" is not known')
    status = STATUS.get(_needed("Status", record.Status))
    if status is None:
        raise Untranslatable(f'its Status "{record.Status}" is not known')
    currency = _needed("CurrencyCode", record.CurrencyCode)
    return Invoice(
        id=InvoiceId(_needed("InvoiceID", record.InvoiceID)),
        number=record.InvoiceNumber or None,
        customer=_customer(record.Contact),
        status=status,
        issued=_needed("Date", _date("Date", record.DateString, record.Date)),
        due=_date("DueDate", record.DueDateString, record.DueDate),
        total=Money(_amount("Total", record.Total), currency),
        balance=Money(_amount("AmountDue", record.AmountDue), currency),
        sent=record.SentToContact,
        reference=record.Reference or None,
        department=_tracked(record, DEPARTMENT),
        klass=_tracked(record, CLASS),
        # every approved sales invoice has an OnlineInvoiceUrl, given by a call for each (A11)
        payable_online=True if status is InvoiceStatus.OPEN else None,
        expected_on=_date(
            "ExpectedPaymentDate", record.ExpectedPaymentDateString, record.ExpectedPaymentDate
        ),
        paid_on=_paid_on(record) if status is InvoiceStatus.PAID else None,
        updated=_updated(record.UpdatedDateUTC),
    )


def _tracked(record: InvoiceRecord, names: frozenset[str]) -> str | None:
    """The option of the first line that is tracked under one of these names."""
    for line in record.LineItems or ():
        for tracking in line.Tracking or ():
            if (tracking.Name or "").strip().casefold() in names and tracking.Option:
                return tracking.Option
    return None


def _paid_on(record: InvoiceRecord) -> date | None:
    if record.FullyPaidOnDate:
        return _date("FullyPaidOnDate", None, record.FullyPaidOnDate)
    days = (_date("payment's Date", paid.DateString, paid.Date) for paid in record.Payments or ())
    return max((day for day in days if day), default=None)


def contact(record: ContactRecord, home: Home) -> Contact:
    """Translate a contact, archived and merged ones too."""
    country = _country(record)
    phone, bad_phones = best_phone(record, country or home.country)
    everyone, bad_addresses = people(record, phone)
    return Contact(
        id=CustomerId(_needed("ContactID", record.ContactID)),
        name=_needed("Name", record.Name),
        people=everyone,
        phone=phone,
        active=record.ContactStatus not in ("ARCHIVED", "GDPRREQUEST"),
        merged_into=CustomerId(record.MergedToContactID) if record.MergedToContactID else None,
        terms=_terms(record.PaymentTerms),
        currency=record.DefaultCurrency or None,
        country=country,
        address=post_address(record.Addresses or (), record.Name),
        groups=tuple(group.Name for group in record.ContactGroups or () if group.Name),
        unusable=bad_addresses + bad_phones,
        updated=_updated(record.UpdatedDateUTC),
    )


def _country(record: ContactRecord) -> str | None:
    codes = (country_code(address.Country) for address in record.Addresses or ())
    return next((code for code in codes if code), None)


def _terms(record: TermsRecord | None) -> Terms | None:
    sales = record.Sales if record else None
    if sales is None or sales.Day is None or sales.Type not in TERMS_KIND:
        return None
    return Terms(f"{sales.Type}:{sales.Day}", None, TERMS_KIND[sales.Type], sales.Day)


def credit(record: CreditRecord, home: Home) -> Credit | None:
    """Translate a credit note, over- or prepayment; one of a supplier's is None.

    Used up or voided, it is a credit with nothing remaining, which replaces the one of before.
    """
    kind = CREDIT_KIND.get(_needed("Type", record.Type))
    if kind is None:
        return None
    spent = _needed("Status", record.Status) in NO_CREDIT
    remaining = Decimal(0) if spent else _amount("RemainingCredit", record.RemainingCredit)
    return Credit(
        id=_needed("id", record.CreditNoteID or record.OverpaymentID or record.PrepaymentID),
        kind=kind,
        customer=_customer(record.Contact),
        on=_date("Date", record.DateString, record.Date),
        remaining=Money(remaining, _needed("CurrencyCode", record.CurrencyCode)),
        number=record.CreditNoteNumber or None,
        updated=_updated(record.UpdatedDateUTC),
    )


def payment(record: PaymentRecord, home: Home) -> Payment | Gone | None:
    """Translate a customer's payment; a deleted one is Gone, any other money movement None."""
    if record.PaymentType != "ACCRECPAYMENT":
        return None
    identity = _needed("PaymentID", record.PaymentID)
    if record.Status == "DELETED":
        return Gone(Kind.PAYMENT, identity)
    paid = _needed("Invoice", record.Invoice)
    amount = _amount("Amount", record.Amount)
    customer = paid.Contact.ContactID if paid.Contact else None
    return Payment(
        id=identity,
        customer=CustomerId(customer) if customer else None,
        on=_needed("Date", _date("Date", record.DateString, record.Date)),
        amount=Money(amount, _currency(record, paid.CurrencyCode, home)),
        applied=(Applied(InvoiceId(_needed("InvoiceID", paid.InvoiceID)), amount),),
        reference=record.Reference or None,
        updated=_updated(record.UpdatedDateUTC),
    )


def _currency(record: PaymentRecord, named: str | None, home: Home) -> str:
    """The invoice's currency; where it is not said, only a rate of 1 proves the company's own."""
    if named:
        return named
    if record.CurrencyRate is None or record.CurrencyRate == 1:
        return home.currency
    raise Untranslatable('its Invoice\'s "CurrencyCode" is missing')
