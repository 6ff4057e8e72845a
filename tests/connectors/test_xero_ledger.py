"""The Xero ledger against scripted answers: what is asked, and what is made of strange answers.

What a sandbox would never answer is scripted here by `responses`; the rest is in the contract.
"""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
import responses

from connectors.errors import NotConnected, Refused, Unavailable
from connectors.ledger import Batch, Cursor, Note, Sweep
from connectors.settings import LedgerSettings
from connectors.xero.ledger import XeroLedger, shortened
from rules.facts import Company, CompanyId, InvoiceId, Kind
from tests.connectors.xero_bodies import CONTACT, INVOICE, PAYMENT, answer

API = "https://api.xero.com/api.xro/2.0"
PLACE = {"country": "NZ", "currency": "NZD"}
THEN = "2025-11-21T08:00:00"
SINCE = PLACE | dict.fromkeys(("invoices", "contacts", "credits", "payments"), THEN)
ORGANISATION = {
    "OrganisationID": "b2c885a9",
    "Name": "Maple",
    "BaseCurrency": "NZD",
    "CountryCode": "NZ",
    "Timezone": "NEWZEALANDSTANDARDTIME",
    "Class": "ULTRA",  # a class that the SDK does not know costs nothing
    "TaxNumberType": None,
}
ID = InvoiceId("7ef31b20-de17-4312-8382-412f869b1510")


class StaticBearer:
    def token(self) -> str:
        return "secret-token"

    def renew(self, stale: str) -> str:
        raise NotConnected("Nobody is connected.")


@pytest.fixture
def ledger() -> XeroLedger:
    settings = LedgerSettings(platform="xero", company="70784a63", client_id="app")
    return XeroLedger(settings, StaticBearer(), sleep=lambda _: None)


@pytest.fixture
def xero() -> Any:
    with responses.RequestsMock(assert_all_requests_are_fired=False) as mock:
        for plural in ("Invoices", "Contacts", "CreditNotes", "Overpayments", "Prepayments"):
            mock.get(f"{API}/{plural}", body=answer(plural, pages=(1, 0, 0)))
        mock.get(f"{API}/Payments", body=answer("Payments", pages=(1, 0, 0)))
        mock.get(f"{API}/Organisation", body=answer("Organisations", ORGANISATION, pages=None))
        yield mock


def pages(xero: Any, plural: str, *bodies: bytes) -> None:
    """Script the answers to the pages of one list, in their order."""
    xero.remove("GET", f"{API}/{plural}")
    for body in bodies:
        xero.add("GET", f"{API}/{plural}", body=body)


def asked(xero: Any, path: str = "") -> list[requests.PreparedRequest]:
    return [call.request for call in xero.calls if path in urlsplit(call.request.url).path]


def query(request: requests.PreparedRequest) -> dict[str, str]:
    split = parse_qs(urlsplit(str(request.url)).query, strict_parsing=True)
    return {name: ",".join(values) for name, values in split.items()}


def invoices(*ids: str) -> list[dict[str, object]]:
    return [INVOICE | {"InvoiceID": identity} for identity in ids]


def thousand(start: int) -> list[dict[str, object]]:
    return invoices(*(f"i{number}" for number in range(start, start + 1000)))


def pulled(ledger: XeroLedger, cursor: Cursor | None = None, *, deep: bool = False) -> list[Batch]:
    return list(ledger.pull(cursor, deep=deep))


def seen(batches: list[Batch]) -> list[str]:
    return [fact.id for batch in batches for fact in batch.facts]


# --- how it asks


