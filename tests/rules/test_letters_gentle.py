"""The shipped letters, read as a customer would."""

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from rules.facts import Money
from rules.letters.letter import LetterFacts, instalment_offers, render
from tests.rules.letter_samples import GENTLE, MANY, ONE, TODAY, gentle, row

DUE_IN = {"heads-up": 7, "due-today": 0, "nudge": -4, "check-in": -11, "senior-note": -20}
ASKING = [*DUE_IN, "instalments"]
ALL = [*ASKING, "promise", "thanks", "thanks-promise", "thanks-part"]
BARE = replace(
    ONE, greeting=None, pay_by=(), rows=(replace(row(), pay_link=None, number=None),), locale=""
)
RICH = replace(
    MANY,
    good_history=True,
    attached=True,
    sender_title="Director",
    offers=instalment_offers([Money(Decimal("2450.50"), "NZD")], first=TODAY),
    received=(Money(Decimal(115), "NZD"),),
    received_on=TODAY,
)
HARSH = (
    r"immediately|upon receipt|urgent|final|legal|lawyer|solicitor|collect|agency|court|demand|"
    r"must|fail|breach|consequence|overdue notice|penalt|interest|last chance|within \d+ (day|hour)"
)


def test_these_are_the_letters_of_the_base() -> None:
    assert sorted(path.stem for path in GENTLE.glob("*.md")) == sorted(ALL)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("facts", [ONE, MANY, BARE, RICH], ids=["one", "many", "bare", "rich"])
def test_every_letter_is_kind_and_whole_whatever_is_known(name: str, facts: LetterFacts) -> None:
    rendered = render(gentle(name), facts)
    whole = f"{rendered.subject}\n{rendered.text}"
    assert not re.search(HARSH, whole, re.IGNORECASE)
    assert "!" not in whole
    assert not re.search(r"\b(?!NZD|USD|INV|US)[A-Z]{2,}\b", whole)
    assert not re.search(r"\*\*|\]\(|\{\{|\{%|\bNone\b|  \w+ +[.,]|\n{4}| [.,;:]|\(\)", whole)
    assert re.search("question|reply", whole)
    assert all(len(line) <= 76 for line in rendered.text.splitlines())


@pytest.mark.parametrize("name", ASKING)
def test_every_letter_that_asks_says_when_how_much_and_how(name: str) -> None:
    text = render(gentle(name), ONE).text.replace("\n", " ")
    assert text.startswith("Hello Jo,  ")
    assert "17 days overdue (it was due on Wednesday 4 November 2026)" in text
    assert "NZD 115.00" in text
    assert "https://in.xero.com/4fjPkTzC" in text
    assert "online, bank transfer or card by phone" in text
    assert "thank you" in text
    assert text.rstrip().endswith("Ana Reid Maple & Sons Ltd")


@pytest.mark.parametrize(("name", "days"), DUE_IN.items())
def test_every_step_speaks_of_its_own_day(name: str, days: int) -> None:
    facts = replace(ONE, rows=(row(due=TODAY + timedelta(days=days)),))
    text = render(gentle(name), facts).text.replace("\n", " ")
    counted = f"{-days} days overdue" if days < 0 else f"due in {days} days"
    assert ("due today, Saturday 21 November 2026" if days == 0 else counted) in text


def test_the_nudge_as_it_arrives() -> None:
    facts = replace(ONE, good_history=True)
    rendered = render(gentle("nudge"), facts)
    assert rendered.subject == "Maple & Sons Ltd: a gentle reminder about invoice INV-0003"
    assert (
        rendered.text
        == """\
Hello Jo,

You usually pay us so promptly that I thought this one may have slipped
past you. Our invoice INV-0003 is 17 days overdue (it was due on
Wednesday 4 November 2026).

Invoice   Due                                   To pay
--------  --------------------------------  ----------
INV-0003  4 November 2026, 17 days overdue  NZD 115.00
  Pay online: https://in.xero.com/4fjPkTzC

You can pay whichever way suits you best: online, bank transfer or card
by phone.

If you have paid in the last few days, thank you, and please disregard
this mail. If there is a question about the invoice, or somebody else
looks after payments, just reply and let me know.

Kind regards

Ana Reid
Maple & Sons Ltd
"""
    )


def test_the_senior_note_speaks_as_the_senior() -> None:
    facts = replace(ONE, sender="Mere Tui", sender_title="Director")
    text = render(gentle("senior-note"), facts).text
    assert "I am writing to you myself, as Director of Maple & Sons Ltd" in text
    assert text.endswith("Mere Tui\nDirector\nMaple & Sons Ltd\n")


def test_instalments_offers_plans_and_asks_what_would_suit() -> None:
    facts = replace(
        ONE, offers=instalment_offers([Money(Decimal("115.00"), "NZD")], first=TODAY, counts=(2,))
    )
    text = render(gentle("instalments"), facts).text
    assert "In two parts:\n- NZD 57.50 on Saturday 21 November 2026\n- NZD 57.50 on" in text
    assert "What would suit you?" in text
    without = render(gentle("instalments"), ONE).text.replace("\n", " ")
    assert "spread the NZD 115.00 over two or three payments" in without


def test_thanks_names_the_payment() -> None:
    facts = replace(ONE, received=(Money(Decimal("115.00"), "NZD"),), received_on=TODAY)
    text = render(gentle("thanks"), facts).text.replace("\n", " ")
    assert (
        "Your payment of NZD 115.00 has arrived on Saturday 21 November 2026, "
        "and invoice INV-0003 is settled. Thank you." in text
    )
    assert "To pay" not in text
