"""What only QuickBooks has: its counts, its change data capture, its notes, and how they mislead."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from urllib.parse import parse_qs

import pytest

from connectors.errors import Refused
from connectors.ledger import Batch, Gone
from connectors.quickbooks.ledger import QuickBooksLedger
from connectors.sandbox.calls import Call
from connectors.sandbox.quickbooks.books import QuickBooksBooks
from connectors.sandbox.quickbooks.switches import Switches
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import Story, StoryCustomer, StoryInvoice, StoryPayment
from connectors.sandbox.trouble import ScriptedTrouble, What
from connectors.settings import LedgerSettings
from rules.facts import Contact, Credit, Fact, Invoice, InvoiceId, InvoiceStatus, Kind
from tests.connectors.contract import SandboxBearer

NOW = datetime(2026, 11, 20, 20, 0, tzinfo=UTC)
BOOKED = date(2026, 11, 18)
"""The day on which all of the story was booked, well before the overlap of a cursor."""


def bills(number: int) -> tuple[StoryInvoice, ...]:
    return tuple(
        StoryInvoice(
            key=f"bill-{each}",
            number=f"INV-{each}",
            customer="maple",
            issued=BOOKED,
            due=date(2026, 11, 28),
            total=Decimal("115.00"),
        )
        for each in range(1, number + 1)
    )


STORY = Story(
    company_id="9130355377388383",
    company_name="Kauri Print Ltd",
    timezone="Pacific/Auckland",
    base_currency="NZD",
    country="NZ",
    on=date(2026, 11, 20),
    customers=(
        StoryCustomer(
            key="maple", name="Maple Florist", email="ap@maple.example", phone="09 555 0134"
        ),
    ),
    invoices=bills(3),
)


@dataclass
class Office:
    sandbox: Sandbox
    books: QuickBooksBooks
    ledger: QuickBooksLedger

    def id_of(self, key: str) -> InvoiceId:
        return InvoiceId(self.books.id_of(key))

    def calls(self) -> list[str]:
        """What was asked since the last look, by the last part of the path."""
        asked = [call.path.rsplit("/", 1)[1] for call in self.sandbox.calls.api]
        self.sandbox.calls.clear()
        return asked

    def last_call(self) -> Call:
        return self.sandbox.calls.api[-1]


@contextmanager
def office(
    story: Story = STORY, *, later: timedelta = timedelta(0), **switches: object
) -> Iterator[Office]:
    """A company's sandbox and our ledger of it, whose own clock may be `later`."""
    books = QuickBooksBooks(story, Switches(**switches))  # type: ignore[arg-type]
    with Sandbox(books, clock=lambda: NOW) as sandbox:
        settings = LedgerSettings(
            platform="quickbooks",
            company=story.company_id,
            client_id="ours",
            client_secret="no-secret",
            api_url=sandbox.url,
            own_reminders=False,
            clock=lambda: NOW + later,
        )
        ledger = QuickBooksLedger(settings, SandboxBearer(settings), sleep=lambda _: None)
        yield Office(sandbox, books, ledger)


def facts(batches: list[Batch]) -> list[Fact]:
    return [fact for batch in batches for fact in batch.facts]


def gone(batches: list[Batch]) -> list[Gone]:
    return [each for batch in batches for each in batch.gone]


def swept(batches: list[Batch]) -> set[Kind]:
    return {batch.sweep.kind for batch in batches if batch.sweep}


PULLED = set(Kind) - {Kind.GROUP}
"""What a pass over everything looks through where no customer has a type."""
ALL_BOOKED = {"since": "2026-11-17T00:00:00+00:00", "currency": "NZD", "country": "NZ"}
"""A cursor from before everything was booked."""
QUIET = {"since": "2026-11-19T00:00:00+00:00", "currency": "NZD", "country": "NZ"}
"""A cursor from after it."""


# --- everything


def test_a_thousand_invoices_are_one_page_and_no_empty_one() -> None:
    with office(replace(STORY, invoices=bills(1000))) as desk:
        batches = list(desk.ledger.pull(None))

        # counts, customers, terms, invoices; nobody paid, so that payments are not asked for
        assert [call for call in desk.calls() if call in ("batch", "query")] == ["batch"] + [
            "query"
        ] * 3
        assert [batch.expected for batch in batches if batch.kind is Kind.INVOICE] == [1000, None]
        assert swept(batches) == PULLED


def test_without_the_counts_pages_are_read_until_one_is_short() -> None:
    with office(replace(STORY, invoices=bills(1000))) as desk:
        desk.sandbox.make_trouble(ScriptedTrouble(what=What.STALE_TOKEN, path="/batch"))

        batches = list(desk.ledger.pull(None))

        # customers, terms, two pages of invoices of which one is empty, payments, credit memos
        assert desk.calls().count("query") == 6
        assert sum(isinstance(fact, Invoice) for fact in facts(batches)) == 1000
        assert swept(batches) == PULLED
        assert batches[-1].cursor == {
            "since": "2026-11-21T08:55:00+13:00",
            "currency": "NZD",
            "country": "NZ",
        }


