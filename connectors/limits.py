"""Keeping within a vendor's limits before the vendor has to say so."""

import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager


class Window:
    """At most `limit` starts in any `seconds` seconds. Not thread-safe by itself."""

    def __init__(self, limit: int, seconds: float) -> None:
        self._starts: deque[float] = deque(maxlen=limit)
        self._limit = limit
        self._seconds = seconds

    def earliest(self, now: float) -> float:
        """The first moment, now or later, at which one more may start."""
        if len(self._starts) < self._limit:
            return now
        return max(now, self._starts[0] + self._seconds)

    def book(self, at: float) -> None:
        """Take the place at `at`; the oldest of a full window falls out."""
        self._starts.append(at)


class Pace:
    """The starts of requests, spread so that every window holds, and so many at once.

    A start is booked first and waited for afterwards, outside the lock: threads queue in order,
    and none has to look again.
    """

    def __init__(
        self,
        windows: tuple[Window, ...],
        concurrent: int,
        *,
        sleep: Callable[[float], None],
        monotonic: Callable[[], float],
    ) -> None:
        self._windows = windows
        self._slots = threading.BoundedSemaphore(concurrent)
        self._booking = threading.Lock()
        self._sleep = sleep
        self._monotonic = monotonic

    @contextmanager
    def slot(self) -> Iterator[None]:
        """One request in flight, begun when all windows allow it."""
        with self._slots:
            wait = self._book()
            if wait > 0:
                self._sleep(wait)
            yield

    def _book(self) -> float:
        with self._booking:
            now = self._monotonic()
            start = max((window.earliest(now) for window in self._windows), default=now)
            for window in self._windows:
                window.book(start)
            return start - now
