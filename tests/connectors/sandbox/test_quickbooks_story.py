"""A story told in QuickBooks' records, in the shapes of the sample files (B6-B11)."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.story import StoryPerson
from tests.connectors.sandbox.quickbooks_company import (
    BRIEN,
    MAPLE,
    PATIO,
    company,
    credit,
    fault,
    invoice,
    paths,
    payment,
    sample,
    story,
)

FULL = invoice(
    "1", memo="internal memo", reference="PO-77", bill_email="ap@maple.example", sent=True
)
WHOLE = story(
    FULL,
    payments=(payment("p", "60.00", **{"1": "40.00"}),),
    credits=(credit("c", "50.00", "50.00"), credit("pre", "30.00", "20.00", "prepayment")),
)
NOT_IN_STORIES = {
    "Customer": {"Notes", "Mobile"},
    "Invoice": {"BillEmailCc"},
    "Payment": {"PaymentMethodRef", "PaymentRefNum"},
}
"""Keys of the samples for which a story has no words."""
BEYOND = {"futureField", "CustomerTypeRef"}
"""Keys that the samples do not have."""
DEEPER = {
    "Invoice": {".BillAddr.Country", ".ShipAddr.Country", ".futureField.value"},
    "Customer": {".BillAddr.Country", ".CustomerTypeRef.value", ".futureField.value"},
    "Payment": {".futureField.value"},
    "CreditMemo": {".Line[].Description", ".futureField.value"},
}
"""The same, further down."""


@pytest.mark.parametrize(
    ("entity", "key", "file"),
    [
        ("Invoice", "1", "invoice.read.json"),
        ("Customer", "maple", "customer.read.json"),
        ("Payment", "p", "payment.read.json"),
        ("CreditMemo", "c", "creditmemo.read.json"),
    ],
)
def test_a_record_has_the_keys_of_the_sample(entity: str, key: str, file: str) -> None:
    with company(WHOLE) as desk:
        mine, theirs = desk.read(entity, key), sample(file)[entity]
        assert mine.keys() - BEYOND == theirs.keys() - NOT_IN_STORIES.get(entity, set())
        assert (
            paths(mine) - paths(theirs)
            == {f".{key}" for key in mine.keys() & BEYOND} | DEEPER[entity]
        )


@pytest.mark.parametrize(
    ("path", "entity", "file"),
    [
        ("companyinfo/9130", "CompanyInfo", "companyinfo.read.json"),
        ("preferences", "Preferences", "preferences.read.json"),
        ("term/2", "Term", "term.read.json"),
    ],
)
def test_the_companys_own_records_have_the_keys_of_the_samples(
    path: str, entity: str, file: str
) -> None:
    with company() as desk:
        mine = desk.get(path).json()
        assert mine.keys() == sample(file).keys()
        assert mine[entity].keys() - BEYOND == sample(file)[entity].keys()


def test_a_voided_invoice_of_the_story_has_the_keys_of_the_sample() -> None:
    books = story(replace(FULL, status="voided"))
    with company(books) as desk:
        mine = desk.read("Invoice", "1")
        assert (mine["PrivateNote"], mine["Balance"]) == ("Voided", 0)
        theirs = sample("invoice.voided.json")["Invoice"]
        assert mine.keys() - BEYOND == theirs.keys() - {"BillEmailCc"}
        assert mine["Line"][0].keys() == theirs["Line"][0].keys()


def test_a_foreign_invoice_has_the_keys_of_the_sample() -> None:
    books = story(replace(FULL, currency="EUR", rate=Decimal("1.0875")))
    with company(books) as desk:
        mine = desk.read("Invoice", "1")
        theirs = sample("invoice.multicurrency.json")["Invoice"]
        assert mine.keys() - BEYOND == theirs.keys() - {"BillEmailCc", "LinkedTxn"} | {"LinkedTxn"}
        assert mine["CurrencyRef"] == {"value": "EUR", "name": "Euro"}
        assert desk.get("preferences").json()["Preferences"]["CurrencyPrefs"] == {
            "MultiCurrencyEnabled": True,
            "HomeCurrency": {"value": "USD"},
        }


def test_a_company_of_one_currency_knows_no_rates() -> None:
    with company(WHOLE) as desk:
        assert (
            desk.read("Invoice", "1")
            .keys()
            .isdisjoint({"ExchangeRate", "HomeTotalAmt", "HomeBalance"})
        )


def test_amounts_follow_payments_and_credits() -> None:
    with company(WHOLE) as desk:
        assert desk.read("Invoice", "1")["Balance"] == 60.0
        assert desk.read("Payment", "p")["UnappliedAmt"] == 20.0
        assert desk.read("CreditMemo", "c")["RemainingCredit"] == 50.0
        prepaid = desk.read("Payment", "pre")
        assert (prepaid["TotalAmt"], prepaid["UnappliedAmt"]) == (30.0, 20.0)
        # 60 due, less 20 unapplied, 50 of the credit memo and 20 of the prepayment
        assert desk.read("Customer", "maple")["Balance"] == -30.0


def test_a_sub_customer_is_billed_with_its_parent() -> None:
    books = story(invoice("1", customer="patio"), customers=(PATIO, MAPLE, BRIEN))
    with company(books) as desk:
        patio, maple = desk.read("Customer", "patio"), desk.read("Customer", "maple")
        wanted = sample("customer.sub.json")["Customer"]
        for key in ("Job", "BillWithParent", "Level"):
            assert patio[key] == wanted[key]
        assert patio["ParentRef"] == {"value": maple["Id"], "name": "Maple & Sons"}
        assert patio["FullyQualifiedName"] == "Maple & Sons:Patio"
        assert (maple["Balance"], maple["BalanceWithJobs"]) == (0, 100.0)


@pytest.mark.parametrize(
    ("customer", "expected"),
    [
        (MAPLE, "ap@maple.example, ana@maple.example"),
        (replace(MAPLE, email="ask Ana"), "ask Ana"),
        (
            replace(
                MAPLE,
                email=None,
                people=(
                    StoryPerson(first="Jo", last="Park", email="jo@maple.example"),
                    StoryPerson(first="Al", last="Ott", email="al@maple.example"),
                    StoryPerson(
                        first="X", last="Y", email="x@maple.example", include_in_emails=False
                    ),
                ),
            ),
            "jo@maple.example, al@maple.example",
        ),
    ],
)
def test_one_field_holds_all_addresses(customer: Any, expected: str) -> None:
    with company(story(invoice("1"), customers=(customer,))) as desk:
        assert desk.read("Customer", "maple")["PrimaryEmailAddr"] == {"Address": expected}
        assert desk.read("Invoice", "1")["BillEmail"] == {"Address": expected}


@pytest.mark.parametrize(
    ("changes", "field", "expected"),
    [
        ({"sent": False}, "EmailStatus", "NotSet"),
        ({"sent": False}, "DeliveryInfo", None),
        ({"disputed": True}, "invoiceStatus", "DISPUTED"),
        ({"broken": "due"}, "DueDate", "31-31-2026"),
        ({"broken": "total"}, "TotalAmt", "n/a"),
        ({"memo": "#dispute: short"}, "PrivateNote", "#dispute: short"),
        ({"due": None}, "DueDate", None),
        ({"bill_email": "jo@maple.example"}, "BillEmail", {"Address": "jo@maple.example"}),
        ({"customer": "patio"}, "BillEmail", None),
    ],
)
def test_what_the_story_says_of_an_invoice(
    changes: dict[str, Any], field: str, expected: object
) -> None:
    with company(story(invoice("1", **changes))) as desk:
        assert desk.read("Invoice", "1").get(field) == expected


def test_a_bounced_invoice_tells_of_its_last_mail() -> None:
    with company(story(invoice("1", bounced=True))) as desk:
        told = desk.read("Invoice", "1")["DeliveryInfo"]
        assert told["DeliveryErrorType"] == "Bounced Email"


def test_a_broken_field_can_still_be_found_and_paid() -> None:
    with company(story(invoice("1", broken="total"))) as desk:
        desk.books.pay("1", Decimal("25.00"))
        (found,) = desk.query("SELECT * FROM Invoice WHERE TotalAmt = '100'")["Invoice"]
        assert (found["TotalAmt"], found["Balance"]) == ("n/a", 75.0)


def test_drafts_do_not_exist_and_deleted_invoices_are_gone() -> None:
    books = story(invoice("1"), invoice("2", status="draft"), invoice("3", status="deleted"))
    with company(books) as desk:
        assert desk.query("SELECT COUNT(*) FROM Invoice") == {"totalCount": 1}
        with pytest.raises(KeyError):
            desk.books.id_of("2")
        assert fault(desk.get(f"invoice/{desk.books.id_of('3')}")) == (400, "610")


def test_terms_follow_the_customers() -> None:
    with company() as desk:
        names = {term["Name"]: term["DueDays"] for term in desk.query("SELECT * FROM Term")["Term"]}
        assert names == {"Net 20": 20, "Net 30": 30}
        assert desk.read("Customer", "maple")["SalesTermRef"]["name"] == "Net 30"


def test_an_unknown_broken_field_is_named() -> None:
    with pytest.raises(ValueError, match="No broken field 'colour'; known: due, "):
        QuickBooksBooks(story(invoice("1", broken="colour")))


def test_control_from_outside_pays_voids_and_deletes() -> None:
    with company(story(invoice("1"), invoice("2"), invoice("3"))) as desk:
        desk.books.pay("1")
        desk.books.void("2")
        desk.books.delete(desk.books.id_of("3"))
        left = desk.query("SELECT DocNumber, Balance FROM Invoice ORDERBY Id")["Invoice"]
        assert [(one["DocNumber"], one["Balance"]) for one in left] == [("INV-1", 0), ("INV-2", 0)]
        with pytest.raises(KeyError):
            desk.books.pay("nothing")


@pytest.mark.parametrize("amount", ["100.01", "0", "-1"])
def test_a_payment_that_is_none_is_named(amount: str) -> None:
    books = QuickBooksBooks(story(invoice("1")))
    with pytest.raises(ValueError, match=r"Invoice '1' has 100\.00 due: pay that or less, not"):
        books.pay("1", Decimal(amount))


def test_ids_are_the_same_in_every_process() -> None:
    assert QuickBooksBooks(WHOLE).id_of("1") == QuickBooksBooks(WHOLE).id_of("1")


def test_the_books_survive_a_restart(tmp_path: Path) -> None:
    file = tmp_path / "books.json"
    with company(WHOLE) as before:
        before.books.pay("1", Decimal("10.00"))
        before.post("attachable", {"Note": "called"}, requestid="n-1")
        before.post(f"invoice/{before.books.id_of('1')}/send", {})
        invoice_then = before.read("Invoice", "1")
        header = before.http.headers["Authorization"]
        before.books.save(file)
    with company(story()) as after:
        after.books.load(file)
        after.http.headers["Authorization"] = header
        assert after.read("Invoice", "1") == invoice_then
        assert after.books.sent() == [after.books.id_of("1")]
        after.books.pay("1")
        assert after.read("Invoice", "1")["Balance"] == 0
        after.post("attachable", {"Note": "called"}, requestid="n-1")
        assert after.query("SELECT COUNT(*) FROM Attachable") == {"totalCount": 1}
        assert after.refresh().status_code == 200
