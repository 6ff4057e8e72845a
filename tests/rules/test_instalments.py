"""Agreed instalments: whatever was paid, a plan of which no part was missed is left in peace."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from hypothesis import given, settings
from hypothesis import strategies as st

from rules.case import Mark, MarkKind, Part
from rules.engine import decide
from rules.facts import Money
from rules.instalments import progress, read_part
from rules.rulebook import Anchor
from tests.rules.builders import LADDER, TODAY, case, credit, day, invoice, mark, rulebook, step

RULES = rulebook(*LADDER, step("instalment", 2, anchor=Anchor.INSTALMENT))


def plan(*parts: tuple[int, str], key: str | None = "INV-1") -> Mark:
    """A plan agreed a week ago: days from today, and amounts."""
    agreed = tuple(Part(day(on), Money(Decimal(amount), "NZD")) for on, amount in parts)
    return replace(mark(MarkKind.INSTALMENTS, key=key), parts=agreed)


@settings(max_examples=150, deadline=None)
@given(
    days=st.lists(st.integers(-20, 40), min_size=1, max_size=4, unique=True),
    owed=st.integers(1, 400),
    overdue=st.integers(-10, 90),
    today=st.integers(0, 4),
)
def test_promise_1_nothing_about_a_plan_that_is_up_to_date(
    days: list[int], owed: int, overdue: int, today: int
) -> None:
    """A plan of parts of 100 each; so much of it is still owed."""
    agreed = plan(*((on, "100") for on in sorted(days)))
    facts = case(invoice(balance=str(owed), overdue=overdue), marks=[agreed], today=day(today))
    due_later = 100 * sum(on >= today for on in days)
    (decision,) = decide(RULES, facts)
    if owed <= due_later:
        assert decision.hold == "on instalments"
    elif decision.action.is_contact:
        assert decision.step == "instalment"
        missed = decision.background.missed
        assert sum(part.amount.amount for part in missed) == min(owed, 100 * len(days)) - due_later
        assert all(part.on < facts.today for part in missed)


def test_what_is_paid_counts_towards_the_earliest_part() -> None:
    agreed = plan((-9, "50"), (-2, "50"), (5, "50"))
    stands = progress(agreed, [invoice(balance="80.00")], (), today=TODAY)
    assert [(part.on, part.amount.amount) for part in stands.missed] == [(day(-2), Decimal(30))]
    assert [(part.on, part.amount.amount) for part in stands.to_come] == [(day(5), Decimal(50))]


def test_money_that_is_not_applied_yet_counts_as_paid() -> None:
    agreed = plan((-2, "57.50"), (20, "57.50"))
    (decision,) = decide(RULES, case(marks=[agreed], credits=[credit("57.50")]))
    assert decision.hold == "on instalments"
    (decision,) = decide(RULES, case(marks=[agreed], credits=[credit("57.49")]))
    assert decision.hold != "on instalments"


def test_each_missed_part_is_a_step_of_its_own() -> None:
    agreed = plan((-2, "57.50"), (20, "57.50"))
    (decision,) = decide(RULES, case(marks=[agreed]))
    assert (decision.step, decision.lines[0].step) == ("instalment", f"instalment {day(-2)}")


def test_a_part_is_read_with_or_without_its_currency() -> None:
    assert read_part("2026-12-01=500", "NZD") == read_part("2026-12-01 = 500.00 NZD", None)
    assert read_part("2026-12-01=500", "NZD").on - TODAY == timedelta(days=8)
