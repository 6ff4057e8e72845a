"""What the ledger's notes on a customer say of its invoices."""

from dataclasses import replace

import pytest

from rules.case import MarkKind
from rules.facts import Contact, CustomerId
from sync.customer_notes import marks_on_customers
from tests.rules.builders import JO, TODAY, invoice

ACME = Contact(id=CustomerId("acme"), name="ACME", people=(JO,))
JOB = Contact(id=CustomerId("job"), name="Harbour job", parent=ACME.id, billed_to=ACME.id)
IDLE = Contact(id=CustomerId("idle"), name="Idle", memo="#hold")
BILLED = {JOB.id: ACME.id}


@pytest.mark.parametrize(
    ("on_acme", "on_job", "marks"),
    [
        (None, None, set()),
        ("#no-chase, the owner is a friend", None, {(None, MarkKind.NO_CHASE)}),
        # an ending that somebody wrote in a hurry is no reason to chase
        ("#disputed: leak", None, {(None, MarkKind.DISPUTE)}),
        ("#No Chase", None, {(None, MarkKind.NO_CHASE)}),
        ("#nochase", None, {(None, MarkKind.NO_CHASE)}),
        ("#no_chasing", None, {(None, MarkKind.NO_CHASE)}),
        ("#do-not-chase", None, {(None, MarkKind.NO_CHASE)}),
        ("#disputes it", None, {(None, MarkKind.DISPUTE)}),
        ("#on-hold", None, {(None, MarkKind.HOLD)}),
        ("#promise 2026-12-01", None, {(None, MarkKind.PROMISE)}),
        ("#promise next week", None, {(None, MarkKind.HOLD)}),
        ("#sent-back #holding", None, set()),
        # notes on a job are about what the job owes
        (None, "#hold until 2027-01-31", {("b", MarkKind.HOLD)}),
        ("call first", "#dispute: leak", {("b", MarkKind.DISPUTE)}),
    ],
)
def test_they_count_for_all_that_the_customer_owes(
    on_acme: str | None, on_job: str | None, marks: set[tuple[str | None, MarkKind]]
) -> None:
    found = list(
        marks_on_customers(
            (replace(ACME, memo=on_acme), replace(JOB, memo=on_job), IDLE),
            (invoice("A"), invoice("B", customer="job")),
            lambda customer: BILLED.get(customer, customer),
        )
    )
    assert {(mark.invoice, mark.kind) for _, mark in found} == marks
    assert all(whose == ACME.id and mark.since <= TODAY for whose, mark in found)
