"""Tell a story in QuickBooks' records.

A draft does not exist in QuickBooks and is left out; a deleted invoice is only a tombstone. The
reference of an invoice goes to the custom field "PO Number"; an expected date has no place.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks import shapes
from connectors.sandbox.quickbooks.money import ZERO, follow, owe, settle
from connectors.sandbox.quickbooks.store import Record, Store, stub
from connectors.sandbox.quickbooks.writes import void_invoice
from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
)

OPENING = time(9)
"""When things are booked on their day, by the company's clock."""
_BROKEN: dict[str, Record] = {
    "due": {"DueDate": "31-31-2026"},
    "issued": {"TxnDate": "31-31-2026"},
    "total": {"TotalAmt": "n/a"},
    "balance": {"Balance": "n/a"},
    "currency": {"CurrencyRef": None},
    "customer": {"CustomerRef": None},
}
"""StoryInvoice.broken -> what the ledger answers instead."""


@dataclass(slots=True)
class _Fill:
    store: Store
    story: Story
    customers: dict[str, Record] = field(default_factory=dict)
    invoices: dict[str, Record] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)
    terms: dict[int, Record] = field(default_factory=dict)
    groups: dict[str, Record] = field(default_factory=dict)
    told: dict[str, StoryCustomer] = field(default_factory=dict)

    def at(self, day: date) -> datetime:
        """When something of this day was booked."""
        return datetime.combine(day, OPENING, self.store.zone)


def fill(store: Store, story: Story) -> dict[str, str]:
    """Put a story's records into an empty store; return the id of every story key."""
    work = _Fill(store, story, told={one.key: one for one in story.customers})
    store.home = story.base_currency
    store.multicurrency = _currencies(story) != {story.base_currency}
    _company(work)
    for customer in story.customers:
        _customer(work, customer)
    for invoice in story.invoices:
        _invoice(work, invoice)
    for payment in story.payments:
        _payment(work, payment)
    for credit in story.credits:
        _credit(work, credit)
    for told in story.invoices:
        if told.status == "voided":
            record = work.invoices[told.key]
            void_invoice(store, record)
            store.touch(record, at=work.at(told.issued))
    return work.ids


def _currencies(story: Story) -> set[str]:
    used = {one.currency for one in story.customers}
    used |= {one.currency for one in story.invoices} | {one.currency for one in story.credits}
    return {code or story.base_currency for code in used} | {story.base_currency}


def _began(work: _Fill) -> datetime:
    first = min((one.issued for one in work.story.invoices), default=work.story.on)
    return work.at(first)


def _company(work: _Fill) -> None:
    store, story, began = work.store, work.story, _began(work)
    store.add("Item", shapes.item_fields(), at=began)
    for days in sorted({one.terms_days for one in story.customers} | {30}):
        work.terms[days] = store.add("Term", shapes.term_fields(days), at=began)
    for name in sorted({name for one in story.customers for name in one.groups}):
        work.groups[name] = store.add("CustomerType", {"Name": name, "Active": True}, at=began)
    info = shapes.company_fields(story.company_name, story.country, story.timezone)
    _single(store, "CompanyInfo", info, began)
    prefs = shapes.preference_fields(store, story.company_name, work.terms[30]["Id"])
    _single(store, "Preferences", prefs, began)


def _single(store: Store, entity: str, fields: Record, at: datetime) -> None:
    """Keep the one record of an entity; its id is always 1."""
    record = store.add(entity, fields, at=at)
    store.tables[entity] = {"1": record | {"Id": "1"}}


def _customer(work: _Fill, told: StoryCustomer) -> None:
    if told.key in work.customers:  # told already, as the parent of an earlier one
        return
    fields = shapes.customer_defaults(told.name) | {
        "CompanyName": told.name,
        "CurrencyRef": shapes.currency(told.currency or work.story.base_currency),
        "SalesTermRef": shapes.ref(work.terms[told.terms_days], "Name"),
        "Active": told.active,
    }
    named = {"GivenName": told.first, "FamilyName": told.last}
    fields |= {key: value for key, value in named.items() if value}
    if address := _address(told):
        fields["PrimaryEmailAddr"] = {"Address": address}
    if told.phone:
        fields["PrimaryPhone"] = {"FreeFormNumber": told.phone}
    if told.country:
        fields["BillAddr"] = {"Line1": "1 High Street", "Country": told.country}
    if told.groups:
        fields["CustomerTypeRef"] = {"value": work.groups[told.groups[0]]["Id"]}
    if not told.active:
        fields["DisplayName"] += " (deleted)"
    if told.parent is not None:
        fields |= _under_parent(work, told)
    record = work.store.add("Customer", fields, at=_began(work))
    work.customers[told.key] = record
    work.ids[told.key] = record["Id"]


