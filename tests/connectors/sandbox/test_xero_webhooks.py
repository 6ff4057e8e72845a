"""The webhook sender against a receiver that checks signatures, and one that does not."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from connectors.sandbox.xero.webhooks import (
    Event,
    deliver,
    events_body,
    passes_intent_to_receive,
    signature,
)

KEY = "webhook key"
Serve = Callable[[bool], str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Start a receiver: one that checks signatures, or one that takes everything."""
    running: list[Any] = []

    def start(checks: bool) -> str:
        @Request.application
        def receive(request: Request) -> Response:
            right = request.headers["x-xero-signature"] == signature(request.get_data(), KEY)
            return Response(status=200 if right or not checks else 401)

        server = make_server("127.0.0.1", 0, receive)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        running.append((server, thread))
        return f"http://127.0.0.1:{server.port}/"

    yield start
    for server, thread in running:
        server.shutdown()
        thread.join()


def test_the_intent_to_receive_tells_careful_receivers_from_careless(serve: Serve) -> None:
    assert passes_intent_to_receive(serve(True), KEY, tenant="t")
    assert not passes_intent_to_receive(serve(False), KEY, tenant="t")


def test_an_event_arrives_signed(serve: Serve) -> None:
    event = Event("INVOICE", "UPDATE", "i1", datetime(2026, 11, 20, 1, 15, 39, 902000, UTC))
    body = events_body([event], tenant="t", first=7)
    assert deliver(serve(True), KEY, body) == 200
    told = json.loads(body)
    assert (told["firstEventSequence"], told["lastEventSequence"]) == (7, 7)
    assert told["events"][0]["eventDateUtc"] == "2026-11-20T01:15:39.902"
    assert told["events"][0]["resourceUrl"].endswith("/Invoices/i1")
