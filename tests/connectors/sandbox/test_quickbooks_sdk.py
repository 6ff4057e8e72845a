"""The sandbox driven by the vendor's own client for Python (accounting-apis B16, B17)."""

import json
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest
from quickbooks import QuickBooks
from quickbooks.batch import batch_create, batch_update
from quickbooks.cdc import change_data_capture
from quickbooks.exceptions import (
    AuthorizationException,
    ObjectNotFoundException,
    QuickbooksException,
    ValidationException,
)
from quickbooks.objects.attachable import Attachable
from quickbooks.objects.base import AttachableRef, Ref
from quickbooks.objects.company_info import CompanyInfo
from quickbooks.objects.creditmemo import CreditMemo
from quickbooks.objects.customer import Customer
from quickbooks.objects.invoice import Invoice
from quickbooks.objects.payment import Payment
from quickbooks.objects.preferences import Preferences
from quickbooks.objects.term import Term

from tests.connectors.sandbox.quickbooks_company import (
    SINCE,
    Desk,
    company,
    credit,
    invoice,
    payment,
    story,
)

BOOKS = story(
    invoice("1"),
    invoice("2", total=Decimal("80.00")),
    payments=(payment("p", "60.00", **{"1": "60.00"}),),
    credits=(credit("c", "50.00", "20.00"),),
)


@pytest.fixture
def desk() -> Iterator[Desk]:
    with company(BOOKS) as one:
        yield one


