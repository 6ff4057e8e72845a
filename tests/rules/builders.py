"""Small cases and rulebooks with defaults, so that a test says only what it is about.

The day is Monday 23 November 2026. The customer is ACME, who owes one invoice of NZD 115.00 that
fell due on 13 November and went to Jo Park.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from rules.case import Behaviour, Case, LedgerState, Mark, MarkKind, StepState, Taken
from rules.decisions import Finding
from rules.facts import (
    Company,
    CompanyId,
    Contact,
    Credit,
    CreditKind,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Money,
    Payment,
    Person,
    Postal,
    Unreadable,
)
from rules.problems import Place
from rules.rulebook import (
    Anchor,
    Announcement,
    Channel,
    CompanyRules,
    ContactRules,
    Guard,
    Limits,
    Policy,
    Rulebook,
    Segment,
    SendInvoices,
    Statements,
    Step,
    Thanks,
    Timing,
    Unit,
    Verdict,
)

POST = Postal(lines=("7 High Street",), city="Riverton", postcode="4140")
TODAY = date(2026, 11, 23)
"""A Monday."""
JO = Person(email="jo.park@acme.example", name="Jo Park", phone="+6491234567")
ACCOUNTS = Person(email="accounts@acme.example")


def day(offset: int) -> date:
    """So many days after TODAY; before it when negative."""
    return TODAY + timedelta(days=offset)


def invoice(
    key: str = "INV-1",
    balance: str = "115.00",
    *,
    overdue: int | None = 10,
    issued: date | None = None,
    today: date = TODAY,
    currency: str = "NZD",
    sent: bool | None = True,
    customer: str = "acme",
    status: InvoiceStatus = InvoiceStatus.OPEN,
    bill_to: tuple[Person, ...] = (),
    bill_cc: tuple[Person, ...] = (),
    reference: str | None = None,
    expected_on: date | None = None,
    disputed: bool = False,
    delivery_problem: str | None = None,
    paid_on: date | None = None,
) -> Invoice:
    """An open invoice; `overdue` counts days from its due date to `today`, None: no due date."""
    due = None if overdue is None else today - timedelta(days=overdue)
    return Invoice(
        id=InvoiceId(key.lower()),
        number=key,
        customer=CustomerId(customer),
        status=status,
        issued=issued or (due or today) - timedelta(days=30),
        due=due,
        total=Money(Decimal(balance), currency),
        balance=Money(Decimal(balance), currency),
        sent=sent,
        bill_to=bill_to,
        bill_cc=bill_cc,
        reference=reference,
        expected_on=expected_on,
        disputed=disputed,
        delivery_problem=delivery_problem,
        paid_on=paid_on,
    )


def case(
    *invoices: Invoice,
    today: date = TODAY,
    customer: str = "acme",
    people: tuple[Person, ...] = (JO,),
    phone: str | None = None,
    taken: Sequence[Taken] = (),
    marks: Sequence[Mark] = (),
    credits: Sequence[Credit] = (),
    payments: Sequence[Payment] = (),
    settled: Sequence[Invoice] = (),
    unreadable: Sequence[Unreadable] = (),
    bounced: Sequence[str] = (),
    unread: str | None = None,
    members: Sequence[Contact] = (),
    behaviour: Behaviour = Behaviour(),  # noqa: B008  (frozen)
    ledger: LedgerState = LedgerState(),  # noqa: B008  (frozen)
    country: str | None = None,
    address: Postal | None = POST,
) -> Case:
    """ACME on TODAY; without invoices it owes the default one. No country: no public holidays."""
    company = Company(CompanyId("maple"), "Maple Ltd", "xero", "Pacific/Auckland", "NZD", country)
    name = customer.upper()
    return Case(
        company=company,
        today=today,
        customer=Contact(
            id=CustomerId(customer), name=name, people=people, phone=phone, address=address
        ),
        members=tuple(members),
        invoices=invoices or (invoice(),),
        settled=tuple(settled),
        payments=tuple(payments),
        credits=tuple(credits),
        taken=tuple(taken),
        marks=tuple(marks),
        unreadable=tuple(unreadable),
        behaviour=behaviour,
        bounced=frozenset(bounced),
        unread=unread,
        ledger=ledger,
    )


def took(
    step: str,
    on: date,
    *,
    key: str = "INV-1",
    state: StepState = StepState.SENT,
    channel: str = "email",
    emails: tuple[str, ...] = ("jo.park@acme.example",),
    policy: str = "everyone",
    offer: bool = False,
) -> Taken:
    """A step that was taken for an invoice; one that is called "offer" did offer instalments."""
    return Taken(
        invoice=InvoiceId(key.lower()),
        policy=policy,
        step=step,
        channel=channel,
        on=on,
        state=state,
        emails=emails,
        offer=offer or step == "offer",
    )


def mark(
    kind: MarkKind, words: str = "", *, key: str | None = "INV-1", until: date | None = None
) -> Mark:
    """A mark in force since a week ago; `key` None marks the customer."""
    where = InvoiceId(key.lower()) if key else None
    return Mark(kind=kind, invoice=where, since=day(-7), until=until, words=words, source="a test")


def credit(remaining: str, *, currency: str = "NZD", key: str = "CN-1") -> Credit:
    """A credit note of ACME's with something left."""
    return Credit(
        id=key.lower(),
        kind=CreditKind.CREDIT_NOTE,
        customer=CustomerId("acme"),
        on=day(-20),
        remaining=Money(Decimal(remaining), currency),
        number=key,
    )


