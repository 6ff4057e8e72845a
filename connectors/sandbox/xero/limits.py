"""Xero's limits: calls per minute, per day and at once, and the headers that tell of them."""

from collections import deque
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from werkzeug.wrappers import Response

MINUTE = timedelta(minutes=1)


@dataclass(slots=True, kw_only=True)
class Limits:
    """What the sandbox allows. Generous by default; `Limits.real()` is what Xero allows."""

    minute: int = 10_000
    concurrent: int = 100
    day: int = 1_000_000
    app_minute: int = 10_000

    @classmethod
    def real(cls) -> "Limits":
        """Xero's own limits of a paid tier (accounting-apis A14)."""
        return cls(minute=60, concurrent=5, day=5_000)


@dataclass(slots=True)
class Meter:
    """Counts calls against the limits; a refused call is not counted."""

    limits: Limits
    _recent: deque[datetime] = field(default_factory=deque)
    _day: date | None = None
    _today: int = 0

    def refusal(self, now: datetime, in_flight: int) -> Response | None:
        """Count a call, or return the 429 that it gets instead."""
        self._forget(now)
        if in_flight > self.limits.concurrent:
            return too_many("concurrent", None)
        if self._today >= self.limits.day:
            midnight = datetime.combine(now.date() + timedelta(days=1), datetime.min.time())
            return too_many("day", int((midnight - now.replace(tzinfo=None)).total_seconds()) + 1)
        if len(self._recent) >= self.limits.minute:
            return too_many("minute", int((self._recent[0] + MINUTE - now).total_seconds()) + 1)
        self._recent.append(now)
        self._today += 1
        return None

    def mark(self, response: Response) -> Response:
        """Put the three headers on an answer."""
        used = len(self._recent)
        response.headers["X-MinLimit-Remaining"] = str(max(0, self.limits.minute - used))
        response.headers["X-DayLimit-Remaining"] = str(max(0, self.limits.day - self._today))
        response.headers["X-AppMinLimit-Remaining"] = str(max(0, self.limits.app_minute - used))
        return response

    def _forget(self, now: datetime) -> None:
        while self._recent and self._recent[0] + MINUTE <= now:
            self._recent.popleft()
        if self._day != now.date():
            self._day, self._today = now.date(), 0


def too_many(problem: str, retry_after: int | None) -> Response:
    """Build a 429: empty, its reason in a header; no Retry-After when it is about concurrency."""
    response = Response(status=429, headers={"X-Rate-Limit-Problem": problem})
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    return response
