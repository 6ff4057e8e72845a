"""What the sandbox was asked, call by call. Bearer tokens and bodies are never kept."""

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import overload

SECRET_HEADERS = frozenset({"authorization", "cookie"})
DROPPED = 0
"""The status of a call that got no answer."""


@dataclass(frozen=True, slots=True)
class Call:
    """One HTTP call and its answer."""

    method: str
    path: str
    query: str
    """As it was sent, still URL-encoded."""
    status: int
    """0 when the connection was dropped instead of an answer."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """The request's, names in lower case, without those that carry secrets."""
    is_token_call: bool = False
    """Consent, token and revocation calls, which vendors do not count."""


class CallLog(Sequence[Call]):
    """Every call in the order of the answers; calls to `/_sandbox/` are not among them."""

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    def add(self, call: Call) -> None:
        """Append one call."""
        with self._lock:
            self._calls.append(call)

    def clear(self) -> None:
        """Start counting anew."""
        with self._lock:
            self._calls.clear()

    @property
    def api(self) -> tuple[Call, ...]:
        """The calls that the vendor would count: all but token calls."""
        return tuple(call for call in self if not call.is_token_call)

    @property
    def tokens(self) -> tuple[Call, ...]:
        """The token calls alone."""
        return tuple(call for call in self if call.is_token_call)

    def __len__(self) -> int:
        return len(self._calls)

    def __iter__(self) -> Iterator[Call]:
        with self._lock:
            return iter(list(self._calls))

    @overload
    def __getitem__(self, index: int) -> Call: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[Call]: ...
    def __getitem__(self, index: int | slice) -> Call | Sequence[Call]:
        with self._lock:
            return self._calls[index]
