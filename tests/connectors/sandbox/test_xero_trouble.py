"""Every trouble that the Xero sandbox can make, seen by a plain client."""

from collections.abc import Iterator

import pytest
import requests

from connectors.sandbox.server import Sandbox
from connectors.sandbox.trouble import ScriptedTrouble, What
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient

NOTE = {"HistoryRecords": [{"Details": "Reminder 1"}]}
NOTES = "Invoices/INV-0001/History"


@pytest.fixture
def xero() -> Iterator[XeroClient]:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        client = XeroClient(sandbox)
        client.renew()
        yield client


def script(xero: XeroClient, what: What, path: str = "", nth: int = 1) -> None:
    xero.sandbox.make_trouble(ScriptedTrouble(what=what, path=path, nth=nth, delay=0.01))


@pytest.mark.parametrize(
    ("what", "status", "content_type", "headers"),
    [
        (What.EXPIRED_TOKEN, 401, "application/json", {}),
        (What.MINUTE_LIMIT, 429, "", {"X-Rate-Limit-Problem": "minute", "Retry-After": "1"}),
        (What.DAY_LIMIT, 429, "", {"X-Rate-Limit-Problem": "day", "Retry-After": "21600"}),
        (What.CONCURRENT_LIMIT, 429, "", {"X-Rate-Limit-Problem": "concurrent"}),
        (What.UNAVAILABLE_HTML, 503, "text/html", {}),
        (What.SERVER_ERROR, 500, "text/html", {}),
        (What.XML_THROTTLE, 429, "text/xml", {"Retry-After": "1"}),
    ],
)
def test_a_scripted_answer_comes_once(
    xero: XeroClient, what: What, status: int, content_type: str, headers: dict[str, str]
) -> None:
    script(xero, what)
    answer = xero.call("PUT", NOTES, body=NOTE)
    assert (answer.status_code, xero.sandbox.books.notes()) == (status, {})
    assert content_type in answer.headers["Content-Type"]
    assert headers.items() <= answer.headers.items()
    assert ("Retry-After" in answer.headers) is ("Retry-After" in headers)
    assert xero.call("PUT", NOTES, body=NOTE).status_code == 200


def test_a_connection_dropped_before_the_work_leaves_nothing(xero: XeroClient) -> None:
    script(xero, What.DROP_BEFORE)
    with pytest.raises(requests.ConnectionError):
        xero.call("PUT", NOTES, body=NOTE)
    assert xero.sandbox.books.notes() == {}
    assert xero.sandbox.calls[-1].status == 0


def test_a_connection_dropped_after_the_work_loses_only_the_answer(xero: XeroClient) -> None:
    script(xero, What.DROP_AFTER)
    with pytest.raises(requests.ConnectionError):
        xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1")
    assert list(xero.sandbox.books.notes().values()) == [["Reminder 1"]]
    assert xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1").status_code == 200
    assert list(xero.sandbox.books.notes().values()) == [["Reminder 1"]]


def test_a_slow_answer_is_late_but_right(xero: XeroClient) -> None:
    script(xero, What.SLOW)
    assert xero.call("GET", "Organisation").status_code == 200
    assert xero.sandbox.trouble.pending() == ()


def test_broken_json_breaks_off(xero: XeroClient) -> None:
    script(xero, What.BROKEN_JSON)
    answer = xero.call("GET", "Organisation")
    assert answer.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        answer.json()


def test_a_lost_refresh_reply_is_survived_with_the_old_token(xero: XeroClient) -> None:
    script(xero, What.LOST_REFRESH)
    with pytest.raises(requests.ConnectionError):
        xero.renew()
    xero.renew()
    assert xero.call("GET", "Organisation").status_code == 200


def test_token_calls_are_spared_unless_the_trouble_names_them(xero: XeroClient) -> None:
    script(xero, What.SERVER_ERROR)
    xero.renew()
    script(xero, What.UNAVAILABLE_HTML, path="/connect/token")
    assert xero.token(grant_type="refresh_token").status_code == 503


def test_a_trouble_waits_for_its_path_and_its_turn(xero: XeroClient) -> None:
    script(xero, What.SERVER_ERROR, path="*/contacts", nth=2)
    said = [
        xero.call("GET", path).status_code
        for path in ("Invoices", "Contacts", "Invoices", "Contacts", "Contacts")
    ]
    assert said == [200, 200, 200, 500, 200]


def test_another_process_scripts_and_clears(xero: XeroClient) -> None:
    address = f"{xero.sandbox.url}/_sandbox/trouble"
    told = {"what": "server-error", "path": "Contacts", "times": 2, "method": "GET"}
    assert requests.post(address, json=told, timeout=10).status_code == 201
    assert xero.call("GET", "Contacts").status_code == 500
    shown = requests.get(address, timeout=10).json()
    assert [each["what"] for each in shown["pending"]] == ["server-error"]
    assert "stale-token" not in shown["known"]
    requests.delete(address, timeout=10)
    assert xero.call("GET", "Contacts").status_code == 200
