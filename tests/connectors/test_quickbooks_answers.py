"""Answers that no company should give, and some do."""

import json
from collections.abc import Callable

import pytest

from connectors.errors import NeedsPerson, Refused, Unavailable
from connectors.ledger import Gone
from connectors.quickbooks.client import literal
from connectors.quickbooks.company import read_company
from connectors.quickbooks.decode import INVOICE, PAYMENT, read_cdc, read_counts, read_query
from connectors.quickbooks.harvest import Harvest, absent
from connectors.quickbooks.ledger import QuickBooksLedger
from connectors.settings import LedgerSettings
from rules.facts import InvoiceId, Kind, Unreadable
from tests.connectors.local_vendor import Tokens, local_vendor, says
from tests.connectors.quickbooks_samples import FOLDER, page, sample

INFO = (FOLDER / "companyinfo.read.json").read_bytes()
PREFERENCES = (FOLDER / "preferences.read.json").read_bytes()


@pytest.mark.parametrize("read", [read_query, read_cdc, read_counts])
@pytest.mark.parametrize(
    "body", [b"", b"{", b"[]", b"null", b"{}", b"\xff\xfe", b'{"time": "now"}']
)
def test_an_answer_to_nothing_is_no_answer(read: Callable[[bytes], object], body: bytes) -> None:
    with pytest.raises(Unavailable, match="try again later"):
        read(body)


def test_a_fault_for_one_kind_of_record_refuses_all_changes() -> None:
    fault = {"Error": [{"code": "4001", "Message": "Invalid query"}], "type": "ValidationFault"}
    body = {"CDCResponse": [{"QueryResponse": [{"Invoice": []}, {"Fault": fault}]}]}
    with pytest.raises(Refused) as caught:
        read_cdc(json.dumps(body).encode())
    assert caught.value.code == "4001"


def test_changes_of_which_one_is_broken_bring_the_others() -> None:
    rows = [{"Invoice": [sample("invoice.read", Balance="?"), sample("invoice.read")]}, {}]
    answer = read_cdc(json.dumps({"CDCResponse": [{"QueryResponse": rows}]}).encode())
    records = answer.of(INVOICE)
    assert [body.Id for body in records.bodies] == ["130"]
    assert [(bad.id, bad.customer) for bad in records.broken] == [("130", "24")]
    assert len(answer.of(PAYMENT)) == 0


def test_counts_that_were_refused_are_left_out() -> None:
    items = [
        {"bId": "Invoice", "QueryResponse": {"totalCount": 2001}},
        {"bId": "Term", "Fault": {"Error": [{"code": "4000"}]}},
        {"bId": "Payment", "QueryResponse": {}},
    ]
    body = {"BatchItemResponse": items, "time": "2026-11-20T09:15:32.123-08:00"}
    counts, at = read_counts(json.dumps(body).encode())
    assert counts == {"Invoice": 2001}
    assert at is not None


def test_a_record_without_an_id_leaves_open_which_of_the_missing_it_is() -> None:
    body = page("Invoice", sample("invoice.read"), sample("invoice.read", Id=..., DueDate="?"))
    records = read_query(body).of(INVOICE)
    why = 'the field DueDate "?" is no date'
    assert absent(INVOICE, ["130", "131"], records) == Harvest(
        unreadable=(Unreadable(Kind.INVOICE, "131", None, why),)
    )


def test_a_record_that_did_not_come_is_gone() -> None:
    records = read_query(page("Invoice", sample("invoice.read"))).of(INVOICE)
    assert absent(INVOICE, ["130", "131"], records).gone == (Gone(Kind.INVOICE, "131"),)


@pytest.mark.parametrize(
    ("value", "written"),
    [("130", "'130'"), ("O'Brien", r"'O\'Brien'"), ("back\\slash", r"'back\\slash'")],
)
def test_a_value_in_a_query_cannot_end_it(value: str, written: str) -> None:
    assert literal(value) == written


def test_the_company_is_read_from_both_answers() -> None:
    company = read_company("9130", INFO, PREFERENCES)
    assert (company.id, company.name) == ("9130", "Sandbox Company_US_1")
    assert (company.base_currency, company.country) == ("USD", "US")
    assert company.timezone == "America/Los_Angeles"


