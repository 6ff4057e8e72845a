"""A replay of a rulebook over the ledger's past: the same contacts as a run on every day."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from rules.case import Case, MarkKind, Told
from rules.decisions import Decision, Finding
from rules.facts import (
    Applied,
    CustomerId,
    Invoice,
    InvoiceId,
    InvoiceStatus,
    Kind,
    Money,
    Unreadable,
)
from rules.rulebook import Every, Guard, Rulebook, Segment, Statements, Verdict
from sync.cases import Books
from sync.plan import make_plan
from tests.rules.builders import at, credit, day, invoice, mark, payment, took
from tests.rules.rulebooks import load
from tests.workbench.histories import END, START, history
from tests.workbench.ledgers import ledger
from workbench.replay.past import books_on
from workbench.replay.replay import ENOUGH, FULL, Period, acted, replay, steps_of

HEAD = """\
rulebook: 1
extends: goodterms/{base}
company:
  from: Ana Reid <accounts@maple.example>
  senior: Mere Tui, Director <mere@maple.example>
  {company}
"""


def book(more: str = "", *, base: str = "gentle", company: str = "") -> Rulebook:
    read = load(HEAD.format(base=base, company=company) + more)
    assert read.problems == ()
    assert read.rulebook is not None
    return read.rulebook


Waited = dict[str, frozenset[CustomerId]]


def carried_out(
    rulebook: Rulebook, books: Books, period: Period
) -> tuple[list[tuple[date, Decision]], Waited]:
    """A plan on every day, each carried out, over the books as they stood on that day.

    Beside the contacts it says whose step had to wait for which limit.
    """
    waited: dict[str, set[CustomerId]] = defaultdict(set)
    taken = [
        (customer, acted(step, acts=period.acts))
        for customer, step in books.taken
        if step.on < period.start
    ]
    made = []
    told: list[tuple[CustomerId, Told]] = []
    today = period.start
    while today <= period.end:
        known = replace(books_on(books, today), taken=tuple(taken), told=tuple(told))
        plan = make_plan(rulebook, known, today=today, heard=frozenset())
        for decision in plan.decisions:
            if decision.hold in ENOUGH | FULL:
                waited[decision.hold].add(decision.customer)
        for decision in plan.contacts:
            made.append((today, decision))
            steps = steps_of(decision, today, acts=period.acts)
            taken += [(decision.customer, step) for step in steps]
            if decision.occasion is not None:
                told.append((decision.customer, Told(decision.occasion, today)))
        today += timedelta(days=1)
    return made, {name: frozenset(who) for name, who in waited.items()}


def in_order(made: Iterable[tuple[date, Decision]]) -> list[tuple[date, Decision]]:
    return sorted(made, key=lambda pair: (pair[0], pair[1].customer, pair[1].invoices))


def in_short(made: Iterable[tuple[date, Decision]]) -> list[str]:
    return [f"{on} {d.customer} {d.step} {', '.join(d.invoices)}" for on, d in made]


def assert_same(rulebook: Rulebook, books: Books, period: Period) -> int:
    """Contact for contact: day, customer, step, people, invoices, and every finding.

    And whoever had to wait for a limit.
    """
    made, waited = carried_out(rulebook, books, period)
    expected = in_order(made)
    replayed = replay(rulebook, books, period)
    found = in_order((each.on, each.decision) for each in replayed.contacts)
    assert in_short(found) == in_short(expected)
    assert found == expected
    assert replayed.waited == waited
    return len(found)


def test_a_year_of_300_invoices_is_replayed_contact_for_contact() -> None:
    books = history(300, customers=40)
    period = Period(start=START, end=END)
    assert assert_same(book(), books, period) > 200
    stated = [each for each in replay(book(), books, period).contacts if each.decision.occasion]
    assert len(stated) > 20


MOVING = """
segments:
  - segment: stranger
    when: {days_known: "< 200 days"}
  - segment: stuck
    when: {oldest_days_overdue: "> 25"}
  - segment: owing
    when: {overdue_balance: "> 300"}
