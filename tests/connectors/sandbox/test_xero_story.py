"""A story told in Xero's words, what is broken in it, and the state that survives a restart."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from connectors.sandbox.xero.organisation import timezone_code
from tests.connectors.sandbox.stories import INVOICES, NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient


def test_ids_are_the_same_in_every_process() -> None:
    here, there = XeroBooks(small_story()), XeroBooks(small_story())
    assert here.id_of("late") == there.id_of("late") == "8279b027-b282-590e-9f6c-7899413fc167"
    with pytest.raises(KeyError):
        here.id_of("nobody")


def test_amounts_follow_from_payments() -> None:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        found = XeroClient(sandbox).get("Invoices", page=1)["Invoices"]
    told = {
        each["InvoiceNumber"]: (each["Status"], each["AmountPaid"], each["AmountDue"])
        for each in found
    }
    assert told == {
        "INV-0001": ("AUTHORISED", 0, 115),
        "INV-0002": ("AUTHORISED", 100, 130),
        "INV-0003": ("PAID", 57.5, 0),
        "INV-0004": ("AUTHORISED", 0, 1000),
        "INV-0005": ("DRAFT", 0, 10),
        "INV-0006": ("VOIDED", 0, 0),
        "INV-0007": ("AUTHORISED", 0, 46),
        "INV-0008": ("AUTHORISED", 0, 300),
    }
    foreign = next(each for each in found if each["InvoiceNumber"] == "INV-0004")
    assert (foreign["CurrencyCode"], foreign["CurrencyRate"]) == ("USD", 0.625)


@pytest.mark.parametrize(
    ("broken", "field", "shown"),
    [
        ("due", "DueDate", "/Date(abc)/"),
        ("total", "Total", "n/a"),
        ("balance", "AmountDue", "n/a"),
        ("status", "Status", "ARCHIVED_BY_MAGIC"),
    ],
)
def test_a_broken_field_is_answered_unreadably(broken: str, field: str, shown: str) -> None:
    story = small_story(invoices=(replace(INVOICES[0], key="b", number="B-1", broken=broken),))
    with Sandbox(XeroBooks(story), clock=lambda: NOON) as sandbox:
        found = XeroClient(sandbox).get("Invoices", page=1, InvoiceNumbers="B-1")["Invoices"]
    assert [each[field] for each in found] == [shown]


def test_the_state_survives_a_restart(tmp_path: Path) -> None:
    saved = tmp_path / "books.json"
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        before = XeroClient(sandbox)
        before.call("PUT", "Invoices/INV-0001/History", body={"HistoryRecords": [{"Details": "1"}]})
        before.call("POST", "Invoices/INV-0004/Email", body={})
        sandbox.books.pay("late", Decimal("15.00"))
        sandbox.books.reminders = True
        sandbox.books.save(saved)
        invoices = before.get("Invoices", page=1)["Invoices"]
        notes, sent = sandbox.books.notes(), sandbox.books.sent()
    books = XeroBooks(small_story())
    books.load(saved)
    with Sandbox(books, clock=lambda: NOON) as sandbox:
        after = XeroClient(sandbox, access=before.access, refresh=before.refresh)
        assert after.get("Invoices", page=1)["Invoices"] == invoices
        assert (books.notes(), books.sent(), books.reminders) == (notes, sent, True)
        after.renew()
        assert after.call("GET", "Organisation").status_code == 200


@pytest.mark.parametrize(
    ("iana", "code"),
    [
        ("Pacific/Auckland", "NEWZEALANDSTANDARDTIME"),
        ("America/New_York", "EASTERNSTANDARDTIME"),
        ("Europe/Berlin", "WEUROPESTANDARDTIME"),
        ("Mars/Olympus", "UTC"),
    ],
)
def test_a_time_zone_in_xeros_words(iana: str, code: str) -> None:
    assert timezone_code(iana) == code
