"""Facts that no ledger gives and the rulebook does: the customer's language, and who pays by themselves."""

from dataclasses import replace

import pytest
from msgspec import structs

from rules.case import Behaviour, Case
from rules.engine import decide
from rules.facts import Contact
from tests.rules.builders import case
from tests.rules.rulebooks import problems, read

AUTO_PAY = """
contacts:
  auto_pay: {any: [{group: Direct debit}, {customer: [Acme, Beta Ltd]}]}
guards:
  - {hold: pays by themselves, when: {auto_pay: yes}}
"""
LANGUAGES = """
contacts:
  languages:
    - {language: fr, when: {country: FR}}
guards:
  - {hold: written to in French, when: {language: fr}}
  - {hold: written to in English, when: {language: en}}
"""


def customer(**said: object) -> Case:
    """A customer with one overdue invoice."""
    usual = case(behaviour=Behaviour((0, 0, 0)))
    return structs.replace(usual, customer=replace(usual.customer, **said))  # type: ignore[arg-type]


def hold(rules: str, asked: Case) -> str | None:
    """Why nothing is said; None where something is."""
    (decision,) = decide(read(rules), asked)
    return decision.hold


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"name": "Acme"}, "pays by themselves"),
        ({"name": "Delta", "groups": ("direct debit",)}, "pays by themselves"),
        ({"name": "Delta"}, None),
        ({"name": "Delta", "memo": "card on file #Auto-Pay"}, "pays by themselves"),
        ({"name": "Delta", "memo": "not auto-pay"}, None),
    ],
)
def test_who_pays_by_themselves_is_said_by_the_rulebook_or_by_a_tag(
    said: dict[str, object], why: str | None
) -> None:
    assert hold(AUTO_PAY, customer(**said)) == why


def test_where_the_rulebook_cannot_tell_who_pays_by_themselves_the_case_is_held() -> None:
    rules = AUTO_PAY.replace("{group: Direct debit}", "{country: DE}")

    assert hold(rules, customer(name="Delta", country="DE")) == "pays by themselves"
    assert hold(rules, customer(name="Delta", country="NZ")) is None
    (decision,) = decide(read(rules), customer(name="Delta", country=None))
    assert not decision.action.is_contact
    assert "cannot be told whether the customer pays by themselves" in decision.reason


def test_a_rulebook_that_asks_who_pays_by_themselves_has_to_say_it() -> None:
    says = "Who pays by themselves is not told by any ledger, and not by this rulebook."
    hint = 'Write "auto_pay: {group: Direct debit}" under "contacts:", say.'

    assert problems("guards: [{hold: quiet, when: {any: [{auto_pay: yes}]}}]") == [f"{says} {hint}"]


@pytest.mark.parametrize(
    ("country", "why"),
    [("FR", "written to in French"), ("NZ", "written to in English")],
)
def test_a_condition_can_ask_in_which_language_a_customer_is_written_to(
    country: str, why: str
) -> None:
    assert hold(LANGUAGES, customer(country=country)) == why


def test_a_language_that_cannot_be_told_holds_the_case() -> None:
    (decision,) = decide(read(LANGUAGES), customer(country=None))
    assert not decision.action.is_contact
    assert "cannot be told in which language" in decision.reason


def test_a_segment_may_ask_for_both_and_neither_for_itself() -> None:
    segment = """
    contacts: {auto_pay: {customer: Acme}}
    segments: [{segment: new, when: {language: en, auto_pay: yes}}]
    guards: [{hold: is new, when: {segment: new}}]
    """
    assert hold(segment, customer(name="Acme")) == "is new"
    assert hold(segment, customer(name="Delta")) is None
    itself = "contacts: {languages: [{language: fr, when: {language: en}}]}"
    assert problems(itself) == [
        '"language" cannot be asked for here: it follows from what stands here.'
    ]
    later = "contacts: {auto_pay: {segment: new}}"
    assert problems(later) == ['"segment" cannot be asked for here: the segment is chosen later.']


def test_the_customer_of_a_sub_customer_is_asked_whether_they_pay_by_themselves() -> None:
    job = Contact(id=case().customer.id, name="Job", memo="#auto-pay")
    assert hold(AUTO_PAY, structs.replace(customer(name="Delta"), members=(job,))) is None
