"""QuickBooks' bodies to the facts of the rules. One place, and every field's meaning in it.

What cannot be told is None; what a fact cannot do without raises CannotRead, which costs the
record and holds its customer. Sources: accounting-apis B6 (invoices), B8 (customers), B9.
"""

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from functools import cached_property, lru_cache
from typing import TypeVar

from connectors.quickbooks.bodies import (
    CreditMemoBody,
    CustomerBody,
    InvoiceBody,
    OwnField,
    PaymentBody,
    PaymentLine,
    Record,
    Ref,
    TermBody,
)
from connectors.quickbooks.company import country_code
from connectors.quickbooks.decode import moment
from connectors.quickbooks.people import addressees, e164
from rules.facts import (
    Applied,
    Contact,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Payment,
    Person,
    Terms,
    TermsKind,
)

T = TypeVar("T")
Lent = tuple[str, str | None]
"""Home currency, and country as ISO 3166 alpha-2."""


class CannotRead(ValueError):
    """The record lacks what its fact cannot do without. The text says what."""


class Home:
    """What the company lends to records that do not say it themselves; asked for when needed."""

    def __init__(self, ask: Callable[[], Lent]) -> None:
        self._ask = ask

    @cached_property
    def _lent(self) -> Lent:
        return self._ask()

    @property
    def currency(self) -> str:
        """The home currency."""
        return self._lent[0]

    @property
    def country(self) -> str | None:
        """The company's country, ISO 3166 alpha-2."""
        return self._lent[1]


def to_invoice(body: InvoiceBody, home: Home) -> Invoice:
    """An invoice. Its status is derived: QuickBooks keeps none (B6)."""
    currency = _value(body.CurrencyRef) or home.currency
    total, balance = _need(body.TotalAmt, "TotalAmt"), _need(body.Balance, "Balance")
    return Invoice(
        id=InvoiceId(_need(body.Id, "Id")),
        number=body.DocNumber or None,
        customer=CustomerId(_need(_value(body.CustomerRef), "CustomerRef")),
        status=_status(body, total, balance),
        issued=_need(body.TxnDate, "TxnDate"),
        due=body.DueDate,
        total=Money(total, currency),
        balance=Money(balance, currency),
        sent=_SENT.get(body.EmailStatus or ""),
        bill_to=addressees(body.BillEmail.Address).people if body.BillEmail else (),
        bill_cc=addressees(body.BillEmailCc.Address).people if body.BillEmailCc else (),
        reference=_purchase_order(body.CustomField),
        department=_name(body.DepartmentRef),
        klass=_name(body.ClassRef) or _line_class(body),
        terms=_value(body.SalesTermRef),
        disputed=str(body.invoiceStatus).upper() == "DISPUTED",
        memo=body.PrivateNote or None,
        delivery_problem=(body.DeliveryInfo.DeliveryErrorType or None)
        if body.DeliveryInfo
        else None,
        pay_link=body.InvoiceLink or None,
        updated=updated(body),
        version=body.SyncToken,
    )


def to_contact(body: CustomerBody, home: Home) -> Contact:
    """A customer. A deleted or merged one is inactive; QuickBooks does not say into whom (B8)."""
    own = _need(body.Id, "Id")
    emails = addressees(body.PrimaryEmailAddr.Address if body.PrimaryEmailAddr else None)
    country = country_code(body.BillAddr.Country) if body.BillAddr else None
    phone, unusable = _phone(body, country or home.country)
    parent = _value(body.ParentRef)
    group = _name(body.CustomerTypeRef) or _value(body.CustomerTypeRef)
    return Contact(
        id=CustomerId(own),
        name=body.DisplayName or body.FullyQualifiedName or body.CompanyName or own,
        people=_people(body, emails.people, phone),
        phone=phone,
        parent=CustomerId(parent) if parent else None,
        billed_to=CustomerId(parent) if parent and body.BillWithParent else None,
        active=body.Active is not False,
        terms_id=_value(body.SalesTermRef),
        currency=_value(body.CurrencyRef),
        country=country,
        groups=(group,) if group else (),
        unusable=(*emails.unusable, *unusable),
        updated=updated(body),
        version=body.SyncToken,
    )


def to_payment(body: PaymentBody, home: Home) -> Payment:
    """Money received. What is not applied of it is a credit: `unapplied`."""
    customer = _value(body.CustomerRef)
    amount = _need(body.TotalAmt, "TotalAmt")
    return Payment(
        id=_need(body.Id, "Id"),
        customer=CustomerId(customer) if customer else None,
        on=_need(body.TxnDate, "TxnDate"),
        amount=Money(amount, _value(body.CurrencyRef) or home.currency),
        applied=tuple(a for line in body.Line or () for a in _applied(line)),
        reference=body.PaymentRefNum or None,
        updated=updated(body),
    )


def unapplied(body: PaymentBody, home: Home) -> Credit | None:
    """What a payment has left over, as the customer's credit; None when it is all used."""
    remaining = _need(body.UnappliedAmt, "UnappliedAmt")
    if remaining == 0:
        return None
    return Credit(
        id=credit_of_payment(_need(body.Id, "Id")),
        kind=CreditKind.UNAPPLIED_PAYMENT,
        customer=CustomerId(_need(_value(body.CustomerRef), "CustomerRef")),
        on=body.TxnDate,
        remaining=Money(remaining, _value(body.CurrencyRef) or home.currency),
        number=body.PaymentRefNum or None,
        updated=updated(body),
    )