def test_a_full_pull_asks_for_pages_of_a_thousand_in_an_order_that_changes_do_not_move(
    ledger: XeroLedger, xero: Any
) -> None:
    pulled(ledger, PLACE)

    assert {urlsplit(str(r.url)).path.rsplit("/", 1)[1]: query(r) for r in asked(xero)} == {
        "Invoices": {
            "where": 'Type=="ACCREC"',
            "order": "InvoiceID ASC",
            "page": "1",
            "pageSize": "1000",
        },
        "Contacts": {
            "order": "ContactID ASC",
            "page": "1",
            "includeArchived": "true",
            "pageSize": "1000",
        },
        "CreditNotes": {"order": "CreditNoteID ASC", "page": "1", "pageSize": "1000"},
        "Overpayments": {"order": "OverpaymentID ASC", "page": "1", "pageSize": "1000"},
        "Prepayments": {"order": "PrepaymentID ASC", "page": "1", "pageSize": "1000"},
        "Payments": {"order": "PaymentID ASC", "page": "1", "pageSize": "1000"},
    }
    assert not [r for r in asked(xero) if "If-Modified-Since" in r.headers]


def test_every_call_names_the_company_and_asks_for_json_and_gzip(
    ledger: XeroLedger, xero: Any
) -> None:
    pulled(ledger)

    assert {
        (
            r.headers["xero-tenant-id"],
            r.headers["Accept"],
            r.headers["Accept-Encoding"],
            r.headers["Authorization"],
        )
        for r in asked(xero)
    } == {("70784a63", "application/json", "gzip", "Bearer secret-token")}


def test_an_incremental_pull_asks_each_list_since_its_own_place(
    ledger: XeroLedger, xero: Any
) -> None:
    batches = pulled(ledger, SINCE)

    assert [r.headers["If-Modified-Since"] for r in asked(xero)] == [THEN] * 6
    assert not [batch.sweep for batch in batches if batch.sweep]
    # the server said 2025-11-21T09:00:00Z; the next pull looks back five minutes more
    assert batches[-1].cursor == PLACE | dict.fromkeys(
        ("invoices", "contacts", "credits", "payments"), "2025-11-21T08:55:00"
    )


def test_a_deep_pull_reads_all_open_invoices_as_well(ledger: XeroLedger, xero: Any) -> None:
    batches = pulled(ledger, SINCE, deep=True)

    deep = asked(xero, "Invoices")[1]
    assert query(deep) == {
        "where": 'Type=="ACCREC" AND AmountDue>0',
        "order": "InvoiceID ASC",
        "Statuses": "AUTHORISED",
        "page": "1",
        "pageSize": "1000",
    }
    assert "If-Modified-Since" not in deep.headers
    assert [b.sweep for b in batches if b.sweep] == [Sweep(Kind.INVOICE, open_only=True)]
    assert ledger.calls == 7


def test_a_first_pull_is_deep_by_itself(ledger: XeroLedger, xero: Any) -> None:
    pulled(ledger, PLACE, deep=True)

    assert ledger.calls == 6


def test_a_first_pull_reads_the_company_once_and_the_cursor_remembers_it(
    ledger: XeroLedger, xero: Any
) -> None:
    first = pulled(ledger)

    assert len(asked(xero, "Organisation")) == 1
    assert {name: (first[-1].cursor or {})[name] for name in PLACE} == PLACE


def test_a_list_that_xero_will_not_sort_is_read_unsorted(ledger: XeroLedger, xero: Any) -> None:
    refusal = '{"ErrorNumber":16,"Type":"QueryParseException","Message":"Not optimised"}'
    pages(xero, "Payments")
    xero.get(f"{API}/Payments", status=400, body=refusal)
    xero.get(f"{API}/Payments", body=answer("Payments", PAYMENT, pages=(1, 2, 2)))
    xero.get(f"{API}/Payments", body=answer("Payments", PAYMENT, pages=(2, 2, 2)))

    assert len(seen(pulled(ledger, SINCE))) == 2
    assert [query(r).get("order") for r in asked(xero, "Payments")] == ["PaymentID ASC", None, None]


