"""A replay of a rulebook over the ledger's past: the same contacts as a run on every day."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from rules.decisions import Decision
from rules.rulebook import Rulebook
from sync.cases import Books
from sync.plan import make_plan
from tests.rules.rulebooks import load
from tests.workbench.histories import END, START, history
from workbench.replay.past import books_on
from workbench.replay.replay import Period, acted, replay, steps_of

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


def day_by_day(rulebook: Rulebook, books: Books, period: Period) -> list[tuple[date, Decision]]:
    """A plan on every day, each carried out, over the books as they stood on that day."""
    taken = [
        (customer, acted(step, acts=period.acts))
        for customer, step in books.taken
        if step.on < period.start
    ]
    made = []
    day = period.start
    while day <= period.end:
        known = replace(books_on(books, day), taken=tuple(taken))
        for decision in make_plan(rulebook, known, today=day, heard=frozenset()).contacts:
            made.append((day, decision))
            steps = steps_of(decision, day, acts=period.acts)
            taken += [(decision.customer, step) for step in steps]
        day += timedelta(days=1)
    return made


def in_order(made: Iterable[tuple[date, Decision]]) -> list[tuple[date, Decision]]:
    return sorted(made, key=lambda pair: (pair[0], pair[1].customer, pair[1].invoices))


def in_short(made: Iterable[tuple[date, Decision]]) -> list[str]:
    return [f"{on} {d.customer} {d.step} {', '.join(d.invoices)}" for on, d in made]


def assert_same(rulebook: Rulebook, books: Books, period: Period) -> int:
    """Contact for contact: day, customer, step, people, invoices, and every finding."""
    expected = in_order(day_by_day(rulebook, books, period))
    replayed = replay(rulebook, books, period).contacts
    found = in_order((each.on, each.decision) for each in replayed)
    assert in_short(found) == in_short(expected)
    assert found == expected
    return len(found)


def test_a_year_of_300_invoices_is_replayed_contact_for_contact() -> None:
    books = history(300, customers=40)
    made = assert_same(book(), books, Period(start=START, end=END))
    assert made > 200