@pytest.fixture
def qb(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> Iterator[QuickBooks]:
    client = desk.sdk(monkeypatch)
    with client.session:
        yield client


def found(desk: Desk, qb: QuickBooks, key: str) -> Any:
    return Invoice.get(desk.books.id_of(key), qb=qb)


def test_queries(desk: Desk, qb: QuickBooks) -> None:
    open_now = Invoice.where("Balance > '50'", order_by="Id", max_results=1000, qb=qb)
    assert [one.Balance for one in open_now] == [Decimal("80.00")]
    assert Invoice.count(qb=qb) == 2
    assert [one.DisplayName for one in Customer.filter(DisplayName="O'Brien", qb=qb)] == ["O'Brien"]
    ids = [desk.books.id_of(key) for key in ("1", "2")]
    assert {one.Id for one in Invoice.choose(ids, qb=qb)} == set(ids)
    assert {one.DueDays for one in Term.all(qb=qb)} == {20, 30}
    assert [one.Balance for one in CreditMemo.all(qb=qb)] == [Decimal("20.00")]
    assert [one.TotalAmt for one in Payment.all(qb=qb)] == [Decimal("60.00")]


def test_company_and_preferences(qb: QuickBooks) -> None:
    assert CompanyInfo.get(1, qb=qb).CompanyName == "Harbour Light Ltd"
    assert Preferences.get(qb=qb).CurrencyPrefs.HomeCurrency.value == "USD"


def test_the_pay_link_only_when_asked_for(desk: Desk, qb: QuickBooks) -> None:
    assert found(desk, qb, "1").InvoiceLink == ""
    asked = Invoice.get(desk.books.id_of("1"), qb=qb, params={"include": "invoiceLink"})
    assert asked.InvoiceLink.startswith("https://connect.intuit.example/")


def test_no_pay_link_without_online_payment_or_an_address(desk: Desk) -> None:
    id = desk.books.id_of("1")
    desk.changed("Invoice", "1", AllowOnlineACHPayment=False, AllowOnlineCreditCardPayment=False)
    assert "InvoiceLink" not in desk.get(f"invoice/{id}", include="invoiceLink").json()["Invoice"]
    desk.changed("Invoice", "1", AllowOnlineACHPayment=True)
    assert "InvoiceLink" in desk.get(f"invoice/{id}", include="invoiceLink").json()["Invoice"]
    desk.changed("Invoice", "1", BillEmail=None)
    assert "InvoiceLink" not in desk.get(f"invoice/{id}", include="invoiceLink").json()["Invoice"]


def test_changes_with_their_tombstones(desk: Desk, qb: QuickBooks) -> None:
    desk.books.delete("2")
    told = change_data_capture([Invoice, Payment, Term], SINCE, qb=qb)
    assert [one.Id for one in told.Invoice] == [desk.books.id_of("1"), desk.books.id_of("2")]
    assert told.Invoice[1].status == "Deleted"
    assert not hasattr(told, "Term")


def test_a_sparse_update_by_the_client(desk: Desk, qb: QuickBooks) -> None:
    old = found(desk, qb, "1")
    body = {"Id": old.Id, "SyncToken": old.SyncToken, "sparse": True, "PrivateNote": "x"}
    answer = qb.update_object("Invoice", json.dumps(body), request_id="u-1")
    assert answer["Invoice"]["PrivateNote"] == "x"
    with pytest.raises(QuickbooksException) as stale:
        qb.update_object("Invoice", json.dumps(body))
    assert stale.value.error_code == 5010


def test_saving_a_fetched_invoice_needs_its_delivery_taken_out(desk: Desk, qb: QuickBooks) -> None:
    one = found(desk, qb, "1")
    with pytest.raises(ValidationException) as refused:
        one.save(qb=qb)
    assert refused.value.error_code == 2010
    del one.DeliveryInfo
    one.PrivateNote = "saved"
    assert one.save(qb=qb).PrivateNote == "saved"


def test_voiding_and_deleting(desk: Desk, qb: QuickBooks) -> None:
    found(desk, qb, "1").void(qb=qb)
    assert found(desk, qb, "1").PrivateNote == "Voided"
    (paid,) = Payment.all(qb=qb)
    assert paid.UnappliedAmt == Decimal("60.00")
    paid.void(qb=qb)
    assert Payment.get(paid.Id, qb=qb).PrivateNote == "Voided"
    found(desk, qb, "2").delete(qb=qb)
    with pytest.raises(ObjectNotFoundException):
        found(desk, qb, "2")


def note(id: str, text: str) -> Attachable:
    attachable, target = Attachable(), AttachableRef()
    target.EntityRef = Ref()
    target.EntityRef.type, target.EntityRef.value = "Invoice", id
    attachable.Note = text
    attachable.AttachableRef.append(target)
    return attachable


def test_notes_one_by_one_and_in_a_batch(desk: Desk, qb: QuickBooks) -> None:
    id = desk.books.id_of("1")
    note(id, "Reminder 1").save(qb=qb)
    batch_create([note(id, "Reminder 2"), note("999", "nowhere")], qb=qb)
    assert desk.books.notes() == {id: ["Reminder 1", "Reminder 2"]}


def test_a_batch_tells_faults_from_successes(desk: Desk, qb: QuickBooks) -> None:
    terms = Term.all(qb=qb)
    terms[0].Name = "Net something"
    terms[1].SyncToken = "9"
    answer = batch_update(terms, qb=qb)
    assert [one.Name for one in answer.successes] == ["Net something"]
    assert [one.Error[0].code for one in answer.faults] == ["5010"]


def test_a_file_is_uploaded_with_its_note(desk: Desk, qb: QuickBooks) -> None:
    attachable = note(desk.books.id_of("1"), "Signed order")
    attachable.FileName, attachable.ContentType = "order.txt", "text/plain"
    attachable._FileBytes = b"twelve chairs"
    attachable.save(qb=qb)
    (kept,) = desk.query("SELECT * FROM Attachable")["Attachable"]
    assert (kept["FileName"], kept["Size"], kept["Note"]) == ("order.txt", 13, "Signed order")


def test_sending_overwrites_the_address(desk: Desk, qb: QuickBooks) -> None:
    one = found(desk, qb, "1")
    answer = one.send(qb=qb, send_to="jo@maple.example")["Invoice"]
    assert answer["BillEmail"] == {"Address": "jo@maple.example"}
    assert answer["EmailStatus"] == "EmailSent"
    assert answer["DeliveryInfo"]["DeliveryType"] == "Email"
    assert desk.books.sent() == [one.Id]


def test_the_pdf_is_one(desk: Desk, qb: QuickBooks) -> None:
    assert found(desk, qb, "1").download_pdf(qb=qb).startswith(b"%PDF-")


def test_the_ageing_report(qb: QuickBooks) -> None:
    report = qb.get_report("AgedReceivables", {"report_date": "2026-11-20"})
    assert report["Header"]["ReportName"] == "AgedReceivables"
    total = report["Rows"]["Row"][-1]["Summary"]["ColData"]
    assert [cell["value"] for cell in total] == ["TOTAL", "", "120.00", "", "", "", "120.00"]


def test_an_expired_token(desk: Desk, qb: QuickBooks) -> None:
    desk.books.office.expire_access()
    with pytest.raises(AuthorizationException) as refused:
        Invoice.all(qb=qb)
    assert refused.value.error_code == 401
