"""A story's invoices, payments and credits in QuickBooks' records."""

from datetime import UTC
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks import shapes
from connectors.sandbox.quickbooks.fill_parties import Work
from connectors.sandbox.quickbooks.money import CENT, ZERO, follow, owe, settle
from connectors.sandbox.quickbooks.store import Record, stub
from connectors.sandbox.quickbooks.writes import void_invoice
from connectors.sandbox.story import StoryCredit, StoryInvoice, StoryPayment

_BROKEN: dict[str, Record] = {
    "due": {"DueDate": "31-31-2026"},
    "issued": {"TxnDate": "31-31-2026"},
    "total": {"TotalAmt": "n/a"},
    "balance": {"Balance": "n/a"},
    "currency": {"CurrencyRef": None},
    "customer": {"CustomerRef": None},
}
"""StoryInvoice.broken -> what the ledger answers instead."""


def book_invoice(work: Work, told: StoryInvoice) -> None:
    """Book an invoice that QuickBooks knows of."""
    if told.status == "draft":
        return
    store, at = work.store, work.at(told.issued)
    record = store.add("Invoice", _invoice_fields(work, told), at=at)
    work.ids[told.key] = record["Id"]
    if told.status == "deleted":
        record = store.tables["Invoice"].pop(record["Id"])
        deleted = store.stamp(work.at(work.story.on))
        store.graves["Invoice"][record["Id"]] = stub(record, deleted)
        return
    work.invoices[told.key] = record
    owe(store, record["CustomerRef"]["value"], record["Balance"])
    if told.broken is not None:
        if told.broken not in _BROKEN:
            raise ValueError(f"No broken field '{told.broken}'; known: {', '.join(_BROKEN)}.")
        store.odd[f"Invoice/{record['Id']}"] = _BROKEN[told.broken]


def _invoice_fields(work: Work, told: StoryInvoice) -> Record:
    customer = work.customer(told.customer)
    code = work.currency(told.customer, told.currency)
    home = code == work.story.base_currency
    total = told.total.quantize(CENT)
    fields = shapes.invoice_defaults() | {
        "AllowOnlineCreditCardPayment": home,
        "AllowOnlineACHPayment": home,
        "DocNumber": told.number,
        "TxnDate": told.issued.isoformat(),
        "CurrencyRef": shapes.currency(code),
        "Line": shapes.sales_lines(total, told.reference or "Services"),
        "TxnTaxDetail": {"TotalTax": ZERO},
        "CustomerRef": shapes.ref(customer, "DisplayName"),
        "CustomerMemo": {"value": "Thank you for your business."},
        "BillAddr": customer["BillAddr"],
        "ShipAddr": customer["BillAddr"],
        "SalesTermRef": customer["SalesTermRef"],
        "TotalAmt": total,
        "Balance": total,
    }
    fields |= shapes.foreign(work.store, total, told.rate)
    return fields | _optional_fields(work, told, customer)


def _optional_fields(work: Work, told: StoryInvoice, customer: Record) -> Record:
    """Return what only some invoices have; QuickBooks leaves absent fields out."""
    fields: Record = {}
    if told.due is not None:
        fields["DueDate"] = told.due.isoformat()
    if told.memo:
        fields["PrivateNote"] = told.memo
    if told.reference:
        fields["CustomField"] = [_purchase_order(told.reference)]
    address = told.bill_email or customer.get("PrimaryEmailAddr", {}).get("Address")
    if address:
        fields["BillEmail"] = {"Address": address}
    if told.sent:
        fields["EmailStatus"] = "EmailSent"
        fields["DeliveryInfo"] = _delivery(work, told)
    if told.disputed:
        fields["invoiceStatus"] = "DISPUTED"
    return fields


def _purchase_order(number: str) -> Record:
    return {
        "DefinitionId": "1",
        "Name": shapes.PO_NUMBER,
        "Type": "StringType",
        "StringValue": number,
    }


def _delivery(work: Work, told: StoryInvoice) -> Record:
    sent = {"DeliveryType": "Email", "DeliveryTime": work.store.stamp(work.at(told.issued))}
    return sent | ({"DeliveryErrorType": "Bounced Email"} if told.bounced else {})


def book_payment(work: Work, told: StoryPayment) -> None:
    """Book a payment; what it applies to a draft stays unapplied."""
    lines: list[Record] = [
        {
            "Amount": amount,
            "LinkedTxn": [{"TxnId": work.invoices[key]["Id"], "TxnType": "Invoice"}],
        }
        for key, amount in told.applied
        if key in work.invoices
    ]
    rest = told.amount - sum((line["Amount"] for line in lines), Decimal(0))
    code = _paid_in(work, told)
    _book(work, told, lines=lines, rest=rest, code=code)


def _paid_in(work: Work, told: StoryPayment) -> str:
    for key, _ in told.applied:
        if key in work.invoices:
            code: str = work.invoices[key]["CurrencyRef"]["value"]
            return code
    return work.currency(told.customer, None)


def _book(work: Work, told: StoryPayment, *, lines: list[Any], rest: Decimal, code: str) -> None:
    fields: Record = {
        "CustomerRef": shapes.ref(work.customer(told.customer), "DisplayName"),
        "DepositToAccountRef": {"value": "4"},
        "TotalAmt": told.amount.quantize(CENT),
        "UnappliedAmt": rest.quantize(CENT),
        "ProcessPayment": False,
        "TxnDate": told.on.isoformat(),
        "CurrencyRef": shapes.currency(code),
        "LinkedTxn": [],
        "Line": lines,
    }
    if work.store.multicurrency:
        fields["ExchangeRate"] = Decimal(1)
    at = work.at(told.on)
    payment = work.store.add("Payment", fields, at=at)
    work.ids.setdefault(told.key, payment["Id"])
    settle(work.store, payment)
    for line in lines:
        invoice = work.store.tables["Invoice"][line["LinkedTxn"][0]["TxnId"]]
        work.store.touch(invoice, at=at.astimezone(UTC))


def book_credit(work: Work, told: StoryCredit) -> None:
    """Book a credit memo, or money received that is not yet applied."""
    code = work.currency(told.customer, told.currency)
    if told.kind != "credit note":  # QuickBooks knows only money received and not yet applied
        prepaid = StoryPayment(key=told.key, customer=told.customer, on=told.on, amount=told.total)
        _book(work, prepaid, lines=[], rest=told.remaining, code=code)
        return
    fields: Record = {
        "RemainingCredit": told.remaining,
        "DocNumber": told.number,
        "TxnDate": told.on.isoformat(),
        "CurrencyRef": shapes.currency(code),
        "Line": shapes.sales_lines(told.total, "Credit"),
        "CustomerRef": shapes.ref(work.customer(told.customer), "DisplayName"),
        "TotalAmt": told.total,
        "Balance": told.remaining,
        "PrintStatus": "NeedToPrint",
        "EmailStatus": "NotSet",
    }
    fields |= shapes.foreign(work.store, told.total, Decimal(1))
    credit = work.store.add("CreditMemo", fields, at=work.at(told.on))
    follow(credit)
    work.ids.setdefault(told.key, credit["Id"])
    owe(work.store, credit["CustomerRef"]["value"], -told.remaining)


def void_told(work: Work, told: StoryInvoice) -> None:
    """Void an invoice that the story says is voided; what was paid on it becomes credit."""
    record = work.invoices[told.key]
    void_invoice(work.store, record)
    work.store.touch(record, at=work.at(told.issued))
