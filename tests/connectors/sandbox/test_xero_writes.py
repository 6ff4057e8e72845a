"""What is written to the Xero sandbox: notes, payments, e-mails, allocations, invoices, contacts."""

from collections.abc import Iterator
from typing import Any

import pytest

from connectors.sandbox.server import Sandbox
from connectors.sandbox.xero.books import XeroBooks
from connectors.sandbox.xero.desk import Settings
from connectors.sandbox.xero.limits import Limits
from tests.connectors.sandbox.stories import NOON, small_story
from tests.connectors.sandbox.xero_client import XeroClient

NOTES = "Invoices/INV-0001/History"
NOTE = {"HistoryRecords": [{"Details": "Reminder 1"}]}


@pytest.fixture
def xero() -> Iterator[XeroClient]:
    settings = Settings(emails_per_day=2)
    with Sandbox(XeroBooks(small_story(), settings=settings), clock=lambda: NOON) as sandbox:
        yield XeroClient(sandbox)


def notes(xero: XeroClient) -> list[str]:
    return xero.sandbox.books.notes().get(xero.sandbox.books.id_of("late"), [])


def objection(answer: Any) -> str:
    assert answer.status_code == 400
    message: str = answer.json()["Elements"][0]["ValidationErrors"][0]["Message"]
    return message


def test_a_note_is_read_back_and_a_repeated_put_writes_it_twice(xero: XeroClient) -> None:
    xero.call("PUT", NOTES, body=NOTE)
    xero.call("PUT", NOTES, body=NOTE)
    read = xero.get(NOTES)["HistoryRecords"]
    assert [(each["Details"], each["Changes"]) for each in read] == [("Reminder 1", "Note")] * 2
    assert notes(xero) == ["Reminder 1", "Reminder 1"]


def test_an_idempotency_key_writes_once_for_six_minutes(xero: XeroClient) -> None:
    first = xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1")
    again = xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1")
    assert (again.content, notes(xero)) == (first.content, ["Reminder 1"])
    xero.sandbox.clock.advance(361)
    xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1")
    assert notes(xero) == ["Reminder 1", "Reminder 1"]


def test_an_idempotency_key_is_for_one_request_only(xero: XeroClient) -> None:
    xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k1")
    other = {"HistoryRecords": [{"Details": "Reminder 2"}]}
    answer = xero.call("PUT", NOTES, body=other, Idempotency_Key="k1")
    assert "used with a different request" in objection(answer)
    assert notes(xero) == ["Reminder 1"]
    assert "128" in objection(xero.call("PUT", NOTES, body=NOTE, Idempotency_Key="k" * 129))


def test_an_error_is_kept_under_its_key_too(xero: XeroClient) -> None:
    xero.call("POST", "Invoices/INV-0005/Email", body={}, Idempotency_Key="k2")
    xero.call("POST", "Invoices/INV-0005", body={"Invoices": [{"Status": "AUTHORISED"}]})
    again = xero.call("POST", "Invoices/INV-0005/Email", body={}, Idempotency_Key="k2")
    assert again.status_code == 400
    fresh = xero.call("POST", "Invoices/INV-0005/Email", body={}, Idempotency_Key="k3")
    assert fresh.status_code == 204


def test_a_note_has_a_longest_length_that_can_be_set(xero: XeroClient) -> None:
    long = {"HistoryRecords": [{"Details": "x" * 251}]}
    assert "250" in objection(xero.call("PUT", NOTES, body=long))
    xero.sandbox.books.settings.history_length = 2500  # type: ignore[attr-defined]
    assert xero.call("POST", NOTES, body=long).status_code == 200


def test_a_bookkeepers_memo_is_history_but_no_note_of_ours(xero: XeroClient) -> None:
    read = xero.get("Invoices/INV-0007/History")["HistoryRecords"]
    assert [each["Details"] for each in read] == ["#dispute: short delivery"]
    assert xero.sandbox.books.notes() == {}


