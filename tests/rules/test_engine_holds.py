"""Reasons to keep quiet: each promise and each guard, from facts to the hold's name."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from rules.case import Case, LedgerState, Mark, MarkKind, StepState
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import CustomerId, Invoice, InvoiceStatus, Kind, Person, Unreadable
from rules.rulebook import CompanyRules, Limits, Rulebook, Segment, SendInvoices, Verdict
from tests.rules.builders import (
    JO,
    LADDER,
    TODAY,
    Says,
    at,
    case,
    credit,
    day,
    guard,
    invoice,
    mark,
    payment,
    rulebook,
    step,
    took,
)


def only(rules: Rulebook, facts: Case) -> Decision:
    """The one decision about a case with one open invoice."""
    (decision,) = decide(rules, facts)
    return decision


def holds(rules: Rulebook, facts: Case) -> dict[str, str | None]:
    """Number of each open invoice -> name of its hold; None where nothing holds it."""
    return {
        line.invoice.number or "": decision.hold
        for decision in decide(rules, facts)
        for line in decision.lines
    }


def wrote(days: int) -> Mark:
    """The customer wrote to us, so many days from today."""
    return replace(mark(MarkKind.REPLIED, key=None), since=day(days))


UNREADABLE = Unreadable(Kind.PAYMENT, "p-9", CustomerId("acme"), '"Amount" is "twelve"')

ONE_INVOICE = [
    # a payment that cannot be read may have paid anything
    (case(unreadable=[UNREADABLE]), "cannot be read"),
    # without a due date nobody knows whether it is overdue
    (case(invoice(overdue=None)), "no due date"),
    # the ledger says so, or a person does
    (case(invoice(disputed=True)), "disputed"),
    (case(marks=[mark(MarkKind.DISPUTE, "short delivery")]), "disputed"),
    # a mark on the customer counts for every invoice
    (case(marks=[mark(MarkKind.DISPUTE, key=None)]), "disputed"),
    # until a day, that day included
    (case(marks=[mark(MarkKind.HOLD, until=TODAY)]), "on hold"),
    (case(marks=[mark(MarkKind.HOLD, until=day(-1))]), None),
    (case(marks=[mark(MarkKind.NO_CHASE, key=None)]), "not to be chased"),
    # a promise counts until the end of the day promised
    (case(invoice(expected_on=TODAY)), "promised"),
    (case(invoice(expected_on=day(-1))), None),
    (case(marks=[mark(MarkKind.PROMISE, until=day(2))]), "promised"),
    (case(marks=[mark(MarkKind.PROMISE, until=day(-1))]), None),
    # credit covers it to the cent, or more; in another currency or for less it does not
    (case(credits=[credit("115.00")]), "probably paid"),
    (case(credits=[credit("120.00")]), "probably paid"),
    (case(credits=[credit("114.99")]), None),
    (case(credits=[credit("115.00", currency="AUD")]), None),
    # two small credits cover it together
    (case(credits=[credit("60"), credit("55", key="CN-2")]), "probably paid"),
    # never sent, or nobody knows
    (case(invoice(sent=False)), "not sent"),
    (case(invoice(sent=None)), "not sent"),
    (case(invoice(sent=None), marks=[mark(MarkKind.SENT)]), None),
    (case(invoice(sent=False), taken=[took("send-invoice", day(-20))]), None),
    # a step under way or in the dark
    (case(taken=[took("nudge", day(-1), state=StepState.WAITING)]), "waiting for a person"),
    (
        case(taken=[took("nudge", day(-9), state=StepState.UNKNOWN)]),
        "not known whether it went out",
    ),
    (case(taken=[took("nudge", day(-9), state=StepState.FAILED)]), "could not be delivered"),
    (case(taken=[took("nudge", day(-1), state=StepState.QUEUED)]), "queued"),
    # the ledger itself
    (case(ledger=LedgerState(pull_failed="the ledger answered 503")), "ledger is stale"),
    # the money came today or yesterday: the next payment may be in the post
    (case(payments=[payment(TODAY)]), "just paid something"),
    # booked on Sunday: Monday is the working day of quiet
    (case(payments=[payment(day(-1))]), "just paid something"),
    (case(payments=[payment(day(-4))]), None),
    # nobody to write to
    (case(people=()), "nobody to write to"),
    (
        case(people=(Person(email="kim@acme.example"),), bounced=["kim@acme.example"]),
        "nobody to write to",
    ),
    # they wrote to us: at least three days of quiet, whatever the guards say
    (case(marks=[wrote(-2)]), "replied"),
    (case(marks=[wrote(-3)]), None),
    (case(unread="the mailbox is away"), "replies not read"),
]


@pytest.mark.parametrize(("facts", "hold"), ONE_INVOICE)
def test_a_promise_keeps_one_overdue_invoice_quiet(facts: Case, hold: str | None) -> None:
    decision = only(rulebook(), facts)
    assert decision.hold == hold
    assert decision.action is (Action.HOLD if hold else Action.REMIND)
    assert all(finding.says and finding.at for finding in decision.findings)


def test_the_first_reason_in_the_fixed_order_is_told() -> None:
    """Disputed, promised and covered by credit: the customer's own word comes first."""
    facts = case(
        invoice(disputed=True, expected_on=day(3)),
        credits=[credit("500")],
        marks=[mark(MarkKind.HOLD)],
    )
    assert only(rulebook(), facts).hold == "disputed"


