"""One mail a person a day, and how often a customer hears from us (promise 4)."""

from dataclasses import replace
from datetime import date

import pytest

from rules.case import StepState, Taken
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.rulebook import Channel, ContactRules, Limits, Mailbox, Route
from tests.rules.builders import (
    JO,
    LADDER,
    TODAY,
    Says,
    at,
    case,
    day,
    invoice,
    payment,
    rulebook,
    step,
    took,
)


def summary(decisions: tuple[Decision, ...]) -> list[tuple[str, str | None, tuple[str, ...]]]:
    """Action, step or hold, invoices."""
    return [(d.action.value, d.step or d.hold, d.invoices) for d in decisions]


def at_step(key: str, number: int, since: int) -> list[Taken]:
    """The overdue steps of LADDER before `number` were taken, the last `since` days ago."""
    done = LADDER[1 : 1 + number]
    return [
        took(s.name, day(-since - 20 * (number - 1 - n)), key=key, channel=s.channel)
        for n, s in enumerate(done)
    ]


def test_one_letter_lists_them_all_in_the_tone_of_the_furthest_step() -> None:
    """Complaints 36, 37 and 38: one summary, and no softer for it."""
    facts = case(
        invoice("A", "100", overdue=30),
        invoice("B", "50", overdue=5),
        invoice("C", "20", overdue=-5, currency="AUD"),
        taken=at_step("A", 1, since=10),
    )
    (letter,) = decide(rulebook(), facts)
    assert (letter.action, letter.step, letter.letter) == (Action.REMIND, "check-in", "check-in")
    assert {line.invoice.number: line.step for line in letter.lines} == {
        "A": "check-in",
        "B": "nudge",
        "C": "heads-up",
    }
    assert letter.totals == {"NZD": 150, "AUD": 20}
    assert letter.reason == "Check-in about 3 invoices, the oldest 30 days overdue, to Jo Park."


def test_overdue_invoices_that_had_their_step_ride_along() -> None:
    """Complaint 22: the letter about one invoice does not make the others look paid."""
    facts = case(
        invoice("DUE", overdue=5),
        invoice("TOLD", overdue=12),
        invoice("LATER", overdue=-20),
        invoice("BAD", overdue=40, disputed=True),
        taken=[took("nudge", day(-5), key="TOLD")],
    )
    decisions = decide(rulebook(), facts)
    assert summary(decisions) == [
        ("remind", "nudge", ("told", "due")),
        ("hold", "disputed", ("bad",)),
        ("nothing", None, ("later",)),
    ]
    assert [line.step for line in decisions[0].lines] == [None, "nudge"]


def test_a_heads_up_does_not_bring_up_what_is_overdue() -> None:
    facts = case(
        invoice("SOON", overdue=-5),
        invoice("TOLD", overdue=7),
        taken=[took("nudge", day(-5), key="TOLD")],
    )
    assert summary(decide(rulebook(), facts))[0] == ("remind", "heads-up", ("soon",))


