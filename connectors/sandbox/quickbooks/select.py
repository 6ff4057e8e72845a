"""Carry a Query out over the records of a company (accounting-apis B3).

Without ORDERBY the newest come first: QuickBooks promises no order, so a reader that pages
without one is meant to be surprised.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from connectors.sandbox.quickbooks.entities import ENTITIES
from connectors.sandbox.quickbooks.faults import invalid_query
from connectors.sandbox.quickbooks.query import Query, Test, read
from connectors.sandbox.quickbooks.store import Record, Store

Path = tuple[str, ...]
Predicate = Callable[[Any], bool]

_COMPARISONS: dict[str, Callable[[Any, Any], bool]] = {
    "=": lambda found, wanted: bool(found == wanted),
    "<": lambda found, wanted: bool(found < wanted),
    ">": lambda found, wanted: bool(found > wanted),
    "<=": lambda found, wanted: bool(found <= wanted),
    ">=": lambda found, wanted: bool(found >= wanted),
}
_FACES = ("value", "Address", "FreeFormNumber")
"""What stands for an object in a comparison."""


def run(store: Store, statement: str) -> dict[str, Any]:
    """Return the value of QueryResponse for a statement."""
    query = read(statement)
    fits = record_fits(store, query)
    found = [record for record in _candidates(store, query) if fits(record)]
    if query.counts:
        return {"totalCount": len(found)}
    page = _sorted(found, query)[query.start - 1 : query.start - 1 + query.most]
    if not page:
        return {}
    shown = [_picked(store.shown(query.entity, record), query.names) for record in page]
    return {query.entity: shown, "startPosition": query.start, "maxResults": len(shown)}


def _candidates(store: Store, query: Query) -> Iterable[Record]:
    """Return the records that may fit: those named by Id, where the statement names them."""
    table = store.tables[query.entity]
    for test in query.tests:
        if test.path == ("Id",) and test.sign in ("=", "in"):
            return [table[id] for id in dict.fromkeys(test.values) if id in table]
    return table.values()


def record_fits(store: Store, query: Query) -> Callable[[Record], bool]:
    """Compile WHERE, with the default that name lists show active records only."""
    tests = [(spelled(query.entity, test.path), _predicate(store, test)) for test in query.tests]
    paths = [path for path, _ in tests]
    if ENTITIES[query.entity].name_list and ("Active",) not in paths:
        tests.append((("Active",), lambda found: found is not False))
    if not store.switches.attachable_query and any(path[0] == "AttachableRef" for path in paths):
        raise invalid_query("property 'AttachableRef' is not queryable")
    if query.entity == "CustomerType" and store.switches.customer_types != "all":
        if store.switches.customer_types == "none":
            raise invalid_query("metadata for entity 'CustomerType' not found")
        if ("Active",) in paths:
            raise invalid_query("property 'Active' is not queryable")
    return lambda record: all(
        any(holds(found) for found in reach(record, path)) for path, holds in tests
    )


def spelled(entity: str, path: Path) -> Path:
    """Spell the first name of a path as the records do: `Metadata` works in queries."""
    exact = {name.lower(): name for name in ENTITIES[entity].known}
    return (exact[path[0].lower()], *path[1:])


def reach(value: Any, path: Path) -> Iterator[Any]:
    """Walk down a path, into every element of an array; an object at the end shows its face."""
    if isinstance(value, list):
        for element in value:
            yield from reach(element, path)
    elif not isinstance(value, dict):
        if not path:
            yield value
    elif path:
        name = path[0]
        if name not in value:
            name = next((key for key in value if key.lower() == name.lower()), name)
        if name in value:
            yield from reach(value[name], path[1:])
    else:
        yield from (value[face] for face in _FACES if face in value)


def _predicate(store: Store, test: Test) -> Predicate:
    if test.sign == "in":
        equals = [_predicate(store, Test(test.path, "=", (value,))) for value in test.values]
        return lambda found: any(holds(found) for holds in equals)
    wanted = test.values[0]
    if test.sign == "like":
        parts = (re.escape(part) for part in wanted.split("%"))
        pattern = re.compile(".*".join(parts), re.IGNORECASE | re.DOTALL)
        return lambda found: pattern.fullmatch(str(found)) is not None
    holds = _COMPARISONS[test.sign]
    if test.path[0].lower() == "metadata":
        return _moment(store, wanted, holds)
    return _plain(test, wanted, holds)


def _moment(store: Store, wanted: str, holds: Callable[[Any, Any], bool]) -> Predicate:
    try:
        moment = datetime.fromisoformat(wanted)
    except ValueError:
        raise invalid_query(f"value {wanted} is not a date and time") from None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=store.zone)
    return lambda found: holds(datetime.fromisoformat(found), moment)


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(test: Test, wanted: str, holds: Callable[[Any, Any], bool]) -> Predicate:
    number = _number(wanted)
    flag = {"true": True, "false": False}.get(wanted.lower())
    is_id = test.path == ("Id",)

    def fits(found: Any) -> bool:
        if isinstance(found, bool):
            return flag is not None and holds(found, flag)
        if isinstance(found, (Decimal, int)):
            if number is None:
                raise invalid_query(f"value {wanted} is not a number")
            return holds(found, number)
        if is_id and number is not None:
            return holds(int(found), number)
        return holds(found, wanted)

    return fits


def _sorted(found: list[Record], query: Query) -> list[Record]:
    order = query.order or ((("Id",), True),)
    for path, descends in reversed(order):
        found = sorted(found, key=_sort_key(spelled(query.entity, path)), reverse=descends)
    return found


def _sort_key(path: Path) -> Callable[[Record], Any]:
    if path == ("Id",):
        return lambda record: int(record["Id"])

    def key(record: Record) -> tuple[int, Any]:
        value = next(reach(record, path), None)
        if value is None:
            return (0, 0)
        return (1, value) if isinstance(value, (Decimal, int)) else (2, str(value))

    return key


def _picked(record: Record, names: tuple[str, ...]) -> Record:
    """Keep the properties asked for, and what QuickBooks gives along with them."""
    if not names:
        return record
    tops = {name.split(".")[0].lower() for name in names} | {"id", "domain", "sparse"}
    return {key: value for key, value in record.items() if key.lower() in tops}
