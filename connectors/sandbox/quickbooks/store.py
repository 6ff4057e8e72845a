"""The records of one company, as QuickBooks would answer them, and their versions.

A record is a JSON object with Decimal amounts. Nothing outside this folder sees one.
"""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import not_found
from connectors.sandbox.quickbooks.switches import Switches

Record = dict[str, Any]

USER = "9130355377388383"
FIRST_ATTACHABLE = 5000000000000029063
ADDED_LATER = {"futureField": {"value": "added after you read the schema"}}


class Store:
    """Tables of records by id, with the tombstones of deleted ones."""

    def __init__(self, zone: ZoneInfo, switches: Switches, clock: Callable[[], datetime]) -> None:
        self.zone = zone
        self.switches = switches
        self.clock = clock
        self.home = "USD"
        self.multicurrency = False
        self.tables: dict[str, dict[str, Record]] = {name: {} for name in ENTITIES}
        self.graves: dict[str, dict[str, Record]] = {name: {} for name in ENTITIES}
        self.odd: dict[str, Record] = {}
        """'Invoice/130' -> what is answered in place of the true values."""
        self.replays: dict[str, str] = {}
        """requestid -> the body of the first answer to it."""
        self.mailed: list[tuple[str, str]] = []
        """Day and invoice id of each e-mail that went out, oldest first."""
        self.next_id = 1
        self.next_attachable = FIRST_ATTACHABLE

    def now(self) -> datetime:
        """Tell the time in the company's zone."""
        return self.clock().astimezone(self.zone)

    def today(self) -> str:
        """Tell the company's calendar day, ISO."""
        return self.now().date().isoformat()

    def stamp(self, at: datetime | None = None) -> str:
        """Write a time as MetaData does: whole seconds with the company's offset."""
        moment = at or self.clock()
        return moment.astimezone(self.zone).isoformat(timespec="seconds")

    def new_id(self, entity: str) -> str:
        """Take the next free id; one row of numbers serves all entities but attachments."""
        if entity == "Attachable":
            self.next_attachable += 1
            return str(self.next_attachable - 1)
        self.next_id += 1
        return str(self.next_id - 1)

    def add(self, entity: str, fields: Record, *, at: datetime | None = None) -> Record:
        """Keep a new record under a new id."""
        record = {
            "domain": "QBO",
            "sparse": False,
            "Id": self.new_id(entity),
            "SyncToken": "0",
            "MetaData": {
                "CreateTime": self.stamp(at),
                "LastModifiedByRef": {"value": USER},
                "LastUpdatedTime": self.stamp(at),
            },
            **fields,
        }
        self.tables[entity][record["Id"]] = record
        return record

    def get(self, entity: str, id: str) -> Record:
        """Find a living record; fault 610 if there is none."""
        record = self.tables[entity].get(id)
        if record is None:
            raise not_found()
        return record

    def touch(self, record: Record, *, at: datetime | None = None) -> None:
        """Raise the version of a changed record."""
        record["SyncToken"] = str(int(record["SyncToken"]) + 1)
        latest = max(at, datetime.fromisoformat(updated(record))) if at else None
        record["MetaData"] = {**record["MetaData"], "LastUpdatedTime": self.stamp(latest)}

    def bury(self, entity: str, id: str, *, at: datetime | None = None) -> Record:
        """Delete a record; what is left of it is a stub that only CDC shows."""
        record = self.tables[entity].pop(id)
        self.odd.pop(f"{entity}/{id}", None)
        self.graves[entity][id] = stub(record, self.stamp(at))
        return record

    def shown(self, entity: str, record: Record) -> Record:
        """Return the record as the API answers it today."""
        answer = record | self.odd.get(f"{entity}/{record['Id']}", {})
        return answer | ADDED_LATER if self.switches.unknown_keys else answer

    def all(self, entity: str) -> Iterator[Record]:
        """Walk over the living records of an entity."""
        return iter(self.tables[entity].values())


def stub(record: Record, at: str) -> Record:
    """Return what CDC says of a deleted record (accounting-apis B4)."""
    return {
        "domain": "QBO",
        "status": "Deleted",
        "Id": record["Id"],
        "MetaData": {"LastUpdatedTime": at},
    }


def updated(record: Record) -> str:
    """Return when the record last changed, ISO with offset."""
    when: str = record["MetaData"]["LastUpdatedTime"]
    return when