@pytest.mark.parametrize("zone", ["Pacific Standard Time", "", None, "../../etc/passwd", ...])
def test_without_a_time_zone_the_offset_of_quickbooks_own_times_stands_in(zone: object) -> None:
    info = {"CompanyInfo": sample("companyinfo.read", DefaultTimeZone=zone)}
    assert read_company("9130", json.dumps(info).encode(), PREFERENCES).timezone == "Etc/GMT+8"


@pytest.mark.parametrize(
    ("updated", "zone"),
    [
        ("2026-11-15T10:20:30+13:00", "Etc/GMT-13"),
        ("2026-11-15T10:20:30+00:00", "Etc/UTC"),
        ("2026-11-15T10:20:30+05:30", None),  # no whole hours: nobody knows
        ("2026-11-15T10:20:30Z", None),
        (None, None),
    ],
)
def test_an_offset_that_says_nothing_is_no_time_zone(updated: str | None, zone: str | None) -> None:
    told = sample("companyinfo.read", DefaultTimeZone=..., MetaData={"LastUpdatedTime": updated})
    body = json.dumps({"CompanyInfo": told}).encode()
    assert read_company("9130", body, PREFERENCES).timezone == zone


def test_the_country_of_the_address_does_where_the_company_has_none() -> None:
    info = {"CompanyInfo": sample("companyinfo.read", Country=...)}
    assert read_company("9130", json.dumps(info).encode(), PREFERENCES).country == "US"


@pytest.mark.parametrize("preferences", [None, b'{"Preferences": {"CurrencyPrefs": null}}'])
def test_a_company_that_names_no_currency_keeps_its_countrys(preferences: bytes | None) -> None:
    assert read_company("9130", INFO, preferences).base_currency == "USD"


@pytest.mark.parametrize(
    ("country", "preferences"),
    [
        ("US", b'{"Preferences": {"CurrencyPrefs": {"MultiCurrencyEnabled": true}}}'),
        ("PA", b'{"Preferences": {}}'),  # two currencies are money there
        (None, None),
    ],
)
def test_a_home_currency_that_cannot_be_told_needs_a_person(
    country: str | None, preferences: bytes | None
) -> None:
    told = sample("companyinfo.read", Country=country, CompanyAddr=None)
    with pytest.raises(NeedsPerson, match=r'currency of the company "9130": open Account'):
        read_company("9130", json.dumps({"CompanyInfo": told}).encode(), preferences)


@pytest.mark.parametrize("status", [400, 404])
def test_a_company_is_read_where_its_preferences_are_not_given(status: int) -> None:
    with local_vendor(says(INFO.decode()), says("{}", status=status)) as vendor:
        assert ledger(vendor.url).company().base_currency == "USD"


def test_notes_on_something_else_are_passed_over_where_the_search_does_not() -> None:
    def note(entity: str, value: str, text: str | None) -> dict[str, object]:
        target = {"EntityRef": {"type": entity, "value": value}}
        return {"Id": "1", "Note": text, "AttachableRef": [target]}

    body = page(
        "Attachable",
        note("Invoice", "130", "ours"),
        note("Invoice", "131", "another invoice's"),
        note("Estimate", "130", "an estimate's"),
        note("Invoice", "130", None),  # a file without a note
        {"Id": "2", "Note": "hangs on nothing"},
    )
    with local_vendor(says(body.decode())) as vendor:
        notes = ledger(vendor.url).notes(InvoiceId("130"))
    assert [each.text for each in notes] == ["ours"]


def test_what_is_no_pdf_is_not_attached() -> None:
    refused = pytest.raises(Refused, match='no PDF of the invoice "130"')
    with local_vendor(says('{"Invoice": {}}')) as vendor, refused:
        ledger(vendor.url).pdf(InvoiceId("130"))


def test_an_invoice_without_a_page_to_pay_on_has_no_link() -> None:
    with local_vendor(says('{"Invoice": {"Id": "130", "InvoiceLink": ""}}')) as vendor:
        assert ledger(vendor.url).pay_link(InvoiceId("130")) is None
        assert "include=invoiceLink" in vendor.seen[0].url


def ledger(url: str) -> QuickBooksLedger:
    settings = LedgerSettings(platform="quickbooks", company="9130", client_id="x", api_url=url)
    return QuickBooksLedger(settings, Tokens(), sleep=lambda _: None)
