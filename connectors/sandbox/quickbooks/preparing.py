"""What QuickBooks adds to a record before it keeps it: sums, dates, names, balances."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from connectors.sandbox.quickbooks import faults, money, names, shapes
from connectors.sandbox.quickbooks.money import ZERO
from connectors.sandbox.quickbooks.store import Record, Store


def prepared(store: Store, entity: str, fields: Record, old: Record) -> Record:
    """Return all fields of a record that is to be kept; `old` is empty for a new one.

    Raises a Fault when the ledger would not keep it.
    """
    prepare = _PREPARE.get(entity)
    return prepare(store, fields, old) if prepare else fields


def _sale(store: Store, fields: Record, old: Record) -> Record:
    """Complete the parts that an invoice, a credit memo and an estimate share."""
    lines = [x for x in fields["Line"] if x.get("DetailType") != "SubTotalLineDetail"]
    numbered = [{"Id": str(n), "LineNum": n} | line for n, line in enumerate(lines, start=1)]
    usual: Record = {"TxnDate": store.today(), "DocNumber": _next_number(store)}
    fields = usual | fields
    fields |= _parties(store, fields, old)
    fields["Line"] = numbered
    total = money.total_of(fields)
    fields["Line"].append(shapes.subtotal(total))
    fields["TotalAmt"] = total
    if store.multicurrency:
        rate = Decimal(str(fields.get("ExchangeRate", 1)))
        fields |= {"ExchangeRate": rate, "HomeTotalAmt": total}
    return fields


def _parties(store: Store, fields: Record, old: Record) -> Record:
    customer = store.get("Customer", fields["CustomerRef"]["value"])
    paid_in = fields.get("CurrencyRef") or old.get("CurrencyRef") or customer.get("CurrencyRef")
    return {
        "CustomerRef": shapes.ref(customer, "DisplayName"),
        "CurrencyRef": paid_in or shapes.currency(store.home),
    }


def _next_number(store: Store) -> str:
    return str(1000 + store.next_id)


def _invoice(store: Store, fields: Record, old: Record) -> Record:
    fields = _sale(store, shapes.invoice_defaults() | fields, old)
    if "DueDate" not in fields and "SalesTermRef" in fields:
        term = store.get("Term", fields["SalesTermRef"]["value"])
        issued = date.fromisoformat(fields["TxnDate"])
        fields["DueDate"] = shapes.due_by_term(term, issued).isoformat()
    fields["Balance"] = _left(fields, old)
    money.follow(fields)
    return fields


def _credit_memo(store: Store, fields: Record, old: Record) -> Record:
    fields = _sale(store, {"PrintStatus": "NeedToPrint", "EmailStatus": "NotSet"} | fields, old)
    fields["Balance"] = fields["RemainingCredit"] = _left(fields, old)
    money.follow(fields)
    return fields


def _estimate(store: Store, fields: Record, old: Record) -> Record:
    fields = {"TxnStatus": "Pending"} | _sale(store, fields, old)
    money.follow(fields)
    return fields


def _left(fields: Record, old: Record) -> Decimal:
    """Tell what is left of a changed total after what has been settled already."""
    settled: Decimal = old["TotalAmt"] - old["Balance"] if old else ZERO
    left: Decimal = fields["TotalAmt"] - settled
    if left < 0:
        raise faults.business("The total is less than what has been applied already.")
    return left


def _payment(store: Store, fields: Record, old: Record) -> Record:
    customer = store.get("Customer", fields["CustomerRef"]["value"])
    total = money.amount("TotalAmt", fields["TotalAmt"])
    fields = {"TxnDate": store.today(), "ProcessPayment": False, "Line": []} | fields
    fields |= {"TotalAmt": total, "LinkedTxn": [], "UnappliedAmt": ZERO}
    fields["CustomerRef"] = shapes.ref(customer, "DisplayName")
    fields.setdefault("CurrencyRef", customer["CurrencyRef"])
    money.check_links(store, fields)
    fields["UnappliedAmt"] = money.unapplied(fields)
    return fields


def _attachable(store: Store, fields: Record, old: Record) -> Record:
    if "Note" not in fields and "FileName" not in fields:
        raise faults.missing("Note")
    references = []
    for one in fields.get("AttachableRef", ()):
        target = one.get("EntityRef", {})
        kind, id = str(target.get("type")), str(target.get("value"))
        if id not in store.tables.get(kind, {}):
            raise faults.no_such_reference("AttachableRef.EntityRef", id)
        references.append({"IncludeOnSend": False} | one)
    return fields | {"AttachableRef": references}


Prepare = Callable[[Store, Record, Record], dict[str, Any]]
_PREPARE: dict[str, Prepare] = {
    "Invoice": _invoice,
    "CreditMemo": _credit_memo,
    "Estimate": _estimate,
    "Payment": _payment,
    "Customer": names.customer,
    "Attachable": _attachable,
}
"""What completes a record before it is kept: store, new fields, old record -> all fields."""
