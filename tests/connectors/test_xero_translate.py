"""Xero's records become facts, and a bad record costs only itself."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.errors import Unavailable
from connectors.ledger import Gone
from connectors.xero import reading
from connectors.xero.reading import Reader, Said
from connectors.xero.translate import Home
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
)
from tests.connectors.xero_bodies import CONTACT, CREDIT_NOTE, INVOICE, PAYMENT, answer, without

HOME = Home(country="NZ", currency="NZD")
BARNEY = CustomerId("a3675fc4-f8dd-4f03-ba5b-f1870566bcd7")


def read(reader: Reader[Any], *records: object) -> Said:
    return reader.read(reader.opener(), answer(reader.plural, *records), HOME)


def invoice(**said: object) -> Invoice:
    (fact,) = read(reading.INVOICES, INVOICE | said).facts
    assert isinstance(fact, Invoice)
    return fact


def contact(**said: object) -> Contact:
    (fact,) = read(reading.CONTACTS, CONTACT | said).facts
    assert isinstance(fact, Contact)
    return fact


# --- invoices


def test_an_invoice_is_read_whole() -> None:
    assert invoice() == Invoice(
        id=InvoiceId("7ef31b20-de17-4312-8382-412f869b1510"),
        number="INV-0003",
        customer=BARNEY,
        status=InvoiceStatus.OPEN,
        issued=date(2025, 10, 21),
        due=date(2025, 11, 4),
        total=Money(Decimal("115.0"), "NZD"),
        balance=Money(Decimal("100.0"), "NZD"),
        sent=True,
        reference="PO-77",
        payable_online=True,
        updated=datetime(2025, 11, 13, 2, 13, 20, 927000, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("DRAFT", InvoiceStatus.DRAFT),
        ("SUBMITTED", InvoiceStatus.DRAFT),  # waits for approval in Xero
        ("AUTHORISED", InvoiceStatus.OPEN),
        ("PAID", InvoiceStatus.PAID),
        ("VOIDED", InvoiceStatus.VOIDED),
        ("DELETED", InvoiceStatus.DELETED),
    ],
)
def test_each_status_has_its_word(word: str, status: InvoiceStatus) -> None:
    assert invoice(Status=word).status is status


@pytest.mark.parametrize(("word", "known"), [("AUTHORISED", True), ("DRAFT", None), ("PAID", None)])
def test_every_approved_invoice_has_its_page_online(word: str, known: bool | None) -> None:
    assert invoice(Status=word).payable_online is known


def test_an_amount_keeps_its_digits() -> None:
    body = answer("Invoices", INVOICE).replace(
        b'"AmountDue": 100.0', b'"AmountDue": 0.1000000000000001'
    )

    (fact,) = reading.INVOICES.read(reading.INVOICES.opener(), body, HOME).facts

    assert isinstance(fact, Invoice)
    assert fact.balance.amount == Decimal("0.1000000000000001")


@pytest.mark.parametrize(
    ("said", "due"),
    [
        ({"DueDateString": "2025-11-04T00:00:00"}, date(2025, 11, 4)),
        ({"DueDateString": "2025-11-04 00:00:00"}, date(2025, 11, 4)),
        ({"DueDateString": None}, date(2025, 11, 4)),  # the ticks say it too
        ({"DueDateString": None, "DueDate": "/Date(1762214400000+1300)/"}, date(2025, 11, 4)),
        ({"DueDateString": None, "DueDate": "/Date(1762214400000)/"}, date(2025, 11, 4)),
        ({"DueDateString": None, "DueDate": "2025-11-04T00:00:00"}, date(2025, 11, 4)),
        ({"DueDateString": None, "DueDate": "/Date(0+0000)/"}, date(1970, 1, 1)),
        ({"DueDateString": None, "DueDate": "/Date(-62135596800000+0000)/"}, date(1, 1, 1)),
        ({"DueDateString": None, "DueDate": None}, None),
    ],
)
def test_a_due_date_is_the_organisations_calendar_day(
    said: dict[str, str | None], due: date | None
) -> None:
    assert invoice(**said).due == due


def test_the_day_of_payment_is_xeros_or_else_the_last_payments() -> None:
    paid = INVOICE | {"Status": "PAID", "AmountDue": 0}
    told = paid | {"FullyPaidOnDate": "/Date(1763078400000+0000)/"}

    facts = read(reading.INVOICES, told, paid, INVOICE).facts

    assert [fact.paid_on for fact in facts if isinstance(fact, Invoice)] == [
        date(2025, 11, 14),
        date(2025, 11, 13),
        None,
    ]


def test_department_and_class_are_what_the_lines_are_tracked_by() -> None:
    """Xero has no such fields: companies name their tracking categories as they like."""
    lines = [
        {"Tracking": []},
        {"Tracking": [{"Name": "Region ", "Option": "North"}, {"Name": "Buyer", "Option": "Jo"}]},
        {"Tracking": [{"Name": "Cost Centre", "Option": "Fit-out"}]},
        {"Tracking": [{"Name": "Region", "Option": "South"}]},
    ]
    told = invoice(LineItems=lines)
    assert (told.department, told.klass) == ("North", "Fit-out")


def test_a_day_on_which_payment_is_expected_is_kept() -> None:
    assert invoice(ExpectedPaymentDate="/Date(1763078400000+0000)/").expected_on == date(
        2025, 11, 14
    )


@pytest.mark.parametrize("name", ["InvoiceNumber", "Reference", "SentToContact", "UpdatedDateUTC"])
@pytest.mark.parametrize("how", ["absent", "null", "empty"])
def test_what_an_invoice_can_do_without_may_be_missing(name: str, how: str) -> None:
    if how == "absent":
        (fact,) = read(reading.INVOICES, without(INVOICE, name)).facts
    elif how == "null" or name == "SentToContact":
        fact = invoice(**{name: None})
    else:
        fact = invoice(**{name: ""})

    assert isinstance(fact, Invoice)
    attributes = {
        "InvoiceNumber": fact.number,
        "Reference": fact.reference,
        "SentToContact": fact.sent,
        "UpdatedDateUTC": fact.updated,
    }
    assert attributes[name] is None


def test_a_bill_is_none_of_our_business_even_if_it_is_unreadable() -> None:
    bill = INVOICE | {"Type": "ACCPAY"}

    said = read(reading.INVOICES, bill, bill | {"AmountDue": None}, bill | {"Total": [1]})

    assert (said.facts, said.unreadable, said.count) == ((), (), 3)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"Status": "FROZEN"}, 'its Status "FROZEN" is not known'),
        ({"Status": None}, 'its "Status" is missing'),
        ({"Type": "BARTER"}, 'its Type "BARTER" is not known'),
        ({"AmountDue": None}, 'its "AmountDue" is missing'),
        ({"AmountDue": "NaN"}, 'its AmountDue "NaN" is not an amount'),
        ({"Total": "a lot"}, "it cannot be read: Invalid decimal string - at `$.Total`"),
        ({"CurrencyCode": ""}, 'its "CurrencyCode" is missing'),
        ({"DueDateString": "soon"}, 'its DueDate "soon" is not a date'),
        (
            {"DueDateString": None, "DueDate": "/Date(soon)/"},
            'its DueDate "/Date(soon)/" is not a date',
        ),
        ({"ExpectedPaymentDate": "Monday"}, 'its ExpectedPaymentDate "Monday" is not a date'),
        ({"DateString": None, "Date": None}, 'its "Date" is missing'),
        (
            {"DueDate": 20251104},
            "it cannot be read: Expected `str | null`, got `int` - at `$.DueDate`",
        ),
        (
            {"Payments": {}},
            "it cannot be read: Expected `array | null`, got `object` - at `$.Payments`",
        ),
    ],
)
def test_an_invoice_that_cannot_be_read_says_why_and_costs_only_itself(
    said: dict[str, object], why: str
) -> None:
    broken = INVOICE | said | {"InvoiceID": "broken"}

    page = read(reading.INVOICES, INVOICE, broken, INVOICE | {"InvoiceID": "after"})

    assert [fact.id for fact in page.facts] == [INVOICE["InvoiceID"], "after"]
    assert [(bad.kind, bad.id, bad.customer, bad.why) for bad in page.unreadable] == [
        (Kind.INVOICE, "broken", BARNEY, why)
    ]


def test_an_unreadable_record_without_a_customer_is_still_reported() -> None:
    page = read(reading.INVOICES, INVOICE | {"Contact": None}, "not even a record", None)

    assert len(page.unreadable) == 3
    assert {(bad.id, bad.customer) for bad in page.unreadable} == {
        (INVOICE["InvoiceID"], None),
        (None, None),
    }


def test_unknown_keys_cost_nothing() -> None:
    assert invoice(InvoicePaymentServices=[{"Name": "new"}], RoundingAmount=0) == invoice()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>down</html>",
        b'{"Invoices": [',
        b"[]",
        b'{"Status": "OK"}',  # no list is not an empty list: a sweep would take all for gone
        b'{"Invoices": null}',
        b'{"Invoices": {}}',
        b'{"Invoices": [{"InvoiceNumber": "\xff"',
    ],
)
def test_what_is_no_answer_of_xeros_is_never_taken_for_an_empty_list(body: bytes) -> None:
    with pytest.raises(Unavailable, match="Xero answered with something that is not its data"):
        reading.INVOICES.read(reading.INVOICES.opener(), body, HOME)


def test_a_text_in_a_broken_encoding_costs_only_its_record() -> None:
    body = answer("Invoices", INVOICE, INVOICE | {"InvoiceID": "b", "Reference": "?"})

    said = reading.INVOICES.read(reading.INVOICES.opener(), body.replace(b'"?"', b'"\xff"'), HOME)

    assert [fact.id for fact in said.facts] == [INVOICE["InvoiceID"]]
    assert len(said.unreadable) == 1


NASTY = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(
        [
            "/Date(99999999999999999999)/",
            "0001-01-01T00:00:00+13:00",
            "9999-12-31T23:59:59-12:00",
            "Infinity",
            "NaN",
            "1e999999999",
            [],
            {},
            [None],
            [{}],
        ]
    ),
)


@pytest.mark.parametrize(
    ("reader", "record"),
    [
        (reading.INVOICES, INVOICE),
        (reading.CONTACTS, CONTACT),
        (reading.CREDIT_NOTES, CREDIT_NOTE),
        (reading.PAYMENTS, PAYMENT),
    ],
    ids=lambda given: given.plural if isinstance(given, Reader) else "",
)
@settings(deadline=None)
@given(data=st.data())
def test_whatever_stands_in_a_record_its_neighbour_is_read(
    reader: Reader[Any], record: dict[str, Any], data: st.DataObject
) -> None:
    names = data.draw(st.lists(st.sampled_from(sorted(record)), min_size=1, max_size=3))
    bad = record | {name: data.draw(NASTY) for name in names}

    said = read(reader, bad, record)

    assert read(reader, record).facts[0] in said.facts
    assert len(said.facts) + len(said.gone) + len(said.unreadable) <= said.count == 2


# --- contacts


def test_a_contact_is_read_whole() -> None:
    fact = contact(
        ContactGroups=[{"Name": "Retail"}],
        DefaultCurrency="AUD",
        PaymentTerms={"Sales": {"Day": 14, "Type": "OFCURRENTMONTH"}, "Bills": {"Day": 3}},
    )

    assert fact == Contact(
        id=CustomerId("5cc8cf28-567e-4d43-b287-687cfcaec47c"),
        name="Katherine Warren Ltd",
        people=(Person("kat.warren@clampett.example", "Katherine Warren", "+6495550134"),),
        phone="+6495550134",
        terms=Terms("OFCURRENTMONTH:14", None, TermsKind.DAY_OF_MONTH, 14),
        currency="AUD",
        groups=("Retail",),
        updated=datetime(2017, 8, 21, 20, 49, 4, 227000, tzinfo=UTC),
    )


@pytest.mark.parametrize(
    ("status", "active"),
    [("ACTIVE", True), ("ARCHIVED", False), ("GDPRREQUEST", False), ("X", True)],
)
def test_an_archived_contact_is_not_active(status: str, active: bool) -> None:
    assert contact(ContactStatus=status).active is active


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("New Zealand", "NZ"),
        ("au", "AU"),
        ("U.S.A.", "US"),
        ("UK", "GB"),
        ("Ruritania", None),
        ("", None),
        (None, None),
    ],
)
def test_a_country_is_known_by_code_or_name(typed: str | None, code: str | None) -> None:
    addresses = [{"AddressType": "POBOX"}, {"AddressType": "STREET", "Country": typed}]

    assert contact(Addresses=addresses).country == code


BOX = {"AddressType": "POBOX", "AddressLine1": "PO Box 7", "City": "Napier", "PostalCode": "4140"}
STREET = {"AddressType": "STREET", "AttentionTo": "Jo Park", "AddressLine1": "1 Marine Parade"}


def test_post_goes_to_the_box_and_to_the_street_where_the_box_is_not_complete() -> None:
    box = Postal(lines=("PO Box 7",), city="Napier", postcode="4140")
    assert contact(Addresses=[STREET, BOX]).address == box
    named = Postal(lines=("Jo Park", "1 Marine Parade"))
    assert contact(Addresses=[{"AddressType": "POBOX", "City": "Napier"}, STREET]).address == named
    assert contact(Addresses=[{"AddressType": "POBOX", "Country": "NZ"}]).address is None


def test_a_number_is_dialled_in_the_contacts_own_country() -> None:
    phones = [{"PhoneType": "DEFAULT", "PhoneNumber": "02 5550 1234"}]

    abroad = contact(Phones=phones, Addresses=[{"Country": "Australia"}])

    assert abroad.phone == "+61255501234"


def test_a_merged_contact_says_into_whom() -> None:
    assert contact(MergedToContactID="other").merged_into == "other"


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("DAYSAFTERBILLDATE", TermsKind.DAYS_AFTER_ISSUE),
        ("DAYSAFTERBILLMONTH", TermsKind.DAYS_AFTER_MONTH_END),
        ("OFCURRENTMONTH", TermsKind.DAY_OF_MONTH),
        ("OFFOLLOWINGMONTH", TermsKind.DAY_OF_NEXT_MONTH),
        ("ATLEISURE", None),
    ],
)
def test_terms_have_their_words(word: str, kind: TermsKind | None) -> None:
    terms = contact(PaymentTerms={"Sales": {"Day": 20, "Type": word}}).terms

    assert (terms.kind if terms else None) is kind


def test_a_contact_without_a_name_is_unreadable_and_its_own_customer() -> None:
    (bad,) = read(reading.CONTACTS, without(CONTACT, "Name")).unreadable

    assert (bad.customer, bad.why) == (CONTACT["ContactID"], 'its "Name" is missing')


# --- credit


@pytest.mark.parametrize(
    ("reader", "identity", "type_", "kind"),
    [
        (reading.CREDIT_NOTES, "CreditNoteID", "ACCRECCREDIT", CreditKind.CREDIT_NOTE),
        (reading.OVERPAYMENTS, "OverpaymentID", "RECEIVE-OVERPAYMENT", CreditKind.OVERPAYMENT),
        (reading.PREPAYMENTS, "PrepaymentID", "RECEIVE-PREPAYMENT", CreditKind.PREPAYMENT),
    ],
)
def test_credit_of_each_kind_is_read(
    reader: Reader[Any], identity: str, type_: str, kind: CreditKind
) -> None:
    record = without(CREDIT_NOTE, "CreditNoteID") | {identity: "c1", "Type": type_}

    (credit,) = read(reader, record).facts

    assert isinstance(credit, Credit)
    assert (credit.id, credit.kind, credit.remaining, credit.on) == (
        "c1",
        kind,
        Money(Decimal("32.5"), "NZD"),
        date(2019, 3, 5),
    )


@pytest.mark.parametrize("status", ["PAID", "VOIDED", "DELETED", "DRAFT"])
def test_credit_that_is_used_up_or_voided_stands_with_nothing_remaining(status: str) -> None:
    (credit,) = read(reading.CREDIT_NOTES, CREDIT_NOTE | {"Status": status}).facts

    assert isinstance(credit, Credit)
    assert credit.remaining.amount == 0


def test_credit_in_a_status_that_xero_adds_tomorrow_still_stands() -> None:
    (credit,) = read(reading.CREDIT_NOTES, CREDIT_NOTE | {"Status": "PARKED"}).facts

    assert isinstance(credit, Credit)
    assert credit.remaining.amount == Decimal("32.5")


def test_a_suppliers_credit_is_none_of_our_business() -> None:
    said = read(reading.CREDIT_NOTES, CREDIT_NOTE | {"Type": "ACCPAYCREDIT", "CurrencyCode": None})

    assert (said.facts, said.unreadable) == ((), ())


# --- payments


def test_a_payment_is_read_whole() -> None:
    assert read(reading.PAYMENTS, PAYMENT).facts == (
        Payment(
            id="99ea7f6b-c513-4066-bc27-b7c65dcd76c2",
            customer=BARNEY,
            on=date(2018, 11, 29),
            amount=Money(Decimal("46.0"), "NZD"),
            applied=(Applied(InvoiceId("046d8a6d-1ae1-4b4d-9340-5601bdf41b87"), Decimal("46.0")),),
            updated=datetime(2018, 11, 2, 16, 36, 32, 690000, tzinfo=UTC),
        ),
    )


def test_a_deleted_payment_is_gone() -> None:
    said = read(reading.PAYMENTS, PAYMENT | {"Status": "DELETED", "Invoice": None})

    assert said.gone == (Gone(Kind.PAYMENT, PAYMENT["PaymentID"]),)


def test_a_refund_of_credit_is_no_payment() -> None:
    assert read(reading.PAYMENTS, PAYMENT | {"PaymentType": "ARCREDITPAYMENT"}).facts == ()


def test_a_payment_that_names_no_currency_is_in_the_companys_own_or_unreadable() -> None:
    paid = without(PAYMENT["Invoice"], "CurrencyCode")
    said = read(
        reading.PAYMENTS,
        PAYMENT | {"Invoice": paid},
        PAYMENT | {"Invoice": paid, "CurrencyRate": 1.08},
    )

    assert [fact.amount.currency for fact in said.facts if isinstance(fact, Payment)] == ["NZD"]
    assert [bad.customer for bad in said.unreadable] == [BARNEY]


def test_the_examples_are_real_json() -> None:
    assert json.loads(answer("Invoices", INVOICE))["Invoices"] == [INVOICE]
