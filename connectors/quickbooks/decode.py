"""Bytes to bodies: a whole page at once, and record by record where one of them is broken."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

import msgspec

from connectors.errors import Unavailable
from connectors.quickbooks.bodies import (
    AttachableBody,
    CreditMemoBody,
    CustomerBody,
    CustomerTypeBody,
    InvoiceBody,
    PaymentBody,
    RawRows,
    Record,
    Rows,
    TermBody,
)
from connectors.quickbooks.faults import faults_in
from connectors.quickbooks.vendor import refused

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Entity:
    """A kind of record as QuickBooks names it."""

    name: str
    """As in a query, and as the key in an answer."""
    body: type[Record]
    where: str = ""
    """Lists of names leave out the inactive unless asked not to (B3)."""


_WITH_INACTIVE = "Active IN (true, false)"
INVOICE = Entity("Invoice", InvoiceBody)
CUSTOMER = Entity("Customer", CustomerBody, _WITH_INACTIVE)
PAYMENT = Entity("Payment", PaymentBody)
CREDIT_MEMO = Entity("CreditMemo", CreditMemoBody)
TERM = Entity("Term", TermBody, _WITH_INACTIVE)
CUSTOMER_TYPE = Entity("CustomerType", CustomerTypeBody, _WITH_INACTIVE)
"""No call for changes tells of these (nobody confirms that it would), so they are asked for."""
ATTACHABLE = Entity("Attachable", AttachableBody)
ENTITIES = (CUSTOMER, TERM, INVOICE, PAYMENT, CREDIT_MEMO)
"""What is pulled, in the order in which it is stored: a customer before what it owes."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A record that could not be decoded, with what of it could be."""

    id: str | None
    customer: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Records:
    """The records of one kind in one answer."""

    bodies: Sequence[Record] = ()
    broken: tuple[Broken, ...] = ()

    def __len__(self) -> int:
        return len(self.bodies) + len(self.broken)


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer: records by the name of their entity, and the server's time."""

    records: dict[str, Records]
    time: datetime | None

    def of(self, entity: Entity) -> Records:
        """The records of an entity; none when the answer does not name it (B3)."""
        return self.records.get(entity.name, Records())


# What an answer is about is never optional: an empty answer would read as "no records", and an
# invoice that is asked for and not among them counts as gone.
class _Query(msgspec.Struct):
    QueryResponse: Rows
    time: Any = None


class _RawQuery(msgspec.Struct):
    QueryResponse: RawRows
    time: Any = None


class _Cdc(msgspec.Struct):
    QueryResponse: list[Rows] | None = None


class _RawCdc(msgspec.Struct):
    QueryResponse: list[RawRows] | None = None


class _CdcAnswer(msgspec.Struct):
    CDCResponse: list[_Cdc]
    time: Any = None


class _RawCdcAnswer(msgspec.Struct):
    CDCResponse: list[_RawCdc]
    time: Any = None


class _Item(msgspec.Struct):
    bId: str | None = None
    QueryResponse: RawRows | None = None


class _BatchAnswer(msgspec.Struct):
    BatchItemResponse: list[_Item]
    time: Any = None


_QUERY = msgspec.json.Decoder(_Query)
_CDC = msgspec.json.Decoder(_CdcAnswer)
_BODIES = {
    entity.name: msgspec.json.Decoder(entity.body)
    for entity in (*ENTITIES, CUSTOMER_TYPE, ATTACHABLE)
}


def read_query(body: bytes) -> Answer:
    """The answer to a query. Raises Unavailable when it is no answer to one at all."""
    try:
        page: _Query | _RawQuery = _QUERY.decode(body)
    except (msgspec.ValidationError, UnicodeDecodeError):
        page = read(body, _RawQuery, "a query")
    except msgspec.DecodeError as error:
        raise _unintelligible("a query", error) from error
    return Answer(_gather([page.QueryResponse]), moment(page.time))


def read_cdc(body: bytes) -> Answer:
    """The answer to a call for changes; a fault for one entity is a fault for all (B4)."""
    try:
        page: _CdcAnswer | _RawCdcAnswer = _CDC.decode(body)
    except (msgspec.ValidationError, UnicodeDecodeError):
        page = read(body, _RawCdcAnswer, "a call for changes")
    except msgspec.DecodeError as error:
        raise _unintelligible("a call for changes", error) from error
    parts: list[Rows | RawRows] = []
    for part in page.CDCResponse:
        parts.extend(part.QueryResponse or [])
    for rows in parts:
        if faults := faults_in(rows.Fault):
            raise refused(faults, status=200)
    return Answer(_gather(parts), moment(page.time))


def read_counts(body: bytes) -> tuple[dict[str, int], datetime | None]:
    """The counts of a batch by the key of their query; what was refused is left out."""
    answer = read(body, _BatchAnswer, "a batch")
    counts = {
        item.bId: item.QueryResponse.totalCount
        for item in answer.BatchItemResponse
        if item.bId and item.QueryResponse and item.QueryResponse.totalCount is not None
    }
    return counts, moment(answer.time)


def read(body: bytes, shape: type[T], what: str) -> T:
    """Decode a small answer; `what` names the request in the error's sentence."""
    try:
        return msgspec.json.decode(body, type=shape)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _unintelligible(what, error) from error


def moment(text: object) -> datetime | None:
    """A time with an offset; None for anything else, since a naive one says too little (B4)."""
    if not isinstance(text, str):
        return None
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo is not None else None


def _gather(parts: Sequence[Rows | RawRows]) -> dict[str, Records]:
    found: dict[str, Records] = {}
    for rows in parts:
        for name in _BODIES:
            records = getattr(rows, name)
            if records:
                found[name] = (
                    _one_by_one(name, records) if isinstance(rows, RawRows) else Records(records)
                )
    return found


def _one_by_one(name: str, raws: Sequence[msgspec.Raw]) -> Records:
    bodies: list[Record] = []
    broken: list[Broken] = []
    for raw in raws:
        try:
            bodies.append(_BODIES[name].decode(raw))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            broken.append(_broken(raw, error))
    return Records(bodies, tuple(broken))


def _broken(raw: msgspec.Raw, error: Exception) -> Broken:
    try:
        record = msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        record = None
    why = _why(record, str(error))
    if not isinstance(record, dict):
        return Broken(None, None, why)
    customer = record.get("CustomerRef")
    value = customer.get("value") if isinstance(customer, dict) else None
    return Broken(_text(record.get("Id")), _text(value), why)


def _text(value: object) -> str | None:
    return str(value) if isinstance(value, str | int) and value != "" else None


_IN_WORDS = {
    "Invalid RFC3339 encoded date": "is no date",
    "Invalid decimal string": "is no amount",
}
_PLACE = re.compile(r"^(.*?) - at `\$\.?([^`]*)`$")


def _why(record: object, error: str) -> str:
    """The decoder's words turned to the ledger's: which field, and what stands in it."""
    match = _PLACE.match(error)
    if not match:
        return f"the record cannot be read: {error}"
    says, path = match.groups()
    value = record
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    shown = f' "{str(value)[:80]}"' if isinstance(value, str | int | float) else ""
    field = f"the field {path}" if path else "the record"
    return f"{field}{shown} {_IN_WORDS.get(says, f'cannot be read: {says}')}"


def _unintelligible(what: str, error: Exception) -> Unavailable:
    return Unavailable(
        f"QuickBooks answered {what} with something that cannot be read ({error}): try again later."
    )
