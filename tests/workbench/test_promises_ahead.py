"""A promise that passes in the days to come is foretold to be broken, as it will be counted then."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from reports.explained import answer
from rules.case import Mark, MarkKind
from rules.deciding.promises import broken
from rules.facts import CustomerId
from sync.cases import Books, build_cases
from sync.plan import make_plan
from tests.rules.builders import TODAY, day, invoice, mark
from tests.rules.rulebooks import read
from tests.workbench.ledgers import ledger
from workbench.difference import Two, on_a_day

BREAKERS = """\
segments:
  - segment: breaker
    when: {promises_broken: ">= 1"}
policies:
  - policy: breakers
    for: [breaker]
    steps:
      - {step: call, at: 2 days after promise, channel: phone}
      - {step: check-in, at: 12 days after due, letter: check-in}
"""
THURSDAY = date(2026, 11, 26)
MONDAY = date(2026, 11, 30)


def marked(*marks: Mark) -> dict[str, Any]:
    return {"marks": tuple((CustomerId("acme"), each) for each in marks)}


PROMISED = {
    "a tag": ledger(replace(invoice(overdue=10), memo="#promised 2026-11-26")),
    "the ledger's own date": ledger(invoice(overdue=10, expected_on=THURSDAY)),
    "a mark": ledger(invoice(overdue=10), **marked(mark(MarkKind.PROMISE, until=THURSDAY))),
}


@pytest.mark.parametrize("books", PROMISED.values(), ids=PROMISED)
def test_who_breaks_a_promise_ahead_is_foretold_the_steps_of_those_who_do(books: Books) -> None:
    book = read(BREAKERS)
    plan = make_plan(book, books, today=TODAY, heard=frozenset())
    [explained] = answer(book, books, plan, "INV-1").explained
    found = [(each.on, each.decision.step) for each in explained.ahead or ()]
    assert found[0] == (MONDAY, "call")
    two = Two(read(""), book, ("old", "new"))
    [change] = on_a_day(two, books, TODAY, heard=frozenset()).changes
    assert change.new is not None
    assert (change.new.on, change.new.step) == (MONDAY, "call")


@pytest.mark.parametrize("later", [1, 3, 4, 8, 9, 726, 727, 733, 734, 800])
def test_a_promise_counts_ahead_as_it_will_on_the_day(later: int) -> None:
    """Each day once, of open invoices, for two years; a promise on the customer is on none."""
    promised = [mark(MarkKind.PROMISE, until=day(n)) for n in (-4, 3, 3, 8)]
    others = (
        mark(MarkKind.PROMISE, key=None, until=day(2)),
        mark(MarkKind.PROMISE, key="GONE", until=day(2)),
        mark(MarkKind.HOLD, until=day(2)),
    )
    books = ledger(invoice(overdue=10, expected_on=day(3)), **marked(*promised, *others))
    [now] = build_cases(books, today=TODAY)
    [then] = build_cases(books, today=day(later))
    assert broken(now, day(later)) == then.behaviour.promises_broken