def test_the_reason_says_what_the_person_wrote() -> None:
    facts = case(marks=[mark(MarkKind.DISPUTE, "short delivery")])
    decision = only(rulebook(), facts)
    assert decision.reason == "Disputed: short delivery."
    assert decision.findings[0].at == "promise 1"


def test_a_promise_tells_when_the_ladder_goes_on() -> None:
    """Promised for Friday: Monday is the next sending day after it."""
    facts = case(marks=[mark(MarkKind.PROMISE, until=date(2026, 11, 27))])
    decision = only(rulebook(), facts)
    assert decision.next_on == date(2026, 11, 30)
    assert decision.reason == "Payment is promised for Fri 27 November 2026."


class TestProbablyPaid:
    """Peers, complaints 2, 3 and 6: reminded although the money lies in the ledger."""

    def test_credit_covers_the_oldest_and_leaves_the_rest(self) -> None:
        facts = case(
            invoice("OLD", "100", overdue=40),
            invoice("NEW", "100", overdue=12),
            credits=[credit("150")],
        )
        assert holds(rulebook(), facts) == {"OLD": "probably paid", "NEW": None}

    def test_credit_for_all_of_it_holds_all(self) -> None:
        facts = case(invoice("A", "100", overdue=40), invoice("B", "50"), credits=[credit("150")])
        assert set(holds(rulebook(), facts).values()) == {"probably paid"}

    def test_a_credit_of_exactly_one_balance_is_meant_for_that_invoice(self) -> None:
        facts = case(
            invoice("OLD", "500", overdue=40),
            invoice("MEANT", "115.50", overdue=12),
            credits=[credit("115.50")],
        )
        assert holds(rulebook(), facts) == {"OLD": None, "MEANT": "probably paid"}

    def test_a_disputed_invoice_uses_no_credit_up(self) -> None:
        """They would not have paid the one that they dispute."""
        facts = case(
            invoice("BAD", "100", overdue=40, disputed=True),
            invoice("GOOD", "100", overdue=12),
            credits=[credit("100")],
        )
        assert holds(rulebook(), facts) == {"BAD": "disputed", "GOOD": "probably paid"}

    def test_a_partly_covered_invoice_is_still_reminded(self) -> None:
        """Complaint 5: part paid is not paid."""
        facts = case(invoice("A", "100"), credits=[credit("30")])
        assert holds(rulebook(), facts) == {"A": None}


class TestStaleLedger:
    """Promise 8: what looks overdue may be paid already."""

    RULES = rulebook(company=CompanyRules(payments_within=5))

    @pytest.mark.parametrize(
        ("last", "hold"),
        [
            (day(-5), None),
            # one day longer than the rulebook allows
            (day(-6), "ledger is stale"),
            # never a payment: nobody books them here
            (None, "ledger is stale"),
        ],
    )
    def test_overdue_letters_wait_for_payments_to_be_booked(
        self, last: date | None, hold: str | None
    ) -> None:
        facts = case(ledger=LedgerState(last_payment_on=last))
        assert only(self.RULES, facts).hold == hold

    def test_letters_before_the_due_date_may_go(self) -> None:
        facts = case(invoice(overdue=-5), ledger=LedgerState(pull_failed="503"))
        assert only(self.RULES, facts).step == "heads-up"


