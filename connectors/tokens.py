"""OAuth tokens as values, and what the connectors need of whoever keeps them."""

from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Tokens:
    """One token set. One consent gives one set; a Xero set may open several companies."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    """None for a Xero custom connection, which has none and asks again instead."""
    expires: datetime
    """When the access token dies (aware, UTC)."""


class TokenStore(Protocol):
    """Keeps one company's token set, encrypted, for every process that uses it."""

    def load(self) -> Tokens | None:
        """The latest stored set; None when nobody has connected yet."""
        ...

    def save(self, tokens: Tokens) -> None:
        """Store a set, committed before this returns."""
        ...

    def lock(self) -> AbstractContextManager[None]:
        """Hold the set against every other thread and process; wait for it if need be."""
        ...
