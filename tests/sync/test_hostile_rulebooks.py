"""Whatever a rulebook says, the plans that it makes keep the promises: decide, ration, gate.

The rulebooks are those that a hostile hand would write, past what the reader of the files lets
through: guards that never hold, limits without end, every step on one day, one letter for all, the
hand-over first, everybody addressed, no segments. The checks look at the ledger and at the plan
alone; the gate is asked on top.
"""

from collections import Counter
from contextlib import nullcontext
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import LedgerState, Mark, MarkKind, StepState, Taken
from rules.deciding.recipients import OURS
from rules.decisions import Action, Decision
from rules.facts import (
    Company,
    CompanyId,
    Contact,
    CustomerId,
    Invoice,
    InvoiceStatus,
    Kind,
    Person,
    Unreadable,
)
from rules.rulebook import (
    Anchor,
    Channel,
    CompanyRules,
    ContactRules,
    Earned,
    Guard,
    KnownPerson,
    Limits,
    Mailbox,
    Policy,
    Route,
    Rulebook,
    Segment,
    SendInvoices,
    Step,
    Thanks,
    Timing,
    Unit,
    Verdict,
)
from sync import breaker, gate
from sync.cases import Books
from sync.plan import Plan, make_plan
from tests.rules.builders import ACCOUNTS, JO, TODAY, Says, at, credit, day, invoice, payment, took

SHARED = Person(email="office@bookkeeper.example", name="Bo Kay", role="owner")
"""One person who reads the mail of two customers."""
OURS_BOX = Mailbox(email="ana@maple.example", name="Ana Reid")
ACME, BETA, JOB, MERGED = map(CustomerId, ("acme", "beta", "job", "merged"))
PEOPLE = {
    ACME: (JO, SHARED),
    BETA: (SHARED, replace(ACCOUNTS, email="accounts@beta.example")),
    JOB: (Person("site@job.example", "Sid Ito"),),
    MERGED: (Person("old@acme.example", "Old Jo"),),
}
NAMES = ("heads-up", "nudge", "call", "offer", "out", "again")
HOSTILE = settings(max_examples=25, deadline=None)
NO_LIMITS = Limits(
    per_customer=9_999, per_days=1, gap_days=0, per_run=99_999, backlog_per_run=99_999
)

timings = st.builds(
    Timing,
    st.sampled_from([0, 0, 0, -400, -7, 1, 30, 3650]),
    st.sampled_from(list(Unit)),
    st.sampled_from(list(Anchor)),
)
roles = st.lists(
    st.sampled_from(["contact", "senior", "owner", "everybody", "account-manager", OURS_BOX.email]),
    max_size=4,
).map(tuple)
steps = st.builds(
    Step,
    name=st.sampled_from(NAMES),
    when=timings,
    channel=st.sampled_from([*Channel, Channel.EMAIL, Channel.HANDOVER]),
    letter=st.sampled_from([None, "nudge", "nudge", "instalments"]),
    to=roles,
    cc=roles,
    needs_approval=st.booleans(),
    senior=st.booleans(),
    at=st.just(at(40)),
)
ladders = st.lists(steps, min_size=1, max_size=6, unique_by=lambda one: one.name).map(tuple)
ANYTHING = Says(Verdict.YES)
NEVER = Guard("never", Says(Verdict.NO), at(20))
everybody = st.lists(
    st.sampled_from(
        [
            Mailbox(email="jo.park@acme.example", name="Jo Park"),
            Mailbox(email="office@bookkeeper.example"),
            Mailbox(email="press@newspaper.example"),
        ]
    ),
    min_size=1,
    max_size=3,
    unique=True,
).map(tuple)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """A rulebook that means no good."""
    segments = draw(
        st.sampled_from([(), (Segment("all", None, at(1)),), (Segment("some", ANYTHING, at(1)),)])
    )
    whom = tuple(one.name for one in segments)
    policies = [Policy("first", whom, draw(ladders), at(30))]
    policies += [Policy("own", (), draw(ladders), at(31), ANYTHING)] * draw(st.integers(0, 1))
    routed = [Route(when=ANYTHING, to=draw(everybody), role=None, at=at(50))]
    known = KnownPerson(box=OURS_BOX, of=("*",), role="owner", at=at(60))
    return Rulebook(
        company=CompanyRules(
            sender=OURS_BOX,
            send_on=frozenset(range(7)),
            sends_invoices=draw(st.sampled_from(["ledger", "itself"])),
        ),
        segments=segments,
        contacts=ContactRules(
            routes=tuple(routed[: draw(st.integers(0, 1))]),
            people=(known,) * draw(st.integers(0, 1)),
            fallback=draw(roles),
            prefer=draw(st.sampled_from(["named", "primary"])),
        ),
        guards=(NEVER,),
        limits=NO_LIMITS,
        policies=tuple(policies[: draw(st.integers(0, 2))]),
        thanks=draw(st.sampled_from([(), (Thanks(Earned.ANY_TIME, "nudge", at(80)),)])),
        send_invoices=draw(st.sampled_from([None, SendInvoices(0, at(70))])),
    )


