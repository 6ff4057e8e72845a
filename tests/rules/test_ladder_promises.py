"""Steps that count from a promise, and from the end of the month."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from rules.case import Case, MarkKind, Taken
from rules.decisions import Decision
from rules.engine import decide
from rules.facts import Invoice
from rules.rulebook import Anchor, Channel, Limits, Rulebook, Unit
from tests.rules.builders import TODAY, case, day, invoice, mark, rulebook, step, took

NO_LIMITS = Limits(per_customer=99, gap_days=0)
ASK = step("ask", 1, unit=Unit.WORKING_DAYS, anchor=Anchor.PROMISE)
LADDER = (
    step("nudge", 3),
    ASK,
    step("check-in", 7, anchor=Anchor.PREVIOUS_STEP),
    step("call", 30, channel=Channel.PHONE),
)


def decided(facts: Case, rules: Rulebook | None = None) -> Decision:
    (decision,) = decide(rules or rulebook(*LADDER, limits=NO_LIMITS), facts)
    return decision


def promised(on: date, *taken: Taken, owed: Invoice | None = None) -> Case:
    """ACME's invoice, due ten days ago, and a promise for this day."""
    facts = case(*((owed,) if owed else ()), taken=taken)
    return structs.replace(facts, marks=(replace(mark(MarkKind.PROMISE), since=day(-9), until=on),))


def test_until_the_end_of_the_day_promised_it_is_quiet() -> None:
    assert decided(promised(TODAY, took("nudge", day(-7)))).hold == "promised"


def test_a_promise_that_has_passed_is_spoken_of_before_the_ladder_goes_on() -> None:
    # promised for Friday: asked on Monday, though the check-in is due as well
    assert decided(promised(day(-3), took("nudge", day(-8)))).step == "ask"


def test_the_ladder_waits_for_the_step_that_comes_after_a_promise() -> None:
    # promised for Sunday, two working days later is Tuesday
    late = replace(ASK, when=replace(ASK.when, count=2))
    rules = rulebook(step("nudge", 3), late, limits=NO_LIMITS)
    decision = decided(promised(day(-1)), rules)
    assert (decision.step, decision.next_on) == (None, day(1))


def test_it_is_spoken_of_once_and_the_ladder_goes_on_from_there() -> None:
    done = (took("nudge", day(-8)), took("ask", day(-2)))
    decision = decided(promised(day(-3), *done))
    # a week lies between nudge and check-in, and so between the question and the check-in
    assert (decision.step, decision.next_on) == (None, day(7))
    assert decided(promised(day(-9), took("nudge", day(-9)), took("ask", day(-7)))).step == (
        "check-in"
    )


def test_a_ladder_that_went_on_since_does_not_come_back_to_it() -> None:
    decision = decided(promised(day(-9), took("nudge", day(-8))))
    assert decision.step == "check-in"


def test_without_a_promise_the_step_is_not_there() -> None:
    assert decided(case(taken=(took("nudge", day(-8)),))).step == "check-in"


def test_the_day_that_the_ledger_expects_payment_on_is_a_promise() -> None:
    """Xero's expected payment date."""
    owed = invoice(expected_on=day(-3))
    assert decided(case(owed)).step == "ask"


def test_a_promise_for_before_the_due_date_is_not_broken_before_it() -> None:
    owed = invoice(overdue=-4, issued=day(-20))
    assert decided(promised(day(-1), owed=owed)).next_on == day(7)


@pytest.mark.parametrize(
    ("due", "on"),
    [
        # due on 13 November, so the 30th; 1 working day later is 1 December
        (day(-10), day(8)),
        # due on 30 October: 2 November is past
        (day(-24), TODAY),
    ],
)
def test_a_step_at_the_end_of_the_month_in_which_it_falls_due(due: date, on: date) -> None:
    rules = rulebook(step("statement", 1, unit=Unit.WORKING_DAYS, anchor=Anchor.MONTH_END))
    decision = decided(case(invoice(overdue=(TODAY - due).days)), rules)
    assert (decision.next_on or TODAY) == on
