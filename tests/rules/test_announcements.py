"""An announcement in a rulebook: what is read, what is a mistake, and whom a customer's marks spare."""

from dataclasses import replace
from datetime import date

import pytest
from msgspec import structs

from rules.case import MarkKind, Told
from rules.decisions import Action
from rules.engine import decide
from rules.rulebook import Announcement
from tests.rules.builders import TODAY, at, case, invoice, mark, rulebook, step
from tests.rules.rulebooks import problems, read

TOLD = "announcements: [{{announce: new terms, letter: {letter}, from: {start}, until: {until}{more}}}]"
TERMS = Announcement(name="terms", letter="new-terms", start=TODAY, until=TODAY, at=at(76))


def written(
    letter: str = "new-terms", start: str = "2026-12-01", until: str = "2026-12-18", more: str = ""
) -> str:
    return TOLD.format(letter=letter, start=start, until=until, more=more)


def test_what_is_written_is_read() -> None:
    [announced] = read(written(more=", terms: 2 weeks, terms_from: 2027-01-04")).announcements
    assert (announced.name, announced.occasion) == ("new terms", "announcement new terms")
    assert (announced.start, announced.until) == (date(2026, 12, 1), date(2026, 12, 18))
    assert (announced.terms_days, announced.terms_from) == (14, date(2027, 1, 4))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (written(until="2026-11-30"), '"until" is "2026-11-30", before "from".'),
        (written(more=", terms_from: 2026-12-10"), "The terms begin on 2026-12-10, and it may go"),
        (written(letter="nudge"), 'The letter "nudge" speaks of invoices by'),
        (written(letter="nwe-terms"), 'There is no letter "nwe-terms".'),
        (written(start="tomorrow"), '"tomorrow" is not a day.'),
        (written(more=", when: {days_overdue: 4}"), "days_overdue"),
    ],
)
def test_a_mistake_is_told_with_what_to_do(text: str, says: str) -> None:
    assert any(says in problem for problem in problems(text))


def test_it_is_told_once_and_only_in_its_time() -> None:
    book = rulebook(step("nudge", 400), announcements=[TERMS])
    facts = case(invoice("A", overdue=1))
    assert _told(book, facts)
    assert not _told(book, structs.replace(facts, told=(Told(TERMS.occasion, date(2026, 1, 5)),)))
    later = replace(TERMS, start=date(2027, 1, 4), until=date(2027, 1, 5))
    assert not _told(replace(book, announcements=(later,)), facts)


@pytest.mark.parametrize("kind", [MarkKind.DISPUTE, MarkKind.HOLD, MarkKind.NO_CHASE])
def test_a_mark_on_the_customer_keeps_it_quiet(kind: MarkKind) -> None:
    book = rulebook(step("nudge", 400), announcements=[TERMS])
    facts = case(invoice("A", overdue=1))
    assert not _told(book, structs.replace(facts, marks=(mark(kind, key=None),)))


def _told(book: object, facts: object) -> bool:
    return any(d.action is Action.ANNOUNCE for d in decide(book, facts))  # type: ignore[arg-type]
