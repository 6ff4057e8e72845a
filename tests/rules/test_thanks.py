"""A word of thanks: for what was paid on time, once in a while, to a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from msgspec import structs

from rules.case import Case, Mark, MarkKind, Taken
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import (
    Applied,
    Invoice,
    InvoiceStatus,
    Kind,
    Money,
    Person,
    Unreadable,
)
from rules.rulebook import Earned, Rulebook, Thanks
from tests.rules.builders import ACCOUNTS, JO, at, case, day, invoice, mark, payment, rulebook, took

RULES = rulebook(thanks=[Thanks(Earned.ON_TIME, "thanks", at(80))])
HEARD = (took("heads-up", day(-9), key="PAID"),)


SATURDAY = day(-2)


def paid(on: date = SATURDAY, *, overdue: int = 1, key: str = "PAID") -> Invoice:
    """An invoice settled on that day, due `overdue` days ago."""
    return invoice(key, "0.00", overdue=overdue, status=InvoiceStatus.PAID, paid_on=on)


def settled(
    *invoices: Invoice,
    taken: Sequence[Taken] = HEARD,
    marks: Sequence[Mark] = (),
    people: tuple[Person, ...] = (JO,),
    unreadable: Sequence[Unreadable] = (),
) -> Case:
    """ACME owes nothing, and has paid these lately; without any, one on time."""
    lately = invoices or (paid(),)
    facts = case(settled=lately, taken=taken, marks=marks, people=people, unreadable=unreadable)
    return structs.replace(facts, invoices=())


def thanks(rules: Rulebook, facts: Case) -> list[Decision]:
    """The decisions that say thank you."""
    return [d for d in decide(rules, facts) if d.action is Action.THANK]


def test_a_payment_on_time_is_thanked_for_in_one_letter() -> None:
    facts = settled(paid(key="PAID"), paid(day(-1), overdue=0, key="ALSO"))
    (letter,) = thanks(RULES, facts)
    assert (letter.letter, letter.channel, letter.to) == ("thanks", "email", (JO,))
    assert letter.invoices == ("paid", "also")
    assert letter.reason == "Thank Jo Park for 2 invoices paid lately."
    assert letter.findings[0].at == "rules.yaml:80:7"


@pytest.mark.parametrize(
    "facts",
    [
        # paid a day late
        settled(paid(day(-2), overdue=3)),
        # too long ago to be warm
        settled(paid(day(-6), overdue=1)),
        # thanked already, for this or for another invoice this month
        settled(taken=[*HEARD, took("thanks", day(-1), key="PAID")]),
        settled(taken=[*HEARD, took("thanks", day(-29), key="OTHER")]),
        # never written to: no wave of thanks at go-live
        settled(taken=[]),
        # quiet was asked for, or the ledger cannot be read
        settled(marks=[mark(MarkKind.NO_CHASE, key=None)]),
        # paid, and still in dispute in the ledger
        settled(replace(paid(), disputed=True)),
        settled(unreadable=[Unreadable(Kind.INVOICE, "i-9", None, "no date")]),
        # nobody in particular to thank
        settled(people=(ACCOUNTS,)),
        settled(people=()),
        # not a sending day
        structs.replace(settled(paid(day(-2))), today=day(-1)),
    ],
)
def test_no_thanks_that_would_ring_hollow(facts: Case) -> None:
    assert thanks(RULES, facts) == []


def test_thanks_again_after_a_month() -> None:
    assert thanks(RULES, settled(taken=[took("thanks", day(-30), key="OTHER"), *HEARD]))


def test_late_payers_are_thanked_where_the_rulebook_says_so() -> None:
    rules = rulebook(thanks=[Thanks(Earned.ANY_TIME, "thanks", at(80))])
    assert thanks(rules, settled(paid(day(-2), overdue=30)))


def test_never_on_a_day_on_which_they_hear_something_else() -> None:
    owing = structs.replace(settled(), invoices=(invoice(overdue=5),))
    assert [d.action for d in decide(RULES, owing)] == [Action.REMIND]


def test_quiet_about_an_invoice_does_not_forbid_thanks() -> None:
    owing = structs.replace(settled(), invoices=(invoice(overdue=-20),))
    assert [d.action for d in decide(RULES, owing)] == [Action.NOTHING, Action.THANK]


KINDS = rulebook(
    thanks=[
        Thanks(Earned.ON_TIME, "thanks", at(80)),
        Thanks(Earned.PROMISE, "thanks-promise", at(81)),
        Thanks(Earned.PART, "thanks-part", at(82)),
    ]
)


def promise(until: date, *, key: str = "PAID") -> Mark:
    return mark(MarkKind.PROMISE, key=key, until=until)


def test_a_kept_promise_is_thanked_for_with_the_day_promised() -> None:
    late = paid(SATURDAY, overdue=20)
    (letter,) = thanks(KINDS, settled(late, marks=[promise(day(-1))]))
    assert (letter.letter, letter.step) == ("thanks-promise", "thanks-promise")
    assert letter.background.promised_on == day(-1)
    assert thanks(KINDS, settled(late, marks=[promise(day(-3))])) == []


def test_a_payment_on_time_that_was_promised_is_thanked_for_as_on_time() -> None:
    (letter,) = thanks(KINDS, settled(marks=[promise(day(-1))]))
    assert letter.letter == "thanks"


def part_paid(
    *, on: date = SATURDAY, marks: Sequence[Mark] = (), overdue: int = 2, sent: bool = True
) -> Case:
    """ACME has paid 40.00 of 115.00, two days after the due date, and was reminded before."""
    owed = invoice("PART", "75.00", overdue=overdue, sent=sent)
    owed = replace(owed, total=Money(Decimal("115.00"), "NZD"))
    some = replace(payment(on, "40.00"), applied=(Applied(owed.id, Decimal("40.00")),))
    heard = took("heads-up", day(-9), key="PART")
    return case(owed, payments=[some], taken=[heard], marks=marks)


def test_a_part_payment_is_thanked_for_with_what_came_and_when() -> None:
    (letter,) = thanks(KINDS, part_paid())
    assert (letter.letter, letter.invoices) == ("thanks-part", ("part",))
    assert letter.background.received == (Money(Decimal("40.00"), "NZD"),)
    assert letter.background.received_on == SATURDAY
    assert letter.reason == "Thank Jo Park for part of 1 invoice paid lately."


@pytest.mark.parametrize(
    "facts",
    [
        # what remains is not to be spoken of: disputed, promised, on hold
        part_paid(marks=[mark(MarkKind.DISPUTE, key="PART")]),
        part_paid(marks=[mark(MarkKind.PROMISE, key="PART", until=day(3))]),
        part_paid(marks=[mark(MarkKind.HOLD, key="PART")]),
        # they wrote yesterday: first somebody reads it
        part_paid(marks=[replace(mark(MarkKind.REPLIED, key=None), since=day(-1))]),
        # long ago, or an invoice that was never sent
        part_paid(on=day(-6)),
        part_paid(sent=False),
    ],
)
def test_no_thanks_for_a_part_where_the_rest_is_not_to_be_spoken_of(facts: Case) -> None:
    assert thanks(KINDS, facts) == []


def test_no_reminder_on_the_heels_of_thanks() -> None:
    """The ladder goes on after the gap that lies between any two letters."""
    thanked = took("thanks-part", day(-1), key="PART")
    facts = structs.replace(
        part_paid(on=day(-3)), taken=(took("heads-up", day(-9), key="PART"), thanked)
    )
    (held,) = decide(
        KINDS, structs.replace(facts, invoices=(replace(facts.invoices[0], due=day(-5)),))
    )
    assert held.hold == "heard from us lately"


def test_no_rule_no_thanks() -> None:
    assert decide(rulebook(), settled()) == ()