def test_pages_that_drift_sweep_nothing_away() -> None:
    with office(replace(STORY, invoices=bills(1002))) as desk:
        batches = []
        for batch in desk.ledger.pull(None):
            batches.append(batch)
            if batch.kind is Kind.INVOICE and len(batch.facts) == 1000:
                desk.books.delete("bill-1")  # all that follow move up by one

        # one record slipped from the second page to the first, behind our back
        assert sum(isinstance(fact, Invoice) for fact in facts(batches)) == 1001
        assert swept(batches) == PULLED - {Kind.INVOICE}


def test_a_cursor_is_the_servers_time_before_the_pass_less_five_minutes() -> None:
    with office(later=timedelta(hours=3)) as desk:  # our own clock is wrong
        *_, last = desk.ledger.pull(None)

        assert last.cursor == {
            "since": "2026-11-21T08:55:00+13:00",  # 20:00 UTC, in Auckland
            "currency": "NZD",
            "country": "NZ",
        }


# --- what changed


def test_nothing_changed_is_one_call_with_an_offset_in_it() -> None:
    with office() as desk:
        (batch,) = desk.ledger.pull(QUIET)

        assert parse_qs(desk.last_call().query) == {
            "entities": ["Customer,Term,Invoice,Payment,CreditMemo"],
            "changedSince": ["2026-11-19T00:00:00+00:00"],
            "minorversion": ["75"],
        }
        assert desk.calls() == ["cdc"]
        assert (batch.facts, batch.gone, batch.sweep) == ((), (), None)
        assert batch.cursor == {**QUIET, "since": "2026-11-21T08:55:00+13:00"}


def test_a_cursor_never_goes_back() -> None:
    ahead = {**QUIET, "since": "2026-11-20T19:59:00+00:00"}
    with office() as desk:
        (batch,) = desk.ledger.pull(ahead)

        assert batch.cursor == ahead


def test_the_cursor_remembers_the_country_so_that_changes_are_one_call_too() -> None:
    with office() as desk:
        (customer,) = (
            fact for fact in facts(list(desk.ledger.pull(ALL_BOOKED))) if isinstance(fact, Contact)
        )

        assert desk.calls() == ["cdc"]
        assert customer.phone == "+6495550134"


@pytest.mark.parametrize(
    ("cursor", "later"),
    [
        (QUIET, timedelta(days=29)),  # 30 days and 20 hours after the cursor
        ({}, timedelta(0)),
        ({"since": "yesterday"}, timedelta(0)),
        ({"since": "2026-11-19T00:00:00"}, timedelta(0)),  # no offset: whose time?
    ],
)
def test_a_cursor_that_is_too_old_or_no_cursor_reads_everything(
    cursor: dict[str, str], later: timedelta
) -> None:
    with office(later=later) as desk:
        batches = list(desk.ledger.pull(cursor))

        assert "cdc" not in desk.calls()
        assert swept(batches) == PULLED


def test_an_answer_that_may_have_been_cut_off_reads_everything() -> None:
    with office(replace(STORY, invoices=bills(1001))) as desk:
        batches = list(desk.ledger.pull(ALL_BOOKED))

        assert desk.calls()[0] == "cdc"
        assert sum(isinstance(fact, Invoice) for fact in facts(batches)) == 1001
        assert swept(batches) == PULLED


def test_a_deletion_is_asked_about_before_it_is_believed() -> None:
    with office() as desk:
        desk.books.switches.cdc_calls_deleted = frozenset({desk.id_of("bill-1")})
        desk.books.pay("bill-1", Decimal(15))  # updated, and called deleted (trap 31)
        desk.books.delete("bill-2")

        batches = list(desk.ledger.pull(QUIET))

        assert desk.calls() == ["cdc", "query"]
        assert gone(batches)[:1] == [Gone(Kind.INVOICE, desk.id_of("bill-2"))]
        invoices = {fact.id: fact for fact in facts(batches) if isinstance(fact, Invoice)}
        assert invoices[desk.id_of("bill-1")].balance.amount == Decimal(100)


def test_a_customer_that_is_called_deleted_and_is_there_stays() -> None:
    with office() as desk:
        desk.books.switches.cdc_calls_deleted = frozenset({desk.id_of("maple")})

        batches = list(desk.ledger.pull(ALL_BOOKED))

        (contact,) = (fact for fact in facts(batches) if isinstance(fact, Contact))
        assert contact.name == "Maple Florist"
        assert gone(batches) == []


def test_a_customer_that_was_merged_into_another_is_gone() -> None:
    with office() as desk:
        desk.books.store.bury("Customer", desk.id_of("maple"))

        assert gone(list(desk.ledger.pull(QUIET))) == [Gone(Kind.CONTACT, desk.id_of("maple"))]


