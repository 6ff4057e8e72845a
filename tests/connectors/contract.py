"""What every ledger promises, whichever platform it stands on.

A platform subclasses LedgerContract and fills in its hooks. Each test is something that a
bookkeeper does in the ledger and the facts that must arrive, over HTTP, from the sandbox. No test
waits: the pauses that a connector wants to make are collected instead.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import ClassVar, Protocol, TypeVar

import pytest
import requests

from connectors.errors import AllowanceSpent, NeedsPerson, Trouble, Unanswered, Unavailable
from connectors.ledger import Batch, Cursor, Gone, Ledger, Sweep
from connectors.platforms import PLATFORMS
from connectors.sandbox.books import Books
from connectors.sandbox.server import Sandbox
from connectors.sandbox.story import (
    Story,
    StoryCredit,
    StoryCustomer,
    StoryInvoice,
    StoryPayment,
)
from connectors.sandbox.trouble import ScriptedTrouble, What
from connectors.settings import LedgerSettings
from connectors.vendor import Bearer
from rules.facts import (
    Applied,
    Contact,
    Credit,
    CustomerId,
    Fact,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Money,
    Payment,
    Unreadable,
)

TODAY = date(2026, 11, 20)
NOBODY = "00000000-0000-4000-8000-000000000000"


def an_invoice(key: str, **said: object) -> StoryInvoice:
    """An approved invoice of 115.00 to Maple, due on 4 November, unless said otherwise."""
    usual: dict[str, object] = {
        "number": f"INV-{key}",
        "customer": "maple",
        "issued": date(2026, 10, 21),
        "due": date(2026, 11, 4),
        "total": Decimal("115.00"),
    }
    return StoryInvoice(key=key, **(usual | said))  # type: ignore[arg-type]


STORY = Story(
    company_id="70784a63-d24b-46a9-a4db-0e70a274b056",
    company_name="Kauri Print Ltd",
    timezone="Pacific/Auckland",
    base_currency="NZD",
    country="NZ",
    on=TODAY,
    customers=(
        StoryCustomer(
            key="maple",
            name="Maple Florist",
            first="Ana",
            last="Reid",
            email="ana.reid@maple.example",
            phone="+64 9 555 0134",
        ),
        StoryCustomer(key="birch", name="Birch Ltd", email="not an address"),
        StoryCustomer(key="old", name="Old Oak", email="owner@oak.example", active=False),
    ),
    invoices=(
        an_invoice("open", reference="PO-77"),
        an_invoice("cents", total=Decimal("1234.10")),
        an_invoice("part", total=Decimal("200.00")),
        an_invoice("settled"),
        an_invoice("birch-later", customer="birch", due=date(2026, 12, 4)),
        an_invoice("oak", customer="old"),
    ),
    payments=(
        StoryPayment(
            key="p-part",
            customer="maple",
            on=date(2026, 11, 10),
            amount=Decimal("80.50"),
            applied=(("part", Decimal("80.50")),),
        ),
        StoryPayment(
            key="p-settled",
            customer="maple",
            on=date(2026, 11, 11),
            amount=Decimal("115.00"),
            applied=(("settled", Decimal("115.00")),),
        ),
    ),
)


class SandboxBearer:
    """Signs in at the sandbox with its default refresh token, and counts the renewals."""

    def __init__(self, settings: LedgerSettings) -> None:
        self._app = PLATFORMS[settings.platform].app(settings)
        self._refresh = "sandbox-refresh-token"
        self._access: str | None = None
        self.renewals = 0

    def token(self) -> str:
        if self._access is None:
            self._access = self._sign_in()
        return self._access

    def renew(self, stale: str) -> str:
        self.renewals += 1
        self._access = self._sign_in()
        return self._access

    def _sign_in(self) -> str:
        reply = requests.post(
            self._app.token_url,
            data={"grant_type": "refresh_token", "refresh_token": self._refresh},
            auth=(self._app.client_id, self._app.client_secret or ""),
            headers={"Accept": "application/json"},
            timeout=10,
        )
        assert reply.status_code == 200, reply.text
        self._refresh = reply.json()["refresh_token"]
        return str(reply.json()["access_token"])


F = TypeVar("F", Invoice, Contact, Payment, Credit)


@dataclass
class Pulled:
    """All that one pull brought."""

    batches: list[Batch]
    calls: int

    def all(self, kind: type[F]) -> dict[str, F]:
        """The facts of a kind, the last word on each."""
        facts: Iterable[Fact] = (fact for batch in self.batches for fact in batch.facts)
        return {fact.id: fact for fact in facts if isinstance(fact, kind)}

    @property
    def gone(self) -> list[Gone]:
        return [gone for batch in self.batches for gone in batch.gone]

    @property
    def unreadable(self) -> list[Unreadable]:
        return [each for batch in self.batches for each in batch.unreadable]

    @property
    def sweeps(self) -> list[Sweep]:
        return [batch.sweep for batch in self.batches if batch.sweep]

    @property
    def cursor(self) -> Cursor:
        """The cursor that a caller keeps after it."""
        return [batch.cursor for batch in self.batches if batch.cursor is not None][-1]


@dataclass
class Desk:
    """A bookkeeper's books, and our ledger that reads them."""

    sandbox: Sandbox
    ledger: Ledger
    bearer: SandboxBearer
    pauses: list[float] = field(default_factory=list)
    """Seconds that the connector wanted to wait."""

    @property
    def books(self) -> Books:
        return self.sandbox.books

    def invoice_id(self, key: str) -> InvoiceId:
        return InvoiceId(self.books.id_of(key))

    def customer_id(self, key: str) -> CustomerId:
        return CustomerId(self.books.id_of(key))

    def pull(self, cursor: Cursor | None = None, *, deep: bool = False) -> Pulled:
        before = self.ledger.calls
        batches = list(self.ledger.pull(cursor, deep=deep))
        return Pulled(batches, self.ledger.calls - before)

    def script(self, what: What, **more: object) -> None:
        self.sandbox.make_trouble(ScriptedTrouble(what=what, **more))  # type: ignore[arg-type]


