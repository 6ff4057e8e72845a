"""Which ledger to speak to, and as whom."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime


def utc_now() -> datetime:
    """The time now, aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerSettings:
    """One company's ledger, as the configuration file names it."""

    platform: str
    """A key of `connectors.platforms.PLATFORMS`."""
    company: str
    """Xero tenant id, QuickBooks realm id; empty for a Xero custom connection that names none."""
    client_id: str
    client_secret: str | None = field(repr=False, default=None)
    """None for a Xero PKCE app, which has none."""
    api_url: str | None = None
    """Another address than the vendor's: the sandbox, or a test server. Without the vendor's path."""
    auth_url: str | None = None
    """Another address for the token endpoint; on its own, a loopback `api_url` serves it too."""
    custom_connection: bool = False
    """Xero only: machine to machine, without a refresh token (accounting-apis A2)."""
    own_reminders: bool | None = None
    """What the user said at `init`, where the platform cannot tell (QuickBooks)."""
    clock: Callable[[], datetime] = utc_now