def test_an_email_marks_the_invoice_as_sent(xero: XeroClient) -> None:
    assert xero.get("Invoices/INV-0004")["Invoices"][0]["SentToContact"] is False
    answer = xero.call("POST", "Invoices/INV-0004/Email", body={})
    assert (answer.status_code, answer.content) == (204, b"")
    assert xero.get("Invoices/INV-0004")["Invoices"][0]["SentToContact"] is True
    assert xero.sandbox.books.sent() == [xero.sandbox.books.id_of("foreign")]


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("INV-0005", "not of valid status"),
        ("INV-0006", "not of valid status"),
        ("INV-0007", "does not have an email address"),
    ],
)
def test_an_email_has_preconditions(xero: XeroClient, number: str, says: str) -> None:
    assert says in objection(xero.call("POST", f"Invoices/{number}/Email", body={}))
    assert xero.sandbox.books.sent() == []


def test_emails_are_counted_by_the_day(xero: XeroClient) -> None:
    statuses = [xero.call("POST", "Invoices/INV-0001/Email", body={}).status_code for _ in "123"]
    assert statuses == [204, 204, 400]
    xero.sandbox.clock.advance(86400)
    xero.renew()
    assert xero.call("POST", "Invoices/INV-0001/Email", body={}).status_code == 204


def test_only_an_approved_invoice_has_a_page(xero: XeroClient) -> None:
    page = xero.get("Invoices/INV-0001/OnlineInvoice")["OnlineInvoices"][0]
    assert page["OnlineInvoiceUrl"].startswith("https://in.xero.example/")
    assert xero.call("GET", "Invoices/INV-0005/OnlineInvoice").status_code == 400


def test_a_payment_reduces_what_is_due_and_the_last_one_settles(xero: XeroClient) -> None:
    def pay(amount: float) -> Any:
        payment = {"Invoice": {"InvoiceNumber": "INV-0001"}, "Amount": amount, "Date": "2026-11-20"}
        return xero.call("PUT", "Payments", body={"Payments": [payment]})

    made = pay(15).json()["Payments"][0]["PaymentID"]
    shown = xero.get("Invoices/INV-0001")["Invoices"][0]
    assert (shown["AmountDue"], shown["AmountPaid"], shown["Status"]) == (100, 15, "AUTHORISED")
    assert "exceeds the amount outstanding" in str(pay(100.01).json())
    pay(100)
    shown = xero.get("Invoices/INV-0001")["Invoices"][0]
    assert (shown["AmountDue"], shown["Status"]) == (0, "PAID")
    assert "FullyPaidOnDate" in shown
    xero.call("POST", f"Payments/{made}", body={"Status": "DELETED"})
    shown = xero.get("Invoices/INV-0001")["Invoices"][0]
    assert (shown["AmountDue"], shown["Status"]) == (15, "AUTHORISED")
    assert xero.get(f"Payments/{made}")["Payments"][0]["Status"] == "DELETED"


def test_a_credit_counts_only_once_it_is_allocated(xero: XeroClient) -> None:
    late = xero.sandbox.books.id_of("late")
    assert xero.get("Invoices/INV-0001")["Invoices"][0]["AmountDue"] == 115
    allocation = {"Invoice": {"InvoiceID": late}, "Amount": 40, "Date": "2026-11-21"}
    path = "CreditNotes/CN-0001/Allocations"
    assert xero.call("PUT", path, body={"Allocations": [allocation]}).status_code == 200
    shown = xero.get("Invoices/INV-0001")["Invoices"][0]
    assert (shown["AmountDue"], shown["AmountCredited"]) == (75, 40)
    note = xero.get("CreditNotes/CN-0001")["CreditNotes"][0]
    assert (note["RemainingCredit"], note["Status"]) == (0, "PAID")
    assert xero.call("PUT", path, body={"Allocations": [allocation]}).status_code == 400


def test_what_a_payment_leaves_over_is_an_overpayment(xero: XeroClient) -> None:
    over = xero.get("Overpayments", page=1)["Overpayments"]
    assert [(each["RemainingCredit"], each["Type"]) for each in over] == [
        (2.5, "RECEIVE-OVERPAYMENT")
    ]


def new_invoice(xero: XeroClient, **more: object) -> dict[str, object]:
    line = {"Description": "Roses", "Quantity": 3, "UnitAmount": 10.5}
    contact = {"ContactID": xero.sandbox.books.id_of("bloom")}
    return {"Type": "ACCREC", "Contact": contact, "LineItems": [line], **more}


