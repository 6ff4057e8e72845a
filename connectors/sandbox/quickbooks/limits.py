"""QuickBooks' throttles (accounting-apis B12), counted by the sandbox's clock."""

from collections import deque
from datetime import datetime, timedelta

from connectors.sandbox.quickbooks.faults import throttled
from connectors.sandbox.quickbooks.switches import Limits

MINUTE = timedelta(seconds=60)
SECOND = timedelta(seconds=0.8)
"""A little less than a second: calls that leave ten a second apart do not arrive so evenly."""


class _Window:
    def __init__(self, length: timedelta) -> None:
        self._length = length
        self._arrivals: deque[datetime] = deque()

    def is_full(self, now: datetime, most: int | None) -> bool:
        while self._arrivals and now - self._arrivals[0] >= self._length:
            self._arrivals.popleft()
        return most is not None and len(self._arrivals) >= most

    def add(self, now: datetime) -> None:
        self._arrivals.append(now)


class Meter:
    """Counts one company's calls and turns away what is too much."""

    def __init__(self) -> None:
        self._minute = _Window(MINUTE)
        self._second = _Window(SECOND)
        self._batches = _Window(MINUTE)

    def count(self, limits: Limits, now: datetime, *, is_batch: bool) -> None:
        """Count one call; raise the gateway's 429 when a window is full."""
        windows = [(self._minute, limits.per_minute), (self._second, limits.per_second)]
        if is_batch:
            windows.append((self._batches, limits.batches_per_minute))
        if any(window.is_full(now, most) for window, most in windows):
            raise throttled()
        for window, _ in windows:
            window.add(now)