guards:
  - hold: spoke lately
    when: {days_since_contact: "< 9 days"}
  - hold: called
    when: {days_since_call: "<= 12 days"}
  - hold: young
    when: {days_since_issued: "< 12"}
  - hold: some days
    when: {days_overdue: ["= 4", "= 12"]}
  - hold: nearly due
    when: {days_until_due: "= 5"}
  - hold: mailed
    when: {reference: "PO-1", days_since_sent: "< 9"}
policies:
  - policy: moving
    for: [stranger, stuck, owing]
    steps:
      - {step: heads-up, at: 7 days before due, letter: heads-up}
      - {step: nudge, at: 3 working days after due, letter: nudge}
      - {step: broken, at: 1 day after promise, letter: nudge}
      - {step: call, at: 9 days after due, channel: phone}
"""
STATED = """
statements: {every: quarter, on: 28, letter: statement, when: {days_since_contact: ">= 6 days"}}
"""
ANNOUNCED = """
limits: {per_customer: 3 in 30 days, gap: 6 days, per_run: 3}
announcements:
  - {announce: new terms, letter: new-terms, from: 2026-02-03, until: 2026-03-31, terms: 14 days}
  - announce: for wholesale
    letter: new-terms
    from: 2026-03-15
    until: 2026-04-20
    when: {group: wholesale, days_since_contact: ">= 10 days"}
"""
TURNED_BY_A_CALL = """
segments:
  - segment: called
    when: {calls: ">= 1"}
policies:
  - policy: called
    for: [called]
    steps:
      - {step: call, at: 2 days after due, channel: phone}
      - {step: check-in, at: 9 days after due, letter: check-in}
  - policy: prompt payers
    for: [new, prompt]
    steps:
      - {step: call, at: 2 days after due, channel: phone}
      - {step: check-in, at: 30 days after due, letter: check-in}
"""
TURNED_BY_AN_INVOICE = """
guards:
  - hold: too little
    when: {total_due: "< 400"}
"""
TIGHT = "limits: {per_customer: 3 in 30 days, gap: 6 days, per_run: 2, backlog: 1 per run}\n"


@pytest.mark.parametrize(
    ("rulebook", "acts"),
    [
        pytest.param(book(MOVING), True, id="conditions that move by themselves"),
        pytest.param(book(TIGHT), True, id="runs that are full"),
        pytest.param(book(ANNOUNCED), True, id="announcements"),
        pytest.param(book(STATED), True, id="statements of a quarter"),
        pytest.param(book(company="payments_within: 4 days"), True, id="a ledger that goes stale"),
        pytest.param(book(base="firm"), False, id="a person who never acts"),
        pytest.param(book(company="sends_invoices: itself"), True, id="invoices sent elsewhere"),
    ],
)
def test_any_rulebook_is_replayed_contact_for_contact(rulebook: Rulebook, acts: bool) -> None:
    books = history(120, customers=14, seed=3)
    period = Period(start=START, end=START + timedelta(days=150), acts=acts)
    assert assert_same(rulebook, books, period) > 20


@dataclass(frozen=True)
class EveryThirdDay:
    """A condition of a kind that the replay does not know."""

    asks_invoice: bool = False

    def verdict(self, case: Case, _: Invoice | None) -> Verdict:
        return Verdict.YES if case.today.toordinal() % 3 == 0 else Verdict.NO

    def judge(self, case: Case, invoice: Invoice | None) -> tuple[Verdict, tuple[Finding, ...]]:
        verdict = self.verdict(case, invoice)
        return verdict, (Finding(holds=verdict is Verdict.YES, says="by the day", at="test:1:1"),)


STRANGE = EveryThirdDay()


@pytest.mark.parametrize(
    "rulebook",
    [
        pytest.param(replace(book(), guards=(Guard("by the day", STRANGE, at(1)),)), id="a guard"),
        pytest.param(
            replace(book(), segments=(Segment("prompt", STRANGE, at(1)), *book().segments)),
            id="a segment",
        ),
        pytest.param(
            replace(
                book(),
                statements=Statements(
                    every=Every.MONTH, on=3, letter="statement", when=STRANGE, at=at(1)
                ),
            ),
            id="a statement",
        ),
    ],
)
def test_a_condition_that_nobody_can_foresee_costs_days_and_no_contact(rulebook: Rulebook) -> None:
    books = history(60, customers=8)
    period = Period(start=START, end=START + timedelta(days=90))
    assert assert_same(rulebook, books, period) > 5
    assert replay(rulebook, books, period).decided > replay(book(), books, period).decided


def test_a_call_that_changes_the_ladder_brings_its_next_step() -> None:
    due = START + timedelta(days=14)
    owed = replace(invoice(), issued=START, due=due)
    assert first_check_in(book(TURNED_BY_A_CALL), ledger(owed)) == due + timedelta(days=9)


def test_an_invoice_that_ends_a_guard_lets_the_others_go() -> None:
    owed = replace(invoice("A"), issued=START, due=START + timedelta(days=14))
    more = replace(invoice("B", "900.00"), issued=START + timedelta(days=50))
    books = ledger(owed, replace(more, due=more.issued + timedelta(days=60)))
    assert_same(book(TURNED_BY_AN_INVOICE), books, LONG)
    made = replay(book(TURNED_BY_AN_INVOICE), books, LONG).contacts
    assert made[0].on == more.issued


PAPER_THEN_PHONE = """
policies:
  - policy: by hand
    when: {balance: "> 0"}
    steps:
      - {step: on paper, at: 10 days before due, channel: letter, letter: nudge}
      - {step: call, at: 3 days after due, channel: phone}
