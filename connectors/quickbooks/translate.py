"""QuickBooks' invoices, payments, credits and terms to facts; every field's meaning in one place.

What cannot be told is None; what a fact cannot do without raises CannotRead, which costs the
record and holds its customer. Sources: accounting-apis B6 (invoices), B9 (the others).
"""

import re
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache

from connectors.quickbooks.bodies import (
    CreditMemoBody,
    InvoiceBody,
    OwnField,
    PaymentBody,
    PaymentLine,
    TermBody,
)
from connectors.quickbooks.fields import Home, amount, name_of, need, updated, value_of
from connectors.quickbooks.people import addressees
from rules.facts import (
    Applied,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Payment,
    Terms,
    TermsKind,
)


def to_invoice(body: InvoiceBody, home: Home) -> Invoice:
    """An invoice. Its status is derived: QuickBooks keeps none (B6)."""
    currency = value_of(body.CurrencyRef) or home.currency
    total, balance = amount(body.TotalAmt, "TotalAmt"), amount(body.Balance, "Balance")
    return Invoice(
        id=InvoiceId(need(body.Id, "Id")),
        number=body.DocNumber or None,
        customer=CustomerId(need(value_of(body.CustomerRef), "CustomerRef")),
        status=_status(body, total, balance),
        issued=need(body.TxnDate, "TxnDate"),
        due=body.DueDate,
        total=Money(total, currency),
        balance=Money(balance, currency),
        sent=_SENT.get(body.EmailStatus or ""),
        bill_to=addressees(body.BillEmail.Address).people if body.BillEmail else (),
        bill_cc=addressees(body.BillEmailCc.Address).people if body.BillEmailCc else (),
        reference=_purchase_order(body.CustomField),
        department=name_of(body.DepartmentRef),
        klass=name_of(body.ClassRef) or _line_class(body),
        terms=value_of(body.SalesTermRef),
        disputed=str(body.invoiceStatus).upper() == "DISPUTED",
        memo=body.PrivateNote or None,
        delivery_problem=(body.DeliveryInfo.DeliveryErrorType or None)
        if body.DeliveryInfo
        else None,
        sent_on=_sent_on(body),
        viewed=_viewed(body),
        pay_link=body.InvoiceLink or None,
        payable_online=_payable_online(body),
        updated=updated(body),
        version=body.SyncToken,
    )


def to_payment(body: PaymentBody, home: Home) -> Payment:
    """Money received. What is not applied of it is a credit: `unapplied`."""
    customer = value_of(body.CustomerRef)
    received = amount(body.TotalAmt, "TotalAmt")
    return Payment(
        id=need(body.Id, "Id"),
        customer=CustomerId(customer) if customer else None,
        on=need(body.TxnDate, "TxnDate"),
        amount=Money(received, value_of(body.CurrencyRef) or home.currency),
        applied=tuple(a for line in body.Line or () for a in _applied(line)),
        reference=body.PaymentRefNum or None,
        updated=updated(body),
    )


def unapplied(body: PaymentBody, home: Home) -> Credit | None:
    """What a payment has left over, as the customer's credit; None when it is all used."""
    remaining = amount(body.UnappliedAmt, "UnappliedAmt")
    if remaining == 0:
        return None
    return Credit(
        id=credit_of_payment(need(body.Id, "Id")),
        kind=CreditKind.UNAPPLIED_PAYMENT,
        customer=CustomerId(need(value_of(body.CustomerRef), "CustomerRef")),
        on=body.TxnDate,
        remaining=Money(remaining, value_of(body.CurrencyRef) or home.currency),
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
        id=need(body.Id, "Id"),
        kind=CreditKind.CREDIT_NOTE,
        customer=CustomerId(need(value_of(body.CustomerRef), "CustomerRef")),
        on=body.TxnDate,
        remaining=Money(
            amount(remaining, "RemainingCredit"), value_of(body.CurrencyRef) or home.currency
        ),
        number=body.DocNumber or None,
        updated=updated(body),
    )


def to_terms(body: TermBody, home: Home) -> Terms:
    """Terms of payment; both spellings of the type have been seen (B9)."""
    own = need(body.Id, "Id")
    if (body.Type or "").replace("_", "").upper() == "DATEDRIVEN":
        day = need(body.DayOfMonthDue, "DayOfMonthDue")
        return Terms(own, body.Name or None, TermsKind.DATE_DRIVEN, day)
    days = need(body.DueDays, "DueDays")
    return Terms(own, body.Name or None, TermsKind.DAYS_AFTER_ISSUE, days)


def _sent_on(body: InvoiceBody) -> date | None:
    """The day of the last e-mail, in the zone in which QuickBooks tells it; a strange one is none."""
    told = body.DeliveryInfo.DeliveryTime if body.DeliveryInfo else None
    try:
        return datetime.fromisoformat(told).date() if told else None
    except ValueError:
        return None


def _viewed(body: InvoiceBody) -> bool | None:
    return body.EInvoiceStatus.lower() == "viewed" if body.EInvoiceStatus else None


def _payable_online(body: InvoiceBody) -> bool | None:
    """QuickBooks gives an InvoiceLink where online payment is on and there is an address (B6).

    An invoice without an address of its own leaves open whether that of the customer counts.
    """
    ways = (body.AllowOnlineCreditCardPayment, body.AllowOnlineACHPayment)
    if not any(ways):
        return None if None in ways else False
    return True if body.BillEmail and body.BillEmail.Address else None


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


def _applied(line: PaymentLine) -> tuple[Applied, ...]:
    links = [link.TxnId for link in line.LinkedTxn or () if link.TxnType == "Invoice"]
    # An amount over several invoices cannot be told apart; QuickBooks writes a line for each.
    if len(links) != 1 or not links[0] or line.Amount is None:
        return ()
    return (Applied(InvoiceId(links[0]), amount(line.Amount, "Amount")),)
