"""Payments and credits in Xero's words (accounting-apis A8)."""

from decimal import Decimal

from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.records import ZERO, CreditRecord, PaymentRecord, State
from connectors.sandbox.xero.shapes import (
    CREDIT_ID,
    Built,
    Form,
    contact_within,
    midnight,
    moment,
)


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
            "Contact": contact_within(state.contacts.get(paid.contact), state, Form.LIST),
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


def credit(record: CreditRecord, state: State, form: Form) -> Built:
    """Show a credit note, an overpayment or a prepayment."""
    numbered = {"CreditNoteNumber": record.number} if record.kind == "CreditNotes" else {}
    return {
        CREDIT_ID[record.kind]: record.id,
        **numbered,
        "Type": _CREDIT_TYPE[record.kind],
        "Contact": contact_within(state.contacts.get(record.contact), state, form),
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
