"""Marks that a person made with Goodterms: disputes, holds, promises."""

import uuid
from collections.abc import Iterable
from datetime import date

from msgspec import json
from sqlalchemy import Connection, delete, insert, select

from rules.case import Mark, MarkKind, Part
from rules.facts import CustomerId, InvoiceId
from sync.store.schema import marks as table


def add_mark(connection: Connection, company: str, customer: CustomerId, mark: Mark) -> None:
    """Store a mark on an invoice of the customer, or on all of theirs."""
    connection.execute(
        insert(table).values(
            id=uuid.uuid4().hex,
            company=company,
            customer=customer,
            invoice=mark.invoice,
            kind=mark.kind.value,
            since=mark.since.isoformat(),
            until=mark.until.isoformat() if mark.until else None,
            words=mark.words,
            by=mark.source,
            parts=json.encode(mark.parts).decode() if mark.parts else None,
        )
    )


def replace_marks(
    connection: Connection,
    company: str,
    customer: CustomerId,
    *,
    invoice: InvoiceId,
    source: str,
    marks: Iterable[Mark],
) -> None:
    """Store what a source says of an invoice now, in place of what it said before."""
    connection.execute(
        delete(table).where(
            table.c.company == company, table.c.invoice == invoice, table.c.by == source
        )
    )
    for mark in marks:
        add_mark(connection, company, customer, mark)


def remove_marks(
    connection: Connection, company: str, customer: CustomerId, invoice: InvoiceId | None
) -> int:
    """Take back every mark on the invoice, or those on the customer as a whole."""
    same = table.c.invoice.is_(None) if invoice is None else table.c.invoice == invoice
    found = delete(table).where(table.c.company == company, table.c.customer == customer, same)
    return connection.execute(found).rowcount


def replace_plan(connection: Connection, company: str, customer: CustomerId, mark: Mark) -> None:
    """Store an agreed plan of instalments in place of an earlier one on the same target."""
    same = table.c.invoice.is_(None) if mark.invoice is None else table.c.invoice == mark.invoice
    connection.execute(
        delete(table).where(
            table.c.company == company,
            table.c.customer == customer,
            same,
            table.c.kind == MarkKind.INSTALMENTS.value,
        )
    )
    add_mark(connection, company, customer, mark)


def all_marks(connection: Connection, company: str) -> Iterable[tuple[CustomerId, Mark]]:
    """Every mark, with its customer."""
    for row in connection.execute(
        select(table).where(table.c.company == company).order_by(table.c.since, table.c.id)
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
                parts=json.decode(row.parts, type=tuple[Part, ...]) if row.parts else (),
                dated=row.since != date.min.isoformat(),
            ),
        )
