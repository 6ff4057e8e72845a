"""Create, update, delete, void and batch: versions, balances and refusals (B5-B10, B14)."""

from decimal import Decimal
from typing import Any

import pytest

from tests.connectors.sandbox.quickbooks_company import (
    SINCE,
    Desk,
    company,
    credit,
    fault,
    invoice,
    paths,
    payment,
    sample,
    story,
)

LINE = {
    "Amount": 40.5,
    "DetailType": "SalesItemLineDetail",
    "SalesItemLineDetail": {"ItemRef": {"value": "1"}},
}


def paid(desk: Desk, key: str, amount: float, **more: Any) -> Any:
    link = {"TxnId": desk.books.id_of(key), "TxnType": "Invoice"}
    body = {
        "CustomerRef": {"value": desk.books.id_of("maple")},
        "TotalAmt": amount,
        "Line": [{"Amount": amount, "LinkedTxn": [link]}],
    }
    return desk.post("payment", body | more)


def test_a_new_invoice_is_completed() -> None:
    with company() as desk:
        customer = {"value": desk.books.id_of("maple")}
        term = desk.read("Customer", "maple")["SalesTermRef"]
        body = {"CustomerRef": customer, "Line": [LINE], "SalesTermRef": term}
        made = desk.post("invoice", body).json()["Invoice"]
        assert (made["TotalAmt"], made["Balance"], made["SyncToken"]) == (40.5, 40.5, "0")
        assert (made["TxnDate"], made["DueDate"]) == ("2026-11-20", "2026-12-20")
        assert made["CustomerRef"]["name"] == "Maple & Sons"
        assert [line["DetailType"] for line in made["Line"]][1:] == ["SubTotalLineDetail"]


def test_a_sparse_update_leaves_the_rest_and_raises_the_version() -> None:
    with company() as desk:
        before = desk.read("Invoice", "1")
        after = desk.changed("Invoice", "1", PrivateNote="spoke to Ana")
        assert after["PrivateNote"] == "spoke to Ana"
        assert int(after["SyncToken"]) == int(before["SyncToken"]) + 1
        same = before.keys() - {"SyncToken", "MetaData", "PrivateNote", "Line"}
        assert {key: after[key] for key in same} == {key: before[key] for key in same}


def test_a_full_update_blanks_what_it_leaves_out() -> None:
    with company(story(invoice("1", memo="keep quiet"))) as desk:
        old = desk.read("Invoice", "1")
        body = {key: old[key] for key in ("Id", "SyncToken", "CustomerRef", "Line")}
        new = desk.post("invoice", body).json()["Invoice"]
        assert old.keys() - new.keys() == {"PrivateNote", "BillEmail", "CustomerMemo"} | {
            "BillAddr",
            "ShipAddr",
        } | {"SalesTermRef", "DueDate", "TxnTaxDetail"}
        assert new["AllowOnlineACHPayment"] is False
        assert new["Balance"] == 100.0


def test_an_old_version_is_stale() -> None:
    with company() as desk:
        old = desk.read("Invoice", "1")
        desk.changed("Invoice", "1", PrivateNote="first")
        answer = desk.post(
            "invoice",
            {"Id": old["Id"], "SyncToken": old["SyncToken"], "sparse": True, "PrivateNote": "2nd"},
        )
        assert fault(answer) == (400, "5010")
        assert answer.json()["Fault"] == sample("fault.5010.json")["Fault"]
        assert desk.read("Invoice", "1")["PrivateNote"] == "first"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (b"{", "2010"),
        (b"[1]", "2010"),
        ({"Colour": "red"}, "2010"),
        ({"DeliveryInfo": {}}, "2010"),  # read back with the invoice, refused in a write
        ({"Line": [LINE]}, "2020"),
        ({"CustomerRef": {"value": "999"}, "Line": [LINE]}, "2500"),
        ({"DocNumber": "x" * 22}, "2050"),
        ({"PrivateNote": "x" * 4001}, "2050"),
        ({"BillEmail": {"Address": "x" * 101}}, "2050"),
        ({"CustomerRef": "maple", "Line": [{**LINE, "Amount": "ten"}]}, "2080"),
        ({"Id": "999", "SyncToken": "0"}, "610"),
        ({"Id": "invoice", "sparse": True}, "2020"),
    ],
)
def test_a_write_that_cannot_be(body: Any, code: str) -> None:
    with company() as desk:
        if isinstance(body, dict) and body.get("CustomerRef") == "maple":
            body = body | {"CustomerRef": {"value": desk.books.id_of("maple")}}
        if isinstance(body, dict) and body.get("Id") == "invoice":
            body = body | {"Id": desk.books.id_of("1")}
        answer = desk.post("invoice", body)
        assert fault(answer) == (400, code)
        assert paths(answer.json()) == paths(sample("fault.2010.json"))


