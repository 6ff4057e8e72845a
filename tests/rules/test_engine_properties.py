"""What holds for any rulebook and any case: the promises, whatever the files say."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from rules.case import Case, LedgerState, Mark, MarkKind, StepState, Taken
from rules.decisions import Action, Decision, totals
from rules.engine import decide
from rules.facts import Invoice, InvoiceStatus, Kind, Person, Unreadable
from rules.rulebook import (
    Anchor,
    Announcement,
    Channel,
    ContactRules,
    Earned,
    Every,
    Guard,
    Limits,
    Mailbox,
    Route,
    Rulebook,
    Segment,
    SendInvoices,
    Statements,
    Step,
    Thanks,
    Unit,
    Verdict,
)
from tests.rules.builders import (
    ACCOUNTS,
    JO,
    TODAY,
    Says,
    at,
    case,
    credit,
    day,
    invoice,
    mark,
    payment,
    rulebook,
    step,
    took,
)

KIM = Person(email="kim@acme.example", name="Kim Low", role="owner")
KEYS = ("A", "B", "C", "D", "E")
STATED = Statements(every=Every.MONTH, on=23, letter="statement", at=at(75))
"""Statements that are due on TODAY."""
ANNOUNCED = [Announcement(name="terms", letter="new-terms", start=TODAY, until=day(20), at=at(76))]
ALL_THANKS = [Thanks(earned, "thanks", at(80)) for earned in Earned]
NAMES = ("first", "second", "third", "fourth", "fifth", "sixth")
SPEAKS = settings(max_examples=60, deadline=None)


@st.composite
def ladders(draw: st.DrawFn) -> tuple[Step, ...]:
    """Up to six steps in rising distance, the hand-over last if there is one."""
    counts = sorted(draw(st.lists(st.integers(-20, 60), min_size=1, max_size=6, unique=True)))
    steps = []
    for name, count in zip(NAMES, counts, strict=False):
        channels = [Channel.EMAIL, Channel.EMAIL, Channel.PLATFORM, Channel.PHONE]
        channel = draw(st.sampled_from(channels))
        letter = draw(st.sampled_from([None, "instalments"])) if count > 20 else None
        steps.append(
            step(
                name,
                count,
                channel=channel,
                letter=letter,
                unit=draw(st.sampled_from([Unit.DAYS, Unit.WORKING_DAYS])),
                cc=draw(st.sampled_from([(), ("owner",), ("archive@maple.example",)])),
                needs_approval=draw(st.booleans()) and count > 20,
            )
        )
    if draw(st.booleans()):
        steps.append(step("out", 75, channel=Channel.HANDOVER))
    if draw(st.booleans()):
        steps.insert(0, step("hello", 2, anchor=Anchor.ISSUED))
    return tuple(steps)


rarely = st.sampled_from([False] * 15 + [True])
verdicts = st.sampled_from([Verdict.NO] * 5 + list(Verdict))
some_keys = st.sampled_from([None, (), ("A",), ("B", "C"), ("A", "D")])
conditions = st.builds(Says, verdicts, some_keys)
guards = st.builds(Guard, st.just("guard"), conditions, st.just(at(50)))
routes = st.builds(
    Route,
    when=conditions,
    to=st.sampled_from(["ivy", "max", "jo.park"]).map(
        lambda name: (Mailbox(email=f"{name}@acme.example", name=name),)
    ),
    role=st.sampled_from([None, "owner"]),
    at=st.just(at(20)),
)
limits = st.builds(
    Limits, per_customer=st.integers(1, 6), per_days=st.just(30), gap_days=st.integers(0, 6)
)


@st.composite
def rulebooks(draw: st.DrawFn) -> Rulebook:
    """A rulebook with some of everything."""
    first = Segment("some", Says(draw(verdicts)), at(10))
    routed = draw(st.sampled_from([[], [], draw(st.lists(routes, max_size=2))]))
    return rulebook(
        *draw(ladders()),
        segments=(first, Segment("everyone", None, at(11)))[draw(st.integers(0, 1)) :],
        guards=draw(st.lists(guards, max_size=2)),
        contacts=ContactRules(routes=tuple(routed)),
        limits=draw(limits),
        thanks=draw(st.sampled_from([(), ALL_THANKS])),
        send_invoices=draw(st.sampled_from([None, SendInvoices(1, at(70))])),
        statements=draw(st.sampled_from([None, STATED])),
        announcements=draw(st.sampled_from([(), ANNOUNCED])),
    )


@st.composite
def invoices(draw: st.DrawFn, key: str) -> Invoice:
    """An invoice that may be anything the ledger knows."""
    overdue = draw(st.sampled_from([*range(-40, 121), None]))
    due = TODAY - timedelta(days=overdue or 0)
    return invoice(
        key,
        str(draw(st.sampled_from([0, 20, 100, 115, 250, 900]))),
        overdue=overdue,
        issued=due - timedelta(days=draw(st.integers(0, 45))),
        currency=draw(st.sampled_from(["NZD", "NZD", "AUD"])),
        sent=draw(st.sampled_from([True] * 12 + [False, None])),
        status=draw(st.sampled_from([InvoiceStatus.OPEN] * 8 + list(InvoiceStatus))),
        disputed=draw(rarely),
        expected_on=draw(st.sampled_from([None] * 12 + [TODAY, day(-1)])),
        bill_to=draw(st.sampled_from([(), (), (KIM,), (ACCOUNTS,)])),
    )


def past(key: str) -> st.SearchStrategy[Taken]:
    return st.builds(
        took,
        st.sampled_from((*NAMES, "out", "older name", "thanks")),
        st.sampled_from([*range(-60, -2), 0]).map(day),
        key=st.just(key),
        state=st.sampled_from([StepState.SENT] * 40 + list(StepState)),
        channel=st.sampled_from(["email", "phone"]),
    )


marks = st.builds(
    mark,
    st.sampled_from(list(MarkKind)),
    key=st.sampled_from([*KEYS, None]),
    until=st.sampled_from([None, TODAY, day(-1), day(5)]),
)
UNREADABLE = Unreadable(Kind.PAYMENT, "p-9", None, '"Amount" is "twelve"')


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A customer with up to five invoices and any past."""
    keys = KEYS[: draw(st.integers(1, 5))]
    taken = [one for key in keys for one in draw(st.lists(past(key), max_size=2))]
    return case(
        *(draw(invoices(key)) for key in keys),
        today=day(draw(st.sampled_from([0, 0, 0, 1, 2, 3, 4, 5]))),
        people=draw(st.sampled_from([(JO,), (JO,), (ACCOUNTS, JO), (JO, KIM), (KIM,), ()])),
        taken=taken,
        marks=draw(st.lists(marks, max_size=2)) if draw(rarely) else (),
        credits=[
            credit(str(c), key=f"C{c}")
            for c in draw(
                st.sampled_from([()] * 9 + [(20,), (115,), (300,), (20, 115), (100, 300)])
            )
        ],
        payments=[
            payment(d) for d in draw(st.sampled_from([()] * 7 + [(day(-20),), (day(-9), TODAY)]))
        ],
        settled=[invoice("P", "0", overdue=1, status=InvoiceStatus.PAID, paid_on=day(-2))],
        unreadable=[UNREADABLE] * draw(rarely),
        bounced=draw(st.sampled_from([()] * 5 + [("jo.park@acme.example",)])),
        ledger=draw(st.sampled_from([LedgerState()] * 15 + [LedgerState(pull_failed="503")])),
        country="NZ",
    )


