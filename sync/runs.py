"""The runs: when each began and ended, what it planned and did."""

import uuid
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import msgspec
from sqlalchemy import insert, select, update

from sync.breaker import USUAL_RUNS, Volume
from sync.store.engine import Store
from sync.store.schema import runs


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One run, as stored."""

    id: str
    started_at: datetime
    ended_at: datetime | None
    exit_code: int | None
    decided_on: date | None
    report: dict[str, Any] | None
    """Counts by name, or {"error": sentence}."""


COUNTS = ("sent", "noted", "not_noted", "overtaken", "unknown", "failed", "queued", "waiting")


def begin(store: Store, company: str, at: datetime) -> str:
    """Store that a run began; returns its id."""
    run_id = uuid.uuid4().hex
    with store.write() as connection:
        connection.execute(
            insert(runs).values(id=run_id, company=company, started_at=_stamp(at), decided_on="")
        )
    return run_id


def end(store: Store, run_id: str, report: dict[str, Any], code: int, *, at: datetime) -> None:
    """Store how a run ended."""
    kept = {name: report[name] for name in COUNTS}
    kept |= {
        "summary": report["summary"],
        "volume": report["volume"],
        "calls": report["pull"]["calls"],
    }
    _finish(store, run_id, kept, code, at, decided_on=report["on"], plan=report["plan"])


def fail(store: Store, run_id: str, sentence: str, code: int, *, at: datetime) -> None:
    """Store why a run stopped."""
    _finish(store, run_id, {"error": sentence}, code, at)


def _finish(
    store: Store, run_id: str, report: dict[str, Any], code: int, at: datetime, **more: str
) -> None:
    with store.write() as connection:
        connection.execute(
            update(runs)
            .where(runs.c.id == run_id)
            .values(
                ended_at=_stamp(at),
                exit_code=code,
                report=msgspec.json.encode(report).decode(),
                **more,
            )
        )


def last_runs(store: Store, company: str, count: int = 1) -> tuple[Run, ...]:
    """The latest runs, newest first."""
    query = select(runs).where(runs.c.company == company)
    with store.read() as connection:
        rows = connection.execute(query.order_by(runs.c.started_at.desc()).limit(count))
        return tuple(
            Run(
                id=row.id,
                started_at=datetime.fromisoformat(row.started_at),
                ended_at=datetime.fromisoformat(row.ended_at) if row.ended_at else None,
                exit_code=row.exit_code,
                decided_on=date.fromisoformat(row.decided_on) if row.decided_on else None,
                report=msgspec.json.decode(row.report) if row.report else None,
            )
            for row in rows
        )


def usual(store: Store, company: str) -> tuple[Volume, ...]:
    """The volumes of the latest runs that went through, oldest first."""
    found = [
        run.report.get("volume") for run in last_runs(store, company, USUAL_RUNS) if run.report
    ]
    return tuple(
        Volume(
            volume["customers"],
            {k: Decimal(v) for k, v in volume["amounts"].items()},
            volume.get("statements", 0),
        )
        for volume in reversed(found)
        if volume
    )


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds")
