"""Behaviours of QuickBooks that differ between accounts, or that nobody could confirm."""

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one app may ask of one company (accounting-apis B12); None: as much as it likes."""

    per_minute: int | None = 500
    per_second: int | None = 10
    batches_per_minute: int | None = 40


@dataclass(slots=True, kw_only=True)
class Switches:
    """Turn a behaviour on or off, also while the server runs."""

    limits: Limits | None = None
    """Enforced by the sandbox's clock; None: nothing is throttled unless scripted."""
    xml_from_gateway: bool = False
    """401 and 429 come as XML although JSON was asked for."""
    access_lost: bool = False
    """A wrong company is answered by 401 and code 120 instead of 403 and code 3100."""
    revoke_on_concurrent_refresh: bool = False
    """A second refresh with one value within a second is read as theft and ends the consent."""
    deny_consent: bool = False
    """The person at the consent page says no."""
    payment_touches_invoice: bool = True
    """A payment raises the invoice's SyncToken and LastUpdatedTime (unconfirmed)."""
    attachable_query: bool = True
    """Notes can be found by AttachableRef.EntityRef (unconfirmed)."""
    customer_types: Literal["all", "active", "none"] = "all"
    """Which customer types a query can show: the inactive as well, when it asks for them (unconfirmed)."""
    unknown_keys: bool = True
    """Answers carry a property that was added after the schema was read."""
    mails_per_day: int = 40
    """E-mails that a sandbox company sends in a day."""
    cdc_calls_deleted: frozenset[str] = frozenset()
    """Ids that change data capture wrongly reports as deleted (seen in .NET SDK 189)."""
