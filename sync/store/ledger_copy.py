"""Our copy of the ledger: facts as JSON, found by kind, customer and whether money is open.

The ledger is the truth and this copy never is: whatever is about to be sent is read again.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any, Final, TypeVar

import msgspec
from sqlalchemy import Connection, Table, and_, delete, select, update

from connectors.ledger import Batch, Cursor
from rules.facts import (
    KIND_OF,
    Company,
    Contact,
    Credit,
    CustomerId,
    Fact,
    Invoice,
    InvoiceId,
    Kind,
    Unreadable,
)
from sync.store.rows import CHUNK, put
from sync.store.schema import companies, facts, unreadable

F = TypeVar("F", bound=Fact)
_KIND_NAMES = {type_: kind.value for type_, kind in KIND_OF.items()}
_READING: Final = 1
"""To be raised when a connector reads the same fields in another way than before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullState:
    """How far the copy of one company has come."""

    cursor: Cursor | None = None
    pulls: int = 0
    pulled_at: datetime | None = None
    """When the last successful pull began."""
    failed: str | None = None
    """Why the last pull failed, if it did."""
    deep_on: date | None = None
    reminders_on: date | None = None
    """The day on which the ledger's own reminders were last seen to be off."""
    form: str | None = None
    """Of which form its facts are, as `facts_form` says it; None: of one before there was any."""


def pull_state(connection: Connection, company: str) -> PullState:
    """Read how far the copy has come."""
    row = connection.execute(select(companies).where(companies.c.company == company)).first()
    if row is None:
        return PullState()
    return PullState(
        cursor=None if row.cursor is None else msgspec.json.decode(row.cursor, type=dict[str, str]),
        pulls=row.pulls,
        pulled_at=datetime.fromisoformat(row.pulled_at) if row.pulled_at else None,
        failed=row.pull_failed,
        deep_on=date.fromisoformat(row.deep_on) if row.deep_on else None,
        reminders_on=date.fromisoformat(row.reminders_on) if row.reminders_on else None,
        form=row.facts_form,
    )


@cache
def facts_form() -> str:
    """The form of facts that this version stores, by their fields and how these are read.

    What an earlier version stored lacks the fields that came since, and a ledger shows a record
    again only when somebody changes it: what is of another form is to be read anew, all of it.
    """
    _, parts = msgspec.json.schema_components((Company, *KIND_OF))
    said = msgspec.json.encode([_READING, _fields_of(parts)], order="sorted")
    return hashlib.sha256(said).hexdigest()[:16]


def _fields_of(part: Any) -> Any:
    """A schema without what people read of it: a reworded docstring changes no fact."""
    if isinstance(part, dict):
        return {key: _fields_of(value) for key, value in part.items() if key != "description"}
    return [_fields_of(each) for each in part] if isinstance(part, list) else part


def set_state(connection: Connection, company: str, **columns: object) -> None:
    """Change some columns of the company's row, and make the row when it is missing."""
    known = connection.scalar(select(companies.c.company).where(companies.c.company == company))
    if known is None:
        connection.execute(companies.insert().values(company=company, pulls=0))
    connection.execute(update(companies).where(companies.c.company == company).values(columns))


def company_of(connection: Connection, company: str) -> Company | None:
    """The organisation, as last read."""
    body = connection.scalar(select(companies.c.body).where(companies.c.company == company))
    return None if body is None else msgspec.json.decode(body, type=Company)


def put_batch(connection: Connection, company: str, batch: Batch, *, pull: int) -> int:
    """Store one answer of the ledger, in the caller's transaction; returns how many facts went."""
    put(connection, facts, [_row(company, fact, pull) for fact in batch.facts])
    readable = [fact.id for fact in batch.facts]
    gone = [record.id for record in batch.gone]
    scope = (company, batch.kind)
    forgotten = _delete(connection, facts, scope, gone)
    if _has_unreadable(connection, company):
        _delete(connection, unreadable, scope, [*readable, *gone])
    put(
        connection,
        unreadable,
        [_unreadable_row(company, record, pull) for record in batch.unreadable],
    )
    if batch.cursor is not None:
        set_state(connection, company, cursor=msgspec.json.encode(batch.cursor).decode())
    return forgotten


