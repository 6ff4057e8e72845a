"""The aged receivables of one contact, in the rows and cells of a Xero report."""

from datetime import date
from decimal import Decimal

from connectors.sandbox.xero.desk import Desk
from connectors.sandbox.xero.documents import find
from connectors.sandbox.xero.records import ZERO, InvoiceRecord
from connectors.sandbox.xero.shapes import Built
from connectors.sandbox.xero.wire import Shape, envelope, invalid

HEADINGS = ("Date", "Number", "Due Date", "", "Total", "Paid", "Credited", "Due")


def aged_receivables(desk: Desk) -> Shape:
    """Answer GET /Reports/AgedReceivablesByContact."""
    args = {name.lower(): value for name, value in desk.request.args.items()}
    if "contactid" not in args:
        raise invalid("The parameter contactID is required.")
    contact = find(desk, "contacts", args["contactid"])
    try:
        upto = date.fromisoformat(args.get("date", desk.now.date().isoformat()))
    except ValueError:
        raise invalid(f"The date '{args['date']}' is not a valid date.") from None
    due = [
        invoice
        for invoice in desk.state.invoices.values()
        if invoice.contact == contact.id
        and invoice.status == "AUTHORISED"
        and invoice.issued <= upto
    ]
    rows: list[Built] = [_row("Row", _cells(invoice)) for invoice in due]
    owed = sum((invoice.outstanding for invoice in due), ZERO)
    report: Built = {
        "ReportID": "AgedReceivablesByContact",
        "ReportName": "Aged Receivables By Contact",
        "ReportType": "AgedReceivablesByContact",
        "ReportTitles": ["Invoices", contact.name, f"To {upto:%d %B %Y}"],
        "ReportDate": f"{desk.now:%d %B %Y}",
        "UpdatedDateUTC": desk.now,
        "Rows": [
            _row("Header", list(HEADINGS)),
            {
                "RowType": "Section",
                "Title": "",
                "Rows": [*rows, _row("SummaryRow", ["Total", *[""] * 6, _amount(owed)])],
            },
        ],
    }
    return envelope(desk.now, "Reports", [report])


def _cells(invoice: InvoiceRecord) -> list[str]:
    return [
        f"{invoice.issued.isoformat()}T00:00:00",
        invoice.number or "",
        f"{invoice.due.isoformat()}T00:00:00" if invoice.due else "",
        "",
        _amount(invoice.total),
        _amount(invoice.paid),
        _amount(invoice.credited),
        _amount(invoice.outstanding),
    ]


def _amount(value: Decimal) -> str:
    return f"{value:.2f}"


def _row(kind: str, values: list[str]) -> Built:
    return {"RowType": kind, "Cells": [{"Value": value} for value in values]}
