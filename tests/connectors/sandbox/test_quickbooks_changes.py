"""Change data capture and webhooks (accounting-apis B4, B15)."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from quickbooks import QuickBooks
from werkzeug.serving import make_server

from connectors.sandbox.quickbooks import hooks
from connectors.sandbox.quickbooks.hooks import Event
from connectors.sandbox.quickbooks.switches import Switches
from tests.connectors.sandbox.quickbooks_company import (
    NOW,
    SINCE,
    Desk,
    company,
    fault,
    invoice,
    paths,
    payment,
    sample,
    story,
)

EVENT = Event("Invoice", "130", "Update", datetime(2026, 11, 19, 11, 0, tzinfo=UTC))
TOKEN = "00faeec4-08d0-4996-bb37-698ae19f0149"
VECTOR = (
    b'{"eventNotifications":[{"realmId":"1269959970","dataChangeEvent":{"entities":['
    b'{"name":"Vendor","id":"40","operation":"Update","lastUpdated":"2016-10-05T03:09:04.000Z"},'
    b'{"name":"Customer","id":"43","operation":"Create",'
    b'"lastUpdated":"2016-10-05T03:07:04.000Z"}]}}]}'
)


def changed(desk: Desk, entities: str, since: str = SINCE) -> list[dict[str, Any]]:
    answer = desk.get("cdc", entities=entities, changedSince=since).json()
    responses: list[dict[str, Any]] = answer["CDCResponse"][0]["QueryResponse"]
    return responses


def test_each_entity_answers_apart_and_an_unchanged_one_is_empty() -> None:
    books = story(invoice("1"), invoice("2"), payments=(payment("p", "5.00", **{"1": "5.00"}),))
    with company(books) as desk:
        desk.books.delete("2")
        answer = desk.get("cdc", entities="Invoice,Payment,Term", changedSince=SINCE).json()
        invoices, payments, terms = answer["CDCResponse"][0]["QueryResponse"]
        assert [one["Id"] for one in invoices["Invoice"]] == [
            desk.books.id_of("1"),
            desk.books.id_of("2"),
        ]
        assert (invoices["startPosition"], invoices["maxResults"], invoices["totalCount"]) == (
            1,
            2,
            2,
        )
        assert len(payments["Payment"]) == 1
        assert terms == {}
        wanted = sample("cdc.response.json")
        assert answer.keys() == wanted.keys()
        stub = wanted["CDCResponse"][0]["QueryResponse"][0]["Invoice"][1]
        assert paths(invoices["Invoice"][1]) == paths(stub)


def test_a_payment_touches_its_invoice_unless_switched_off() -> None:
    for touches in (True, False):
        switches = Switches(payment_touches_invoice=touches)
        with company(story(invoice("1")), switches=switches) as desk:
            desk.books.pay("1")
            assert bool(changed(desk, "Invoice")[0]) is touches
            assert desk.read("Invoice", "1")["Balance"] == 0


@pytest.mark.parametrize(
    ("entities", "since", "code"),
    [
        ("Invoice", (NOW - timedelta(days=30, seconds=1)).isoformat(), "4001"),
        ("Invoice", "yesterday", "4001"),
        ("Invoice", "", "2020"),
        ("", SINCE, "2020"),
        ("TimeActivity", SINCE, "4001"),
    ],
)
def test_a_window_or_entity_out_of_reach(entities: str, since: str, code: str) -> None:
    with company() as desk:
        assert fault(desk.get("cdc", entities=entities, changedSince=since)) == (400, code)


def test_thirty_days_are_within_reach() -> None:
    with company() as desk:
        since = (NOW - timedelta(days=30)).isoformat()
        assert desk.get("cdc", entities="Invoice", changedSince=since).status_code == 200


def test_an_answer_holds_a_thousand_objects_and_drops_the_rest() -> None:
    many = story(*(invoice(str(n), issued=NOW.date()) for n in range(1001)))
    with company(many) as desk:
        desk.books.pay("0")
        invoices, payments = changed(desk, "Invoice,Payment")
        assert (invoices["totalCount"], payments) == (1000, {})


def test_an_updated_record_may_wrongly_be_called_deleted() -> None:
    with company() as desk:
        desk.books.pay("1")
        desk.books.switches.cdc_calls_deleted = frozenset({desk.books.id_of("1")})
        (stub,) = changed(desk, "Invoice")[0]["Invoice"]
        assert stub["status"] == "Deleted"
        assert desk.read("Invoice", "1")["Balance"] == 0


def test_the_signature_is_the_vendors() -> None:
    assert hooks.signature(VECTOR, TOKEN) == "6q+xGyMirJupwKTh2/WBl2NcdxzxqdIbk3sneKTxLWM="


def test_the_vendors_client_accepts_the_signature() -> None:
    body = hooks.cloud_events("9130", [EVENT])
    check = QuickBooks.validate_webhook_signature
    client = QuickBooks(minorversion=75, verifier_token=TOKEN)
    assert check(client, body.decode(), hooks.signature(body, TOKEN))
    assert not check(client, body.decode() + " ", hooks.signature(body, TOKEN))


def test_what_happened_since_is_told_and_posted() -> None:
    heard: list[tuple[str | None, bytes]] = []

    def receiver(environ: Any, start_response: Any) -> list[bytes]:
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        heard.append((environ.get("HTTP_INTUIT_SIGNATURE"), body))
        start_response("200 OK", [])
        return []

    with company(story(invoice("1"), invoice("2"))) as desk, serving(receiver) as address:
        desk.books.pay("1")
        desk.books.delete("2")
        told = hooks.events(desk.books.store, NOW - timedelta(seconds=1))
        assert {(one.entity, one.operation) for one in told} == {
            ("Payment", "Create"),
            ("Invoice", "Update"),
            ("Invoice", "Delete"),
        }
        body = hooks.legacy("9130", told)
        assert hooks.deliver(address, TOKEN, body) == 200
        assert heard == [(hooks.signature(body, TOKEN), body)]


@contextmanager
def serving(app: Any) -> Iterator[str]:
    """Serve a WSGI application on a free port."""
    server = make_server("127.0.0.1", 0, app)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_the_old_format() -> None:
    told = [
        Event("Vendor", "40", "Update", datetime(2016, 10, 5, 3, 9, 4, tzinfo=UTC)),
        Event("Customer", "43", "Create", datetime(2016, 10, 5, 3, 7, 4, tzinfo=UTC)),
    ]
    assert hooks.legacy("1269959970", told) == VECTOR


def test_the_cloud_events_format() -> None:
    (event,) = json.loads(hooks.cloud_events("310687", [EVENT]))
    (wanted,) = sample("webhook.cloudevents.json")
    assert event.keys() == wanted.keys()
    same = ("specversion", "type", "intuitentityid", "intuitaccountid", "data")
    assert {key: event[key] for key in same} == {key: wanted[key] for key in same}
    assert event["time"] == "2026-11-19T11:00:00.000000000Z"
