"""Scripted troubles in Xero's words (accounting-apis A14, A16)."""

from collections.abc import Callable, Mapping
from datetime import datetime

from werkzeug.wrappers import Response

from connectors.sandbox.trouble import ScriptedTrouble, What
from connectors.sandbox.xero.identity import expired
from connectors.sandbox.xero.limits import too_many
from connectors.sandbox.xero.wire import XeroError, error_response

MINUTE_WAIT = 1
"""Seconds to wait after a scripted minute limit; Xero says up to 60, a trial need not wait so."""
DAY_WAIT = 6 * 3600
HTML_503 = (
    "<!DOCTYPE html><html><head><title>503 Service Unavailable</title></head>"
    "<body><h1>Xero is being maintained</h1><p>Please try again later.</p></body></html>"
)
XML_429 = (
    '<?xml version="1.0" encoding="utf-8"?><ApiException><ErrorNumber>429</ErrorNumber>'
    "<Type>RateLimitException</Type><Message>Too many requests</Message></ApiException>"
)


def misbehave(trouble: ScriptedTrouble, now: datetime) -> Response:
    """Build the answer of a scripted trouble."""
    return _ANSWERS[trouble.what](trouble, now)


def _expired(trouble: ScriptedTrouble, now: datetime) -> Response:
    return error_response(expired(now))


def _minute(trouble: ScriptedTrouble, now: datetime) -> Response:
    return too_many("minute", _wait(trouble, MINUTE_WAIT))


def _day(trouble: ScriptedTrouble, now: datetime) -> Response:
    return too_many("day", _wait(trouble, DAY_WAIT))


def _concurrent(trouble: ScriptedTrouble, now: datetime) -> Response:
    return too_many("concurrent", None)


def _unavailable(trouble: ScriptedTrouble, now: datetime) -> Response:
    return Response(HTML_503, status=503, content_type="text/html")


def _failed(trouble: ScriptedTrouble, now: datetime) -> Response:
    return error_response(XeroError(500, "An unhandled exception occurred"))


def _xml(trouble: ScriptedTrouble, now: datetime) -> Response:
    response = Response(XML_429, status=429, content_type="text/xml; charset=utf-8")
    response.headers["X-Rate-Limit-Problem"] = "minute"
    response.headers["Retry-After"] = str(_wait(trouble, MINUTE_WAIT))
    return response


def _wait(trouble: ScriptedTrouble, otherwise: int) -> int:
    return otherwise if trouble.retry_after is None else trouble.retry_after


_ANSWERS: Mapping[What, Callable[[ScriptedTrouble, datetime], Response]] = {
    What.EXPIRED_TOKEN: _expired,
    What.MINUTE_LIMIT: _minute,
    What.DAY_LIMIT: _day,
    What.CONCURRENT_LIMIT: _concurrent,
    What.UNAVAILABLE_HTML: _unavailable,
    What.SERVER_ERROR: _failed,
    What.XML_THROTTLE: _xml,
}