@st.composite
def busy_days(draw: st.DrawFn) -> tuple[Rulebook, Case]:
    """Much to say to several departments: nothing holds, and people overlap."""
    boxes = [Mailbox(email=f"{n}@acme.example", name=n) for n in ("ivy", "max", "jo.park", "kim")]
    some = st.lists(st.sampled_from(boxes), min_size=1, max_size=2, unique=True).map(tuple)
    keyed = st.sampled_from([("A",), ("B",), ("C", "D"), ("A", "E"), None])
    routed = [
        Route(when=Says(invoices=draw(keyed)), to=draw(some), role=draw(role), at=at(20))
        for role in [st.sampled_from([None, "owner"])] * draw(st.integers(0, 3))
    ]
    rules = rulebook(
        *draw(ladders()),
        contacts=ContactRules(routes=tuple(routed)),
        limits=Limits(per_customer=draw(st.integers(1, 20)), gap_days=draw(st.integers(0, 4))),
        send_invoices=SendInvoices(1, at(70)),
    )
    owed = [
        invoice(
            key, overdue=draw(st.integers(-8, 90)), sent=draw(st.sampled_from([True, True, False]))
        )
        for key in KEYS
    ]
    taken = [
        took(draw(st.sampled_from(NAMES)), day(-draw(st.integers(5, 40))), key=key)
        for key in KEYS
        if draw(st.booleans())
    ]
    owed = [replace(i, issued=day(-3)) if i.sent is False else i for i in owed]
    return rules, case(*owed, people=(JO, KIM, ACCOUNTS), taken=taken)


