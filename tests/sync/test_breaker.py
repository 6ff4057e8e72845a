"""The circuit breaker: far more than usual stops, and asks."""

from dataclasses import replace
from decimal import Decimal

import pytest
from msgspec import structs

from rules.decisions import Action, Decision, Line
from rules.facts import CustomerId, InvoiceId, Money
from sync import breaker
from sync.breaker import TooMany, Volume
from sync.plan import Plan
from tests.sync.test_gate import COMPANY, INVOICE, REMIND, TODAY


def plan_for(customers: int, *, each: str = "100.00") -> Plan:
    return Plan(COMPANY, TODAY, tuple(_to(number, each) for number in range(customers)), ())


def _to(number: int, amount: str) -> Decision:
    balance = Money(Decimal(amount), "NZD")
    invoice = replace(INVOICE, id=InvoiceId(str(number)), balance=balance)
    line = Line(invoice, "nudge", 13)
    return structs.replace(REMIND, customer=CustomerId(f"c{number}"), lines=(line,))


def usual(*customers: int, each: str = "100.00") -> list[Volume]:
    return [Volume(count, {"NZD": Decimal(each) * count}) for count in customers]


@pytest.mark.parametrize(
    ("plan", "before"),
    [
        (plan_for(30), usual(10, 12, 9)),  # within three times the most
        (plan_for(200), usual(5, 5)),  # nothing is usual after two runs
        (plan_for(10), usual(1, 1, 1)),  # so few are never too many
    ],
)
def test_a_usual_run_goes_on(plan: Plan, before: list[Volume]) -> None:
    breaker.check(plan, before, approved=None)


def test_far_more_customers_stop_the_run_until_the_plan_is_approved() -> None:
    plan = plan_for(40)

    with pytest.raises(TooMany, match="40 customers, where 12 were the most lately"):
        breaker.check(plan, usual(10, 12, 9), approved=None)
    with pytest.raises(TooMany):
        breaker.check(plan, usual(10, 12, 9), approved=plan_for(41).hash)
    breaker.check(plan, usual(10, 12, 9), approved=plan.hash)


def test_much_more_money_stops_the_run() -> None:
    plan = plan_for(12, each="90000.00")

    with pytest.raises(TooMany, match=r"NZD 1,080,000\.00, where 1,200\.00 was the most lately"):
        breaker.check(plan, usual(10, 12, 9), approved=None)


def test_statements_are_measured_by_earlier_statements_alone() -> None:
    """They come all on one day of the month, so that every such day would stop the run."""
    day_of_many = plan_for(40)
    stated = [structs.replace(d, action=Action.STATEMENT) for d in day_of_many.decisions]
    plan = replace(day_of_many, decisions=tuple(stated))
    breaker.check(plan, usual(2, 3, 4), approved=None)
    last_month = [*usual(2, 3, 4), Volume(1, {}, statements=9)]
    with pytest.raises(
        TooMany, match="40 statements and announcements, where 9 were the most lately"
    ):
        breaker.check(plan, last_month, approved=None)
    breaker.check(plan, last_month, approved=plan.hash)
