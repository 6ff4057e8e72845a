"""The pull: which endpoints bring what, and where each kind goes on next time.

Each kind keeps its own place in the cursor: a pull that broke off goes on with the kind it broke
off at. A place is the server's time at the start of that kind's last pass, a little earlier.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Protocol

import requests

from connectors.ledger import Batch, Cursor, Sweep
from connectors.xero import dates, reading
from connectors.xero.address import XeroAddress
from connectors.xero.passes import Turn, turns
from connectors.xero.reading import Reader
from connectors.xero.translate import Home
from rules.facts import Kind

OVERLAP = timedelta(minutes=5)
"""How far an incremental pass looks back behind the start of the one before."""
SALES = 'Type=="ACCREC"'
OPEN_SALES = 'Type=="ACCREC" AND AmountDue>0'


class _Endpoint(Protocol):
    def __call__(self, page: int, *, since: str | None) -> requests.Response: ...


@dataclass(frozen=True, slots=True)
class _Group:
    """The endpoints that together bring every record of one kind."""

    name: str
    """The name of its place in the cursor."""
    kind: Kind
    endpoints: tuple[tuple[Reader[Any], _Endpoint], ...]


def _groups(address: XeroAddress) -> tuple[_Group, ...]:
    """Invoices before contacts, so that no new invoice's contact is missed."""
    sales = partial(address.invoices, where=SALES)
    return (
        _Group("invoices", Kind.INVOICE, ((reading.INVOICES, sales),)),
        _Group("contacts", Kind.CONTACT, ((reading.CONTACTS, address.contacts),)),
        _Group(
            "credits",
            Kind.CREDIT,
            (
                (reading.CREDIT_NOTES, address.credit_notes),
                (reading.OVERPAYMENTS, address.overpayments),
                (reading.PREPAYMENTS, address.prepayments),
            ),
        ),
        _Group("payments", Kind.PAYMENT, ((reading.PAYMENTS, address.payments),)),
    )


def pulled(address: XeroAddress, home: Home, cursor: Cursor, *, deep: bool) -> Iterator[Batch]:
    """Read each kind since its place in `cursor`, or whole when it has none there."""
    place = dict(cursor) | {"currency": home.currency}
    if home.country:
        place["country"] = home.country
    for group in _groups(address):
        since = place.get(group.name)
        yield from _pass(group, place, home)
        if deep and since and group.kind is Kind.INVOICE:
            yield from _open_invoices(address, home)


def _pass(group: _Group, place: dict[str, str], home: Home) -> Iterator[Batch]:
    """Read one kind; its last batch moves its place, which `place` takes over too."""
    since = place.get(group.name)
    begun: datetime | None = None
    whole = True
    for endpoint in group.endpoints:
        reader, ask = endpoint
        for turn in turns(reader, partial(ask, since=since), home):
            begun = begun or turn.at
            whole &= turn.whole or not turn.last
            done = turn.last and endpoint is group.endpoints[-1]
            if not done:
                yield _batch(group.kind, turn)
                continue
            if begun and whole:
                place[group.name] = dates.modified_since(begun - OVERLAP)
            sweep = Sweep(group.kind) if since is None and whole else None
            yield _batch(group.kind, turn, sweep=sweep, cursor=dict(place))


def _open_invoices(address: XeroAddress, home: Home) -> Iterator[Batch]:
    fetch = partial(address.invoices, where=OPEN_SALES, statuses=["AUTHORISED"])
    for turn in turns(reading.INVOICES, fetch, home):
        sweep = Sweep(Kind.INVOICE, open_only=True) if turn.last else None
        yield _batch(Kind.INVOICE, turn, sweep=sweep)


def _batch(
    kind: Kind, turn: Turn, *, sweep: Sweep | None = None, cursor: Mapping[str, str] | None = None
) -> Batch:
    return Batch(
        kind=kind,
        facts=turn.said.facts,
        gone=turn.said.gone,
        unreadable=turn.said.unreadable,
        sweep=sweep,
        cursor=cursor,
        expected=turn.said.paging.itemCount,
    )
