"""The gate: a plan that breaks a promise is not carried out, whoever made it."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from msgspec import structs

from rules.case import LedgerState, Mark, MarkKind, StepState, Taken
from rules.deciding.ladder import SEND_INVOICE
from rules.decisions import Action, Decision, Line
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
    Kind,
    Money,
    Person,
    Unreadable,
)
from sync import gate
from sync.cases import Books
from sync.gate import PromiseBroken
from sync.plan import Plan

TODAY = date(2026, 11, 17)
JO = CustomerId("jo")
COMPANY = Company(CompanyId("maple"), "Maple", "xero", "Pacific/Auckland", "NZD", "NZ")
INVOICE = Invoice(
    id=InvoiceId("1"),
    number="INV-1",
    customer=JO,
    status=InvoiceStatus.OPEN,
    issued=date(2026, 10, 20),
    due=date(2026, 11, 4),
    total=Money(Decimal("115.00"), "NZD"),
    balance=Money(Decimal("115.00"), "NZD"),
    sent=True,
)
BOOKS = Books(
    company=COMPANY,
    ledger=LedgerState(),
    contacts={JO: Contact(id=JO, name="Jo Ltd")},
    invoices=(INVOICE,),
    payments=(),
    credits=(),
    unreadable=(),
    taken=(),
    marks=(),
)
REMIND = Decision(
    action=Action.REMIND,
    customer=JO,
    customer_name="Jo Ltd",
    lines=(Line(INVOICE, "nudge", 13),),
    reason="due",
    policy="prompt",
    step="nudge",
    channel="email",
    letter="nudge",
    to=(Person("jo@jo.example", "Jo Park"),),
)


def broken_by(
    books: Books, *decisions: Decision, heard: frozenset[str] = frozenset()
) -> str | None:
    """What the gate says of the plan; None when it lets it pass."""
    plan = Plan(COMPANY, TODAY, decisions or (REMIND,), ())
    try:
        gate.check(plan, books, heard=heard)
    except PromiseBroken as broken:
        return str(broken)
    return None


def with_invoice(**said: object) -> Books:
    return replace(BOOKS, invoices=(replace(INVOICE, **said),))  # type: ignore[arg-type]


def mark(kind: MarkKind, *, until: date | None = None, whole: bool = False) -> Books:
    made = Mark(
        kind=kind, invoice=None if whole else INVOICE.id, since=TODAY, until=until, source="test"
    )
    return replace(BOOKS, marks=((JO, made),))


def credit(amount: str, currency: str = "NZD") -> Books:
    made = Credit(
        id="c",
        kind=CreditKind.CREDIT_NOTE,
        customer=JO,
        on=TODAY,
        remaining=Money(Decimal(amount), currency),
    )
    return replace(BOOKS, credits=(made,))


def test_a_plan_that_keeps_every_promise_passes() -> None:
    assert broken_by(BOOKS) is None


@pytest.mark.parametrize(
    ("books", "says"),
    [
        (with_invoice(status=InvoiceStatus.PAID, balance=Money(Decimal(0), "NZD")), "it is paid"),
        (with_invoice(status=InvoiceStatus.VOIDED), "it is voided"),
        (replace(BOOKS, invoices=()), "it is not in the ledger"),
        (with_invoice(disputed=True), "it is in dispute"),
        (with_invoice(expected_on=TODAY), "its payment is expected later"),
        (with_invoice(balance=Money(Decimal("15.00"), "NZD")), "the amount is not the ledger's"),
        (with_invoice(customer=CustomerId("kim")), "it belongs to another customer"),
        (mark(MarkKind.DISPUTE), "there is a dispute on it"),
        (mark(MarkKind.HOLD, whole=True), "there is a hold on it"),
        (mark(MarkKind.NO_CHASE), "there is a no-chase on it"),
        (mark(MarkKind.PROMISE, until=TODAY), "there is a promise on it"),
        (credit("115.00"), "of credit that covers INV-1"),
    ],
)
def test_nobody_is_chased_for_what_is_not_owed(books: Books, says: str) -> None:
    assert says in (broken_by(books) or "")


@pytest.mark.parametrize(
    "books",
    [
        mark(MarkKind.HOLD, until=date(2026, 11, 16)),  # over since yesterday
        mark(MarkKind.SENT),  # says that it was sent by hand: no reason to keep quiet
        credit("114.99"),  # covers less than is owed
        credit("500.00", "EUR"),  # another currency
        with_invoice(expected_on=date(2026, 11, 16)),  # a promise that was not kept
    ],
)
def test_what_is_over_or_too_little_stops_nothing(books: Books) -> None:
    assert broken_by(books) is None


def test_credit_that_keeps_one_invoice_quiet_does_not_cover_the_other_as_well() -> None:
    second = replace(INVOICE, id=InvoiceId("2"), number="INV-2")
    held = structs.replace(
        REMIND, action=Action.HOLD, hold="probably paid", lines=(Line(second, None, 13),)
    )
    books = replace(credit("120.00"), invoices=(INVOICE, second))

    assert broken_by(books, REMIND, held) is None
    assert "of credit that covers INV-1" in (
        broken_by(books, REMIND, structs.replace(held, hold="x")) or ""
    )


def test_no_step_is_taken_twice() -> None:
    taken = Taken(invoice=INVOICE.id, policy="prompt", step="nudge", channel="email", on=TODAY)

    says = broken_by(replace(BOOKS, taken=((JO, taken),)))
    assert 'the step "nudge" was taken before (promise 2)' in (says or "")


def test_nothing_follows_a_step_of_which_nobody_knows() -> None:
    unknown = Taken(
        invoice=INVOICE.id,
        policy="prompt",
        step="heads-up",
        channel="email",
        on=TODAY,
        state=StepState.UNKNOWN,
    )

    says = broken_by(replace(BOOKS, taken=((JO, unknown),)))
    assert "an earlier step of it still waits for a person (promise 3)" in (says or "")


def test_one_person_hears_once_a_day() -> None:
    second = replace(INVOICE, id=InvoiceId("2"), number="INV-2")
    books = replace(BOOKS, invoices=(INVOICE, second))
    other = structs.replace(
        REMIND, lines=(Line(second, "nudge", 13),), to=(Person("JO@jo.example"),)
    )

    assert '"jo@jo.example" would hear more than once today' in (
        broken_by(books, REMIND, other) or ""
    )
    assert "more than once" in (broken_by(BOOKS, heard=frozenset({"jo@jo.example"})) or "")


def test_an_open_invoice_that_no_decision_is_about_stops_the_run() -> None:
    books = replace(BOOKS, invoices=(INVOICE, replace(INVOICE, id=InvoiceId("2"), number="INV-2")))

    assert "Invoice INV-2 stands in 0 decisions" in (broken_by(books) or "")


def test_a_record_that_cannot_be_read_holds_its_customer() -> None:
    record = Unreadable(Kind.PAYMENT, "p", JO, "the amount is n/a")

    says = broken_by(replace(BOOKS, unreadable=(record,)))
    assert "A record of Jo Ltd cannot be read (promise 7)" in (says or "")


@pytest.mark.parametrize("action", [Action.OFFER, Action.HAND_OVER])
def test_offers_and_collections_need_a_person(action: Action) -> None:
    decision = structs.replace(REMIND, action=action)

    assert "has no approval (promise 10)" in (broken_by(READY, decision) or "")
    assert broken_by(READY, structs.replace(decision, needs_approval=True)) is None


def past(*steps: Taken) -> Books:
    """Our invoice, with these steps behind it."""
    return replace(BOOKS, taken=tuple((JO, step) for step in steps))


def behind(step: str, channel: str, *, offer: bool = False, **how: Any) -> Taken:
    on = date(2026, 11, 1)
    taken = Taken(invoice=INVOICE.id, policy="old", step=step, channel=channel, on=on, offer=offer)
    return replace(taken, **how)


CALL, OFFER = behind("call", "phone"), behind("plan", "email", offer=True)
READY = past(CALL, OFFER)
AGREED = (JO, Mark(kind=MarkKind.INSTALMENTS, invoice=None, since=TODAY, source="a person"))


@pytest.mark.parametrize(
    ("books", "says"),
    [
        (past(), "nobody has called about it (promise 10)"),
        (past(OFFER), "nobody has called about it (promise 10)"),
        (past(CALL), "no instalments were offered (promise 10)"),
        (past(CALL, behind("offer", "email")), "no instalments were offered (promise 10)"),
        (
            past(CALL, behind("plan", "email", offer=True, state=StepState.FAILED)),
            "no instalments were offered (promise 10)",
        ),
        (
            past(OFFER, behind("call", "phone", state=StepState.WAITING)),
            "nobody has called about it (promise 10)",
        ),
        (
            past(behind("call", "phone", invoice=InvoiceId("2")), OFFER),
            "nobody has called about it (promise 10)",
        ),
    ],
)
def test_collections_wait_for_a_call_and_an_offer_about_that_invoice(
    books: Books, says: str
) -> None:
    decision = structs.replace(REMIND, action=Action.HAND_OVER, step="out", needs_approval=True)

    assert says in (broken_by(books, decision) or "")


def test_a_plan_of_instalments_that_was_agreed_was_offered() -> None:
    decision = structs.replace(REMIND, action=Action.HAND_OVER, step="out", needs_approval=True)

    books = replace(past(CALL), marks=(AGREED,))
    assert "no instalments were offered" not in (broken_by(books, decision) or "")


TOOK = Taken(
    invoice=INVOICE.id, policy="", step=SEND_INVOICE, channel="email", on=date(2026, 10, 21)
)
UNSENT = with_invoice(sent=False)
SAID = Mark(kind=MarkKind.SENT, invoice=INVOICE.id, since=TODAY, source="test")


@pytest.mark.parametrize(
    ("books", "itself", "passes"),
    [
        (UNSENT, False, False),
        (with_invoice(sent=None), False, False),
        (UNSENT, True, True),
        (with_invoice(sent=False, issued=date(2026, 11, 18)), True, False),
        (replace(UNSENT, marks=((JO, SAID),)), False, True),
        (replace(UNSENT, taken=((JO, TOOK),)), False, True),
        (replace(UNSENT, taken=((JO, replace(TOOK, state=StepState.UNKNOWN)),)), False, False),
    ],
)
@pytest.mark.parametrize("step", ["nudge", None])
def test_no_mail_names_an_invoice_that_the_customer_never_got(
    books: Books, itself: bool, passes: bool, step: str | None
) -> None:
    """Promise 6, also of an invoice that is only listed."""
    [owed] = books.invoices
    decision = structs.replace(REMIND, lines=(Line(owed, step, 13),))
    plan = Plan(COMPANY, TODAY, (decision,), (), sends_itself=itself)
    if passes:
        gate.check(plan, books, heard=frozenset())
    else:
        with pytest.raises(PromiseBroken, match="promise 6"):
            gate.check(plan, books, heard=frozenset())
