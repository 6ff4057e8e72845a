"""QuickBooks' records -> facts."""

import json
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from connectors.ledger import Gone
from connectors.quickbooks.bodies import InvoiceBody
from connectors.quickbooks.decode import read_query
from rules.facts import (
    Applied,
    Contact,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Money,
    Payment,
    Person,
    Postal,
    Terms,
    TermsKind,
    Unreadable,
)
from tests.connectors.quickbooks_samples import page, read, sample

PACIFIC_WINTER = timezone(timedelta(hours=-8))
CHANGED = datetime(2026, 11, 15, 10, 20, 30, tzinfo=PACIFIC_WINTER)


def an_invoice(**changes: Any) -> Invoice:
    (fact,) = read("Invoice", sample("invoice.read", **changes)).facts
    assert isinstance(fact, Invoice)
    return fact


def a_customer(file: str = "customer.read", **changes: Any) -> Contact:
    (fact,) = read("Customer", sample(file, **changes)).facts
    assert isinstance(fact, Contact)
    return fact


def test_an_invoice_is_read_whole() -> None:
    assert an_invoice(DepartmentRef={"value": "2", "name": "Marketing"}) == Invoice(
        id=InvoiceId("130"),
        number="1037",
        customer=CustomerId("24"),
        status=InvoiceStatus.OPEN,
        issued=date(2026, 10, 1),
        due=date(2026, 10, 31),
        total=Money(Decimal("297.0"), "USD"),
        balance=Money(Decimal("197.0"), "USD"),
        sent=True,
        bill_to=(Person("ap@sonnenschein.example"),),
        bill_cc=(Person("owner@sonnenschein.example"),),
        reference="PO-77",
        department="Marketing",
        terms="3",
        memo="internal memo, never printed",
        sent_on=date(2026, 10, 1),
        payable_online=True,
        updated=CHANGED,
        version="3",
    )


@pytest.mark.parametrize(
    ("word", "viewed"), [("Viewed", True), ("Sent", False), ("", None), (None, None)]
)
def test_whether_the_customer_has_opened_it(word: str | None, viewed: bool | None) -> None:
    assert an_invoice(EInvoiceStatus=word).viewed is viewed


@pytest.mark.parametrize(
    ("card", "bank", "address", "known"),
    [
        (True, False, "ap@sonnenschein.example", True),
        (False, True, "ap@sonnenschein.example", True),
        (True, True, None, None),  # the customer may have an address; the invoice does not say
        (False, False, "ap@sonnenschein.example", False),
        (..., False, "ap@sonnenschein.example", None),
        (..., ..., "ap@sonnenschein.example", None),
    ],
)
def test_whether_an_invoice_can_be_paid_online(
    card: object, bank: object, address: str | None, known: bool | None
) -> None:
    told = an_invoice(
        AllowOnlineCreditCardPayment=card,
        AllowOnlineACHPayment=bank,
        BillEmail={"Address": address} if address else ...,
    )
    assert told.payable_online is known


def test_the_notes_on_a_customer_are_kept() -> None:
    assert a_customer(Notes="#no-chase").memo == "#no-chase"


def test_a_strange_time_of_delivery_costs_nothing() -> None:
    assert an_invoice(DeliveryInfo={"DeliveryTime": "yesterday"}).sent_on is None


def test_a_foreign_invoice_keeps_its_own_currency_and_balance() -> None:
    (fact,) = read("Invoice", sample("invoice.multicurrency")).facts
    assert isinstance(fact, Invoice)
    assert (fact.total, fact.balance) == (
        Money(Decimal("1000.0"), "EUR"),
        Money(Decimal("400.0"), "EUR"),
    )


def test_an_invoice_without_a_currency_is_in_the_companys() -> None:
    assert an_invoice(CurrencyRef=...).balance == Money(Decimal("197.0"), "USD")


