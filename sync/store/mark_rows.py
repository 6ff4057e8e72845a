"""Marks that a person made with Goodterms: disputes, holds, promises."""

import uuid
from collections.abc import Iterable
from datetime import date

from sqlalchemy import Connection, delete, insert, select

from rules.case import Mark, MarkKind
from rules.facts import CustomerId, InvoiceId
from sync.store.schema import marks


def add_mark(connection: Connection, company: str, customer: CustomerId, mark: Mark) -> None:
    """Store a mark on an invoice of the customer, or on all of theirs."""
    connection.execute(
        insert(marks).values(
            id=uuid.uuid4().hex,
            company=company,
            customer=customer,
            invoice=mark.invoice,
            kind=mark.kind.value,
            since=mark.since.isoformat(),
            until=mark.until.isoformat() if mark.until else None,
            words=mark.words,
            by=mark.source,
        )
    )


def remove_marks(
    connection: Connection, company: str, customer: CustomerId, invoice: InvoiceId | None
) -> int:
    """Take back every mark on the invoice, or those on the customer as a whole."""
    same = marks.c.invoice.is_(None) if invoice is None else marks.c.invoice == invoice
    found = delete(marks).where(marks.c.company == company, marks.c.customer == customer, same)
    return connection.execute(found).rowcount


def all_marks(connection: Connection, company: str) -> Iterable[tuple[CustomerId, Mark]]:
    """Every mark, with its customer."""
    for row in connection.execute(
        select(marks).where(marks.c.company == company).order_by(marks.c.since, marks.c.id)
    ):
        yield (
            CustomerId(row.customer),
            Mark(
                kind=MarkKind(row.kind),
                invoice=None if row.invoice is None else InvoiceId(row.invoice),
                since=date.fromisoformat(row.since),
                until=date.fromisoformat(row.until) if row.until else None,
                words=row.words,
                source=row.by,
            ),
        )
