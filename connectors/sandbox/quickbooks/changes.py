"""Change data capture (accounting-apis B4): what changed since a moment, tombstones included."""

from datetime import UTC, datetime, timedelta
from typing import Any

from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import invalid_query, missing
from connectors.sandbox.quickbooks.store import Record, Store, stub, updated

LOOK_BACK = timedelta(days=30)
MOST = 1000
"""Objects in one answer, over all entities."""


def changes(store: Store, entities: str | None, since: str | None) -> list[dict[str, Any]]:
    """Return the value of CDCResponse; fault 4001 for a window or an entity out of reach.

    `since` without an offset is read in the company's zone (unconfirmed). The oldest changes come
    first; those beyond the 1,000th of the answer are left out without a word.
    """
    moment = _moment(store, since)
    left = MOST
    responses: list[dict[str, Any]] = []
    for entity in _entities(entities):
        changed = _changed(store, entity, moment)[:left]
        left -= len(changed)
        responses.append(_response(entity, changed) if changed else {})
    return [{"QueryResponse": responses}]


def _moment(store: Store, since: str | None) -> datetime:
    if not since:
        raise missing("changedSince")
    try:
        moment = datetime.fromisoformat(since)
    except ValueError:
        raise invalid_query(f"changedSince {since} is not a date and time") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=store.zone)
    if moment < store.clock().astimezone(UTC) - LOOK_BACK:
        raise invalid_query("changedSince must be within the last 30 days")
    return moment


def _entities(names: str | None) -> list[str]:
    if not names:
        raise missing("entities")
    exact = {name.lower(): name for name, entity in ENTITIES.items() if entity.changes}
    asked = [name.strip() for name in names.split(",")]
    for name in asked:
        if name.lower() not in exact:
            raise invalid_query(f"Entity {name} is not supported for change data capture")
    return [exact[name.lower()] for name in asked]


def _changed(store: Store, entity: str, moment: datetime) -> list[Record]:
    living = [
        _told(store, entity, record)
        for record in store.all(entity)
        if datetime.fromisoformat(updated(record)) >= moment
    ]
    dead = [
        grave
        for grave in store.graves[entity].values()
        if datetime.fromisoformat(updated(grave)) >= moment
    ]
    return sorted([*living, *dead], key=lambda record: datetime.fromisoformat(updated(record)))


def _told(store: Store, entity: str, record: Record) -> Record:
    if record["Id"] in store.switches.cdc_calls_deleted:
        return stub(record, updated(record))
    return store.shown(entity, record)


def _response(entity: str, changed: list[Record]) -> dict[str, Any]:
    return {
        entity: changed,
        "startPosition": 1,
        "maxResults": len(changed),
        "totalCount": len(changed),
    }