@pytest.mark.parametrize(
    ("written", "amount"),
    [
        ("0.1", Decimal("0.1")),  # a float would make 0.1000000000000000055 of it
        ("1234567890123456.78", Decimal("1234567890123456.78")),
        ('"197.50"', Decimal("197.50")),  # now and then an amount comes as a string
        ("197", Decimal(197)),
    ],
)
def test_amounts_are_exact_however_they_are_written(written: str, amount: Decimal) -> None:
    text = page("Invoice", sample("invoice.read", Balance="BALANCE")).decode()
    body = read_query(text.replace('"BALANCE"', written).encode()).records["Invoice"].bodies[0]
    assert isinstance(body, InvoiceBody)
    assert body.Balance == amount


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({}, InvoiceStatus.OPEN),
        ({"Balance": 0}, InvoiceStatus.PAID),
        ({"Balance": "0.00"}, InvoiceStatus.PAID),
        ({"Balance": 0, "TotalAmt": 0, "PrivateNote": "Voided"}, InvoiceStatus.VOIDED),
        ({"Balance": 0, "TotalAmt": 0, "PrivateNote": "ask Jo\nVoided"}, InvoiceStatus.VOIDED),
        # the older form kept the total
        ({"Balance": 0, "TotalAmt": 50, "PrivateNote": "Voided"}, InvoiceStatus.VOIDED),
        # a paid invoice that a voided cheque is remembered on
        ({"Balance": 0, "PrivateNote": "cheque 12 Voided, paid later"}, InvoiceStatus.PAID),
        # a word in a note never closes an invoice that has a balance
        ({"PrivateNote": "Voided cheque, still owing"}, InvoiceStatus.OPEN),
    ],
)
def test_the_status_follows_from_the_amounts(
    changes: dict[str, Any], status: InvoiceStatus
) -> None:
    assert an_invoice(**changes).status is status


def test_the_voided_sample_is_voided() -> None:
    (fact,) = read("Invoice", sample("invoice.voided")).facts
    assert isinstance(fact, Invoice)
    assert fact.status is InvoiceStatus.VOIDED


@pytest.mark.parametrize(
    ("status", "sent"),
    [
        ("EmailSent", True),
        ("NotSet", False),
        ("NeedToSend", False),
        ("SomethingNew", None),
        (None, None),
        (..., None),
    ],
)
def test_sent_is_what_the_email_status_says(status: object, sent: bool | None) -> None:
    assert an_invoice(EmailStatus=status).sent is sent


def test_a_bounced_invoice_says_so() -> None:
    bounced = {"DeliveryType": "Email", "DeliveryErrorType": "Bounced Email"}
    assert an_invoice(DeliveryInfo=bounced).delivery_problem == "Bounced Email"


@pytest.mark.parametrize("status", ["DISPUTED", "Disputed"])
def test_a_disputed_invoice_is_disputed(status: str) -> None:
    assert an_invoice(invoiceStatus=status).disputed


@pytest.mark.parametrize("status", [None, ..., "OVERDUE_VIEWED", {"new": "shape"}])
def test_any_other_invoice_status_is_no_dispute(status: object) -> None:
    assert not an_invoice(invoiceStatus=status).disputed


@pytest.mark.parametrize(
    "name", ["P.O. Number", "PO", "po number", "PO #", "Purchase Order", "P.O. No.", "PO Number:"]
)
def test_the_purchase_order_is_the_reference(name: str) -> None:
    fields = [{"Name": "Crew", "StringValue": "B"}, {"Name": name, "StringValue": " 4711 "}]
    assert an_invoice(CustomField=fields).reference == "4711"


@pytest.mark.parametrize("name", ["Crew", "Post code", "Sales Rep", "Pogo", None])
def test_another_custom_field_is_not(name: str | None) -> None:
    assert an_invoice(CustomField=[{"Name": name, "StringValue": "4711"}]).reference is None


def test_the_class_of_the_invoice_or_else_of_its_first_line_that_has_one() -> None:
    lines = [
        {"DetailType": "DescriptionOnly"},
        {"SalesItemLineDetail": {"ClassRef": {"value": "7", "name": "North"}}},
        {"SalesItemLineDetail": {"ClassRef": {"value": "8", "name": "South"}}},
    ]
    assert an_invoice(Line=lines).klass == "North"
    assert an_invoice(Line=lines, ClassRef={"value": "9", "name": "West"}).klass == "West"


def test_a_null_is_an_absent_field() -> None:
    empty = dict.fromkeys(
        ["DocNumber", "DueDate", "BillEmail", "DeliveryInfo", "CustomField", "Line", "PrivateNote"]
    )
    fact = an_invoice(**empty)
    assert (fact.number, fact.due, fact.bill_to, fact.memo) == (None, None, (), None)


def test_unknown_keys_are_passed_over() -> None:
    assert an_invoice(BrandNewField={"deep": [1, {"er": None}]}) == an_invoice()