def credit_of_payment(payment: str) -> str:
    """The id of the credit that a payment gives; credit memos have ids of their own."""
    return f"payment:{payment}"


def to_credit(body: CreditMemoBody, home: Home) -> Credit:
    """A credit memo, with what is not yet applied of it (B9)."""
    remaining = body.RemainingCredit if body.RemainingCredit is not None else body.Balance
    return Credit(
        id=_need(body.Id, "Id"),
        kind=CreditKind.CREDIT_NOTE,
        customer=CustomerId(_need(_value(body.CustomerRef), "CustomerRef")),
        on=body.TxnDate,
        remaining=Money(
            _need(remaining, "RemainingCredit"), _value(body.CurrencyRef) or home.currency
        ),
        number=body.DocNumber or None,
        updated=updated(body),
    )


def to_terms(body: TermBody, home: Home) -> Terms:
    """Terms of payment; both spellings of the type have been seen (B9)."""
    own = _need(body.Id, "Id")
    if (body.Type or "").replace("_", "").upper() == "DATEDRIVEN":
        day = _need(body.DayOfMonthDue, "DayOfMonthDue")
        return Terms(own, body.Name or None, TermsKind.DATE_DRIVEN, day)
    days = _need(body.DueDays, "DueDays")
    return Terms(own, body.Name or None, TermsKind.DAYS_AFTER_ISSUE, days)


def customer_of(body: Record) -> str | None:
    """The customer that a record names, if it is of a kind that names one."""
    return _value(getattr(body, "CustomerRef", None))


def updated(body: Record) -> datetime | None:
    """When the record last changed."""
    return moment(body.MetaData.LastUpdatedTime) if body.MetaData else None


_SENT = {"EmailSent": True, "NotSet": False, "NeedToSend": False}


def _status(body: InvoiceBody, total: Decimal, balance: Decimal) -> InvoiceStatus:
    if balance > 0:
        return InvoiceStatus.OPEN
    # Voiding writes "Voided" into the private note and zeroes the amounts; an old form kept the
    # total (B5). A word in a note never closes an invoice that has a balance.
    note = (body.PrivateNote or "").strip()
    if "Voided" in note and (total == 0 or note.startswith("Voided")):
        return InvoiceStatus.VOIDED
    return InvoiceStatus.PAID


def _line_class(body: InvoiceBody) -> str | None:
    for line in body.Line or ():
        detail = line.SalesItemLineDetail
        if detail is not None and detail.ClassRef is not None and detail.ClassRef.name:
            return detail.ClassRef.name
    return None


def _purchase_order(fields: list[OwnField] | None) -> str | None:
    for field in fields or ():
        if field.StringValue and _names_purchase_order(field.Name or ""):
            return field.StringValue.strip() or None
    return None


_PURCHASE_ORDER = re.compile(
    r"\s*(?:p\.?\s?o\.?|purchase\s+order)\s*(?:#|no\.?|nr\.?|num|number|ref|reference)?\s*:?\s*",
    re.IGNORECASE,
)


@lru_cache(maxsize=256)
def _names_purchase_order(name: str) -> bool:
    return _PURCHASE_ORDER.fullmatch(name) is not None


def _people(
    body: CustomerBody, people: tuple[Person, ...], phone: str | None
) -> tuple[Person, ...]:
    """The name and the number on the customer belong to the first address, or stand alone."""
    name = " ".join(part.strip() for part in (body.GivenName, body.FamilyName) if part)
    if not people:
        return (Person(email=None, name=name, phone=phone),) if name else ()
    first = Person(email=people[0].email, name=people[0].name or name or None, phone=phone)
    return (first, *people[1:])


def _phone(body: CustomerBody, country: str | None) -> tuple[str | None, tuple[str, ...]]:
    """The first number that can be rung, and those written down that cannot."""
    written = [
        phone.FreeFormNumber.strip()
        for phone in (body.PrimaryPhone, body.Mobile, body.AlternatePhone)
        if phone is not None and phone.FreeFormNumber and phone.FreeFormNumber.strip()
    ]
    numbers = [(text, e164(text, country)) for text in written]
    usable = next((number for _, number in numbers if number), None)
    return usable, tuple(text for text, number in numbers if number is None)


def _applied(line: PaymentLine) -> tuple[Applied, ...]:
    links = [link.TxnId for link in line.LinkedTxn or () if link.TxnType == "Invoice"]
    # An amount over several invoices cannot be told apart; QuickBooks writes a line for each.
    if len(links) != 1 or not links[0] or line.Amount is None:
        return ()
    return (Applied(InvoiceId(links[0]), line.Amount),)


def _value(ref: Ref | None) -> str | None:
    return (ref.value or None) if ref is not None else None


def _name(ref: Ref | None) -> str | None:
    return (ref.name or None) if ref is not None else None


def _need(value: T | None, field: str) -> T:
    if value is None or value == "":
        raise CannotRead(f"the record has no {field}")
    return value