def test_a_payment_that_does_not_touch_its_invoice_has_it_read_again() -> None:
    with office(payment_touches_invoice=False) as desk:
        desk.books.pay("bill-1")

        batches = list(desk.ledger.pull(QUIET))

        assert desk.calls() == ["cdc", "query"]
        (invoice,) = (fact for fact in facts(batches) if isinstance(fact, Invoice))
        assert (invoice.id, invoice.status) == (desk.id_of("bill-1"), InvoiceStatus.PAID)


def test_a_payment_that_is_deleted_takes_its_credit_along() -> None:
    paid = StoryPayment(key="paid", customer="maple", on=BOOKED, amount=Decimal(40))
    with office(replace(STORY, payments=(paid,))) as desk:
        (credit,) = (
            fact for fact in facts(list(desk.ledger.pull(None))) if isinstance(fact, Credit)
        )
        desk.books.store.bury("Payment", desk.id_of("paid"))

        batches = list(desk.ledger.pull(QUIET))

        assert gone(batches) == [
            Gone(Kind.PAYMENT, desk.id_of("paid")),
            Gone(Kind.CREDIT, credit.id),
        ]


# --- the second look


def test_250_invoices_are_read_again_in_two_calls_and_none_is_lost() -> None:
    with office(replace(STORY, invoices=bills(250))) as desk:
        ids = [desk.id_of(f"bill-{number}") for number in range(1, 251)]

        again = desk.ledger.reread([*ids, InvoiceId("no'such\\one")])

        assert desk.calls() == ["query", "query"]
        assert set(again.found) == set(ids)
        assert again.gone == {"no'such\\one"}


def test_an_invoice_that_cannot_be_read_again_is_not_gone() -> None:
    broken = replace(bills(1)[0], broken="balance")
    with office(replace(STORY, invoices=(broken,))) as desk:
        again = desk.ledger.reread([desk.id_of("bill-1")])

        assert (again.found, again.gone) == ({}, frozenset())
        assert [bad.id for bad in again.unreadable] == [desk.id_of("bill-1")]


# --- what is written back


def test_a_note_stays_inside_when_the_invoice_is_sent() -> None:
    with office() as desk:
        desk.ledger.add_note(desk.id_of("bill-1"), "Reminder 2 — e-mailed to Ana Māpere.", key="k1")

        (record,) = desk.books.store.all("Attachable")
        (hook,) = record["AttachableRef"]
        assert record["Note"] == "Reminder 2 — e-mailed to Ana Māpere."
        assert hook["IncludeOnSend"] is False
        assert parse_qs(desk.last_call().query)["requestid"] == ["k1"]


def test_a_very_long_note_is_cut_to_what_quickbooks_takes() -> None:
    with office() as desk:
        desk.ledger.add_note(desk.id_of("bill-1"), "x" * 3000, key="k1")

        (note,) = desk.ledger.notes(desk.id_of("bill-1"))
        assert note.text == "x" * 1999 + "…"


def test_notes_are_those_of_this_invoice_only() -> None:
    with office() as desk:
        desk.ledger.add_note(desk.id_of("bill-1"), "one", key="k1")
        desk.ledger.add_note(desk.id_of("bill-2"), "two", key="k2")

        (note,) = desk.ledger.notes(desk.id_of("bill-2"))
        assert (note.text, note.at) == ("two", NOW)


def test_notes_that_cannot_be_searched_are_not_taken_for_none() -> None:
    with office(attachable_query=False) as desk, pytest.raises(Refused):
        desk.ledger.notes(desk.id_of("bill-1"))


def test_sending_asks_for_nothing_but_the_sending() -> None:
    with office() as desk:
        desk.ledger.send_invoice(desk.id_of("bill-1"), key="k" * 51)

        sent = desk.last_call()
        assert sent.path.endswith(f"/invoice/{desk.id_of('bill-1')}/send")
        query = parse_qs(sent.query)
        assert query.keys() == {"minorversion", "requestid"}  # no sendTo: it would be kept
        assert len(query["requestid"][0]) == 50


def test_an_invoice_that_is_not_there_is_refused_by_its_code() -> None:
    with office() as desk:
        for ask in (desk.ledger.pay_link, desk.ledger.pdf):
            with pytest.raises(Refused) as caught:
                ask(InvoiceId("999999"))
            assert caught.value.code == "610"


def test_own_reminders_are_what_the_user_said() -> None:
    with office() as desk:
        assert desk.ledger.own_reminders() is False
        assert desk.calls() == []


def test_the_company_is_asked_for_once() -> None:
    with office() as desk:
        company = desk.ledger.company()

        assert desk.ledger.company() == company
        assert company.timezone == "Pacific/Auckland"
        assert desk.calls() == [STORY.company_id, "preferences"]