def test_a_display_name_is_taken_once() -> None:
    with company() as desk:
        answer = desk.post("customer", {"DisplayName": "maple & sons"})
        assert answer.json()["Fault"] == sample("fault.6240.json")["Fault"]


def test_the_same_requestid_creates_once() -> None:
    with company() as desk:
        first = paid(desk, "1", 10)
        body = {"CustomerRef": {"value": desk.books.id_of("maple")}, "TotalAmt": 5}
        made = [desk.post("payment", body, requestid="once").json() for _ in range(2)]
        assert made[0] == made[1] != first.json()
        assert desk.query("SELECT COUNT(*) FROM Payment") == {"totalCount": 2}


def test_a_refused_request_may_be_tried_again_under_its_requestid() -> None:
    with company() as desk:
        note: dict[str, Any] = {"AttachableRef": []}
        assert fault(desk.post("attachable", note, requestid="n")) == (400, "2020")
        again = desk.post("attachable", note | {"Note": "called"}, requestid="n")
        assert again.json()["Attachable"]["Note"] == "called"


def test_a_requestid_has_at_most_50_characters() -> None:
    with company() as desk:
        assert fault(desk.post("attachable", {"Note": "n"}, requestid="x" * 51)) == (400, "2050")


def test_a_payment_lowers_the_balance_and_links_itself() -> None:
    with company() as desk:
        made = paid(desk, "1", 60).json()["Payment"]
        after = desk.read("Invoice", "1")
        assert after["Balance"] == 40.0
        assert after["LinkedTxn"] == [{"TxnId": made["Id"], "TxnType": "Payment"}]
        assert made["UnappliedAmt"] == 0
        assert desk.read("Customer", "maple")["Balance"] == 40.0


def test_a_deleted_payment_raises_the_balance_again() -> None:
    with company() as desk:
        made = paid(desk, "1", 60).json()["Payment"]
        gone = desk.post("payment", {"Id": made["Id"], "SyncToken": "0"}, operation="delete")
        assert gone.json()["Payment"] == {"domain": "QBO", "status": "Deleted", "Id": made["Id"]}
        after = desk.read("Invoice", "1")
        assert (after["Balance"], after["LinkedTxn"]) == (100.0, [])


def test_a_changed_payment_moves_the_balances() -> None:
    with company() as desk:
        made = paid(desk, "1", 60).json()["Payment"]
        sparse = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "Line": []}
        assert desk.post("payment", sparse).json()["Payment"]["UnappliedAmt"] == 60.0
        assert desk.read("Invoice", "1")["Balance"] == 100.0
        assert desk.read("Customer", "maple")["Balance"] == 40.0


def test_a_refused_change_of_a_payment_changes_nothing() -> None:
    with company() as desk:
        made = paid(desk, "1", 60).json()["Payment"]
        sparse = {"Id": made["Id"], "SyncToken": "0", "sparse": True, "TotalAmt": 1}
        assert fault(desk.post("payment", sparse)) == (400, "6000")
        assert desk.read("Invoice", "1")["Balance"] == 40.0
        assert desk.read("Customer", "maple")["Balance"] == 40.0


def test_nobody_pays_more_than_is_due() -> None:
    with company() as desk:
        assert fault(paid(desk, "1", 100.01)) == (400, "6000")
        assert desk.read("Invoice", "1")["Balance"] == 100.0


def test_a_credit_is_applied_by_a_payment_of_nothing() -> None:
    with company(story(invoice("1"), credits=(credit("c", "30.00", "30.00"),))) as desk:
        link = {"TxnId": desk.books.id_of("c"), "TxnType": "CreditMemo"}
        use = {"Amount": 30, "LinkedTxn": [link]}
        pay = {
            "Amount": 30,
            "LinkedTxn": [{"TxnId": desk.books.id_of("1"), "TxnType": "Invoice"}],
        }
        made = paid(desk, "1", 0, Line=[pay, use]).json()["Payment"]
        assert (made["TotalAmt"], made["UnappliedAmt"]) == (0, 0)
        spent = desk.read("CreditMemo", "c")
        assert (spent["Balance"], spent["RemainingCredit"]) == (0, 0)
        assert desk.read("Invoice", "1")["Balance"] == 70.0
        assert desk.read("Customer", "maple")["Balance"] == 70.0


def test_a_voided_invoice_is_zero_and_says_so() -> None:
    books = story(invoice("1"), payments=(payment("p", "60.00", **{"1": "60.00"}),))
    with company(books) as desk:
        old = desk.read("Invoice", "1")
        body = {"Id": old["Id"], "SyncToken": old["SyncToken"]}
        desk.post("invoice", body, operation="void")
        now = desk.read("Invoice", "1")
        assert (now["TotalAmt"], now["Balance"], now["PrivateNote"]) == (0, 0, "Voided")
        assert {line["Amount"] for line in now["Line"]} == {0}
        assert now["LinkedTxn"] == []
        assert desk.read("Payment", "p")["UnappliedAmt"] == 60.0
        assert desk.read("Customer", "maple")["Balance"] == -60.0