def test_invoices_that_xero_will_not_sift_are_sifted_here(ledger: XeroLedger, xero: Any) -> None:
    refusal = '{"ErrorNumber":16,"Type":"QueryParseException","Message":"Not optimised"}'
    bill = INVOICE | {"InvoiceID": "bill", "Type": "ACCPAY"}
    pages(xero, "Invoices")
    xero.add("GET", f"{API}/Invoices", status=400, body=refusal)
    xero.add("GET", f"{API}/Invoices", status=400, body=refusal)
    xero.add("GET", f"{API}/Invoices", body=answer("Invoices", bill, INVOICE))

    assert seen(pulled(ledger, SINCE)) == [ID]
    ways = [query(r).keys() & {"order", "where"} for r in asked(xero, "Invoices")]
    assert ways == [{"order", "where"}, {"where"}, set()]


# --- where a list ends


def test_a_pass_reads_as_many_pages_as_xero_counts(ledger: XeroLedger, xero: Any) -> None:
    pages(
        xero,
        "Invoices",
        answer("Invoices", *thousand(0), pages=(1, 3, 2001)),
        answer("Invoices", *thousand(1000), pages=(2, 3, 2001)),
        answer("Invoices", *invoices("last"), pages=(3, 3, 2001)),
    )

    batches = pulled(ledger, PLACE)

    assert len(seen(batches)) == 2001
    assert [query(r)["page"] for r in asked(xero, "Invoices")] == ["1", "2", "3"]
    assert [b.sweep for b in batches[:3]] == [None, None, Sweep(Kind.INVOICE)]
    assert [bool(b.cursor) for b in batches[:3]] == [False, False, True]
    assert [b.expected for b in batches[:3]] == [2001] * 3


@pytest.mark.parametrize(
    ("bodies", "calls"),
    [
        ([answer("Invoices", pages=None)], 1),
        ([answer("Invoices", *invoices("a", "b"), pages=None)], 1),  # a short page
        (  # a full page may have another behind it
            [answer("Invoices", *thousand(0), pages=None), answer("Invoices", pages=None)],
            2,
        ),
        (  # a server that knows no pages answers the same again
            [answer("Invoices", *thousand(0), pages=None)] * 3,
            2,
        ),
        ([b'{"pagination": null, "Invoices": []}'], 1),
        ([b'{"pagination": "soon", "Invoices": []}'], 1),
        ([b""], 1),  # a 304 has no body
    ],
)
def test_a_pass_without_a_page_count_ends_on_a_short_an_empty_or_a_repeated_page(
    ledger: XeroLedger, xero: Any, bodies: list[bytes], calls: int
) -> None:
    pages(xero, "Invoices", *bodies)

    pulled(ledger, PLACE)

    assert len(asked(xero, "Invoices")) == calls


def test_a_pass_that_showed_too_little_takes_nothing_for_gone(
    ledger: XeroLedger, xero: Any
) -> None:
    pages(xero, "Invoices", answer("Invoices", *invoices("a"), pages=(1, 1, 2)))

    batches = pulled(ledger, PLACE)

    assert Kind.INVOICE not in {b.sweep.kind for b in batches if b.sweep}
    assert "invoices" not in (batches[-1].cursor or {})  # so the next pull reads them all again


def test_credit_is_swept_once_after_all_three_lists(ledger: XeroLedger, xero: Any) -> None:
    credit = [batch for batch in pulled(ledger, PLACE) if batch.kind is Kind.CREDIT]

    assert [batch.sweep for batch in credit] == [None, None, Sweep(Kind.CREDIT)]


def test_a_pull_that_breaks_off_goes_on_with_the_list_it_broke_off_at(
    ledger: XeroLedger, xero: Any
) -> None:
    pages(xero, "Contacts", b"<html>", answer("Contacts", CONTACT))
    broken = ledger.pull(PLACE)
    first = next(broken)
    with pytest.raises(Unavailable):
        next(broken)

    rest = pulled(ledger, first.cursor)

    again, contacts = asked(xero, "Invoices")[1], asked(xero, "Contacts")[1]
    assert again.headers["If-Modified-Since"] == "2025-11-21T08:55:00"
    assert "If-Modified-Since" not in contacts.headers
    assert seen(rest) == [CONTACT["ContactID"]]


# --- a second look


