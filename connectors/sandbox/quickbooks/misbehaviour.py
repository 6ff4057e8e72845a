"""Scripted troubles in QuickBooks' words (accounting-apis B12, B14)."""

import json
from collections.abc import Callable

from werkzeug.wrappers import Request, Response

from connectors.sandbox.quickbooks import faults
from connectors.sandbox.quickbooks.consent import DEAD
from connectors.sandbox.quickbooks.faults import Fault, GatewayFault
from connectors.sandbox.quickbooks.signin import is_sign_in, json_response
from connectors.sandbox.quickbooks.store import Store
from connectors.sandbox.trouble import ScriptedTrouble, What

MAINTENANCE = (
    "<!DOCTYPE html><html><head><title>Service Unavailable</title></head>"
    "<body><h1>503 Service Unavailable</h1><p>QuickBooks is down for maintenance.</p></body></html>"
)


def misbehave(trouble: ScriptedTrouble, request: Request, store: Store) -> Response:
    """Answer with a scripted trouble; those of the connection are the server's own."""
    response = _ANSWERS[trouble.what](request, store)
    if trouble.retry_after is not None:
        response.headers["Retry-After"] = str(trouble.retry_after)
    return response


def gateway(fault: GatewayFault, store: Store, *, xml: bool) -> Response:
    """Answer in the gateway's shape, as lower-case JSON or as XML."""
    now = store.now()
    if xml:
        time = now.isoformat(timespec="milliseconds")
        return Response(fault.xml(time), fault.status, content_type="text/xml")
    body = json.dumps(fault.json(int(now.timestamp() * 1000)))
    return Response(body, fault.status, content_type="application/json;charset=UTF-8")


def _fault(fault: Fault, store: Store, status: int | None = None) -> Response:
    time = store.now().isoformat(timespec="milliseconds")
    return json_response({"Fault": fault.body(), "time": time}, status or fault.status)


def _expired(request: Request, store: Store) -> Response:
    if is_sign_in(request.path):
        status, body = DEAD
        return json_response(body, status)
    return gateway(faults.unauthenticated(), store, xml=store.switches.xml_from_gateway)


def _throttled(request: Request, store: Store) -> Response:
    return gateway(faults.throttled(), store, xml=store.switches.xml_from_gateway)


def _month_used_up(request: Request, store: Store) -> Response:
    fault = faults.throttled()
    fault.detail = "The monthly limit of CorePlus API calls of this workspace is used up"
    return gateway(fault, store, xml=store.switches.xml_from_gateway)


def _maintenance(request: Request, store: Store) -> Response:
    return Response(MAINTENANCE, 503, content_type="text/html")


_ANSWERS: dict[What, Callable[[Request, Store], Response]] = {
    What.EXPIRED_TOKEN: _expired,
    What.MINUTE_LIMIT: _throttled,
    What.DAY_LIMIT: _month_used_up,
    What.CONCURRENT_LIMIT: _throttled,
    What.UNAVAILABLE_HTML: _maintenance,
    What.SERVER_ERROR: lambda request, store: _fault(faults.broken_inside(), store),
    What.STALE_TOKEN: lambda request, store: _fault(faults.stale(), store),
    What.FAULT_IN_200: lambda request, store: _fault(faults.broken_inside(), store, 200),
    What.XML_THROTTLE: lambda request, store: gateway(faults.throttled(), store, xml=True),
}
