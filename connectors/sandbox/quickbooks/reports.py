"""The ageing report of open invoices, in the columns that QuickBooks gives it."""

from datetime import date
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks.faults import invalid_query
from connectors.sandbox.quickbooks.money import ZERO
from connectors.sandbox.quickbooks.store import Record, Store

BUCKETS = ("Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total")


def aged_receivables(store: Store, on: str | None) -> dict[str, Any]:
    """Return AgedReceivables as of the day `on` (ISO; None: today), one row per customer."""
    try:
        day = date.fromisoformat(on or store.today())
    except ValueError:
        raise invalid_query(f"report_date {on} is not a date") from None
    rows: dict[str, list[Decimal]] = {}
    for invoice in store.all("Invoice"):
        balance: Decimal = invoice.get("HomeBalance") or invoice["Balance"]
        if balance > 0:
            row = rows.setdefault(invoice["CustomerRef"]["value"], [ZERO] * len(BUCKETS))
            row[_bucket(invoice, day)] += balance
            row[-1] += balance
    return {
        "Header": {
            "Time": store.stamp(),
            "ReportName": "AgedReceivables",
            "EndPeriod": day.isoformat(),
            "SummarizeColumnsBy": "Total",
            "Currency": store.home,
            "Option": [{"Name": "report_date", "Value": day.isoformat()}],
        },
        "Columns": {"Column": [_column("", "Customer"), *(_column(x, "Money") for x in BUCKETS)]},
        "Rows": {"Row": [*(_row(store, id, row) for id, row in rows.items()), _total(rows)]},
    }


def _bucket(invoice: Record, day: date) -> int:
    due: str = invoice.get("DueDate") or invoice["TxnDate"]
    overdue = (day - date.fromisoformat(due)).days
    return 0 if overdue <= 0 else min((overdue - 1) // 30 + 1, 4)


def _column(title: str, kind: str) -> Record:
    return {"ColTitle": title, "ColType": kind}


def _cells(amounts: list[Decimal]) -> list[Record]:
    return [{"value": f"{amount:.2f}" if amount else ""} for amount in amounts]


def _row(store: Store, id: str, amounts: list[Decimal]) -> Record:
    name = store.tables["Customer"][id]["DisplayName"]
    return {"ColData": [{"value": name, "id": id}, *_cells(amounts)]}


def _total(rows: dict[str, list[Decimal]]) -> Record:
    sums = [sum(column, ZERO) for column in zip(*rows.values(), strict=True)]
    return {
        "Summary": {"ColData": [{"value": "TOTAL"}, *_cells(sums)]},
        "type": "Section",
        "group": "GrandTotal",
    }
