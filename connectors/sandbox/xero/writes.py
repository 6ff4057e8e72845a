"""Writing records: PUT creates, POST creates or changes; each element stands for itself.

With `summarizeErrors=false` the answer is a 200 in which every element tells its own status;
otherwise one bad element refuses them all and nothing is written.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any

from connectors.sandbox.xero import accounts, money_shapes, shapes
from connectors.sandbox.xero.desk import Desk
from connectors.sandbox.xero.reading import CENT, day, elements, money, within
from connectors.sandbox.xero.records import (
    ContactRecord,
    InvoiceRecord,
    LineRecord,
    PersonRecord,
)
from connectors.sandbox.xero.select import truth
from connectors.sandbox.xero.shapes import Built, Form
from connectors.sandbox.xero.tables import TABLES
from connectors.sandbox.xero.wire import Shape, XeroError, envelope, invalid, not_found

Commit = Callable[[], Built]
"""Writes an element that has been checked, and shows it."""
MOST_PEOPLE = 5


def write(desk: Desk, plural: str, prepare: Callable[[Desk, Mapping[str, Any]], Commit]) -> Shape:
    """Check every element, then write the good ones."""
    lenient = desk.request.args.get("summarizeErrors", "true").lower() == "false"
    written: list[Built] = []
    commits: list[Commit] = []
    bad: list[Built] = []
    for sent in elements(desk.request, plural):
        try:
            commit = prepare(desk, sent)
            if lenient:
                written.append(commit() | {"StatusAttributeString": "OK"})
            else:
                commits.append(commit)
        except XeroError as error:
            bad.append(_objection(sent, error))
            written.append(bad[-1])
    if bad and not lenient:
        raise invalid(elements=bad)
    return envelope(desk.now, plural, written if lenient else [commit() for commit in commits])


def _objection(sent: Mapping[str, Any], error: XeroError) -> Built:
    if error.status != 400 or isinstance(error.body, str):
        raise error
    said = [found for each in error.body.get("Elements", ()) for found in each["ValidationErrors"]]
    return {**sent, "StatusAttributeString": "ERROR", "ValidationErrors": said}


def invoice(desk: Desk, sent: Mapping[str, Any], *, named: str | None = None) -> Commit:
    """Prepare one invoice: a change when it names one that exists and PUT is not the method."""
    found = _existing_invoice(desk, sent, named)
    if found is None:
        return _new_invoice(desk, sent)
    return _change_invoice(desk, found, sent)


def contact(desk: Desk, sent: Mapping[str, Any], *, named: str | None = None) -> Commit:
    """Prepare one contact."""
    identity = named or sent.get("ContactID")
    found = TABLES["contacts"].find(desk.state, str(identity)) if identity else None
    if identity and found is None:
        raise not_found()
    name = sent.get("Name", found.name if found else None)
    if not name:
        raise invalid("The contact name must be specified.")
    _require_unique_name(desk, name, found)
    people = sent.get("ContactPersons") or []
    if len(people) > MOST_PEOPLE:
        raise invalid(f"A contact can have at most {MOST_PEOPLE} contact persons.")

    def commit() -> Built:
        record = found or ContactRecord(id=accounts.new_id(desk.state), name=name, updated=desk.now)
        _fill_contact(record, sent, people)
        record.name, record.updated = name, desk.now
        desk.state.contacts[record.id] = record
        return shapes.contact(record, desk.state, Form.DETAIL)

    return commit


def payment(desk: Desk, sent: Mapping[str, Any]) -> Commit:
    """Prepare one payment of an invoice."""
    wanted = within(sent, "Invoice")
    name = wanted.get("InvoiceID") or wanted.get("InvoiceNumber") or sent.get("InvoiceID")
    found = TABLES["invoices"].find(desk.state, str(name)) if name else None
    if found is None:
        raise invalid("You must specify an InvoiceID or InvoiceNumber that exists.")
    amount = money(sent, "Amount")
    if amount is None:
        raise invalid("The payment amount must be specified.")
    on = day(sent, "Date") or desk.now.date()

    def commit() -> Built:
        record = accounts.pay(desk.state, found, amount, on=on, now=desk.now)
        record.reference = sent.get("Reference")
        return money_shapes.payment(record, desk.state, Form.DETAIL)

    return commit


def _existing_invoice(
    desk: Desk, sent: Mapping[str, Any], named: str | None
) -> InvoiceRecord | None:
    find = TABLES["invoices"].find
    identity = named or sent.get("InvoiceID")
    if identity and desk.request.method == "POST":
        found = find(desk.state, str(identity))
        if found is None:
            raise not_found()
        return _as_invoice(found)
    number = sent.get("InvoiceNumber")
    by_number = find(desk.state, str(number)) if number else None
    if by_number is not None and desk.request.method == "PUT":
        raise invalid("Invoice # must be unique.")
    return _as_invoice(by_number) if by_number is not None else None


def _as_invoice(record: object) -> InvoiceRecord:
    assert isinstance(record, InvoiceRecord)  # noqa: S101  the table holds nothing else
    return record


def _new_invoice(desk: Desk, sent: Mapping[str, Any]) -> Commit:
    told = within(sent, "Contact")
    who = TABLES["contacts"].find(desk.state, str(told.get("ContactID", "")))
    who = who or next((c for c in desk.state.contacts.values() if c.name == told.get("Name")), None)
    if who is None:
        raise invalid("A Contact that exists must be specified for this type of transaction.")
    lines = [_line(desk, line) for line in sent.get("LineItems") or ()]
    status = sent.get("Status", "DRAFT")
    if status not in {"DRAFT", "SUBMITTED", "AUTHORISED"}:
        raise invalid("Invoice not of valid status for creation")
    if status == "AUTHORISED" and not lines:
        raise invalid("One or more line items must be specified")
    issued, due = day(sent, "Date") or desk.now.date(), day(sent, "DueDate")
    tax = sum((line.tax for line in lines), Decimal("0.00"))

    def commit() -> Built:
        identity = accounts.new_id(desk.state)
        record = InvoiceRecord(
            id=identity,
            type=sent.get("Type", "ACCREC"),
            number=sent.get("InvoiceNumber") or f"INV-S{desk.state.made:04}",
            contact=who.id,
            issued=issued,
            due=due,
            total=sum((line.amount for line in lines), Decimal("0.00")) + tax,
            tax=tax,
            lines=lines,
            currency=sent.get("CurrencyCode") or desk.story.base_currency,
            status=status,
            reference=sent.get("Reference"),
            sent=sent.get("SentToContact") is True,
            expected=day(sent, "ExpectedPaymentDate"),
            updated=desk.now,
        )
        desk.state.invoices[identity] = record
        return shapes.invoice(record, desk.state, Form.DETAIL)

    return commit


def _line(desk: Desk, sent: Mapping[str, Any]) -> LineRecord:
    quantity = Decimal(str(sent.get("Quantity", 1)))
    amount = money(sent, "LineAmount")
    if amount is None:
        amount = ((money(sent, "UnitAmount") or Decimal(0)) * quantity).quantize(CENT)
    tax = money(sent, "TaxAmount") or Decimal("0.00")
    return LineRecord(accounts.new_id(desk.state), str(sent.get("Description", "")), amount, tax)


def _change_invoice(desk: Desk, record: InvoiceRecord, sent: Mapping[str, Any]) -> Commit:
    status = sent.get("Status", record.status)
    due, expected = day(sent, "DueDate"), day(sent, "ExpectedPaymentDate")

    def commit() -> Built:
        # A due date or sent mark of a part-paid document does not move UpdatedDateUTC (A4).
        unseen = bool(record.paid or record.credited) and not (
            sent.keys() - {"InvoiceID", "DueDate", "SentToContact"}
        )
        if status != record.status:
            _move(record, status, desk)
        record.due = due or record.due
        record.expected = expected or record.expected
        record.reference = sent.get("Reference", record.reference)
        if "SentToContact" in sent:
            record.sent = truth(str(sent["SentToContact"]))
        if not unseen:
            record.updated = desk.now
        return shapes.invoice(record, desk.state, Form.DETAIL)

    return commit


def _move(record: InvoiceRecord, status: str, desk: Desk) -> None:
    if status == "VOIDED":
        accounts.void(record, desk.now)
    elif status == "DELETED":
        accounts.delete(record, desk.now)
    elif status in {"SUBMITTED", "AUTHORISED"} and record.status in {"DRAFT", "SUBMITTED"}:
        record.status = status
    else:
        raise invalid("Invoice not of valid status for modification")


def _require_unique_name(desk: Desk, name: str, itself: ContactRecord | None) -> None:
    for other in desk.state.contacts.values():
        if other is not itself and other.status == "ACTIVE" and other.name == name:
            raise invalid(
                f"The contact name {name} is already assigned to another contact. "
                "The contact name must be unique across all active contacts."
            )


def _fill_contact(record: ContactRecord, sent: Mapping[str, Any], people: list[Any]) -> None:
    record.first = sent.get("FirstName", record.first)
    record.last = sent.get("LastName", record.last)
    record.email = sent.get("EmailAddress", record.email)
    record.number = sent.get("ContactNumber", record.number)
    record.status = sent.get("ContactStatus", record.status)
    if people:  # a list replaces the old one; an empty list clears nothing (A7)
        record.people = [
            PersonRecord(
                each.get("FirstName"),
                each.get("LastName"),
                each.get("EmailAddress"),
                each.get("IncludeInEmails") is True,
            )
            for each in people
        ]