def test_a_second_look_asks_for_forty_at_once(ledger: XeroLedger, xero: Any) -> None:
    ids = [InvoiceId(f"i{number}") for number in range(81)]
    pages(xero, "Invoices", answer("Invoices", *invoices(*ids[:40])), answer("Invoices"))

    again = ledger.reread([*ids, ids[0]])

    assert [len(query(r)["IDs"].split(",")) for r in asked(xero, "Invoices")] == [40, 40, 1]
    assert (set(again.found), again.gone) == (set(ids[:40]), frozenset(ids[40:]))


def test_an_unreadable_invoice_is_not_taken_for_gone(ledger: XeroLedger, xero: Any) -> None:
    bad, nameless = INVOICE | {"AmountDue": None}, INVOICE | {"InvoiceID": None}
    pages(xero, "Invoices", answer("Invoices", bad), answer("Invoices", nameless))

    assert [each.id for each in ledger.reread([ID]).unreadable] == [ID]
    again = ledger.reread([ID])
    assert (again.gone, {each.id for each in again.unreadable}) == (frozenset(), {None, ID})


def test_where_ids_are_overlooked_each_missing_invoice_is_asked_for_alone(
    ledger: XeroLedger, xero: Any
) -> None:
    here, later, deleted = InvoiceId("here"), InvoiceId("later"), InvoiceId("deleted")
    pages(xero, "Invoices", answer("Invoices", *invoices("other", here)))
    xero.get(f"{API}/Invoices/{later}", body=answer("Invoices", *invoices(later)))
    xero.get(f"{API}/Invoices/{deleted}", status=404)

    again = ledger.reread([here, later, deleted])

    assert set(again.found) == {here, later}
    assert again.gone == {deleted}


# --- the rest


def test_the_company_is_read_even_with_values_that_the_sdk_does_not_know(
    ledger: XeroLedger, xero: Any
) -> None:
    assert ledger.company() == Company(
        id=CompanyId("70784a63"),
        name="Maple",
        platform="xero",
        timezone="Pacific/Auckland",
        base_currency="NZD",
        country="NZ",
    )


def test_a_note_is_one_record_under_its_key(ledger: XeroLedger, xero: Any) -> None:
    xero.put(f"{API}/Invoices/{ID}/History", body=answer("HistoryRecords", {"Details": "x"}))

    ledger.add_note(ID, "Reminder 2 e-mailed to Ana.", key="goodterms:1")

    (request,) = asked(xero, "History")
    assert request.headers["Idempotency-Key"] == "goodterms:1"
    assert json.loads(str(request.body)) == {
        "HistoryRecords": [{"Details": "Reminder 2 e-mailed to Ana."}]
    }


def test_a_note_is_written_when_xero_answers_without_a_word(ledger: XeroLedger, xero: Any) -> None:
    xero.put(f"{API}/Invoices/{ID}/History", status=204)

    ledger.add_note(ID, "Reminder 2 e-mailed to Ana.", key="goodterms:1")

    assert len(asked(xero, "History")) == 1


def test_a_note_that_xero_objects_to_is_refused(ledger: XeroLedger, xero: Any) -> None:
    line = {"Details": "x", "ValidationErrors": [{"Message": "Too long"}]}
    xero.put(f"{API}/Invoices/{ID}/History", body=answer("HistoryRecords", line))

    with pytest.raises(Refused, match="Too long"):
        ledger.add_note(ID, "x", key="k")


def test_notes_are_read_with_their_time(ledger: XeroLedger, xero: Any) -> None:
    lines = [
        {"Changes": "Note", "Details": "Sent.", "DateUTC": "/Date(1541689281470+0000)/"},
        {"Changes": "Approved", "DateUTC": "/Date(1541689281470+0000)/"},
        {"Details": "Credit applied", "DateUTC": "yesterday"},
    ]
    xero.get(f"{API}/Invoices/{ID}/History", body=answer("HistoryRecords", *lines))

    assert ledger.notes(ID) == (
        Note("Sent.", datetime(2018, 11, 8, 15, 1, 21, 470000, tzinfo=UTC)),
        Note("Credit applied"),
    )


