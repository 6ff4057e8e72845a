"""Create, update, delete and void (accounting-apis B5), and what follows for other records."""

from connectors.sandbox.quickbooks import faults, money
from connectors.sandbox.quickbooks.bodies import check_required, checked, is_blank
from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.money import ZERO
from connectors.sandbox.quickbooks.preparing import prepared
from connectors.sandbox.quickbooks.store import Record, Store

SALES = frozenset({"Invoice", "CreditMemo", "Estimate"})
VOIDABLE = frozenset({"Invoice", "Payment"})
VOIDED = "Voided"


def write(
    store: Store, entity: str, body: Record, *, operation: str | None = None, voids: bool = False
) -> Record:
    """Carry out one POST; return the record as it then stands, or the stub of a deleted one.

    `operation` is create, update, delete or void; None means that the body's Id decides. `voids`
    is the `include=void` by which a Payment is voided.
    """
    if operation == "delete":
        return delete(store, entity, _current(store, entity, body))
    if operation == "void" or voids:
        return void(store, entity, body)
    if operation == "create" or (operation is None and is_blank(body.get("Id"))):
        return store.shown(entity, create(store, entity, body))
    if operation not in (None, "update"):
        raise faults.unsupported(operation)
    return store.shown(entity, update(store, entity, body))


def create(store: Store, entity: str, body: Record) -> Record:
    """Keep a new record."""
    if entity in ("CompanyInfo", "Preferences"):
        raise faults.unsupported("create")
    fields = {k: v for k, v in checked(store, entity, body).items() if not is_blank(v)}
    check_required(entity, fields)
    fields = prepared(store, entity, fields, {})
    record = store.add(entity, fields)
    _take_effect(store, entity, record)
    return record


def update(store: Store, entity: str, body: Record) -> Record:
    """Change a record: the fields sent if `sparse`, else all writable ones."""
    old = _current(store, entity, body)
    sent = checked(store, entity, body)
    keeps = set(old) if body.get("sparse") is True else set(old) - ENTITIES[entity].writable
    kept = {name: value for name, value in old.items() if name in keeps}
    fields = {k: v for k, v in (kept | sent).items() if not is_blank(v)}
    check_required(entity, fields)
    _undo(store, entity, old)
    try:
        new = prepared(store, entity, fields, old)
    except faults.Fault:
        _redo(store, entity, old)
        raise
    old.clear()
    old.update(new)
    _take_effect(store, entity, old)
    store.touch(old)
    return old


def delete(store: Store, entity: str, record: Record) -> Record:
    """Delete a record; what paid it or was paid by it is free again."""
    if ENTITIES[entity].name_list or entity in ("CompanyInfo", "Preferences"):
        raise faults.unsupported("delete")
    _free_payments(store, entity, record)
    _undo(store, entity, record)
    _touch_settled(store, entity, record)
    store.bury(entity, record["Id"])
    return {"domain": "QBO", "status": "Deleted", "Id": record["Id"]}


def void(store: Store, entity: str, body: Record) -> Record:
    """Void an invoice or a payment: all amounts become 0, and the private note says so."""
    if entity not in VOIDABLE:
        raise faults.unsupported("void")
    record = _current(store, entity, body)
    if entity == "Invoice":
        void_invoice(store, record)
    else:
        _void_payment(store, record)
    store.touch(record)
    return store.shown(entity, record)


def void_invoice(store: Store, record: Record) -> None:
    """Zero an invoice; payments of it become the customer's credit."""
    _free_payments(store, "Invoice", record)
    money.owe(store, record["CustomerRef"]["value"], -record["Balance"])
    sales = [line for line in record["Line"] if line.get("DetailType") == "SalesItemLineDetail"]
    record["Line"] = [_zeroed(line) for line in sales]
    record |= {"TotalAmt": ZERO, "Balance": ZERO, "PrivateNote": VOIDED, "LinkedTxn": []}
    record["TxnTaxDetail"] = record.get("TxnTaxDetail", {}) | {"TotalTax": ZERO}
    money.follow(record)


def _zeroed(line: Record) -> Record:
    detail = line["SalesItemLineDetail"] | {"UnitPrice": 0, "Qty": 0}
    return line | {"Amount": 0, "SalesItemLineDetail": detail}


def _void_payment(store: Store, record: Record) -> None:
    money.settle(store, record, back=True)
    _touch_settled(store, "Payment", record)
    record |= {"TotalAmt": ZERO, "UnappliedAmt": ZERO, "Line": [], "PrivateNote": VOIDED}


def _current(store: Store, entity: str, body: Record) -> Record:
    """Find the record that a body names; faults 610, 2020 and 5010."""
    record = store.get(entity, str(body.get("Id") or ""))
    if is_blank(body.get("SyncToken")):
        raise faults.missing("SyncToken")
    if str(body["SyncToken"]) != record["SyncToken"]:
        raise faults.stale()
    return record


def _undo(store: Store, entity: str, record: Record) -> None:
    """Take back what a record does to others."""
    if entity == "Payment":
        money.settle(store, record, back=True)
    elif entity == "Customer":
        money.lift(store, record, -record["BalanceWithJobs"])
    elif "Balance" in record and entity in SALES:
        sign = -1 if entity == "Invoice" else 1
        money.owe(store, record["CustomerRef"]["value"], sign * record["Balance"])


def _redo(store: Store, entity: str, record: Record) -> None:
    """Let a record do to others what it does."""
    if entity == "Payment":
        money.settle(store, record)
    elif entity == "Customer":
        money.lift(store, record, record["BalanceWithJobs"])
    elif "Balance" in record and entity in SALES:
        sign = 1 if entity == "Invoice" else -1
        money.owe(store, record["CustomerRef"]["value"], sign * record["Balance"])


def _take_effect(store: Store, entity: str, record: Record) -> None:
    _redo(store, entity, record)
    _touch_settled(store, entity, record)


def _touch_settled(store: Store, entity: str, payment: Record) -> None:
    """Raise the versions of what a payment settles, where the company does so."""
    if entity == "Payment" and store.switches.payment_touches_invoice:
        for kind, id, _ in money.links(payment):
            store.touch(store.tables[kind][id])


def _free_payments(store: Store, entity: str, record: Record) -> None:
    """Turn what was paid on a record into unapplied credit of the payments."""
    for link in record.get("LinkedTxn", ()):
        payment = store.tables["Payment"].get(link["TxnId"])
        if payment is None:
            continue
        money.settle(store, payment, back=True)
        payment["Line"] = [line for line in payment["Line"] if not _names(line, entity, record)]
        payment["UnappliedAmt"] = money.unapplied(payment)
        money.settle(store, payment)
        store.touch(payment)


def _names(line: Record, entity: str, record: Record) -> bool:
    links = line.get("LinkedTxn", ())
    return any((one["TxnType"], one["TxnId"]) == (entity, record["Id"]) for one in links)