class TestNotSent:
    """Promise 6, and complaint 13: the invoice and its reminder on one day."""

    SENDS = rulebook(send_invoices=SendInvoices(1, at(70)))

    def test_a_fresh_invoice_is_sent_by_the_platform(self) -> None:
        fresh = invoice(sent=False, overdue=-18, issued=day(-2))
        decision = only(self.SENDS, case(fresh))
        assert decision.action is Action.SEND_INVOICE
        assert (decision.channel, decision.step) == ("platform", "send-invoice")
        assert decision.to == (JO,)

    def test_an_invoice_of_today_is_sent_when_its_time_has_come(self) -> None:
        decision = only(self.SENDS, case(invoice(sent=False, overdue=-20, issued=TODAY)))
        assert (decision.action, decision.next_on) == (Action.NOTHING, day(1))

    @pytest.mark.parametrize(
        "facts",
        [
            # too old to go out without a person's look
            case(invoice(sent=False, overdue=-5, issued=day(-15))),
            # nobody to send it to
            case(invoice(sent=False, overdue=-18, issued=day(-2)), people=()),
            # the platform does not say: it may have been sent
            case(invoice(sent=None, overdue=-18, issued=day(-2))),
        ],
    )
    def test_else_a_person_sends_it(self, facts: Case) -> None:
        decision = only(self.SENDS, facts)
        assert decision.hold == "not sent"
        assert decision.tasks == ("send invoice INV-1, or mark it as sent",)

    def test_an_invoice_is_sent_once(self) -> None:
        fresh = invoice(sent=False, overdue=-18, issued=day(-2))
        waiting = took("send-invoice", day(-1), state=StepState.UNKNOWN)
        decision = only(self.SENDS, case(fresh, taken=[waiting]))
        assert decision.hold == "not known whether it went out"

    def test_a_company_that_sends_its_invoices_itself_need_not_tell_the_ledger(self) -> None:
        rules = rulebook(company=CompanyRules(sends_invoices="itself"))
        assert only(rules, case(invoice(sent=None))).action is Action.REMIND
        future = invoice(sent=None, overdue=-30, issued=day(1))
        assert only(rules, case(future)).hold == "not sent"

    def test_the_invoice_and_a_reminder_of_another_do_not_arrive_on_one_day(self) -> None:
        facts = case(invoice("OLD"), invoice("FRESH", sent=False, overdue=-18, issued=day(-2)))
        assert holds(self.SENDS, facts) == {"OLD": None, "FRESH": "one mail a day"}


class TestGuards:
    """The rulebook's own reasons, after the promises."""

    def test_the_first_guard_that_holds_names_the_hold(self) -> None:
        rules = rulebook(
            guards=[guard("asleep", Verdict.NO), guard("small balance"), guard("replied")]
        )
        decision = only(rules, case())
        assert decision.hold == "small balance"
        assert decision.reason == "Small balance: the test says so."
        assert "rules.yaml:50:7" in {finding.at for finding in decision.findings}

    def test_a_guard_may_hold_one_invoice_and_not_the_other(self) -> None:
        rules = rulebook(guards=[guard("parts missing", Verdict.YES, "A")])
        assert holds(rules, case(invoice("A"), invoice("B"))) == {"A": "parts missing", "B": None}

    def test_a_guard_whose_fact_is_missing_holds(self) -> None:
        """Promise 7: a missing fact is never "no match"."""
        decision = only(rulebook(guards=[guard("replied", Verdict.UNKNOWN)]), case())
        assert decision.hold == "replied"
        assert decision.reason.startswith("It cannot be told whether “replied” holds")

    def test_a_promise_comes_before_a_guard(self) -> None:
        assert (
            only(rulebook(guards=[guard("any")]), case(invoice(disputed=True))).hold == "disputed"
        )