@pytest.mark.parametrize(
    ("text", "limit", "short"),
    [
        ("short", 10, "short"),
        ("exactly 10", 10, "exactly 10"),
        ("Reminder 2 e-mailed to Ana", 20, "Reminder 2 e-mailed…"),
        ("a https://a.example/very/long/path", 20, "a https://a.example…"),
        ("aaaaaaaaaaaa", 10, "aaaaaaaaa…"),
    ],
)
def test_a_long_note_is_cut_behind_a_word(text: str, limit: int, short: str) -> None:
    assert shortened(text, limit) == short
    assert len(short) <= limit


def test_an_invoice_without_a_page_to_pay_on_has_no_link(ledger: XeroLedger, xero: Any) -> None:
    url = f"{API}/Invoices/{ID}/OnlineInvoice"
    xero.get(url, status=404, body="The resource you're looking for cannot be found")
    xero.get(url, body=answer("OnlineInvoices"))
    xero.get(url, body=answer("OnlineInvoices", {"OnlineInvoiceUrl": ""}))
    xero.get(url, body=answer("OnlineInvoices", {"OnlineInvoiceUrl": "https://in.xero.com/x"}))

    links = [ledger.pay_link(ID) for _ in range(4)]

    assert links == [None, None, None, "https://in.xero.com/x"]


def test_a_pdf_is_asked_for_as_one_and_must_be_one(ledger: XeroLedger, xero: Any) -> None:
    xero.get(f"{API}/Invoices/{ID}", body=b"%PDF-1.7 ...")
    xero.get(f"{API}/Invoices/{ID}", body=answer("Invoices", INVOICE))

    assert ledger.pdf(ID) == b"%PDF-1.7 ..."
    assert asked(xero, ID)[0].headers["Accept"] == "application/pdf"
    with pytest.raises(Unavailable, match=ID):
        ledger.pdf(ID)


@pytest.mark.parametrize(
    ("setting", "told"), [([{"Enabled": True}], True), ([{"Enabled": False}], False), ([], None)]
)
def test_xeros_own_reminders_are_on_off_or_not_told(
    ledger: XeroLedger, xero: Any, setting: list[object], told: bool | None
) -> None:
    xero.get(f"{API}/InvoiceReminders/Settings", body=answer("InvoiceReminders", *setting))

    assert ledger.own_reminders() is told


@pytest.mark.parametrize("said", [None, False])
@pytest.mark.parametrize("status", [400, 403, 404])
def test_where_xero_does_not_tell_of_its_reminders_the_users_word_counts(
    xero: Any, status: int, said: bool | None
) -> None:
    settings = LedgerSettings(
        platform="xero", company="70784a63", client_id="app", own_reminders=said
    )
    detail = {"Detail": "AuthorizationUnsuccessful"}
    xero.get(f"{API}/InvoiceReminders/Settings", status=status, json=detail)

    assert XeroLedger(settings, StaticBearer()).own_reminders() is said


def test_two_ledgers_in_one_process_keep_apart(xero: Any) -> None:
    """xero-python's Configuration is one for the process, with the first one's token in it."""

    class Other(StaticBearer):
        def token(self) -> str:
            return "another-token"

    settings = LedgerSettings(platform="xero", company="one", client_id="app")
    one = XeroLedger(settings, StaticBearer())
    two = XeroLedger(LedgerSettings(platform="xero", company="two", client_id="app"), Other())
    for ledger in (one, two, one):
        ledger.company()

    assert [(r.headers["xero-tenant-id"], r.headers["Authorization"]) for r in asked(xero)] == [
        ("one", "Bearer secret-token"),
        ("two", "Bearer another-token"),
        ("one", "Bearer secret-token"),
    ]


def test_a_page_of_payments_brings_them_even_where_the_sdk_would_fail(
    ledger: XeroLedger, xero: Any
) -> None:
    pages(xero, "Payments", answer("Payments", PAYMENT))  # IsReconciled is the text "false"

    assert seen(pulled(ledger, SINCE)) == [PAYMENT["PaymentID"]]
