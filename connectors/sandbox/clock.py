"""The sandbox's clock: the machine's or a test's own, which can be put forward."""

import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta


def utc_now() -> datetime:
    """Tell the machine's time (aware, UTC)."""
    return datetime.now(UTC)


class SandboxClock:
    """Tells the time of a base clock plus whatever it has been advanced by."""

    def __init__(self, base: Callable[[], datetime] = utc_now) -> None:
        self._base = base
        self._ahead = timedelta(0)
        self._lock = threading.Lock()

    def now(self) -> datetime:
        """Tell the time (aware)."""
        return self._base() + self._ahead

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        with self._lock:
            self._ahead += timedelta(seconds=seconds)
