"""OAuth tokens as values, and what the connectors need of whoever keeps them."""

import threading
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
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


class MemoryTokens:
    """A `TokenStore` of this process alone, in the clear: for the sandbox and for tests."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens
        self._lock = threading.Lock()

    def load(self) -> Tokens | None:
        """The latest set."""
        return self._tokens

    def save(self, tokens: Tokens) -> None:
        """Keep this set instead."""
        self._tokens = tokens

    def lock(self) -> AbstractContextManager[None]:
        """Hold the set against the other threads."""
        return self._held()

    @contextmanager
    def _held(self) -> Iterator[None]:
        with self._lock:
            yield
