"""A step on paper: to one person, or to the customer itself; it waits for whoever posts it."""

import pytest

from rules.decisions import Action, Decision
from rules.engine import decide
from rules.facts import Person, Postal
from rules.rulebook import Channel, Step
from tests.rules.builders import ACCOUNTS, JO, case, day, invoice, rulebook, step, took

PAPER = step("on-paper", 5, channel=Channel.LETTER, letter="nudge")
NOBODY = Person(email=None, name="Pat Ray")


def decided(*people: Person, paper: Step = PAPER) -> Decision:
    (decision,) = decide(rulebook(paper), case(people=people))
    return decision


@pytest.mark.parametrize(
    ("people", "to"),
    [
        ((ACCOUNTS, JO), "Jo Park"),
        # paper needs no address of e-mail
        ((NOBODY,), "Pat Ray"),
        ((), "ACME"),
    ],
)
def test_it_goes_to_one_person_or_to_the_customer(people: tuple[Person, ...], to: str) -> None:
    decision = decided(*people)
    assert (decision.action, decision.channel) == (Action.REMIND, "letter")
    assert ([p.name for p in decision.to], decision.cc) == ([to], ())
    assert decision.letter == "nudge"


@pytest.mark.parametrize(
    ("address", "says"),
    [
        (None, "No postal address of ACME is in the ledger."),
        (Postal(lines=(), city="Riverton"), "The postal address of ACME is not complete"),
        (Postal(lines=("7 High Street",)), "The postal address of ACME is not complete"),
    ],
)
def test_without_an_address_a_person_has_to_find_one(address: Postal | None, says: str) -> None:
    [decision] = decide(rulebook(PAPER), case(address=address))
    assert (decision.action, decision.hold) == (Action.HOLD, "no postal address")
    assert decision.reason.startswith(says)
    assert decision.tasks == ("put the postal address of ACME into the ledger",)


def test_an_offer_on_paper_is_an_offer_and_waits_for_a_yes() -> None:
    """Promise 10."""
    offer = step("offer", 5, channel=Channel.LETTER, letter="instalments")
    decision = decided(JO, paper=offer)
    assert (decision.action, decision.needs_approval) == (Action.OFFER, True)


def test_paper_counts_as_a_contact() -> None:
    done = took("on-paper", day(-1), channel="letter", emails=())
    rules = rulebook(PAPER, step("check-in", 6))
    (decision,) = decide(rules, case(taken=[done]))
    assert decision.hold == "heard from us lately"


def test_one_person_hears_once_a_day_by_mail_or_on_paper() -> None:
    """Promise 4."""
    rules = rulebook(step("nudge", 3), PAPER)
    facts = case(invoice("A", overdue=3), invoice("B", overdue=9), taken=[
        took("nudge", day(-6), key="B", emails=())
    ])  # fmt: skip
    going = [d for d in decide(rules, facts) if d.action.is_contact]
    assert len(going) == 1