@st.composite
def ledgers(draw: st.DrawFn) -> Books:
    """Two customers, a job of one, a customer who was merged into the other; any past."""
    whose = st.sampled_from(list(PEOPLE))
    owed = tuple(draw(_invoice(f"I{n}", draw(whose))) for n in range(draw(st.integers(1, 6))))
    return Books(
        company=Company(CompanyId("maple"), "Maple", "xero", "Pacific/Auckland", "NZD", "NZ"),
        ledger=draw(st.sampled_from([LedgerState()] * 9 + [LedgerState(pull_failed="503")])),
        contacts={
            who: Contact(
                id=who,
                name=who.title(),
                people=people,
                phone="+6495550134",
                billed_to=BETA if who == JOB else None,
                merged_into=ACME if who == MERGED else None,
            )
            for who, people in PEOPLE.items()
        },
        invoices=owed,
        payments=draw(st.lists(st.just(payment(day(-20))), max_size=1).map(tuple)),
        credits=tuple(
            replace(credit(amount, key=f"C{amount}"), customer=draw(whose))
            for amount in draw(st.sampled_from([(), (), ("20",), ("115",), ("50", "400")]))
        ),
        unreadable=(Unreadable(Kind.PAYMENT, "p", BETA, "no amount"),)
        * (draw(st.integers(0, 9)) == 0),
        taken=tuple((one.customer, draw(_taken(one))) for one in owed if draw(st.booleans())),
        marks=tuple(
            (one.customer, draw(_mark(one))) for one in owed if draw(st.integers(0, 4)) == 0
        ),
    )


@st.composite
def _invoice(draw: st.DrawFn, key: str, customer: CustomerId) -> Invoice:
    status = draw(st.sampled_from([InvoiceStatus.OPEN] * 8 + list(InvoiceStatus)))
    overdue = draw(st.sampled_from([-5, 0, 1, 10, 40, 90, 400, None]))
    balance = "0" if status is InvoiceStatus.PAID else draw(st.sampled_from(["115", "50", "900"]))
    return invoice(
        key,
        balance,
        overdue=overdue,
        customer=customer,
        status=status,
        currency=draw(st.sampled_from(["NZD", "NZD", "AUD"])),
        sent=draw(st.sampled_from([True, True, True, False, None])),
        disputed=draw(st.integers(0, 9)) == 0,
        expected_on=draw(st.sampled_from([None] * 6 + [day(2), day(-2)])),
        paid_on=day(-2) if status is InvoiceStatus.PAID else None,
        bill_to=draw(st.sampled_from([(), (), (SHARED,)])),
    )


def _taken(owed: Invoice) -> st.SearchStrategy[Taken]:
    return st.builds(
        took,
        st.sampled_from((*NAMES, "older name", "thanks")),
        st.sampled_from([TODAY, *map(day, range(-60, -1, 7))]),
        key=st.just(owed.number),
        state=st.sampled_from([StepState.SENT] * 8 + list(StepState)),
        channel=st.sampled_from(["email", "phone", "letter"]),
        emails=st.just(()),
    )


def _mark(owed: Invoice) -> st.SearchStrategy[Mark]:
    return st.builds(
        Mark,
        kind=st.sampled_from(list(MarkKind)),
        invoice=st.sampled_from([owed.id, None]),
        since=st.just(day(-9)),
        until=st.sampled_from([None, TODAY, day(-1), day(5)]),
        source=st.just("a person"),
    )


def planned(rules: Rulebook, books: Books, on: date = TODAY, *heard: str) -> Plan:
    """The plan of the day."""
    return make_plan(rules, books, today=on, heard=frozenset(heard))


def dunning(plan: Plan) -> list[Decision]:
    """What asks for money."""
    return [decision for decision in plan.contacts if decision.action in gate.DUNNING]


@given(rulebooks(), ledgers(), st.integers(-3, 3), st.sampled_from([(), (SHARED.email,)]))
@HOSTILE
def test_the_gate_finds_nothing_in_any_plan(
    rules: Rulebook, books: Books, days: int, heard: tuple[str, ...]
) -> None:
    plan = planned(rules, books, day(days), *heard)
    gate.check(plan, books, heard=frozenset(heard))