def payment(on: date, amount: str = "50.00") -> Payment:
    """A payment of ACME's."""
    money = Money(Decimal(amount), "NZD")
    return Payment(id=f"pay-{on}", customer=CustomerId("acme"), on=on, amount=money)


@dataclass(frozen=True, slots=True)
class Says:
    """A condition that comes to what it is told, for every invoice or for those named."""

    result: Verdict = Verdict.YES
    invoices: tuple[str, ...] | None = None
    words: str = "the test says so"

    @property
    def asks_invoice(self) -> bool:
        """Whether it speaks of named invoices."""
        return self.invoices is not None

    def verdict(self, case: Case, invoice: Invoice | None) -> Verdict:
        """What it was told; for other invoices than those named it is NO."""
        if self.invoices is not None and (invoice is None or invoice.number not in self.invoices):
            return Verdict.NO
        return self.result

    def judge(self, case: Case, invoice: Invoice | None) -> tuple[Verdict, tuple[Finding, ...]]:
        """The same, with one finding."""
        verdict = self.verdict(case, invoice)
        return verdict, (Finding(holds=verdict is Verdict.YES, says=self.words, at="test:1:1"),)


def at(line: int) -> Place:
    """A line of the rulebook that a test pretends to have read."""
    return Place("rules.yaml", line, 7)


def step(
    name: str,
    count: int,
    *,
    unit: Unit = Unit.DAYS,
    anchor: Anchor = Anchor.DUE,
    channel: Channel = Channel.EMAIL,
    letter: str | None = None,
    to: tuple[str, ...] = (),
    cc: tuple[str, ...] = (),
    needs_approval: bool = False,
) -> Step:
    """A step `count` units after the anchor; before it when negative."""
    return Step(
        name=name,
        when=Timing(count, unit, anchor),
        channel=channel,
        letter=letter or (name if channel is Channel.EMAIL else None),
        to=to,
        cc=cc,
        needs_approval=needs_approval,
        at=at(40),
    )


LADDER = (
    step("heads-up", -7),
    step("nudge", 3),
    step("check-in", 10),
    step("call", 17, channel=Channel.PHONE),
    step("offer", 30, letter="instalments", needs_approval=True),
    step("hand-over", 75, channel=Channel.HANDOVER, needs_approval=True),
)


def rulebook(
    *steps: Step,
    company: CompanyRules = CompanyRules(),  # noqa: B008  (frozen)
    contacts: ContactRules = ContactRules(),  # noqa: B008  (frozen)
    limits: Limits = Limits(),  # noqa: B008  (frozen)
    guards: Sequence[Guard] = (),
    segments: Sequence[Segment] | None = None,
    policies: Sequence[Policy] | None = None,
    thanks: Sequence[Thanks] = (),
    send_invoices: SendInvoices | None = None,
    statements: Statements | None = None,
    announcements: Sequence[Announcement] = (),
) -> Rulebook:
    """One policy for everyone, with these steps; without any, with LADDER."""
    everyone = Policy("everyone", ("everyone",), steps or LADDER, at(30))
    if segments is None:
        segments = (Segment("everyone", None, at(10)),)
    return Rulebook(
        company=company,
        segments=tuple(segments),
        contacts=contacts,
        guards=tuple(guards),
        limits=limits,
        policies=tuple(policies) if policies is not None else (everyone,),
        thanks=tuple(thanks),
        send_invoices=send_invoices,
        statements=statements,
        announcements=tuple(announcements),
    )


def guard(name: str, verdict: Verdict = Verdict.YES, *keys: str) -> Guard:
    """A guard that comes to the verdict, for all invoices or for these."""
    return Guard(name, Says(verdict, keys or None), at(50))