class TestApprovals:
    """A step that needs a person's yes does not hold up the plain ones."""

    def test_plain_steps_go_now_and_the_new_approval_waits_a_day(self) -> None:
        offer = invoice("BIG", overdue=43)
        # the call was 13 days ago: the offer is due today
        facts = case(offer, invoice("SMALL", overdue=5), taken=at_step("BIG", 3, since=13))
        assert summary(decide(rulebook(), facts)) == [
            ("remind", "nudge", ("small",)),
            ("hold", "one mail a day", ("big",)),
        ]

    def test_an_approval_that_has_waited_goes_first(self) -> None:
        """Else a customer with many small invoices would never get the offer."""
        facts = case(
            invoice("BIG", overdue=60),
            invoice("SMALL", overdue=5),
            taken=at_step("BIG", 3, since=20),
        )
        offer, small = decide(rulebook(), facts)
        assert (offer.action, offer.needs_approval) == (Action.OFFER, True)
        assert small.hold == "one mail a day"

    def test_no_other_letter_passes_for_the_offer(self) -> None:
        """Promise 10: an offer is made in its own letter."""
        steps = (*LADDER[1:4], step("offer", 30, letter="instalments"), step("final", 40))
        facts = case(
            invoice("A", overdue=90),
            invoice("B", overdue=60),
            taken=[
                *at_step("A", 3, since=30),
                took("offer", day(-20), key="A"),
                *at_step("B", 3, since=13),
            ],
        )
        assert summary(decide(rulebook(*steps), facts)) == [
            ("remind", "final", ("a",)),
            ("hold", "one mail a day", ("b",)),
        ]

    def test_a_further_letter_is_not_put_into_a_gentler_one(self) -> None:
        """Both wait for a yes; the one that has waited goes first, and alone."""
        steps = (
            step("check", 10, needs_approval=True),
            step("final", 30, needs_approval=True, cc=("archive@maple.example",)),
        )
        contacts = ContactRules(
            routes=(
                Route(when=Says(invoices=("B",)), to=(_box("ivy"),), role=None, at=at(20)),
                Route(when=Says(), to=(_box("ivy"), _box("max")), role=None, at=at(21)),
            )
        )
        facts = case(
            invoice("A", overdue=20),
            invoice("B", overdue=30),
            taken=[took("check", day(-20), key="B")],
        )
        assert summary(decide(rulebook(*steps, contacts=contacts), facts)) == [
            ("remind", "check", ("a",)),
            ("hold", "one mail a day", ("b",)),
        ]


class TestCalls:
    """A call and a letter on one day: the further step is the one that happens."""

    def test_a_further_call_takes_the_other_invoices_along(self) -> None:
        facts = case(
            invoice("OLD", overdue=40),
            invoice("NEW", overdue=5),
            taken=at_step("OLD", 2, since=10),
        )
        (call,) = decide(rulebook(), facts)
        assert (call.action, call.channel, call.invoices) == (Action.CALL, "phone", ("old", "new"))
        assert {line.invoice.number: line.step for line in call.lines} == {
            "OLD": "call",
            "NEW": None,
        }
        assert call.to == (JO,)

    def test_a_further_letter_goes_and_the_call_waits(self) -> None:
        steps = (step("ring", 3, channel=Channel.PHONE), step("firm", 10))
        facts = case(
            invoice("OLD", overdue=30),
            invoice("NEW", overdue=4),
            taken=[took("ring", day(-10), key="OLD", channel="phone")],
        )
        assert summary(decide(rulebook(*steps), facts)) == [
            ("remind", "firm", ("old",)),
            ("hold", "one mail a day", ("new",)),
        ]