BAD_INVOICES = [
    ({"Balance": ...}, "the record has no Balance"),
    ({"Balance": None}, "the record has no Balance"),
    ({"TotalAmt": ...}, "the record has no TotalAmt"),
    ({"TxnDate": ...}, "the record has no TxnDate"),
    ({"DueDate": "31/10/2026"}, 'the field DueDate "31/10/2026" is no date'),
    ({"DueDate": ""}, 'the field DueDate "" is no date'),
    ({"Balance": "a lot"}, 'the field Balance "a lot" is no amount'),
    (
        {"BillEmail": "ap@sonnenschein.example"},
        'the field BillEmail "ap@sonnenschein.example" cannot be read: Expected',
    ),
    ({"CustomField": {}}, "the field CustomField cannot be read: Expected"),
]


@pytest.mark.parametrize(("changes", "why"), BAD_INVOICES)
def test_a_bad_invoice_costs_itself_and_names_its_customer(
    changes: dict[str, Any], why: str
) -> None:
    good = sample("invoice.read")
    read_out = read("Invoice", good, sample("invoice.read", Id="131", **changes), good)
    assert [fact.id for fact in read_out.facts if isinstance(fact, Invoice)] == ["130", "130"]
    (bad,) = read_out.unreadable
    assert (bad.kind, bad.id, bad.customer) == (Kind.INVOICE, "131", "24")
    assert bad.why.startswith(why)


def test_a_record_that_is_no_record_at_all_costs_itself_only() -> None:
    body = page("Invoice", sample("invoice.read")).replace(b'"Invoice": [', b'"Invoice": [17, ')
    records = read_query(body).records["Invoice"]
    assert len(records.bodies) == 1
    assert [(bad.id, bad.customer) for bad in records.broken] == [(None, None)]


SONNENSCHEIN = Postal(
    lines=("5647 Cypress Hill Ave.",), city="Middlefield", region="CA", postcode="94303"
)


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (
            {"Line1": "Sonnenschein Family Store", "Line2": " 4 Mill  Lane", "City": "Leeds"},
            Postal(lines=("4 Mill Lane",), city="Leeds"),
        ),
        (
            {"Line1": "PO Box 9", "City": "Austin", "CountrySubDivisionCode": "TX"},
            Postal(lines=("PO Box 9",), city="Austin", region="TX"),
        ),
        ({"Country": "USA"}, None),
        ({}, None),
    ],
)
def test_post_goes_to_the_billing_address_without_the_name_in_it(
    written: dict[str, str], read: Postal | None
) -> None:
    assert a_customer(BillAddr=written).address == read


def test_a_customer_is_read_whole() -> None:
    assert a_customer() == Contact(
        id=CustomerId("24"),
        name="Sonnenschein Family Store",
        people=(
            Person("ap@sonnenschein.example", None, "+16505578463"),
            Person("russ@sonnenschein.example"),
        ),
        phone="+16505578463",
        terms_id="3",
        currency="USD",
        address=SONNENSCHEIN,
        memo="Pays after second reminder.",
        updated=CHANGED,
        version="1",
    )


def test_a_sub_customer_knows_its_parent_and_who_is_billed() -> None:
    sub = a_customer("customer.sub")
    assert (sub.name, sub.parent, sub.billed_to) == ("Patio", "24", "24")
    alone = a_customer("customer.sub", BillWithParent=False)
    assert (alone.parent, alone.billed_to) == ("24", None)


def test_a_merged_or_deleted_customer_is_inactive() -> None:
    gone = a_customer(Active=False, DisplayName="Sonnenschein Family Store (deleted)")
    assert not gone.active


def test_the_type_of_a_customer_is_its_group() -> None:
    named = a_customer(CustomerTypeRef={"value": "5", "name": "Schools"})
    assert (named.groups, named.group_id) == (("Schools",), None)
    by_id = a_customer(CustomerTypeRef={"value": "5"})
    assert (by_id.groups, by_id.group_id) == ((), "5")


def test_a_customer_with_a_name_and_no_address_is_still_somebody() -> None:
    assert a_customer(PrimaryEmailAddr=...).people == (
        Person(None, "Russ Sonnenschein", "+16505578463"),
    )


