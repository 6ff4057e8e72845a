"""Sums, and what a payment or a credit does to the balances of others (accounting-apis B9)."""

from collections.abc import Iterator
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from connectors.sandbox.quickbooks.faults import business, no_such_reference, not_a_number
from connectors.sandbox.quickbooks.store import Record, Store

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
SETTLED_BY_PAYMENT = frozenset({"Invoice", "CreditMemo"})


def amount(name: str, value: Any) -> Decimal:
    """Read an amount, which may come as a number or as text; fault 2080 otherwise."""
    try:
        read = Decimal(str(value)).quantize(CENT, ROUND_HALF_UP)
    except InvalidOperation:
        raise not_a_number(name, value) from None
    if not read.is_finite():
        raise not_a_number(name, value)
    return read


def total_of(record: Record) -> Decimal:
    """Add up the lines, less discounts, and the tax."""
    total = ZERO
    for line in record.get("Line", ()):
        kind = line.get("DetailType")
        if kind not in ("SubTotalLineDetail", "DescriptionOnly"):
            value = amount("Amount", line.get("Amount", 0))
            total += -value if kind == "DiscountLineDetail" else value
    tax = record.get("TxnTaxDetail", {}).get("TotalTax", 0)
    return total + amount("TotalTax", tax)


def links(payment: Record) -> Iterator[tuple[str, str, Decimal]]:
    """Walk over what a payment settles: kind, id and amount."""
    for line in payment.get("Line", ()):
        for link in line.get("LinkedTxn", ()):
            yield link["TxnType"], link["TxnId"], amount("Amount", line.get("Amount", 0))


def unapplied(payment: Record) -> Decimal:
    """Tell how much of a payment settles nothing."""
    rest: Decimal = payment["TotalAmt"]
    for kind, _, value in links(payment):
        rest += value if kind == "CreditMemo" else -value
    return rest


def check_links(store: Store, payment: Record) -> None:
    """Refuse a payment of what does not exist, or of more than is due."""
    asked: dict[tuple[str, str], Decimal] = {}
    for kind, id, value in links(payment):
        if kind not in SETTLED_BY_PAYMENT or id not in store.tables[kind]:
            raise no_such_reference(f"Line.LinkedTxn {kind}", id)
        if value < 0:
            raise business("The amount applied is less than nothing.")
        asked[kind, id] = asked.get((kind, id), ZERO) + value
        if asked[kind, id] > store.tables[kind][id]["Balance"]:
            raise business("The amount applied is more than the balance due.")
    if unapplied(payment) < 0:
        raise business("The amounts applied are more than the payment.")


def settle(store: Store, payment: Record, *, back: bool = False) -> None:
    """Apply a payment to all that it names, or take it `back`; versions stay as they are."""
    sign = -1 if back else 1
    freed: Decimal = payment["UnappliedAmt"]
    for kind, id, value in links(payment):
        freed += value if kind == "Invoice" else -value
        settled = store.tables[kind].get(id)
        if settled is not None:
            settled["Balance"] -= sign * value
            relink(settled, payment["Id"], back=back)
            follow(settled)
    owe(store, payment["CustomerRef"]["value"], -sign * freed)


def relink(settled: Record, payment: str, *, back: bool) -> None:
    """Note on a settled record which payment settles it, or that it no longer does."""
    others = [link for link in settled.get("LinkedTxn", ()) if link["TxnId"] != payment]
    settled["LinkedTxn"] = others if back else [*others, {"TxnId": payment, "TxnType": "Payment"}]


def follow(record: Record) -> None:
    """Let the computed amounts follow Balance and TotalAmt."""
    if "RemainingCredit" in record:
        record["RemainingCredit"] = record["Balance"]
    if "HomeTotalAmt" in record:
        rate = Decimal(str(record["ExchangeRate"]))
        record["HomeTotalAmt"] = (record["TotalAmt"] * rate).quantize(CENT, ROUND_HALF_UP)
        if "Balance" in record:
            record["HomeBalance"] = (record["Balance"] * rate).quantize(CENT, ROUND_HALF_UP)


def owe(store: Store, customer: str, more: Decimal) -> None:
    """Raise what a customer owes, and with it what every parent's jobs owe."""
    one = store.tables["Customer"].get(customer)
    if one is not None:
        one["Balance"] += more
        one["BalanceWithJobs"] += more
        lift(store, one, more)


def lift(store: Store, customer: Record, more: Decimal) -> None:
    """Raise what the jobs of every parent of a customer owe."""
    above = store.tables["Customer"].get(customer.get("ParentRef", {}).get("value", ""))
    if above is not None:
        above["BalanceWithJobs"] += more
        lift(store, above, more)
