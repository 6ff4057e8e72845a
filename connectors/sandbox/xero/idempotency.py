"""Answers kept under an Idempotency-Key for six minutes, errors too (accounting-apis A15)."""

import hashlib
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from werkzeug.wrappers import Request, Response

from connectors.sandbox.xero.wire import XeroError, invalid

KEPT = timedelta(minutes=6)
LONGEST = 128
_WRITES = frozenset({"POST", "PUT", "PATCH"})


@dataclass(frozen=True, slots=True)
class _Kept:
    request: str
    status: int
    body: bytes
    content_type: str | None
    until: datetime


@dataclass(slots=True)
class Replays:
    """The answers that a repeated key is given again."""

    _kept: dict[str, _Kept] = field(default_factory=dict)

    def again(self, request: Request, now: datetime) -> Response | None:
        """Return the first answer to this key; raises the 400 when the request is another one."""
        key = _key(request)
        kept = self._kept.get(key) if key is not None else None
        if kept is None or kept.until <= now:
            return None
        if kept.request != _digest(request):
            raise _reused()
        return Response(kept.body, status=kept.status, content_type=kept.content_type)

    def keep(self, request: Request, response: Response, now: datetime) -> None:
        """Remember an answer, if the request has a key."""
        key = _key(request)
        if key is not None:
            self._kept[key] = _Kept(
                _digest(request),
                response.status_code,
                response.get_data(),
                response.content_type,
                now + KEPT,
            )


def _key(request: Request) -> str | None:
    key = request.headers.get("Idempotency-Key")
    if not key or request.method not in _WRITES:
        return None
    if len(key) > LONGEST:
        raise invalid(f"The idempotency key must not exceed {LONGEST} characters.")
    return key


def _digest(request: Request) -> str:
    told = f"{request.method} {request.full_path}\n".encode() + request.get_data()
    return hashlib.sha256(told).hexdigest()


def _reused() -> XeroError:
    return invalid("The Idempotency-Key has already been used with a different request.")
