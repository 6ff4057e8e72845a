"""Which records a list call is about, in what order, and which page of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

from werkzeug.wrappers import Request

from connectors.sandbox.xero.records import State
from connectors.sandbox.xero.shapes import Form
from connectors.sandbox.xero.tables import Table
from connectors.sandbox.xero.where import compile_where
from connectors.sandbox.xero.wire import bad_query, invalid

PAGE_SIZE = 100
LARGEST_PAGE = 1000
"""A larger wish is clamped without a word (accounting-apis A4)."""
Keep = Callable[[Any], bool]


@dataclass(frozen=True, slots=True)
class Listing:
    """One list call: the records' choice is `key`, the page is apart from it."""

    table: Table
    args: Mapping[str, str]
    since: datetime | None
    page: int | None
    page_size: int

    @property
    def key(self) -> tuple[object, ...]:
        """What decides the choice; equal keys choose equal records while nothing changes."""
        chosen = {k: v for k, v in self.args.items() if k not in {"page", "pagesize"}}
        return (self.table.plural, tuple(sorted(chosen.items())), self.since)

    @property
    def form(self) -> Form:
        """How much of each record is shown."""
        if truth(self.args.get("summaryonly")):
            return Form.SUMMARY
        return Form.LIST if self.page is None else Form.PAGE

    def cut(self, chosen: Sequence[Any]) -> Sequence[Any]:
        """Take this call's page of the chosen records; all of them when no page was asked for."""
        if self.page is None:
            return chosen
        start = (self.page - 1) * self.page_size
        return chosen[start : start + self.page_size]

    def pagination(self, count: int) -> dict[str, int]:
        """Say where the page stands; only on paged calls."""
        pages = -(-count // self.page_size)
        return {
            "page": self.page or 1,
            "pageSize": self.page_size,
            "pageCount": pages,
            "itemCount": count,
        }


def read_listing(table: Table, request: Request) -> Listing:
    """Read the arguments of a list call; names count in any case."""
    args = {name.lower(): value for name, value in request.args.items()}
    page = _whole("page", args.get("page"))
    size = _whole("pageSize", args.get("pagesize")) or PAGE_SIZE
    if page is None and "pagesize" in args:
        page = 1
    since = _since(request.headers.get("If-Modified-Since"))
    return Listing(table, args, since, page, min(size, LARGEST_PAGE))


def choose(listing: Listing, state: State) -> list[Any]:
    """Return every record that the call is about, in its order."""
    tests = list(_tests(listing, state))
    table = listing.table
    chosen = [record for record in table.all(state) if all(test(record) for test in tests)]
    order = listing.args.get("order")
    return _ordered(chosen, table, state, order) if order else chosen


def truth(value: str | None) -> bool:
    """Read a boolean of a query string: `true` and `True` alike."""
    return value is not None and value.lower() == "true"


def _tests(listing: Listing, state: State) -> list[Keep]:
    tests: list[Keep] = []
    args, table = listing.args, listing.table
    since = listing.since
    if since is not None:
        tests.append(lambda record: record.updated > since)
    tests += _by_lists(table, args, state)
    if table.plural == "Contacts" and not truth(args.get("includearchived")) and "ids" not in args:
        tests.append(lambda record: record.status != "ARCHIVED")
    if "searchterm" in args:
        tests.append(_search(table, args["searchterm"].lower(), state))
    if "where" in args:
        test = compile_where(args["where"], frozenset(table.fields))
        tests.append(lambda record: test(lambda name: table.fields[name](record, state)))
    return tests


def _by_lists(table: Table, args: Mapping[str, str], state: State) -> list[Keep]:
    tests: list[Keep] = []
    for name, field in (
        ("ids", table.id_field),
        ("contactids", "Contact.ContactID"),
        ("statuses", "Status"),
        ("invoicenumbers", "InvoiceNumber"),
    ):
        if args.get(name) and field in table.fields:
            wanted = {each.strip().lower() for each in args[name].split(",")}
            tests.append(_one_of(table, field, wanted, state))
    return tests


def _one_of(table: Table, field: str, wanted: set[str], state: State) -> Keep:
    get = table.fields[field]
    return lambda record: str(get(record, state)).lower() in wanted


def _search(table: Table, term: str, state: State) -> Keep:
    getters = [table.fields[name] for name in table.searched]
    return lambda record: any(term in str(get(record, state) or "").lower() for get in getters)


def _ordered(chosen: list[Any], table: Table, state: State, order: str) -> list[Any]:
    for part in reversed(order.split(",")):
        name, _, direction = part.strip().partition(" ")
        get = table.fields.get(name)
        if get is None or direction.strip().upper() not in {"", "ASC", "DESC"}:
            raise bad_query(f"No property or field '{name}' exists")
        chosen = sorted(
            chosen,
            key=lambda record, get=get: _sortable(get(record, state)),  # type: ignore[misc]
            reverse=direction.strip().upper() == "DESC",
        )
    return chosen


def _sortable(value: Any) -> tuple[bool, Any]:
    return (value is not None, value if value is not None else 0)


def _whole(name: str, value: str | None) -> int | None:
    if value is None:
        return None
    if not value.isdigit() or int(value) < 1:
        raise invalid(f"The value '{value}' for {name} is not a whole number above 0.")
    return int(value)


def _since(header: str | None) -> datetime | None:
    """Both forms are taken: ISO (UTC, with or without offset) and RFC 1123."""
    if header is None:
        return None
    try:
        when = datetime.fromisoformat(header)
    except ValueError:
        try:
            when = parsedate_to_datetime(header)
        except ValueError:
            raise invalid(f"If-Modified-Since '{header}' is not a date.") from None
    return when.replace(tzinfo=UTC) if when.tzinfo is None else when.astimezone(UTC)
