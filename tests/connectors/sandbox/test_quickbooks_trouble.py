"""Scripted trouble, throttles and the daily mails, in QuickBooks' words (B7, B12, B14)."""

from datetime import datetime, timedelta

import pytest

from connectors.sandbox.quickbooks.switches import Limits, Switches
from connectors.sandbox.trouble import ScriptedTrouble, What
from tests.connectors.sandbox.quickbooks_company import (
    NOW,
    SAMPLES,
    Desk,
    company,
    fault,
    invoice,
    sample,
    story,
)


def troubled(desk: Desk, what: What) -> None:
    desk.sandbox.make_trouble(ScriptedTrouble(what=what))


@pytest.mark.parametrize(
    ("what", "status", "says"),
    [
        (What.EXPIRED_TOKEN, 401, '"code": "3200"'),
        (What.MINUTE_LIMIT, 429, "ThrottleExceeded"),
        (What.DAY_LIMIT, 429, "monthly limit of CorePlus"),
        (What.CONCURRENT_LIMIT, 429, "ThrottleExceeded"),
        (What.UNAVAILABLE_HTML, 503, "<h1>503"),
        (What.SERVER_ERROR, 500, '"code": "10000"'),
        (What.STALE_TOKEN, 400, '"code": "5010"'),
        (What.FAULT_IN_200, 200, '"Fault"'),
        (What.XML_THROTTLE, 429, '<Error code="3001">'),
    ],
)
def test_a_scripted_trouble_happens_once(what: What, status: int, says: str) -> None:
    with company() as desk:
        troubled(desk, what)
        answer = desk.get("preferences")
        assert answer.status_code == status
        assert says in answer.text
        assert "Retry-After" not in answer.headers
        assert "intuit_tid" in answer.headers
        assert desk.get("preferences").status_code == 200


def test_the_xml_is_the_samples() -> None:
    with company() as desk:
        troubled(desk, What.XML_THROTTLE)
        told = desk.get("preferences").text.splitlines()
        wanted = (SAMPLES / "fault.429.xml").read_text().splitlines()
        assert told[2:] == wanted[2:]


def test_an_unknown_invoice_in_the_vendors_own_words() -> None:
    with company() as desk:
        answer = desk.get("invoice/999").json()
        assert answer["Fault"] == sample("fault.610.json")["Fault"]


@pytest.mark.parametrize("path", ["unicorn/1", "Invoice/1"])  # paths mind their case
def test_an_unknown_address_is_an_unsupported_operation(path: str) -> None:
    with company() as desk:
        assert fault(desk.get(path)) == (400, "500")


class Ticking:
    """A clock that tests put forward."""

    def __init__(self) -> None:
        self.time = NOW

    def __call__(self) -> datetime:
        return self.time


@pytest.mark.parametrize(
    ("limits", "path", "allowed", "wait"),
    [
        (Limits(per_minute=5, per_second=None), "preferences", 5, 60),
        (Limits(), "preferences", 10, 1),
        (Limits(per_second=None, batches_per_minute=3), "batch", 3, 60),
    ],
)
def test_what_is_too_much_is_turned_away(
    limits: Limits, path: str, allowed: int, wait: int
) -> None:
    clock = Ticking()
    with company(switches=Switches(limits=limits), clock=clock) as desk:

        def call() -> int:
            if path == "batch":
                return desk.post(path, {"BatchItemRequest": []}).status_code
            return desk.get(path).status_code

        assert [call() for _ in range(allowed + 1)] == [200] * allowed + [429]
        clock.time += timedelta(seconds=wait)
        assert call() == 200


def test_other_calls_go_on_when_batches_are_used_up() -> None:
    limits = Limits(per_second=None, batches_per_minute=1)
    with company(switches=Switches(limits=limits)) as desk:
        answers = [desk.post("batch", {"BatchItemRequest": []}).status_code for _ in range(2)]
        assert answers == [200, 429]
        assert desk.get("preferences").status_code == 200


def send(desk: Desk, key: str, **params: str) -> tuple[int, str]:
    answer = desk.post(f"invoice/{desk.books.id_of(key)}/send", b"", **params)
    return (200, "") if answer.status_code == 200 else fault(answer)


def test_a_sandbox_company_sends_forty_mails_a_day() -> None:
    clock = Ticking()
    with company(clock=clock) as desk:
        assert {send(desk, "1") for _ in range(40)} == {(200, "")}
        assert send(desk, "1") == (400, "6000")
        clock.time += timedelta(days=1)
        desk.http.headers["Authorization"] = f"Bearer {desk.books.office.issue()}"
        assert send(desk, "1") == (200, "")


def test_an_invoice_without_an_address_is_not_sent() -> None:
    with company(story(invoice("1", customer="patio"))) as desk:
        assert send(desk, "1") == (400, "2020")


def test_an_address_that_cannot_be_is_silently_not_mailed() -> None:
    with company() as desk:
        assert send(desk, "1", sendTo="ask Ana") == (200, "")
        assert desk.read("Invoice", "1")["EmailStatus"] == "EmailSent"
        assert desk.books.sent() == []


def test_a_repeated_send_with_its_requestid_mails_once() -> None:
    with company() as desk:
        assert {send(desk, "1", requestid="s-1") for _ in range(2)} == {(200, "")}
        assert desk.books.sent() == [desk.books.id_of("1")]


def test_unknown_keys_come_unless_switched_off() -> None:
    with company() as desk:
        assert "futureField" in desk.read("Invoice", "1")
        desk.books.switches.unknown_keys = False
        assert "futureField" not in desk.read("Invoice", "1")
