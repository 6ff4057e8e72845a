"""What Xero's lists show: pages, forms, filters, times of change and their blind spots."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import StoryInvoice
from connectors.sandbox.xero.books import XeroBooks
from tests.connectors.sandbox.stories import NOON, TODAY, small_story
from tests.connectors.sandbox.xero_client import XeroClient


@pytest.fixture
def xero() -> Iterator[XeroClient]:
    with Sandbox(XeroBooks(small_story()), clock=lambda: NOON) as sandbox:
        yield XeroClient(sandbox)


WHERE = [
    ('Status=="PAID"', ["INV-0003"]),
    ('Type=="ACCREC" AND Status=="AUTHORISED" AND AmountDue>200', ["INV-0004", "INV-0008"]),
    ('(Status=="PAID" OR Status=="VOIDED") AND Type=="ACCREC"', ["INV-0003", "INV-0006"]),
    ('Status=="DRAFT" || AmountDue==46.00', ["INV-0005", "INV-0007"]),
    ("DueDate<DateTime(2026,9,1)", ["INV-0006", "INV-0008"]),
    ("DueDate>=DateTime(2026,11,24,0,0,0)", ["INV-0004"]),
    ("DueDate==null", ["INV-0005"]),
    ('Reference!=null && Reference!=""', ["INV-0001"]),
    ('Contact.Name=="Bloom & Sons" AND SentToContact==false', ["INV-0004", "INV-0005"]),
    ('InvoiceNumber.Contains("007")', ["INV-0007"]),
    ('Contact.Name.StartsWith("Gone")', ["INV-0008"]),
    ("UpdatedDateUTC>=DateTime(2026,11,12)", ["INV-0002", "INV-0005"]),
]


@pytest.mark.parametrize(("where", "found"), WHERE)
def test_where(xero: XeroClient, where: str, found: list[str]) -> None:
    assert xero.numbers(where=where) == found


def test_where_by_guid(xero: XeroClient) -> None:
    contact = xero.sandbox.books.id_of("quiet")
    assert xero.numbers(where=f'Contact.ContactID==Guid("{contact}")') == ["INV-0007"]


@pytest.mark.parametrize(
    "where",
    [
        'Status=="PAID',
        'Status=="PAID" AND',
        "Colour==1",
        "AmountDue>DateTime(2026,1,1)",
        "AmountDue>nonsense",
        'Status=="A""B"',
        "DateTime(2026,1,1)",
        "(AmountDue>1",
        "AmountDue ~ 1",
        "DueDate<DateTime(2026,13,1)",
    ],
)
def test_a_where_that_cannot_be_read_is_error_16(xero: XeroClient, where: str) -> None:
    answer = xero.call("GET", "Invoices", {"where": where})
    assert answer.status_code == 400
    assert (answer.json()["ErrorNumber"], answer.json()["Type"]) == (16, "QueryParseException")


def test_lists_are_better_than_where(xero: XeroClient) -> None:
    late, mute = xero.sandbox.books.id_of("late"), xero.sandbox.books.id_of("mute")
    gone = xero.sandbox.books.id_of("gone")
    assert xero.numbers(IDs=f"{late},{mute}") == ["INV-0001", "INV-0007"]
    assert xero.numbers(Statuses="PAID,DRAFT") == ["INV-0003", "INV-0005"]
    assert xero.numbers(ContactIDs=gone) == ["INV-0008"]
    assert xero.numbers(InvoiceNumbers="INV-0002,INV-0004") == ["INV-0002", "INV-0004"]
    assert xero.numbers(searchTerm="po-7") == ["INV-0001"]


def test_order(xero: XeroClient) -> None:
    found = xero.numbers(order="AmountDue DESC,InvoiceNumber", Statuses="AUTHORISED")
    assert found == ["INV-0004", "INV-0008", "INV-0002", "INV-0001", "INV-0007"]
    assert xero.call("GET", "Invoices", {"order": "Colour"}).status_code == 400


def test_pages_tell_where_they_stand(xero: XeroClient) -> None:
    second = xero.get("Invoices", page=2, pageSize=3)
    beyond = xero.get("Invoices", page=4, pageSize=3)
    assert second["pagination"] == {"page": 2, "pageSize": 3, "pageCount": 3, "itemCount": 8}
    assert [each["InvoiceNumber"] for each in second["Invoices"]] == [
        "INV-0004",
        "INV-0005",
        "INV-0006",
    ]
    assert beyond["Invoices"] == []
    assert xero.get("Invoices", page=1)["pagination"]["pageSize"] == 100
    assert xero.get("Invoices", page=1, pageSize=5000)["pagination"]["pageSize"] == 1000


def test_pages_show_lines_and_plain_lists_do_not(xero: XeroClient) -> None:
    paged = xero.get("Invoices", page=1)["Invoices"][0]
    plain = xero.get("Invoices")
    summary = xero.get("Invoices", page=1, summaryOnly="True")["Invoices"][0]
    assert len(paged["LineItems"]) == 1
    assert "pagination" not in plain
    assert plain["Invoices"][0]["LineItems"] == []
    assert not {"LineItems", "Payments", "CreditNotes"} & summary.keys()


def test_a_single_read_shows_the_whole_contact_by_id_or_number(xero: XeroClient) -> None:
    by_number = xero.get("Invoices/INV-0001")["Invoices"][0]
    by_id = xero.get(f"invoices/{by_number['InvoiceID'].upper()}")["Invoices"][0]
    assert by_number == by_id
    assert by_number["Contact"]["EmailAddress"] == "ap@acme.example"
    in_list = xero.get("Invoices", page=1)["Invoices"][0]["Contact"]
    assert "EmailAddress" not in in_list


def test_what_is_not_there_is_404_in_plain_text(xero: XeroClient) -> None:
    for path in ("Invoices/INV-9999", "Weather", "Invoices/INV-0001/Weather"):
        answer = xero.call("GET", path)
        assert (answer.status_code, answer.text[:12]) == (404, "The resource")


def test_absent_keys_are_left_out_and_slashes_escaped(xero: XeroClient) -> None:
    answer = xero.call("GET", "Invoices/INV-0005")
    draft = answer.json()["Invoices"][0]
    assert "DueDate" not in draft
    assert "null" not in answer.text
    assert r'"Date":"\/Date(1795132800000+0000)\/"' in answer.text
    assert draft["DateString"] == "2026-11-20T00:00:00"


def test_xml_is_the_default(xero: XeroClient) -> None:
    answer = xero.call("GET", "Invoices", {"page": 1}, Accept="*/*")
    assert answer.headers["Content-Type"] == "text/xml; charset=utf-8"
    assert "<Contact><ContactID>" in answer.text
    assert "<Name>Bloom &amp; Sons</Name>" in answer.text


def test_pdf_is_a_pdf(xero: XeroClient) -> None:
    answer = xero.call("GET", "Invoices/INV-0001", Accept="application/pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    assert (answer.content[:5], answer.content[-6:]) == (b"%PDF-", b"%%EOF\n")


def changed(xero: XeroClient, plural: str = "Invoices") -> list[str]:
    since = (NOON - timedelta(seconds=1)).strftime("%Y-%m-%dT%H:%M:%S")
    answer = xero.call("GET", plural, {"page": 1}, If_Modified_Since=since).json()
    return [each.get("InvoiceNumber", each.get("Name")) for each in answer[plural]]


def test_if_modified_since_shows_what_changed(xero: XeroClient) -> None:
    assert changed(xero) == []
    xero.sandbox.books.pay("late", Decimal(15))
    xero.sandbox.books.void("mute")
    assert changed(xero) == ["INV-0001", "INV-0007"]


@pytest.mark.parametrize("change", [{"DueDate": "2026-12-24"}, {"SentToContact": False}])
def test_if_modified_since_does_not_see_these_changes_of_a_part_paid_invoice(
    xero: XeroClient, change: dict[str, Any]
) -> None:
    xero.call("POST", "Invoices/INV-0002", body={"Invoices": [change]})
    assert changed(xero) == []
    xero.call("POST", "Invoices/INV-0001", body={"Invoices": [change]})
    assert changed(xero) == ["INV-0001"]


def test_balances_change_without_touching_the_contact(xero: XeroClient) -> None:
    xero.sandbox.books.pay("late")
    acme = xero.get("Contacts", page=1, searchTerm="acme")["Contacts"][0]
    assert acme["Balances"]["AccountsReceivable"] == {"Outstanding": 130.0, "Overdue": 130.0}
    assert changed(xero, "Contacts") == []


def test_archived_contacts_hide_but_can_be_had(xero: XeroClient) -> None:
    def names(**params: str) -> list[str]:
        return [each["Name"] for each in xero.get("Contacts", **params)["Contacts"]]

    assert "Gone Away" not in names()
    assert "Gone Away" in names(includeArchived="True")
    assert names(IDs=xero.sandbox.books.id_of("gone")) == ["Gone Away"]


def test_pages_of_a_thousand_show_each_invoice_once() -> None:
    many = tuple(
        StoryInvoice(
            key=f"bulk-{n}",
            number=f"B-{n:05}",
            customer="acme",
            issued=date(2026, 1, 1),
            due=TODAY,
            total=Decimal("11.50"),
        )
        for n in range(3_000)
    )
    with Sandbox(XeroBooks(small_story(invoices=many)), clock=lambda: NOON) as sandbox:
        xero = XeroClient(sandbox)
        pages = [xero.get("Invoices", page=n, pageSize=1000) for n in (1, 2, 3, 4)]
    seen = [each["InvoiceID"] for page in pages for each in page["Invoices"]]
    assert (len(seen), len(set(seen))) == (3008, 3008)
    assert pages[0]["pagination"]["pageCount"] == 4