def test_a_voided_payment_frees_its_invoice() -> None:
    with company() as desk:
        made = paid(desk, "1", 60).json()["Payment"]
        body = {"Id": made["Id"], "SyncToken": "0", "sparse": True}
        now = desk.post("payment", body, operation="update", include="void").json()["Payment"]
        assert (now["TotalAmt"], now["PrivateNote"]) == (0, "Voided")
        assert desk.read("Invoice", "1")["Balance"] == 100.0


def test_a_deleted_invoice_is_nowhere_but_in_the_changes() -> None:
    with company() as desk:
        old = desk.read("Invoice", "1")
        body = {"Id": old["Id"], "SyncToken": old["SyncToken"]}
        desk.post("invoice", body, operation="delete")
        assert fault(desk.get(f"invoice/{old['Id']}")) == (400, "610")
        assert desk.query("SELECT * FROM Invoice") == {}
        changed = desk.get("cdc", entities="Invoice", changedSince=SINCE).json()
        (stub,) = changed["CDCResponse"][0]["QueryResponse"][0]["Invoice"]
        assert (stub["status"], stub["Id"]) == ("Deleted", old["Id"])
        assert desk.read("Customer", "maple")["Balance"] == 0


def test_a_customer_is_made_inactive_not_deleted() -> None:
    with company() as desk:
        old = desk.read("Customer", "brien")
        body = {"Id": old["Id"], "SyncToken": old["SyncToken"]}
        assert fault(desk.post("customer", body, operation="delete")) == (400, "500")
        gone = desk.changed("Customer", "brien", Active=False)
        assert gone["DisplayName"] == "O'Brien (deleted)"


def test_a_foreign_invoice_without_a_rate_gets_the_rate_one() -> None:
    euro = invoice("1", currency="EUR", rate=Decimal("1.0875"))
    with company(story(euro)) as desk:
        old = desk.read("Invoice", "1")
        assert (old["HomeTotalAmt"], old["HomeBalance"]) == (108.75, 108.75)
        body = {key: old[key] for key in ("Id", "SyncToken", "CustomerRef", "Line", "CurrencyRef")}
        new = desk.post("invoice", body).json()["Invoice"]
        assert (new["ExchangeRate"], new["HomeBalance"]) == (1, 100.0)


def test_a_note_is_answered_as_the_sample_is() -> None:
    with company() as desk:
        body = sample("attachable.note.request.json")
        body["AttachableRef"][0]["EntityRef"]["value"] = desk.books.id_of("1")
        made = desk.post("attachable", body).json()
        del made["Attachable"]["futureField"]
        assert paths(made) == paths(sample("attachable.note.response.json"))
        assert desk.books.notes() == {desk.books.id_of("1"): [body["Note"]]}


def test_a_note_on_nothing_is_refused() -> None:
    with company() as desk:
        ref = [{"EntityRef": {"type": "Invoice", "value": "999"}}]
        assert fault(desk.post("attachable", {"Note": "n", "AttachableRef": ref})) == (400, "2500")


def test_a_batch_answers_item_by_item() -> None:
    with company() as desk:
        body = sample("batch.request.json")
        update, _, note = body["BatchItemRequest"]
        update["Invoice"]["Id"] = note["Attachable"]["AttachableRef"][0]["EntityRef"]["value"] = (
            desk.books.id_of("1")
        )
        update["Invoice"]["SyncToken"] = "7"
        answer = desk.post("batch", body).json()["BatchItemResponse"]
        assert [item["bId"] for item in answer] == ["a", "b", "c"]
        assert answer[0]["Fault"]["Error"][0]["code"] == "5010"
        assert answer[1]["QueryResponse"]["maxResults"] == 3
        assert answer[2]["Attachable"]["Note"] == "n"
        assert paths(answer[0]) == paths(sample("batch.response.json")["BatchItemResponse"][2])


def test_a_batch_of_31_is_refused_whole() -> None:
    with company() as desk:
        item = {"bId": "1", "operation": "create", "Attachable": {"Note": "n"}}
        assert fault(desk.post("batch", {"BatchItemRequest": [item] * 31})) == (400, "6000")
        assert desk.query("SELECT * FROM Attachable") == {}


def test_an_estimate_and_hours_are_kept() -> None:
    with company() as desk:
        customer = {"value": desk.books.id_of("maple")}
        offer = desk.post("estimate", {"CustomerRef": customer, "Line": [LINE]}).json()["Estimate"]
        hours = {"NameOf": "Employee", "Hours": 2, "CustomerRef": customer}
        desk.post("timeactivity", hours | {"BillableStatus": "Billable"})
        assert (offer["TotalAmt"], offer["TxnStatus"]) == (40.5, "Pending")
        found = desk.query("SELECT * FROM TimeActivity WHERE BillableStatus = 'Billable'")
        assert found["TimeActivity"][0]["Hours"] == 2