@given(rulebooks(), ledgers())
@HOSTILE
def test_the_same_ledger_makes_the_same_plan_in_any_order(rules: Rulebook, books: Books) -> None:
    turned = replace(
        books,
        contacts=dict(list(books.contacts.items())[::-1]),
        invoices=books.invoices[::-1],
        credits=books.credits[::-1],
        taken=books.taken[::-1],
        marks=books.marks[::-1],
    )
    assert planned(rules, books).json == planned(rules, books).json
    assert planned(rules, books).json == planned(rules, turned).json


@given(rulebooks(), ledgers(), st.sampled_from([Verdict.YES, Verdict.UNKNOWN]))
@HOSTILE
def test_a_guard_more_never_makes_a_contact_more(
    rules: Rulebook, books: Books, verdict: Verdict
) -> None:
    """One that holds for everything leaves nothing; one for some leaves those alone."""
    asked = {owed.id for owed in books.invoices[::2]}
    whole = replace(rules, guards=(*rules.guards, Guard("more", Says(verdict), at(21))))
    some = Says(verdict, tuple(owed.number or "" for owed in books.invoices[::2]))
    part = replace(rules, guards=(*rules.guards, Guard("more", some, at(21))))
    assert dunning(planned(whole, books)) == []
    assert not {i for one in dunning(planned(part, books)) for i in one.invoices} & asked


@given(rulebooks(), ledgers())
@HOSTILE
def test_nobody_hears_twice_a_day_also_of_two_customers(rules: Rulebook, books: Books) -> None:
    told = Counter(
        person.email.lower()
        for one in planned(rules, books).contacts
        if one.channel == "email" and not one.needs_approval
        for person in {*one.to, *one.cc}
        if person.email and person.role != OURS
    )
    assert [email for email, count in told.items() if count > 1] == []


@given(rulebooks(), ledgers())
@HOSTILE
def test_a_mail_is_about_the_customers_own_invoices_that_were_sent(
    rules: Rulebook, books: Books
) -> None:
    said_sent = {mark.invoice for _, mark in books.marks if mark.kind is MarkKind.SENT}
    whole = {
        books.billed(customer)
        for customer, mark in books.marks
        if mark.kind is MarkKind.SENT and mark.invoice is None
    }
    for one in dunning(planned(rules, books)):
        for line in one.lines:
            assert books.billed(line.invoice.customer) == one.customer
            assert (
                line.invoice.sent
                or rules.company.sends_invoices == "itself"
                or line.invoice.id in said_sent
                or one.customer in whole
            )


@given(rulebooks(), ledgers())
@HOSTILE
def test_a_stale_ledger_asks_for_nothing_overdue_and_an_unreadable_one_for_nothing(
    rules: Rulebook, books: Books
) -> None:
    failed = replace(books, ledger=LedgerState(pull_failed="503"))
    lines = [line for one in dunning(planned(rules, failed)) for line in one.lines]
    assert [line for line in lines if line.days_overdue > 0] == []
    unread = tuple(
        Unreadable(Kind.INVOICE, f"x{number}", who, "no date") for number, who in enumerate(PEOPLE)
    )
    assert dunning(planned(rules, replace(books, unreadable=unread))) == []


@given(rulebooks(), ledgers())
@HOSTILE
def test_collections_come_after_a_call_and_an_offer_and_never_by_themselves(
    rules: Rulebook, books: Books
) -> None:
    for one in planned(rules, books).contacts:
        if one.action in (Action.OFFER, Action.HAND_OVER):
            assert one.needs_approval
        if one.action is Action.HAND_OVER:
            for line in one.lines:
                done = [
                    taken
                    for _, taken in books.taken
                    if taken.invoice == line.invoice.id and taken.state is StepState.SENT
                ]
                assert any(taken.channel == Channel.PHONE for taken in done)
                assert any(taken.offer for taken in done) or any(
                    mark.kind is MarkKind.INSTALMENTS for _, mark in books.marks
                )


OUT = Step(name="out", when=Timing(0, Unit.DAYS, Anchor.DUE), channel=Channel.HANDOVER, at=at(40))
CALLED = took("call", day(-30), key="I1", channel="phone")
OFFERED = took("plan", day(-20), key="I1", offer=True)


@pytest.mark.parametrize(
    ("done", "action"),
    [
        ((), Action.HOLD),
        ((CALLED,), Action.HOLD),
        ((OFFERED,), Action.HOLD),
        ((CALLED, took("offer", day(-20), key="I1", state=StepState.FAILED)), Action.HOLD),
        ((CALLED, OFFERED), Action.HAND_OVER),
    ],
)
def test_a_ladder_of_nothing_but_collections_waits_for_a_call_and_an_offer(
    done: tuple[Taken, ...], action: Action
) -> None:
    rules = replace(_PLAIN, policies=(Policy("first", ("all",), (OUT,), at(30)),))
    books = replace(_BOOKS, invoices=(invoice("I1", overdue=60, customer=ACME),))
    books = replace(books, taken=tuple((ACME, step) for step in done))

    plan = planned(rules, books)
    gate.check(plan, books, heard=frozenset())
    (decision,) = plan.decisions
    assert decision.action is action
    assert decision.needs_approval is (action is Action.HAND_OVER)


