"""Pull: bring our copy of the ledger up to date, page by page, each with its cursor."""

import gc
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime

import msgspec
from sqlalchemy import Connection

from connectors.errors import Trouble
from connectors.ledger import Batch, Gone, Ledger, Reread
from rules.facts import InvoiceId, Kind, Payment, Unreadable
from sync.store import ledger_copy
from sync.store.engine import Store

Progress = Callable[[str, int, int | None], None]
"""Told the kind, how many more records came, and how many are expected in all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PullReport:
    """What one pull brought."""

    full: bool
    records: int
    gone: int
    calls: int
    unreadable: tuple[Unreadable, ...]


def no_progress(_kind: str, _count: int, _expected: int | None) -> None:
    """Show nothing."""


def pull(
    store: Store,
    ledger: Ledger,
    company: str,
    *,
    now: datetime,
    today: date,
    progress: Progress = no_progress,
) -> PullReport:
    """Read what changed since the last pull; everything the first time, and after an upgrade by
    which more is known of a record.

    Raises the connector's Trouble; what had been stored until then stays, the cursor with it,
    and the failure is remembered so that overdue mails wait.
    """
    try:
        return _Pull(store, ledger, company, progress).run(now=now, today=today)
    except Trouble as trouble:
        with store.write() as connection:
            ledger_copy.set_state(connection, company, pull_failed=str(trouble))
        raise


class _Pull:
    """One pull under way: counts what it sees."""

    def __init__(self, store: Store, ledger: Ledger, company: str, progress: Progress) -> None:
        self.store, self.ledger, self.company, self.progress = store, ledger, company, progress
        self.number = self.records = self.gone = 0

    def run(self, *, now: datetime, today: date) -> PullReport:
        calls_before = self.ledger.calls
        with self.store.write() as connection:
            state = ledger_copy.pull_state(connection, self.company)
            self.number, form = state.pulls + 1, ledger_copy.facts_form()
            ledger_copy.set_state(connection, self.company, pulls=self.number)
            if state.form != form:  # an upgrade; where this one breaks off, the next goes on
                state = replace(state, cursor=None)
                ledger_copy.set_state(connection, self.company, cursor=None, facts_form=form)
        full = state.cursor is None
        if full:
            gc.freeze()  # what is loaded stays: to look it over again took a seventh of the time
            self._read_company()
        deep = not full and state.deep_on != today
        for batch in self.ledger.pull(state.cursor, deep=deep):
            self._take(batch)
        self._done(now=now, deep_on=today if full or deep else state.deep_on)
        with self.store.read() as connection:
            unreadable = ledger_copy.all_unreadable(connection, self.company)
        return PullReport(
            full=full,
            records=self.records,
            gone=self.gone,
            calls=self.ledger.calls - calls_before,
            unreadable=unreadable,
        )

    def _read_company(self) -> None:
        body = msgspec.json.encode(self.ledger.company()).decode()
        with self.store.write() as connection:
            ledger_copy.set_state(connection, self.company, body=body)

    def _take(self, batch: Batch) -> None:
        with self.store.write() as connection:
            doubtful = self._settled_by_deleted(connection, batch)
            gone = ledger_copy.put_batch(connection, self.company, batch, pull=self.number)
            if batch.sweep is not None and batch.sweep.open_only:
                doubtful |= ledger_copy.open_invoices(
                    connection, self.company, unseen_by=self.number
                )
            elif batch.sweep is not None:
                ledger_copy.end_sweep(connection, self.company, batch.sweep.kind, pull=self.number)
        self.records += len(batch.facts)
        self.gone += gone
        self.progress(batch.kind.value, len(batch.facts), batch.expected)
        if doubtful:
            self._take(as_batch(self.ledger.reread(sorted(doubtful))))

    def _settled_by_deleted(self, connection: Connection, batch: Batch) -> set[InvoiceId]:
        """Invoices that a deleted payment had settled: no platform is sure to show them again."""
        ids = [record.id for record in batch.gone if record.kind is Kind.PAYMENT]
        payments = ledger_copy.facts_by_id(connection, self.company, Payment, ids)
        return {part.invoice for payment in payments.values() for part in payment.applied}

    def _done(self, *, now: datetime, deep_on: date | None) -> None:
        with self.store.write() as connection:
            ledger_copy.set_state(
                connection,
                self.company,
                pulled_at=now.isoformat(timespec="seconds"),
                pull_failed=None,
                deep_on=deep_on.isoformat() if deep_on else None,
            )


def as_batch(reread: Reread) -> Batch:
    """A re-read, as something to store."""
    return Batch(
        kind=Kind.INVOICE,
        facts=tuple(reread.found.values()),
        gone=tuple(Gone(Kind.INVOICE, id_) for id_ in sorted(reread.gone)),
        unreadable=reread.unreadable,
    )


def keep(store: Store, company: str, reread: Reread) -> None:
    """Store what a re-read showed."""
    with store.write() as connection:
        number = ledger_copy.pull_state(connection, company).pulls
        ledger_copy.put_batch(connection, company, as_batch(reread), pull=number)