def contacts(decisions: tuple[Decision, ...]) -> list[Decision]:
    return [d for d in decisions if d.action.is_contact]


def spoken_of(decisions: tuple[Decision, ...], *but: Action) -> set[str]:
    """Every open invoice of which the customer hears something, by other actions than some."""
    return {
        line.invoice.id
        for d in contacts(decisions)
        for line in d.lines
        if d.action not in (Action.THANK, Action.ANNOUNCE, *but)
    }


@given(busy_days() | st.tuples(rulebooks(), cases()))
@SPEAKS
def test_every_open_invoice_stands_in_exactly_one_decision(asked: tuple[Rulebook, Case]) -> None:
    rules, facts = asked
    beside = [Action.THANK, *(action for action in Action if action.is_of_customer)]
    said = [i for d in decide(rules, facts) if d.action not in beside for i in d.invoices]
    assert sorted(said) == sorted(i.id for i in facts.invoices if i.is_open)


@given(busy_days() | st.tuples(rulebooks(), cases()))
@SPEAKS
def test_the_order_of_the_facts_does_not_matter(asked: tuple[Rulebook, Case]) -> None:
    rules, facts = asked
    assert decide(rules, facts) == decide(rules, facts)
    turned = structs.replace(
        facts,
        invoices=facts.invoices[::-1],
        taken=facts.taken[::-1],
        marks=facts.marks[::-1],
        credits=facts.credits[::-1],
        payments=facts.payments[::-1],
    )
    assert decide(rules, turned) == decide(rules, facts)


@given(rulebooks(), cases())
@SPEAKS
def test_promise_1_nothing_about_what_is_settled_disputed_held_or_promised(
    rules: Rulebook, facts: Case
) -> None:
    quiet = {MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.PROMISE, MarkKind.NO_CHASE}
    marked = {m.invoice for m in facts.marks if m.kind in quiet and _in_force(m, facts.today)}
    spoken = spoken_of(decide(rules, facts))
    for owed in facts.invoices:
        if owed.id in spoken:
            assert owed.is_open
            assert not owed.disputed
            assert owed.due is not None
            assert owed.expected_on is None or owed.expected_on < facts.today
            assert not {owed.id, None} & marked


@given(busy_days() | st.tuples(rulebooks(), cases()), st.sampled_from([50, 115, 300, 400]))
@SPEAKS
def test_promise_1_credit_that_is_left_covers_nothing_that_is_spoken_of(
    asked: tuple[Rulebook, Case], remaining: int
) -> None:
    """What is held as probably paid uses credit up; the rest is less than any invoice spoken of."""
    rules, facts = asked
    facts = structs.replace(facts, credits=(*facts.credits, credit(str(remaining), key="MORE")))
    decisions = decide(rules, facts)
    left = totals(c.remaining for c in facts.credits)
    for decision in decisions:
        if decision.hold == "probably paid":
            for currency, held in decision.totals.items():
                left[currency] -= held
    assert all(amount >= 0 for amount in left.values())
    # a statement nets the credit
    spoken = spoken_of(tuple(d for d in decisions if not d.action.is_of_customer))
    for owed in facts.invoices:
        if owed.id in spoken:
            assert left.get(owed.balance.currency, Decimal(0)) < owed.balance.amount


@given(rulebooks(), cases())
@SPEAKS
def test_promises_2_and_3_a_step_under_way_or_in_the_dark_is_left_alone(
    rules: Rulebook, facts: Case
) -> None:
    decisions = decide(rules, facts)
    spoken = spoken_of(decisions)
    stated = spoken_of(tuple(d for d in decisions if d.action.is_of_customer))
    in_the_dark = (StepState.QUEUED, StepState.UNKNOWN)
    assert not {t.invoice for t in facts.taken if t.state in in_the_dark} & (spoken | stated)
    reminded = spoken_of(tuple(d for d in decisions if not d.action.is_of_customer))
    assert not {t.invoice for t in facts.taken if t.state is not StepState.SENT} & reminded
    done = {(t.invoice, t.step) for t in facts.taken}
    taken_now = {
        (line.invoice.id, line.step) for d in contacts(decisions) for line in d.lines if line.step
    }
    assert not done & taken_now


@given(busy_days() | st.tuples(rulebooks(), cases()))
@SPEAKS
def test_promise_4_nobody_is_addressed_twice_a_day(asked: tuple[Rulebook, Case]) -> None:
    rules, facts = asked
    ours = "archive@maple.example"
    heard = [
        email
        for d in contacts(decide(rules, facts))
        for email in {(p.email or "").lower() for p in (*d.to, *d.cc)} - {"", ours}
    ]
    assert len(heard) == len(set(heard))
    today = {
        e
        for t in facts.taken
        if t.on == facts.today and t.state is StepState.SENT
        for e in t.emails
    }
    assert not today & set(heard)


