"""ACME's ledger, as it is on TODAY, for tests that replay it."""

from typing import Any

from rules.case import LedgerState
from rules.facts import Invoice, Payment
from sync.cases import Books
from tests.rules.builders import case


def ledger(*invoices: Invoice, payments: tuple[Payment, ...] = (), **more: Any) -> Books:
    """One customer, Jo Park their person, and no public holidays."""
    acme = case()
    nothing: dict[str, Any] = {"credits": (), "unreadable": (), "taken": (), "marks": ()}
    return Books(
        company=acme.company,
        ledger=LedgerState(),
        contacts={acme.customer.id: acme.customer},
        invoices=invoices,
        payments=payments,
        **(nothing | more),
    )
