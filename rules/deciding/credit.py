"""Probably paid: the customer's own money lies in the ledger and is not applied to an invoice.

A credit that is exactly the balance of one invoice is taken to be meant for it. What is left covers
invoices from the oldest due on. An invoice that the rest covers only in part stays remindable and
uses nothing up, so that a smaller one behind it is still found to be covered.
"""

from collections.abc import Sequence
from decimal import Decimal

from rules import wording
from rules.case import Case
from rules.deciding.holds import Held, hold
from rules.decisions import totals
from rules.facts import Credit, CreditKind, Invoice, InvoiceId


def probably_paid(case: Case, invoices: Sequence[Invoice]) -> dict[InvoiceId, Held]:
    """The invoices among these, oldest due first, that unapplied credit covers."""
    credits = sorted(case.credits, key=lambda c: c.id)
    covered: dict[InvoiceId, Held] = {}
    left = [credit for credit in credits if not _meant(credit, invoices, covered)]
    pools = totals(credit.remaining for credit in left)
    for invoice in invoices:
        balance = invoice.balance
        pool = pools.get(balance.currency, Decimal(0))
        if invoice.id not in covered and 0 < balance.amount <= pool:
            pools[balance.currency] = pool - balance.amount
            covered[invoice.id] = _held(
                f"Probably paid: {balance.currency} {pool} of the customer's credit is not applied, "
                f"and covers the {wording.money(balance)} of this invoice, the oldest due first"
            )
    return covered


def _meant(credit: Credit, invoices: Sequence[Invoice], covered: dict[InvoiceId, Held]) -> bool:
    """Whether the credit is exactly one invoice's balance; then that invoice is covered."""
    for invoice in invoices:
        if invoice.id not in covered and invoice.balance == credit.remaining:
            covered[invoice.id] = _held(
                f"Probably paid: {_name(credit)} of exactly {wording.money(credit.remaining)} "
                "has come in and is not applied to an invoice"
            )
            return True
    return False


def _name(credit: Credit) -> str:
    kind = "a payment" if credit.kind is CreditKind.UNAPPLIED_PAYMENT else f"{credit.kind}"
    return f"{kind} {credit.number}" if credit.number else kind


def _held(says: str) -> Held:
    return hold(
        "probably paid", says, at="promise 1", tasks=("apply the credit to the invoice it is for",)
    )