@given(rulebooks(), cases())
@SPEAKS
def test_promise_7_what_is_not_known_is_held(rules: Rulebook, facts: Case) -> None:
    decisions = decide(rules, facts)
    unknown = {
        owed.id
        for owed in facts.invoices
        for g in rules.guards
        if g.when.verdict(facts, owed) is Verdict.UNKNOWN
    }
    assert not unknown & spoken_of(decisions)
    first = rules.segments[0].when
    reminded = {d.action for d in decisions} & {Action.REMIND, Action.CALL, Action.OFFER}
    if first is not None and first.verdict(facts, None) is Verdict.UNKNOWN:
        assert not reminded
    if facts.unreadable:
        assert not contacts(decisions)


@given(rulebooks(), cases(), guards)
@SPEAKS
def test_a_guard_more_never_speaks_of_an_invoice_more_unless_its_place_came_free(
    rules: Rulebook, facts: Case, more: Guard
) -> None:
    """What a guard holds is not spoken of, but in a statement, which lists whatever is owed; and it
    never makes more contacts of a customer."""
    careful = replace(rules, guards=(*rules.guards, more))
    before, after = decide(rules, facts), decide(careful, facts)
    held = {i.id for i in facts.invoices if more.when.verdict(facts, i) is not Verdict.NO}
    assert not spoken_of(after, Action.STATEMENT) & held
    if held >= {i.id for i in facts.invoices}:
        assert spoken_of(after) == set()
    assert spoken_of(after) <= spoken_of(before) | _waited_for_another(before)


@given(rulebooks(), cases())
@SPEAKS
def test_every_decision_says_why(rules: Rulebook, facts: Case) -> None:
    for decision in decide(rules, facts):
        assert decision.reason.endswith((".", "!", "?"))
        assert decision.reason.strip()
        assert decision.findings
        assert (decision.action is Action.HOLD) == (decision.hold is not None)
        assert decision.action.is_contact == (decision.channel is not None)


@given(ladders(), limits, st.lists(st.integers(-60, 40), min_size=1, max_size=4), st.data())
@settings(max_examples=25, deadline=None)
def test_day_by_day_no_step_is_taken_twice_or_skipped_upwards(
    steps: tuple[Step, ...], most: Limits, dues: list[int], data: st.DataObject
) -> None:
    """120 days in a row, some runs missed, approvals given and calls made in a day or three."""
    rules = rulebook(*steps, limits=most)
    owed = [invoice(k, overdue=-due) for k, due in zip(KEYS, dues, strict=False)]
    order = {one.name: place for place, one in enumerate(steps)}
    taken: list[Taken] = []
    for offset in range(120):
        today = day(offset)
        if data.draw(st.integers(0, 4), label="missed when 0") == 0:
            continue
        facts = case(*owed, today=today, taken=taken, people=(JO, KIM), country="NZ")
        for decision in contacts(decide(rules, facts)):
            for line in decision.lines:
                if line.step is None:
                    continue
                mine = [t for t in taken if t.invoice == line.invoice.id]
                _assert_next(line.step, mine, order, steps, _due_of(line.invoice), today)
                taken.append(
                    took(
                        line.step,
                        today,
                        key=line.invoice.number or "",
                        channel=decision.channel or "",
                    )
                )


def _assert_next(
    name: str,
    mine: list[Taken],
    order: Mapping[str, int],
    steps: tuple[Step, ...],
    due: date,
    today: date,
) -> None:
    done = {t.step for t in mine}
    assert name not in done
    assert all(order[step] < order[name] for step in done)
    assert all(t.on < today for t in mine)
    if today >= due:
        # every earlier step after the due date has been taken; those up to it may have lapsed
        earlier = [
            s for s in steps[: order[name]] if s.when.anchor is Anchor.DUE and s.when.count > 0
        ]
        assert {s.name for s in earlier} <= done


def _due_of(owed: Invoice) -> date:
    assert owed.due is not None
    return owed.due


def _in_force(one: Mark, today: date) -> bool:
    return one.until is None or one.until >= today


def _waited_for_another(decisions: tuple[Decision, ...]) -> set[str]:
    """Invoices that gave way to a greater one, or to one that the credit then covers."""
    free = {"one mail a day", "heard enough this month", "probably paid"}
    return {
        i for d in decisions if d.hold in free or d.action is Action.NOTHING for i in d.invoices
    }
