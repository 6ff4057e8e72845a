"""What hangs on one record: the record itself, its history, e-mail, PDF, page, allocations."""

from typing import Any

from werkzeug.wrappers import Response

from connectors.sandbox.pdf import one_line_pdf
from connectors.sandbox.xero import accounts, money_shapes, shapes
from connectors.sandbox.xero.desk import Desk
from connectors.sandbox.xero.reading import elements, money, within
from connectors.sandbox.xero.records import CreditRecord, HistoryRecord, InvoiceRecord
from connectors.sandbox.xero.shapes import Built, Form
from connectors.sandbox.xero.tables import TABLES
from connectors.sandbox.xero.wire import Shape, XeroError, envelope, invalid, not_found

NOT_SENDABLE = frozenset({"DRAFT", "VOIDED", "DELETED"})


def single(desk: Desk, plural: str, name: str) -> Shape | Response:
    """Answer one record by id or number; an invoice as a PDF when that was asked for."""
    record = find(desk, plural, name)
    accept = desk.request.headers.get("Accept", "")
    if isinstance(record, InvoiceRecord) and "application/pdf" in accept:
        return pdf(desk, name)
    table = TABLES[plural]
    shown = [table.show(record, desk.state, Form.DETAIL)]
    if plural == "contacts":
        shapes.add_balances(shown, desk.state, desk.now.date())
    return envelope(desk.now, table.plural, shown)


def find(desk: Desk, plural: str, name: str) -> Any:
    """Return a record or raise the 404."""
    record = TABLES[plural].find(desk.state, name)
    if record is None:
        raise not_found()
    return record


def pdf(desk: Desk, name: str) -> Response:
    """Answer an invoice as a PDF."""
    record = find(desk, "invoices", name)
    text = f"Invoice {record.number}, {record.currency} {record.outstanding} due"
    response = Response(one_line_pdf(text), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'attachment; filename="Invoice {record.number}.pdf"'
    return response


def history(desk: Desk, plural: str, name: str) -> Shape:
    """Answer the lines of a record's history, latest first."""
    record = find(desk, plural, name)
    lines = reversed(desk.state.history.get(record.id, []))
    return envelope(desk.now, "HistoryRecords", [_line(line) for line in lines])


def add_history(desk: Desk, plural: str, name: str) -> Shape:
    """Write notes; PUT and POST do the same, and a repeated one is written twice."""
    record = find(desk, plural, name)
    limit = desk.settings.history_length
    notes = [str(sent.get("Details") or "") for sent in elements(desk.request, "HistoryRecords")]
    for note in notes:
        if not note:
            raise invalid("Details must be specified.")
        if len(note) > limit:
            raise invalid(f"The field Details must not be longer than {limit} characters.")
    written = [HistoryRecord(note, desk.now) for note in notes]
    desk.state.history.setdefault(record.id, []).extend(written)
    shown = [
        {key: value for key, value in _line(line).items() if key not in {"Changes", "User"}}
        | {"ValidationErrors": []}
        for line in written
    ]
    return envelope(desk.now, "HistoryRecords", shown)


def email(desk: Desk, name: str) -> Response:
    """Have Xero e-mail a sales invoice: 204, or the 400 of a precondition (A10)."""
    record = find(desk, "invoices", name)
    contact = desk.state.contacts.get(record.contact)
    if record.type != "ACCREC":
        raise invalid("Only sales invoices can be emailed.")
    if record.status in NOT_SENDABLE:
        raise invalid("Invoice not of valid status for emailing.")
    if contact is None or not contact.email:
        raise invalid("The contact does not have an email address.")
    today = desk.now.date().isoformat()
    sent_today = desk.state.emails_by_day.get(today, 0)
    if sent_today >= desk.settings.emails_per_day:
        raise invalid("The daily email limit for this organisation has been reached.")
    desk.state.emails_by_day[today] = sent_today + 1
    desk.state.emailed.append(record.id)
    if not record.sent:
        record.sent = True
        if not (record.paid or record.credited):  # else the mark is in the blind spot (A4)
            record.updated = desk.now
    return Response(status=204)


def online_invoice(desk: Desk, name: str) -> Shape:
    """Answer the page on which an approved sales invoice can be seen and paid."""
    record = find(desk, "invoices", name)
    if record.type != "ACCREC" or record.status in {"DRAFT", "SUBMITTED", "DELETED"}:
        raise invalid("The online invoice URL is only available for approved sales invoices.")
    page = {"OnlineInvoiceUrl": f"https://in.xero.example/{record.id.replace('-', '')[:24]}"}
    return envelope(desk.now, "OnlineInvoices", [page])


def attachments(desk: Desk, plural: str, name: str) -> Shape:
    """Answer the attachments of a record: it has none."""
    find(desk, plural, name)
    return envelope(desk.now, "Attachments", [])


def show_allocations(desk: Desk, plural: str, name: str) -> Shape:
    """Answer what a credit has settled."""
    record = _credit(desk, plural, name)
    return envelope(desk.now, "Allocations", money_shapes.allocations(record, desk.state))


def add_allocations(desk: Desk, plural: str, name: str) -> Shape:
    """Settle invoices from a credit."""
    record = _credit(desk, plural, name)
    for sent in elements(desk.request, "Allocations"):
        amount = money(sent, "Amount")
        if amount is None:
            raise invalid("The amount of the allocation must be specified.")
        invoice = find(desk, "invoices", str(within(sent, "Invoice").get("InvoiceID", "")))
        accounts.allocate(desk.state, record, invoice, amount, desk.now)
    return envelope(desk.now, "Allocations", money_shapes.allocations(record, desk.state))


def change_payment(desk: Desk, name: str) -> Shape:
    """Delete a payment, which is all that can be done to one."""
    record = find(desk, "payments", name)
    sent = elements(desk.request, "Payments")[0]
    if sent.get("Status") != "DELETED":
        raise XeroError(400, _not_changed())
    accounts.unpay(desk.state, record, desk.now)
    shown = money_shapes.payment(record, desk.state, Form.DETAIL)
    return envelope(desk.now, "Payments", [shown])


def _not_changed() -> Built:
    return {
        "ErrorNumber": 10,
        "Type": "ValidationException",
        "Message": "A payment can only be deleted",
        "Elements": [],
    }


def _credit(desk: Desk, plural: str, name: str) -> CreditRecord:
    record = find(desk, plural, name)
    if not isinstance(record, CreditRecord):
        raise not_found()
    return record


def _line(line: HistoryRecord) -> Built:
    return {
        "Changes": line.changes,
        "DateUTCString": line.at.strftime("%Y-%m-%dT%H:%M:%S"),
        "DateUTC": line.at,
        "User": line.user,
        "Details": line.details,
    }