def test_put_creates_and_creates_again(xero: XeroClient) -> None:
    body = {"Invoices": [new_invoice(xero)]}
    made = [xero.call("PUT", "Invoices", body=body).json()["Invoices"][0] for _ in "12"]
    assert made[0]["InvoiceID"] != made[1]["InvoiceID"]
    assert [each["Total"] for each in made] == [31.5, 31.5]
    taken = {"Invoices": [new_invoice(xero, InvoiceNumber="INV-0001")]}
    assert "must be unique" in objection(xero.call("PUT", "Invoices", body=taken))


def test_one_bad_element_refuses_all_unless_errors_are_told_apart(xero: XeroClient) -> None:
    body = {"Invoices": [new_invoice(xero, Reference="good"), {"Type": "ACCREC"}]}
    assert xero.call("PUT", "Invoices", body=body).status_code == 400
    assert xero.numbers(searchTerm="good") == []
    answer = xero.call("PUT", "Invoices", {"summarizeErrors": "False"}, body)
    told = [each["StatusAttributeString"] for each in answer.json()["Invoices"]]
    assert (answer.status_code, told) == (200, ["OK", "ERROR"])
    assert len(xero.numbers(searchTerm="good")) == 1


def test_only_an_unpaid_invoice_can_be_voided(xero: XeroClient) -> None:
    void = {"Invoices": [{"Status": "VOIDED"}]}
    assert "has a payment" in str(xero.call("POST", "Invoices/INV-0002", body=void).json())
    voided = xero.call("POST", "Invoices/INV-0001", body=void).json()["Invoices"][0]
    assert (voided["Status"], voided["AmountDue"]) == ("VOIDED", 0)


def test_a_contacts_persons_are_replaced_whole_but_never_cleared(xero: XeroClient) -> None:
    path = f"Contacts/{xero.sandbox.books.id_of('acme')}"
    one = {"ContactPersons": [{"FirstName": "New", "EmailAddress": "new@acme.example"}]}
    changed = xero.call("POST", path, body=one).json()["Contacts"][0]
    assert [each["FirstName"] for each in changed["ContactPersons"]] == ["New"]
    kept = xero.call("POST", path, body={"ContactPersons": []}).json()["Contacts"][0]
    assert (len(kept["ContactPersons"]), kept["EmailAddress"]) == (1, "ap@acme.example")


def test_a_contacts_name_is_unique(xero: XeroClient) -> None:
    answer = xero.call("PUT", "Contacts", body={"Contacts": [{"Name": "Quiet Ltd"}]})
    assert "already assigned to another contact" in objection(answer)
    made = xero.call("PUT", "Contacts", body={"Contacts": [{"Name": "Noisy Ltd"}]}).json()
    assert made["Contacts"][0]["ContactStatus"] == "ACTIVE"


def test_a_body_that_says_nothing_is_refused(xero: XeroClient) -> None:
    assert xero.call("PUT", NOTES, body={}).json()["ErrorNumber"] == 17
    assert xero.call("PUT", NOTES, body={"HistoryRecords": [{}]}).status_code == 400
    assert xero.call("PUT", "Currencies", body={}).status_code == 501


def test_limits_are_told_and_kept() -> None:
    settings = Settings(limits=Limits(minute=3, day=4))
    with Sandbox(XeroBooks(small_story(), settings=settings), clock=lambda: NOON) as sandbox:
        xero = XeroClient(sandbox)
        answers = [xero.call("GET", "Organisation") for _ in range(4)]
        left = [each.headers["X-MinLimit-Remaining"] for each in answers]
        assert (left, answers[3].status_code) == (["2", "1", "0", "0"], 429)
        assert answers[3].headers["X-Rate-Limit-Problem"] == "minute"
        assert 1 <= int(answers[3].headers["Retry-After"]) <= 61
        sandbox.clock.advance(61)
        day = [xero.call("GET", "Organisation") for _ in range(2)]
    assert [each.status_code for each in day] == [200, 429]
    assert day[1].headers["X-Rate-Limit-Problem"] == "day"
    assert int(day[1].headers["Retry-After"]) > 3600


def test_too_many_at_once_are_refused_without_retry_after() -> None:
    settings = Settings(limits=Limits(concurrent=0))
    with Sandbox(XeroBooks(small_story(), settings=settings), clock=lambda: NOON) as sandbox:
        answer = XeroClient(sandbox).call("GET", "Organisation")
    assert (answer.status_code, answer.headers["X-Rate-Limit-Problem"]) == (429, "concurrent")
    assert "Retry-After" not in answer.headers