class OpenDesk(Protocol):
    """Opens a desk for a story, as its own company or under the id of another."""

    def __call__(self, story: Story, company: str | None = None) -> Desk: ...


PASSING = (
    What.EXPIRED_TOKEN,
    What.MINUTE_LIMIT,
    What.CONCURRENT_LIMIT,
    What.UNAVAILABLE_HTML,
    What.SERVER_ERROR,
    What.DROP_BEFORE,
    What.DROP_AFTER,
    What.XML_THROTTLE,
)
"""Troubles that happen once and are over: the user never hears of them."""
LASTING: dict[What, type[Trouble]] = {
    What.MINUTE_LIMIT: Unavailable,
    What.DAY_LIMIT: AllowanceSpent,
    What.CONCURRENT_LIMIT: Unavailable,
    What.UNAVAILABLE_HTML: Unavailable,
    What.SERVER_ERROR: Unavailable,
    What.DROP_BEFORE: Unavailable,
    What.EXPIRED_TOKEN: NeedsPerson,
    What.FAULT_IN_200: Trouble,
    What.XML_THROTTLE: Unavailable,
}
"""Troubles that do not end, and what a run says of them."""


class LedgerContract:
    """Subclass it as `TestXero...`, fill in the hooks, and add what only that platform has."""

    platform: ClassVar[str]
    quiet_calls: ClassVar[int]
    """The calls of a pull in which nothing changed."""
    first_calls: ClassVar[int]
    """The calls of a first pull of a company so small that each kind fits one page."""
    tells_reminders: ClassVar[bool]
    """Whether the platform says if its own reminders are on."""

    def make_books(self, story: Story) -> Books:
        """The sandbox's books of this platform, filled from the story."""
        raise NotImplementedError

    def open_ledger(
        self, settings: LedgerSettings, bearer: Bearer, sleep: Callable[[float], None]
    ) -> Ledger:
        """The platform's ledger, waiting by `sleep` instead of the clock."""
        raise NotImplementedError

    @pytest.fixture
    def open_desk(self) -> Iterator[OpenDesk]:
        """Opens a desk for a story; every sandbox is stopped at the end."""
        running: list[Sandbox] = []

        def opened(story: Story, company: str | None = None) -> Desk:
            sandbox = Sandbox(self.make_books(story))
            sandbox.start()
            running.append(sandbox)
            settings = LedgerSettings(
                platform=self.platform,
                company=company or story.company_id,
                client_id="contract",
                client_secret="no-secret",
                api_url=sandbox.url,
                auth_url=sandbox.url,
            )
            bearer, pauses = SandboxBearer(settings), list[float]()
            ledger = self.open_ledger(settings, bearer, pauses.append)
            return Desk(sandbox, ledger, bearer, pauses)

        yield opened
        for sandbox in running:
            sandbox.stop()

    @pytest.fixture
    def desk(self, open_desk: OpenDesk) -> Desk:
        """A desk with the story of this module."""
        return open_desk(STORY)

    # --- the organisation

    def test_the_company_tells_its_name_currency_and_country(self, desk: Desk) -> None:
        company = desk.ledger.company()

        assert (STORY.company_name, "NZD", "NZ", self.platform, STORY.company_id) == (
            company.name,
            company.base_currency,
            company.country,
            company.platform,
            company.id,
        )

    def test_own_reminders_are_told_where_the_platform_knows(self, open_desk: OpenDesk) -> None:
        asked = [
            open_desk(replace(STORY, own_reminders=on)).ledger.own_reminders()
            for on in (True, False)
        ]

        assert ([True, False] if self.tells_reminders else [None, None]) == asked

    # --- the first pull

    def test_a_first_pull_brings_each_invoice_with_its_day_and_its_money(self, desk: Desk) -> None:
        invoices = desk.pull().all(Invoice)

        assert {desk.invoice_id(invoice.key) for invoice in STORY.invoices} == set(invoices)
        invoice = invoices[desk.invoice_id("open")]
        assert InvoiceStatus.OPEN is invoice.status
        assert desk.customer_id("maple") == invoice.customer
        assert ("INV-open", date(2026, 10, 21), date(2026, 11, 4)) == (
            invoice.number,
            invoice.issued,
            invoice.due,
        )
        assert (Money(Decimal("115.00"), "NZD"), Money(Decimal("115.00"), "NZD")) == (
            invoice.total,
            invoice.balance,
        )

    def test_a_first_pull_brings_payments_and_what_they_settled(self, desk: Desk) -> None:
        pulled = desk.pull()

        part = pulled.all(Invoice)[desk.invoice_id("part")]
        settled = pulled.all(Invoice)[desk.invoice_id("settled")]
        assert (InvoiceStatus.OPEN, Decimal("119.50")) == (part.status, part.balance.amount)
        assert (InvoiceStatus.PAID, Decimal(0)) == (settled.status, settled.balance.amount)
        payments = {payment.applied: payment for payment in pulled.all(Payment).values()}
        payment = payments[(Applied(part.id, Decimal("80.50")),)]
        assert (date(2026, 11, 10), Money(Decimal("80.50"), "NZD"), part.customer) == (
            payment.on,
            payment.amount,
            payment.customer,
        )

    def test_a_first_pull_ends_each_kind_with_a_sweep(self, desk: Desk) -> None:
        swept = {sweep.kind for sweep in desk.pull().sweeps if not sweep.open_only}

        assert {Kind.INVOICE, Kind.CONTACT, Kind.PAYMENT, Kind.CREDIT} <= swept

    def test_a_first_pull_of_a_small_company_costs_one_call_per_list(self, desk: Desk) -> None:
        desk.ledger.company()

        assert self.first_calls == desk.pull().calls

    def test_a_first_pull_of_many_invoices_costs_one_call_per_thousand(
        self, open_desk: OpenDesk
    ) -> None:
        more = tuple(an_invoice(f"n{number}") for number in range(2001 - len(STORY.invoices)))
        desk = open_desk(replace(STORY, invoices=(*STORY.invoices, *more)))
        desk.ledger.company()

        pulled = desk.pull()

        assert pulled.calls == self.first_calls + 2
        assert len(pulled.all(Invoice)) == 2001

    def test_money_is_decimal_to_the_cent_and_never_a_float(self, desk: Desk) -> None:
        pulled = desk.pull()

        amounts = [invoice.balance.amount for invoice in pulled.all(Invoice).values()]
        amounts += [payment.amount.amount for payment in pulled.all(Payment).values()]
        assert {Decimal} == {type(amount) for amount in amounts}
        assert Decimal("1234.10") == pulled.all(Invoice)[desk.invoice_id("cents")].total.amount

    def test_an_invoice_in_a_foreign_currency_keeps_it(self, open_desk: OpenDesk) -> None:
        customer = StoryCustomer(key="wattle", name="Wattle Pty", currency="AUD")
        invoice = an_invoice("aud", customer="wattle", currency="AUD", rate=Decimal("1.08"))
        desk = open_desk(replace(STORY, customers=(customer,), invoices=(invoice,), payments=()))

        invoices = desk.pull().all(Invoice)

        assert Money(Decimal("115.00"), "AUD") == invoices[desk.invoice_id("aud")].balance

    # --- people

    def test_a_customer_has_a_person_to_write_to_and_a_number_to_call(self, desk: Desk) -> None:
        maple = desk.pull().all(Contact)[desk.customer_id("maple")]

        assert maple.name == "Maple Florist"
        assert (
            maple.people[0].email,
            maple.people[0].name,
        ) == ("ana.reid@maple.example", "Ana Reid")
        assert maple.phone == "+6495550134"

    def test_a_text_that_is_no_address_is_kept_apart(self, desk: Desk) -> None:
        birch = desk.pull().all(Contact)[desk.customer_id("birch")]

        assert not [person.email for person in birch.people if person.email]
        assert "not an address" in birch.unusable

    def test_an_archived_customer_arrives_as_inactive(self, desk: Desk) -> None:
        contacts = desk.pull().all(Contact)

        assert not contacts[desk.customer_id("old")].active
        assert contacts[desk.customer_id("maple")].active

    # --- credit

    @pytest.mark.parametrize("kind", ["credit note", "overpayment", "prepayment"])
    def test_credit_that_is_not_applied_is_the_customers(
        self, open_desk: OpenDesk, kind: str
    ) -> None:
        credit = StoryCredit(
            key="credit",
            number="CN-1",
            customer="maple",
            on=date(2026, 11, 12),
            total=Decimal("60.00"),
            remaining=Decimal("45.50"),
            kind=kind,
        )
        desk = open_desk(replace(STORY, credits=(credit,)))

        assert {"NZD": Decimal("45.50")} == _credit_of(desk, "maple")

    def test_money_received_for_no_invoice_is_the_customers_credit(
        self, open_desk: OpenDesk
    ) -> None:
        payment = StoryPayment(
            key="p-more",
            customer="maple",
            on=date(2026, 11, 12),
            amount=Decimal("150.00"),
            applied=(("open", Decimal("115.00")),),
        )
        desk = open_desk(replace(STORY, payments=(payment,)))

        assert {"NZD": Decimal("35.00")} == _credit_of(desk, "maple")
        assert InvoiceStatus.PAID is desk.pull().all(Invoice)[desk.invoice_id("open")].status

    # --- what changes afterwards

    def test_a_pull_in_which_nothing_changed_is_cheap_and_keeps_a_cursor(self, desk: Desk) -> None:
        first = desk.pull()

        second = desk.pull(first.cursor)
        third = desk.pull(second.cursor)

        assert (self.quiet_calls, self.quiet_calls) == (second.calls, third.calls)
        assert [sweep for sweep in second.sweeps if not sweep.open_only] == []

    def test_an_invoice_that_is_paid_arrives_as_paid_with_its_payment(self, desk: Desk) -> None:
        cursor = desk.pull().cursor
        desk.books.pay("open", on=date(2026, 11, 19))

        pulled = desk.pull(cursor)

        invoice = pulled.all(Invoice)[desk.invoice_id("open")]
        assert (InvoiceStatus.PAID, Decimal(0)) == (invoice.status, invoice.balance.amount)
        applied = [part for payment in pulled.all(Payment).values() for part in payment.applied]
        assert Applied(invoice.id, Decimal("115.00")) in applied

    def test_an_invoice_that_is_paid_in_part_stays_open_with_the_rest(self, desk: Desk) -> None:
        cursor = desk.pull().cursor
        desk.books.pay("open", Decimal("15.01"))

        invoice = desk.pull(cursor).all(Invoice)[desk.invoice_id("open")]

        assert (InvoiceStatus.OPEN, Decimal("99.99")) == (invoice.status, invoice.balance.amount)

    def test_an_invoice_that_is_voided_arrives_as_voided(self, desk: Desk) -> None:
        cursor = desk.pull().cursor
        desk.books.void("open")

        invoice = desk.pull(cursor).all(Invoice)[desk.invoice_id("open")]

        assert InvoiceStatus.VOIDED is invoice.status

    def test_an_invoice_that_is_deleted_is_no_longer_there(self, desk: Desk) -> None:
        cursor = desk.pull().cursor
        desk.books.delete("open")

        pulled = desk.pull(cursor)

        said = pulled.all(Invoice).get(desk.invoice_id("open"))
        is_deleted = said is not None and said.status is InvoiceStatus.DELETED
        assert is_deleted or Gone(Kind.INVOICE, desk.invoice_id("open")) in pulled.gone

    # --- what cannot be read

    def test_an_unreadable_invoice_costs_only_itself(self, open_desk: OpenDesk) -> None:
        broken = an_invoice("broken", broken="due", customer="birch")
        desk = open_desk(replace(STORY, invoices=(*STORY.invoices, broken)))

        pulled = desk.pull()

        assert [(Kind.INVOICE, desk.invoice_id("broken"), desk.customer_id("birch"))] == [
            (each.kind, each.id, each.customer) for each in pulled.unreadable
        ]
        assert {desk.invoice_id(each.key) for each in STORY.invoices} == set(pulled.all(Invoice))

    # --- the second look

    def test_a_second_look_shows_an_invoice_that_was_paid_meanwhile(self, desk: Desk) -> None:
        desk.pull()
        desk.books.pay("open")

        again = desk.ledger.reread([desk.invoice_id("open"), desk.invoice_id("part")])

        assert InvoiceStatus.PAID is again.found[desk.invoice_id("open")].status
        assert Decimal("119.50") == again.found[desk.invoice_id("part")].balance.amount

    def test_a_second_look_at_thirty_invoices_is_one_call(self, open_desk: OpenDesk) -> None:
        desk = open_desk(
            replace(STORY, invoices=tuple(an_invoice(f"n{i}") for i in range(30)), payments=())
        )
        ids = [desk.invoice_id(f"n{i}") for i in range(30)]
        before = desk.ledger.calls

        again = desk.ledger.reread(ids)

        assert set(ids) == set(again.found)
        assert desk.ledger.calls - before == 1

    def test_a_second_look_at_no_invoice_is_no_call(self, desk: Desk) -> None:
        before = desk.ledger.calls

        assert desk.ledger.reread([]).found == {}
        assert before == desk.ledger.calls

    def test_a_second_look_at_an_invoice_that_is_not_there_says_gone(self, desk: Desk) -> None:
        again = desk.ledger.reread([desk.invoice_id("open"), InvoiceId(NOBODY)])

        assert {desk.invoice_id("open")} == set(again.found)
        assert {NOBODY} == again.gone

    # --- what is written back

    def test_a_note_can_be_read_back(self, desk: Desk) -> None:
        desk.ledger.add_note(desk.invoice_id("open"), "Reminder 2 e-mailed to Ana.", key="k1")

        assert "Reminder 2 e-mailed to Ana." in [
            note.text for note in desk.ledger.notes(desk.invoice_id("open"))
        ]
        assert {desk.invoice_id("open"): ["Reminder 2 e-mailed to Ana."]} == _notes(desk)

    def test_a_note_that_is_written_twice_with_one_key_stands_once(self, desk: Desk) -> None:
        for _ in range(2):
            desk.ledger.add_note(desk.invoice_id("open"), "Reminder 2 e-mailed.", key="k1")

        assert {desk.invoice_id("open"): ["Reminder 2 e-mailed."]} == _notes(desk)

    def test_a_note_whose_answer_is_lost_stands_and_is_not_written_again(self, desk: Desk) -> None:
        desk.ledger.company()
        desk.script(What.DROP_AFTER)

        with pytest.raises(Unanswered):
            desk.ledger.add_note(desk.invoice_id("open"), "Reminder 2 e-mailed.", key="k1")

        assert {desk.invoice_id("open"): ["Reminder 2 e-mailed."]} == _notes(desk)

    def test_a_very_long_key_works_as_well(self, desk: Desk) -> None:
        for _ in range(2):
            desk.ledger.add_note(desk.invoice_id("open"), "Once.", key="k" * 300)

        assert {desk.invoice_id("open"): ["Once."]} == _notes(desk)

    def test_an_invoice_is_sent_by_the_platform_once(self, desk: Desk) -> None:
        for _ in range(2):
            desk.ledger.send_invoice(desk.invoice_id("open"), key="k2")

        assert [desk.invoice_id("open")] == desk.books.sent()

    def test_an_invoice_that_we_sent_is_marked_as_sent_and_stays_as_it_was(
        self, open_desk: OpenDesk
    ) -> None:
        invoices = (an_invoice("unsent", sent=False),)
        desk = open_desk(replace(STORY, invoices=invoices, payments=()))
        unsent = desk.invoice_id("unsent")
        before = desk.ledger.reread([unsent]).found[unsent]
        assert before.sent is False
        for key in ("k3", "k3", "k4"):
            desk.ledger.mark_sent(unsent, key=key)

        after = desk.ledger.reread([unsent]).found[unsent]
        assert after.sent
        same = {"sent": None, "sent_on": None, "updated": None, "version": None}
        assert replace(after, **same) == replace(before, **same)  # type: ignore[arg-type]
        assert desk.books.sent() == []

    def test_an_invoice_has_a_page_to_pay_on_and_a_pdf(self, desk: Desk) -> None:
        assert (desk.ledger.pay_link(desk.invoice_id("open")) or "").startswith("http")
        assert desk.ledger.pdf(desk.invoice_id("open")).startswith(b"%PDF")

    # --- trouble

    @pytest.mark.parametrize("what", PASSING)
    def test_a_passing_trouble_costs_nothing(self, desk: Desk, what: What) -> None:
        _skip_unless_known(desk, what)
        desk.script(what)

        assert len(STORY.invoices) == len(desk.pull().all(Invoice))
        assert (what is What.EXPIRED_TOKEN) == (desk.bearer.renewals == 1)

    @pytest.mark.parametrize(("what", "error"), LASTING.items())
    def test_a_lasting_trouble_says_what_happened_in_one_sentence(
        self, desk: Desk, what: What, error: type[Trouble]
    ) -> None:
        _skip_unless_known(desk, what)
        desk.script(what, times=None)

        with pytest.raises(error) as caught:
            desk.pull()

        says = str(caught.value)
        assert PLATFORMS[self.platform].title in says
        assert "\n" not in says
        assert desk.bearer.token() not in says

    def test_half_an_answer_is_no_answer(self, desk: Desk) -> None:
        desk.script(What.BROKEN_JSON, times=None)

        with pytest.raises(Unavailable, match=PLATFORMS[self.platform].title):
            desk.pull()

    def test_a_pull_that_broke_off_goes_on_without_loss(self, desk: Desk) -> None:
        desk.ledger.company()
        desk.script(What.SERVER_ERROR, nth=2, times=None)
        kept: list[Batch] = []
        with pytest.raises(Unavailable):
            _keep(kept, desk.ledger.pull(None))
        desk.sandbox.trouble.clear()
        cursor = next((batch.cursor for batch in reversed(kept) if batch.cursor), None)

        pulled = Pulled(kept + desk.pull(cursor).batches, 0)

        assert len(STORY.invoices) == len(pulled.all(Invoice))
        assert len(STORY.customers) == len(pulled.all(Contact))
        assert len(STORY.payments) == len(pulled.all(Payment))

    def test_a_wrong_company_is_named(self, open_desk: OpenDesk) -> None:
        desk = open_desk(STORY, company="12345678")

        with pytest.raises(NeedsPerson, match='"12345678"'):
            desk.ledger.company()


def _keep(kept: list[Batch], batches: Iterable[Batch]) -> None:
    """Store batch by batch, as a caller does, so that what came before a trouble is kept."""
    for batch in batches:
        kept.append(batch)  # noqa: PERF402  extend promises nothing about an iterator that raises


def _credit_of(desk: Desk, customer: str) -> dict[str, Decimal]:
    total: dict[str, Decimal] = {}
    for credit in desk.pull().all(Credit).values():
        if credit.customer == desk.customer_id(customer) and credit.remaining.amount:
            currency = credit.remaining.currency
            total[currency] = total.get(currency, Decimal(0)) + credit.remaining.amount
    return total


def _notes(desk: Desk) -> dict[str, list[str]]:
    return {invoice: texts for invoice, texts in desk.books.notes().items() if texts}


def _skip_unless_known(desk: Desk, what: What) -> None:
    if what not in desk.books.troubles:
        pytest.skip(f"this platform knows no {what}")
