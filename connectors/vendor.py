"""How one vendor's HTTP behaves: its limits, and what its answers mean."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import requests

from connectors.errors import Trouble


class Bearer(Protocol):
    """Gives access tokens, and gets another when the vendor refuses one."""

    def token(self) -> str:
        """A valid access token, refreshed under the store's lock if it is due."""
        ...

    def renew(self, stale: str) -> str:
        """The vendor said 401 to `stale`: get another one."""
        ...


@dataclass(frozen=True, slots=True)
class Retry:
    """The answer is worth another try."""

    after: float | None
    """Seconds to wait first, as the vendor says; None leaves the wait to the wire."""
    says: str
    """What happened, for the sentence in case that no try succeeds: "Xero is busy (503)"."""
    untouched: bool = False
    """The vendor turned the request away unread (a limit): a write may be repeated too."""


@dataclass(frozen=True, slots=True)
class Expired:
    """The vendor does not accept the access token: renew it once, and repeat."""


Verdict = Trouble | Retry | Expired | None
"""What an answer means: a Trouble to raise, another try, a token to renew, or None: all is well."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vendor:
    """One vendor's limits (per company and app) and its judge.

    The limits are held against the vendor's own hosts only. A loopback host is a sandbox: it
    says 429 where it wants to, and is otherwise not kept waiting for.
    """

    name: str
    """As a person knows it: "Xero", "QuickBooks"."""
    per_minute: int
    per_second: int | None
    concurrent: int
    judge: Callable[[requests.Response], Verdict]
    """Looks at any answer, also at a 200 with a fault inside."""
    look_first: tuple[str, ...] = ()
    """Ends of the paths of writes that a person would see twice. After a lost answer they are not
    repeated, whatever the vendor promises of its keys: the caller is told, and looks first."""