class TestLimits:
    """How often one customer hears from us, whatever the number of invoices."""

    @pytest.mark.parametrize(
        ("days_ago", "hold"),
        [
            (0, "heard from us lately"),
            (3, "heard from us lately"),
            (4, None),
        ],
    )
    def test_the_gap_after_any_contact_about_any_invoice(
        self, days_ago: int, hold: str | None
    ) -> None:
        facts = case(taken=[took("nudge", day(-days_ago), key="OTHER")])
        (decision,) = decide(rulebook(), facts)
        assert decision.hold == hold
        if hold:
            assert decision.next_on == day(4 - days_ago)

    @pytest.mark.parametrize(
        ("taken", "hold"),
        [
            # a call is a contact
            (took("call", day(-1), key="X", channel="phone", emails=()), "heard from us lately"),
            # so is a mail that may have gone out, or is about to
            (took("nudge", day(-1), key="X", state=StepState.UNKNOWN), "heard from us lately"),
            (took("nudge", day(-1), key="X", state=StepState.QUEUED), "heard from us lately"),
            # one that failed reached nobody
            (took("nudge", day(-1), key="X", state=StepState.FAILED), None),
            # the invoice itself is no chasing; thanks would be taken back by it
            (took("thanks", day(-1), key="X"), "heard from us lately"),
            (took("thanks", day(-4), key="X"), None),
            (took("send-invoice", day(-1), key="X"), None),
        ],
    )
    def test_what_counts_as_a_contact(self, taken: Taken, hold: str | None) -> None:
        (decision,) = decide(rulebook(), case(taken=[taken]))
        assert decision.hold == hold

    def test_enough_in_the_period(self) -> None:
        """One mail about three invoices counts once; the fifth contact waits for the first's day."""
        days = [-29, -20, -13, -6]
        facts = case(taken=[took("nudge", day(d), key=k) for d in days for k in "XYZ"])
        (decision,) = decide(rulebook(), facts)
        assert (decision.hold, decision.next_on) == ("heard enough this month", day(1))
        assert decide(rulebook(limits=Limits(per_customer=5)), facts)[0].hold is None

    def test_each_letter_of_a_day_counts_whatever_is_known_of_its_people(self) -> None:
        """The store keeps no addresses with the steps: two departments' letters are two contacts."""
        past = [
            replace(took("nudge", day(-11), key=key, emails=()), contact=letter)
            for key, letter in (("W", "one"), ("X", "one"), ("Y", "two"))
        ]
        facts = case(taken=past)
        assert decide(rulebook(limits=Limits(per_customer=3)), facts)[0].hold is None
        (decision,) = decide(rulebook(limits=Limits(per_customer=2)), facts)
        assert decision.hold == "heard enough this month"

    def test_letters_to_several_departments_count_each(self) -> None:
        """One contact is left of four: the department with the older debt gets it."""
        contacts = ContactRules(routes=tuple(_route(name) for name in "AB"))
        past = [took("nudge", day(d), key="X") for d in (-25, -18, -11)]
        facts = case(invoice("A", overdue=20), invoice("B", overdue=8), taken=past)
        assert summary(decide(rulebook(contacts=contacts), facts)) == [
            ("remind", "nudge", ("a",)),
            ("hold", "heard enough this month", ("b",)),
        ]

    def test_without_a_gap_it_is_still_one_a_day(self) -> None:
        """Complaint 10: "22 times the second reminder today"."""
        facts = case(taken=[took("nudge", TODAY, key="X")])
        (decision,) = decide(rulebook(limits=Limits(gap_days=0)), facts)
        assert decision.hold == "heard from us lately"

    def test_thanks_this_morning_and_a_reminder_this_afternoon(self) -> None:
        facts = case(taken=[took("thanks", TODAY, key="X")])
        assert decide(rulebook(), facts)[0].hold == "heard from us lately"

    def test_a_payment_gives_quiet_about_what_is_overdue_only(self) -> None:
        facts = case(invoice("OLD"), invoice("SOON", overdue=-5), payments=[payment(TODAY)])
        assert summary(decide(rulebook(), facts)) == [
            ("remind", "heads-up", ("soon",)),
            ("hold", "just paid something", ("old",)),
        ]


def test_a_copy_counts_as_hearing() -> None:
    """Ivy hears of A, and would be in copy of B's further letter: she gets one mail."""
    contacts = ContactRules(
        routes=(
            Route(when=Says(invoices=("A",)), to=(_box("ivy"),), role="clerk", at=at(20)),
            Route(when=Says(invoices=("B",)), to=(_box("max"),), role="boss", at=at(21)),
            Route(when=Says(), to=(_box("ivy"),), role="owner", at=at(22)),
        )
    )
    steps = (step("nudge", 3), step("check-in", 10, cc=("owner",)))
    facts = case(
        invoice("A", overdue=5),
        invoice("B", overdue=30),
        taken=[took("nudge", day(-10), key="B")],
    )
    (letter,) = decide(rulebook(*steps, contacts=contacts), facts)
    assert ([p.email for p in letter.to], [p.email for p in letter.cc]) == (
        ["max@acme.example"],
        ["ivy@acme.example"],
    )
    assert {line.invoice.number: line.step for line in letter.lines} == {
        "A": "nudge",
        "B": "check-in",
    }


def test_the_next_day_of_a_hold_is_a_sending_day() -> None:
    """Heard on Wednesday: four days later is Sunday, so Monday."""
    facts = case(today=date(2026, 11, 27), taken=[took("nudge", date(2026, 11, 25), key="X")])
    assert decide(rulebook(), facts)[0].next_on == date(2026, 11, 30)


def _box(name: str) -> Mailbox:
    return Mailbox(email=f"{name}@acme.example", name=name.title())


def _route(key: str) -> Route:
    return Route(when=Says(invoices=(key,)), to=(_box(f"clerk-{key}"),), role=None, at=at(20))