"""
QUIET_FOR_90_DAYS = """
guards:
  - hold: paid of late
    when: {days_since_payment: "< 90 days"}
"""
NOT_KNOWN_THEN_ALL = """
announcements:
  - announce: to those who pay later and later
    letter: new-terms
    from: 2025-11-03
    until: 2025-12-02
    when: {trend_days_late: "> 5 days"}
  - {announce: to all, letter: new-terms, from: 2025-11-10, until: 2025-12-20}
"""


def first_contact(rulebook: Rulebook, books: Books) -> tuple[date, str | None]:
    assert_same(rulebook, books, LONG)
    made = replay(rulebook, books, LONG).contacts[0]
    return made.on, made.decision.step


def test_a_step_that_reaches_nobody_gives_way_to_the_next_one() -> None:
    """No postal address of theirs is known, so that the letter on paper cannot go."""
    books = ledger(replace(invoice(), issued=START, due=START + timedelta(days=30)))
    homeless = {key: replace(each, address=None) for key, each in books.contacts.items()}
    monday = date(2025, 12, 8)
    rulebook = book(PAPER_THEN_PHONE)
    assert first_contact(rulebook, replace(books, contacts=homeless)) == (monday, "call")


def test_a_payment_of_long_ago_is_remembered() -> None:
    owed = replace(invoice(), issued=START - timedelta(days=50), due=START - timedelta(days=20))
    long_ago = replace(payment(START - timedelta(days=20), "60.00"), applied=())
    on, _ = first_contact(book(QUIET_FOR_90_DAYS), ledger(owed, payments=(long_ago,)))
    assert on == START + timedelta(days=70)


def test_an_announcement_that_waited_to_its_end_makes_room_for_another() -> None:
    owed = replace(invoice(), issued=START, due=START + timedelta(days=80))
    told = (date(2025, 12, 3), "to all")
    assert first_contact(book(NOT_KNOWN_THEN_ALL), ledger(owed)) == told


LONG = Period(start=START, end=START + timedelta(days=90))


def first_check_in(rulebook: Rulebook, books: Books) -> date:
    assert_same(rulebook, books, LONG)
    made = replay(rulebook, books, LONG).contacts
    return next(each.on for each in made if each.decision.step == "check-in")


def test_what_was_paid_before_the_invoice_was_issued_is_thanked_for_when_it_is() -> None:
    issued, customer = START + timedelta(days=20), CustomerId("acme")
    total = Money(Decimal("115.00"), "NZD")
    ahead = replace(invoice(), issued=issued, due=issued + timedelta(days=14), total=total)
    part = replace(payment(issued - timedelta(days=2), "60.00"), applied=(PART,))
    books = ledger(
        replace(ahead, balance=Money(Decimal("55.00"), "NZD")),
        payments=(part,),
        taken=((customer, took("nudge", START - timedelta(days=90), key="INV-0")),),
    )
    period = Period(start=START, end=START + timedelta(days=40))
    assert assert_same(book(), books, period) > 1
    assert "thanks-part" in [c.decision.step for c in replay(book(), books, period).contacts]


def test_a_replay_decides_far_fewer_days_than_there_are() -> None:
    books = history(300, customers=40)
    assert replay(book(), books, Period(start=START, end=END)).decided < 40 * 365 / 5


PART = Applied(InvoiceId("inv-1"), Decimal("60.00"))
REST = Applied(InvoiceId("inv-1"), Decimal("55.00"))


def test_an_invoice_owes_on_a_past_day_what_was_not_paid_by_then() -> None:
    paid = replace(
        invoice(overdue=40, status=InvoiceStatus.PAID, paid_on=day(-10)),
        balance=Money(Decimal(0), "NZD"),
    )
    books = ledger(
        paid,
        payments=(
            replace(payment(day(-20), "60.00"), applied=(PART,)),
            replace(payment(day(-10), "55.00"), applied=(REST,)),
        ),
    )
    owed = {
        days: [(i.balance.amount, i.is_open) for i in books_on(books, day(days)).invoices]
        for days in (-80, -70, -20, -11, -10)
    }
    assert owed == {
        -80: [],  # issued on the 70th day before
        -70: [(Decimal("115.00"), True)],
        -20: [(Decimal("55.00"), True)],
        -11: [(Decimal("55.00"), True)],
        -10: [(Decimal(0), False)],
    }


def test_an_open_invoice_owed_more_before_it_was_paid_in_part() -> None:
    owes = replace(invoice(overdue=40), balance=Money(Decimal("55.00"), "NZD"))
    books = ledger(owes, payments=(replace(payment(day(-20), "60.00"), applied=(PART,)),))
    assert [i.balance.amount for i in books_on(books, day(-21)).invoices] == [Decimal("115.00")]
    assert [i.balance.amount for i in books_on(books, day(-20)).invoices] == [Decimal("55.00")]


def test_a_past_day_knows_nothing_of_what_came_later() -> None:
    mailed = replace(invoice(overdue=40), sent_on=day(-5), delivery_problem="Bounced Email")
    held = (CustomerId("acme"), replace(mark(MarkKind.HOLD), since=day(-7)))
    later = credit("50.00")
    books = ledger(
        replace(mailed, viewed=True),
        payments=(payment(day(-3)),),
        marks=(held,),
        credits=(later,),
        taken=((CustomerId("acme"), took("nudge", day(-9))),),
    )
    then = books_on(books, day(-21))
    (stood,) = then.invoices
    assert (stood.sent_on, stood.delivery_problem, stood.viewed) == (None, None, None)
    assert (then.marks, then.payments, then.credits, then.taken) == ((), (), (), ())
    assert then.ledger.last_payment_on is None
    assert books_on(books, day(-7)).marks == (held,)
    assert books_on(books, day(-20)).credits == (later,)


def test_a_customer_with_a_record_that_cannot_be_read_hears_nothing() -> None:
    strange = Unreadable(Kind.INVOICE, "x", CustomerId("acme"), "no total")
    period = Period(start=day(-30), end=day(0))
    assert replay(book(), ledger(invoice()), period).contacts
    assert not replay(book(), ledger(invoice(), unreadable=(strange,)), period).contacts


def test_a_step_that_was_taken_before_the_first_day_is_not_taken_again() -> None:
    taken = ((CustomerId("acme"), took("heads-up", day(-16))),)
    period = Period(start=day(-15), end=day(-11))
    fresh = replay(book(), ledger(invoice()), period).contacts
    again = replay(book(), ledger(invoice(), taken=taken), period).contacts
    assert [contact.decision.step for contact in fresh] == ["heads-up"]
    assert again == ()