def _under_parent(work: _Fill, told: StoryCustomer) -> Record:
    """Return the fields of a sub-customer; the parent is told first if it was not yet."""
    _customer(work, work.told[str(told.parent)])
    parent = work.customers[str(told.parent)]
    return {
        "Job": True,
        "BillWithParent": told.bill_with_parent,
        "ParentRef": shapes.ref(parent, "DisplayName"),
        "FullyQualifiedName": f"{parent['FullyQualifiedName']}:{told.name}",
        "Level": parent.get("Level", 0) + 1,
    }


def _address(told: StoryCustomer) -> str | None:
    """Return the e-mail field: QuickBooks has one for all people, and bookkeepers use commas."""
    if told.email is not None:
        return told.email
    return ", ".join(person.email for person in told.people if person.include_in_emails) or None


def _invoice(work: _Fill, told: StoryInvoice) -> None:
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


def _invoice_fields(work: _Fill, told: StoryInvoice) -> Record:
    customer = work.customers[told.customer]
    code = told.currency or work.told[told.customer].currency or work.story.base_currency
    home = code == work.story.base_currency
    fields = shapes.invoice_defaults() | {
        "AllowOnlineCreditCardPayment": home,
        "AllowOnlineACHPayment": home,
        "DocNumber": told.number,
        "TxnDate": told.issued.isoformat(),
        "CurrencyRef": shapes.currency(code),
        "Line": shapes.sales_lines(told.total, told.reference or "Services"),
        "TxnTaxDetail": {"TotalTax": ZERO},
        "CustomerRef": shapes.ref(customer, "DisplayName"),
        "CustomerMemo": {"value": "Thank you for your business."},
        "SalesTermRef": customer["SalesTermRef"],
        "TotalAmt": told.total,
        "Balance": told.total,
    }
    fields |= shapes.foreign(work.store, told.total, told.rate)
    return fields | _optional_fields(work, told, customer)


def _optional_fields(work: _Fill, told: StoryInvoice, customer: Record) -> Record:
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


def _delivery(work: _Fill, told: StoryInvoice) -> Record:
    sent = {"DeliveryType": "Email", "DeliveryTime": work.store.stamp(work.at(told.issued))}
    return sent | ({"DeliveryErrorType": "Bounced Email"} if told.bounced else {})


def _payment(work: _Fill, told: StoryPayment) -> None:
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


def _paid_in(work: _Fill, told: StoryPayment) -> str:
    for key, _ in told.applied:
        if key in work.invoices:
            code: str = work.invoices[key]["CurrencyRef"]["value"]
            return code
    return work.told[told.customer].currency or work.story.base_currency


def _book(work: _Fill, told: StoryPayment, *, lines: list[Any], rest: Decimal, code: str) -> None:
    fields: Record = {
        "CustomerRef": shapes.ref(work.customers[told.customer], "DisplayName"),
        "DepositToAccountRef": {"value": "4"},
        "TotalAmt": told.amount,
        "UnappliedAmt": rest,
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
    work.ids[told.key] = payment["Id"]
    settle(work.store, payment)
    for line in lines:
        invoice = work.store.tables["Invoice"][line["LinkedTxn"][0]["TxnId"]]
        work.store.touch(invoice, at=at.astimezone(UTC))


def _credit(work: _Fill, told: StoryCredit) -> None:
    code = told.currency or work.told[told.customer].currency or work.story.base_currency
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
        "CustomerRef": shapes.ref(work.customers[told.customer], "DisplayName"),
        "TotalAmt": told.total,
        "Balance": told.remaining,
        "PrintStatus": "NeedToPrint",
        "EmailStatus": "NotSet",
    }
    fields |= shapes.foreign(work.store, told.total, Decimal(1))
    credit = work.store.add("CreditMemo", fields, at=work.at(told.on))
    follow(credit)
    work.ids[told.key] = credit["Id"]
    owe(work.store, credit["CustomerRef"]["value"], -told.remaining)
