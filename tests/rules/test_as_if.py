"""A step as if its day had come: the nearest invoice, its people, its day."""

from dataclasses import replace
from datetime import date

from rules.deciding.as_if import AsIf, as_if
from rules.rulebook import Rulebook
from tests.rules.builders import JO, case, day, invoice
from tests.rules.rulebooks import read

STANDARD = read(
    "policies:\n"
    "  - policy: late payers\n"
    "    for: [late, new, prompt]\n"
    "    steps:\n"
    "      - {step: heads-up, at: 5 days before due, letter: heads-up}\n"
    "      - {step: nudge, at: 3 days after due, letter: nudge}\n"
    "      - {step: broken, at: 2 days after promise, letter: check-in}\n"
    "      - {step: call, at: 30 days after due, channel: phone}\n"
    "remove: [prompt payers]\n"
)


def found(step: str, *invoices: object, rulebook: Rulebook = STANDARD, **said: object) -> AsIf:
    one = as_if(rulebook, case(*invoices, **said), step)  # type: ignore[arg-type]
    assert one is not None
    return one


def about(one: AsIf) -> list[str]:
    return [line.invoice.number or "" for line in one.decision.lines]


def test_it_is_about_the_invoice_whose_day_is_nearest() -> None:
    old, ripe, far = (
        invoice("OLD", overdue=60),
        invoice("RIPE", overdue=4),
        invoice("FAR", overdue=-20),
    )
    assert about(found("heads-up", old, ripe, far)) == ["RIPE"]
    assert about(found("heads-up", old, invoice("SOON", overdue=-6)))[0] == "SOON"


def test_after_the_due_date_the_others_that_are_overdue_are_listed_as_well() -> None:
    one = found(
        "nudge", invoice("A", overdue=4), invoice("B", overdue=40), invoice("C", overdue=-9)
    )
    assert about(one) == ["A", "B"]
    assert [line.step for line in one.decision.lines] == ["nudge", None]


def test_a_step_of_long_ago_is_caught_up_today_and_one_to_come_has_its_own_day() -> None:
    assert found("nudge", invoice(overdue=40)).on == day(0)
    assert found("nudge", invoice(overdue=0)).on == day(3)


def test_a_step_before_the_due_date_is_never_shown_as_of_a_later_day() -> None:
    one = found("heads-up", invoice(overdue=40))
    assert one.on == day(-45)
    assert one.decision.lines[0].days_overdue < 0


def test_a_broken_promise_is_shown_for_whoever_made_one() -> None:
    promised = invoice("P", overdue=20, expected_on=day(4))
    assert about(found("broken", invoice("N", overdue=5), promised))[0] == "P"
    assert found("broken", promised).on == date(2026, 11, 30)  # the 29th is a Sunday


def test_neither_holds_nor_what_was_sent_have_a_say() -> None:
    one = found("nudge", invoice(disputed=True))
    assert one.decision.to == (JO,)


def test_the_letter_is_in_the_language_of_whom_it_goes_to() -> None:
    jo = replace(JO, language="de")
    assert found("nudge", people=(jo,)).decision.language == "de"
    assert (
        found("thanks", settled=[invoice(paid_on=day(-2))], people=(jo,)).decision.language == "de"
    )


def test_thanks_are_about_what_was_paid_last() -> None:
    paid = [invoice(key, paid_on=day(-age)) for key, age in (("A", 9), ("B", 2))]
    one = found("thanks", settled=paid)
    assert about(one) == ["B"]


def test_nobody_is_thanked_who_has_paid_nothing() -> None:
    assert as_if(STANDARD, case(), "thanks") is None


def test_a_step_on_another_ladder_is_shown_and_told_to_be() -> None:
    both = read(
        "segments:\n  - {segment: those, when: {customer: OTHERS}}\n"
        "policies:\n  - policy: theirs\n    for: [those]\n    steps:\n"
        "      - {step: special, at: on due, letter: nudge}\n"
    )
    assert found("special", rulebook=both).own is False
    assert found("nudge", rulebook=both).own is True