def test_the_first_number_that_can_be_rung_is_taken_and_the_others_are_kept_as_written() -> None:
    contact = a_customer(
        PrimaryPhone={"FreeFormNumber": "ask Jo"},
        Mobile={"FreeFormNumber": " "},
        AlternatePhone={"FreeFormNumber": "+64 9 555 0134"},
    )
    assert (contact.phone, contact.unusable) == ("+6495550134", ("ask Jo",))


def test_a_number_is_read_by_the_customers_own_country() -> None:
    contact = a_customer(
        BillAddr={"Country": "New Zealand"}, PrimaryPhone={"FreeFormNumber": "09 555 0134"}
    )
    assert (contact.country, contact.phone) == ("NZ", "+6495550134")


def test_an_address_that_is_none_is_kept_as_written() -> None:
    contact = a_customer(PrimaryEmailAddr={"Address": "ap@sonnenschein.example; by post"})
    assert [person.email for person in contact.people] == ["ap@sonnenschein.example"]
    assert contact.unusable == ("by post",)


def test_a_payment_settles_invoices_and_leaves_no_credit() -> None:
    read_out = read("Payment", sample("payment.read"))
    assert read_out.facts == (
        Payment(
            id="201",
            customer=CustomerId("24"),
            on=date(2026, 11, 15),
            amount=Money(Decimal("100.0"), "USD"),
            applied=(Applied(InvoiceId("130"), Decimal("100.0")),),
            reference="10264",
            updated=CHANGED,
        ),
    )
    assert read_out.gone == (Gone(Kind.CREDIT, "payment:201"),)


def test_a_whole_pass_leaves_the_used_up_credits_to_its_sweep() -> None:
    assert read("Payment", sample("payment.read"), whole=True).gone == ()


def test_what_a_payment_has_left_over_is_a_credit() -> None:
    payment, credit = read("Payment", sample("payment.read", UnappliedAmt=40.5)).facts
    assert isinstance(payment, Payment)
    assert credit == Credit(
        id="payment:201",
        kind=CreditKind.UNAPPLIED_PAYMENT,
        customer=CustomerId("24"),
        on=date(2026, 11, 15),
        remaining=Money(Decimal("40.5"), "USD"),
        number="10264",
        updated=CHANGED,
    )


def test_a_payment_that_does_not_say_what_is_left_holds_its_customer() -> None:
    read_out = read("Payment", sample("payment.read", UnappliedAmt=...))
    assert read_out.unreadable == (
        Unreadable(Kind.PAYMENT, "201", CustomerId("24"), "the record has no UnappliedAmt"),
    )
    assert (read_out.facts, read_out.gone) == ((), ())


def test_a_credit_memo_is_a_credit_with_what_is_left_of_it() -> None:
    assert read("CreditMemo", sample("creditmemo.read", RemainingCredit=20)).facts == (
        Credit(
            id="140",
            kind=CreditKind.CREDIT_NOTE,
            customer=CustomerId("24"),
            on=date(2026, 11, 1),
            remaining=Money(Decimal(20), "USD"),
            number="1040",
            updated=CHANGED,
        ),
    )
    (by_balance,) = read("CreditMemo", sample("creditmemo.read", RemainingCredit=...)).facts
    assert isinstance(by_balance, Credit)
    assert by_balance.remaining == Money(Decimal("50.0"), "USD")


@pytest.mark.parametrize(
    ("record", "terms"),
    [
        (sample("term.read"), Terms("3", "Net 30", TermsKind.DAYS_AFTER_ISSUE, 30)),
        (
            sample("term.read", Type="Standard"),
            Terms("3", "Net 30", TermsKind.DAYS_AFTER_ISSUE, 30),
        ),
        (sample("term.datedriven"), Terms("6", "15th of month", TermsKind.DATE_DRIVEN, 15)),
        (
            sample("term.datedriven", Type="DateDriven"),
            Terms("6", "15th of month", TermsKind.DATE_DRIVEN, 15),
        ),
    ],
)
def test_terms(record: dict[str, Any], terms: Terms) -> None:
    assert read("Term", record).facts == (terms,)


def test_the_stub_of_a_deleted_record_is_no_invoice() -> None:
    stub = {"domain": "QBO", "status": "Deleted", "Id": "99"}
    read_out = read("Invoice", stub, sample("invoice.read"))
    assert [fact.id for fact in read_out.facts if isinstance(fact, Invoice)] == ["130"]
    assert read_out.unreadable == ()


def test_an_empty_answer_has_no_records() -> None:
    assert read_query(json.dumps({"QueryResponse": {}}).encode()).records == {}