@given(rulebooks(), ledgers())
@HOSTILE
def test_an_invoice_of_which_a_step_is_in_doubt_hears_nothing_more(
    rules: Rulebook, books: Books
) -> None:
    """Promise 3: whether a mail went out is a person's to find out."""
    doubtful = {taken.invoice for _, taken in books.taken if taken.state is StepState.UNKNOWN}
    for one in planned(rules, books).contacts:
        assert not {line.invoice.id for line in one.lines if line.step} & doubtful


@given(ladders, ledgers())
@HOSTILE
def test_who_has_heard_nothing_enters_at_the_beginning(
    rungs: tuple[Step, ...], books: Books
) -> None:
    """Promise 5: at the first step, or at the second where the first is for the due day itself."""
    ladder = tuple(
        replace(step, when=Timing(place * 5, Unit.DAYS, Anchor.DUE))
        for place, step in enumerate(rungs)
    )
    rules = replace(_PLAIN, policies=(Policy("first", ("all",), ladder, at(30)),))
    gentle = {None, *(step.name for step in ladder[:2])}
    for one in dunning(planned(rules, replace(books, taken=()))):
        assert {line.step for line in one.lines} <= gentle


@given(rulebooks(), st.integers(1, 20))
@settings(max_examples=10, deadline=None)
def test_a_run_that_reaches_far_more_than_usual_waits_for_a_person(
    rules: Rulebook, most: int
) -> None:
    """Promise 9: three times the most of the last runs."""
    names = [CustomerId(f"c{number}") for number in range(40)]
    books = replace(
        _BOOKS,
        invoices=tuple(invoice(f"I{who}", overdue=40, customer=who) for who in names),
        contacts={
            who: Contact(id=who, name=who, people=(replace(JO, email=f"jo@{who}.example"),))
            for who in names
        },
    )
    plan = planned(rules, books)
    usual = [breaker.Volume(most, {})] * breaker.LEARNING_RUNS
    reached = len({one.customer for one in plan.contacts})
    stops = reached > max(breaker.FEW_CUSTOMERS, breaker.FACTOR * most)
    with pytest.raises(breaker.TooMany) if stops else nullcontext():
        breaker.check(plan, usual, approved=None)


@given(ladders, st.integers(1, 60), st.sampled_from([0, 1, 5, 30]))
@settings(max_examples=5, deadline=None)
def test_day_by_day_no_step_comes_twice_and_one_invoice_hears_once_a_day(
    rungs: tuple[Step, ...], overdue: int, missed: int
) -> None:
    """A year of runs; what was said is remembered as the store remembers it."""
    rules = replace(_PLAIN, policies=(Policy("first", ("all",), rungs, at(30)),), limits=NO_LIMITS)
    books = replace(_BOOKS, invoices=(invoice("I1", overdue=overdue, customer=ACME),))
    taken: list[tuple[CustomerId, Taken]] = []
    for offset in range(0, 120, 1 + missed):
        on = day(offset)
        today = replace(books, taken=tuple(taken))
        plan = planned(rules, today, on)
        gate.check(plan, today, heard=frozenset())
        steps_now = [line.step for one in plan.contacts for line in one.lines if line.step]
        assert len(steps_now) <= 1
        assert not {step.step for _, step in taken} & set(steps_now)
        for one in plan.contacts:
            taken += [
                (ACME, took(line.step, on, key="I1", channel=one.channel or "", emails=()))
                for line in one.lines
                if line.step
            ]
    assert len({step.on for _, step in taken}) == len(taken)


_PLAIN = Rulebook(
    company=CompanyRules(sender=OURS_BOX),
    segments=(Segment("all", None, at(1)),),
    contacts=ContactRules(),
    guards=(),
    limits=NO_LIMITS,
    policies=(),
)
_BOOKS = Books(
    company=Company(CompanyId("maple"), "Maple", "xero", "Pacific/Auckland", "NZD", "NZ"),
    ledger=LedgerState(),
    contacts={ACME: Contact(id=ACME, name="Acme", people=(JO,), phone="+6495550134")},
    invoices=(),
    payments=(),
    credits=(),
    unreadable=(),
    taken=(),
    marks=(),
)
