"""The server around any books: its log, its control address, its clock, compression, its port."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
import requests

from connectors.errors import Misuse
from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient


@pytest.fixture
def xero() -> Iterator[XeroClient]:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        yield XeroClient(sandbox)


def order(xero: XeroClient, method: str, name: str, body: object = None) -> requests.Response:
    return requests.request(method, f"{xero.sandbox.url}/_sandbox/{name}", json=body, timeout=10)


def test_it_listens_on_the_loopback_address_only(xero: XeroClient) -> None:
    assert xero.sandbox.url.startswith("http://127.0.0.1:")


def test_the_log_counts_calls_apart_from_token_calls_and_control_calls(xero: XeroClient) -> None:
    xero.get("Organisation")
    xero.get("Invoices", page=1, where='Status=="PAID"')
    order(xero, "GET", "notes")
    log = xero.sandbox.calls
    assert [call.path for call in log.api] == ["/api.xro/2.0/Organisation", "/api.xro/2.0/Invoices"]
    assert [call.path for call in log.tokens] == ["/connect/token"]
    assert log[-1].query == "page=1&where=Status%3D%3D%22PAID%22"
    told = order(xero, "GET", "calls").json()
    assert (told["api"], told["tokens"], told["calls"][1]["status"]) == (2, 1, 200)


def test_no_token_is_in_the_log(xero: XeroClient) -> None:
    xero.get("Organisation")
    everything = str(list(xero.sandbox.calls)) + order(xero, "GET", "calls").text
    assert "xero-tenant-id" in everything
    assert xero.access not in everything
    assert xero.refresh not in everything
    assert "sandbox-refresh-token" not in everything


def test_an_answer_is_compressed_when_asked(xero: XeroClient) -> None:
    compressed = xero.call("GET", "Invoices", {"page": 1}, Accept_Encoding="gzip")
    plain = xero.call("GET", "Invoices", {"page": 1}, Accept_Encoding="identity")
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert compressed.json()["Invoices"] == plain.json()["Invoices"]


def test_another_process_pays_voids_and_deletes(xero: XeroClient) -> None:
    books = xero.sandbox.books
    part = {"key": "part", "amount": "30.00", "on": "2026-11-20"}
    assert order(xero, "POST", "pay", part).status_code == 200
    assert order(xero, "POST", "void", {"id": books.id_of("late")}).status_code == 200
    assert order(xero, "POST", "delete", {"key": "old"}).status_code == 200
    found = {each["InvoiceNumber"]: each for each in xero.get("Invoices", page=1)["Invoices"]}
    assert (found["INV-0002"]["AmountDue"], found["INV-0002"]["Status"]) == (100.0, "AUTHORISED")
    assert found["INV-0001"]["Status"] == "VOIDED"
    assert found["INV-0008"]["Status"] == "DELETED"


def test_another_process_reads_notes_and_emails(xero: XeroClient) -> None:
    late = xero.sandbox.books.id_of("late")
    note = {"HistoryRecords": [{"Details": "Reminder 1"}]}
    xero.call("PUT", f"Invoices/{late}/History", body=note)
    xero.call("POST", f"Invoices/{late}/Email", body={})
    assert order(xero, "GET", "notes").json() == {late: ["Reminder 1"]}
    assert order(xero, "GET", "sent").json() == [late]


def test_another_process_sets_reminders_and_the_clock(xero: XeroClient) -> None:
    order(xero, "POST", "reminders", {"enabled": True})
    order(xero, "POST", "clock", {"advance": 90})
    assert xero.get("InvoiceReminders/Settings")["InvoiceReminders"] == [{"Enabled": True}]
    assert xero.sandbox.clock.now() - NOON == timedelta(seconds=90)


@pytest.mark.parametrize(
    ("method", "name", "body", "says"),
    [
        ("POST", "pay", {"key": "nobody"}, "No invoice 'nobody'"),
        ("POST", "pay", {}, "Name the invoice"),
        ("POST", "pay", {"key": "late", "amount": "1000"}, "exceeds the amount outstanding"),
        ("POST", "void", {"key": "part"}, "has a payment"),
        ("POST", "trouble", {"what": "earthquake"}, "earthquake"),
        ("POST", "trouble", {"what": "stale-token"}, "knows no 'stale-token'"),
        ("POST", "trouble", {"what": "slow", "often": 3}, "often"),
        ("GET", "weather", None, "No order GET 'weather'"),
    ],
)
def test_an_order_that_cannot_be_carried_out_says_why(
    xero: XeroClient, method: str, name: str, body: object, says: str
) -> None:
    answer = order(xero, method, name, body)
    assert answer.status_code in {400, 404}
    assert says in answer.json()["error"]


def test_a_port_that_is_taken_is_named(xero: XeroClient) -> None:
    port = int(xero.sandbox.url.rpartition(":")[2])
    with pytest.raises(Misuse, match=f"Port '{port}' cannot be used"):
        Sandbox(XeroBooks(small_story()), port=port).start()


def test_it_can_be_stopped_and_started_again() -> None:
    sandbox = Sandbox(XeroBooks(small_story()))
    for _ in range(2):
        with sandbox:
            assert XeroClient(sandbox).get("Organisation")["Status"] == "OK"


def test_it_serves_for_ever_until_it_is_stopped() -> None:
    sandbox, heard, ready = Sandbox(XeroBooks(small_story())), list[str](), threading.Event()

    def hear(url: str) -> None:
        heard.append(url)
        ready.set()

    serving = threading.Thread(target=sandbox.serve_forever, args=(hear,))
    serving.start()
    assert ready.wait(10)
    assert XeroClient(sandbox).get("Organisation")["Status"] == "OK"
    assert heard == [sandbox.url]
    sandbox.stop()
    serving.join(10)
    assert not serving.is_alive()
