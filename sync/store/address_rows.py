"""What is known of addresses beyond the ledger: who answered from one, and what came back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Connection, select

from rules.facts import CustomerId
from sync.store.rows import put
from sync.store.schema import addresses as table


@dataclass(frozen=True, slots=True, kw_only=True)
class AddressState:
    """One address, in lower case."""

    email: str
    customer: CustomerId | None = None
    """Whose it is, where a mail of ours told."""
    usable: bool = True
    """False: mail to it comes back, and no good sign has come from there since."""
    confirmed_on: date | None = None
    """The day of the last good sign: an answer from it, or a person's word."""
    bounced_on: date | None = None
    says: str | None = None
    """What came back, or why a mail could not be handed over."""
    soft: int = 0
    """How often in a row mail to it came back for now, as from a full mailbox."""
    tries: int = 0
    """How often in a row its server put a mail off."""
    deferred_since: datetime | None = None
    retry_at: datetime | None = None
    """No mail to it is tried before."""

    def bounces_on(self, day: date) -> bool:
        """Whether mail to it is known to bounce on that day."""
        return not self.usable and self.bounced_on is not None and self.bounced_on <= day


def all_addresses(connection: Connection, company: str) -> dict[str, AddressState]:
    """Every address of which something is known, by itself."""
    rows = connection.execute(select(table).where(table.c.company == company))
    return {
        row.email: AddressState(
            email=row.email,
            customer=None if row.customer is None else CustomerId(row.customer),
            usable=bool(row.usable),
            confirmed_on=_day(row.confirmed_on),
            bounced_on=_day(row.bounced_on),
            says=row.says,
            soft=row.soft,
            tries=row.tries,
            deferred_since=_moment(row.deferred_since),
            retry_at=_moment(row.retry_at),
        )
        for row in rows
    }


def put_addresses(connection: Connection, company: str, states: Iterable[AddressState]) -> None:
    """Store what is known of these addresses now."""
    rows = [
        {
            "company": company,
            "email": state.email,
            "customer": state.customer,
            "usable": int(state.usable),
            "confirmed_on": _text(state.confirmed_on),
            "bounced_on": _text(state.bounced_on),
            "says": state.says,
            "soft": state.soft,
            "tries": state.tries,
            "deferred_since": _text(state.deferred_since),
            "retry_at": _text(state.retry_at),
        }
        for state in states
    ]
    put(connection, table, rows)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _text(when: date | None) -> str | None:
    return when.isoformat() if when else None