class TestSegments:
    """Which payer this is; the first segment that fits."""

    def segments(self, *verdicts: Verdict) -> Rulebook:
        return rulebook(
            segments=[Segment(f"s{n}", Says(v), at(10 + n)) for n, v in enumerate(verdicts)]
            + [Segment("everyone", None, at(19))]
        )

    def test_a_segment_that_cannot_be_told_never_falls_through(self) -> None:
        decision = only(self.segments(Verdict.NO, Verdict.UNKNOWN), case())
        assert decision.hold == "segment not known"

    def test_a_segment_without_a_policy_hears_nothing(self) -> None:
        decision = only(self.segments(Verdict.YES), case())
        assert decision.action is Action.NOTHING
        assert decision.reason == "No policy is for the segment “s0”."

    def test_the_findings_name_the_segment_and_its_place(self) -> None:
        decision = only(self.segments(Verdict.NO), case())
        assert ("segment “everyone” is the first that fits", "rules.yaml:19:7") in {
            (finding.says, finding.at) for finding in decision.findings
        }

    def test_a_customer_no_segment_fits_hears_nothing(self) -> None:
        rules = rulebook(segments=[Segment("s", Says(Verdict.NO), at(10))])
        assert only(rules, case()).reason == "No segment of the rulebook fits this customer."


SETTLED: list[Invoice] = [
    invoice(status=InvoiceStatus.PAID),
    invoice(status=InvoiceStatus.VOIDED),
    invoice(status=InvoiceStatus.DELETED),
    invoice(status=InvoiceStatus.DRAFT),
    invoice(balance="0.00"),
    invoice(balance="-5.00"),
]


@pytest.mark.parametrize("settled", SETTLED, ids=lambda i: f"{i.status}-{i.balance.amount}")
def test_nothing_is_ever_said_about_an_invoice_that_is_not_open(settled: Invoice) -> None:
    """Complaint 1: "Sending invoice reminder even if paid"."""
    assert decide(rulebook(), case(settled)) == ()


def test_a_bounced_bill_email_is_not_used_again() -> None:
    """QuickBooks says that its last e-mail bounced: the customer's other people are asked."""
    wrong = Person(email="old@acme.example", name="Old Clerk")
    bounced = invoice(bill_to=(wrong,), delivery_problem="Bounced Email")
    assert only(rulebook(), case(bounced)).to == (JO,)
    decision = only(rulebook(), case(bounced, people=(wrong,)))
    assert decision.hold == "nobody to write to"
    assert decision.tasks == ("ask ACME for an address",)


def test_a_call_needs_no_address() -> None:
    rules = rulebook(step("nudge", 3), replace(LADDER[3], name="ring"))
    facts = case(people=(), phone="+6499876543", taken=[took("nudge", day(-20), emails=())])
    facts = structs.replace(facts, invoices=(invoice(overdue=30),))
    decision = only(rules, facts)
    assert (decision.action, decision.to[0].phone) == (Action.CALL, "+6499876543")


def test_a_step_is_a_call_where_mail_bounces_and_nobody_else_is_known() -> None:
    """Jo has a telephone: what the letter would say is said, and an address is asked for."""
    decision = only(rulebook(), case(bounced=["jo.park@acme.example"]))

    assert (decision.action, decision.step) == (Action.CALL, "nudge")
    assert (decision.channel, decision.letter) == ("phone", None)
    assert [person.phone for person in decision.to] == [JO.phone]
    assert decision.tasks == ("ask ACME for an address",)


def test_the_quiet_after_a_reply_is_the_rulebooks() -> None:
    """`after_reply` under limits."""
    for days, expected in ((5, "replied"), (2, None), (0, None)):
        book = rulebook(limits=Limits(after_reply_days=days))
        assert only(book, case(marks=[wrote(-2)])).hold == expected


def test_an_invoice_is_sent_though_a_reply_may_lie_unread() -> None:
    """It is the reminder that would be wrong."""
    book = rulebook(send_invoices=SendInvoices(1, at(9)))
    facts = case(invoice(overdue=-20, sent=False, issued=TODAY), unread="the mailbox is away")

    assert only(book, facts).hold is None
