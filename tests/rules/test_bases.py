"""The shipped bases: whole, kind, and each at its own pace."""

import re
from dataclasses import replace

import pytest

from rules.calendar import Calendar
from rules.case import Behaviour, MarkKind
from rules.deciding.timing import schedule
from rules.decisions import Action
from rules.engine import decide
from rules.letters.letter import render
from rules.rulebook import Anchor, Channel, Policy, Rulebook
from tests.rules.builders import TODAY, case, day, invoice, mark
from tests.rules.letter_samples import ONE
from tests.rules.rulebooks import BASES, SHIPPED, load

SENDER = "company: {from: Ana <ana@maple.example>}\n"


def base(name: str) -> Rulebook:
    loaded = load(f"rulebook: 1\nextends: goodterms/{name}\n{SENDER}")
    assert loaded.problems == ()
    assert loaded.rulebook is not None
    return loaded.rulebook


def policy(name: str, segment: str) -> Policy:
    (found,) = (policy for policy in base(name).policies if segment in policy.segments)
    return found


def test_these_are_the_shipped_bases() -> None:
    assert sorted(path.name for path in BASES.iterdir() if path.is_dir()) == sorted(SHIPPED)


@pytest.mark.parametrize("name", SHIPPED)
@pytest.mark.parametrize("segment", ["new", "prompt", "late"])
def test_a_call_and_an_offer_come_before_anybody_is_handed_over(name: str, segment: str) -> None:
    """Promise 10; and whatever is offered or handed over waits for a person."""
    *steps, last = policy(name, segment).steps
    assert last.channel is Channel.HANDOVER
    assert any(step.channel is Channel.PHONE for step in steps)
    assert any(step.is_offer for step in steps)
    assert all(step.needs_approval for step in (*steps, last) if step.is_offer or step is last)


@pytest.mark.parametrize("segment", ["prompt", "late"])
def test_each_base_comes_to_the_point_before_the_gentler_one(segment: str) -> None:
    """The day of the call, of the offer and of the hand-over, 30 days' terms."""

    def days(name: str) -> list[int]:
        steps = policy(name, segment).steps
        plan = schedule(steps, Calendar(), issued=day(-30), due=TODAY)
        told = [(steps[rung.index], (rung.on - TODAY).days) for rung in plan.after]
        return [
            next(on for step, on in told if step.channel is Channel.PHONE),
            next(on for step, on in told if step.is_offer),
            next(on for step, on in told if step.channel is Channel.HANDOVER),
        ]

    gentle, standard, firm = (days(name) for name in SHIPPED)
    assert all(a < b <= c for a, b, c in zip(firm, standard, gentle, strict=True))


ANSWER = {
    "en": "reply|question",
    "de": "antwort|frage",
    "es": "respond|respuesta|conteste|pregunta|duda",
    "fr": "répon|question",
}
THANKS = {"en": "thank you", "de": "dank", "es": "gracias", "fr": "merci"}


@pytest.mark.parametrize("name", SHIPPED)
def test_every_letter_of_a_base_is_kind(name: str) -> None:
    for place, letter in base(name).letters.items():
        language = place.rpartition("/")[0] or "en"
        text = render(letter, ONE).text.lower()
        assert re.search(ANSWER[language], text)
        assert THANKS[language] in text
        assert "!" not in text


@pytest.mark.parametrize("name", ["standard", "firm"])
def test_a_promise_that_has_passed_has_a_letter_of_its_own(name: str) -> None:
    promise = replace(mark(MarkKind.PROMISE), until=day(-3))
    facts = case(invoice(overdue=20), marks=[promise], behaviour=Behaviour((9, 9, 9)))
    (decision,) = decide(base(name), facts)
    assert (decision.action, decision.letter) == (Action.REMIND, "promise")


@pytest.mark.parametrize("name", SHIPPED)
def test_a_late_payer_is_spoken_to_before_the_due_date_as_well(name: str) -> None:
    steps = policy(name, "late").steps
    assert steps[0].when.anchor is Anchor.DUE
    assert steps[0].when.count < 0
