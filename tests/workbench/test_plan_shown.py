"""What a plan says to whoever reads it."""

import io
from datetime import date

from rich.console import Console

from reports.plans import show_plan
from sync.plan import Plan, make_plan
from tests.rules.builders import TODAY, invoice, rulebook
from tests.workbench.ledgers import ledger

SUNDAY = date(2026, 11, 22)


def plan_of(day: date) -> Plan:
    return make_plan(rulebook(), ledger(invoice()), today=day, heard=frozenset())


def shown(plan: Plan) -> str:
    console = Console(file=io.StringIO(), width=200)
    show_plan(plan, console)
    assert isinstance(console.file, io.StringIO)
    return console.file.getvalue()


def test_a_plan_of_a_sunday_says_that_nothing_goes_out_and_when_something_does() -> None:
    plan = plan_of(SUNDAY)
    assert plan.json["opens_on"] == "2026-11-23"
    said = "Sunday 22 November 2026 is no sending day: nothing goes out. The next one is Monday 23"
    assert said in shown(plan)


def test_a_plan_of_a_sending_day_says_nothing_of_it() -> None:
    plan = plan_of(TODAY)
    assert plan.json["opens_on"] is None
    assert "sending day" not in shown(plan)