def _has_unreadable(connection: Connection, company: str) -> bool:
    # nearly always none: it spares a long DELETE on every page
    some = select(unreadable.c.id).where(unreadable.c.company == company).limit(1)
    return connection.scalar(some) is not None


def _row(company: str, fact: Fact, pull: int) -> dict[str, object]:
    return {
        "company": company,
        "kind": _KIND_NAMES[type(fact)],
        "id": fact.id,
        "customer": _customer_of(fact),
        "open": int(_is_open(fact)),
        "pull": pull,
        "body": msgspec.json.encode(fact).decode(),
    }


def _customer_of(fact: Fact) -> str | None:
    if isinstance(fact, Contact):
        return fact.id
    return getattr(fact, "customer", None)


def _is_open(fact: Fact) -> bool:
    if isinstance(fact, Invoice):
        return fact.is_open
    return isinstance(fact, Credit) and fact.remaining.amount > 0


def _unreadable_row(company: str, record: Unreadable, pull: int) -> dict[str, object]:
    # a record whose very id cannot be read is known by what is wrong with it
    id_ = record.id or "?" + hashlib.sha256(record.why.encode()).hexdigest()[:16]
    return {
        "company": company,
        "kind": record.kind.value,
        "id": id_,
        "customer": record.customer,
        "pull": pull,
        "why": record.why,
    }


def _delete(
    connection: Connection, table: Table, scope: tuple[str, Kind], ids: Sequence[str]
) -> int:
    company, kind = scope
    of_kind = and_(table.c.company == company, table.c.kind == kind.value)
    return sum(
        connection.execute(
            delete(table).where(of_kind, table.c.id.in_(ids[start : start + CHUNK]))
        ).rowcount
        for start in range(0, len(ids), CHUNK)
    )


def end_sweep(connection: Connection, company: str, kind: Kind, *, pull: int) -> None:
    """Forget the records of this kind that a full pass did not show."""
    for table in (facts, unreadable):
        connection.execute(
            delete(table).where(
                table.c.company == company, table.c.kind == kind.value, table.c.pull < pull
            )
        )


def open_invoices(
    connection: Connection, company: str, *, unseen_by: int | None = None
) -> frozenset[InvoiceId]:
    """Open invoices of ours; with `unseen_by` only those that this pull did not show."""
    query = select(facts.c.id).where(
        facts.c.company == company, facts.c.kind == Kind.INVOICE.value, facts.c.open == 1
    )
    if unseen_by is not None:
        query = query.where(facts.c.pull < unseen_by)
    return frozenset(InvoiceId(id_) for id_ in connection.scalars(query))


def all_facts(
    connection: Connection, company: str, type_: type[F], *, open_only: bool = False
) -> Iterator[F]:
    """Every stored fact of one type, ordered by id."""
    kind = KIND_OF[type_].value
    query = select(facts.c.body).where(facts.c.company == company, facts.c.kind == kind)
    if open_only:
        query = query.where(facts.c.open == 1)
    decoder = msgspec.json.Decoder(type_)
    for body in connection.scalars(query.order_by(facts.c.id)):
        yield decoder.decode(body)


def facts_by_id(
    connection: Connection, company: str, type_: type[F], ids: Iterable[str]
) -> dict[str, F]:
    """The stored facts with these ids; those that are not there are left out."""
    wanted, found = list(ids), dict[str, F]()
    decoder = msgspec.json.Decoder(type_)
    of_kind = and_(facts.c.company == company, facts.c.kind == KIND_OF[type_].value)
    for start in range(0, len(wanted), CHUNK):
        some = facts.c.id.in_(wanted[start : start + CHUNK])
        for id_, body in connection.execute(select(facts.c.id, facts.c.body).where(of_kind, some)):
            found[id_] = decoder.decode(body)
    return found


def all_unreadable(connection: Connection, company: str) -> tuple[Unreadable, ...]:
    """Every record that could not be read, and could not since."""
    rows = connection.execute(
        select(unreadable).where(unreadable.c.company == company).order_by(unreadable.c.id)
    )
    return tuple(
        Unreadable(
            kind=Kind(row.kind),
            id=None if row.id.startswith("?") else row.id,
            customer=None if row.customer is None else CustomerId(row.customer),
            why=row.why,
        )
        for row in rows
    )
