"""A word of thanks: for what was paid on time, once in a while, to a person."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from rules.case import Case, Mark, MarkKind, Taken
from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import Invoice, InvoiceStatus, Kind, Person, Unreadable
from rules.rulebook import Rulebook, Thanks
from tests.rules.builders import ACCOUNTS, JO, at, case, day, invoice, mark, rulebook, took

RULES = rulebook(thanks=Thanks(on_time_only=True, letter="thanks", at=at(80)))
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
    return replace(facts, invoices=())


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
        settled(unreadable=[Unreadable(Kind.INVOICE, "i-9", None, "no date")]),
        # nobody in particular to thank
        settled(people=(ACCOUNTS,)),
        settled(people=()),
        # not a sending day
        replace(settled(paid(day(-2))), today=day(-1)),
    ],
)
def test_no_thanks_that_would_ring_hollow(facts: Case) -> None:
    assert thanks(RULES, facts) == []


def test_thanks_again_after_a_month() -> None:
    assert thanks(RULES, settled(taken=[took("thanks", day(-30), key="OTHER"), *HEARD]))


def test_late_payers_are_thanked_where_the_rulebook_says_so() -> None:
    rules = rulebook(thanks=Thanks(on_time_only=False, letter="thanks", at=at(80)))
    assert thanks(rules, settled(paid(day(-2), overdue=30)))


def test_never_on_a_day_on_which_they_hear_something_else() -> None:
    owing = replace(settled(), invoices=(invoice(overdue=5),))
    assert [d.action for d in decide(RULES, owing)] == [Action.REMIND]


def test_quiet_about_an_invoice_does_not_forbid_thanks() -> None:
    owing = replace(settled(), invoices=(invoice(overdue=-20),))
    assert [d.action for d in decide(RULES, owing)] == [Action.NOTHING, Action.THANK]


def test_no_rule_no_thanks() -> None:
    assert decide(rulebook(), settled()) == ()
