"""What happens to amounts and statuses: payments, allocations, voids. One rule holds throughout:
what is due is the total less what is paid and credited, and at nothing the invoice becomes PAID.
"""

from datetime import date, datetime
from decimal import Decimal

from connectors.sandbox.xero.identity_of import guid
from connectors.sandbox.xero.records import (
    CreditRecord,
    InvoiceRecord,
    PaymentRecord,
    Settled,
    State,
)
from connectors.sandbox.xero.wire import invalid


def new_id(state: State) -> str:
    """Give out the next id of the sandbox's own; the sequence is saved with the state."""
    state.made += 1
    return guid("sandbox", "made", str(state.made))


def pay(
    state: State, invoice: InvoiceRecord, amount: Decimal, *, on: date, now: datetime
) -> PaymentRecord:
    """Book a payment; raises the 400 when the invoice cannot take it."""
    if invoice.status != "AUTHORISED":
        raise invalid("Invoice not of valid status for creating a payment.")
    if amount <= 0:
        raise invalid("The payment amount must be greater than zero.")
    if amount > invoice.outstanding:
        raise invalid("Payment amount exceeds the amount outstanding on this document")
    record = PaymentRecord(id=new_id(state), invoice=invoice.id, on=on, amount=amount, updated=now)
    state.payments[record.id] = record
    invoice.payments.append(record.id)
    invoice.paid += amount
    _settled(invoice, on, now)
    return record


def unpay(state: State, payment: PaymentRecord, now: datetime) -> None:
    """Delete a payment: its invoice is open again."""
    if payment.status == "DELETED":
        raise invalid("Payment has already been deleted.")
    payment.status, payment.updated = "DELETED", now
    invoice = state.invoices[payment.invoice]
    invoice.payments.remove(payment.id)
    invoice.paid -= payment.amount
    _settled(invoice, payment.on, now)


def allocate(
    state: State, credit: CreditRecord, invoice: InvoiceRecord, amount: Decimal, now: datetime
) -> Settled:
    """Settle an invoice from a credit; raises the 400 when either side has not got so much."""
    if credit.status != "AUTHORISED" or invoice.status != "AUTHORISED":
        raise invalid("The document is not of a valid status for an allocation.")
    if not 0 < amount <= min(credit.remaining, invoice.outstanding):
        raise invalid("The amount exceeds the remaining credit or the amount outstanding.")
    settled = Settled(new_id(state), invoice.id, amount, now.date())
    credit.settled.append(settled)
    credit.remaining -= amount
    credit.status = "AUTHORISED" if credit.remaining else "PAID"
    credit.updated = now
    invoice.credited += amount
    if credit.id not in invoice.credits:
        invoice.credits.append(credit.id)
    _settled(invoice, now.date(), now)
    return settled


def void(invoice: InvoiceRecord, now: datetime) -> None:
    """Void an approved invoice that nothing has been paid on."""
    if invoice.paid or invoice.credited:
        raise invalid("This document cannot be edited as it has a payment or credit note allocated")
    if invoice.status not in {"AUTHORISED", "SUBMITTED"}:
        raise invalid("Invoice not of valid status for modification")
    invoice.status, invoice.updated = "VOIDED", now


def delete(invoice: InvoiceRecord, now: datetime) -> None:
    """Delete an invoice that has not been approved."""
    if invoice.status not in {"DRAFT", "SUBMITTED"}:
        raise invalid("Invoice not of valid status for modification")
    invoice.status, invoice.updated = "DELETED", now


def _settled(invoice: InvoiceRecord, on: date, now: datetime) -> None:
    invoice.updated = now
    if invoice.outstanding == 0:
        invoice.status, invoice.fully_paid_on = "PAID", on
    else:
        invoice.status, invoice.fully_paid_on = "AUTHORISED", None
